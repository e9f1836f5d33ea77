"""What can be put around every step: next, back, again, more time, pause, skip, handing over, stop.

Whoever leads does these at once. Anybody else proposes them, and they happen when more than half agree; without a
leader that is how the group leads itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flows.engine import between, clocks, presence
from flows.engine.effects import Button, Line
from flows.engine.events import Left, Tapped
from flows.engine.onward import enter, finish, kind_of, onward
from flows.engine.session import Motion, SeatId
from flows.engine.walk import Walk
from flows.language.model import Discuss, Wait

#: These are proposed, even by whoever leads.
BY_CONSENT = ("stop", "skip")


def tapped(walk: Walk, seat: SeatId, tap: Tapped) -> bool:
    """Do it, when it is a control; False when it is not."""
    action = f"aside:{tap.value}" if tap.action == "aside" else tap.action
    if action in _DEEDS or tap.action == "aside":
        if hindrance := _hindrance(walk, action):
            walk.refuse(hindrance)
        elif seat == walk.leader and action not in BY_CONSENT:
            _do(walk, action, seat)
        else:
            _propose(walk, action, seat)
    elif action == "agree_motion":
        _agree(walk, seat)
    elif action == "against":
        _against(walk)
    elif action == "more" and isinstance(walk.step, Wait):
        between.postpone(walk, seat, "day")
    elif action == "more":
        clocks.more_time(walk)
        walk.tell("answer.more")
    elif action == "pause":
        clocks.hold(walk, "asked")
        walk.tell("answer.paused")
    elif action == "take":
        if not presence.take_over(walk, seat):
            walk.refuse("answer.led")
    elif action == "leave":
        presence.left(walk, Left(seat=seat))
    elif action == "hand":
        _hand(walk, seat, tap.value)
    elif action == "menu":
        _menu(walk, seat)
    elif action == "card":
        walk.show(fresh=True)
    else:
        return False
    return True


def _next(walk: Walk, seat: SeatId) -> None:
    finish(walk)
    walk.tell("answer.next")


def _skip(walk: Walk, seat: SeatId) -> None:
    finish(walk)


def _back(walk: Walk, seat: SeatId) -> None:
    session, leader = walk.session, walk.leader
    walk.pull("back")
    trace = session.trail[-1]
    session.trail = session.trail[:-1]
    session.rounds, session.roles = dict(trace.rounds), dict(trace.roles)
    # Going back changes nothing about who leads.
    session.roles.pop(walk.script.leader or "", None)
    if leader is not None:
        session.roles[walk.script.leader or ""] = leader
    enter(walk)
    walk.tell("answer.back")


def _aside(walk: Walk, seat: SeatId, flow: str) -> None:
    """A short flow beside this one; after it the conversation goes on where it was."""
    walk.session.beside, walk.aside = walk.session.state, flow
    onward(walk, "aside")
    walk.tell("answer.aside")


def _return(walk: Walk, seat: SeatId) -> None:
    """Back from a short flow before its end."""
    session = walk.session
    while walk.script.aside_of(session.state):
        walk.pull("advance")
    enter(walk)
    walk.tell("answer.returned")


def _again(walk: Walk, seat: SeatId) -> None:
    walk.pull("repeat")
    enter(walk)
    walk.tell("answer.again")


def _skip_person(walk: Walk, seat: SeatId) -> None:
    kind, step = kind_of(walk)
    [up] = kind.awaited(walk, step)
    kind.passes(walk, step, up)
    walk.tell("answer.skipped", name=up)


def _stop(walk: Walk, seat: SeatId) -> None:
    if walk.session.waited:
        walk.close("stopped_halfway")
    else:
        walk.close("stopped")


_DEEDS: dict[str, Callable[[Walk, SeatId], None]] = {
    "next": _next,
    "skip": _skip,
    "back": _back,
    "again": _again,
    "skip_person": _skip_person,
    "stop": _stop,
    "return": _return,
}


def _deed(what: str) -> Callable[[Walk, SeatId], None]:
    """What is done; to go aside it says where to ("aside:zinvol")."""
    kind, _, where = what.partition(":")
    return partial(_aside, flow=where) if kind == "aside" else _DEEDS[kind]


def _do(walk: Walk, what: str, seat: SeatId) -> None:
    motion, walk.session.motion = walk.session.motion, None
    if motion is not None and motion.about not in ("", walk.floor.up):
        # Whom it was about had the turn meanwhile.
        walk.tell("answer.nobody_up")
    else:
        _deed(what)(walk, seat)


def _hindrance(walk: Walk, what: str) -> str:
    """Why it cannot be done now; nothing when it can."""
    if what == "next":
        kind, step = kind_of(walk)
        return "" if kind.may_end(walk, step) else "answer.not_yet"
    if what == "back":
        return "" if walk.session.trail else "answer.no_back"
    deed, _, where = what.partition(":")
    if deed == "aside":
        return "" if where in asides(walk) else "answer.old"
    if deed == "return":
        return "" if walk.script.aside_of(walk.session.state) else "answer.old"
    return "answer.nobody_up" if what == "skip_person" and walk.floor.up is None else ""


def _propose(walk: Walk, what: str, seat: SeatId) -> None:
    motion = walk.session.motion
    if motion is not None and motion.what == what:
        _agree(walk, seat)
        return
    if motion is not None:
        walk.refuse("answer.motion_first")
        return
    about = walk.floor.up or "" if what == "skip_person" else ""
    walk.session.motion = motion = Motion(what=what, by=seat, agreed=(seat,), about=about)
    walk.tell("answer.proposed")
    _count(walk, seat, motion)
    if walk.session.motion is not None:
        # It stands on the card, with its buttons; a new one, so that nobody misses it.
        walk.show(fresh=True)


def _agree(walk: Walk, seat: SeatId) -> None:
    motion = walk.session.motion
    if motion is None:
        walk.refuse("answer.no_motion")
        return
    if seat in motion.agreed:
        walk.refuse("answer.agreed_already")
        return
    walk.session.motion = motion = replace(motion, agreed=(*motion.agreed, seat))
    walk.tell("answer.agreed", settles=False)
    _count(walk, seat, motion)


def _against(walk: Walk) -> None:
    """One objection and the conversation goes on as it was; it can be proposed again."""
    if walk.session.motion is None:
        walk.refuse("answer.no_motion")
        return
    walk.session.motion = None
    walk.say(Line(key="motion.rejected"), again=False)
    walk.tell("answer.against")


def _count(walk: Walk, seat: SeatId, motion: Motion) -> None:
    voters = [one for one in walk.session.present if one != motion.about]
    if sum(one in motion.agreed for one in voters) * 2 > len(voters):
        _do(walk, motion.what, seat)


def _hand(walk: Walk, seat: SeatId, to: str) -> None:
    """Whoever leads passes the role on: to somebody by name, or to the bot."""
    session, role = walk.session, walk.script.leader
    if role is None or seat != walk.leader:
        walk.refuse("answer.not_leading")
    elif to == "" and not session.seats[seat].reachable:
        walk.refuse("answer.open_first")
    elif to == "":
        others = [one for one in session.present if one != seat]
        buttons = [(Button(action="hand", value=one, label="name", name=one),) for one in others]
        walk.say(
            Line(key="hand.whom"),
            to=seat,
            buttons=(*buttons, (Button(action="hand", value="bot", label="bot"),)),
            again=False,
        )
        walk.tell("answer.private")
    elif to == "bot":
        del session.roles[role]
        walk.say(Line(key="leader.bot"), again=False)
        walk.tell("answer.handed", settles=True)
    elif to in session.present:
        del session.roles[role]
        presence.take_over(walk, SeatId(to))
        walk.tell("answer.handed", settles=True)
    else:
        walk.refuse("answer.old")


def _menu(walk: Walk, seat: SeatId) -> None:
    """Everything that can be done now, in a private message, so that the card of the room stays small."""
    if not walk.session.seats[seat].reachable:
        walk.refuse("answer.open_first")
        return
    walk.say(Line(key="menu.all"), to=seat, buttons=menu(walk, seat), again=False)
    walk.tell("answer.private")


def asides(walk: Walk) -> tuple[str, ...]:
    """The short flows one can go aside to from here: from an open conversation, and not from one of those flows."""
    script, people = walk.script, len(walk.session.present)
    if walk.session.state not in script.order or not isinstance(walk.step, Discuss):
        return ()
    sizes = {name: flows[script.flow.language].people for name, flows in script.loaded.asides.items()}
    return tuple(name for name, size in sizes.items() if size.min <= people <= size.max)


def menu(walk: Walk, seat: SeatId) -> tuple[tuple[Button, ...], ...]:
    def row(*actions: str) -> tuple[Button, ...]:
        return tuple(Button(action=action, label=action) for action in actions)

    rows = [
        row("next", "more"),
        row("back", "again"),
        row("skip_person", "skip"),
        row("pause", "stop"),
        row("leave"),
    ]
    for name in asides(walk):
        rows.insert(3, (Button(action="aside", value=name, label=f"aside:{name}"),))
    if walk.script.aside_of(walk.session.state):
        rows.insert(0, row("return"))
    if seat == walk.leader:
        rows.insert(2, row("hand"))
    elif walk.script.leader is not None and (walk.leader is None or walk.session.leaderless):
        rows.insert(2, row("take"))
    return tuple(rows)
