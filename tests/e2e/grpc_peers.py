"""A Postern that listens for gRPC, a peer of it that may do anything, and another client that must not notice."""
import contextlib
import pathlib
import re
import tempfile
import threading
import time

import ext_authz
import grpc_client
import http2_frames as h2
import programs
import pytest
import wire

LIMITS = {"header_timeout": "1s", "idle_timeout": "3s"}
MESSAGE = 32 * 1024  # octets of a check; less than the first window of HTTP/2
SECRET = "eyJzZWNyZXQtb2YtYS1jbGllbnQ"
CHECK = ext_authz.framed(ext_authz.check_request(headers=[("authorization", f"Bearer {SECRET}")]))
OK, INVALID_ARGUMENT, EXHAUSTED, UNIMPLEMENTED = 0, 3, 8, 12
TOO_LARGE = (INVALID_ARGUMENT, EXHAUSTED)  # by the version of the library


@contextlib.contextmanager
def listening(settings, **more):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
        asked = {**settings, "grpc": {"limits": {"message": f"{MESSAGE // 1024}KiB"}}, "resolver": {"limits": LIMITS}, **more}
        postern = programs.Postern(pathlib.Path(folder), asked)
        postern.start()
        try:
            yield postern
        finally:
            postern.stop()


@pytest.fixture(scope="module")
def postern(settings):
    with listening(settings) as postern:
        yield postern


@pytest.fixture
def peer(postern):
    with contextlib.closing(h2.Peer(postern.grpc_port)) as peer:
        yield peer


class Others:
    """Another client, on a connection of its own, that is answered all the while."""

    def __init__(self, postern, headers, status=200):
        self.postern, self.headers, self.status = postern, headers, status
        self.stopping, self.times, self.failures = threading.Event(), [], []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            with contextlib.closing(grpc_client.Connection(self.postern.grpc_port)) as connection:
                while not self.stopping.is_set():
                    start = time.monotonic()
                    answer = connection.call(ext_authz.check_request(headers=self.headers))
                    assert (answer.status, answer.check.status) == (OK, self.status), answer.fields
                    self.times.append(time.monotonic() - start)
                    self.stopping.wait(0.01)
        except Exception as failure:  # of a thread: kept for the test to see
            self.failures.append(failure)

    def __enter__(self):
        self.thread.start()
        programs.eventually("a check is answered", lambda: self.times or self.failures)
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join(2 * wire.TIMEOUT)
        assert not self.thread.is_alive() and not self.failures, self.failures
        assert max(self.times) < 5, max(self.times)


@pytest.fixture
def others(postern, good):
    with Others(postern, good) as others:
        yield others
        programs.eventually("all calls of the peer end", lambda: calls(postern) <= 1 or others.failures, 30)
        answered = len(others.times)
        programs.eventually("others are answered as before", lambda: len(others.times) > answered + 5 or others.failures)


def calls(postern):
    """How many checks are being answered."""
    return float(re.search(r"^postern_grpc_checks (\S+)", postern.admin("/metrics").body.decode(), re.M)[1])


def memory(postern):
    """Resident, in octets."""
    status = pathlib.Path(f"/proc/{postern.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


@contextlib.contextmanager
def bounded(postern, megabytes=256):
    before = memory(postern)
    yield
    assert memory(postern) - before < megabytes * 1024 * 1024
