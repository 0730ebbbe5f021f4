"""Several sites of one Caddy, each with the printed text, and what stands behind them."""
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
from proxies.caddy import Caddy, global_options

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
ASKED_BEFORE = set()  # requests whose check was broken off once
UNKNOWN = r"unrecognized (?:servers |global )?(?:option|directive):? \S+|unexpected line ending after '4\w\w'"


def application(request):
    """Answers with the status that the target names."""
    named = re.search(r"/status/(\d{3})", request.first)
    return f"HTTP/1.1 {named[1] if named else 200} Said\r\nContent-Length: 5\r\n\r\nhello".encode()


def scripted_resolver(request):
    """Answers a check as the client's X-Want says, without any identity header."""
    status = (request.all("X-Want") or ["200"])[0]
    if status == "broken":
        first = request.one("X-Request") not in ASKED_BEFORE
        ASKED_BEFORE.add(request.one("X-Request"))
        return None if first else programs.OK
    if status == "an older Postern":  # which does not know the header X-Team
        return b"HTTP/1.1 200 OK\r\nX-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: bob\r\nContent-Length: 0\r\n\r\n"
    return f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n".encode()


class Sites:
    """What stays while Caddy is started for each row: Postern, the application, the printed texts."""

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

    def printed(self, file, port, resolver, *more):
        where = ["--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{self.application.port}"]
        printed = programs.postern("snippet", "caddy", "-c", file, "--resolver", f"127.0.0.1:{resolver}", *where, *more)
        assert printed.returncode == 0, printed.stderr
        return printed.stdout

    @contextlib.contextmanager
    def within(self, binary, surround=lambda text: text, options="", more=""):
        """Caddy with each text as `surround` makes it."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            folder = pathlib.Path(folder)
            (folder / "open").mkdir()
            for page in ("index.html", "open/page.html"):
                (folder / page).write_text("a page")
            text = global_options(lines(options)) + "\n".join(surround(text) for text in self.texts) + more
            for placeholder, value in {"{folder}": folder, "{other}": f"127.0.0.1:{self.other.port}",
                                       "{application}": f"127.0.0.1:{self.application.port}"}.items():
                text = text.replace(placeholder, str(value))
            caddy = Caddy(folder, self.ports["scripted"], {}, binary)
            caddy.file.write_text(text)
            complaint = caddy.complaint()
            if unknown := re.search(UNKNOWN, complaint):
                pytest.skip(f"this Caddy does not have it: {unknown[0]}")
            assert not complaint
            caddy.start()
            programs.eventually("Caddy listens", lambda: all(map(programs.answers, self.ports.values())))
            try:
                yield folder
            finally:
                caddy.stop()

    def ask(self, site, headers=(), **rest):
        """The status, the answer, and what the application and the other server got."""
        self.application.take(), self.other.take()
        answer = wire.ask(self.ports[site], headers, **rest)
        return answer.status if answer else 444, answer, self.application.take() + self.other.take()


def lines(row):
    return row.replace("; ", "\n")


def first(row):
    """Above the text, where a newcomer adds to the site."""
    return lambda text: re.sub(r"^\tbind .*$", lambda bind: bind[0] + "\n" + lines(row), text, flags=re.M)


def last(row):
    return lambda text: text.removesuffix("}\n") + lines(row) + "\n}\n"
