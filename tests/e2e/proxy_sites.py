"""Several sites of one proxy, each with the printed text, and what stands behind them."""
import contextlib
import json
import socket

import programs
import wire

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
ASKED_BEFORE = set()  # requests whose check was broken off once


def break_once(request):
    """The answer to a check of X-Request: none at first, then an allowance."""
    first = request.one("X-Request") not in ASKED_BEFORE
    ASKED_BEFORE.add(request.one("X-Request"))
    return None if first else programs.OK


class Sites:
    """What stays while the proxy is started for each row: Postern, the application, the printed texts.

    `application` and `resolver` answer requests and scripted checks; `scripted` are the settings of the site whose
    checks are scripted.
    """

    kind = None  # `postern snippet KIND`

    def __init__(self, folder, settings, closing, application, resolver, scripted):
        def listening(answer):
            server = programs.Backend(answer)
            closing.callback(server.stop)
            return server

        self.application, self.other = listening(application), listening(application)
        self.scripted = listening(resolver)
        self.postern = programs.Postern(folder, {**settings, "login": LOGIN})
        self.postern.start()
        closing.callback(self.postern.stop)
        plain, of_scripted = folder / "plain.yaml", folder / "scripted.yaml"
        plain.write_text(json.dumps(settings))
        of_scripted.write_text(json.dumps(scripted))
        # A port where nobody listens, and nobody else can.
        nobody = closing.enter_context(contextlib.closing(socket.socket()))
        nobody.bind(("127.0.0.1", 0))
        self.ports, self.texts = {}, []
        for name, file, resolver_port in (
            ("plain", plain, self.postern.port), ("login", self.postern.file, self.postern.port),
            ("down", self.postern.file, nobody.getsockname()[1]), ("scripted", of_scripted, self.scripted.port),
        ):
            self.ports[name] = programs.free_port()
            self.texts.append(self.printed(file, self.ports[name], resolver_port))

    def printed(self, file, port, resolver, *more):
        where = ["--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{self.application.port}"]
        printed = programs.postern("snippet", self.kind, "-c", file, "--resolver", f"127.0.0.1:{resolver}", *where, *more)
        assert printed.returncode == 0, printed.stderr
        return printed.stdout

    def filled(self, text, folder, **more):
        """A row's text with its placeholders replaced."""
        values = {"folder": folder, "other": f"127.0.0.1:{self.other.port}", "application": f"127.0.0.1:{self.application.port}", **more}
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def ask(self, site, headers=(), **rest):
        """The status, the answer, and what the application got."""
        self.application.take()
        answer = wire.ask(self.ports[site], headers, **rest)
        return answer.status, answer, self.application.take()
