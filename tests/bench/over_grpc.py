#!/usr/bin/env python3
"""Checks over gRPC beside checks over HTTP/1.1, in one run: over_grpc.py [--rounds 9] [--seconds 1] > table.md

One Postern with one worker is asked both ways by h2load: 32 checks are under way at a time, over HTTP/1.1 on 32
connections, over gRPC on one connection, as one thread of Envoy has it, and on four. Postern is pinned to the first
processor with the threads of its gRPC library, h2load to the second. CPU is the run time of all threads of Postern divided
by the checks. On a shared machine only ratios within a round mean something.
"""
import argparse
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile

import compare

sys.path.append("/usr/lib/python3/dist-packages")  # python3-h2 of Debian, for another Python
import ext_authz  # noqa: E402
import grpc_client  # noqa: E402
import programs  # noqa: E402

UNDER_WAY = 32


class Road:
    """One way to ask, and what was measured on it."""

    def __init__(self, name, postern, connections, words):
        self.name, self.postern, self.words = name, postern, words
        self.load = [f"-c{connections}", f"-m{UNDER_WAY // connections}", "-t1"]
        self.rates, self.cpu = [], []

    def run(self, seconds):
        asked = compare.Contestant(self.name, self.postern, None)
        before = asked.run_time()
        command = [*compare.CLIENT, "h2load", f"-D{seconds}", *self.load, *self.words]
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        done, answered = re.search(r"requests: .* (\d+) done, (\d+) succeeded", text).groups()
        assert done == answered != "0", text
        self.rates.append(int(done) / seconds)
        self.cpu.append((asked.run_time() - before) / 1000 / int(done))


def roads(postern, grpc_port, token, folder):
    fields = {"authorization": f"Bearer {token}", "cookie": "theme=dark", "user-agent": "bench", "accept": "*/*"}
    forwarded = {"method": "GET", "uri": "/orders?page=2", "host": "app.test", "proto": "https", "for": "192.0.2.7"}
    lines = [f"-H{name}: {value}" for name, value in fields.items()]
    over_http = ["--h1", *lines, *(f"-Hx-forwarded-{name}: {value}" for name, value in forwarded.items())]
    yield Road("HTTP/1.1, 32 connections", postern, UNDER_WAY, [*over_http, f"http://127.0.0.1:{postern.port}/authz/envoy"])

    body = folder / "check.bin"
    message = ext_authz.check_request("GET", "/orders?page=2", "app.test", "https", list(fields.items()), client="192.0.2.7")
    body.write_bytes(ext_authz.framed(message))
    answer = grpc_client.call(grpc_port, message)  # h2load looks at the status of HTTP alone, which is 200 for a denial, too
    assert answer.status == 0 and answer.check.is_ok, answer.octets
    over_grpc = [f"-d{body}", "-Hcontent-type: application/grpc", "-Hte: trailers", f"http://127.0.0.1:{grpc_port}{ext_authz.CHECK}"]
    for connections in (1, 4):
        plural = "s" if connections > 1 else ""
        yield Road(f"gRPC, {connections} connection{plural}", postern, connections, over_grpc)


def table(measured):
    base = measured[0]
    yield "| road | checks/s | CPU us/check | checks/s : HTTP | CPU : HTTP |"
    yield "|---|---|---|---|---|"
    for road in measured:
        cells = [road.name, compare.spread(road.rates, 0), compare.spread(road.cpu, 2)]
        cells += [compare.ratio(road.rates, base.rates), compare.ratio(road.cpu, base.cpu)]
        yield f"| {' | '.join(cells)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    given = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="postern-bench-") as folder:
        folder = pathlib.Path(folder)
        compare.make_key(folder)
        token = compare.mint(folder, 1).read_text().strip()
        grpc_port = programs.free_port()
        postern = compare.postern_program(folder, "both", {})
        postern.write({**postern.settings, "grpc": {"listen": f"127.0.0.1:{grpc_port}"}})
        compare.pinned(postern)
        try:
            measured = list(roads(postern, grpc_port, token, folder))
            for road in measured:  # fills the cache
                road.run(1)
                road.rates.clear(), road.cpu.clear()
            for _ in range(given.rounds):
                for road in random.sample(measured, len(measured)):
                    road.run(given.seconds)
        finally:
            postern.stop()
        print(f"{given.rounds} rounds of {given.seconds} s, {platform.machine()}, Linux {platform.release()}\n")
        print("\n".join(table(measured)))


if __name__ == "__main__":
    main()
