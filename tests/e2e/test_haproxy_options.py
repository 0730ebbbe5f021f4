"""The options of the printed HAProxy text: paths, names, addresses, sockets, keys, a balancer in front, and how long it waits."""
import contextlib
import pathlib
import shutil
import socket
import socketserver
import tempfile
import threading
import time

import http2
import programs
import proxies
import proxy_rows
import pytest
import wire
from protected_site import ANSWERS, NAVIGATE, protected, the_login_page_is_reached
from proxy_scene import IDENTITY, assert_genuine, behind

HAPROXY = proxies.candidate("haproxy")
ELSEWHERE = {"url": "https://login.test/in?a=b", "allowed_hosts": ["app.test", "*.wide.test", "port.test:8443", "[::1]"]}

# target: which endpoint answers for it; `open`: none; `refused`: HAProxy
PATHS = {
    "/": "site",
    "/?/login": "site",
    "/login": "open",
    "/login/": "open",
    "/login/form.css?a=b": "open",
    "/login?rd=/admin": "open",
    "//login": "refused",
    "/%6cogin": "site",
    "/login/%61": "site",
    "/loginx": "site",
    "/Login": "site",
    "/login;x=y": "refused",
    "/login/..;/admin": "refused",
    "/login/../admin": "refused",
    "/login/%2e%2e/admin": "refused",
    "/login/%2fadmin": "refused",
    "/login/..%5cadmin": "refused",
    "/login/%252e%252e/admin": "refused",
    "/admin": "readers",
    "/admin/": "readers",
    "/admin/a?b": "readers",
    "/admin;a": "refused",
    "/admin/%": "refused",
    "/admin/%zz": "refused",
    "/admin%0a/x": "refused",
    "//admin": "refused",
    "/./admin": "refused",
    "/%61dmin": "readers",
    "/admin/a.b": "nobody",
    "/admin/a.b/c": "nobody",
    "/admin/axb": "readers",
    "/admin/a.bc": "readers",
    "/administrator": "site",
    "/x/admin": "site",
    "/Admin": "readers",
    "/ADMIN/A.B/c": "nobody",
    "/a;b": "refused",
    "/?a=b;c": "site",
    "/a%20b": "site",
}


@pytest.fixture(scope="module")
def scene(settings):
    with protected(HAPROXY, settings) as scene:
        yield scene


@pytest.mark.parametrize("target", PATHS)
def test_paths(scene, keys, target):
    for credential, status in zip(([], wire.bearer(keys["rsa"].token()), proxy_rows.good(keys)), ANSWERS[PATHS[target]]):
        answer, got = scene.ask(credential + [(name, "evil") for name in IDENTITY], target=target)
        assert (answer.status, got is not None) == (status, status == 200)
        if got:
            assert not [line for line in got.lines if "evil" in line]
            assert got.first == f"GET {target} HTTP/1.1"
            assert got.all("X-Authgear-User-Id") == ([] if PATHS[target] == "open" else ["alice"])


def test_a_login_page_on_this_host_is_reached(scene):
    the_login_page_is_reached(scene)


@pytest.mark.parametrize("host, served", [("app.test", True), ("APP.test:8080", True), ("evil.test", False),
                                          ("app.test.evil.test", False), ("evil.test:app.test", False), ("", False)])
def test_one_name(scene, keys, host, served):
    for target in ("/", "/login", "/admin"):
        answer, got = scene.ask(proxy_rows.good(keys), host=host, target=target)
        assert (answer.status == 200, got is not None) == (served, served)
        assert served or answer.status in (400, 404)


@pytest.fixture(scope="module")
def elsewhere(settings):
    with behind(HAPROXY, settings, login=ELSEWHERE) as scene:
        yield scene


# Postern's own rule is that of codec::host_matches.
@pytest.mark.parametrize("host, allowed", [
    ("app.test", True), ("APP.test:1", True), ("a.wide.test", True), ("a.b.wide.test:1", True), ("wide.test", False), ("awide.test", False),
    ("port.test", False), ("port.test:8443", True), ("port.test:443", False), ("[::1]", True), ("[::1]:8080", True), ("[::2]", False),
])
def test_hosts_to_return_to(elsewhere, host, allowed):
    answer, got = elsewhere.ask([NAVIGATE], host=host, target="/a?b=c")
    assert (answer.status, got) == (302, None)
    back = "&rd=http%3A%2F%2F" + host.replace(":", "%3A").replace("[", "%5B").replace("]", "%5D") + "%2Fa%3Fb%3Dc"
    assert answer.one("Location") == ELSEWHERE["url"] + (back if allowed else "")


@pytest.mark.parametrize("length, kept", [(10_000, True), (40_000, False)])
def test_a_long_address_to_return_to(elsewhere, length, kept):
    answer, got = elsewhere.ask([NAVIGATE], host="app.test", target="/" + "=" * length)
    assert (answer.status, got) == (302, None)
    back = "&rd=http%3A%2F%2Fapp.test%2F" + "%3D" * length
    assert answer.one("Location") == ELSEWHERE["url"] + (back if kept else "")


FORGED = [("X-Forwarded-For", "192.0.2.1, 192.0.2.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Uri", "/evil"),
          ("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Port", "1")]
TRUE = {"Uri": "/a?b=c", "Method": "GET", "Host": "app.test"}


# network: the scheme and the address that Postern is told
@pytest.mark.parametrize("network, scheme, client", [
    ("127.0.0.0/8", "https", "192.0.2.7"), ("127.0.0.1", "https", "192.0.2.7"), ("10.0.0.0/8", "http", "127.0.0.1"),
])
def test_a_balancer_says_scheme_and_address_and_nothing_else(settings, keys, network, scheme, client):
    with behind(HAPROXY, settings, ["--behind", network, "--behind", "fd00::/8"], login=ELSEWHERE) as scene:
        with contextlib.closing(wire.Connection(scene.port)) as connection:  # each request of a connection is looked at
            for credential in (proxy_rows.good(keys), [], proxy_rows.good(keys)):
                scene.backend.take()
                answer = connection.ask([NAVIGATE, *FORGED, *credential], target="/a?b=c")
                told = {name: scene.relay.requests[-1].one("X-Forwarded-" + name) for name in (*TRUE, "Proto", "For")}
                assert told == {**TRUE, "Proto": scheme, "For": client}
                if not credential:
                    assert answer.one("Location") == f"{ELSEWHERE['url']}&rd={scheme}%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
            (got,) = scene.backend.take()
            assert_genuine(got)
            assert (got.all("X-Forwarded-For"), got.all("X-Forwarded-Proto"), got.all("X-Forwarded-Uri")) == ([client], [scheme], [])
            connection.ask(proxy_rows.good(keys))
            assert scene.relay.requests[-1].one("X-Forwarded-For") == "127.0.0.1"


def test_several_addresses_and_a_socket(settings, keys):
    other = programs.free_port()
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
        path = pathlib.Path(folder) / "front"
        with behind(HAPROXY, settings, ["--listen", f"127.0.0.1:{other}", "--listen", f"unix:{path}"]) as scene:
            for port in (scene.port, other):
                assert wire.ask(port).status == 401
                scene.backend.take()
                assert wire.ask(port, proxy_rows.good(keys) + [("X-Forwarded-Uri", "/evil")]).status == 200
                assert_genuine(scene.backend.take()[0])
            for credential, status in ((proxy_rows.good(keys), 200), ([], 401)):
                with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
                    client.connect(str(path))
                    client.sendall(wire.request_text(credential))
                    assert wire.read_message(client.makefile("rb")).status == status


class SocketApplication(socketserver.ThreadingUnixStreamServer):
    """Remembers requests, and answers each with 200."""

    daemon_threads = True

    def __init__(self, path):
        self.requests = requests = []

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while (request := wire.read_message(self.rfile)) is not None:
                    requests.append(request)
                    self.wfile.write(programs.OK)

        super().__init__(str(path), Handler)


def test_postern_and_the_application_on_sockets(settings, good, tmp_path):
    with contextlib.ExitStack() as closing:
        postern = programs.Postern(tmp_path, {**settings, "resolver": {"listen": [f"unix:{tmp_path}/postern.sock"]}})
        postern.start()
        closing.callback(postern.stop)
        application = closing.enter_context(SocketApplication(tmp_path / "app.sock"))
        threading.Thread(target=application.serve_forever, args=(0.05,), daemon=True).start()
        closing.callback(application.shutdown)
        port, printed = programs.free_port(), tmp_path / "printed"
        where = ["--listen", f"127.0.0.1:{port}", "--listen", f"[::1]:{port}", "--upstream", f"unix:{tmp_path}/app.sock", "--output", printed]
        done = programs.postern("snippet", "haproxy", "-c", postern.file, *where)
        assert done.returncode == 0, done.stderr
        proxy = HAPROXY.proxy(tmp_path, port, {file.name: file.read_text() for file in printed.iterdir()}, HAPROXY.binary)
        proxy.start()
        closing.callback(proxy.stop)
        for _ in range(3):
            assert (wire.ask(port, good).status, wire.ask(port).status) == (200, 401)
        assert [got.one("X-Authgear-User-Id") for got in application.requests] == ["alice"] * 3
        client = closing.enter_context(socket.create_connection(("::1", port)))
        client.sendall(wire.request_text(good))
        assert wire.read_message(client.makefile("rb")).status == 200


@pytest.mark.parametrize("certificate, key", [("tls.crt", "tls.key"), ("tls.pem", "tls.pem"), ("tls.pem", "tls.pem.key"), ("tls.crt", "tls.crt.key")])
def test_where_the_key_is(settings, keys, tmp_path, certificate, key):
    made, its_key = http2.make_certificate(tmp_path)
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(made, there / certificate)
    with open(there / key, "ab") as file:
        file.write(its_key.read_bytes())
    options = ["--tls-cert", there / certificate, "--tls-key", there / key]
    with behind(HAPROXY, settings, options) as scene:
        assert http2.ask(scene.port, [(n.lower(), v) for n, v in proxy_rows.good(keys)]).status == 200
        assert http2.ask(scene.port).status == 401


def test_a_silent_postern_is_asked_four_times_at_most(settings, keys):
    """No setting of HAProxy before 3.0 has it asked less often; the page says how long a client waits."""
    with behind(HAPROXY, settings) as scene, scene.relay.failing("hangs"):
        scene.relay.take()
        start = time.monotonic()
        answer, got = scene.ask(proxy_rows.good(keys))
        assert (answer.status, got, answer.one("Retry-After")) == (503, None, "1")
        assert time.monotonic() - start < 2.6
        assert 1 <= len(scene.relay.take()) <= 4


@pytest.mark.parametrize("status", [201, 204, 206, 302, 304, 418, 500, 502])
def test_nothing_but_200_lets_in(settings, keys, status):
    with behind(HAPROXY, settings) as scene:
        scene.relay.answer = lambda request: f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\nX-Authgear-User-Id: evil\r\n\r\n".encode()
        answer, got = scene.ask(proxy_rows.good(keys))
        assert (answer.status, got) == (418 if status == 418 else 503, None)
        assert not answer.all("X-Authgear-User-Id")


def test_an_identity_that_comes_twice_is_none(settings, keys):
    with behind(HAPROXY, settings) as scene:
        scene.relay.answer = lambda request: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Authgear-User-Id: a\r\nX-Authgear-User-Id: b\r\n\r\n"
        answer, got = scene.ask(proxy_rows.good(keys))
        assert (answer.status, got) == (503, None)
