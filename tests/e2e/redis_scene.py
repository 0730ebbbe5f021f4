"""Resolvers that share one Redis, asked without a proxy."""
import contextlib
import json
import pathlib
import re
import tempfile
import time

import programs
import wire

FORWARDED = [(f"X-Forwarded-{name}", value) for name, value in
             {"Method": "GET", "Uri": "/", "Host": "app.test", "Proto": "https"}.items()]
# Each check asks the store: nothing is remembered for longer than this.
FORGETFUL = {"memory": {"ttl": "1ms", "sessions": "64KiB", "verdicts": "64KiB"}}
WITHIN = 1.0  # seconds after which a change is effective in every process
DEADLINE = 0.4  # of a check; the tests allow as much again for a busy machine


def store(*addresses, **more):
    return {"redis": {"address": list(addresses), "timeout": "200ms", **more}}


class Session:
    def __init__(self, created):
        self.id, self.user, self.value = created["id"], created["user_id"], created["cookie"]["value"]

    @property
    def cookie(self):
        return [("Cookie", f"session={self.value}")]


class Resolver(programs.Postern):
    def check(self, credential=(), target="/authz/nginx"):
        return wire.ask(self.port, FORWARDED + list(credential), target=target)

    def status(self, credential=(), **rest):
        return self.check(credential, **rest).status

    def post(self, target, **members):
        return self.admin(target, "POST", json.dumps(members).encode())

    def create(self, user="alice", **wanted):
        answer = self.post("/v1/sessions", user_id=user, **wanted)
        assert answer.status == 201, answer.body
        return Session(json.loads(answer.body))

    def end(self, session):
        assert self.admin(f"/v1/sessions/{session.id}", "DELETE").status == 204

    def revoke(self, **what):
        answer = self.post("/v1/revocations", **what)
        assert answer.status == 201, answer.body
        return json.loads(answer.body)["id"]

    def is_ready(self):
        return wire.ask(self.admin_port, target="/readyz").status == 200

    def metric(self, name, **labels):
        """The sum of those that have these labels; a label's value may be an expression."""
        text = self.admin("/metrics").body.decode()
        found = 0.0
        for given, value in re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", text, re.M):
            there = dict(re.findall(r'(\w+)="([^"]*)"', given))
            if all(re.fullmatch(wanted, there.get(label, "")) for label, wanted in labels.items()):
                found += float(value)
        return found

    def errors(self, reason=".*"):
        """How often Redis failed for this reason."""
        return self.metric("postern_redis_errors_total", reason=reason)

    def operate(self, *words, data=None):
        """A command of the operator's command line."""
        return programs.postern(*words, "--admin", f"http://127.0.0.1:{self.admin_port}",
                                "--token-file", self.folder / "admin.token", data=data)


@contextlib.contextmanager
def resolvers(settings, count=1, ready=True):
    """So many resolvers of one configuration, each in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="postern-redis-") as folder, contextlib.ExitStack() as closing:
        made = []
        for number in range(count):
            place = pathlib.Path(folder) / f"r{number}"
            place.mkdir()
            made.append(Resolver(place, settings))
            if ready:
                made[-1].start()
            else:
                programs.Program.start(made[-1])
            closing.callback(made[-1].stop)
        yield made


@contextlib.contextmanager
def resolver(settings, **rest):
    with resolvers(settings, **rest) as (one,):
        yield one


def is_unavailable(answer):
    """503 as the contract has it: soon again, and the cookie stays."""
    return (answer.status, answer.all("Retry-After"), answer.all("Set-Cookie"),
            answer.all("X-Authgear-User-Id")) == (503, ["1"], [], [])


class Watch:
    """Asks for a session again and again; what it must never see fails at once."""

    def __init__(self, one, session):
        self.one, self.session = one, session

    def ask(self):
        """200 with the session's own identity, or 503; nothing else, and nothing late."""
        begun = time.monotonic()
        answer = self.one.check(self.session.cookie)
        assert time.monotonic() - begun < 2 * DEADLINE
        if answer.status == 200:
            assert answer.all("X-Authgear-User-Id") == [self.session.user]
        else:
            assert is_unavailable(answer), (answer.first, answer.lines)
        return answer.status

    def settle(self, seconds=10):
        """Until every thread has its connection again: some new connections in a row are answered 200."""
        programs.eventually("all is well", lambda: all(self.ask() == 200 for _ in range(8)), seconds)

    def until(self, status, seconds=10):
        programs.eventually(f"{status} comes", lambda: self.ask() == status, seconds)
