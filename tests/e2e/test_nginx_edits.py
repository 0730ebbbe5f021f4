"""Locations that somebody adds to the printed nginx server (nginx_surroundings.EDITS), with the real nginx."""
import re

import nginx_surroundings as surroundings
import pytest
from nginx_sites import FORGED, identities, in_server, sites  # noqa: F401


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
    """nginx asks for the page alone (docs/proxies/nginx.md)."""
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
