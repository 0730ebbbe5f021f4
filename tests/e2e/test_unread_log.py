"""Nobody reads the log: Postern answers all the same, and ends when it is told to."""
import contextlib
import os
import signal
import subprocess
import time

import programs
import pytest
import wire

DRAIN = 3


@contextlib.contextmanager
def unread_pipe():
    """The writing end of a pipe that nobody reads, and a function that fills it."""
    reading, writing = os.pipe()

    def fill():
        # The pipe is opened again: O_NONBLOCK on `writing` would hold for Postern's standard error, too.
        with open(os.open(f"/proc/self/fd/{writing}", os.O_WRONLY | os.O_NONBLOCK), "wb", buffering=0) as pipe:
            while pipe.write(b"x" * 4096) or pipe.write(b"x"):
                pass

    try:
        yield writing, fill
    finally:
        os.close(reading)
        os.close(writing)


@pytest.fixture
def unread(tmp_path, settings):
    """A Postern with a full pipe for standard error."""
    postern = programs.Postern(tmp_path, {**settings, "resolver": {"drain": f"{DRAIN}s"}})
    with unread_pipe() as (writing, fill):
        postern.process = subprocess.Popen(postern.command, stderr=writing, stdin=subprocess.DEVNULL)
        programs.eventually("Postern is ready", postern.ready)
        fill()
        try:
            yield postern
        finally:
            postern.process.kill()
            postern.process.wait()


def test_it_goes_on_answering(unread):
    for _ in range(100):  # each of them with an access line
        assert wire.ask(unread.port, target="/authz/nginx").status == 400


def test_it_ends_within_its_drain(unread):
    begin = time.monotonic()
    unread.send(signal.SIGTERM)
    assert unread.process.wait(DRAIN + 10) == 0
    assert time.monotonic() - begin < DRAIN + 2


def test_it_ends_at_once_when_told_twice(unread):
    with contextlib.closing(wire.Connection(unread.port)) as busy:
        busy.socket.sendall(b"GET / HTTP/1.1\r\n")  # the drain waits for the rest of it
        unread.send(signal.SIGTERM)
        programs.eventually("it drains", lambda: wire.ask(unread.admin_port, target="/readyz").status == 503)
        begin = time.monotonic()
        unread.send(signal.SIGTERM)
        assert unread.process.wait(DRAIN + 10) == 0
        assert time.monotonic() - begin < DRAIN - 1
