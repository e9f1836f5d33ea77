"""What somebody can type instead of tapping, in Dutch and in English."""

from __future__ import annotations

from bot import joining, menu
from bot.desk import Desk
from bot.incoming import Command
from bot.rhythm import front
from flows.engine.events import Event, Left, RoomLost, Tapped
from flows.engine.session import LOBBY, PAUSED, SeatId, Session, SessionId
from storage.people import Person

BEGIN = ("begin", "start")
HELP = ("help",)
LEAVE = ("weg", "leave")
CARD = ("kaart", "card")
#: Commands that do what a button does.
BUTTONS = {"pauze": "pause", "pause": "pause", "verder": "resume", "resume": "resume", "stop": "stop"}
#: The same words before the conversation has begun.
IN_LOBBY = {"stop": "cancel"}
KNOWN = (*BEGIN, *HELP, *LEAVE, *CARD, *BUTTONS, *front.KNOWN)


def typed(desk: Desk, command: Command) -> None:
    assert command.place is not None
    private = command.place.kind == "private"
    if command.sender is None:
        _anonymous(desk, command)
        return
    if not private and command.name not in KNOWN:
        # Meant for another bot.
        return
    person = desk.person(command, command.sender)
    if private and not person.reachable:
        person = desk.reachable(person, True)
    if command.name == "start" and private and command.argument[:1] in front.PAYLOADS:
        front.started(desk, command, person)
    elif command.name == "start" and private:
        joining.started(desk, command, person)
    elif command.name in BEGIN:
        menu.ask(desk, command, person)
    elif command.name in front.KNOWN:
        front.typed(desk, command, person)
    elif command.name in KNOWN and command.name not in HELP:
        _do(desk, command, person, private)
    else:
        desk.replies.notice(command, ("help.private" if private else "help.group", {}), language=person.language)


def _anonymous(desk: Desk, command: Command) -> None:
    """An anonymous admin: a tap does tell who it is, so whoever wants to begin gets buttons."""
    if command.name in BEGIN:
        menu.ask(desk, command, None)
    elif command.name in KNOWN:
        desk.replies.notice(command, ("anonymous", {}))


def _do(desk: Desk, command: Command, person: Person, private: bool) -> None:
    session_id = desk.session_here(command, person)
    seat = desk.seat_here(session_id, person)
    session = None if session_id is None else desk.move.sessions.load(session_id)
    if session is not None and session.state == LOBBY and not session.present and BUTTONS.get(command.name) == "stop":
        # A lobby in which nobody sits is anybody's to clear away.
        desk.conversations.apply(desk.move, session.id, RoomLost(), desk.now)
    elif session is None or seat is None or seat not in session.present:
        desk.replies.notice(command, ("begin.nothing", {}), language=person.language)
    elif private and _asks_for_card(session, command.name):
        # What is written next is about the conversation.
        desk.focus(person, session.id)
        desk.replies.show_own(command, session.id, seat, user=person.user)
    else:
        _apply(desk, command, session, seat, private)


def _asks_for_card(session: Session, name: str) -> bool:
    """To go on with what goes on already is to ask where we are."""
    return name in CARD or (BUTTONS.get(name) == "resume" and session.state != PAUSED)


def _apply(desk: Desk, command: Command, session: Session, seat: SeatId, private: bool) -> None:
    outcome = desk.conversations.apply(desk.move, SessionId(session.id), _event(session, seat, command.name), desk.now)
    assert outcome is not None
    # In a room everybody sees what came of it; somebody who typed it elsewhere, or is gone, does not.
    elsewhere = private and (session.room == "group" or command.name in LEAVE)
    if outcome.idle or elsewhere:
        desk.replies.in_words(command, outcome)


def _event(session: Session, seat: SeatId, name: str) -> Event:
    if name in LEAVE:
        return Left(seat=seat)
    action = "card" if _asks_for_card(session, name) else BUTTONS[name]
    if session.state == LOBBY:
        action = IN_LOBBY.get(action, "card")
    return Tapped(seat=seat, action=action)
