"""Before the conversation: who takes part, at what pace, and whether the guards watch."""

from __future__ import annotations

from flows.engine import presence
from flows.engine.events import Left, Tapped
from flows.engine.onward import onward
from flows.engine.session import Pace, SeatId
from flows.engine.walk import Walk


def too_few(walk: Walk) -> bool:
    """Whether people wait for others without whom something else can be done too."""
    return 1 < len(walk.session.present) < walk.script.flow.people.min


def tapped(walk: Walk, seat: SeatId, tap: Tapped) -> None:
    session, flow = walk.session, walk.script.flow
    if tap.action == "pace" and tap.value in flow.paces:
        if session.pace == tap.value:
            walk.refuse("answer.pace_already")
            return
        session.pace = Pace(tap.value)
        walk.tell("answer.pace")
    elif tap.action == "guards":
        session.guards = not session.guards
        walk.tell("answer.guards_on" if session.guards else "answer.guards_off")
    elif tap.action == "begin":
        if len(session.present) < flow.people.min:
            walk.refuse("answer.too_few_smaller" if too_few(walk) else "answer.too_few")
            return
        onward(walk, "begin")
        walk.tell("answer.begun")
    elif tap.action == "card":
        walk.show(fresh=True)
    elif tap.action == "leave":
        presence.left(walk, Left(seat=seat))
    elif tap.action == "cancel":
        walk.close("cancelled")
        walk.tell("closed.cancelled")
    else:
        walk.refuse("answer.old")
