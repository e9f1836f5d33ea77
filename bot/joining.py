"""Coming in by a link: to take part, or to one's own card."""

from __future__ import annotations

from bot.desk import Desk
from bot.incoming import Command, Sender
from bot.rhythm.gathering import turns_of
from flows.engine.events import Joined
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from storage.people import Person

#: Longer names make a card unreadable.
LONGEST_NAME = 40


def started(desk: Desk, command: Command, person: Person) -> None:
    """Start was pressed, perhaps at the end of a link."""
    payload = command.argument
    if not payload:
        desk.replies.notice(command, ("start.hello", {}), language=person.language)
    elif payload[0] in "jo":
        _come_in(desk, command, person, SessionId(payload[1:]))
    else:
        desk.replies.notice(command, ("start.unknown_link", {}), language=person.language)


def _come_in(desk: Desk, command: Command, person: Person, session_id: SessionId) -> None:
    session = desk.move.sessions.load(session_id)
    if session is None or session.state == CLOSED:
        key = "start.unknown_link" if session is None else "start.closed"
        desk.replies.notice(command, (key, {}), language=person.language)
        return
    seat = desk.move.seats.seat_of(session=session_id, person=person.id)
    if seat in session.present:
        desk.focus(person, session_id)
        desk.replies.show_own(command, session_id, SeatId(seat or ""), user=person.user)
    elif len(session.present) >= desk.conversations.script(desk.move, session).flow.people.max:
        desk.replies.notice(command, ("start.full", {}), language=person.language)
    else:
        _join(desk, command, person, session)


def _join(desk: Desk, command: Command, person: Person, session: Session) -> None:
    assert command.sender is not None
    take_seat(desk, person, session, command.sender)
    if session.room == "group":
        title = desk.conversations.script(desk.move, session).in_language(session.language).title
        desk.replies.notice(command, ("start.joined", {"title": title}), language=session.language)


def take_seat(desk: Desk, person: Person, session: Session, sender: Sender) -> None:
    """A seat of one's own, or the one that was left before."""
    seat = desk.move.seats.seat_of(session=session.id, person=person.id)
    if seat is None:
        seat = SeatId(f"p{len(desk.move.seats.people(session.id)) + 1}")
        desk.move.seats.set(session=session.id, seat=seat, person=person.id)
    desk.focus(person, session.id)
    last = desk.move.served.last(room=desk.move.sessions.room(session.id), person=person.id)
    served = {role: when.isoformat() for role, when in last.items()}
    served |= turns_of(desk.rounds, desk.move, session, person) or {}
    taken = {other.name for other in session.seats.values() if other.id != seat}
    joined = Joined(seat=seat, name=own_name(sender, taken), reachable=person.reachable, served=served)
    desk.conversations.apply(desk.move, session.id, joined, desk.now)


def own_name(sender: Sender, taken: set[str]) -> str:
    """A first name, with as much of the rest as tells it from another."""
    first = sender.name[:LONGEST_NAME].strip() or "?"
    rest = sender.full_name.removeprefix(sender.name).strip()
    longer = [first]
    if rest:
        longer += [f"{first[: LONGEST_NAME - 4]} {rest[:1]}.", f"{first} {rest}"[:LONGEST_NAME]]
    found = next((name for name in longer if name not in taken), None)
    number = 2
    while found is None:
        name = f"{first[: LONGEST_NAME - 4]} {number}"
        found = None if name in taken else name
        number += 1
    return found
