"""What the options of `postern snippet envoy`, `envoy-prefix` and `envoy-grpc` print, with the real Envoy."""
import contextlib
import pathlib
import socket
import socketserver
import tempfile
import threading

import programs
import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import IDENTITY, behind, folded

ENVOYS = proxies.parameters(proxies.Envoy, proxies.EnvoyPrefix, proxies.EnvoyGrpc)
LOGIN = {"url": "http://app.test/login", "allowed_hosts": ["app.test"]}
STRANGER = [("X-Authgear-User-Id", "evil"), ("X.Team", "evil"), ("X-Forwarded-Host", "evil.test"), ("X-Real-IP", "192.0.2.66")]


@pytest.fixture(scope="module", params=ENVOYS)
def scene(request, settings):
    """The login page is on the guarded host; /admin and /admin/open ask other endpoints, or with other policies."""
    proxy = request.param.proxy
    dialect = proxy.dialect
    endpoints = [
        {"path": f"/authz/{dialect}", "dialect": dialect, "policy": "readers"},
        {"path": "/staff", "dialect": dialect, "policy": "staff"},
        {"path": "/anybody", "dialect": dialect},
    ]
    policies = {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}, "staff": {"require": {"scopes": ["staff"]}}, "anybody": {"require": {}}}
    prefix = "" if proxy.chooses_policies else "/"
    options = ["--protect", f"/admin={prefix}staff", "--protect", f"/admin/open={prefix}anybody", "--server-name", "app.test"]
    more = {"login": LOGIN, "endpoints": endpoints, "policies": policies}
    with behind(request.param, settings, options, **more) as scene:
        yield scene


# target: whether it needs no credential
OPEN = {
    "/login": True, "/login/": True, "/login/in?a=b": True, "/login?a=b": True, "//login": True, "/x/../login": True,
    "/": False, "/loginx": False, "/login/../x": False, "/login/%2e%2e/x": False, "/login/..;/x": False, "/login/..%2fx": False,
    "/login%2f..%2fx": False, "/LOGIN": False, "/x/login": False, "/login\\..\\x": False, "/login/..": False,
}


@pytest.mark.parametrize("target", OPEN)
def test_the_login_page_is_open_and_nothing_else(scene, target):
    answer, got = scene.ask(STRANGER, target=target)
    assert (answer.status == 200, got is not None) == (OPEN[target], OPEN[target])
    if got:
        identity = {folded(name) for name in IDENTITY}
        assert not identity & {folded(name) for name, _ in got.headers}
        assert "evil" not in "".join(got.lines) and "192.0.2.66" not in "".join(got.lines)


@pytest.mark.parametrize("host", ["evil.test", "app.test,evil.test", "app.test.evil.test", "", "app.test:80,app.test:80"])
def test_no_other_host_is_served(scene, keys, host):
    for target in ("/", "/login"):
        answer, got = scene.ask(proxy_rows.good(keys), target=target, host=host)
        assert (400 <= answer.status < 500, got) == (True, None)
    doubled = [("Host", "app.test"), *proxy_rows.good(keys)]
    assert scene.ask(doubled, target="/login")[1] is None


@pytest.mark.parametrize("host", ["app.test", "APP.test", "app.test:8443"])
def test_the_host_is_served_with_any_port(scene, keys, host):
    assert scene.ask(proxy_rows.good(keys), host=host)[0].status == 200


# target: the statuses for somebody without a credential, one without the scope, one with it, one of the staff
PROTECTED = {
    "/": (401, 403, 200, 403),
    "/adminx": (401, 403, 200, 403),
    "/admin": (401, 403, 403, 200),
    "/admin?a=b": (401, 403, 403, 200),
    "/admin/x": (401, 403, 403, 200),
    "//admin": (401, 403, 403, 200),
    "/%61dmin": (401, 403, 403, 200),
    "/x/../admin": (401, 403, 403, 200),
    "/admin/open": (401, 200, 200, 200),
    "/admin/open/x": (401, 200, 200, 200),
    "/admin/open/../x": (401, 403, 403, 200),
}


@pytest.mark.parametrize("target", PROTECTED)
def test_paths_ask_their_endpoints(scene, keys, target):
    tokens = [[]] + [wire.bearer(keys["rsa"].token(scope=scope)) for scope in ("other", proxy_rows.SCOPE, "staff")]
    asked = [scene.ask(token, target=target) for token in tokens]
    assert tuple(answer.status for answer, _ in asked) == PROTECTED[target]
    assert all((got is not None) == (answer.status == 200) for answer, got in asked)


@pytest.mark.parametrize("fault", ["unavailable", "closes"])
def test_a_failure_closes_protected_paths(scene, keys, fault):
    with scene.relay.failing(fault):
        answer, got = scene.ask(proxy_rows.good(keys), target="/admin")
        assert (answer.status, answer.all("Retry-After"), got) == (503, ["1"], None)


def test_only_what_a_denial_needs_reaches_the_client(scene):
    names = {name.lower() for name, _ in scene.ask(target="/admin")[0].headers}
    assert names == {"cache-control", "content-length", "content-type", "date", "server", "www-authenticate"}


# What the balancer says, and what Postern reads.
BALANCED = {
    "": ([], "127.0.0.1", "http"),
    "the client": ([("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https")], "203.0.113.9", "https"),
    "what the client said before": ([("X-Forwarded-For", "192.0.2.66, 203.0.113.9")], "203.0.113.9", "http"),
    "two lines": ([("X-Forwarded-For", "192.0.2.66"), ("X-Forwarded-For", "203.0.113.9")], "203.0.113.9", "http"),
    "other spellings": ([("X.Forwarded.For", "192.0.2.66"), ("X-Forwarded.Proto", "https")], "127.0.0.1", "http"),
    "other fields": ([("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Uri", "/admin"), ("X-Forwarded-Port", "1"),
                      ("X-Forwarded-Prefix", "/admin"), ("X-Forwarded-Server", "evil.test")], "127.0.0.1", "http"),
}
FORWARDED = {"x-forwarded-for", "x-forwarded-proto"}


@pytest.fixture(scope="module", params=ENVOYS)
def balanced(request, settings):
    with behind(request.param, settings, ["--behind", "127.0.0.0/8", "--behind", "::1"]) as scene:
        yield scene


@pytest.mark.parametrize("row", BALANCED)
def test_a_balancer_says_the_address_and_the_scheme(balanced, keys, row):
    said, client, scheme = BALANCED[row]
    answer, got = balanced.ask(said + proxy_rows.good(keys))
    asked = balanced.relay.take()[-1]
    assert (answer.status, asked.one("X-Forwarded-For"), asked.one("X-Forwarded-Proto")) == (200, client, scheme)
    assert {folded(name) for name, _ in got.headers if folded(name).startswith("x-forwarded")} == FORWARDED


@pytest.mark.parametrize("candidate", ENVOYS)
def test_nobody_but_the_balancer_is_let_in(candidate, settings, keys):
    with behind(candidate, settings, ["--behind", "192.0.2.0/24"]) as scene:
        with contextlib.suppress(ConnectionResetError):
            assert scene.ask(proxy_rows.good(keys)) == (None, None)
        assert scene.backend.take() == []


class SocketApplication(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path):
        self.requests, application = [], self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while (request := wire.read_message(self.rfile)) is not None:
                    application.requests.append(request)
                    self.wfile.write(programs.OK)

        super().__init__(str(path), Handler)


@contextlib.contextmanager
def only_sockets(candidate, settings, folder):
    """Postern, the application and one of Envoy's addresses are unix sockets."""
    with contextlib.ExitStack() as closing:
        listen = {"resolver": {"listen": [f"unix:{folder}/postern.sock"]}}
        if candidate.proxy.chooses_policies:
            listen = {"grpc": {"listen": [f"unix:{folder}/postern.sock"]}}
        postern = programs.Postern(folder, {**settings, **listen})
        postern.start()
        closing.callback(postern.stop)
        application = closing.enter_context(SocketApplication(folder / "application.sock"))
        threading.Thread(target=application.serve_forever, args=(0.05,), daemon=True).start()
        closing.callback(application.shutdown)
        port = programs.free_port()
        listen = ["--listen", f"127.0.0.1:{port}", "--listen", f"[::1]:{port}", "--listen", f"unix:{folder}/envoy.sock"]
        where = [*listen, "--upstream", f"unix:{folder}/application.sock"]
        printed = programs.postern("snippet", candidate.proxy.kind, "-c", postern.file, *where)
        envoy = candidate.proxy(folder, port, {"": printed.stdout}, candidate.binary)
        envoy.start()
        closing.callback(envoy.stop)
        yield application, [("127.0.0.1", port), ("::1", port), f"{folder}/envoy.sock"]


@pytest.mark.parametrize("candidate", ENVOYS)
def test_unix_sockets_and_several_addresses(candidate, settings, good):
    candidate.need()
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
        with only_sockets(candidate, settings, pathlib.Path(folder)) as (application, addresses):
            for address in addresses:
                family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET6 if ":" in address[0] else socket.AF_INET
                for headers, status in ((good, 200), ([], 401)):
                    with socket.socket(family) as client:
                        client.connect(address)
                        client.sendall(wire.request_text(headers))
                        assert wire.read_message(client.makefile("rb")).status == status
                assert len(application.requests) == 1
                assert application.requests.pop().one("X-Authgear-User-Id") == "alice"
