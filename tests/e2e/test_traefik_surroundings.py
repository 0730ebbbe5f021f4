"""The printed Traefik text inside hostile surroundings (traefik_surroundings.py), with the real Traefik.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application. What somebody's own words open is pinned.
"""
import re
import time

import edited_site
import programs
import proxies
import proxy_rows
import pytest
import traefik_surroundings as surroundings
from edited_site import (
    ALIASES, FORGED, LOGIN, TRUE, failures_open_nothing, only_the_allowed_get_in, people_are_led_to_the_login_page, postern_is_told, running,
    the_application_speaks_for_itself, the_request_arrives_as_it_is,
)
from proxy_scene import IDENTITY, assert_genuine


class Site(edited_site.Site):
    candidate = proxies.candidate("traefik")
    main = "traefik.yml"

    @staticmethod
    def edited(text, where, what, port):
        if where == "before the check":  # of the routers, not of the entry point
            return re.sub(r"(      middlewares:\n)(        - postern@file)", lambda found: found[1] + what + found[2], text)
        place = surroundings.PLACES.get(where, where).replace("{port}", port)
        assert place in text, place
        if where not in surroundings.PLACES:
            return text.replace(place, what)
        added = what + place if where == "top" else place + what
        return text.replace(place, added, -1 if where == "after the check" else 1)


@pytest.fixture(scope="module")
def site(settings):
    with running(Site, settings) as site:
        yield site


def nobody_writes_an_identity(site, keys):
    for forged in (FORGED, ALIASES, FORGED * 2, [("Connection", ", ".join(IDENTITY))]):
        status, _, got = site.ask(proxy_rows.good(keys) + forged)
        assert status == 200 or status == 400 and forged is ALIASES
        assert len(got) == (status == 200)
        for request in got:
            assert_genuine(request)


def an_outage_opens_nothing(site, keys):
    failures_open_nothing(site, keys, {"unavailable": 503, "closes": 500, "garbage": 500})


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
    with running(Site, settings, login={**LOGIN, "url": "http://app.test/login"}) as site:
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
