"""The meetings of a circle: planned ahead, a date looked for, who cannot come, who swaps with whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast, get_args

from flows.rhythm import dates
from flows.rhythm.circle.rota import can, planned
from flows.rhythm.circle.state import Circle, Duty, Meeting, MemberId, Swap
from flows.rhythm.dates import Answer as Mark
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.words import press, say

#: How many meetings of a year are planned at once, and how many dates are proposed.
A_YEAR, OPTIONS = 6, 3
MOST_OPTIONS = 5
OLD = Answer(line=say("answer.old"), idle=True)


def new(circle: Circle, *, at: datetime | None = None) -> Meeting:
    circle.met += 1
    meeting = Meeting(id=str(circle.met), state="planned" if at else "asked", at=at, flow=circle.flow)
    circle.meetings.append(meeting)
    return meeting


def year(circle: Circle, now: datetime) -> tuple[datetime, ...]:
    """The dates of a year in the rhythm that was chosen, after what is planned already."""
    after = max([now + timedelta(days=3), *(meeting.at for meeting in circle.planned if meeting.at)])
    return dates.year(
        circle.hours, after=after, weekday=circle.weekday, clock=circle.clock, weeks=circle.weeks, times=A_YEAR
    )


def plan_year(circle: Circle, member: MemberId, now: datetime) -> Answer:
    if len(circle.planned) >= A_YEAR:
        return Answer(line=say("circle.year_full"), idle=True)
    for at in year(circle, now)[: A_YEAR - len(circle.planned)]:
        new(circle, at=at)
    told = Tell(
        lines=(say("circle.year_planned", who=circle.members[member].name, n=len(circle.planned)),), page="dates"
    )
    return Answer(page="dates", effects=[told])


def search(circle: Circle, member: MemberId, now: datetime) -> Answer:
    """Three dates, for everybody to say when they can."""
    if len(circle.present) < 2:
        return Answer(line=say("circle.alone"), idle=True)
    if circle.asked is not None:
        return Answer(page="poll", idle=True)
    meeting = new(circle)
    meeting.options, meeting.asked = list(_proposals(circle, now)), now
    asked = say("circle.search", who=circle.members[member].name)
    return Answer(page="poll", effects=[Tell(lines=(asked,), page="poll")])


def _proposals(circle: Circle, after: datetime) -> tuple[datetime, ...]:
    return dates.proposals(circle.hours, after=after, clock=circle.clock, most=OPTIONS)


def others(circle: Circle, now: datetime) -> Answer:
    """None of these: three later ones."""
    meeting = circle.asked
    if meeting is None:
        return OLD
    meeting.options = list(_proposals(circle, max([now, *meeting.options])))
    meeting.answers, meeting.asked, meeting.sent = {}, now, []
    return Answer(page="poll", effects=[Tell(lines=(say("circle.others"),), page="poll")])


def add_option(circle: Circle, text: str, now: datetime) -> Answer:
    """A moment that somebody typed: one more to choose from, or the date itself where none is looked for."""
    found = dates.moment_in(text, now=now, zone=circle.zone)
    if not isinstance(found, datetime):
        return Answer(line=say(f"circle.moment.{found}"), page="moment", idle=True)
    meeting = circle.asked
    if meeting is None:
        new(circle, at=found)
        return Answer(line=say("circle.planned_one", at=found), page="dates")
    if found not in meeting.options:
        # The marks belong to the places of the dates: a new one comes after those there are.
        if len(meeting.options) >= MOST_OPTIONS:
            return Answer(line=say("circle.options_full"), page="poll", idle=True)
        meeting.options.append(found)
    return Answer(page="poll", effects=[Tell(lines=(say("circle.option_added", at=found),), page="poll")])


def mark(circle: Circle, member: MemberId, value: str) -> Answer:
    id, option, answer = (*value.split(":"), "", "")[:3]
    meeting = circle.asked
    good = option.isdecimal() and answer in get_args(Mark)
    if meeting is None or meeting.id != id or not good or int(option) >= len(meeting.options):
        return OLD
    marks = meeting.answers.setdefault(member, {})
    marks[int(option)] = cast(Mark, answer)
    effects = [tell_best(circle, meeting)] if _all_said(circle, meeting) and "all" not in meeting.sent else []
    if effects:
        meeting.sent.append("all")
    return Answer(page="poll", effects=[*effects])


def _all_said(circle: Circle, meeting: Meeting) -> bool:
    return all(len(meeting.answers.get(member, {})) == len(meeting.options) for member in circle.present)


def tell_best(circle: Circle, meeting: Meeting) -> Tell:
    """The best date, for somebody to settle; where nobody can, a way on."""
    best = tally(circle, meeting)[0]
    if meeting.answers and not best.yes + best.maybe:
        return Tell(lines=(say("circle.nobody_can"),), rows=((press("circle.other_dates", "others"),),))
    settle = press("circle.settle", "settle", f"{meeting.id}:{best.option}", at=meeting.options[best.option])
    line = say("circle.best", at=meeting.options[best.option], yes=best.yes, maybe=best.maybe, no=best.no)
    return Tell(lines=(line,), rows=((settle,), (press("circle.mark", "page", "poll"),)))


def tally(circle: Circle, meeting: Meeting) -> tuple[dates.Tally, ...]:
    return dates.ranked(meeting.options, {str(one): marks for one, marks in meeting.answers.items()}, circle.present)


def settle(circle: Circle, value: str, now: datetime) -> Answer:
    id, option = (*value.split(":"), "")[:2]
    meeting = circle.asked
    if meeting is None or meeting.id != id or not option.isdecimal() or int(option) >= len(meeting.options):
        return OLD
    at = meeting.options[int(option)]
    if at <= now:
        return Answer(line=say("circle.moment.past"), page="poll", idle=True)
    meeting.at, meeting.state, meeting.sent = at, "planned", []
    meeting.away = [member for member in circle.present if meeting.answers.get(member, {}).get(int(option)) == "no"]
    return Answer(page="dates", effects=[Tell(lines=(say("circle.settled", at=at),), page="dates")])


def drop(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting = circle.meeting(id)
    if meeting is None or meeting.state not in ("planned", "asked"):
        return OLD
    was = meeting.at
    meeting.state = "dropped"
    who = circle.members[member].name
    line = say("circle.dropped", who=who, at=was) if was is not None else say("circle.search_dropped", who=who)
    return Answer(page="dates", effects=[Tell(lines=(line,), rows=((press("circle.find", "find"),),))])


def another_date(circle: Circle, member: MemberId, id: str, now: datetime) -> Answer:
    """The same meeting at another time."""
    meeting = circle.meeting(id)
    if meeting is None or meeting.state != "planned" or circle.asked is not None:
        return OLD
    meeting.state, meeting.at, meeting.answers, meeting.sent, meeting.away = "asked", None, {}, [], []
    meeting.options, meeting.asked = list(_proposals(circle, now)), now
    line = say("circle.search", who=circle.members[member].name)
    return Answer(page="poll", effects=[Tell(lines=(line,), page="poll")])


# Who comes, and who does what.


def away(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting = _to_come(circle, id)
    if meeting is None:
        return OLD
    before = {duty: planned(circle, duty).get(id) for duty in ("lead", "bring")}
    if member not in meeting.away:
        meeting.away.append(member)
    meeting.fixed = {duty: who for duty, who in meeting.fixed.items() if who != member}
    assert meeting.at is not None
    effects: list[Tell] = []
    if before["lead"] == member:
        effects = [*_taken_over(circle, meeting, "lead")]
    few = len(circle.present) - len(meeting.away) < 2
    if few:
        effects.append(
            Tell(lines=(say("circle.nobody_left", at=meeting.at),), rows=((press("circle.move", "move", id),),))
        )
    return Answer(line=say("circle.away_noted"), page=f"meeting {id}", effects=[*effects])


def _taken_over(circle: Circle, meeting: Meeting, duty: Duty) -> list[Tell]:
    """Whoever has it now hears so, when everybody was told otherwise before."""
    now = planned(circle, duty).get(meeting.id)
    if now is None or "prepare" not in meeting.sent or meeting.at is None:
        return []
    return [Tell(lines=(say(f"circle.now_you.{duty}", at=meeting.at),), to=now)]


def comes(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting = _to_come(circle, id)
    if meeting is None:
        return OLD
    meeting.away = [one for one in meeting.away if one != member]
    return Answer(line=say("circle.comes_noted"), page=f"meeting {id}")


def skip(circle: Circle, member: MemberId, value: str) -> Answer:
    """Not this time; next time first."""
    id, duty = _duty_in(value)
    meeting = _to_come(circle, id)
    if meeting is None or duty is None:
        return OLD
    able = [one for one in circle.present if one != member and can(circle, one, duty, meeting)]
    if not able:
        return Answer(line=say("circle.nobody_else"), page=f"meeting {id}", idle=True)
    meeting.skips.setdefault(duty, []).append(member)
    meeting.fixed = {one: who for one, who in meeting.fixed.items() if (one, who) != (duty, member)}
    return Answer(line=say("circle.skipped"), page=f"meeting {id}", effects=[*_taken_over(circle, meeting, duty)])


def propose_swap(circle: Circle, member: MemberId, value: str) -> Answer:
    """Somebody else is asked to take a turn; in exchange for theirs, where they have one."""
    id, rest, other = (*value.split(":"), "", "")[:3]
    _, duty = _duty_in(f"{id}:{rest}")
    meeting, to = _to_come(circle, id), MemberId(other)
    if meeting is None or duty is None or to not in circle.present or planned(circle, duty).get(id) != member:
        return OLD
    if not circle.members[to].reachable:
        return Answer(line=say("circle.swap.unreachable", who=circle.members[to].name), page=f"meeting {id}", idle=True)
    theirs = next((other for other, who in planned(circle, duty).items() if who == to), "")
    meeting.swap = Swap(duty=duty, by=member, meeting=theirs, to=to)
    assert meeting.at is not None
    line = say(f"circle.swap.{duty}", who=circle.members[member].name, at=meeting.at)
    lines = [line]
    if (exchanged := circle.meeting(theirs)) is not None and exchanged.at is not None:
        lines.append(say("circle.swap.exchange", who=circle.members[member].name, at=exchanged.at))
    rows = ((press("circle.swap_yes", "swap_yes", id), press("circle.swap_no", "swap_no", id)),)
    told = Tell(lines=tuple(lines), rows=rows, to=to)
    return Answer(line=say("circle.swap.asked", who=circle.members[to].name), page=f"meeting {id}", effects=[told])


def answer_swap(circle: Circle, member: MemberId, id: str, *, yes: bool) -> Answer:
    meeting = _to_come(circle, id)
    swap = None if meeting is None else meeting.swap
    if meeting is None or swap is None or swap.to != member:
        return OLD
    meeting.swap = None
    if yes:
        meeting.fixed[swap.duty] = swap.to
        if (theirs := circle.meeting(swap.meeting)) is not None and theirs.state == "planned":
            theirs.fixed[swap.duty] = swap.by
    word = "yes" if yes else "no"
    told = Tell(lines=(say(f"circle.swap.{word}", who=circle.members[member].name),), to=swap.by)
    return Answer(line=say(f"circle.swap.said_{word}"), page=f"meeting {id}", effects=[told])


def _to_come(circle: Circle, id: str) -> Meeting | None:
    meeting = circle.meeting(id)
    return meeting if meeting is not None and meeting.state == "planned" else None


def _duty_in(value: str) -> tuple[str, Duty | None]:
    id, _, duty = value.partition(":")
    return id, cast(Duty, duty) if duty in get_args(Duty) else None
