"""The printed Traefik text inside hostile surroundings (traefik_surroundings.py), with the real Traefik.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application. What somebody's own words open is pinned.
"""
import contextlib
import pathlib
import re
import tempfile
import time

import programs
import proxies
import proxy_rows
import pytest
import relay
import traefik_surroundings as surroundings
import wire
from proxy_scene import IDENTITY, assert_genuine, guarded

TRAEFIK = proxies.candidate("traefik")
LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
FORGED = [(name, "evil") for name in IDENTITY]
ALIASES = [("X_Authgear_User_Id", "evil"), ("X.Authgear.User.Id", "evil"), ("x~authgear!user-Id", "evil")]
ORIGINAL = [("X-Forwarded-Uri", "/evil"), ("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Host", "evil.test"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.66")]
TRUE = {"Uri": "/orders?page=2", "Method": "POST", "Host": "app.test", "Proto": "http", "For": "127.0.0.1"}


def application(request):
    """Answers with the status that the target names."""
    named = re.search(r"/status/(\d{3})", request.first)
    return f"HTTP/1.1 {named[1] if named else 200} Said\r\nContent-Length: 5\r\nCache-Control: max-age=600\r\n\r\nhello".encode()


def edited(text, where, what, port):
    if where == "before the check":  # of the routers, not of the entry point
        return re.sub(r"(      middlewares:\n)(        - postern@file)", lambda found: found[1] + what + found[2], text)
    place = surroundings.PLACES.get(where, where).replace("{port}", port)
    assert place in text, place
    if where not in surroundings.PLACES:
        return text.replace(place, what)
    added = what + place if where == "top" else place + what
    return text.replace(place, added, -1 if where == "after the check" else 1)


class Site:
    """What stays while Traefik is started for each row: Postern, the application, the printed text."""

    def __init__(self, folder, settings, closing, login=LOGIN):
        self.application, self.other = programs.Backend(application), programs.Backend()
        identity = {**settings["identity"], "tripwire": "off"}
        self.postern = programs.Postern(folder, guarded(settings, proxies.Traefik, login=login, identity=identity))
        self.relay = relay.Relay(self.postern)
        self.postern.start()
        for server in (self.application, self.other, self.relay, self.postern):
            closing.callback(server.stop)
        self.port = programs.free_port()
        where = ["--listen", f"127.0.0.1:{self.port}", "--upstream", f"127.0.0.1:{self.application.port}"]
        printed = programs.postern("snippet", "traefik", "-c", self.postern.file, "--resolver", f"127.0.0.1:{self.relay.port}", *where)
        assert printed.returncode == 0, printed.stderr
        self.text = printed.stdout

    def edited(self, row, folder):
        names = {"{port}": str(self.port), "{free}": str(self.free), "{resolver}": f"127.0.0.1:{self.relay.port}", "{folder}": str(folder),
                 "{other}": f"127.0.0.1:{self.other.port}", "{application}": f"127.0.0.1:{self.application.port}"}
        text = self.text
        for edit in row:
            for name, value in names.items():
                edit = [part.replace(name, value) for part in edit]
            text = edited(text, *edit, names["{port}"])
        return text

    @contextlib.contextmanager
    def within(self, row, starts=True):
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            folder, self.free = pathlib.Path(folder), programs.free_port()
            traefik = TRAEFIK.proxy(folder, self.port, {"traefik.yml": self.edited(row, folder)}, TRAEFIK.binary)
            try:
                traefik.start() if starts else programs.Program.start(traefik)
                yield traefik
            finally:
                traefik.stop(programs.signal.SIGKILL)  # else it waits for idle connections

    def ask(self, headers=(), port=None, **rest):
        """The status, the answer, and what the application got."""
        self.application.take()
        answer = wire.ask(port or self.port, headers, **rest)
        return answer.status, answer, [request for request in self.application.take() if request.first != "GET /health HTTP/1.1"]


@contextlib.contextmanager
def running(settings, **rest):
    TRAEFIK.need()
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield Site(pathlib.Path(folder), settings, closing, **rest)


@pytest.fixture(scope="module")
def site(settings):
    with running(settings) as site:
        yield site


def only_the_allowed_get_in(site, keys):
    bob = wire.bearer(keys["rsa"].token(sub="bob", scope=proxy_rows.SCOPE))
    for credential, user in ((proxy_rows.good(keys), "alice"), (bob, "bob")):
        status, _, got = site.ask(credential)
        assert (status, [request.one("X-Authgear-User-Id") for request in got]) == (200, [user])
    for row in ("none", "invalid", "forbidden"):
        expected, credential, _ = proxy_rows.OUTCOMES[row]
        status, answer, got = site.ask(credential(keys) + FORGED)
        assert (status, got) == (expected, [])
        assert 'realm="postern"' in answer.one("WWW-Authenticate")


def nobody_writes_an_identity(site, keys):
    for forged in (FORGED, ALIASES, FORGED * 2, [("Connection", ", ".join(IDENTITY))]):
        status, _, got = site.ask(proxy_rows.good(keys) + forged)
        assert status == 200 or status == 400 and forged is ALIASES
        assert len(got) == (status == 200)
        for request in got:
            assert_genuine(request)


def postern_is_told(site, keys, expected):
    """What the client asked, whatever it says of that itself."""
    site.relay.take()
    site.ask(proxy_rows.good(keys) + ORIGINAL, method="POST", target="/orders?page=2", body=b"x")
    checks = site.relay.take()
    assert checks
    for check in checks:
        told = {name: check.one("X-Forwarded-" + name) for name in expected}
        assert told == expected
        assert check.body in (b"", b"x")


def the_request_arrives_as_it_is(site, keys):
    more = [("X-Other", "kept")]
    _, _, (got,) = site.ask(proxy_rows.good(keys) + more, method="POST", target="/orders?page=2", body=b"as it is")
    assert (got.first, got.one("Host"), got.one("X-Other"), got.body) == ("POST /orders?page=2 HTTP/1.1", "app.test", "kept", b"as it is")


def people_are_led_to_the_login_page(site):
    status, answer, got = site.ask([("Sec-Fetch-Mode", "navigate")], target="/a?b=c")
    assert (status, got) == (302, [])
    assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"


def an_outage_opens_nothing(site, keys):
    for fault, expected in (("unavailable", 503), ("closes", 500), ("garbage", 500)):
        with site.relay.failing(fault):
            for headers in ([], proxy_rows.good(keys), FORGED):
                status, _, got = site.ask(headers)
                assert (status, got) == (expected, [])


def the_application_speaks_for_itself(site, keys):
    for said in (401, 403, 404, 500, 503):
        status, _, got = site.ask(proxy_rows.good(keys), target=f"/status/{said}")
        assert status == said and got


def postern_decides(site, keys):
    only_the_allowed_get_in(site, keys)
    nobody_writes_an_identity(site, keys)
    people_are_led_to_the_login_page(site)
    an_outage_opens_nothing(site, keys)


@pytest.mark.parametrize("row", surroundings.HOLDS)
def test_nothing_changes(site, keys, row):
    with site.within(surroundings.HOLDS[row]):
        postern_decides(site, keys)
        postern_is_told(site, keys, TRUE)
        the_request_arrives_as_it_is(site, keys)
        the_application_speaks_for_itself(site, keys)


@pytest.mark.parametrize("row", surroundings.APPLICATION)
def test_the_way_to_the_application_is_somebody_s_own(site, keys, row):
    with site.within(surroundings.APPLICATION[row]):
        postern_decides(site, keys)
        postern_is_told(site, keys, TRUE)


def answers_without_a_check(site):
    status, _, got = site.ask(target="/open/")
    assert (status, len(got)) == (200, 1)
    assert not [name for name, value in got[0].headers if name in IDENTITY and value]


@pytest.mark.parametrize("row", surroundings.OPENS)
def test_what_is_opened_has_no_identity(site, keys, row):
    with site.within(surroundings.OPENS[row]):
        answers_without_a_check(site)
        for forged in (FORGED, ALIASES):
            _, _, got = site.ask(forged, target="/open/")
            assert not [line for request in got for line in request.lines if "evil" in line]


@pytest.mark.parametrize("row", surroundings.FORGES_OPEN)
def test_what_is_opened_beside_the_text_has_the_client_s_identity(site, keys, row):
    with site.within(surroundings.FORGES_OPEN[row], starts="TCP" not in row):
        port = site.free if "another entry point" in row else site.port
        if "TCP" in row:
            programs.eventually("TCP goes to the application", lambda: programs.answers(port) and site.ask(port=port)[0] == 200)
        answers_without_a_check_at(site, port)


def answers_without_a_check_at(site, port):
    status, _, got = site.ask(FORGED, port, target="/open/")
    assert (status, [request.one("X-Authgear-User-Id") for request in got]) == (200, ["evil"])


@pytest.mark.parametrize("row", surroundings.FORGES)
def test_an_identity_that_is_not_postern_s(site, keys, row):
    with site.within(surroundings.FORGES[row]):
        assert site.ask()[::2] == (401, [])
        status, _, got = site.ask(proxy_rows.good(keys) + ALIASES)
        if status == 400:  # the client's own words are still refused
            status, _, got = site.ask(proxy_rows.good(keys))
        assert status == 200 and [line for line in got[0].lines if "evil" in line]


@pytest.mark.parametrize("row", surroundings.LOSES)
def test_an_identity_that_is_lost(site, keys, row):
    with site.within(surroundings.LOSES[row]):
        assert site.ask()[::2] == (401, [])
        status, _, (got,) = site.ask(proxy_rows.good(keys) + FORGED)
        assert (status, got.all("X-Authgear-User-Id")) == (200, [])


@pytest.mark.parametrize("row", surroundings.TOLD)
def test_postern_is_told_something_else(site, keys, row):
    edits, told = surroundings.TOLD[row]
    with site.within(edits):
        only_the_allowed_get_in(site, keys)
        nobody_writes_an_identity(site, keys)
        postern_is_told(site, keys, told)


@pytest.mark.parametrize("row", surroundings.CLOSED)
def test_nobody_gets_in(site, keys, row):
    with site.within(surroundings.CLOSED[row], starts=False) as traefik:
        programs.eventually("Traefik listens or has ended", lambda: traefik.process.poll() is not None or programs.answers(site.port))
        for _ in range(20):  # also while it reads its routers
            for headers in ([], proxy_rows.good(keys), proxy_rows.good(keys) + FORGED):
                if traefik.process.poll() is None:
                    status, _, got = site.ask(headers)
                    assert status >= 300 and not got


def test_an_error_page_in_front_of_the_check_asks_the_application(site, keys):
    """`errors` fetches its page without a check. The client's identity headers are gone by then."""
    row = surroundings.before("{errors: {status: ['401-599'], service: application@file, query: '/error'}}")
    with site.within(row):
        status, _, (got,) = site.ask(FORGED)
        assert (status, got.first) == (401, "GET /error HTTP/1.1")
        assert not [line for line in got.lines if "evil" in line]


def test_an_error_page_in_front_of_the_check_may_say_that_all_is_well(site, keys):
    row = surroundings.before("{errors: {status: ['401'], statusRewrites: {'401': 200}, service: application@file, query: '/error'}}")
    with site.within(row):
        status, _, (got,) = site.ask(FORGED, target="/orders")
        assert (status, got.first) == (200, "GET /error HTTP/1.1")


def test_a_connection_header_that_is_let_through_removes_the_identity(site, keys):
    """forwardedHeaders.connection: the client then says which header the application does not get."""
    with site.within([("insecure: false", "connection: [X-Authgear-User-Id]")]):
        status, _, (got,) = site.ask(proxy_rows.good(keys) + [("Connection", "X-Authgear-User-Id")])
        assert (status, got.all("X-Authgear-User-Id")) == (200, [])
        assert site.ask(proxy_rows.good(keys))[2][0].one("X-Authgear-User-Id") == "alice"


@pytest.fixture(scope="module")
def open_login(settings):
    """The login page is on the guarded host, and the entry point takes every spelling of a path."""
    with running(settings, login={**LOGIN, "url": "http://app.test/login"}) as site:
        with site.within([("sanitizePath: true", "sanitizePath: false"), (": false\n        allow", ": true\n        allow"),
                          ("Hash: false", "Hash: true")]):
            yield site


@pytest.mark.parametrize("target", ["/login/../admin", "/login/./../admin", "/login//../admin", "/login/%2e%2e/admin", "/login/..;/admin",
                                    "/login/..%2fadmin", "/login/..%5cadmin", "/login/%252e%252e/admin", "/login/..%3b/admin",
                                    "/login/..%00/admin",
                                    "/login\\..\\admin", "/login/..\\admin", "//login/../admin", "/login%2f..%2fadmin"])
def test_an_open_path_opens_no_other(open_login, target):
    status, _, got = open_login.ask(target=target)
    assert (status, got) == (401, [])
    assert open_login.ask(target="/login/form")[0] == 200


# Traefik asks Postern through an entry point of its own, where it has time-outs; the page shows it.
TIME_OUT = [
    ("entry points", "  postern:\n    address: '127.0.0.1:{free}'\n"
     "    forwardedHeaders: {trustedIPs: [127.0.0.1], notAppendXForwardedFor: true}\n"),
    ("routers", "    postern: {entryPoints: [postern], rule: 'Path(`/authz/traefik`)', service: postern@file}\n"),
    ("services", "    postern: {loadBalancer: {serversTransport: postern@file, servers: [{url: 'http://{resolver}'}]}}\n"),
    ("address: 'http://{resolver}/", "address: 'http://127.0.0.1:{free}/"),
    ("\nhttp:\n", "\nhttp:\n  serversTransports:\n    postern: {maxIdleConnsPerHost: 64,"
     " forwardingTimeouts: {dialTimeout: 200ms, responseHeaderTimeout: 500ms, idleConnTimeout: 60s}}\n"),
]


def test_a_check_can_have_a_time_out(site, keys):
    with site.within(TIME_OUT):
        only_the_allowed_get_in(site, keys)
        nobody_writes_an_identity(site, keys)
        postern_is_told(site, keys, TRUE)
        people_are_led_to_the_login_page(site)
        for fault, expected in (("hangs", 504), ("closes", 502), ("unavailable", 503)):
            with site.relay.failing(fault):
                start = time.monotonic()
                status, _, got = site.ask(proxy_rows.good(keys))
                assert (status, got) == (expected, []) and time.monotonic() - start < 1.5
