"""``python -m tests.year --seeds 20``: a year of a circle through the whole bot, and whether all holds that should."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

# As for the tests: it has to be there before python-telegram-bot is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from tests.postgres import postgres
from tests.rhythm.year import play
from tests.rhythm.year_checks import Checks
from tests.rhythm.year_plan import by_lot, usual
from tests.rhythm.year_told import told

#: The year of the tests, in which everything happens once or twice; the others are by lot.
USUAL = 0


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'beurtelings.sqlite'}"
        return
    with postgres().fresh() as name:
        yield postgres().address(name)


def one_year(seed: int, kind: str) -> tuple[list[str], list[str]]:
    """What is to be told of it, and what does not hold."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url:
        year = play(url, Path(folder), usual() if seed == USUAL else by_lot(seed))
    checks = Checks(year)
    return told(checks, seconds=time.monotonic() - began), checks.faults()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many years; the first is the one of the tests")
    parser.add_argument("--first", type=int, default=USUAL, help="the seed to begin with")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    faulty = 0
    with ProcessPoolExecutor() as several:
        for seed, (lines, faults) in zip(seeds, several.map(one_year, seeds, repeat(arguments.database)), strict=True):
            print(f"Year {seed}, on {arguments.database}", *lines, sep="\n")
            print(*(f"NOT SO: {fault}" for fault in faults), sep="\n", end="\n" if faults else "")
            print("All checks hold.\n" if not faults else f"{len(faults)} checks do not hold.\n", flush=True)
            faulty += bool(faults)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
