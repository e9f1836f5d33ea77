"""In which weeks a question comes: a rhythm that keeps its own weeks, whatever is left out on the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.rhythm.drawer.state import Drawer
from flows.rhythm.hours import local

WEEK = timedelta(days=7)
#: So many times it is tried; what comes after that is looked at once more when its time has come.
FARTHEST = 60


def day_of(drawer: Drawer, moment: datetime) -> date:
    """Which day it is then for whoever the drawer belongs to."""
    return moment.astimezone(ZoneInfo(drawer.zone)).date()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_question(drawer: Drawer, now: datetime) -> datetime:
    """The next time of the rhythm that was chosen; in a holiday it is left out, and not made up for."""
    wanted, this_week = drawer.subscription, monday(day_of(drawer, now))
    # Before the first question no week is better than another.
    first, step = this_week, WEEK
    if wanted.last is not None:
        step = wanted.weeks * WEEK
        first = monday(wanted.last) + step
        first += max(0, -((first - this_week) // step)) * step
    moments = (_in_week(drawer, first + n * step) for n in range(FARTHEST))
    found = next((one for one in moments if one > now and suits(drawer, one)), None)
    return found or _in_week(drawer, first + FARTHEST * step)


def suits(drawer: Drawer, moment: datetime) -> bool:
    """A day in the weekend was chosen on purpose; a holiday never is."""
    day = day_of(drawer, moment)
    return not any(day in days for days in drawer.hours.free)


def _in_week(drawer: Drawer, week: date) -> datetime:
    wanted = drawer.subscription
    return local(drawer.zone, week + timedelta(days=wanted.weekday), wanted.clock)
