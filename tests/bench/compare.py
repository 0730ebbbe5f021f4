#!/usr/bin/env python3
"""Postern beside nginx and openssl, in one run: compare.py [--rounds 9] [--unix] [--client-awake] > table.md

Each server has one worker, pinned to the first processor; wrk is pinned to the second. All servers are up
at once; each round asks each of them for some seconds, in random order. On a shared machine only ratios
within a round mean something: the table has the median of those, and of everything else the median with
its extremes. CPU is the run time of all threads of the server (schedstat) divided by the requests.

With --unix all are asked over Unix sockets, as a proxy on the same machine may do, instead of TCP on loopback.

Whoever answers a sleeping client wakes it. On a virtual machine that is an exit to the hypervisor, which the server pays;
with --client-awake something of the lowest priority keeps the client's processor from sleeping.
"""
import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import programs  # noqa: E402

SERVER, CLIENT = (["taskset", "-c", str(cpu)] for cpu in sorted(os.sched_getaffinity(0))[:2])
ISSUER = "https://issuer.example"
# 2000 tokens are more than a processor's second cache holds; a user's traffic is not one token.
MANY = 2000
SOCKET = "check.sock"  # in the folder of its server


class Contestant:
    def __init__(self, name, program, tokens, road=None):
        self.name, self.program, self.tokens = name, program, tokens
        self.environment = {**os.environ, **(road or {})}
        self.rates, self.cpu, self.p99 = [], [], []

    def threads(self):
        """schedstat files of the process and its children (nginx works in a child)."""
        pid = self.program.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [file for p in [pid, *children] for file in pathlib.Path(f"/proc/{p}/task").glob("*/schedstat")]

    def run_time(self):
        return sum(int(file.read_text().split()[0]) for file in self.threads())

    def run(self, seconds, connections):
        before = self.run_time()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / "check.lua"),
                   f"http://127.0.0.1:{self.program.port}/authz/nginx", "--", str(self.tokens)]
        text = subprocess.run(CLIENT + command, env=self.environment, capture_output=True, text=True, check=True, timeout=60).stdout
        requests = int(re.search(r"(\d+) requests in", text)[1])
        assert "Non-2xx" not in text and "Socket errors" not in text, text
        self.rates.append(float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1]))
        self.cpu.append((self.run_time() - before) / 1000 / requests)
        self.p99.append(microseconds(re.search(r"^\s*99%\s+(\S+)", text, re.M)[1]))


class OpensslSpeed:
    name, cpu, p99 = "`openssl speed rsa2048`, verify", [], []

    def __init__(self):
        self.rates = []

    def run(self, seconds, _):
        command = ["openssl", "speed", "-elapsed", "-seconds", str(seconds), "-mr", "rsa2048"]
        text = subprocess.run(SERVER + command, capture_output=True, text=True, check=True, timeout=60).stdout
        self.rates.append(float(re.search(r"\+F2:\d+:2048:[\d.]+:([\d.]+)", text)[1]))


def microseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6, "m": 6e7}[unit]


def race(contestants, rounds, seconds, connections=32):
    for c in contestants:  # fills memories and caches
        c.run(1, connections)
        c.rates.clear(), c.cpu.clear(), c.p99.clear()
    for _ in range(rounds):
        for c in random.sample(contestants, len(contestants)):
            c.run(seconds, connections)


def spread(values, digits):
    low, middle, high = (f"{f(values):.{digits}f}" for f in (min, statistics.median, max))
    return f"{middle} [{low}..{high}]"


def ratio(over, under):
    return f"{statistics.median(a / b for a, b in zip(over, under)):.2f}"


def table(contestants, baseline, speed):
    yield "| server | req/s | CPU us/request | p99 us | req/s : nginx | CPU, nginx : it | req/s : openssl |"
    yield "|---|---|---|---|---|---|---|"
    for c in contestants:
        cells = [c.name, spread(c.rates, 0)]
        cells += [spread(c.cpu, 2), spread(c.p99, 0)] if c.cpu else ["", ""]
        cells += [ratio(c.rates, baseline.rates), ratio(baseline.cpu, c.cpu)] if c.cpu else ["", ""]
        cells += [ratio(c.rates, speed.rates)] if "each time" in c.name else [""]
        yield f"| {' | '.join(cells)} |"


def make_key(folder):
    made = programs.postern("key", "generate", "--kid", "bench", "--out", folder / "private.pem",
                            "--public", folder / "public.pem")
    assert made.returncode == 0, made.stderr


def mint(folder, count):
    """A file with so many different tokens of about 760 characters, one a line."""
    subject = ["--issuer", ISSUER, "--audience", "bench", "--expires-in", "24h", "--kid", "bench"]
    claims = ["--claim", 'scope="openid profile orders.read orders.write"', "--claim", 'client_id="web-frontend"',
              "--claim", 'https://authgear.com/claims/user/roles=["staff","editor"]',
              "--claim", "https://authgear.com/claims/user/is_verified=true"]

    def one(number):
        made = programs.postern("token", "mint", "--key", folder / "private.pem", *subject,
                                "--subject", f"user-{number:012}", *claims)
        assert made.returncode == 0, made.stderr
        return made.stdout

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tokens = list(pool.map(one, range(count)))
    file = folder / f"tokens-{count}"
    file.write_text("".join(tokens))
    return file


def sign_in(postern, count):
    """A file with the cookies of so many new sessions, one a line."""
    made = []
    for number in range(count):
        body = json.dumps({"user_id": f"user-{number:012}", "roles": ["staff", "editor"], "amr": ["pwd"]}).encode()
        made.append("session=" + json.loads(postern.admin("/v1/sessions", "POST", body).body)["cookie"]["value"])
    file = postern.folder / f"sessions-{count}"
    file.write_text("\n".join(made) + "\n")
    return file


def pinned(program, **patience):
    program.command = SERVER + program.command
    program.start(**patience)
    return program


def keep_awake(closing):
    """Runs on the client's processor when nothing else does (sched(7), SCHED_IDLE)."""
    idle = subprocess.Popen(CLIENT + ["chrt", "--idle", "0", "sh", "-c", "while :; do :; done"])
    closing.callback(idle.wait)
    closing.callback(idle.kill)


def over_unix(folder):
    """How wrk finds the Unix socket of a program."""
    library = folder / "over_unix.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, HERE / "over_unix.c"], check=True)
    return lambda program: {"LD_PRELOAD": str(library), "OVER_UNIX": str(program.folder / SOCKET)}


def postern_program(folder, name, memory):
    place = folder / name
    place.mkdir()
    issuer = {"name": "bench", "issuer": ISSUER, "audience": ["bench"],
              "keys": {"pem": [{"kid": "bench", "file": str(folder / "public.pem"), "algorithm": "RS256"}]}}
    made = programs.Postern(place, {"resolver": {"threads": 1}, "issuers": [issuer], "memory": memory})
    made.settings["resolver"]["listen"] = [f"127.0.0.1:{made.port}", f"unix:{SOCKET}"]
    made.write(made.settings)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--unix", action="store_true")
    parser.add_argument("--client-awake", action="store_true")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="postern-bench-") as folder, contextlib.ExitStack() as closing:
        folder = pathlib.Path(folder)
        if given.client_awake:
            keep_awake(closing)
        make_key(folder)
        one, many = mint(folder, 1), mint(folder, MANY)

        port = programs.free_port()
        listen = f"listen 127.0.0.1:{port}; listen unix:{folder / SOCKET};"
        server = f"server {{ {listen} keepalive_requests 100000000; return 204; }}"
        nginx = programs.Nginx(folder, port, server)
        caching = postern_program(folder, "caching", {})
        verifying = postern_program(folder, "verifying", {"verdicts": "64KiB", "sessions": "64KiB"})  # a few dozen
        for program in (nginx, caching, verifying):
            pinned(program)
            closing.callback(program.stop)

        road = over_unix(folder) if given.unix else lambda program: {}
        rows = [
            ("nginx `return 204`", nginx, one),
            ("Postern, one cached token", caching, one),
            (f"Postern, {MANY} cached tokens", caching, many),
            (f"Postern, {MANY} cached sessions", caching, sign_in(caching, MANY)),
            ("Postern, RS256 verified each time", verifying, many),
            ("Postern, session looked up in SQLite", verifying, sign_in(verifying, MANY)),
        ]
        speed = OpensslSpeed()
        contestants = [*(Contestant(*row, road(row[1])) for row in rows), speed]
        race(contestants, given.rounds, given.seconds, given.connections)

        how = [f"Linux {platform.release().split('-')[0]}", *["Unix sockets"] * given.unix, *["client awake"] * given.client_awake]
        print(f"{given.rounds} rounds of {given.seconds} s, {given.connections} connections, {os.cpu_count()} processors "
              f"({platform.machine()}), {', '.join(how)}.\n")
        print("\n".join(table(contestants, contestants[0], speed)))


if __name__ == "__main__":
    main()
