"""A circle takes in what happened: ``(circle, event, now) -> (circle, what follows)``."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.rhythm.circle import meetings, pairs, polling, settings, turns, waiting
from flows.rhythm.circle.agenda import agenda
from flows.rhythm.circle.events import Began, Came, Ended, Event, Freed, Pressed, Went, Woke, Wrote
from flows.rhythm.circle.rota import newcomers_turns, planned, served, takes
from flows.rhythm.circle.state import DUTIES, Circle, Meeting, Member, MemberId, Turns
from flows.rhythm.due import Due, missed, now_due
from flows.rhythm.effects import Answer, Coming, Effect, Gather, LookIn, Tell
from flows.rhythm.words import Named, Press, press, say

#: What somebody is called who wanted to be forgotten.
NAMELESS = "…"
#: A team; more do not fit on a page.
MOST_MEMBERS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    circle: Circle
    answer: Answer


def take(circle: Circle, event: Event, now: datetime) -> Outcome:
    """What is given stays as it is."""
    work = deepcopy(circle)
    before = turns.prepared(work)
    answer = _take(work, event, now)
    if answer.idle:
        return Outcome(circle=circle, answer=answer)
    if not isinstance(event, Woke | Began | Ended):
        answer.effects += turns.handed_on(work, before, actor=event.member)
        waiting.keep_for_the_morning(work, answer, event.member, now)
    meetings.forget_old(work)
    work.number += 1
    return Outcome(circle=work, answer=answer)


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
        case Went(member=member, forget=True) if member in circle.members:
            answer = _went(circle, member, now)
            circle.members[member].name = NAMELESS
            return replace(answer, idle=False)
        case Went(member=member):
            return _went(circle, member, now)
        case Pressed(member=member) if member in circle.present:
            return _pressed(circle, event, now)
        case Wrote(member=member) if member in circle.present:
            return _wrote(circle, event, now)
        case Freed(member=member, days=days) if member in circle.present:
            return settings.set_free(circle, days)
        case _:
            return Answer(line=say("circle.not_in"), idle=True)


# Coming and going.


def _came(circle: Circle, came: Came, now: datetime) -> Answer:
    known = circle.members.get(came.member)
    if known is not None and known.here:
        same = (known.name, known.reachable) == (came.name, came.reachable)
        known.name, known.reachable = came.name, came.reachable
        return Answer(page="home", idle=same)
    if len(circle.present) >= MOST_MEMBERS:
        return Answer(line=say("circle.full", most=MOST_MEMBERS), idle=True)
    new = newcomers_turns(circle, now)
    if known is not None:
        known.here, known.name, known.reachable = True, came.name, came.reachable
        # Being away is no way out of a turn, nor something to be made up for.
        known.turns = {duty: max(known.turns.get(duty, Turns()), new[duty], key=_times) for duty in DUTIES}
    else:
        circle.counted += 1
        circle.members[came.member] = Member(
            id=came.member, name=came.name, joined=now, reachable=came.reachable, turns=new if circle.members else {}
        )
    return Answer(line=say("circle.welcome", name=circle.name), page="home")


def _times(turns: Turns) -> int:
    return turns.times


def _went(circle: Circle, member: MemberId, now: datetime) -> Answer:
    """The others go on: what was his or hers falls to whoever is next."""
    if member not in circle.present:
        return Answer(idle=True)
    who = circle.members[member]
    who.here, who.wishes, who.vetoes, who.snoozed = False, [], [], None
    for other in circle.members.values():
        other.wishes = [one for one in other.wishes if one != member]
        other.vetoes = [one for one in other.vetoes if one != member]
    for meeting in circle.meetings:
        meeting.answers.pop(member, None)
        if meeting.swap is not None and member in (meeting.swap.by, meeting.swap.to):
            meeting.swap = None
        if meeting.state in ("planned", "asked"):
            meeting.fixed = {duty: one for duty, one in meeting.fixed.items() if one != member}
    answer = Answer(line=say("circle.left", name=circle.name))
    if not circle.present:
        _nobody_left(circle)
        return answer
    gone = Tell(lines=(say("circle.member_gone", who=who.name),))
    answer.effects += [gone, *pairs.gone(circle, member), *polling.all_said(circle, now)]
    return answer


def _nobody_left(circle: Circle) -> None:
    """Whoever comes next begins anew."""
    for meeting in circle.meetings:
        if meeting.state in ("planned", "asked"):
            meeting.state = "dropped"
    circle.waiting = []
    if circle.pairs is not None:
        circle.pairs.next = None


# What people do.

_Pressed = Callable[[Circle, MemberId, str, datetime], Answer]

_ACTIONS: dict[str, _Pressed] = {
    "page": lambda circle, member, value, now: Answer(page=value, idle=True),
    "usual_rules": lambda circle, member, value, now: settings.agree_as_usual(circle, member, value.split("|")),
    # Whoever says so says it to the others as well, and it is kept nowhere.
    "right": lambda circle, member, value, now: Answer(line=say("circle.rules.good"), idle=True),
    "weeks": lambda circle, member, value, now: settings.set_weeks(circle, value),
    "weekday": lambda circle, member, value, now: settings.set_weekday(circle, value),
    "clock": lambda circle, member, value, now: settings.set_clock(circle, value),
    "region": lambda circle, member, value, now: settings.set_region(circle, value),
    "year_region": lambda circle, member, value, now: settings.set_region(circle, value, page="year"),
    "flow": lambda circle, member, value, now: settings.set_flow(circle, value),
    "year": lambda circle, member, value, now: meetings.plan_year(circle, member, now),
    "drop": lambda circle, member, value, now: meetings.drop(circle, member, value),
    "find": lambda circle, member, value, now: polling.search(circle, member, now),
    "move": lambda circle, member, value, now: polling.another_date(circle, member, value, now),
    "others": lambda circle, member, value, now: polling.others(circle, value, now),
    "mark": lambda circle, member, value, now: polling.mark(circle, member, value, now),
    "settle": lambda circle, member, value, now: polling.settle(circle, value, now),
    "away": lambda circle, member, value, now: turns.away(circle, member, value),
    "come": lambda circle, member, value, now: turns.comes(circle, member, value),
    "skip": lambda circle, member, value, now: turns.skip(circle, member, value),
    "swap": lambda circle, member, value, now: turns.propose_swap(circle, member, value),
    "swap_yes": lambda circle, member, value, now: turns.answer_swap(circle, member, value, yes=True),
    "swap_no": lambda circle, member, value, now: turns.answer_swap(circle, member, value, yes=False),
    "pairs": lambda circle, member, value, now: pairs.start(circle, now) if value == "on" else pairs.stop(circle),
    "pair_weeks": lambda circle, member, value, now: pairs.weeks(circle, value, now),
    "wish": lambda circle, member, value, now: pairs.wish(circle, member, value, veto=False),
    "veto": lambda circle, member, value, now: pairs.wish(circle, member, value, veto=True),
    "snooze": lambda circle, member, value, now: pairs.snooze(circle, member, value, now),
    "met": lambda circle, member, value, now: pairs.met(circle, member, value),
    "leave": lambda circle, member, value, now: _went(circle, member, now),
}


def _pressed(circle: Circle, pressed: Pressed, now: datetime) -> Answer:
    action = _ACTIONS.get(pressed.action)
    return meetings.OLD if action is None else action(circle, pressed.member, pressed.value, now)


def _wrote(circle: Circle, wrote: Wrote, now: datetime) -> Answer:
    match wrote.about:
        case "rules":
            return settings.agree(circle, wrote.member, wrote.text.splitlines())
        case "moment":
            return polling.add_option(circle, wrote.member, wrote.text, now)
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
        _note(circle, due, now)
    for due in now_due(todo, now, circle.hours):
        _note(circle, due, now)
        answer.effects += _do(circle, due, now)
    return answer


def _note(circle: Circle, due: Due, now: datetime) -> None:
    """It is done, or too late, and does not come back."""
    meeting = circle.meeting(due.about)
    if meeting is not None:
        meeting.sent.append(due.what)
        if due.what == "follow" and meeting.state != "held":
            meeting.state = "dropped"
    elif circle.pairs is not None and due.what == "ask_met":
        circle.pairs.asked = True
    elif circle.pairs is not None and due.what == "pair":
        # A round that nobody heard of begins a whole while later.
        circle.pairs.next = pairs.following(circle, now)


def _do(circle: Circle, due: Due, now: datetime) -> list[Effect]:
    meeting = circle.meeting(due.about)
    if meeting is None:
        return _do_for_all(circle, due, now)
    match due.what:
        case "prepare":
            return _prepare(circle, meeting)
        case "open":
            # With one there is nobody to talk with; those who could come heard so before.
            return [Gather(meeting=meeting.id)] if len(circle.coming(meeting)) > 1 else []
        case "follow":
            return _follow(circle, meeting, now)
        case "remind":
            return polling.remind(circle, meeting, now)
        case "look_in":
            return [LookIn(session=meeting.session)]
    return [polling.tell_best(circle, meeting, now)]


def _do_for_all(circle: Circle, due: Due, now: datetime) -> list[Effect]:
    match due.what:
        case "waiting":
            return [*waiting.come_true(circle)]
        case "ask_met":
            return pairs.ask_met(circle)
    return pairs.match(circle, now)


def _prepare(circle: Circle, meeting: Meeting) -> list[Effect]:
    """What is coming, who does what; for whoever leads a word apart. From now on that stays theirs."""
    assert meeting.at is not None
    if len(circle.coming(meeting)) < 2:
        return [turns.too_few(meeting)]
    for duty, who in {duty: planned(circle, duty).get(meeting.id) for duty in DUTIES}.items():
        takes(circle, duty, who, meeting)
    lines = [say("circle.prepare", name=circle.name, at=meeting.at, flow=Named(f"flow:{meeting.flow}"))]
    lines += [say(f"circle.{duty}s", who=circle.members[who].name) for duty, who in meeting.fixed.items()]
    rows: tuple[tuple[Press, ...], ...] = (
        (press("circle.cannot", "away", meeting.id), press("circle.who_does_what", "page", f"meeting {meeting.id}")),
    )
    effects: list[Effect] = [Tell(lines=tuple(lines), rows=rows)]
    for duty, who in meeting.fixed.items():
        about = f"{meeting.id}:{duty}"
        mine = press(f"circle.rather_not.{duty}", "skip", about), press(f"circle.swap.{duty}", "page", f"swap {about}")
        effects.append(Tell(lines=(say(f"circle.you.{duty}", at=meeting.at),), rows=(mine,), to=who))
    return [*effects, Coming(meeting=meeting.id)]


def _follow(circle: Circle, meeting: Meeting, now: datetime) -> list[Effect]:
    """The day after: what comes next, or whether it should still take place."""
    following = next((one for one in circle.planned if one.at is not None and one.at > now), None)
    over = meeting.over or meeting.at
    yesterday = over is not None and circle.day(now) - circle.day(over) <= timedelta(days=1)
    held = say("circle.held" if yesterday else "circle.held_before")
    lines = [held if meeting.state == "held" else say("circle.not_held")]
    rows: tuple[tuple[Press, ...], ...] = ((press("circle.dates", "page", "dates"),),)
    if following is not None and following.at is not None:
        lines.append(say("circle.next", at=following.at))
        lead = planned(circle, "lead").get(following.id)
        lines += [say("circle.leads", who=circle.members[lead].name)] if lead is not None else []
    elif circle.asked is not None:
        lines.append(say("circle.searching"))
        rows = ((press("circle.mark", "page", "poll"),),)
    else:
        lines.append(say("circle.no_next"))
        rows = ((press("circle.find", "find"), press("circle.plan_year", "page", "year")),)
    return [Tell(lines=tuple(lines), rows=rows)]


def _began(circle: Circle, id: str, session: str) -> Answer:
    meeting = circle.meeting(id)
    if not id and circle.pairs is not None:
        circle.pairs.rooms.append(session)
        return Answer()
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
    meeting.state, meeting.over, meeting.present = "held", ended.at, list(ended.present)
    meeting.swap = None
    for duty in DUTIES:
        takes(circle, duty, ended.duties.get(duty), meeting)
    for duty, who in ended.duties.items():
        served(circle, duty, who, ended.at)
    return Answer()
