"""What a circle does by itself, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from flows.rhythm.circle.state import LATE, Circle, Meeting
from flows.rhythm.due import Due, next_moment
from flows.rhythm.hours import local, school_day, soonest

#: So long before a meeting everybody hears who does what, before the lessons begin.
AHEAD, BEFORE_LESSONS = timedelta(days=2), time(8, 30)
#: What was said longer ago than this is in nobody's mind any more.
FORGOTTEN = timedelta(days=5)
#: The conversation is opened a little before it begins.
DOORS = timedelta(minutes=10)
#: When on the day after it is said what comes next.
AFTERWARDS = time(16, 0)
FOLLOWS = timedelta(days=7)
#: A conversation may last for weeks. The day after it is looked whether it began at all.
LOOKS_IN = timedelta(hours=20)
#: What waits for an hour at which somebody may be disturbed can be said at any time.
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
#: Whoever did not say when he or she can is asked once more; then the best is shown, while the first date is to come.
REMINDED, DECIDED = timedelta(days=2), timedelta(days=4)
#: Before the next round of pairs people are asked whether they met.
ASKED = timedelta(days=3)


def agenda(circle: Circle) -> list[Due]:
    """All that is still to be done, with its time; nothing where nobody is left to hear it."""
    if not circle.present:
        return []
    found = [due for meeting in circle.meetings for due in _of_meeting(circle, meeting) if due.what not in meeting.sent]
    if circle.waiting:
        found.append(Due(what="waiting", about="", at=EARLIEST, until=LATEST))
    return [*found, *_of_pairs(circle)]


def wakes(circle: Circle, now: datetime) -> datetime | None:
    """When the circle is to be woken next."""
    return next_moment(agenda(circle), now, circle.hours)


def _of_meeting(circle: Circle, meeting: Meeting) -> Iterator[Due]:
    if meeting.state == "asked" and meeting.asked is not None:
        yield from _of_search(circle, meeting, meeting.asked)
    if meeting.at is None or meeting.state == "dropped":
        return
    if meeting.state == "planned":
        yield Due(what="prepare", about=meeting.id, at=_ahead(circle, meeting.at), until=meeting.at - DOORS)
        yield Due(what="open", about=meeting.id, at=meeting.at - DOORS, until=meeting.at + LATE, polite=False)
    if meeting.state == "open":
        yield Due(what="look_in", about=meeting.id, at=meeting.at + LOOKS_IN, until=LATEST, polite=False)
        return
    after = soonest(circle.hours, day_after(circle, meeting.over or meeting.at))
    yield Due(what="follow", about=meeting.id, at=after, until=after + FOLLOWS)


def _ahead(circle: Circle, at: datetime) -> datetime:
    """In the morning, two days before; what would come before a holiday comes after it, while there is time."""
    day = circle.day(at) - AHEAD
    while not school_day(circle.hours, day):
        day -= timedelta(days=1)
    before, after = local(circle.zone, day, BEFORE_LESSONS), soonest(circle.hours, at - AHEAD)
    return before if at - before <= FORGOTTEN or after >= at - DOORS else after


def _of_search(circle: Circle, meeting: Meeting, asked: datetime) -> Iterator[Due]:
    for what, later in (("remind", REMINDED), ("decide", DECIDED)):
        at = soonest(circle.hours, asked + later)
        yield Due(what=what, about=meeting.id, at=at, until=at + FOLLOWS)


def _of_pairs(circle: Circle) -> Iterator[Due]:
    pairs = circle.pairs
    if pairs is None or pairs.next is None:
        return
    at = soonest(circle.hours, pairs.next)
    yield Due(what="pair", about="", at=at, until=at + FOLLOWS)
    if pairs.matches and not pairs.asked:
        ask = soonest(circle.hours, pairs.next - ASKED)
        yield Due(what="ask_met", about="", at=min(ask, at), until=at)


def day_after(circle: Circle, moment: datetime) -> datetime:
    return local(circle.zone, circle.day(moment) + timedelta(days=1), AFTERWARDS)
