#!/usr/bin/env python3
"""Sessions that are looked up in Redis each time, and how fast the end of one is known: over_redis.py [--rounds 9] > lines.md

One redis-server has the sessions. Postern with one worker looks up each of them anew, because its cache has room for a few
dozen and forgets after a millisecond. Beside it in one run: `redis-benchmark -c 32 -P 1`, which asks the same server for one
value of the same size, and, where Go is installed, a program of net/http and go-redis with one processor
(tests/bench/go_redis). All servers run at the same time, and each round asks each of them, in random order. Postern and the
Go program are pinned to the first processor, Redis and the clients to the second. CPU is the run time of all threads divided
by the requests.

Then two resolvers on that Redis remember sessions and tokens. One of them takes each back; the other is asked until it
refuses. The time is from the acknowledgement to that answer.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import compare

import programs  # compare.py knows where
import redis_servers
import wire

FORWARDED = [(f"X-Forwarded-{name}", value) for name, value in
             {"Method": "GET", "Uri": "/", "Host": "app.test", "Proto": "https"}.items()]


def pinned_redis(folder):
    server = redis_servers.Redis(folder)
    server.command = compare.CLIENT + server.command
    return server


class OverRedis(compare.Contestant):
    """Counts what Redis uses as well."""

    def __init__(self, name, program, cookies, redis):
        super().__init__(name, program, cookies)
        self.redis, self.redis_cpu = redis, []

    def requests(self):
        """GETs that Redis has answered, whoever asked and however."""
        text = self.redis.call("INFO", "commandstats").decode()
        return sum(int(count) for count in re.findall(r"cmdstat_get:calls=(\d+)", text))

    def run(self, seconds, connections):
        used, asked = self.redis.cpu_microseconds(), self.requests()
        super().run(seconds, connections)
        looked_up = self.requests() - asked
        assert looked_up > 0.97 * self.rates[-1] * seconds, f"{self.name}: {looked_up} look-ups"
        self.redis_cpu.append((self.redis.cpu_microseconds() - used) / looked_up)


class RedisBenchmark:
    """The tool that comes with Redis, one command at a time on each connection."""

    def __init__(self, redis, key):
        self.name, self.redis, self.key = "`redis-benchmark -c 32 -P 1`, GET", redis, key
        self.rates, self.cpu, self.p99, self.redis_cpu = [], [], [], []

    def run(self, seconds, connections):
        count = int((statistics.median(self.rates) if self.rates else 30_000) * seconds)
        command = ["redis-benchmark", "-p", str(self.redis.port), "-c", str(connections), "-P", "1", "-n", str(count), "--csv",
                   "GET", self.key]
        used = self.redis.cpu_microseconds()
        text = subprocess.run(compare.SERVER + command, capture_output=True, text=True, check=True, timeout=120).stdout
        row = [float(cell) for cell in re.findall(r'"([\d.]+)"', text.splitlines()[-1])]
        self.rates.append(row[0])
        self.p99.append(row[5] * 1000)
        self.redis_cpu.append((self.redis.cpu_microseconds() - used) / count)


def forgetful(folder, name, redis, **memory):
    place = folder / name
    place.mkdir()
    store = {"redis": {"address": [redis.address], "timeout": "1s"}}
    issuer = {"name": "bench", "issuer": compare.ISSUER, "audience": ["bench"],
              "keys": {"pem": [{"kid": "bench", "file": str(folder / "public.pem"), "algorithm": "RS256"}]}}
    return programs.Postern(place, {"resolver": {"threads": 1}, "issuers": [issuer], "store": store, "memory": memory,
                                    "log": {"level": "warn", "access": "none"}})


class GoProgram(programs.Program):
    def __init__(self, folder, redis):
        self.port = programs.free_port()
        super().__init__(folder, "go_redis", [str(folder / "go"), f"127.0.0.1:{self.port}", redis.address])

    @classmethod
    def built(cls, folder, redis):
        """Nothing where it cannot be built."""
        if not shutil.which("go"):
            return None
        done = subprocess.run(["go", "build", "-o", folder / "go", "."], cwd=compare.HERE / "go_redis", capture_output=True, text=True)
        if done.returncode:
            print(f"without Go: {done.stderr.splitlines()[-1]}", file=sys.stderr)
            return None
        return cls(folder, redis)

    def start(self):
        with self.log.open("ab") as log:
            environment = {**os.environ, "GOMAXPROCS": "1"}
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment)
        programs.eventually("it listens", lambda: self.running() and programs.answers(self.port))


def table(rows, tool):
    yield "| server | look-ups/s | CPU us/look-up | of Redis | p99 us | look-ups/s : redis-benchmark |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        cells = [row.name, compare.spread(row.rates, 0), compare.spread(row.cpu, 2) if row.cpu else "",
                 compare.spread(row.redis_cpu, 2), compare.spread(row.p99, 0), compare.ratio(row.rates, tool.rates)]
        yield f"| {' | '.join(cells)} |"


def race(folder, redis, given, closing):
    looking_up = forgetful(folder, "forgetful", redis, sessions="64KiB", ttl="1ms")
    compare.pinned(looking_up)
    closing.callback(looking_up.stop)
    cookies = compare.sign_in(looking_up, compare.MANY)
    session = json.loads(looking_up.admin("/v1/sessions").body)["sessions"][0]["id"]
    tool = RedisBenchmark(redis, f"postern:session:{{{session}}}")
    rows = [tool, OverRedis("Postern, a session looked up each time", looking_up, cookies, redis)]
    if go := GoProgram.built(folder, redis):
        compare.pinned(go)
        closing.callback(go.stop)
        rows.append(OverRedis("net/http and go-redis, the same", go, cookies, redis))
    for row in rows:  # fills what is filled at first
        row.run(1, given.connections)
        row.rates.clear(), row.cpu.clear(), row.p99.clear(), row.redis_cpu.clear()
    compare_in_turn(rows, given)
    print("\n".join(table(rows, tool)))


def compare_in_turn(rows, given):
    for number in range(given.rounds):
        for row in rows[number % len(rows):] + rows[:number % len(rows)]:
            row.run(given.seconds, given.connections)


class Asker:
    """One connection to the other resolver."""

    def __init__(self, resolver):
        self.connection = wire.Connection(resolver.port)

    def status(self, credential):
        return self.connection.ask(FORWARDED + credential, target="/authz/nginx").status

    def seconds_until_refused(self, credential):
        begun = time.monotonic()
        while self.status(credential) != 401:
            assert time.monotonic() - begun < 5
        return time.monotonic() - begun


def latencies(first, second, credentials, take_back):
    """Milliseconds from each acknowledgement to the other's refusal."""
    asker, found = Asker(second), []
    for credential, what in credentials:
        assert [asker.status(credential) for _ in range(2)] == [200, 200]
        take_back(first, what)
        found.append(asker.seconds_until_refused(credential) * 1000)
    return sorted(found)


def said(name, found):
    at = lambda share: f"{found[min(len(found) - 1, int(len(found) * share))]:.2f}"  # noqa: E731
    return f"- {name}: p50 {at(.5)} ms, p99 {at(.99)} ms, at most {at(1)} ms ({len(found)} times)"


def measure_the_feed(folder, redis, given, closing):
    pair = [forgetful(folder, name, redis) for name in ("first", "second")]
    for one in pair:
        one.start()
        closing.callback(one.stop)
    create = lambda: json.loads(pair[0].admin("/v1/sessions", "POST", b'{"user_id": "alice"}').body)  # noqa: E731
    sessions = [([("Cookie", f"session={made['cookie']['value']}")], made["id"]) for made in (create() for _ in range(given.ends))]
    print(said("a session is ended", latencies(*pair, sessions, lambda one, what: one.admin(f"/v1/sessions/{what}", "DELETE"))))

    tokens = list(minted(folder, given.ends))
    print(said("a token is revoked", latencies(*pair, tokens, lambda one, what: one.admin("/v1/revocations", "POST", what))))


def minted(folder, count):
    for number in range(count):
        made = programs.postern("token", "mint", "--key", folder / "private.pem", "--issuer", compare.ISSUER, "--audience", "bench",
                                "--expires-in", "1h", "--kid", "bench", "--subject", "alice", "--claim", f'jti="{number}"')
        assert made.returncode == 0, made.stderr
        what = {"token": {"iss": compare.ISSUER, "jti": str(number)}}
        yield wire.bearer(made.stdout.strip()), json.dumps(what).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--ends", type=int, default=500, help="how often the feed is measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postern-bench-") as folder, contextlib.ExitStack() as closing:
        folder = pathlib.Path(folder)
        compare.make_key(folder)
        redis = pinned_redis(folder)
        redis.start()
        closing.callback(redis.stop)
        race(folder, redis, given, closing)
        measure_the_feed(folder, redis, given, closing)


if __name__ == "__main__":
    main()
