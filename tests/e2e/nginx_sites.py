"""Several sites of one nginx, each with the printed text, and what stands behind them."""
import contextlib
import pathlib
import re
import tempfile
import time

import programs
import pytest
from proxy_scene import untripped
from proxy_sites import LOGIN, Sites, break_once

# A page, a server-side include and an answer that a cache may keep, all in one.
PAGE = b'<html><!--#include virtual="/included" --></html>'
FORGED = [("X-Authgear-User-Id", "evil"), ("X_Authgear_User_Id", "evil"), ("X-Team", "evil")]


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
        return break_once(request)
    if status == "nothing":
        time.sleep(1)
    identity = "".join(f"X-Authgear-User-Id: {user}\r\n" for user in request.all("X-User"))
    return f"HTTP/1.1 {status} Said\r\n{identity}Content-Length: 0\r\n\r\n".encode()


class NginxSites(Sites):
    kind = "nginx"

    def __init__(self, folder, settings, closing):
        scripted = untripped(settings, login=LOGIN)
        super().__init__(folder, settings, closing, application, scripted_resolver, scripted)
        self.printed(self.postern.file, 80, 80, "--parts", "--output", folder)
        self.lines = folder / "postern-location.conf"

    def nginx(self, folder, candidate, surround, before=""):
        """nginx with each text as `surround` makes it; the folder has a few files."""
        (folder / "edit").mkdir()
        for name in ("a.png", "edit/a.png", "page"):
            (folder / name).write_text('<!--#include virtual="/edit/a.png" -->' if name == "page" else "a file")
        http = "\n".join([before, *map(surround, self.texts)])
        text = self.filled(http, folder, lines=self.lines)
        return programs.Nginx(folder, self.ports["scripted"], text, candidate.binary)

    @contextlib.contextmanager
    def within(self, candidate, surround, before=""):
        """nginx with each text as `surround` makes it and lines before them all, in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            nginx = self.nginx(pathlib.Path(folder), candidate, surround, before)
            if unknown := re.search(r"unknown directive \"\w+\"|invalid value \"\S+\" in", complaint := nginx.complaint()):
                pytest.skip(f"this nginx does not have it: {unknown[0]}")
            assert not complaint
            nginx.start()
            try:
                yield pathlib.Path(folder)
            finally:
                nginx.stop()


@pytest.fixture(scope="module")
def sites(settings):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield NginxSites(pathlib.Path(folder), settings, closing)


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


def identities(asked):
    status, _, got = asked
    assert status == 200
    return [request.one("X-Authgear-User-Id") for request in got]
