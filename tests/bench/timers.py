"""``python -m tests.bench.timers``: the same timers ring among a million that wait, and with nobody else there."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert

from bot.timekeeper import AT_ONCE
from storage import tables
from storage.database import Database
from storage.instants import micros
from storage.timers import SESSION
from tests.postgres import postgres

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
#: Rows that are written at once while a table is filled.
_CHUNK = 20_000
#: A sweep among all may take so many times as long as one of those that are due alone.
AT_MOST = 2.0


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Seconds to look up what is due, and to take it."""

    looks: float
    takes: float

    @property
    def whole(self) -> float:
        return self.looks + self.takes


class Clockwork:
    """A table of timers, the first of which are due at every sweep."""

    def __init__(self, url: str, *, waiting: int, due: int) -> None:
        self._due = [_row(n, due) for n in range(due)]
        with closing(Database.open(url, KEY)) as filling:
            filling.upgrade()
            _make_room(filling)
            # In the order of their key, which is quickest; it says nothing about when they are due.
            order = sorted(range(waiting), key=_owner)
            chunks = (order[start : start + _CHUNK] for start in range(0, waiting, _CHUNK))
            _fill(filling, ([_row(n, due) for n in chunk] for chunk in chunks))
            _tidy(filling)
        self.database = Database.open(url, KEY)
        self.sweep()

    def sweep(self) -> Sweep:
        """As the timekeeper goes about it until nothing is due: some are looked up, each is taken in its own move."""
        looks = takes = 0.0
        while True:
            began = time.perf_counter()
            with self.database.glance() as glance:
                due, _ = glance.timers.due(now=NOW, limit=AT_ONCE), glance.timers.next()
            looked = time.perf_counter()
            looks += looked - began
            if not due:
                break
            for timer in due:
                with self.database.move() as move:
                    assert move.timers.take(timer)
                    move.commit()
            takes += time.perf_counter() - looked
        _fill(self.database, [self._due])
        return Sweep(looks=looks, takes=takes)


def _owner(n: int) -> str:
    return hashlib.sha256(str(n).encode()).hexdigest()[:16]


def _row(n: int, due: int) -> dict[str, Any]:
    """The n-th to ring, of which so many are due by now."""
    at = NOW + (n + 1 - due) * SECOND
    return {"subject": SESSION, "owner": _owner(n), "name": "turn", "stamp": "12.3", "due": micros(at)}


def _fill(database: Database, chunks: Iterable[list[dict[str, Any]]]) -> None:
    with database.move() as move:
        for rows in chunks:
            move._connection.execute(insert(tables.timers), rows)
        move.commit()


def _make_room(database: Database) -> None:
    """Memory for filling a table on SQLite, on a connection that is closed before anything is measured."""
    with database._engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -500000")


def _tidy(database: Database) -> None:
    """What PostgreSQL does by itself now and then, so that it does not do so in the middle of a sweep."""
    with database._engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE timers")


@contextmanager
def _sqlite() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="beurtelings-timers-") as folder:
        one, other = (f"sqlite:///{Path(folder) / name}.sqlite" for name in ("all", "due"))
        yield one, other


@contextmanager
def _postgresql() -> Iterator[tuple[str, str]]:
    with postgres().fresh() as one, postgres().fresh() as other:
        yield postgres().address(one), postgres().address(other)


def timers(*, waiting: int = 1_000_000, due: int = 500, repeats: int = 9) -> dict[str, Any]:
    """Both tables in one run and in turn, on each database."""
    found: dict[str, Any] = {
        "about": f"a sweep that finds {due} due, in batches of {AT_ONCE}, each taken in a move of its own",
        "waiting": waiting,
        "due": due,
        "repeats": repeats,
        "wanted": f"ratio of {AT_MOST} or less",
    }
    for name, places in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        with places() as urls, ExitStack() as stack:
            every, alone = (
                Clockwork(url, waiting=size, due=due) for url, size in zip(urls, (waiting, due), strict=True)
            )
            for one in (every, alone):
                stack.callback(one.database.close)
            found[name] = _measured(every, alone, repeats)
    return found


def _measured(every: Clockwork, alone: Clockwork, repeats: int) -> dict[str, Any]:
    among: list[Sweep] = []
    few: list[Sweep] = []
    for repeat in range(repeats):
        # Whichever goes first, the other has a warmer machine.
        for clockwork, sweeps in ((every, among), (alone, few))[:: 1 if repeat % 2 else -1]:
            sweeps.append(clockwork.sweep())
    found: dict[str, Any] = {}
    for part in ("whole", "looks"):
        all_of_them, base = ([1000 * getattr(sweep, part) for sweep in sweeps] for sweeps in (among, few))
        found[part] = {
            "all_ms": round(median(all_of_them), 2),
            "due_ms": round(median(base), 2),
            "ratio": round(median(all_of_them) / median(base), 3),
            "ratios": [round(one / other, 2) for one, other in zip(all_of_them, base, strict=True)],
        }
    return found


def kept(found: dict[str, Any]) -> bool:
    return all(found[name]["whole"]["ratio"] <= AT_MOST for name in ("sqlite", "postgresql"))


def as_lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['about']}: among {found['waiting']} that wait against those {found['due']} alone"]
    for name in ("sqlite", "postgresql"):
        for part, told in (("whole", f"{name}, a sweep"), ("looks", "of which looking up")):
            row = found[name][part]
            line = f"  {told:<28} {row['all_ms']:>9} ms against {row['due_ms']:>9} ms   ratio {row['ratio']:>6}"
            lines.append(f"{line}   wanted: {found['wanted']}" if part == "whole" else line)
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.timers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines; without it a table")
    parser.add_argument("--waiting", type=int, default=1_000_000, help="timers in the large table")
    parser.add_argument("--due", type=int, default=500, help="those that are due, and all of the small table")
    parser.add_argument("--repeats", type=int, default=9)
    arguments = parser.parse_args()
    found = timers(waiting=arguments.waiting, due=arguments.due, repeats=arguments.repeats)
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(as_lines(found)))
    return 0 if kept(found) else 1


if __name__ == "__main__":
    sys.exit(main())
