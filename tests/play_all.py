"""``python -m tests.play_all --seeds 20``: every conversation, at every size and pace."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product, repeat

from flows.engine.session import Pace
from tests.practice.watched import SHELF, faults


def play(flow: str, seeds: int) -> tuple[int, Counter[str]]:
    """How many were played; what is wrong, and how often."""
    found: Counter[str] = Counter()
    played = 0
    people = SHELF.scripts[flow].flow.people
    sizes = sorted({people.min, people.ideal, people.max})
    for size, pace, room, seed in product(sizes, Pace, ("group", "private"), range(seeds)):
        played += 1
        try:
            found.update(f"{size} {pace} {room}: {what}" for what in faults(flow, size, pace, room, seed=seed))
        except Exception:
            found[f"{size} {pace} {room} {seed}: {traceback.format_exc(limit=-3)}"] += 1
    return played, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.play_all", description=__doc__)
    parser.add_argument("flow", nargs="*", help="which; all when left out")
    parser.add_argument("--seeds", type=int, default=20, help="how many conversations of each kind")
    arguments = parser.parse_args()
    flows = arguments.flow or [*SHELF.scripts]
    faulty = 0
    with ProcessPoolExecutor() as several:
        for flow, (played, found) in zip(flows, several.map(play, flows, repeat(arguments.seeds)), strict=True):
            faulty += bool(found)
            told = "sound" if not found else "; ".join(f"{n}x {what}" for what, n in found.items())
            print(f"{flow}: {played} conversations, {told}", flush=True)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
