"""The printed haproxy.cfg inside hostile surroundings (haproxy_surroundings.py), with the real HAProxy.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application. What somebody's own words open is pinned.
"""
import contextlib
import pathlib
import re
import tempfile

import haproxy_surroundings as surroundings
import programs
import proxies
import proxy_rows
import pytest
import relay
import wire
from proxy_scene import IDENTITY, assert_genuine, guarded

HAPROXY = proxies.candidate("haproxy")
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
    if where not in surroundings.PLACES:
        assert where in text, where
        return text.replace(where, what)
    place, comes_after = surroundings.PLACES[where]
    if place is None:
        return text + what
    place = place.replace("{port}", port)
    assert place in text, place
    return text.replace(place, place + what if comes_after else what + place, 1)


class Site:
    """What stays while HAProxy is started for each row: Postern, the application, the printed files."""

    def __init__(self, folder, settings, closing):
        self.application, self.other = programs.Backend(application), programs.Backend()
        identity = {**settings["identity"], "tripwire": "off"}
        self.postern = programs.Postern(folder, guarded(settings, HAPROXY.proxy, login=LOGIN, identity=identity))
        self.relay = relay.Relay(self.postern)
        self.postern.start()
        for server in (self.application, self.other, self.relay, self.postern):
            closing.callback(server.stop)
        self.port, printed = programs.free_port(), folder / "printed"
        where = ["--listen", f"127.0.0.1:{self.port}", "--upstream", f"127.0.0.1:{self.application.port}", "--output", printed]
        done = programs.postern("snippet", "haproxy", "-c", self.postern.file, "--resolver", f"127.0.0.1:{self.relay.port}", *where)
        assert done.returncode == 0, done.stderr
        self.files = {file.name: file.read_text() for file in printed.iterdir()}

    def edited(self, row):
        names = {"{port}": str(self.port), "{free}": str(self.free), "{resolver}": f"127.0.0.1:{self.relay.port}",
                 "{other}": f"127.0.0.1:{self.other.port}", "{application}": f"127.0.0.1:{self.application.port}"}
        text = self.files["haproxy.cfg"]
        for edit in row:
            for name, value in names.items():
                edit = [part.replace(name, value) for part in edit]
            text = edited(text, *edit, names["{port}"])
        return {**self.files, "haproxy.cfg": text}

    @contextlib.contextmanager
    def within(self, row, starts=True, lua=("", "")):
        """`lua`: a part of postern.lua, and what stands in its place."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            self.free = programs.free_port()
            files = self.edited(row)
            haproxy = HAPROXY.proxy(pathlib.Path(folder), self.port, {**files, "postern.lua": files["postern.lua"].replace(*lua)}, HAPROXY.binary)
            try:
                haproxy.start() if starts else programs.Program.start(haproxy)
                yield haproxy
            finally:
                haproxy.stop(programs.signal.SIGKILL)  # else it waits for idle connections

    def ask(self, headers=(), port=None, **rest):
        """The status, the answer, and what the application got."""
        self.application.take()
        answer = wire.ask(port or self.port, headers, **rest)
        return answer.status, answer, [request for request in self.application.take() if "/health" not in request.first]


@pytest.fixture(scope="module")
def site(settings):
    HAPROXY.need()
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield Site(pathlib.Path(folder), settings, closing)


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


def nobody_writes_an_identity(site, keys, lost=()):
    for forged in (FORGED, ALIASES, FORGED * 2, [("Connection", ", ".join(IDENTITY))]):
        status, _, got = site.ask(proxy_rows.good(keys) + forged)
        assert (status, len(got)) == (200, 1)
        assert_genuine(got[0])


def postern_is_told(site, keys, expected):
    """What the client asked, whatever it says of that itself."""
    site.relay.take()
    site.ask(proxy_rows.good(keys) + ORIGINAL, method="POST", target="/orders?page=2", body=b"x")
    checks = site.relay.take()
    assert checks
    for check in checks:
        assert {name: check.one("X-Forwarded-" + name) for name in expected} == expected


def the_request_arrives_as_it_is(site, keys):
    _, _, (got,) = site.ask(proxy_rows.good(keys) + [("X-Other", "kept")], method="POST", target="/orders?page=2", body=b"as it is")
    assert (got.first, got.one("Host"), got.one("X-Other"), got.body) == ("POST /orders?page=2 HTTP/1.1", "app.test", "kept", b"as it is")


def people_are_led_to_the_login_page(site):
    status, answer, got = site.ask([("Sec-Fetch-Mode", "navigate")], target="/a?b=c")
    assert (status, got) == (302, [])
    assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"


def an_outage_opens_nothing(site, keys):
    for fault in ("unavailable", "garbage"):
        with site.relay.failing(fault):
            for headers in ([], proxy_rows.good(keys), FORGED):
                status, _, got = site.ask(headers)
                assert (status, got) == (503, [])


def the_application_speaks_for_itself(site, keys):
    for said in (401, 403, 404, 500, 503):
        status, _, got = site.ask(proxy_rows.good(keys), target=f"/status/{said}")
        assert status == said and got


@pytest.mark.parametrize("row", surroundings.HOLDS)
def test_nothing_changes(site, keys, row):
    with site.within(surroundings.HOLDS[row]):
        only_the_allowed_get_in(site, keys)
        nobody_writes_an_identity(site, keys)
        people_are_led_to_the_login_page(site)
        an_outage_opens_nothing(site, keys)
        postern_is_told(site, keys, TRUE)
        the_request_arrives_as_it_is(site, keys)
        the_application_speaks_for_itself(site, keys)


@pytest.mark.parametrize("row", surroundings.APPLICATION)
def test_the_way_to_the_application_is_somebody_s_own(site, keys, row):
    with site.within(surroundings.APPLICATION[row]):
        only_the_allowed_get_in(site, keys)
        an_outage_opens_nothing(site, keys)
        postern_is_told(site, keys, TRUE)


@pytest.mark.parametrize("row", surroundings.OPENS)
def test_somebody_answers_without_a_check(site, keys, row):
    with site.within(surroundings.OPENS[row]):
        status, _, got = site.ask(FORGED, target="/open/")
        assert status < 400 and got == []
        only_the_allowed_get_in(site, keys)


@pytest.mark.parametrize("row", surroundings.FORGES_OPEN)
def test_what_is_opened_beside_the_text_has_the_client_s_identity(site, keys, row):
    with site.within(surroundings.FORGES_OPEN[row]):
        port = site.free if "{free}" in str(surroundings.FORGES_OPEN[row]) else site.port
        status, _, got = site.ask(FORGED, port, target="/open/")
        assert (status, [request.one("X-Authgear-User-Id") for request in got]) == (200, ["evil"])


@pytest.mark.parametrize("row", surroundings.FORGES)
def test_an_identity_that_is_not_postern_s(site, keys, row):
    with site.within(surroundings.FORGES[row]):
        assert site.ask()[::2] == (401, [])
        status, _, got = site.ask(proxy_rows.good(keys))
        assert status == 200 and [line for line in got[0].lines if "evil" in line]


@pytest.mark.parametrize("row", surroundings.TOLD)
def test_postern_is_told_something_else(site, keys, row):
    edits, told = surroundings.TOLD[row]
    with site.within(edits):
        only_the_allowed_get_in(site, keys)
        nobody_writes_an_identity(site, keys)
        postern_is_told(site, keys, {**TRUE, **told})


@pytest.mark.parametrize("row", surroundings.CLOSED)
def test_nobody_gets_in(site, keys, row):
    with site.within(surroundings.CLOSED[row], starts=False) as haproxy:
        programs.eventually("HAProxy listens or has ended", lambda: haproxy.process.poll() is not None or programs.answers(site.port))
        for headers in ([], proxy_rows.good(keys), proxy_rows.good(keys) + FORGED):
            if haproxy.process.poll() is None:
                with contextlib.suppress(AttributeError, ConnectionResetError):  # no answer at all
                    site.application.take()
                    assert site.ask(headers)[0] >= 300
                assert not site.application.take()


@pytest.mark.parametrize("broken", ["local answer = ask(", "local headers = txn.http:req_get_headers()", 'txn:set_var("txn.postern", "passed")'])
def test_an_error_of_the_lua_opens_nothing(site, keys, broken):
    """HAProxy goes on to the next rule after an error: also to a backend without the wall."""
    to_another = [("default_backend application", "default_backend another"), ("end", surroundings.ANOTHER)]
    with site.within(to_another, lua=(broken, f"error('broken')\n  {broken}")):
        for headers in ([], FORGED):
            status, _, got = site.ask(headers)
            assert (status in (401, 503), got) == (True, [])
        assert site.ask(proxy_rows.good(keys))[::2] == (503, [])
