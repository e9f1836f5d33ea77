"""What goes otherwise in a year: who is away, swaps or skips, who comes and who leaves, and when the server is down."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

What = Literal[
    "leader away", "other away", "skips", "swap", "no swap", "no show", "other date", "dropped", "other form",
    "newcomer", "newcomer by link", "leaves", "down", "restart", "restart halfway",
]  # fmt: skip

#: An evening long before a meeting, and the day before it, when everybody has heard who does what.
LONG_BEFORE, THE_DAY_BEFORE = 8 * 24 - 6.0, 26.0
#: Before anything is sent about a meeting; and long before that.
A_WEEK_OF_SCHOOL, EARLIER = 5 * 24.0, 12 * 24.0


@dataclass(frozen=True, kw_only=True)
class Deed:
    what: What
    #: So many hours before the meeting.
    hours: float = LONG_BEFORE


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Of a year; deeds by the meeting they are about, counted from 1."""

    seed: int
    weekday: int
    clock: str
    deeds: dict[int, tuple[Deed, ...]]


def usual() -> Plan:
    """The year of the tests."""
    return Plan(
        seed=0, weekday=1, clock="15:30",
        deeds={
            2: (Deed(what="swap"),),
            3: (Deed(what="newcomer", hours=EARLIER), Deed(what="leader away", hours=THE_DAY_BEFORE)),
            4: (Deed(what="down", hours=A_WEEK_OF_SCHOOL), Deed(what="restart halfway", hours=0)),
            5: (Deed(what="other form"), Deed(what="other away")),
            6: (Deed(what="no swap"),),
            7: (
                Deed(what="newcomer by link", hours=22 * 24), Deed(what="other date", hours=20 * 24),
                Deed(what="restart"),
            ),
            8: (Deed(what="leaves"), Deed(what="skips", hours=THE_DAY_BEFORE)),
            9: (Deed(what="other away"),),
            10: (Deed(what="dropped"),),
            11: (Deed(what="swap"),),
        },
    )  # fmt: skip


#: What may happen before a meeting, more than once in a year, and how likely it is.
OFTEN: tuple[tuple[What, float, float], ...] = (
    ("leader away", LONG_BEFORE, 0.15), ("leader away", THE_DAY_BEFORE, 0.15), ("other away", LONG_BEFORE, 0.3),
    ("other away", THE_DAY_BEFORE, 0.2), ("skips", LONG_BEFORE, 0.1), ("skips", THE_DAY_BEFORE, 0.1),
    ("swap", LONG_BEFORE + 2, 0.2), ("swap", THE_DAY_BEFORE + 2, 0.1), ("no swap", LONG_BEFORE + 1, 0.1),
    ("no show", 0.0, 0.1), ("restart", LONG_BEFORE - 3, 0.1), ("restart halfway", 0.0, 0.1),
    ("down", A_WEEK_OF_SCHOOL, 0.1),
)  # fmt: skip
#: What happens once, and between which meetings.
ONCE: tuple[tuple[What, float, int, int], ...] = (
    ("newcomer", EARLIER, 2, 4), ("newcomer by link", EARLIER, 5, 7), ("leaves", LONG_BEFORE - 1, 6, 9),
    ("leaves", THE_DAY_BEFORE - 1, 7, 10), ("other date", 20 * 24.0, 3, 9), ("dropped", LONG_BEFORE - 2, 4, 10),
    ("other form", EARLIER, 3, 6),
)  # fmt: skip


def by_lot(seed: int) -> Plan:
    random = Random(f"year {seed}")
    deeds: dict[int, list[Deed]] = {number: [] for number in range(1, 13)}
    for what, hours, first, last in ONCE:
        if what != "leaves" or hours > THE_DAY_BEFORE or random.random() < 0.5:
            deeds[random.randint(first, last)].append(Deed(what=what, hours=hours))
    for number, found in deeds.items():
        known = {deed.what for deed in found}
        if number > 1 and not known & {"dropped", "other date"}:
            found += [Deed(what=what, hours=hours) for what, hours, chance in OFTEN if random.random() < chance]
    return Plan(
        seed=seed, weekday=random.randrange(5), clock=random.choice(("12:30", "15:00", "15:30", "16:00")),
        deeds={number: tuple(found) for number, found in deeds.items()},
    )  # fmt: skip
