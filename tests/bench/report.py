"""All the figures together, with what they were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from bot.shelf import fill_shelf
from tests.bench.pages import as_lines, pages
from tests.bench.rates import Bench
from tests.bench.recording import record
from tests.bench.startup import Starts, imports

#: What each ratio has to keep to.
MOVES_AT_LEAST, START_AT_MOST = 0.5, 2.0
PACKAGES = ("python-telegram-bot", "sqlalchemy", "pydantic", "transitions", "cryptography", "starlette", "uvicorn")


def report(*, repeats: int, groups: int, rooms: int, taps: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="beurtelings-bench-") as folder:
        return {
            "machine": _machine(Path(folder)),
            "repeats": repeats,
            "moves": _moves(Path(folder), repeats, groups),
            "start": _start(Path(folder), repeats),
            "pages": pages(rooms=rooms, taps=taps),
        }


def _machine(folder: Path) -> dict[str, Any]:
    versions = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "folder": str(folder.parent),
        "versions": versions | {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _moves(folder: Path, repeats: int, groups: int) -> dict[str, Any]:
    bench = Bench(folder=folder, shelf=fill_shelf(), recording=record(groups))
    updates, statements = len(bench.recording.arrivals), sum(map(len, bench.statements))
    # The first run fills what is kept for later ones; a bot that runs for weeks has done that.
    bench.race()
    races = [bench.race() for _ in range(repeats)]
    return {
        "about": "Telegram updates (JSON) to committed moves, one at a time, SQLite with synchronous=FULL",
        "updates": updates,
        "conversations": groups,
        "statements_per_update": round(statements / updates, 1),
        "updates_per_second": _spread(races, lambda race: updates / race.ours, 0),
        "bare_per_second": _spread(races, lambda race: updates / race.bare, 0),
        "ratio": _spread(races, lambda race: race.bare / race.ours, 3),
        "wanted": f"ratio of {MOVES_AT_LEAST} or more",
    }


def _start(folder: Path, repeats: int) -> dict[str, Any]:
    starts = Starts(folder / "data")
    imports()
    rounds = [(imports(), starts.ready()) for _ in range(repeats)]
    base, ours = median(base for base, _ in rounds), median(ours for _, ours in rounds)
    return {
        "about": "start of the process to the first call to Telegram, against importing telegram, sqlalchemy, pydantic",
        "ready_seconds": _spread(rounds, lambda one: one[1], 3),
        "imports_seconds": _spread(rounds, lambda one: one[0], 3),
        "ratio": {"median": round(ours / base, 3), "all": [round(ours / base, 3) for base, ours in rounds]},
        "wanted": f"ratio of {START_AT_MOST} or less",
    }


def _spread(found: list[Any], figure: Callable[[Any], float], digits: int) -> dict[str, Any]:
    figures = [round(figure(one), digits) for one in found]
    return {"median": round(median(figures), digits), "all": figures}


def as_table(measured: dict[str, Any]) -> str:
    machine, moves, start = measured["machine"], measured["moves"], measured["start"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}",
        versions,
        "",
        f"{moves['about']}: {moves['updates']} updates of {moves['conversations']} conversations,"
        f" {moves['statements_per_update']} statements each",
        _row("updates a second", moves["updates_per_second"]),
        _row("bare transactions a second", moves["bare_per_second"]),
        _row("ratio", moves["ratio"], moves["wanted"]),
        "",
        start["about"],
        _row("seconds until ready", start["ready_seconds"]),
        _row("seconds to import", start["imports_seconds"]),
        _row("ratio", start["ratio"], start["wanted"]),
        "",
        *as_lines(measured["pages"]),
    ]
    return "\n".join(lines)


def _row(name: str, spread: dict[str, Any], wanted: str = "") -> str:
    row = f"  {name:<28} {spread['median']:>10}    ({', '.join(map(str, spread['all']))})"
    return f"{row}   wanted: {wanted}" if wanted else row
