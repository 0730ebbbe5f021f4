"""The printed nginx text inside hostile surroundings (nginx_surroundings.py), with the real nginx.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application.
"""
import contextlib
import json
import pathlib
import re
import socket
import tempfile
import time

import nginx_surroundings as surroundings
import programs
import pytest
import wire

# A page, a server-side include and an answer that a cache may keep, all in one.
PAGE = b'<html><!--#include virtual="/included" --></html>'
LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
FORGED = [("X-Authgear-User-Id", "evil"), ("X_Authgear_User_Id", "evil"), ("X-Team", "evil")]
ALIAS = [("X_Authgear_User_Id", "evil"), ("X.Authgear.User.Id", "evil")]
# What Postern answers a check with, and what the client is told.
TOLD = {"400": 400, "431": 400, "401": 401, "403": 403, "204": 503, "302": 503, "404": 503, "429": 503, "500": 503, "503": 503}

ASKED_BEFORE = set()  # requests whose check was broken off once


def application(request):
    """Answers with the status that the target names."""
    named = re.search(r"/status/(\d{3})", request.first)
    head = f"HTTP/1.1 {named[1] if named else 200} Said\r\nContent-Type: text/html\r\nCache-Control: max-age=600\r\n"
    if " /hands-over" in request.first:
        head += "X-Accel-Redirect: /edit/a.png\r\n"
    return f"{head}Content-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE


def scripted_resolver(request):
    """Answers a check as the client's X-Want says, with X-User as the only identity header."""
    status = (request.all("X-Want") or ["200"])[0]
    if status == "broken":
        first = request.one("X-Request") not in ASKED_BEFORE
        ASKED_BEFORE.add(request.one("X-Request"))
        return None if first else programs.OK
    if status == "nothing":
        time.sleep(1)
    identity = "".join(f"X-Authgear-User-Id: {user}\r\n" for user in request.all("X-User"))
    return f"HTTP/1.1 {status} Said\r\n{identity}Content-Length: 0\r\n\r\n".encode()


class Sites:
    """What stays while nginx is started for each row: Postern, the application, the printed texts."""

    def __init__(self, folder, settings, closing):
        def listening(answer):
            server = programs.Backend(answer)
            closing.callback(server.stop)
            return server

        self.application, self.other = listening(application), listening(application)
        self.scripted = listening(scripted_resolver)
        postern = programs.Postern(folder, {**settings, "login": LOGIN})
        postern.start()
        closing.callback(postern.stop)
        plain, untripped = folder / "plain.yaml", folder / "untripped.yaml"
        plain.write_text(json.dumps(settings))
        identity = {**settings["identity"], "tripwire": "off"}
        untripped.write_text(json.dumps({**settings, "login": LOGIN, "identity": identity}))
        # A port where nobody listens, and nobody else can.
        nobody = closing.enter_context(socket.socket())
        nobody.bind(("127.0.0.1", 0))
        self.ports, self.texts = {}, []
        for name, file, resolver in (
            ("plain", plain, postern.port), ("login", postern.file, postern.port),
            ("down", postern.file, nobody.getsockname()[1]), ("scripted", untripped, self.scripted.port),
        ):
            self.ports[name] = programs.free_port()
            self.texts.append(self.printed(file, self.ports[name], resolver))
        self.printed(postern.file, 80, 80, "--parts", "--output", folder)
        self.lines = folder / "postern-location.conf"

    def printed(self, file, port, resolver, *more):
        where = ["--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{self.application.port}"]
        printed = programs.postern("snippet", "nginx", "-c", file, "--resolver", f"127.0.0.1:{resolver}", *where, *more)
        assert printed.returncode == 0, printed.stderr
        return printed.stdout

    def nginx(self, folder, binary, surround, before=""):
        """nginx with each text as `surround` makes it; the folder has a few files."""
        (folder / "edit").mkdir()
        for name in ("a.png", "edit/a.png", "page"):
            (folder / name).write_text('<!--#include virtual="/edit/a.png" -->' if name == "page" else "a file")
        http = "\n".join([before, *map(surround, self.texts)])
        for placeholder, value in {
            "{folder}": str(folder), "{other}": f"127.0.0.1:{self.other.port}",
            "{application}": f"127.0.0.1:{self.application.port}", "{lines}": str(self.lines),
        }.items():
            http = http.replace(placeholder, value)
        return programs.Nginx(folder, self.ports["scripted"], http, binary)

    @contextlib.contextmanager
    def within(self, binary, surround, before=""):
        """nginx with each text as `surround` makes it and lines before them all, in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            nginx = self.nginx(pathlib.Path(folder), binary, surround, before)
            if unknown := re.search(r"unknown directive \"\w+\"|invalid value \"\S+\" in", complaint := nginx.complaint()):
                pytest.skip(f"this nginx does not have it: {unknown[0]}")
            assert not complaint
            nginx.start()
            try:
                yield pathlib.Path(folder)
            finally:
                nginx.stop()

    def ask(self, site, headers=(), **rest):
        """The status, the answer, and what the application got."""
        self.application.take()
        answer = wire.ask(self.ports[site], headers, **rest)
        return answer.status, answer, self.application.take()


@pytest.fixture(scope="module")
def sites(settings):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield Sites(pathlib.Path(folder), settings, closing)


@pytest.fixture(scope="module", params=["distribution", "newer"])
def nginx(request):
    binary = {"distribution": programs.NGINX, "newer": programs.NEWER_NGINX}[request.param]
    if binary is None:
        pytest.skip("a newer nginx is not here; tests/run.sh installs it")
    return binary


def as_printed(text):
    return text


def in_server(directives):
    """Below the server's first lines, where somebody would add to it."""
    upstream = "application-127.0.0.1-"
    return lambda text: re.sub(
        r"^    listen 127.0.0.1:(\d+);$", lambda line: line[0] + "\n" + directives.replace("{upstream}", upstream + line[1]), text, flags=re.M
    )


def above_server(directives):
    return lambda text: text.replace("\nserver {\n", "\nserver {\n" + directives + "\n")


def in_location(directives):
    return lambda text: text.replace("    location / {\n", "    location / {\n" + directives + "\n")


def nobody_gets_in(sites, good, least=400):
    for site in sites.ports:
        for headers in ([], good, good + FORGED):
            status, _, got = sites.ask(site, headers)
            assert status >= (400 if FORGED[0] in headers else least) and not got, (site, status)


def only_the_allowed_get_in(sites, keys, good):
    bob = wire.bearer(keys["rsa"].token(sub="bob"))
    for site in ("plain", "login"):
        assert identities(sites.ask(site, good)) == ["alice"], site
        assert identities(sites.ask(site, bob)) == ["bob"], site  # not alice's answer, kept by a cache
        the_request_arrives_as_it_is(sites, site, good)
        for headers in ([], wire.bearer("x"), [("Authorization", "Basic YTpi")]):
            status, answer, got = sites.ask(site, headers)
            assert (status, got, answer.all("Location")) == (401, [], []), site
            assert answer.all("WWW-Authenticate"), site
        made_up_identity_is_refused(sites, site, good)


def made_up_identity_is_refused(sites, site, good):
    """By nginx itself; an error page for 403 may make a 500 of it, because a refused request can be checked no more."""
    status, _, got = sites.ask(site, good + FORGED)
    assert status in (403, 500) and got == [], site


def identities(asked):
    status, _, got = asked
    assert status == 200
    return [request.one("X-Authgear-User-Id") for request in got]


def the_request_arrives_as_it_is(sites, site, good):
    _, _, (got,) = sites.ask(site, good + ALIAS + [("X-Other", "kept")], method="POST", body=b"as it is")
    assert (got.first.split()[0], got.one("X-Other"), got.body) == ("POST", "kept", b"as it is")
    assert got.one("X-Authgear-User-Id") == "alice"


def made_up_identity_is_removed(sites):
    status, _, got = sites.ask("scripted", FORGED)
    assert (status, len(got)) == (200, 1)
    assert not [line for line in got[0].lines if "evil" in line]


def people_are_led_to_the_login_page(sites):
    status, answer, got = sites.ask("login", [("Accept", "text/html")])
    assert (status, got) == (302, [])
    assert answer.one("Location").startswith(LOGIN["url"] + "?rd=")
    assert set(answer.all("Cache-Control")) <= {"no-store"} and not answer.all("Expires")


def the_check_asks_for_what_the_client_asked(sites):
    original = {"Method": "POST", "Uri": "/orders?page=2", "Host": "app.test", "Proto": "http", "For": "127.0.0.1"}
    sites.scripted.take()
    for _ in range(2):  # the second one shows what the first one left on their connection
        sites.ask("scripted", [("Range", "bytes=0-1"), ("X-Forwarded-Uri", "/evil")], method="POST", target="/orders?page=2", body=b"x")
    checks = sites.scripted.take()
    assert len(checks) == 2
    for check in checks:
        assert (check.first, check.body) == ("GET /authz/nginx HTTP/1.1", b"")
        assert {name: check.one("X-Forwarded-" + name) for name in original} == original
        assert check.all("Host") == ["app.test"] and not check.all("Content-Length") + check.all("Range")


def an_outage_opens_nothing(sites, good):
    for headers in ([], good):
        status, answer, got = sites.ask("down", headers)
        assert (status, got) == (503, [])
        assert answer.one("Retry-After") == "1"
    made_up_identity_is_refused(sites, "down", good)


def the_client_is_told_what_postern_said(sites):
    for said, told in TOLD.items():
        status, _, got = sites.ask("scripted", [("X-Want", said)])
        assert (status, got) == (told, []), said


def a_broken_connection_is_asked_again(sites):
    assert sites.ask("scripted")[0] == 200  # leaves a connection that the next check uses
    status, _, got = sites.ask("scripted", [("X-Want", "broken"), ("X-Request", str(time.monotonic_ns()))])
    assert (status, len(got)) == (200, 1)


def the_application_speaks_for_itself(sites, good):
    for said in (401, 403, 404, 500, 503):
        status, _, got = sites.ask("plain", good, target=f"/status/{said}")
        assert (status, len(got)) == (said, 1)


def everything_holds(sites, keys, good):
    only_the_allowed_get_in(sites, keys, good)
    made_up_identity_is_removed(sites)
    people_are_led_to_the_login_page(sites)
    the_check_asks_for_what_the_client_asked(sites)
    an_outage_opens_nothing(sites, good)
    the_client_is_told_what_postern_said(sites)
    a_broken_connection_is_asked_again(sites)
    the_application_speaks_for_itself(sites, good)


@pytest.mark.parametrize("row", surroundings.HTTP)
def test_nothing_is_inherited_from_http(sites, nginx, keys, good, row):
    with sites.within(nginx, as_printed, surroundings.HTTP[row]) as folder:
        everything_holds(sites, keys, good)
        assert not (folder / "stored").exists()


@pytest.mark.parametrize("row", surroundings.SERVER)
def test_nothing_is_inherited_from_lines_added_to_the_server(sites, nginx, keys, good, row):
    with sites.within(nginx, in_server(surroundings.SERVER[row])):
        everything_holds(sites, keys, good)


@pytest.mark.parametrize("row", surroundings.APPLICATION)
def test_the_way_to_the_application_is_inherited(sites, nginx, good, row):
    with sites.within(nginx, as_printed, surroundings.APPLICATION[row]):
        the_check_asks_for_what_the_client_asked(sites)
        an_outage_opens_nothing(sites, good)
        the_client_is_told_what_postern_said(sites)
        assert sites.ask("plain")[::2] == (401, [])
        status, _, got = sites.ask("plain", good, method="POST", body=b"as it is")
        assert (status, [request.body for request in got]) in ((200, [b"another"]), (500, []), (503, []))


@pytest.mark.parametrize("row", surroundings.OUTAGES)
def test_a_silent_postern_opens_nothing(sites, nginx, row):
    with sites.within(nginx, as_printed, surroundings.HTTP[row]):
        status, _, got = sites.ask("scripted", [("X-Want", "nothing")])
        assert (status, got) == (503, [])


@pytest.mark.parametrize("row", surroundings.CLOSED)
def test_a_check_that_is_taken_away_lets_nobody_in(sites, nginx, good, row):
    with sites.within(nginx, above_server(surroundings.CLOSED[row])):
        nobody_gets_in(sites, good, 500)


@pytest.mark.parametrize("row", surroundings.REFUSED)
def test_nginx_does_not_start_with_lines_that_contradict_the_text(sites, nginx, row):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
        text = sites.nginx(pathlib.Path(folder), nginx, in_server(surroundings.REFUSED[row]))
        assert "directive is duplicate" in text.complaint()


@pytest.mark.parametrize("row", surroundings.DENIES)
def test_more_denials_are_kept(sites, nginx, good, row):
    with sites.within(nginx, as_printed, surroundings.DENIES[row]):
        nobody_gets_in(sites, good)


def test_the_size_of_a_body_is_no_matter_of_the_check(sites, nginx, good):
    with sites.within(nginx, in_location("client_max_body_size 8m;")):
        body = b"x" * 2_000_000
        status, _, (got,) = sites.ask("plain", good, method="POST", body=body)
        assert (status, got.body) == (200, body)


def by(outcome, user=None, forged=False):
    """Headers that make the scripted Postern say this."""
    return [("X-Want", str(outcome)), *([("X-User", user)] if user else []), *(FORGED if forged else [])]


def learned(got):
    """What the application learns of the user, by whatever name."""
    return [value for request in got for name, value in request.headers
            if re.sub("[^a-z]", "-", name.lower()) in ("x-authgear-user-id", "x-team")]


class Edits:
    """What becomes of /edit/ by an edit of somebody; the names are those of nginx_surroundings.EDITS."""

    def __init__(self, sites, good):
        self.sites, self.good = sites, good

    def ask(self, headers, site="scripted"):
        """The status, how often the application was asked, and what it learned of the user."""
        status, _, got = self.sites.ask(site, headers, target="/edit/a.png")
        return status, len(got), learned(got)

    def everybody(self):
        """Whatever Postern says."""
        return [by(status, forged=forged) for status in (401, 403, 503, 200) for forged in (False, True)]

    def only_the_allowed(self, told=(401,)):
        """A location with error pages of its own says 500 where the server says 503."""
        for said in (401, 403, 404, 503):
            status, asked, _ = self.ask(by(said))
            assert status in (*told, 403, 500, 503) and asked == 0
        status, asked, _ = self.ask([], "login")
        assert status in told and asked == 0
        assert self.ask(self.good, "down")[:2] in ((503, 0), (500, 0))

    def guarded(self, identity=("alice",)):
        self.only_the_allowed()
        self.the_allowed_bring(identity)

    def the_allowed_bring(self, identity=("alice",)):
        assert self.ask(by(200, "alice")) == (200, 1, list(identity))
        assert self.ask(by(200, "alice", forged=True)) == (200, 1, list(identity))
        assert self.ask(self.good, "login") == (200, 1, list(identity))
        assert self.ask(by(200, forged=True)) == (200, 1, [])
        self.the_second_wall_stands()

    def the_second_wall_stands(self):
        assert self.ask(self.good + FORGED, "login") == (403, 0, [])

    def guarded_files(self):
        self.only_the_allowed()
        assert self.ask(by(200)) == (200, 0, [])

    def anonymous(self):
        self.guarded(identity=())

    def forgeable(self):
        self.only_the_allowed()
        assert self.ask(by(200, "alice")) == (200, 1, [])
        assert self.ask(by(200, "alice", forged=True)) == (200, 1, ["evil", "evil"])
        self.the_second_wall_stands()

    def open(self):
        for headers in self.everybody():
            assert self.ask(headers) == (200, 1, [])
        assert self.ask(self.good, "login") == (200, 1, [])
        self.the_second_wall_stands()

    def open__forgeable(self):
        assert self.ask(by(401)) == (200, 1, [])
        assert self.ask(by(401, forged=True)) == (200, 1, ["evil", "evil"])
        self.the_second_wall_stands()

    def answered(self):
        for headers in self.everybody():
            status, asked, _ = self.ask(headers)
            assert status < 400 and asked == 0

    def closed(self):
        for headers in self.everybody():
            status, asked, _ = self.ask(headers)
            assert status in (401, 403, 503) and asked == 0
        assert self.ask(by(200, "alice")) == (503, 0, [])

    def closed_after_a_denial(self):
        self.only_the_allowed(told=(500, 503))
        self.the_allowed_bring()

    def open_after_a_denial(self):
        assert self.ask(by(401, forged=True)) == (200, 1, [])
        self.the_allowed_bring()


@pytest.mark.parametrize("row", surroundings.EDITS)
def test_locations_that_somebody_adds(sites, nginx, good, row):
    expected, lines = surroundings.EDITS[row]
    with sites.within(nginx, in_server(lines.replace("%s", surroundings.GUARD))):
        getattr(Edits(sites, good), re.sub("[ ,]", "_", expected))()
        everything_else_holds(sites, good)


def everything_else_holds(sites, good):
    assert sites.ask("plain")[::2] == (401, [])
    assert identities(sites.ask("plain", good)) == ["alice"]


def test_what_a_page_of_the_application_includes_is_not_checked(sites, nginx):
    with sites.within(nginx, in_server(surroundings.INCLUDES.replace("%s", surroundings.GUARD))):
        sites.scripted.take()
        _, _, got = sites.ask("scripted", by(200, "alice"), target="/edit/a.png")
        assert (len(got), learned(got), len(sites.scripted.take())) == (2, ["alice", "alice"], 1)
        assert sites.ask("scripted", by(401), target="/edit/a.png")[::2] == (401, [])


def test_the_server_s_own_open_page_includes_guarded_files(sites, nginx):
    """nginx asks for the page alone (section 3 of the page about nginx)."""
    with sites.within(nginx, in_server(surroundings.INCLUDED)):
        assert sites.ask("plain", target="/edit/a.png")[0] == 401
        _, answer, _ = sites.ask("plain", target="/page")
        assert b"a file" in answer.body


def test_the_server_s_own_open_page_includes_nothing_of_the_application(sites, nginx):
    with sites.within(nginx, in_server(surroundings.INCLUDED_APPLICATION.replace("%s", surroundings.GUARD))):
        status, _, got = sites.ask("plain", target="/page")
        assert (status, got) == (200, [])


def test_a_path_with_two_meanings_is_refused_where_a_location_is_open(sites, nginx):
    """The application may read /edit/..;/admin as /admin."""
    lines = surroundings.EDITS["open, as the text says"][1]
    with sites.within(nginx, in_server(lines)):
        assert sites.ask("scripted", by(401), target="/edit/a%20b/c.d?x=/../;%25")[0] == 200
        for odd in ("/edit/..;/admin", "/edit/..%3b/admin", "/edit/x%5c..%5c..%5cadmin", "/edit/%252e%252e/admin", "/edit/a/../b",
                    "/edit/a/%2E%2e/b", "/edit/x%2f..", "/edit/a/..?b", "/edit/%c0%ae%c0%ae/admin", "/edit/a%3f/../admin"):
            assert sites.ask("scripted", by(401), target=odd)[::2] == (400, []), odd


def test_a_try_of_files_asks_a_second_time(sites, nginx):
    lines = surroundings.EDITS["try_files to a named location"][1].replace("%s", surroundings.GUARD)
    with sites.within(nginx, in_server(lines)):
        sites.scripted.take()
        sites.ask("scripted", by(200), target="/edit/a.png")
        assert len(sites.scripted.take()) == 2


def test_a_file_that_the_application_hands_over_asks_a_second_time(sites, nginx):
    with sites.within(nginx, in_server("location /edit/ { internal; root {folder}; }")):
        sites.scripted.take()
        status, answer, got = sites.ask("scripted", by(200), target="/hands-over")
        assert (status, answer.body, len(got), len(sites.scripted.take())) == (200, b"a file", 1, 2)
        assert sites.ask("scripted", by(401), target="/hands-over")[::2] == (401, [])
        assert sites.ask("scripted", by(200), target="/edit/a.png")[::2] == (404, [])
