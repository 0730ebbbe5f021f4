#!/usr/bin/env python3
"""What a long revocation list costs: revocations.py [--count 1000000] [--rounds 9] [--seconds 1] > lines.md

Two Posterns are up at once, one with an empty list and one with `count` entries made through its API. Each round asks
both in random order, for tokens that they remember and for tokens that they verify each time; the ratios are medians
of those within a round. Then the one with the long list is started again.
"""
import argparse
import contextlib
import pathlib
import random
import subprocess
import tempfile
import time

import compare
from sessions import metric, resident

LUA = """
wrk.method = "POST"
wrk.headers = {["X-Api-Key"] = "%s", ["Content-Type"] = "application/json"}
local n = %d
function request()
  n = n + 1
  return wrk.format(nil, "/v1/revocations", nil, '{"token":{"iss":"https://issuer.example","jti":"' .. n .. '"}}')
end
"""


def fill(postern, count):
    """Entries until the list has so many."""
    while (there := metric(postern, "postern_revocations")) < count:
        script = postern.folder / "revoke.lua"
        script.write_text(LUA % (postern.token, there))
        command = ["wrk", "-t1", "-c64", "-d10s", "-s", str(script), f"http://127.0.0.1:{postern.admin_port}"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        assert "Non-2xx" not in text, text
    return there


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postern-bench-") as folder, contextlib.ExitStack() as closing:
        folder = pathlib.Path(folder)
        compare.make_key(folder)
        tokens = compare.mint(folder, compare.MANY)
        kinds = {"remembered": {}, "verified each time": {"verdicts": "64KiB"}}
        lists = {}
        for kind, memory in kinds.items():
            for length in ("empty", "long"):
                program = compare.pinned(compare.postern_program(folder, f"{kind}-{length}".replace(" ", "-"), memory))
                closing.callback(program.stop)
                lists[kind, length] = compare.Contestant(kind, program, program.port, tokens)
        for kind in kinds:
            before = resident(lists[kind, "long"].program)
            begun = time.monotonic()
            count = fill(lists[kind, "long"].program, given.count)
            took = time.monotonic() - begun
        grown = (resident(lists[kind, "long"].program) - before) * 1024 / count

        for contestant in lists.values():  # fills memories and caches
            contestant.run(1, 32)
            contestant.rates.clear(), contestant.cpu.clear()
        for _ in range(given.rounds):
            for contestant in random.sample(list(lists.values()), len(lists)):
                contestant.run(given.seconds, 32)
        for kind in kinds:
            empty, long = lists[kind, "empty"], lists[kind, "long"]
            print(f"- tokens {kind}, {count:.0f} revocations: {compare.ratio(long.rates, empty.rates)} of the rate with an empty list "
                  f"(CPU {compare.ratio(empty.cpu, long.cpu)})")

        program = lists[kind, "long"].program
        size = sum(file.stat().st_size for file in program.folder.glob("postern.db*")) / count
        program.stop()
        begun = time.monotonic()
        program.start(seconds=120)
        print(f"- {count:.0f} revocations: made durable at {count / took:.0f} a second, {grown:.0f} octets each in memory, "
              f"{size:.0f} in the file; ready {time.monotonic() - begun:.1f} s after a start")


if __name__ == "__main__":
    main()
