"""The printed nginx text inside hostile surroundings (surroundings.py), with the real nginx.

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

import programs
import pytest
import surroundings
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
    return f"{head}Content-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE


def scripted_resolver(request):
    """Answers a check as the client's X-Want says, without any identity header."""
    status = (request.all("X-Want") or ["200"])[0]
    if status == "broken":
        first = request.one("X-Request") not in ASKED_BEFORE
        ASKED_BEFORE.add(request.one("X-Request"))
        return None if first else programs.OK
    if status == "nothing":
        time.sleep(1)
    return f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n".encode()


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
        plain = folder / "plain.yaml"
        plain.write_text(json.dumps(settings))
        # A port where nobody listens, and nobody else can.
        nobody = closing.enter_context(socket.socket())
        nobody.bind(("127.0.0.1", 0))
        self.ports, self.texts = {}, []
        for name, file, resolver in (
            ("plain", plain, postern.port), ("login", postern.file, postern.port),
            ("down", postern.file, nobody.getsockname()[1]), ("scripted", postern.file, self.scripted.port),
        ):
            self.ports[name] = programs.free_port()
            self.texts.append(self.printed(file, self.ports[name], resolver))

    def printed(self, file, port, resolver):
        where = ["--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{self.application.port}"]
        printed = programs.postern("snippet", "nginx", "-c", file, "--resolver", f"127.0.0.1:{resolver}", *where)
        assert printed.returncode == 0, printed.stderr
        return printed.stdout

    @contextlib.contextmanager
    def within(self, binary, surround):
        """nginx with each text as `surround` makes it, in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            ports = {"{folder}": folder, "{other}": f"127.0.0.1:{self.other.port}",
                     "{application}": f"127.0.0.1:{self.application.port}"}
            http = surround("\n".join(self.texts))
            for placeholder, value in ports.items():
                http = http.replace(placeholder, value)
            nginx = programs.Nginx(pathlib.Path(folder), self.ports["scripted"], http, binary)
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


def in_http(directives):
    return lambda text: directives + "\n" + text


def in_server(directives):
    """Below the server's first lines, where somebody would add to it."""
    return lambda text: re.sub(r"^    listen .*;$", lambda line: line[0] + "\n" + directives, text, flags=re.M)


def above_server(directives):
    return lambda text: text.replace("\nserver {\n", "\nserver {\n" + directives + "\n")


def in_location(directives):
    return lambda text: text.replace("    location / {\n", "    location / {\n" + directives + "\n")


def nobody_gets_in(sites, good, least=400):
    for site in sites.ports:
        for headers in ([], good, good + FORGED):
            status, _, got = sites.ask(site, headers)
            assert status >= least and not got, (site, status)


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
        status, _, got = sites.ask(site, good + FORGED)
        assert (status, got) == (403, []), site


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
    for headers in ([], good, FORGED):
        status, answer, got = sites.ask("down", headers)
        assert (status, got) == (503, [])
        assert answer.one("Retry-After") == "1"


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
    with sites.within(nginx, in_http(surroundings.HTTP[row])) as folder:
        everything_holds(sites, keys, good)
        assert not (folder / "stored").exists()


@pytest.mark.parametrize("row", surroundings.SERVER)
def test_nothing_is_inherited_from_lines_added_to_the_server(sites, nginx, keys, good, row):
    with sites.within(nginx, in_server(surroundings.SERVER[row])):
        everything_holds(sites, keys, good)


@pytest.mark.parametrize("row", surroundings.APPLICATION)
def test_the_way_to_the_application_is_inherited(sites, nginx, good, row):
    with sites.within(nginx, in_http(surroundings.APPLICATION[row])):
        the_check_asks_for_what_the_client_asked(sites)
        an_outage_opens_nothing(sites, good)
        the_client_is_told_what_postern_said(sites)
        assert sites.ask("plain")[::2] == (401, [])
        status, _, got = sites.ask("plain", good, method="POST", body=b"as it is")
        assert (status, [request.body for request in got]) in ((200, [b"another"]), (500, []), (503, []))


@pytest.mark.parametrize("row", surroundings.OUTAGES)
def test_a_silent_postern_opens_nothing(sites, nginx, row):
    with sites.within(nginx, in_http(surroundings.HTTP[row])):
        status, _, got = sites.ask("scripted", [("X-Want", "nothing")])
        assert (status, got) == (503, [])


@pytest.mark.parametrize("row", surroundings.CLOSED)
def test_a_check_that_is_taken_away_lets_nobody_in(sites, nginx, good, row):
    with sites.within(nginx, above_server(surroundings.CLOSED[row])):
        nobody_gets_in(sites, good, 500)


@pytest.mark.parametrize("row", surroundings.OPENS)
def test_what_is_answered_without_the_block_is_not_checked(sites, nginx, row):
    with sites.within(nginx, in_server(surroundings.OPENS[row])):
        assert sites.ask("plain", target="/open/")[0] == 200
        assert sites.ask("plain")[::2] == (401, [])


@pytest.mark.parametrize("row", surroundings.DENIES)
def test_more_denials_are_kept(sites, nginx, good, row):
    with sites.within(nginx, in_http(surroundings.DENIES[row])):
        nobody_gets_in(sites, good)


def test_the_size_of_a_body_is_no_matter_of_the_check(sites, nginx, good):
    with sites.within(nginx, in_location("client_max_body_size 8m;")):
        body = b"x" * 2_000_000
        status, _, (got,) = sites.ask("plain", good, method="POST", body=body)
        assert (status, got.body) == (200, body)
