"""The printed nginx text inside hostile surroundings (nginx_surroundings.py), with the real nginx.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application.
"""
import pathlib
import tempfile
import time

import nginx_surroundings as surroundings
import pytest
import wire
from nginx_sites import FORGED, above_server, as_printed, identities, in_location, in_server, sites  # noqa: F401
from proxy_sites import LOGIN

ALIAS = [("X_Authgear_User_Id", "evil"), ("X.Authgear.User.Id", "evil")]
# What Postern answers a check with, and what the client is told.
TOLD = {"400": 400, "431": 400, "401": 401, "403": 403, "204": 503, "302": 503, "404": 503, "429": 503, "500": 503, "503": 503}


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
