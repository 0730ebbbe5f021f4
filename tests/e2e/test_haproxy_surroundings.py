"""The printed haproxy.cfg inside hostile surroundings (haproxy_surroundings.py), with the real HAProxy.

Whatever stands around the text, nobody gets in unless Postern agrees, no identity is made up, the client is told
what Postern decided, and no outage opens the application. What somebody's own words open is pinned.
"""
import contextlib

import edited_site
import haproxy_surroundings as surroundings
import programs
import proxies
import proxy_rows
import pytest
from edited_site import (
    ALIASES, FORGED, TRUE, failures_open_nothing, only_the_allowed_get_in, people_are_led_to_the_login_page, postern_is_told, running,
    the_application_speaks_for_itself, the_request_arrives_as_it_is,
)
from proxy_scene import IDENTITY, assert_genuine


class Site(edited_site.Site):
    candidate = proxies.candidate("haproxy")
    main = "haproxy.cfg"

    @staticmethod
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


@pytest.fixture(scope="module")
def site(settings):
    with running(Site, settings) as site:
        yield site


def nobody_writes_an_identity(site, keys):
    for forged in (FORGED, ALIASES, FORGED * 2, [("Connection", ", ".join(IDENTITY))]):
        status, _, got = site.ask(proxy_rows.good(keys) + forged)
        assert (status, len(got)) == (200, 1)
        assert_genuine(got[0])


def an_outage_opens_nothing(site, keys):
    failures_open_nothing(site, keys, {"unavailable": 503, "garbage": 503})


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


def page(request):
    """May be kept, also if the request has a credential."""
    return programs.OK.replace(b"OK\r\n", b"OK\r\nCache-Control: public, max-age=600\r\n")


@pytest.mark.parametrize("row", surroundings.CACHES)
def test_a_cache_belongs_below_the_check(site, keys, monkeypatch, row):
    edits, status = surroundings.CACHES[row]
    monkeypatch.setattr(site.application, "answer", page)
    with site.within(edits):
        assert site.ask(proxy_rows.good(keys))[0] == 200
        assert site.ask()[::2] == (status, [])


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
    with site.within(to_another, **{"postern.lua": site.files["postern.lua"].replace(broken, f"error('broken')\n  {broken}")}):
        for headers in ([], FORGED):
            status, _, got = site.ask(headers)
            assert (status in (401, 503), got) == (True, [])
        assert site.ask(proxy_rows.good(keys))[::2] == (503, [])
