"""The printed Caddyfile inside hostile surroundings (caddy_surroundings.py), with the real Caddy.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application.
"""
import contextlib
import pathlib
import tempfile
import time

import caddy_surroundings as surroundings
import pytest
import wire
from caddy_sites import CaddySites, first, last, lines
from proxy_sites import LOGIN

FORGED = [("X-Authgear-User-Id", "evil"), ("X_Authgear_User_Id", "evil"), ("X-Team", "evil")]
ALIAS = [("X_Authgear_User_Id", "evil"), ("X.Authgear.User.Id", "evil"), ("X~Authgear~User~Id", "evil")]
OTHERS = [("X_Other", "evil"), ("X.Other", "evil"), ("X!Other", "evil")]
NOMINATED = [("Connection", "keep-alive, X-Authgear-User-Id, X-Team")]
# What Postern answers a check with, and what the client is told.
TOLD = {"204": 503, "302": 302, "400": 400, "401": 401, "403": 403, "404": 404, "429": 429, "431": 431, "500": 500, "503": 503}


@pytest.fixture(scope="module")
def sites(settings):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield CaddySites(pathlib.Path(folder), settings, closing)


def not_checks(got, sites):
    """What an application got: the other server is asked by the row's own check, too."""
    return [request for request in got if not request.first.startswith("GET /check")]


def identities(asked, sites):
    status, _, got = asked
    assert status == 200
    return [request.one("X-Authgear-User-Id") for request in not_checks(got, sites)]


def only_the_allowed_get_in(sites, keys, good):
    bob = wire.bearer(keys["rsa"].token(sub="bob"))
    for site in ("plain", "login"):
        assert identities(sites.ask(site, good), sites) == ["alice"], site
        assert identities(sites.ask(site, bob), sites) == ["bob"], site  # not alice's answer, kept by a cache
        assert identities(sites.ask(site, good + NOMINATED), sites) == ["alice"], site
        for headers in ([], wire.bearer("x"), [("Authorization", "Basic YTpi")], NOMINATED):
            status, answer, got = sites.ask(site, headers)
            assert (status, not_checks(got, sites), answer.all("Location")) == (401, [], []), site
            assert answer.all("WWW-Authenticate"), site
        for made_up in (FORGED, ALIAS):
            status, _, got = sites.ask(site, good + made_up)
            assert (status, not_checks(got, sites)) == (403, []) or where_it_is_removed(status, got), (site, made_up)


def where_it_is_removed(status, got):
    """With `order request_header before forward_auth` Postern does not see it."""
    assert_not_made_up(got[0])
    return (status, got[0].one("X-Authgear-User-Id")) == (200, "alice")


def the_request_arrives_as_it_is(sites, good):
    _, _, got = sites.ask("plain", good + OTHERS + [("X-Other", "kept")], method="POST", target="/a?b=%20", body=b"as it is")
    (got,) = not_checks(got, sites)
    assert (got.first, got.one("X-Other"), got.body) == ("POST /a?b=%20 HTTP/1.1", "kept", b"as it is")
    assert_not_made_up(got)


def assert_not_made_up(got):
    """No spelling of a name says `evil`."""
    assert not [line for line in got.lines if "evil" in line and not line.startswith("X-Kind")]


def made_up_identity_is_removed(sites):
    for headers in (FORGED, ALIAS, FORGED + NOMINATED):
        status, _, got = sites.ask("scripted", headers)
        got = not_checks(got, sites)
        assert (status, len(got)) == (200, 1)
        assert_not_made_up(got[0])


def people_are_led_to_the_login_page(sites):
    status, answer, got = sites.ask("login", [("Accept", "text/html")], target="/a?b=c")
    assert (status, not_checks(got, sites)) == (302, [])
    assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
    assert answer.all("Cache-Control") == ["no-store"]


def the_check_asks_for_what_the_client_asked(sites):
    original = {"Method": "POST", "Uri": "/orders?page=2", "Host": "app.test", "Proto": "http", "For": "127.0.0.1"}
    forged = {"X-Forwarded-Uri": "/admin", "X-Forwarded-Host": "evil.test", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    sent = [("Range", "bytes=0-1"), ("If-None-Match", "x"), *forged.items()]
    sites.scripted.take()
    for _ in range(2):  # the second one shows what the first one left on their connection
        sites.ask("scripted", sent, method="POST", target="/orders?page=2", body=b"x")
    checks = sites.scripted.take()
    assert len(checks) == 2
    for check in checks:
        assert (check.first, check.body) == ("GET /authz/caddy HTTP/1.1", b"")
        assert {name: check.one("X-Forwarded-" + name) for name in original} == original
        assert check.all("Host") in (["app.test"], ["public.test"])
        assert not check.all("Content-Length") + check.all("Range") + check.all("If-None-Match")


def an_outage_opens_nothing(sites, good):
    for headers in ([], good, FORGED):
        status, answer, got = sites.ask("down", headers)
        assert (status, not_checks(got, sites)) == (503, [])
        assert answer.one("Retry-After") == "1"


def the_client_is_told_what_postern_said(sites):
    for said, told in TOLD.items():
        status, _, got = sites.ask("scripted", [("X-Want", said)])
        assert (status, not_checks(got, sites)) == (told, []), said


def a_broken_connection_is_asked_again(sites):
    assert sites.ask("scripted")[0] == 200  # leaves a connection that the next check uses
    status, _, got = sites.ask("scripted", [("X-Want", "broken"), ("X-Request", str(time.monotonic_ns()))])
    assert (status, len(not_checks(got, sites))) == (200, 1)


def the_application_speaks_for_itself(sites, good):
    for said in (401, 403, 404, 500, 502, 503, 504):
        status, answer, got = sites.ask("plain", good, target=f"/status/{said}")
        assert (status, len(not_checks(got, sites))) == (said, 1)
        assert not answer.all("Retry-After")


def decided_by_postern(sites, keys, good):
    only_the_allowed_get_in(sites, keys, good)
    made_up_identity_is_removed(sites)
    the_check_asks_for_what_the_client_asked(sites)
    an_outage_opens_nothing(sites, good)
    the_client_is_told_what_postern_said(sites)
    a_broken_connection_is_asked_again(sites)


def everything_holds(sites, keys, good):
    decided_by_postern(sites, keys, good)
    the_request_arrives_as_it_is(sites, good)
    people_are_led_to_the_login_page(sites)
    the_application_speaks_for_itself(sites, good)


def nobody_gets_in(sites, good, least=400):
    for site in sites.ports:
        for headers in ([], good, good + FORGED):
            status, _, got = sites.ask(site, headers)
            assert not got, site
            assert status >= least, site


@pytest.mark.parametrize("row", surroundings.GLOBAL)
def test_global_options_change_nothing(sites, caddy, keys, good, row):
    with sites.within(caddy, options=surroundings.GLOBAL[row]):
        everything_holds(sites, keys, good)


@pytest.mark.parametrize("where", [first, last])
@pytest.mark.parametrize("row", surroundings.SITE)
def test_lines_added_to_the_site_change_nothing(sites, caddy, keys, good, row, where):
    with sites.within(caddy, where(surroundings.SITE[row])):
        everything_holds(sites, keys, good)
        if row in surroundings.ANSWERS:
            what_is_added_is_guarded(sites, good)


def what_is_added_is_guarded(sites, good):
    target = "/open/page.html"
    for headers in ([], FORGED):
        status, _, got = sites.ask("plain", headers, target=target)
        assert (status in (401, 403), got) == (True, [])
    status, answer, got = sites.ask("plain", good + OTHERS, target=target)
    assert status in (200, 404, 502)
    for request in got:
        assert request.one("X-Authgear-User-Id") == "alice"
        assert_not_made_up(request)
    status, _, got = sites.ask("down", FORGED, target=target)
    assert (status, got) == (503, [])


@pytest.mark.parametrize("where", [first, last])
@pytest.mark.parametrize("row", surroundings.REWRITES)
def test_lines_that_change_the_request(sites, caddy, keys, good, row, where):
    with sites.within(caddy, where(surroundings.REWRITES[row])):
        decided_by_postern(sites, keys, good)
        people_are_led_to_the_login_page(sites)


@pytest.mark.parametrize("where", [first, last])
@pytest.mark.parametrize("row", surroundings.ERRORS)
def test_error_pages_open_nothing(sites, caddy, keys, good, row, where):
    with sites.within(caddy, where(surroundings.ERRORS[row])):
        only_the_allowed_get_in(sites, keys, good)
        made_up_identity_is_removed(sites)
        the_client_is_told_what_postern_said(sites)
        for headers in ([], good, FORGED):
            sites.application.take()
            wire.ask(sites.ports["down"], headers)
            assert not sites.application.take()


@pytest.mark.parametrize("row", surroundings.CLOSED)
def test_a_check_that_is_moved_lets_nobody_in(sites, caddy, good, row):
    with sites.within(caddy, options=surroundings.CLOSED[row]):
        nobody_gets_in(sites, good, least=200)


@pytest.mark.parametrize("order", ["order vars last", "order forward_auth first"])
def test_without_its_variables_the_check_is_refused(sites, caddy, good, order):
    with sites.within(caddy, options=order):
        for site in ("plain", "login", "down"):
            status, _, got = sites.ask(site, good)
            assert (status, got) == (503 if site == "down" else 400, [])


def in_a_route(text):
    """The lines of the site in the order in which they stand."""
    inside = text[text.index("\tbind "):text.index("\thandle_errors")].partition("\n")[2]
    return text.replace(inside, "route {\n" + inside + "}\n")


def test_the_lines_work_in_their_own_order_too(sites, caddy, keys, good):
    with sites.within(caddy, in_a_route):
        everything_holds(sites, keys, good)


def test_the_text_is_imported(sites, caddy, keys, good, tmp_path):
    def import_file(text):
        file = tmp_path / f"{sites.texts.index(text)}.caddy"
        file.write_text(text)
        return f"import {file}"

    with sites.within(caddy, import_file):
        everything_holds(sites, keys, good)


def test_a_header_that_postern_does_not_send_is_not_the_clients(sites, caddy):
    """The text is older than the configuration."""
    with sites.within(caddy):
        status, _, (got,) = sites.ask("scripted", [("X-Want", "an older Postern"), ("X-Team", "evil"), ("X-Authgear-User-Id", "evil")])
        assert (status, got.one("X-Authgear-User-Id")) == (200, "bob")
        assert not got.all("X-Team")


def test_another_check_above_this_one(sites, caddy, keys, good):
    with sites.within(caddy, first(surroundings.ANOTHER_CHECK)):
        everything_holds(sites, keys, good)


def test_another_check_below_this_one_may_lose_the_identity(sites, caddy, good):
    """It makes none up."""
    with sites.within(caddy, last(surroundings.ANOTHER_CHECK)):
        an_outage_opens_nothing(sites, good)
        made_up_identity_is_removed(sites)
        assert sites.ask("plain")[0] == 401
        status, _, got = sites.ask("plain", good)
        assert status == 200
        assert [request.all("X-Authgear-User-Id") for request in not_checks(got, sites)] in ([["alice"]], [[]])


def with_open_paths(text):
    """As the documentation shows it."""
    pattern = r"vars_regexp {http.vars.postern_uri} ^/open(/[\w~@+-][\w.~@+-]*)*/?([?].*)?$"
    opened = f"\n\t@open {pattern}\n\t@guarded not {pattern}\n\tforward_auth @guarded "
    return first("handle @open {; reverse_proxy {application}; }")(text).replace("\n\tforward_auth ", opened)


def test_an_open_path_is_asked_nothing_and_gets_no_identity(sites, caddy, good):
    with sites.within(caddy, with_open_paths):
        for headers in ([], good, FORGED, ALIAS, FORGED + NOMINATED):
            for site in sites.ports:
                status, _, (got,) = sites.ask(site, headers, target="/open/x")
                assert (status, got.all("X-Authgear-User-Id")) == (200, []), site
                assert_not_made_up(got)
        for target in ("/", "/opened", "/open/../x", "/open/%2e%2e/x", "/open/..;/x"):
            assert sites.ask("plain", target=target)[::2] == (401, [])


def test_a_path_without_the_check_is_not_open_at_once(sites, caddy, good):
    """Only a handle comes before the line that asks for an answer of Postern."""
    added = first("reverse_proxy /open/* {application}")
    with sites.within(caddy, lambda text: added(text).replace("\n\tforward_auth ", "\n\tforward_auth /guarded/* ")):
        for target in ("/", "/open/x"):
            assert sites.ask("plain", good, target=target)[::2] == (503, [])


@pytest.mark.parametrize("row", surroundings.OPENS)
def test_these_words_open_it(sites, caddy, row):
    """The text cannot take them back; its comments name them."""
    options, line, more, host = surroundings.OPENS[row]
    with sites.within(caddy, first(line), options, lines(more.replace("{port}", str(sites.ports["plain"])))):
        status, _, got = sites.ask("plain", FORGED, target="/open/page.html", host=host)
        assert status in (200, 302)
        assert bool(got) == (status == 200)
        assert sites.ask("plain")[::2] == (401, [])


def test_an_error_page_of_the_application_is_not_checked(sites, caddy):
    """Which handle_errors comes first depends on the version of Caddy. The application gets what the client sends."""
    reached = []
    for where in (first, last):
        with sites.within(caddy, where("handle_errors {; reverse_proxy {application}; }")):
            status, _, got = sites.ask("down", FORGED)
            assert (status, len(got)) in ((503, 0), (200, 1))
            reached += got
    assert len(reached) == 1


def test_an_identity_header_of_ones_own_is_passed_on(sites, caddy, good):
    with sites.within(caddy, first("request_header X-Authgear-User-Id bob")):
        status, _, (got,) = sites.ask("plain", good)
        assert (status, got.one("X-Authgear-User-Id")) == (200, "bob")


def test_strips_that_are_moved_behind_the_application_do_nothing(sites, caddy, good):
    """Names with dashes are Postern's all the same, because the check copies them."""
    with sites.within(caddy, options="order request_header last"):
        status, _, (got,) = sites.ask("plain", good + [("X!Other", "evil")])
        assert (status, got.one("X-Authgear-User-Id"), got.one("X!Other")) == (200, "alice", "evil")


@pytest.mark.parametrize("row", surroundings.DENIES)
def test_more_denials_are_kept(sites, caddy, good, row):
    with sites.within(caddy, first(surroundings.DENIES[row])):
        nobody_gets_in(sites, good)
