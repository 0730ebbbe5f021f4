#!/usr/bin/env python3
"""What a long revocation list costs: revocations.py [--count 1000000] [--rounds 9] [--seconds 1] > lines.md

One Postern gets `count` entries through its API and is started again. Then, for tokens in the cache and for
tokens that are verified each time, one with an empty list and one with the long list are up at once; each round asks all
of them in random order, and the ratios are medians of those within a round.
"""
import argparse
import contextlib
import os
import pathlib
import shutil
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


def make_long(postern, wanted, copy_to):
    """Fills the list, copies its file, starts Postern again and says what all that took."""
    before, begun = resident(postern), time.monotonic()
    count = fill(postern, wanted)
    rate = count / (time.monotonic() - begun)
    grown = (resident(postern) - before) * 1024 / count
    postern.stop()
    size = os.path.getsize(shutil.copy(postern.folder / "postern.db", copy_to)) / count
    begun = time.monotonic()
    postern.start(seconds=120)
    ready = time.monotonic() - begun
    print(f"- {count:.0f} revocations: made durable at {rate:.0f} a second, {grown:.0f} octets each in memory, "
          f"{size:.0f} in the file; ready {ready:.1f} s after a start")
    return count


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
        kinds = {"cached": {}, "verified each time": {"verdicts": "64KiB"}}
        lists = {}
        for kind, memory in kinds.items():
            for length in ("empty", "long"):
                program = compare.postern_program(folder, f"{kind}-{length}".replace(" ", "-"), memory)
                lists[kind, length] = compare.Contestant(kind, program, tokens)

        filled, copied = (lists[kind, "long"].program for kind in kinds)
        compare.pinned(filled)
        closing.callback(filled.stop)
        count = make_long(filled, given.count, copied.folder)
        for contestant in lists.values():
            if contestant.program is not filled:
                compare.pinned(contestant.program, seconds=120)
                closing.callback(contestant.program.stop)
        compare.race(list(lists.values()), given.rounds, given.seconds)
        for kind in kinds:
            empty, long = lists[kind, "empty"], lists[kind, "long"]
            print(f"- tokens {kind}, {count:.0f} revocations: {compare.ratio(long.rates, empty.rates)} of the rate with an empty list "
                  f"(CPU {compare.ratio(empty.cpu, long.cpu)})")


if __name__ == "__main__":
    main()
