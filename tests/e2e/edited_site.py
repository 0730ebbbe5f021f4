"""One site whose printed text is edited for each row, and what holds of it whatever the edit is."""
import contextlib
import pathlib
import re
import tempfile

import programs
import proxy_rows
import relay
import wire
from proxy_scene import IDENTITY, guarded

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
FORGED = [(name, "evil") for name in IDENTITY]
ALIASES = [("X_Authgear_User_Id", "evil"), ("X.Authgear.User.Id", "evil"), ("x~authgear!user-Id", "evil")]
ORIGINAL = [("X-Forwarded-Uri", "/evil"), ("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Host", "evil.test"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.66")]
TRUE = {"Uri": "/orders?page=2", "Method": "POST", "Host": "app.test", "Proto": "http", "For": "127.0.0.1"}


def application(request):
    """Answers with the status that the target names."""
    named = re.search(r"/status/(\d{3})", request.first)
    return f"HTTP/1.1 {named[1] if named else 200} Said\r\nContent-Length: 5\r\nCache-Control: max-age=600\r\n\r\nhello".encode()


class Site:
    """What stays while the proxy is started for each row: Postern, the application, the printed files.

    `edited` makes an edit of a row in the text of the file `main`: (text, where, what, port) -> text.
    """

    candidate = None
    main = None

    def __init__(self, folder, settings, closing, login=LOGIN):
        self.application, self.other = programs.Backend(application), programs.Backend()
        identity = {**settings["identity"], "tripwire": "off"}
        self.postern = programs.Postern(folder, guarded(settings, self.candidate.proxy, login=login, identity=identity))
        self.relay = relay.Relay(self.postern)
        self.postern.start()
        for server in (self.application, self.other, self.relay, self.postern):
            closing.callback(server.stop)
        self.port, printed = programs.free_port(), folder / "printed"
        where = ["--listen", f"127.0.0.1:{self.port}", "--upstream", f"127.0.0.1:{self.application.port}", "--output", printed]
        where += ["--resolver", f"127.0.0.1:{self.relay.port}"]
        done = programs.postern("snippet", self.candidate.proxy.kind, "-c", self.postern.file, *where)
        assert done.returncode == 0, done.stderr
        self.files = {file.name: file.read_text() for file in printed.iterdir()}

    @staticmethod
    def edited(text, where, what, port):
        raise NotImplementedError

    def after(self, row, folder):
        """The text after the edits of a row."""
        names = {"{port}": str(self.port), "{free}": str(self.free), "{resolver}": f"127.0.0.1:{self.relay.port}", "{folder}": str(folder),
                 "{other}": f"127.0.0.1:{self.other.port}", "{application}": f"127.0.0.1:{self.application.port}"}
        text = self.files[self.main]
        for edit in row:
            for name, value in names.items():
                edit = [part.replace(name, value) for part in edit]
            text = self.edited(text, *edit, names["{port}"])
        return text

    @contextlib.contextmanager
    def within(self, row, starts=True, **files):
        """`files`: others than the printed ones, by name."""
        with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
            folder, self.free = pathlib.Path(folder), programs.free_port()
            files = {**self.files, **files, self.main: self.after(row, folder)}
            proxy = self.candidate.proxy(folder, self.port, files, self.candidate.binary)
            try:
                proxy.start() if starts else programs.Program.start(proxy)
                yield proxy
            finally:
                proxy.stop(programs.signal.SIGKILL)  # else it waits for idle connections

    def ask(self, headers=(), port=None, **rest):
        """The status, the answer, and what the application got."""
        self.application.take()
        answer = wire.ask(port or self.port, headers, **rest)
        return answer.status, answer, [request for request in self.application.take() if request.first != "GET /health HTTP/1.1"]


@contextlib.contextmanager
def running(kind, settings, **rest):
    """`kind`: a Site of one proxy."""
    kind.candidate.need()
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        yield kind(pathlib.Path(folder), settings, closing, **rest)


def only_the_allowed_get_in(site, keys):
    bob = wire.bearer(keys["rsa"].token(sub="bob", scope=proxy_rows.SCOPE))
    for credential, user in ((proxy_rows.good(keys), "alice"), (bob, "bob")):
        status, _, got = site.ask(credential)
        assert (status, [request.one("X-Authgear-User-Id") for request in got]) == (200, [user])
    for row in ("none", "invalid", "forbidden"):
        expected, credential, _ = proxy_rows.OUTCOMES[row]
        status, answer, got = site.ask(credential(keys) + FORGED)
        assert (status, got) == (expected, [])
        assert 'realm="postern"' in answer.one("WWW-Authenticate")


def postern_is_told(site, keys, expected):
    """What the client asked, whatever it says of that itself."""
    site.relay.take()
    site.ask(proxy_rows.good(keys) + ORIGINAL, method="POST", target="/orders?page=2", body=b"x")
    checks = site.relay.take()
    assert checks
    for check in checks:
        assert {name: check.one("X-Forwarded-" + name) for name in expected} == expected
        assert check.body in (b"", b"x")


def the_request_arrives_as_it_is(site, keys):
    more = [("X-Other", "kept")]
    _, _, (got,) = site.ask(proxy_rows.good(keys) + more, method="POST", target="/orders?page=2", body=b"as it is")
    assert (got.first, got.one("Host"), got.one("X-Other"), got.body) == ("POST /orders?page=2 HTTP/1.1", "app.test", "kept", b"as it is")


def people_are_led_to_the_login_page(site):
    status, answer, got = site.ask([("Sec-Fetch-Mode", "navigate")], target="/a?b=c")
    assert (status, got) == (302, [])
    assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"


def failures_open_nothing(site, keys, statuses):
    """`statuses`: what the client gets for each fault of Postern."""
    for fault, expected in statuses.items():
        with site.relay.failing(fault):
            for headers in ([], proxy_rows.good(keys), FORGED):
                status, _, got = site.ask(headers)
                assert (status, got) == (expected, [])


def the_application_speaks_for_itself(site, keys):
    for said in (401, 403, 404, 500, 503):
        status, _, got = site.ask(proxy_rows.good(keys), target=f"/status/{said}")
        assert status == said and got
