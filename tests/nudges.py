"""``python -m tests.nudges``: nudges around the changes of clock, in three zones, with the bot on, down and killed."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.moves import Moves
from bot.settings import Settings
from flows.rhythm.hours import local
from storage.database import Database
from tests.botapi import Message
from tests.telegram.alone import Alone
from tests.telegram.town import KEY, Town

DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Sydney")
#: Mondays on which it begins, and for how many weeks: every zone changes its clocks in each.
WINDOWS = {
    "spring 2026": (date(2026, 3, 2), 5),
    "autumn 2026": (date(2026, 9, 28), 5),
    "spring 2027": (date(2027, 3, 8), 4),
}
#: A question on Sundays, so also on the very morning of the change; a plan for Wednesday, and how it went on Thursday.
MOMENTS = {"question": (6, time(7, 45)), "before": (9, time(8)), "after": (10, time(16))}

TIMES = {0: "not at all", 1: "once"}
#: The bot is on; it is off from before each moment until an hour after; until days after; or it is killed as soon as it
#: has noted what it is about to send, and starts an hour later.
Way = Literal["on", "an hour off", "days off", "killed"]
WAYS: tuple[Way, ...] = ("on", "an hour off", "days off", "killed")


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """One that should come, and when it came."""

    window: str
    way: Way
    zone: str
    what: str
    planned: datetime
    came: tuple[datetime, ...]

    def wall(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    @property
    def first_after_a_change(self) -> bool:
        """The clocks there changed in the week before."""
        return self.wall(self.planned).utcoffset() != self.wall(self.planned - WEEK).utcoffset()

    @property
    def row(self) -> tuple[str, ...]:
        times = [f"{self.wall(one):%a %d %b %H:%M %Z}" for one in (self.planned, *self.came)]
        return (self.way, self.zone, self.what, times[0], ", ".join(times[1:]) or "-", str(len(self.came)))


class Teacher(Alone):
    """Somebody with a zone, a question on Sunday morning and a plan for every Wednesday."""

    def __init__(self, town: Town, zone: str) -> None:
        super().__init__(town, zone.rpartition("/")[2])
        self.zone = zone
        self.says("/mijn")
        self.walks("Wanneer wel of niet", "Een andere tijdzone")
        self.says(zone)
        self.says("/nudge")
        self.walks("Ja, graag", "zo", "07:45")
        #: What came, by what it was.
        self.came: dict[str, list[Message]] = {}
        self.news()

    def looks(self) -> None:
        """At what came; and answers what was asked."""
        for message in self.news():
            self.came.setdefault(_what(message), []).append(message)
            if "Deze week niet" in message.labels:
                self.says("Het ging zoals het ging.")
                self.news()
            elif "Ik laat het los" in message.labels:
                # Later there is nothing more to ask about it.
                self.taps("Ik laat het los", message)
                self.news()

    def due(self, what: str, monday: date) -> datetime:
        later, clock = MOMENTS[what]
        return local(self.zone, monday + later * DAY, clock)


def _what(message: Message) -> str:
    if "Deze week niet" in message.labels:
        return "question"
    return "after" if message.text.startswith("Je wilde:") else "before"


def play(town: Town, window: str, way: Way) -> Iterator[Nudge]:
    """The weeks of a window, in every zone at the same time."""
    first, weeks = WINDOWS[window]
    town.clock.advance(seconds=(local("UTC", first, time(15)) - town.clock.now()).total_seconds())
    teachers = [Teacher(town, zone) for zone in ZONES]
    awaited: list[tuple[Teacher, str, datetime]] = []
    for monday in (first + n * WEEK for n in range(weeks)):
        # On Friday: what is asked on Thursdays was asked everywhere.
        _passes(town, local("Europe/Amsterdam", monday + 4 * DAY, time(6)), teachers)
        for teacher in teachers:
            teacher.plans(f"Als het woensdag {monday + 9 * DAY:%d-%m} is, dan begin ik rustig.", monday + 9 * DAY)
        moments = [(teacher, what, teacher.due(what, monday)) for teacher in teachers for what in MOMENTS]
        awaited += moments
        _week(town, teachers, sorted({at for _, _, at in moments}), way)
    _passes(town, town.clock.now() + 4 * DAY, teachers)
    for teacher, what, at in awaited:
        came = [one.at for one in teacher.came.get(what, []) if at - HOUR <= one.at < at + 5 * DAY]
        yield Nudge(window=window, way=way, zone=teacher.zone, what=what, planned=at, came=tuple(came))


def _week(town: Town, teachers: list[Teacher], moments: list[datetime], way: Way) -> None:
    """From Friday until all that is due up to Thursday has come or should have."""
    if way == "days off":
        # From before the first question until Thursday morning: neither it nor the sentence makes sense then.
        _passes(town, moments[0] - HOUR, teachers)
        town.stops()
        town.clock.advance(seconds=3600 + (moments[-1] - moments[0] - 10 * HOUR).total_seconds())
        town.starts()
    for at in moments:
        if way == "days off" or at - town.clock.now() < timedelta(minutes=1):
            continue
        if way == "on":
            _passes(town, at, teachers)
            continue
        _passes(town, at - timedelta(minutes=30), teachers)
        town.stops()
        if way == "killed":
            town.clock.advance(seconds=30 * 60)
            _rings_and_dies(town)
            town.clock.advance(seconds=3600)
        else:
            town.clock.advance(seconds=90 * 60)
        town.starts()
        for teacher in teachers:
            teacher.looks()
    _passes(town, moments[-1] + 2 * HOUR, teachers)


def _passes(town: Town, until: datetime, teachers: list[Teacher]) -> None:
    town.passes(minutes=max((until - town.clock.now()).total_seconds(), 0) / 60)
    for teacher in teachers:
        teacher.looks()


def _rings_and_dies(town: Town) -> None:
    """Everything that is due is taken in and committed, and that is the end of it: nothing is sent."""
    database = Database.open(town.url, KEY)
    moves = Moves(database, Settings(shelf=town.shelf, language="nl", zone="Europe/Amsterdam"))
    with database.glance() as move:
        due = move.timers.due(now=town.clock.now(), limit=100)
    for timer in due:
        moves.ring(timer, town.clock.now())
    database.close()


def table(nudges: list[Nudge]) -> str:
    """Where, planned when, received when, how often."""
    head = ("bot", "zone", "what", "planned there", "received there", "times")
    rows = [one.row for one in nudges]
    wide = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)) for row in (head, *rows)]
    return "\n".join(line.rstrip() for line in lines)


def counted(nudges: list[Nudge]) -> str:
    """How often they came, over all weeks."""
    found = Counter((one.way, TIMES.get(len(one.came), "too often")) for one in nudges)
    return "\n".join(
        f"{way}: {times} {number} of {sum(one.way == way for one in nudges)}" for (way, times), number in found.items()
    )


def everything(folder: Path) -> Iterator[Nudge]:
    empty = folder / "empty.sqlite"
    database = Database.open(f"sqlite:///{empty}", KEY)
    database.upgrade()
    database.close()
    for window in WINDOWS:
        for way in WAYS:
            place = folder / f"{window} {way}".replace(" ", "-")
            place.mkdir()
            shutil.copy(empty, place / "beurtelings.sqlite")
            with Town(f"sqlite:///{place / 'beurtelings.sqlite'}", place) as town:
                yield from play(town, window, way)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nudges", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every week, not only the first after a change of clock")
    shown = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beurtelings-nudges-") as folder:
        nudges = list(everything(Path(folder)))
    print(table([one for one in nudges if shown.all or one.first_after_a_change]))
    print(f"\n{counted(nudges)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
