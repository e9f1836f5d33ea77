"""When somebody may be disturbed: wall time that survives the changes of clock, school days, and the hours between."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

#: A zone without a place, and whatever the machine is set to.
NO_PLACES = {"Factory", "localtime"}
#: How many days are looked through before it is a mistake in the hours.
FARTHEST = 400
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """Some days in a row, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """When somebody may be disturbed."""

    zone: str = "Europe/Amsterdam"
    opens: time = time(8)
    shuts: time = time(18)
    weekend: bool = False  # whether Saturday and Sunday count too
    free: tuple[Days, ...] = ()


def local(zone: str, day: date, clock: time) -> datetime:
    """That wall time on that day, in UTC: the first of two in autumn, the end of the gap for what spring leaves out."""
    there = ZoneInfo(zone)
    wall = datetime.combine(day, clock, there)
    moment = wall.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # In a gap, the two readings of the wall time lie on either side of the change.
    before = wall.replace(fold=1, microsecond=0).astimezone(UTC)
    after = moment.replace(microsecond=0)
    changed = after.astimezone(there).utcoffset()
    return before + timedelta(
        seconds=bisect_left(
            range(int((after - before).total_seconds())),
            True,
            key=lambda second: (before + timedelta(seconds=second)).astimezone(there).utcoffset() == changed,
        )
    )


def school_day(hours: Hours, day: date) -> bool:
    return (hours.weekend or day.weekday() < 5) and not any(day in days for days in hours.free)


def welcome(hours: Hours, moment: datetime) -> bool:
    day = _day(hours, moment)
    opens, shuts = _window(hours, day)
    return school_day(hours, day) and opens <= moment < shuts


def soonest(hours: Hours, moment: datetime) -> datetime:
    """The moment itself, or the first one after it at which somebody may be disturbed."""
    day = _day(hours, moment)
    for _ in range(FARTHEST):
        opens, shuts = _window(hours, day)
        found = max(moment, opens)
        if school_day(hours, day) and found < shuts:
            return found
        day += DAY
    raise ValueError(f"no school hour in the {FARTHEST} days after {moment:%Y-%m-%d}; look at the hours and free days")


def latest(hours: Hours, moment: datetime) -> datetime:
    """The moment itself, or else the last hour before it: somebody should still have time to act."""
    if welcome(hours, moment):
        return moment
    day = _day(hours, moment)
    for _ in range(FARTHEST):
        opens, shuts = _window(hours, day)
        if school_day(hours, day) and opens < shuts <= moment:
            return max(opens, shuts - HOUR)
        day -= DAY
    raise ValueError(f"no school hour in the {FARTHEST} days before {moment:%Y-%m-%d}; look at the hours and free days")


def count(spans: tuple[Days, ...]) -> int:
    return sum((days.last - days.first).days + 1 for days in spans)


def zone_known(text: str) -> bool:
    """A zone of the world, and not the name of a rule or of whatever the machine is set to."""
    return text in _zones()


def zone_called(text: str) -> str | None:
    """As it is written, or else however it is written: "amsterdam" will do."""
    if zone_known(text.strip()):
        return text.strip()
    wanted = "_".join(text.casefold().split())
    names = sorted(_zones(), key=lambda name: (name.casefold() != wanted, name))
    return next((name for name in names if wanted in (name.casefold(), name.casefold().rpartition("/")[2])), None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if name not in NO_PLACES and not name.startswith("right/"))


def _day(hours: Hours, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(hours.zone)).date()


def _window(hours: Hours, day: date) -> tuple[datetime, datetime]:
    return local(hours.zone, day, hours.opens), local(hours.zone, day, hours.shuts)
