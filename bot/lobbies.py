"""A conversation that did not begin yet, exchanged for one that suits fewer people."""

from __future__ import annotations

from bot.desk import Desk
from bot.incoming import Tap
from bot.opening import give_code, new_session
from flows.engine.effects import Line
from flows.engine.events import Joined, Tapped
from flows.engine.script import Script
from flows.engine.session import LOBBY, SeatId, Session, SessionId
from flows.rhythm.circle.events import Began
from storage.people import Person


def _least(desk: Desk, session: Session) -> int:
    return desk.conversations.script(desk.move, session).flow.people.min


def smaller(desk: Desk, tap: Tap, person: Person, session_id: SessionId) -> None:
    """Too few for what was chosen: the same people, in the lobby of a conversation for a smaller group."""
    old = desk.move.sessions.load(session_id)
    script = None if old is None else _smaller_one(desk, old)
    seat = desk.seat_here(session_id, person)
    stands = old is not None and old.state == LOBBY and 1 < len(old.present) < _least(desk, old)
    if old is None or script is None or not stands or seat is None:
        desk.replies.toast(tap, Line(key="answer.old"))
        return
    desk.replies.toast(tap, None)
    room = desk.move.rooms.get(desk.move.sessions.room(session_id))
    assert room is not None
    desk.conversations.apply(desk.move, session_id, Tapped(seat=seat, action="cancel", stamp=old.stamp), desk.now)
    new = new_session(desk.settings, desk.move, script, room, language=old.language, at=desk.now, like=old)
    if desk.move.codes.of(session_id) is not None:
        give_code(desk.move, new.id)
    found = desk.move.gatherings.of(session_id)
    if found is not None:
        # It is still the meeting of their circle.
        desk.move.gatherings.add(new.id, *found)
        desk.rounds.circle(desk.move, found[0], Began(meeting=found[1], session=new.id), desk.now)
    _move_over(desk, old, new.id)


def _move_over(desk: Desk, old: Session, new: SessionId) -> None:
    """Numbered anew: somebody may have left in between, and the next one to come in counts on from them."""
    people = desk.move.seats.people(old.id)
    there = [(old.seats[seat], people[seat]) for seat in old.present if seat in people]
    for number, (known, who) in enumerate(there, start=1):
        seat = SeatId(f"p{number}")
        desk.move.seats.set(session=new, seat=seat, person=who)
        joined = Joined(seat=seat, name=known.name, reachable=known.reachable, served=known.served)
        desk.conversations.apply(desk.move, new, joined, desk.now)
        desk.move.people.focus(who, new)


def _smaller_one(desk: Desk, session: Session) -> Script | None:
    """What the flow itself says is to be done instead, or that says in turn; else what fits so few best."""
    shelf, people = desk.settings.shelf, len(session.present)
    first = script = desk.conversations.script(desk.move, session)
    seen = set[str]()
    while script.flow.people.min > people and script.flow.flow not in seen:
        seen.add(script.flow.flow)
        script = shelf.scripts.get(script.flow.if_fewer or "", script)
    if script.flow.people.min <= people <= script.flow.people.max:
        return script
    fitting = shelf.fitting(people=people, purpose=first.flow.purpose) or shelf.fitting(people=people)
    return next(iter(fitting), None)
