"""What the options of `postern snippet caddy` add to the text, with the real Caddy."""
import contextlib
import socket
import threading

import http2
import programs
import pytest
import wire
from conftest import running
from proxies.caddy import Caddy
from proxy_scene import GENUINE, IDENTITY, behind, folded, learned, untripped

EVIL = [(name, "evil") for name in IDENTITY] + [(name.replace("-", "_"), "evil") for name in IDENTITY]


ALICE = {folded(name): value for name, value in GENUINE.items() if name != "X-Authgear-Scope"}

# --protect

STAFF = {
    "policies": {"staff": {"require": {"scopes": ["staff"]}}, "boss": {"require": {"scopes": ["boss"]}}},
    "endpoints": [{"path": f"/authz/{name}", "dialect": "caddy", "policy": name} for name in ("staff", "boss")],
}
PATHS = {
    "anybody": ["/", "/a?/admin", "/administrator", "/admin.html", "/a/admin", "/adminx/admin", "/a%20b", "/a?b=;%2f../admin"],
    "staff": ["/admin", "/admin/", "/admin?a=b", "/admin/a", "/ADMIN/a", "/Admin", "/%61dmin", "/admin/bossy"],
    "boss": ["/admin/boss", "/admin/Boss/a", "/admin/b%6fss"],
    "nobody": ["/a//b", "//admin/a", "/admin//a", "/admin//boss", "/a/../admin", "/admin/../a",
               "/admin/%2e%2e/a", "/admin/.%2E/a", "/./admin", "/admin;a", "/;a/admin", "/a%3b/admin", "/a\\admin", "/a%5cadmin", "/%2561dmin", "/admin%3fa", "/a%23/admin", "/admin/..", "/admin/%c0%ae%c0%ae/a", "/admin%2Fa"],
}


@pytest.fixture(scope="module")
def protected(caddy, settings):
    options = ["--protect", "/admin=/authz/staff", "--protect", "/admin/boss=/authz/boss"]
    with running(untripped(settings, **STAFF), candidate=caddy, options=options, relayed=True) as scene:
        yield scene


@pytest.mark.parametrize("who, target", [(who, target) for who, targets in PATHS.items() for target in targets])
def test_a_path_asks_an_endpoint_of_its_own(protected, keys, who, target):
    def status(**claims):
        answer, got = protected.ask(wire.bearer(keys["rsa"].token(**claims)) + EVIL, target=target)
        assert (got is not None) == (answer.status == 200)
        if got:
            assert (learned(got)["x-authgear-user-id"], got.first.split()[1]) == ("alice", target)
        return answer.status

    expected = {"anybody": [200, 200, 200], "staff": [403, 200, 403], "boss": [403, 403, 200]}.get(who)
    found = [status(), status(scope="staff"), status(scope="boss")]
    assert found == expected or (who == "nobody" and set(found) <= {400, 403})
    answer, got = protected.ask(target=target)
    assert (answer.status, got) == (401, None)


# The login page on the guarded host

LOGIN = {"url": "https://app.test/sign.in?a=b", "allowed_hosts": ["app.test"]}
OPEN = ["/sign.in", "/sign.in/", "/sign.in?rd=x", "/sign.in/app.js", "/sign.in/a/b.css?v=1"]
CLOSED = ["/", "/signXin", "/sign.inx", "/SIGN.IN", "/sign.in/../admin", "/sign.in/%2e%2e/admin", "/sign.in/..;/admin",
          "/sign.in/..%2fadmin", "/sign.in/..%5cadmin", "/sign.in/..\\admin", "/sign.in/a;b", "/sign.in//admin", "/admin?/sign.in",
          "/admin#/sign.in", "//sign.in", "/a/sign.in", "/sign.in/.hidden", "/sign.in%00"]


@pytest.fixture(scope="module", params=[[], ["--protect", "/admin=/authz/caddy"]], ids=["alone", "with a protected path"])
def with_login(request, caddy, settings):
    with behind(caddy, settings, request.param, login=LOGIN, identity={**settings["identity"], "tripwire": "off"}) as scene:
        yield scene


@pytest.mark.parametrize("target", OPEN)
def test_the_login_page_is_open_without_identity(with_login, target):
    for headers in ([], EVIL, [("Connection", "X-Authgear-User-Id")], wire.bearer("x") + EVIL):
        answer, got = with_login.ask(headers, target=target)
        assert (answer.status, got.first, learned(got)) == (200, f"GET {target} HTTP/1.1", {})


@pytest.mark.parametrize("target", CLOSED)
def test_nothing_else_is_open(with_login, target):
    for headers in ([], EVIL):
        answer, got = with_login.ask(headers, target=target)
        assert (400 <= answer.status < 500, got) == (True, None)


def test_an_outage_leaves_the_login_page_open(with_login):
    with with_login.relay.down():
        assert with_login.ask(target="/sign.in")[0].status == 200
        answer, got = with_login.ask()
        assert (answer.status, answer.one("Retry-After"), got) == (503, "1", None)


# --behind

SAID = {
    "one": ([("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Proto", "https")], ("192.0.2.1", "https")),
    "several": ([("X-Forwarded-For", "evil, 192.0.2.1")], ("192.0.2.1", "http")),
    "two lines": ([("X-Forwarded-For", "192.0.2.66"), ("X-Forwarded-For", "192.0.2.1")], ("192.0.2.1", "http")),
    "IPv6": ([("X-Forwarded-For", "2001:db8::1"), ("X-Forwarded-Proto", "http")], ("2001:db8::1", "http")),
    "nothing": ([], ("127.0.0.1", "http")),
    "no address": ([("X-Forwarded-For", "evil{env.HOME}"), ("X-Forwarded-Proto", "evil")], ("127.0.0.1", "http")),
    "no address at the end": ([("X-Forwarded-For", "192.0.2.1, unknown")], ("127.0.0.1", "http")),
    "a word that ends like an address": ([("X-Forwarded-For", "192.0.2.1, evil.facade")], ("127.0.0.1", "http")),
    "a word of hexadecimal digits": ([("X-Forwarded-For", "192.0.2.1, facade")], ("127.0.0.1", "http")),
    "a part of an address": ([("X-Forwarded-For", "192.0.2.1, 192.0")], ("127.0.0.1", "http")),
    "an address after a word": ([("X-Forwarded-For", "x192.0.2.1")], ("127.0.0.1", "http")),
    "an address with a port": ([("X-Forwarded-For", "192.0.2.1:80")], ("127.0.0.1", "http")),
    "an address in brackets": ([("X-Forwarded-For", "[2001:db8::1]:80")], ("127.0.0.1", "http")),
    "an address with a zone": ([("X-Forwarded-For", "fe80::1%eth0")], ("127.0.0.1", "http")),
    "a comma at the end": ([("X-Forwarded-For", "192.0.2.1,")], ("127.0.0.1", "http")),
    "spaces around": ([("X-Forwarded-For", " 192.0.2.66 ,\t192.0.2.1 ")], ("192.0.2.1", "http")),
    "no space": ([("X-Forwarded-For", "192.0.2.66,2001:db8::192.0.2.1")], ("2001:db8::192.0.2.1", "http")),
    "another host": ([("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Uri", "/evil")], ("127.0.0.1", "http")),
}


@pytest.mark.parametrize("network", ["127.0.0.0/8", "10.0.0.0/8"])
def test_a_balancer_says_the_client_and_the_scheme(caddy, settings, keys, good, network):
    with running(settings, candidate=caddy, options=["--behind", network], relayed=True) as scene:
        for row, (headers, said) in SAID.items():
            answer, got = scene.ask(good + headers, target="/a")
            expected = said if network.startswith("127.") else ("127.0.0.1", "http")
            for told in (scene.relay.requests[-1], got):
                assert (told.one("X-Forwarded-For"), told.one("X-Forwarded-Proto")) == expected, row
                assert told.one("X-Forwarded-Host") == "app.test", row
            assert scene.relay.requests[-1].one("X-Forwarded-Uri") == "/a", row


# Addresses, names and sockets


def test_several_addresses(caddy, settings, good):
    address = "[::1]:{}"
    with socket.socket(socket.AF_INET6) as probe:
        if probe.connect_ex(("::1", 9)) not in (0, 111):
            pytest.skip("this machine has no IPv6")
    with contextlib.ExitStack() as closing:
        scene = closing.enter_context(running(settings, candidate=caddy))
        scene.proxy.stop()
        (text,) = scene.printed(["--listen", address.format(scene.port)]).values()
        scene.proxy = Caddy(scene.folder, scene.port, {"": text}, caddy.binary)
        scene.proxy.start()
        closing.callback(scene.proxy.stop)
        with contextlib.closing(socket.create_connection(("::1", scene.port), wire.TIMEOUT)) as client:
            client.sendall(wire.request_text(good))
            assert wire.read_message(client.makefile("rb")).status == 200
        assert scene.ask(good)[0].status == 200
        assert scene.ask()[0].status == 401


def test_a_name_answers_no_other_host(caddy, settings, good):
    """Caddy answers a host that no site has with 200 and nothing."""
    with running(settings, candidate=caddy, options=["--server-name", "app.test"]) as scene:
        answer, got = scene.ask(good)
        assert (answer.status, got.one("X-Authgear-User-Id")) == (200, "alice")
        assert scene.ask()[0].status == 401
        for headers in ([], good):
            answer, got = scene.ask(headers, host="other.test")
            assert (answer.status, answer.body, got) == (200, b"", None)


def pass_on(listening, port):
    """Connects each client of a socket with a port of this machine."""
    def copy(source, target):
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                target.sendall(octets)
            target.shutdown(socket.SHUT_WR)

    with contextlib.suppress(OSError):
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", port))
            for pair in ((client, server), (server, client)):
                threading.Thread(target=copy, args=pair, daemon=True).start()


def test_unix_sockets_on_every_side(caddy, settings, good, tmp_path):
    own = {**settings, "resolver": {"listen": [f"unix:{tmp_path}/postern.sock"]}}
    with contextlib.ExitStack() as closing:
        backend = programs.Backend()
        closing.callback(backend.stop)
        postern = programs.Postern(tmp_path, own)
        postern.start()
        closing.callback(postern.stop)
        application = closing.enter_context(socket.socket(socket.AF_UNIX))
        application.bind(f"{tmp_path}/app.sock")
        application.listen()
        threading.Thread(target=pass_on, args=(application, backend.port), daemon=True).start()
        port = programs.free_port()
        where = ["--listen", f"127.0.0.1:{port}", "--listen", f"unix:{tmp_path}/caddy.sock", "--upstream", f"unix:{tmp_path}/app.sock"]
        printed = programs.postern("snippet", "caddy", "-c", postern.file, *where)
        assert printed.returncode == 0, printed.stderr
        proxy = Caddy(tmp_path, port, {"": printed.stdout}, caddy.binary)
        proxy.start()
        closing.callback(proxy.stop)
        for headers, status in ((good, 200), ([], 401)):
            client = closing.enter_context(contextlib.closing(socket.socket(socket.AF_UNIX)))
            programs.eventually("Caddy listens", lambda: client.connect_ex(f"{tmp_path}/caddy.sock") == 0)
            client.sendall(wire.request_text(headers))
            assert wire.read_message(client.makefile("rb")).status == status
            assert wire.ask(port, headers).status == status
        assert [got.one("X-Authgear-User-Id") for got in backend.take()] == ["alice", "alice"]


def test_tls_says_https(caddy, settings, good, tmp_path):
    certificate, key = http2.make_certificate(tmp_path)
    with running(settings, candidate=caddy, options=["--tls-cert", certificate, "--tls-key", key], relayed=True) as scene:
        assert http2.ask(scene.port, [(name.lower(), value) for name, value in good]).status == 200
        for told in (scene.relay.requests[-1], scene.backend.take()[-1]):
            assert told.one("X-Forwarded-Proto") == "https"
