#!/usr/bin/env python3
"""Writing sessions, and many of them: sessions.py [--count 1000000] [--rounds 5] > lines.md

Each round creates sessions through the API for a second (wrk, 64 connections), then lets SQLite itself commit rows
of the same size with the same settings, one by one and 64 in a transaction, on the same disk: what it can do at
most. Then sessions are created until the file has `count` of them, Postern is restarted, and all is looked at again.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import programs  # noqa: E402

LUA = """
wrk.method = "POST"
wrk.headers = {["X-Api-Key"] = "%s", ["Content-Type"] = "application/json"}
local n = 0
function request()
  n = n + 1
  return wrk.format(nil, "/v1/sessions", nil, '{"user_id":"user-' .. n %% 100000 .. '","roles":["staff","editor"],"amr":["pwd"]}')
end
"""


def create(postern, seconds):
    """Sessions per second through the API."""
    script = postern.folder / "create.lua"
    script.write_text(LUA % postern.token)
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{postern.admin_port}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text, text
    return float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1])


def commits(folder, seconds, together):
    """Rows per second that SQLite makes durable, so many in a transaction."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = sqlite3.connect(f"{place}/limit.db", isolation_level=None)
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
            file.execute(f"PRAGMA {pragma}").fetchall()
        file.execute("CREATE TABLE records (kind BLOB, id BLOB, owner BLOB, expires INTEGER, value BLOB, checksum BLOB,"
                     " PRIMARY KEY (kind, id)) WITHOUT ROWID")
        file.execute("CREATE INDEX o ON records (kind, owner, id)")
        file.execute("CREATE INDEX e ON records (expires)")
        rows, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            file.execute("BEGIN")
            for _ in range(together):
                file.execute("INSERT INTO records VALUES ('session', ?, 'user', 1, ?, '12345678')", (os.urandom(32).hex(), "v" * 330))
                rows += 1
            file.execute("COMMIT")
        file.close()
        return rows / seconds


def resident(postern):
    return int(re.search(r"VmRSS:\s*(\d+)", pathlib.Path(f"/proc/{postern.process.pid}/status").read_text())[1])


def metric(postern, name):
    text = postern.admin("/metrics").body.decode()
    return float(re.search(rf"^{re.escape(name)} ([\d.e+]+)$", text, re.M)[1])


def spread(values):
    return f"{statistics.median(values):.0f} [{min(values):.0f}..{max(values):.0f}]"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postern-bench-") as folder, contextlib.ExitStack() as closing:
        folder = pathlib.Path(folder)
        postern = programs.Postern(folder, {"sessions": {}, "memory": {"sessions": "4GiB"}, "log": {"level": "warn"}})
        postern.start()
        closing.callback(postern.stop)
        ours, one, many = [], [], []
        for _ in range(given.rounds):
            ours.append(create(postern, 1))
            one.append(commits(folder, 1, 1))
            many.append(commits(folder, 1, 64))
        print(f"- created through the API, durable: {spread(ours)} sessions/s; SQLite alone, one row a transaction: "
              f"{spread(one)}; 64 rows a transaction: {spread(many)}")

        made = metric(postern, 'postern_credential_cache_entries{cache="sessions"}')
        values = []
        for number in range(20_000):
            body = json.dumps({"user_id": f"user-{number:012}", "roles": ["staff", "editor"]}).encode()
            values.append(json.loads(postern.admin("/v1/sessions", "POST", body).body)["cookie"]["value"])
        before = resident(postern)
        for value in values:
            programs.wire.ask(postern.port, [("Cookie", f"session={value}")], target="/resolve")
        entries = metric(postern, 'postern_credential_cache_entries{cache="sessions"}') - made
        counted = metric(postern, 'postern_credential_cache_bytes{cache="sessions"}')
        print(f"- in the cache: {entries:.0f} sessions used {(resident(postern) - before) * 1024 / entries:.0f} octets each "
              f"({counted / entries:.0f} as Postern counts them)")

        size = lambda: sum(f.stat().st_size for f in folder.glob("postern.db*"))  # noqa: E731
        if given.count:
            begun, rate = time.monotonic(), statistics.median(ours)
            total = sum(ours) + len(values)
            while total < given.count:
                total += create(postern, 10) * 10
            postern.stop()
            restarted = time.monotonic()
            postern.start(seconds=120)
            ready = time.monotonic() - restarted
            print(f"- {total:.0f} sessions: {size() / total:.0f} octets each in the file, ready {ready:.1f} s after a start, "
                  f"created at {create(postern, 2) / rate:.2f} of the empty file's rate ({time.monotonic() - begun:.0f} s in all)")


if __name__ == "__main__":
    main()
