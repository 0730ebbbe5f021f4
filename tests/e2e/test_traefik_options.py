"""The options of the printed Traefik text: paths, names, addresses, a balancer in front, and how long it waits."""
import contextlib
import re
import threading

import programs
import proxies
import proxy_rows
import pytest
import wire
from protected_site import ANSWERS, LOGIN, NAVIGATE, protected, the_login_page_is_reached
from proxy_scene import IDENTITY, assert_genuine, behind

TRAEFIK = proxies.candidate("traefik")
WEBSOCKET = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]

# target: who answers for it: nobody (it is open), the endpoint of the site, or one of a path
PATHS = {
    "/": "site",
    "/?/login": "site",
    "/login": "open",
    "/login/": "open",
    "/login/form.css?a=b": "open",
    "/login?rd=/admin": "open",
    "//login": "open",
    "/%6cogin": "open",
    "/login/%61": "open",
    "/loginx": "site",
    "/Login": "site",
    "/login;x=y": "refused",
    "/login/..;/admin": "refused",
    "/login/a%20b": "open",
    "/login/../admin": "readers",
    "/login/%2e%2e/admin": "readers",
    "/login/x/../../admin": "readers",
    "/login/%2fadmin": "refused",
    "/login/..%2fadmin": "refused",
    "/login/..%5cadmin": "refused",
    "/login/%252e%252e/admin": "refused",
    "/admin": "readers",
    "/admin/": "readers",
    "/admin/a?b": "readers",
    "/admin;a": "refused",
    "//admin": "readers",
    "/./admin": "readers",
    "/%61dmin": "readers",
    "/admin/a.b": "nobody",
    "/admin/a.b/c": "nobody",
    "/admin/axb": "readers",
    "/admin/a.bc": "readers",
    "/administrator": "site",
    "/x/admin": "site",
    "/Admin": "readers",
    "/ADMIN/A.B/c": "nobody",
    "/x/..;/admin": "refused",
    "/a;b": "refused",
    "/?a=b;c": "site",
    "/a%20b": "site",
}


@pytest.fixture(scope="module")
def scene(settings):
    with protected(TRAEFIK, settings) as scene:
        yield scene


@pytest.mark.parametrize("upgrade", [[], WEBSOCKET], ids=["", "websocket"])
@pytest.mark.parametrize("target", PATHS)
def test_paths(scene, keys, target, upgrade):
    tunnel = upgrade and PATHS[target] != "open"  # an open path has none
    for credential, status in zip(([], wire.bearer(keys["rsa"].token()), proxy_rows.good(keys)), ANSWERS[PATHS[target]]):
        forged = [(name, "evil") for name in IDENTITY]
        answer, got = scene.ask(credential + forged + upgrade, target=target)
        assert answer.status == (101 if tunnel and status == 200 else status)
        assert (got is not None) == (status == 200)
        if got:
            assert not [line for line in got.lines if "evil" in line]
            assert got.all("X-Authgear-User-Id") == ([] if PATHS[target] == "open" else ["alice"])


def test_a_login_page_on_this_host_is_reached(scene):
    the_login_page_is_reached(scene)


@pytest.mark.parametrize("host, served", [("app.test", True), ("APP.test:8080", True), ("app.test.", True), ("evil.test", False),
                                          ("app.test.evil.test", False), ("", False)])
def test_one_name(scene, keys, host, served):
    for target in ("/", "/login", "/admin"):
        answer, got = scene.ask(proxy_rows.good(keys), host=host, target=target)
        assert (answer.status == 200, got is not None) == (served, served)
        assert served or answer.status in (400, 404)


@contextlib.contextmanager
def balanced(settings, network):
    with behind(TRAEFIK, settings, ["--behind", network], login={**LOGIN, "url": "https://login.test/in"}) as scene:
        yield scene


FORGED = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Uri", "/evil"),
          ("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Port", "1")]
TRUE = {"Uri": "/a?b=c", "Method": "GET", "Host": "app.test"}


# network: the scheme and the addresses that Postern is told
@pytest.mark.parametrize("network, scheme, client", [
    ("127.0.0.0/8", "https", "192.0.2.7, 127.0.0.1"),
    ("127.0.0.1", "https", "192.0.2.7, 127.0.0.1"),
    ("10.0.0.0/8", "http", "127.0.0.1"),
])
def test_a_balancer_says_scheme_and_address_and_nothing_else(settings, keys, network, scheme, client):
    with balanced(settings, network) as scene:
        for credential in (proxy_rows.good(keys), []):
            answer, got = scene.ask([NAVIGATE, *FORGED, *credential], target="/a?b=c")
            told = {name: scene.relay.requests[-1].one("X-Forwarded-" + name) for name in ("Uri", "Method", "Host", "Proto", "For")}
            assert told == {**TRUE, "Proto": scheme, "For": client}
        assert answer.one("Location") == f"https://login.test/in?rd={scheme}%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
        _, got = scene.ask(FORGED + proxy_rows.good(keys), target="/a?b=c")
        assert_genuine(got)
        assert got.one("X-Forwarded-For") == client and not got.all("X-Forwarded-Uri")


def test_several_addresses(settings, keys):
    other = programs.free_port()
    with behind(TRAEFIK, settings, ["--listen", f"127.0.0.1:{other}"]) as scene:
        for port in (scene.port, other):
            assert wire.ask(port, [("X_Authgear_User_Id", "evil")]).status == 400
            assert wire.ask(port).status == 401
            scene.backend.take()
            assert wire.ask(port, proxy_rows.good(keys) + [("X-Forwarded-Uri", "/evil")]).status == 200
            assert_genuine(scene.backend.take()[0])


def test_it_waits_for_a_silent_postern_and_then_decides(settings, keys):
    """No setting of Traefik ends the wait before 30 s. A version that does not wait fails here."""
    with behind(TRAEFIK, settings) as scene:
        scene.postern.hang()
        answers = []
        asking = threading.Thread(target=lambda: answers.append(scene.ask(proxy_rows.good(keys))))
        asking.start()
        asking.join(3)
        assert asking.is_alive() and not scene.backend.take()
        scene.postern.send(programs.signal.SIGCONT)
        asking.join(10)
        ((answer, got),) = answers
        assert (answer.status, got is not None) in ((200, True), (503, False))


def test_a_denial_that_is_cut_in_its_body_lets_nobody_in(settings, keys):
    """Traefik passes on what has come of it."""
    with behind(TRAEFIK, settings) as scene:
        scene.relay.answer = lambda request: programs.Last(
            b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 20\r\nContent-Type: text/plain\r\n\r\ncut"
        )
        scene.backend.take()
        with contextlib.closing(wire.Connection(scene.port)) as connection:
            connection.socket.sendall(wire.request_text(proxy_rows.good(keys)))
            assert re.match(rb"HTTP/1.1 401 ", connection.stream.readline())
        assert not scene.backend.take()


def test_http_1_0_without_a_host_is_refused(settings, keys):
    with behind(TRAEFIK, settings) as scene:
        with contextlib.closing(wire.Connection(scene.port)) as connection:
            connection.socket.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert b" 400 " in connection.stream.readline()
        assert not scene.backend.take()
