"""Time: soft bells, silence, and reminders in a conversation over days."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.engine import between
from flows.engine.effects import Button, Line
from flows.engine.session import Mark, Pace
from flows.engine.steps import KINDS
from flows.engine.timers import awake, hush, ring
from flows.engine.walk import Walk
from flows.language.model import Wait

#: Over days, a turn is meant to be taken within this time.
TURN = timedelta(hours=24)
#: After this silence in a chat, whoever is up is told that there is no hurry.
SILENCE = timedelta(minutes=4)
#: Reminders before a conversation over days goes on without somebody's turn.
REMINDERS = 2
#: Bells without an answer from whoever leads before the role is offered to others.
BELLS = 2
LATER = timedelta(minutes=10)


def start_step(walk: Walk) -> None:
    """The bell of a step; over days only turns have a time."""
    if isinstance(walk.step, Wait):
        hush(walk, "bell")
        between.begin(walk, walk.step)
        return
    hush(walk, "wait", "remind")
    minutes = walk.step.minutes
    if minutes is None or walk.session.pace is Pace.DAYS:
        hush(walk, "bell")
        return
    _until(walk, walk.now + timedelta(minutes=minutes))


def _until(walk: Walk, due: datetime) -> None:
    walk.floor.until = due.isoformat()
    ring(walk, "bell", due)


def start_turn(walk: Walk) -> None:
    """Whoever is awaited now has a time of his or her own."""
    if isinstance(walk.step, Wait):
        hush(walk, "turn")
    elif walk.session.pace is Pace.DAYS:
        due = awake(walk.now + TURN, walk.session.zone, walk.session.region)
        walk.floor.until = due.isoformat()
        ring(walk, "turn", due)
    elif walk.session.pace is Pace.CHAT and walk.floor.up is not None:
        ring(walk, "turn", walk.now + SILENCE)
    else:
        hush(walk, "turn")


def hold(walk: Walk, why: str) -> None:
    """Wait, until somebody wants to go on."""
    session, state = walk.session, walk.session.state
    walk.pull("pause")
    session.held, session.pause, session.motion = state, why, None
    hush(walk)
    # That it stops should be noticed, and an edit is not.
    walk.show(fresh=True)


def more_time(walk: Walk) -> None:
    walk.floor.rung = 0
    if walk.session.pace is Pace.DAYS:
        start_turn(walk)
        return
    extra = timedelta(minutes=max(3, (walk.step.minutes or 6) // 2))
    until = walk.floor.until
    _until(walk, max(walk.now, datetime.fromisoformat(until) if until else walk.now) + extra)


def rang(walk: Walk, timer: str, stamp: str) -> None:
    session = walk.session
    visit, _, turn = stamp.partition(".")
    if not session.running or timer not in session.timers or visit != str(session.visit):
        walk.idle = True
    elif timer == "wait":
        between.over(walk)
    elif timer == "remind":
        between.remind(walk)
    elif timer == "bell":
        _bell(walk)
    elif turn != str(walk.floor.turn):
        walk.idle = True
    elif session.pace is Pace.DAYS:
        _overdue(walk)
    else:
        _silent(walk)


def _bell(walk: Walk) -> None:
    """Time is up, softly: it is said to whoever leads, and nothing ends by itself."""
    walk.floor.rung += 1
    leader = walk.leader
    more = Button(action="more", label="more")
    onward = Button(action="next", label="next")
    if leader is None:
        hush(walk, "bell")
        walk.say(Line(key="bell.everyone"), buttons=((more, onward),), again=False)
    elif walk.floor.rung < BELLS:
        to = leader if walk.session.seats[leader].reachable else None
        walk.say(Line(key="bell.leader"), to=to, buttons=((more, onward),), again=False)
        ring(walk, "bell", walk.now + LATER)
    else:
        hush(walk, "bell")
        walk.session.leaderless = True
        take = Button(action="take", label="take")
        walk.say(Line(key="leader.silent", names={"name": leader}), buttons=((take,),), again=False)


def _silent(walk: Walk) -> None:
    """In a chat: one friendly word to whoever is up, and no more."""
    hush(walk, "turn")
    walk.floor.reminded += 1
    [up] = KINDS[walk.step.kind].awaited(walk, walk.step)
    to = up if walk.session.seats[up].reachable else None
    walk.say(Line(key="turn.silent", names={"name": up}), to=to, again=False)


def _overdue(walk: Walk) -> None:
    """Over days: a reminder, another one, and then the others go on; coming back is always possible."""
    step = walk.step
    kind = KINDS[step.kind]
    awaited = kind.awaited(walk, step)
    walk.floor.reminded += 1
    if walk.floor.reminded <= REMINDERS:
        for seat in awaited:
            if not walk.session.seats[seat].reachable:
                continue
            walk.say(Line(key="turn.reminder", names={"name": seat}), to=seat, again=False)
        start_turn(walk)
        return
    walk.floor.reminded = 0
    if set(awaited) >= set(walk.session.present):
        # Nobody at all is there now: the conversation waits, however long it takes.
        hold(walk, "asked")
        return
    hush(walk, "turn")
    for seat in awaited:
        if not kind.passes(walk, step, seat):
            # Nobody agrees for another: whoever stays silent no longer takes part in this step.
            walk.floor.seats = [other for other in walk.floor.seats if other != seat]
            walk.mark(seat, Mark.PASSED)
    walk.say(Line(key="turn.went_on", lists={"names": tuple(awaited)}), again=False)
