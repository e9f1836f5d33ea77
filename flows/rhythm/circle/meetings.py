"""The meetings of a circle: planned ahead, one by one or for a year, and called off."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.rhythm import dates
from flows.rhythm.circle.state import Circle, Meeting, MemberId
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.words import Named, press, say

#: A school year has so many weeks; more meetings than this are not planned at once, nor ever.
SCHOOL_YEAR, MOST_AT_ONCE, MOST_PLANNED = 40, 12, 20
#: Before the first one people should still hear of it and make room.
NOTICE = timedelta(days=3)
#: What happened long ago is remembered as dates, forms and roles; not for ever.
MOST_OLD = 80
OLD = Answer(line=say("answer.old"), idle=True)


def new(circle: Circle, *, at: datetime | None = None) -> Meeting:
    circle.met += 1
    meeting = Meeting(id=str(circle.met), state="planned" if at else "asked", at=at, flow=circle.flow)
    circle.meetings.append(meeting)
    return meeting


def year(circle: Circle, now: datetime) -> tuple[datetime, ...]:
    """The dates of a year in the rhythm that was chosen, after what is planned already; none when nothing fits."""
    times = min(MOST_AT_ONCE, SCHOOL_YEAR // circle.weeks) - len(circle.planned)
    known = [one.at for one in circle.meetings if one.at is not None and one.state != "dropped"]
    # A few days sooner is in the rhythm too: the last one may have been on another weekday.
    after = max([now + NOTICE, *(at + timedelta(weeks=circle.weeks) - NOTICE for at in known)])
    if times < 1:
        return ()
    try:
        return dates.year(
            circle.hours, after=after, weekday=circle.weekday, clock=circle.clock, weeks=circle.weeks, times=times
        )
    except ValueError:
        # That weekday is free all year, by the calendar of the school.
        return ()


def plan_year(circle: Circle, member: MemberId, now: datetime) -> Answer:
    found = year(circle, now)
    if not found:
        return Answer(line=say("circle.year_full" if circle.planned else "circle.nothing_fits"), idle=True)
    for at in found:
        new(circle, at=at)
    times = Named(f"circle.count.{len(found)}")
    line = say("circle.year_planned", who=circle.members[member].name, times=times, at=found[0])
    rows = ((press("circle.all_days", "page", "dates"), press("circle.calendar", "ics")),)
    return Answer(page="dates", effects=[Tell(lines=(line,), rows=rows)])


def plan_one(circle: Circle, member: MemberId, at: datetime) -> Answer:
    """A date that needs no search."""
    if at in [meeting.at for meeting in circle.planned]:
        return Answer(line=say("circle.planned_already"), page="dates", idle=True)
    if len(circle.planned) >= MOST_PLANNED:
        return Answer(line=say("circle.year_full"), page="dates", idle=True)
    new(circle, at=at)
    told = Tell(lines=(say("circle.planned_by", who=circle.members[member].name, at=at),), page="dates")
    return Answer(line=say("circle.planned_one", at=at), page="dates", effects=[told])


def drop(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting = circle.meeting(id)
    if meeting is None or meeting.state not in ("planned", "asked"):
        return OLD
    was, who = meeting.at, circle.members[member].name
    meeting.state, meeting.swap, meeting.answers = "dropped", None, {}
    line = say("circle.dropped", who=who, at=was) if was is not None else say("circle.search_dropped", who=who)
    return Answer(page="dates", effects=[Tell(lines=(line,), rows=((press("circle.find", "find"),),))])


def forget_old(circle: Circle) -> None:
    old = [meeting for meeting in circle.meetings if meeting.state in ("held", "dropped")]
    for meeting in old[:-MOST_OLD]:
        circle.meetings.remove(meeting)
