"""When somebody is reminded of a plan, and when a question comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.rhythm.drawer.state import Drawer, Plan, Subscription
from flows.rhythm.due import Due, next_moment
from flows.rhythm.hours import Hours, latest, local, school_day, soonest

#: Before it: the sentence, on the morning of that day. After it: the day after, when work is done.
BEFORE, AFTER = time(8, 0), time(16, 0)
DAY = timedelta(days=1)
#: Some weeks later: what it says about whoever did it.
WEEKS_LATER = timedelta(days=17)
PATIENCE = timedelta(days=7)
#: About one plan nobody hears more often than this.
MOST = 4
#: A question that could not be asked at its hour may still come that day.
STILL = timedelta(hours=4)
#: A year ahead there is always a school day.
FARTHEST = 60


def agenda(drawer: Drawer) -> list[Due]:
    """All that is still to be sent, with its time."""
    found = [] if drawer.offered else [due for plan in drawer.plans for due in _of_plan(drawer, plan)]
    return [*found, *_of_subscription(drawer)]


def wakes(drawer: Drawer, now: datetime) -> datetime | None:
    """When the drawer is to be looked into next."""
    return next_moment(agenda(drawer), now, drawer.hours)


def _of_plan(drawer: Drawer, plan: Plan) -> Iterator[Due]:
    if not plan.wanted or plan.outcome == "let_go" or len(plan.sent) >= MOST:
        return
    for due in _moments(drawer, plan):
        if due.what not in plan.sent and due.what not in plan.missed and due.at > plan.made:
            yield due


def _moments(drawer: Drawer, plan: Plan) -> Iterator[Due]:
    hours, zone, about = drawer.hours, drawer.zone, str(plan.id)
    morning = latest(hours, max(local(zone, plan.day, BEFORE), local(zone, plan.day, hours.opens)))
    yield Due(what="before", about=about, at=morning, until=local(zone, plan.day, hours.shuts))
    after = soonest(hours, local(zone, plan.day + DAY, AFTER))
    if plan.outcome is None:
        yield Due(what="after", about=about, at=after, until=after + PATIENCE)
    later = soonest(hours, local(zone, plan.day + WEEKS_LATER, AFTER))
    yield Due(what="meaning", about=about, at=later, until=later + PATIENCE)


def _of_subscription(drawer: Drawer) -> Iterator[Due]:
    wanted = drawer.subscription
    if wanted.on and wanted.next is not None and not wanted.offered:
        # The hour was chosen by whoever gets it: that is polite enough.
        yield Due(what="question", about="", at=wanted.next, until=wanted.next + STILL, polite=False)


def next_question(drawer: Drawer, after: datetime, *, first: bool = False) -> datetime:
    """The next time of the rhythm that was chosen; in a holiday it is left out, and not made up for."""
    wanted = drawer.subscription
    today = after.astimezone(ZoneInfo(drawer.zone)).date()
    day = today + timedelta(days=(wanted.weekday - today.weekday()) % 7)
    if not first and wanted.weeks > 1:
        day += timedelta(weeks=wanted.weeks - 1) if day != today else timedelta()
    for _ in range(FARTHEST):
        moment = local(drawer.zone, day, wanted.clock)
        if moment > after and _suits(drawer.hours, wanted, day):
            return moment
        day += timedelta(weeks=1 if moment <= after and first else wanted.weeks)
    return local(drawer.zone, day, wanted.clock)


def _suits(hours: Hours, wanted: Subscription, day: date) -> bool:
    """A day in the weekend was chosen on purpose; a holiday never is."""
    free = any(day in days for days in hours.free)
    return not free and (school_day(hours, day) or wanted.weekday >= 5)
