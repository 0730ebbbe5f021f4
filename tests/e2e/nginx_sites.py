"""Several sites of one nginx, each with the printed text, and what stands behind them."""
import contextlib
import json
import pathlib
import re
import socket
import tempfile
import time

import programs
import pytest
import wire

# A page, a server-side include and an answer that a cache may keep, all in one.
PAGE = b'<html><!--#include virtual="/included" --></html>'
LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
FORGED = [("X-Authgear-User-Id", "evil"), ("X_Authgear_User_Id", "evil"), ("X-Team", "evil")]

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


def identities(asked):
    status, _, got = asked
    assert status == 200
    return [request.one("X-Authgear-User-Id") for request in got]
