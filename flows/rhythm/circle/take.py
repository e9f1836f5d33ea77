"""A circle takes in what happened: ``(circle, event, now) -> (circle, what follows)``."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from flows.rhythm.circle import meetings, pairs, settings
from flows.rhythm.circle.agenda import agenda
from flows.rhythm.circle.events import Began, Came, Ended, Event, Pressed, Went, Woke, Wrote
from flows.rhythm.circle.rota import newcomers_turns, planned, served
from flows.rhythm.circle.state import Circle, Meeting, Member, MemberId
from flows.rhythm.codec import decode, encode
from flows.rhythm.due import Due, missed, now_due
from flows.rhythm.effects import Answer, Coming, Effect, Gather, Tell
from flows.rhythm.hours import welcome
from flows.rhythm.words import Named, Press, press, say

#: A team; more do not fit on a page.
MOST_MEMBERS = 60
#: What happened long ago is remembered as dates, forms and roles; not for ever.
MOST_MEETINGS = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    circle: Circle
    answer: Answer


def take(circle: Circle, event: Event, now: datetime) -> Outcome:
    """What is given stays as it is."""
    work = deepcopy(circle)
    answer = _take(work, event, now)
    if answer.idle:
        return Outcome(circle=circle, answer=answer)
    if not isinstance(event, Woke | Began | Ended):
        _keep_for_the_morning(work, answer, event, now)
    work.number += 1
    return Outcome(circle=work, answer=answer)


def _keep_for_the_morning(circle: Circle, answer: Answer, event: Event, now: datetime) -> None:
    """Somebody may plan at eleven in the evening; the others hear of it at a decent hour."""
    if welcome(circle.hours, now):
        return
    actor = getattr(event, "member", None)
    later = [one for one in answer.effects if isinstance(one, Tell) and one.to != actor]
    circle.waiting += [encode(one) for one in later]
    answer.effects = [one for one in answer.effects if one not in later]


def _take(circle: Circle, event: Event, now: datetime) -> Answer:
    match event:
        case Came():
            return _came(circle, event, now)
        case Woke():
            return _woke(circle, now)
        case Began(meeting=id, session=session):
            return _began(circle, id, session)
        case Ended():
            return _ended(circle, event)
        case Went(member=member):
            return _went(circle, member)
        case Pressed(member=member) if member in circle.present:
            return _pressed(circle, event, now)
        case Wrote(member=member) if member in circle.present:
            return _wrote(circle, event, now)
        case _:
            return Answer(line=say("circle.not_in"), idle=True)


# Coming and going.


def _came(circle: Circle, came: Came, now: datetime) -> Answer:
    known = circle.members.get(came.member)
    if known is not None and known.here:
        if (known.name, known.reachable) == (came.name, came.reachable):
            return Answer(page="home", idle=True)
        known.name, known.reachable = came.name, came.reachable
        return Answer(page="home")
    if len(circle.present) >= MOST_MEMBERS:
        return Answer(line=say("circle.full", most=MOST_MEMBERS), idle=True)
    turns = newcomers_turns(circle, now)
    if known is not None:
        known.here, known.name, known.reachable = True, came.name, came.reachable
        # Being away is no way out of a turn, nor something to be made up for.
        known.turns = {
            duty: max(new, known.turns.get(duty, new), key=lambda one: one.times) for duty, new in turns.items()
        }
    else:
        circle.counted += 1
        first = not circle.members
        circle.members[came.member] = Member(
            id=came.member, name=came.name, joined=now, reachable=came.reachable, turns={} if first else turns
        )
    return Answer(line=say("circle.welcome", name=circle.name), page="home")


def _went(circle: Circle, member: MemberId) -> Answer:
    """The others go on: what was his or hers falls to whoever is next."""
    if member not in circle.present:
        return Answer(idle=True)
    who = circle.members[member]
    led = {meeting.id for meeting in circle.planned if planned(circle, "lead").get(meeting.id) == member}
    who.here, who.wishes, who.vetoes = False, [], []
    for other in circle.members.values():
        other.wishes = [one for one in other.wishes if one != member]
        other.vetoes = [one for one in other.vetoes if one != member]
    for meeting in circle.meetings:
        meeting.answers.pop(member, None)
        if meeting.swap is not None and member in (meeting.swap.by, meeting.swap.to):
            meeting.swap = None
        if meeting.state == "planned":
            meeting.fixed = {duty: one for duty, one in meeting.fixed.items() if one != member}
    effects: list[Effect] = []
    after = planned(circle, "lead")
    for meeting in circle.planned:
        new = after.get(meeting.id)
        if meeting.id in led and new is not None and "prepare" in meeting.sent and meeting.at is not None:
            effects.append(Tell(lines=(say("circle.now_you.lead", at=meeting.at),), to=new))
    return Answer(line=say("circle.left", name=circle.name), effects=effects)


# What people do.

_Pressed = Callable[[Circle, MemberId, str, datetime], Answer]

_ACTIONS: dict[str, _Pressed] = {
    "page": lambda circle, member, value, now: Answer(page=value, idle=True),
    "usual_rules": lambda circle, member, value, now: settings.agree(circle, member, value.split("|")),
    "weeks": lambda circle, member, value, now: settings.set_weeks(circle, value),
    "weekday": lambda circle, member, value, now: settings.set_weekday(circle, value),
    "clock": lambda circle, member, value, now: settings.set_clock(circle, value),
    "region": lambda circle, member, value, now: settings.set_region(circle, value),
    "flow": lambda circle, member, value, now: settings.set_flow(circle, value),
    "year": lambda circle, member, value, now: meetings.plan_year(circle, member, now),
    "find": lambda circle, member, value, now: meetings.search(circle, member, now),
    "others": lambda circle, member, value, now: meetings.others(circle, now),
    "mark": lambda circle, member, value, now: meetings.mark(circle, member, value),
    "settle": lambda circle, member, value, now: meetings.settle(circle, value, now),
    "drop": lambda circle, member, value, now: meetings.drop(circle, member, value),
    "move": lambda circle, member, value, now: meetings.another_date(circle, member, value, now),
    "away": lambda circle, member, value, now: meetings.away(circle, member, value),
    "come": lambda circle, member, value, now: meetings.comes(circle, member, value),
    "skip": lambda circle, member, value, now: meetings.skip(circle, member, value),
    "swap": lambda circle, member, value, now: meetings.propose_swap(circle, member, value),
    "swap_yes": lambda circle, member, value, now: meetings.answer_swap(circle, member, value, yes=True),
    "swap_no": lambda circle, member, value, now: meetings.answer_swap(circle, member, value, yes=False),
    "pairs": lambda circle, member, value, now: pairs.start(circle, now) if value == "on" else pairs.stop(circle),
    "pair_weeks": lambda circle, member, value, now: pairs.weeks(circle, value),
    "wish": lambda circle, member, value, now: pairs.wish(circle, member, value, veto=False),
    "veto": lambda circle, member, value, now: pairs.wish(circle, member, value, veto=True),
    "snooze": lambda circle, member, value, now: pairs.snooze(circle, member, value, now),
    "met": lambda circle, member, value, now: pairs.met(circle, member, value),
    "leave": lambda circle, member, value, now: _went(circle, member),
}


def _pressed(circle: Circle, pressed: Pressed, now: datetime) -> Answer:
    action = _ACTIONS.get(pressed.action)
    return meetings.OLD if action is None else action(circle, pressed.member, pressed.value, now)


def _wrote(circle: Circle, wrote: Wrote, now: datetime) -> Answer:
    match wrote.about:
        case "rules":
            return settings.agree(circle, wrote.member, wrote.text.splitlines())
        case "moment":
            return meetings.add_option(circle, wrote.text, now)
        case "zone":
            return settings.set_zone(circle, wrote.text)
        case "name":
            return settings.set_name(circle, wrote.text)
        case _:
            return meetings.OLD


# What happens by itself.


def _woke(circle: Circle, now: datetime) -> Answer:
    answer = Answer()
    todo = agenda(circle)
    for due in missed(todo, now):
        _note(circle, due)
    for due in now_due(todo, now, circle.hours):
        _note(circle, due)
        answer.effects += _do(circle, due, now)
    return answer


def _note(circle: Circle, due: Due) -> None:
    """It is done, or too late, and does not come back."""
    meeting = circle.meeting(due.about)
    if due.what == "waiting":
        return
    if meeting is not None:
        meeting.sent.append(due.what)
    elif circle.pairs is not None and due.what == "ask_met":
        circle.pairs.asked = True
    elif circle.pairs is not None and circle.pairs.next is not None:
        # A round that nobody heard of begins a whole while later.
        circle.pairs.next = pairs.following(circle, circle.pairs.next)


def _do(circle: Circle, due: Due, now: datetime) -> list[Effect]:
    if due.what == "waiting":
        waiting, circle.waiting = circle.waiting, []
        return [decode(one) for one in waiting]
    meeting = circle.meeting(due.about)
    if meeting is None:
        return pairs.ask_met(circle) if due.what == "ask_met" else pairs.match(circle, now)
    match due.what:
        case "prepare":
            return _prepare(circle, meeting)
        case "open":
            return [Gather(meeting=meeting.id)]
        case "follow":
            return _follow(circle, meeting)
        case "remind":
            return _remind(circle, meeting)
        case _:
            return [meetings.tell_best(circle, meeting)]


def _prepare(circle: Circle, meeting: Meeting) -> list[Effect]:
    """What is coming, who does what; for whoever leads a word apart."""
    assert meeting.at is not None
    lead, bring = (planned(circle, duty).get(meeting.id) for duty in ("lead", "bring"))
    lines = [say("circle.prepare", name=circle.name, at=meeting.at, flow=Named(f"flow:{meeting.flow}"))]
    lines += [say("circle.leads", who=circle.members[lead].name)] if lead is not None else []
    lines += [say("circle.brings", who=circle.members[bring].name)] if bring is not None else []
    rows: tuple[tuple[Press, ...], ...] = (
        (press("circle.cannot", "away", meeting.id), press("circle.who_does_what", "page", f"meeting {meeting.id}")),
    )
    effects: list[Effect] = [Tell(lines=tuple(lines), rows=rows)]
    for who, word in ((lead, "lead"), (bring, "bring")):
        if who is not None:
            mine = ((press(f"circle.rather_not.{word}", "skip", f"{meeting.id}:{word}"),),)
            effects.append(Tell(lines=(say(f"circle.you.{word}", at=meeting.at),), rows=mine, to=who))
    return [*effects, Coming(meeting=meeting.id)]


def _follow(circle: Circle, meeting: Meeting) -> list[Effect]:
    """The day after: what comes next, or whether it should still take place."""
    following = next((one for one in circle.planned if one.id != meeting.id), None)
    lines = [say("circle.held" if meeting.state == "held" else "circle.not_held")]
    if meeting.state != "held":
        meeting.state = "dropped"
    if following is not None and following.at is not None:
        lines.append(say("circle.next", at=following.at))
        lead = planned(circle, "lead").get(following.id)
        lines += [say("circle.leads", who=circle.members[lead].name)] if lead is not None else []
        rows: tuple[tuple[Press, ...], ...] = ((press("circle.dates", "page", "dates"),),)
    else:
        lines.append(say("circle.no_next"))
        rows = ((press("circle.find", "find"), press("circle.plan_year", "page", "year")),)
    return [Tell(lines=tuple(lines), rows=rows)]


def _remind(circle: Circle, meeting: Meeting) -> list[Effect]:
    """Only those who did not say when they can."""
    silent = [one for one in circle.present if len(meeting.answers.get(one, {})) < len(meeting.options)]
    rows = ((press("circle.mark", "page", "poll"),),)
    return [Tell(lines=(say("circle.say_when", name=circle.name),), rows=rows, to=member) for member in silent]


def _began(circle: Circle, id: str, session: str) -> Answer:
    meeting = circle.meeting(id)
    if meeting is None or meeting.state != "planned":
        return Answer(idle=True)
    meeting.state, meeting.session = "open", session
    return Answer()


def _ended(circle: Circle, ended: Ended) -> Answer:
    meeting = circle.meeting(ended.meeting)
    if meeting is None or meeting.state != "open":
        return Answer(idle=True)
    if not ended.held:
        meeting.state, meeting.session = "planned", ""
        return Answer()
    meeting.state, meeting.present = "held", list(ended.present)
    meeting.fixed = dict(ended.duties)
    for duty, who in ended.duties.items():
        served(circle, duty, who, ended.at)
    circle.meetings = circle.meetings[-MOST_MEETINGS:]
    return Answer()
