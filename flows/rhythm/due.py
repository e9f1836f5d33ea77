"""What is to be done at a time: looked up from how things are, so that nothing has to be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flows.rhythm.hours import Hours, soonest, welcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    what: str
    about: str
    at: datetime
    #: Later than this it makes no sense any more.
    until: datetime
    #: It waits for an hour at which somebody may be disturbed.
    polite: bool = True


def now_due(agenda: Iterable[Due], now: datetime, hours: Hours) -> list[Due]:
    """What can be done now, in order: of two at the same time first the one that can wait less."""
    ready = [due for due in agenda if due.at <= now < due.until and (not due.polite or welcome(hours, now))]
    return sorted(ready, key=lambda due: (due.at, due.until))


def missed(agenda: Iterable[Due], now: datetime) -> list[Due]:
    """What would come too late."""
    return [due for due in agenda if due.until <= now]


def next_moment(agenda: Iterable[Due], now: datetime, hours: Hours) -> datetime | None:
    """When to look again."""
    moments = [_moment(due, now, hours) for due in agenda]
    return min(moments, default=None)


def _moment(due: Due, now: datetime, hours: Hours) -> datetime:
    # What can no longer be said in time is looked at when its time is over; so is what finds no school day any more.
    at = due.until
    with suppress(ValueError):
        at = soonest(hours, max(due.at, now)) if due.polite else due.at
    return max(now, min(at, due.until))
