"""``python -m tests.bench``: three repeats of what can be repeated, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import sys

from tests.bench.report import as_table, report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How quick it is, against its base.")
    parser.add_argument("--json", action="store_true", help="for machines; without it a table")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--groups", type=int, default=12, help="conversations of six at the same time")
    parser.add_argument("--rooms", type=int, default=100, help="rooms of ten pages at the same time")
    parser.add_argument("--taps", type=int, default=200, help="in one room, and then spread over all")
    arguments = parser.parse_args()
    measured = report(repeats=arguments.repeats, groups=arguments.groups, rooms=arguments.rooms, taps=arguments.taps)
    print(json.dumps(measured, indent=2) if arguments.json else as_table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
