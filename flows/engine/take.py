"""The engine as one function: a flow, a session, an event and the time give the session after it and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flows.engine import clocks, controls, lobby, presence, words
from flows.engine.effects import Effect
from flows.engine.events import Edited, Event, Joined, Left, Rang, Reached, RoomFound, RoomLost, Said, Tapped
from flows.engine.onward import kind_of, settle, show
from flows.engine.reading import read
from flows.engine.script import Script
from flows.engine.session import CLOSED, LOBBY, PAUSED, Session
from flows.engine.walk import Answer, Walk

#: Buttons that are about one turn; a later turn of the same step makes them old.
OF_A_TURN = ("done", "pass", "accept", "decline", "skip_person", "later")
#: Buttons that stay good whatever happened since.
TIMELESS = ("leave", "take", "menu", "park", "ask", "keep", "bring", "leave_it", "hand", "card")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    session: Session
    effects: tuple[Effect, ...] = ()
    #: The event as it goes into the journal: with what was read from it, without its words.
    event: Event
    #: Whether its words belong to the record; otherwise they are kept nowhere.
    keeps: bool = False
    #: What whoever did this is told.
    answer: Answer | None = None
    #: Nothing changed: there is nothing to store but that it was seen.
    idle: bool = False


def take(script: Script, session: Session, event: Event, now: datetime) -> Outcome:
    """Take in one event. A flow that goes round without end closes the session with a reason."""
    walk = Walk(script, session.copy(), event, now)
    if isinstance(event, Said | Edited) and event.reading is None and session.running:
        event = replace(event, reading=read(walk.step, session, event.text or "", walk.today))
    walk.session.number += 1
    walk.session.changed = now.isoformat()
    visit, turn = session.visit, session.floor.turn
    if session.state == CLOSED:
        walk.refuse("answer.closed")
    else:
        _dispatch(walk, event)
    if walk.idle:
        return Outcome(session=session, event=_bare(event), answer=walk.answer, idle=True)
    settle(walk)
    if session.running and walk.session.running and (walk.session.visit, walk.session.floor.turn) != (visit, turn):
        clocks.start_turn(walk)
    show(walk, visit=visit, turn=turn)
    return Outcome(
        session=walk.session,
        effects=tuple(walk.effects),
        event=_bare(event),
        keeps=walk.keeps,
        answer=walk.answer,
    )


def _bare(event: Event) -> Event:
    return replace(event, text=None) if isinstance(event, Said | Edited) else event


def _dispatch(walk: Walk, event: Event) -> None:
    match event:
        case Joined():
            presence.joined(walk, event)
        case Left():
            presence.left(walk, event)
        case Reached():
            presence.reached(walk, event)
        case RoomLost():
            presence.room_lost(walk)
        case RoomFound():
            presence.room_found(walk, event)
        case Rang():
            clocks.rang(walk, event.timer, event.stamp)
        case _:
            seat = walk.session.seats.get(event.seat)
            if seat is None or not seat.present:
                walk.refuse("answer.not_in")
            elif isinstance(event, Said):
                words.said(walk, event)
            elif isinstance(event, Edited):
                words.edited(walk, event)
            else:
                _tapped(walk, event)


def _tapped(walk: Walk, tap: Tapped) -> None:
    session, seat = walk.session, tap.seat
    if session.state == LOBBY:
        lobby.tapped(walk, seat, tap)
    elif session.state == PAUSED:
        _tapped_in_pause(walk, tap)
    elif _old(walk, tap):
        walk.refuse("answer.old")
    elif not (words.decided(walk, seat, tap) or controls.tapped(walk, seat, tap)):
        _tapped_in_step(walk, tap)


def _old(walk: Walk, tap: Tapped) -> bool:
    if tap.action in TIMELESS or not tap.stamp:
        return False
    visit, _, turn = tap.stamp.partition(".")
    return visit != str(walk.session.visit) or (tap.action in OF_A_TURN and turn != str(walk.floor.turn))


def _tapped_in_pause(walk: Walk, tap: Tapped) -> None:
    # A conversation whose owner left cannot just go on; one without a room can go on as soon as there is one.
    owner_left = walk.session.pause == "owner_left"
    if tap.action == "resume" and not owner_left:
        presence.resume(walk)
        walk.tell("answer.resumed")
    elif tap.action == "other" and presence.rechoose(walk):
        walk.tell("answer.resumed")
    elif tap.action in ("stop", "agree_motion", "against", "leave", "take", "card"):
        controls.tapped(walk, tap.seat, tap)
    else:
        walk.refuse("answer.is_paused")


def _tapped_in_step(walk: Walk, tap: Tapped) -> None:
    kind, step = kind_of(walk)
    if kind.tapped(walk, step, tap.seat, tap):
        return
    if tap.action == "pass" and kind.passes(walk, step, tap.seat):
        walk.tell("answer.passed")
    elif tap.seat in walk.floor.marks:
        walk.refuse("answer.had_yours")
    elif walk.floor.up is not None:
        walk.refuse("answer.not_yours", name=walk.floor.up)
    else:
        walk.refuse("answer.not_for_you")
