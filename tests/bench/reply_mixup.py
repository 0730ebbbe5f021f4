#!/usr/bin/env python3
"""Replies of Redis that come too late, one of a hundred, under a million requests: reply_mixup.py [--requests 1000000]

The test of the same name in tests/e2e asks 50,000 times. Each answer has its own identity or is 503; anything else ends this
with an error. Prints how many of each there were.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import test_redis_mixup  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1_000_000)
    given = parser.parse_args()
    statuses = test_redis_mixup.ask_with_late_replies({"sessions": {}}, given.requests)
    print(", ".join(f"{count} answers {status.decode()}" for status, count in sorted(statuses.items())))


if __name__ == "__main__":
    main()
