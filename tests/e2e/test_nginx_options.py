"""What the options of `postern snippet nginx` add to the text, with the real nginx."""
import contextlib
import socket
import subprocess
import urllib.parse

import http2
import programs
import pytest
import wire
from conftest import running
from proxy_scene import IDENTITY, folded, learned, untripped

EVIL = [(name, "evil") for name in IDENTITY]

# TLS, HTTP/2, several addresses


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    certificate, key = http2.make_certificate(tmp_path_factory.mktemp("tls"))
    return ["--tls-cert", certificate, "--tls-key", key]


@pytest.fixture(scope="module")
def tls(nginx, settings, certificate):
    second = programs.free_port()
    with running(untripped(settings), candidate=nginx, options=[*certificate, "--listen", f"[::1]:{second}"], relayed=True) as scene:
        scene.second = second
        yield scene


def curl(scene, version, headers=(), address="127.0.0.1", port=None, path="/path?q=1"):
    """The status and the version by the client's word, and what the application got."""
    port = port or scene.port
    scene.backend.take()
    options = [word for name, value in headers for word in ("-H", f"{name}: {value}" if value else f"{name};")]
    asked = subprocess.run(
        ["curl", "-sk", f"--http{version}", "-o", "/dev/null", "-w", "%{http_code} %{http_version}", "--max-time", "10",
         "--resolve", f"app.test:{port}:{address}", *options, f"https://app.test:{port}{path}"],
        capture_output=True, text=True,
    )
    assert asked.returncode == 0, asked.stderr
    return *asked.stdout.split(), scene.backend.take()


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]"])
def test_clients_use_tls_and_the_newer_versions_of_http(tls, good, version, address):
    port = tls.second if ":" in address else tls.port
    status, spoken, (got,) = curl(tls, version, good, address, port)
    assert (status, spoken, got.first) == ("200", version, "GET /path?q=1 HTTP/1.1")
    assert {name: got.one(name) for name in ("Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Authgear-User-Id")} == {
        "Host": f"app.test:{port}", "X-Forwarded-Host": f"app.test:{port}", "X-Forwarded-Proto": "https", "X-Authgear-User-Id": "alice"}
    check = tls.relay.requests[-1]
    assert (check.one("X-Forwarded-Proto"), check.one("X-Forwarded-Uri")) == ("https", "/path?q=1")
    assert curl(tls, version, [], address, port)[::2] == ("401", [])


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_no_identity_comes_from_the_client(tls, good, version):
    for spelled in (EVIL, [(name.replace("-", "_"), value) for name, value in EVIL], [(name.lower(), value) for name, value in EVIL]):
        status, _, (got,) = curl(tls, version, good + spelled)
        assert status == "200" and learned(got) == {"x-authgear-user-id": "alice", "x-authgear-session-valid": "true"}
        assert curl(tls, version, spelled)[::2] == ("401", [])


def test_cleartext_is_not_spoken_there(tls, good):
    answer, got = tls.ask(good)
    assert (answer.status, got) == (400, None)


# --protect


STAFF = {
    "policies": {"staff": {"require": {"scopes": ["staff"]}}, "boss": {"require": {"scopes": ["boss"]}}},
    "endpoints": [{"path": f"/authz/{name}", "dialect": "nginx", "policy": name} for name in ("staff", "boss")],
}
PATHS = {
    "anybody": ["/", "/a?/admin", "/administrator", "/admin.html", "/a/admin", "/adminx/admin", "/a%20b", "/login/..x"],
    "staff": ["/admin", "/admin/", "/admin?a=b", "/admin/a", "/ADMIN/a", "/Admin", "/%61dmin", "/admin%2Fa",
              "/admin/bossy", "/%2fadmin"],
    "boss": ["/admin/boss", "/admin/Boss/a", "/admin%2fboss"],
    "nobody": ["/a/../admin", "/admin/../a", "/admin/%2e%2e/a", "/admin/.%2E/a", "/admin;a", "/;a/admin", "/a%3b/admin", "/a\\admin",
               "/a%5cadmin", "/%2561dmin", "/admin%3fa", "/a%23/admin", "/admin/..", "/admin/%c0%ae%c0%ae/a",
               "/a//b", "//admin/a", "/./admin", "/admin//a", "/admin//boss", "/admin/./boss"],
}


@pytest.fixture(scope="module")
def protected(nginx, settings):
    options = ["--protect", "/admin=/authz/staff", "--protect", "/admin/boss=/authz/boss"]
    with running({**settings, **STAFF}, candidate=nginx, options=options, relayed=True) as scene:
        yield scene


@pytest.mark.parametrize("who, target", [(who, target) for who, targets in PATHS.items() for target in targets])
def test_a_path_asks_an_endpoint_of_its_own(protected, keys, who, target):
    def status(**claims):
        answer, got = protected.ask(wire.bearer(keys["rsa"].token(**claims)), target=target)
        assert (got is not None) == (answer.status == 200)
        if got:
            assert (got.one("X-Authgear-User-Id"), got.first.split()[1]) == ("alice", target)
        return answer.status

    expected = {"anybody": (200, 200, 200), "staff": (403, 200, 403), "boss": (403, 403, 200), "nobody": (400, 400, 400)}[who]
    assert (status(), status(scope="staff"), status(scope="boss")) == expected
    answer, got = protected.ask(target=target)
    assert (answer.status, got) == (400 if who == "nobody" else 401, None)


def test_a_rule_of_somebody_does_not_take_a_protected_path(nginx, settings, keys):
    """A regular expression comes after those of the text, and a longer prefix does not come before them."""
    def with_lines(scene):
        (text,) = scene.printed(["--protect", "/admin=/authz/staff"]).values()
        lines = r"location ~ \.png$ { proxy_pass http://$postern_application; } location /admin/open/ { auth_request off; return 200; }"
        return text.removesuffix("}\n") + lines + "}\n"

    with running({**settings, **STAFF}, candidate=nginx, http=with_lines) as scene:
        for target in ("/admin/a.png", "/admin/open/a"):
            assert scene.ask(wire.bearer(keys["rsa"].token()), target=target)[0].status == 403


# --behind


@pytest.fixture(scope="module")
def behind(nginx, settings):
    login = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
    with running({**settings, "login": login}, candidate=nginx, options=["--behind", "127.0.0.2", "--behind", "127.0.8.0/24"],
                 relayed=True) as scene:
        yield scene


BALANCER, ANOTHER, STRANGER = "127.0.0.2", "127.0.8.9", "127.0.0.3"
CLIENTS = [  # where from, what the fields say, the client and the scheme that Postern and the application are told
    (BALANCER, [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")], ("192.0.2.7", "https")),
    (ANOTHER, [("X-Forwarded-For", "2001:db8::7"), ("X-Forwarded-Proto", "https")], ("2001:db8::7", "https")),
    (BALANCER, [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "http")], ("192.0.2.7", "http")),
    (BALANCER, [("X-Forwarded-For", "192.0.2.66, 192.0.2.7"), ("X-Forwarded-Proto", "https")], ("192.0.2.7", "https")),
    (BALANCER, [("X-Forwarded-For", f"192.0.2.66, 192.0.2.7, {ANOTHER}")], ("192.0.2.7", "http")),
    (BALANCER, [("X-Forwarded-For", "192.0.2.66"), ("X-Forwarded-For", "192.0.2.7")], ("192.0.2.7", "http")),
    (BALANCER, [("X-Forwarded-Proto", "https")], (BALANCER, "https")),
    (BALANCER, [("X-Forwarded-For", "evil")], (BALANCER, "http")),
    (BALANCER, [("X-Forwarded-Proto", "gopher")], (BALANCER, "http")),
    (BALANCER, [("X-Forwarded-Proto", "http, https")], (BALANCER, "http")),
    (BALANCER, [("X-Forwarded-Proto", "https evil")], (BALANCER, "http")),
    (BALANCER, [], (BALANCER, "http")),
    (STRANGER, [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")], (STRANGER, "http")),
    (STRANGER, [("X-Forwarded-For", BALANCER), ("X-Forwarded-Proto", "https")], (STRANGER, "http")),
    (STRANGER, [("X_Forwarded_For", "192.0.2.7"), ("X-Real-IP", "192.0.2.7"), ("Forwarded", "for=192.0.2.7;proto=https")], (STRANGER, "http")),
]


def ask_from(scene, source, headers):
    scene.backend.take()
    with contextlib.closing(socket.create_connection(("127.0.0.1", scene.port), wire.TIMEOUT, (source, 0))) as connection:
        connection.sendall(wire.request_text(headers))
        with connection.makefile("rb") as stream:
            return wire.read_message(stream), scene.backend.take()


@pytest.mark.parametrize("source, headers, told", CLIENTS)
def test_only_the_balancer_says_who_the_client_is(behind, good, source, headers, told):
    answer, (got,) = ask_from(behind, source, headers + good)
    assert answer.status == 200
    for message in (got, behind.relay.requests[-1]):
        assert (message.one("X-Forwarded-For"), message.one("X-Forwarded-Proto"), message.one("X-Forwarded-Host")) == (*told, "app.test")
    answer, got = ask_from(behind, source, [*headers, ("Accept", "text/html")])
    assert (answer.status, got) == (302, [])
    (back,) = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.one("Location")).query)["rd"]
    assert back == f"{told[1]}://app.test/"


@pytest.mark.parametrize("lines", [
    "set_real_ip_from 0.0.0.0/0;", "set_real_ip_from 0.0.0.0/0; real_ip_header X-Real-IP;", "real_ip_header X-Evil;", "real_ip_recursive off;",
])
def test_nothing_about_the_client_is_inherited(nginx, settings, good, lines):
    def within(scene):
        return "\n".join([lines, *scene.printed(["--behind", BALANCER]).values()])

    with running(settings, candidate=nginx, http=within) as scene:
        said = [("X-Forwarded-For", f"192.0.2.7, {BALANCER}"), ("X-Forwarded-Proto", "https"), ("X-Real-IP", "192.0.2.66"), ("X-Evil", "192.0.2.66")]
        for source, told in ((BALANCER, ("192.0.2.7", "https")), (STRANGER, (STRANGER, "http"))):
            _, (got,) = ask_from(scene, source, good + said)
            assert (got.one("X-Forwarded-For"), got.one("X-Forwarded-Proto")) == told


def test_servers_behind_different_balancers_share_one_nginx(nginx, settings, good):
    second = programs.free_port()

    def both(scene):
        first = scene.printed(["--behind", BALANCER])
        other = programs.postern("snippet", "nginx", "-c", scene.postern.file, "--listen", f"127.0.0.1:{second}",
                                 "--upstream", f"127.0.0.1:{scene.backend.port}", "--behind", ANOTHER)
        return "\n".join([*first.values(), other.stdout])

    with running(settings, candidate=nginx, http=both) as scene:
        for port, source, scheme in ((scene.port, BALANCER, "https"), (scene.port, ANOTHER, "http"), (second, ANOTHER, "https"),
                                     (second, BALANCER, "http")):
            scene.port = port
            _, (got,) = ask_from(scene, source, [*good, ("X-Forwarded-Proto", "https")])
            assert got.one("X-Forwarded-Proto") == scheme


# Another default server of the address


@pytest.mark.parametrize("tripwire, status", [("deny", 403), ("off", 200)])
def test_a_default_server_with_underscores_in_names(nginx, settings, good, tripwire, status):
    """Fields before Host are read by its rules. The tripwire's wall knows them; without it they arrive."""
    def after_another(scene):
        default = f"server {{ listen 127.0.0.1:{scene.port} default_server; underscores_in_headers on; return 404; }}"
        return "\n".join([default, *scene.printed(["--server-name", "app.test"]).values()])

    identity = {**settings["identity"], "tripwire": tripwire}
    with running({**settings, "identity": identity}, candidate=nginx, http=after_another) as scene:
        forged = [("X_Authgear_User_Id", "evil"), ("Host", "app.test"), *good]
        answer, got = scene.ask(forged, host="")
        assert answer.status == status
        assert got is None or [value for name, value in got.headers if folded(name) == "x-authgear-user-id"].count("evil") == 1
        assert scene.ask([("Host", "app.test"), ("X_Authgear_User_Id", "evil"), *good], host="")[0].status == 200


# The login page on the guarded host


LOGIN = {"url": "http://app.test/sign/in?x=1", "allowed_hosts": ["app.test"]}


@pytest.fixture(scope="module", params=[[], ["--server-name", "app.test"]], ids=["every host", "its host"])
def login(request, nginx, settings):
    with running({**untripped(settings), "login": LOGIN}, candidate=nginx, options=request.param) as scene:
        yield scene


@pytest.mark.parametrize("target", ["/sign/in", "/sign/in?rd=x", "/sign/in/", "/sign/in/style.css", "/sign/%69n"])
def test_the_login_page_is_open_and_learns_no_identity(login, good, target):
    for headers in ([], EVIL, good, good + EVIL, wire.bearer("x")):
        answer, got = login.ask(headers, target=target)
        assert (answer.status, got.first.split()[1], learned(got)) == (200, target, {})


@pytest.mark.parametrize("target, status", [
    ("/", 401), ("/sign", 401), ("/sign/inx", 401), ("/SIGN/IN", 401), ("/sign/in/../x", 401), ("/sign/in/%2e%2e/x", 401), ("/x/sign/in", 401),
    ("/sign/in/..;/x", 400), ("/sign/in/a/../b", 400), ("/sign/in/..%5cx", 400), ("/sign/in/%252e%252e/x", 400), ("/sign/in;/../x", 401),
])
def test_nothing_else_is(login, target, status):
    answer, got = login.ask(target=target)
    assert (answer.status, got) == (status, None)


def test_a_person_who_navigates_comes_to_it(login):
    answer, got = login.ask([("Accept", "text/html")], target="/a")
    assert (answer.status, got) == (302, None)
    url = urllib.parse.urlsplit(answer.one("Location"))
    assert (url.netloc, url.path) == ("app.test", "/sign/in")
    answer, got = login.ask([("Accept", "text/html")], target=f"{url.path}?{url.query}")
    assert (answer.status, got.one("Host")) == (200, "app.test")


def test_with_the_tripwire_the_login_page_refuses_made_up_identity(nginx, settings):
    with running({**settings, "login": LOGIN}, candidate=nginx) as scene:
        assert scene.ask(target="/sign/in")[0].status == 200
        for forged in EVIL:
            answer, got = scene.ask([forged], target="/sign/in")
            assert (answer.status, got) == (403, None)
