"""``python -m tests.play_all --seeds 20``: every conversation, at every size and pace."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from itertools import product

from flows.engine.session import Pace
from tests.practice.watched import SHELF, faults


def play(flow: str, seeds: int) -> Counter[str]:
    """What is wrong, and how often."""
    found: Counter[str] = Counter()
    people = SHELF.scripts[flow].flow.people
    sizes = sorted({people.min, people.ideal, people.max})
    for size, pace, room, seed in product(sizes, Pace, ("group", "private"), range(seeds)):
        try:
            found.update(f"{size} {pace} {room}: {what}" for what in faults(flow, size, pace, room, seed=seed))
        except Exception:
            found[f"{size} {pace} {room} {seed}: {traceback.format_exc(limit=-3)}"] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.play_all", description=__doc__)
    parser.add_argument("flow", nargs="*", help="which; all when left out")
    parser.add_argument("--seeds", type=int, default=20, help="how many conversations of each kind")
    arguments = parser.parse_args()
    faulty = 0
    for flow in arguments.flow or SHELF.scripts:
        found = play(flow, arguments.seeds)
        faulty += bool(found)
        print(f"{flow}: {'sound' if not found else ''}", *(f"{n}x {what}" for what, n in found.items()), flush=True)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
