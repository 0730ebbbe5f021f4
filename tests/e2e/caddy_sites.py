"""Several sites of one Caddy, each with the printed text, and what stands behind them."""
import contextlib
import pathlib
import re
import tempfile

import programs
import pytest
import wire
from proxies.caddy import Caddy, global_options
from proxy_sites import LOGIN, Sites, break_once

UNKNOWN = r"unrecognized (?:servers |global )?(?:option|directive):? \S+|unexpected line ending after '4\w\w'"


def application(request):
    """Answers with the status that the target names."""
    named = re.search(r"/status/(\d{3})", request.first)
    return f"HTTP/1.1 {named[1] if named else 200} Said\r\nContent-Length: 5\r\n\r\nhello".encode()


def scripted_resolver(request):
    """Answers a check as the client's X-Want says, without any identity header."""
    status = (request.all("X-Want") or ["200"])[0]
    if status == "broken":
        return break_once(request)
    if status == "an older Postern":  # which does not know the header X-Team
        return b"HTTP/1.1 200 OK\r\nX-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: bob\r\nContent-Length: 0\r\n\r\n"
    return f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n".encode()


class CaddySites(Sites):
    kind = "caddy"

    def __init__(self, folder, settings, closing):
        super().__init__(folder, settings, closing, application, scripted_resolver, {**settings, "login": LOGIN})

    @contextlib.contextmanager
    def within(self, candidate, surround=lambda text: text, options="", more=""):
        """Caddy with each text as `surround` makes it."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            folder = pathlib.Path(folder)
            (folder / "open").mkdir()
            for page in ("index.html", "open/page.html"):
                (folder / page).write_text("a page")
            text = global_options(lines(options)) + "\n".join(surround(text) for text in self.texts) + more
            text = self.filled(text, folder)
            caddy = Caddy(folder, self.ports["scripted"], {}, candidate.binary)
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
        """The status (444: no answer), the answer, and what the application and the other server got."""
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
