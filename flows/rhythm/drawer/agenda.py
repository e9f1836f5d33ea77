"""When somebody is reminded of a plan, and when a question comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from flows.rhythm.drawer.state import Drawer, Plan
from flows.rhythm.drawer.weeks import day_of
from flows.rhythm.due import Due, next_moment
from flows.rhythm.hours import DAY, HOUR, latest, local, soonest

#: Before it: the sentence, on the morning of that day. After it: the day after, when work is done.
BEFORE, AFTER = time(8, 0), time(16, 0)
#: What is further away than this before the day itself reminds nobody: a holiday lies between.
NEAR = timedelta(days=3)
#: A plan for this very morning needs no reminder.
FRESH = timedelta(hours=2)
#: Some weeks later: what it says about whoever did it.
WEEKS_LATER = timedelta(days=17)
PATIENCE = timedelta(days=7)
#: About one plan nobody hears more often than this.
MOST = 4
#: What could not be sent at its hour may still come so much later; a question in the evening not so very late.
STILL, STILL_LATE = timedelta(hours=4), timedelta(minutes=90)
#: Between two messages of our own accord.
APART = timedelta(minutes=30)


def agenda(drawer: Drawer) -> list[Due]:
    """All that is still to be sent, with its time; a question at its own hour comes before a plan that can wait."""
    found = [*_of_subscription(drawer)]
    if not drawer.offered:
        found += [due for plan in drawer.plans for due in _of_plan(drawer, plan)]
    if drawer.spoke is None:
        return found
    return [replace(due, at=max(due.at, drawer.spoke + APART)) for due in found]


def wakes(drawer: Drawer, now: datetime) -> datetime | None:
    """When the drawer is to be looked into next."""
    return next_moment(agenda(drawer), now, drawer.hours)


def _of_subscription(drawer: Drawer) -> Iterator[Due]:
    wanted = drawer.subscription
    if wanted.going and wanted.next is not None:
        # The hour was chosen by whoever gets it: that is polite enough.
        shuts = local(drawer.zone, day_of(drawer, wanted.next), drawer.shuts)
        until = max(wanted.next + STILL_LATE, min(wanted.next + STILL, shuts))
        yield Due(what="question", about="", at=wanted.next, until=until, polite=False)


def _of_plan(drawer: Drawer, plan: Plan) -> Iterator[Due]:
    if not plan.wanted or plan.outcome == "let_go" or len(plan.sent) >= MOST:
        return
    # Somebody whose days are all free is not disturbed at all.
    with suppress(ValueError):
        for due in _moments(drawer, plan):
            if due.what not in plan.sent and due.what not in plan.missed:
                yield due


def _moments(drawer: Drawer, plan: Plan) -> Iterator[Due]:
    about, (day, morning) = str(plan.id), _before(drawer, plan)
    if plan.outcome is None:
        if morning >= plan.made + FRESH:
            yield Due(what="before", about=about, at=morning, until=morning + STILL)
        yield _asks(drawer, "after", about, day + DAY)
    yield _asks(drawer, "meaning", about, day + WEEKS_LATER)
    if plan.meets is not None:
        yield _note(drawer, about, plan.meets.told, plan.meets.at)


def _before(drawer: Drawer, plan: Plan) -> tuple[date, datetime]:
    """The day it is about, and the morning of that day, or the last hour before it.

    What was planned for a holiday is done on the first school day after it; for a day that was over already, today.
    """
    hours, day = drawer.hours, max(plan.day, day_of(drawer, plan.made))
    morning = local(drawer.zone, day, max(BEFORE, hours.opens))
    with suppress(ValueError):
        before = latest(hours, morning)
        if before >= morning - NEAR:
            return day, before
    day = school_day_from(drawer, day)
    return day, local(drawer.zone, day, max(BEFORE, hours.opens))


def _asks(drawer: Drawer, what: str, about: str, day: date) -> Due:
    """In the afternoon of a school day on which nothing else is asked."""
    day = school_day_from(drawer, day)
    at = _afternoon(drawer, _quiet_day(drawer, day))
    return Due(what=what, about=about, at=at, until=_afternoon(drawer, day) + PATIENCE)


def _note(drawer: Drawer, about: str, told: datetime, meets: datetime) -> Due:
    """As soon as we know, on a day on which nothing else is asked if there is one left."""
    at = max(told, local(drawer.zone, _quiet_day(drawer, day_of(drawer, told)), BEFORE))
    return Due(what="note", about=about, at=at if soonest(drawer.hours, at) < meets else told, until=meets)


def _afternoon(drawer: Drawer, day: date) -> datetime:
    """When work is done, and an hour before somebody is left in peace."""
    shuts = local(drawer.zone, day, drawer.shuts)
    return max(min(local(drawer.zone, day, AFTER), shuts - HOUR), local(drawer.zone, day, drawer.opens))


def school_day_from(drawer: Drawer, day: date) -> date:
    """Raises ValueError when there is none to be found."""
    return day_of(drawer, soonest(drawer.hours, local(drawer.zone, day, drawer.opens)))


def _quiet_day(drawer: Drawer, day: date) -> date:
    """The first school day on which nothing is asked yet, and none that is over."""
    wanted = drawer.subscription
    coming = day_of(drawer, wanted.next) if wanted.going and wanted.next is not None else None
    found = school_day_from(drawer, day if drawer.asked is None else max(day, drawer.asked + DAY))
    return found if found != coming else school_day_from(drawer, found + DAY)
