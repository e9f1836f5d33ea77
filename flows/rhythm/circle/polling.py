"""A date is looked for: some are proposed, everybody marks them, the best is shown, and somebody settles it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast, get_args

from flows.rhythm import dates
from flows.rhythm.circle import meetings
from flows.rhythm.circle.state import Circle, Meeting, MemberId
from flows.rhythm.dates import Answer as Mark
from flows.rhythm.effects import Answer, Effect, Tell
from flows.rhythm.words import Named, Press, press, say

#: How many dates are proposed, and how many there can be with those that people thought of.
OPTIONS, MOST_OPTIONS = 3, 5
OLD = Answer(line=say("answer.old"), idle=True)


def search(circle: Circle, member: MemberId, now: datetime) -> Answer:
    """Three dates, for everybody to say when they can."""
    if len(circle.present) < 2:
        return Answer(line=say("circle.alone"), idle=True)
    if circle.asked is not None:
        return Answer(page="poll", idle=True)
    if len(circle.planned) >= meetings.MOST_PLANNED:
        return Answer(line=say("circle.year_full"), idle=True)
    propose(circle, meetings.new(circle), now, after=now)
    asked = say("circle.search", who=circle.members[member].name)
    return Answer(page="poll", effects=[Tell(lines=(asked,), page="poll")])


def another_date(circle: Circle, member: MemberId, id: str, now: datetime) -> Answer:
    """The same meeting at another time."""
    meeting = circle.meeting(id)
    if meeting is None or meeting.state != "planned":
        return OLD
    if circle.asked is not None:
        return Answer(line=say("circle.one_search"), page="poll", idle=True)
    was = meeting.at
    assert was is not None
    meeting.state, meeting.at, meeting.away, meeting.swap = "asked", None, [], None
    propose(circle, meeting, now, after=now)
    line = say("circle.moved", who=circle.members[member].name, at=was)
    return Answer(page="poll", effects=[Tell(lines=(line,), page="poll")])


def propose(circle: Circle, meeting: Meeting, now: datetime, *, after: datetime) -> None:
    """Dates to choose from, in place of those there were."""
    meeting.options = list(dates.proposals(circle.hours, after=after, clock=circle.clock, most=OPTIONS))
    meeting.answers, meeting.asked, meeting.sent = {}, now, []
    meeting.tries += 1


def stamp(meeting: Meeting) -> str:
    """Which meeting a button is about, and which of its proposals."""
    return f"{meeting.id}.{meeting.tries}"


def of_stamp(circle: Circle, value: str) -> Meeting | None:
    meeting = circle.asked
    return meeting if meeting is not None and stamp(meeting) == value else None


def over(circle: Circle, value: str) -> Answer:
    """An old card is tapped: what it was about may be settled by now."""
    meeting = settled(circle, value.partition(".")[0])
    if meeting is None or meeting.at is None:
        return OLD
    return Answer(line=say("circle.became", at=meeting.at), page=f"poll {meeting.id}", idle=True)


def settled(circle: Circle, id: str) -> Meeting | None:
    meeting = circle.meeting(id)
    return meeting if meeting is not None and meeting.state in ("planned", "open", "held") else None


def others(circle: Circle, value: str, now: datetime) -> Answer:
    """None of these: three later ones."""
    meeting = of_stamp(circle, value)
    if meeting is None:
        return over(circle, value)
    # Somebody may have named a day far ahead: the search goes on from those that were proposed.
    last = max(meeting.options[:OPTIONS])
    propose(circle, meeting, now, after=max(now, last + timedelta(days=1) - dates.NOTICE))
    return Answer(page="poll", effects=[Tell(lines=(say("circle.others"),), page="poll")])


def add_option(circle: Circle, member: MemberId, text: str, now: datetime) -> Answer:
    """A moment that somebody typed: one more to choose from, or the date itself where none is looked for."""
    found = dates.moment_in(text, now=now, zone=circle.zone)
    if not isinstance(found, datetime):
        return Answer(line=say(f"circle.moment.{found}"), page="moment", idle=True)
    meeting = circle.asked
    if meeting is None:
        return meetings.plan_one(circle, member, found)
    if found in meeting.options:
        return Answer(page="poll", idle=True)
    if len(meeting.options) >= MOST_OPTIONS:
        return Answer(line=say("circle.options_full"), page="poll", idle=True)
    # The marks belong to the places of the dates: a new one comes after those there are.
    meeting.options.append(found)
    meeting.sent = [one for one in meeting.sent if one != "all"]
    return Answer(page="poll", effects=[Tell(lines=(say("circle.option_added", at=found),), page="poll")])


def mark(circle: Circle, member: MemberId, value: str, now: datetime) -> Answer:
    found, option, answer = (*value.split(":"), "", "")[:3]
    meeting = of_stamp(circle, found)
    if meeting is None or answer not in get_args(Mark) or not _is_option(meeting, option):
        return over(circle, found)
    mine = meeting.answers.setdefault(member, {})
    mine[int(option)] = cast(Mark, answer)
    left = sum(at > now and n not in mine for n, at in enumerate(meeting.options))
    if not left:
        line = say("circle.marked_all")
    elif left == 1:
        line = say("circle.marked_but_one", n=int(option) + 1, mark=Named(f"circle.mark.{answer}"))
    else:
        word = Named(f"circle.count.{left}")
        line = say("circle.marked", n=int(option) + 1, mark=Named(f"circle.mark.{answer}"), left=word)
    return Answer(line=line, page="poll", effects=all_said(circle, now))


def _is_option(meeting: Meeting, option: str) -> bool:
    return option in [str(n) for n in range(len(meeting.options))]


def silent(circle: Circle, meeting: Meeting, now: datetime) -> list[MemberId]:
    """Who did not say of every date whether they can."""
    return [one for one in circle.awake(now) if len(meeting.answers.get(one, {})) < len(meeting.options)]


def all_said(circle: Circle, now: datetime) -> list[Effect]:
    """Once everybody has marked the dates, the best is shown."""
    meeting = circle.asked
    if meeting is None or not meeting.answers or "all" in meeting.sent or silent(circle, meeting, now):
        return []
    meeting.sent.append("all")
    return [tell_best(circle, meeting, now)]


def tell_best(circle: Circle, meeting: Meeting, now: datetime) -> Tell:
    """The best date, for somebody to settle; where there is none, a way on."""
    mark, other = press("circle.mark", "page", "poll"), press("circle.other_dates", "others", stamp(meeting))
    stop = press("circle.stop_search", "drop", meeting.id)
    still = [one for one in tally(circle, meeting) if meeting.options[one.option] > now]
    if not still:
        return Tell(lines=(say("circle.all_past"),), rows=((other,), (stop,)))
    if not meeting.answers:
        return Tell(lines=(say("circle.nobody_said"),), rows=((mark,), (other,), (stop,)))
    best = still[0]
    if not best.yes + best.maybe:
        return Tell(lines=(say("circle.nobody_can"),), rows=((other,), (stop,)))
    line = say("circle.best", at=meeting.options[best.option], yes=best.yes, maybe=best.maybe, no=best.no)
    return Tell(lines=(line,), rows=((_settle(meeting, best.option),), (mark,)))


def settle_best(circle: Circle, meeting: Meeting, now: datetime) -> tuple[Press, ...]:
    """The button for the best date there is so far, once it is more than the wish of a few."""
    if "decide" not in meeting.sent and 2 * len(silent(circle, meeting, now)) > len(circle.awake(now)):
        return ()
    for best in tally(circle, meeting):
        if meeting.options[best.option] > now and best.yes + best.maybe:
            return (_settle(meeting, best.option),)
    return ()


def _settle(meeting: Meeting, option: int) -> Press:
    return press("circle.settle", "settle", f"{stamp(meeting)}:{option}", at=meeting.options[option])


def tally(circle: Circle, meeting: Meeting) -> tuple[dates.Tally, ...]:
    return dates.ranked(meeting.options, {str(one): marks for one, marks in meeting.answers.items()}, circle.present)


def settle(circle: Circle, value: str, now: datetime) -> Answer:
    found, _, option = value.partition(":")
    meeting = of_stamp(circle, found)
    if meeting is None or not _is_option(meeting, option):
        return over(circle, found)
    at = meeting.options[int(option)]
    if at <= now:
        return Answer(line=say("circle.moment.past"), page="poll", idle=True)
    meeting.away = [one for one in circle.present if meeting.answers.get(one, {}).get(int(option)) == "no"]
    meeting.at, meeting.state = at, "planned"
    meeting.options, meeting.answers, meeting.asked, meeting.sent = [], {}, None, []
    told = Tell(lines=(say("circle.settled", at=at),), page="dates")
    return Answer(line=say("circle.settled", at=at), page=f"poll {meeting.id}", effects=[told])


def remind(circle: Circle, meeting: Meeting, now: datetime) -> list[Effect]:
    """Only those who did not say when they can: in private, and where that does not arrive, by name."""
    quiet = silent(circle, meeting, now)
    near = [one for one in quiet if circle.members[one].reachable]
    far = [one for one in quiet if one not in near]
    rows = ((press("circle.mark", "page", "poll"),),)
    told: list[Effect] = [Tell(lines=(say("circle.say_when", name=circle.name),), rows=rows, to=one) for one in near]
    if far:
        told.append(Tell(lines=(say("circle.poll_waiting", names=circle.names(far)),), rows=rows))
    return told
