"""Coming and going: of the bot in a group or a private chat, of people in a group, and of the group itself."""

from __future__ import annotations

from bot.desk import Desk
from bot.incoming import Gone, Membership, Migrated, Reopened
from bot.replies import TextLine
from flows.engine.events import Left, RoomFound, RoomLost
from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.move import Move
from storage.rooms import Room


def changed(desk: Desk, event: Membership) -> None:
    """What the bot may do somewhere changed."""
    assert event.place is not None
    if event.place.kind == "private":
        if event.sender is not None:
            desk.reachable(desk.person(event, event.sender), event.present)
        return
    hears = event.hears or desk.settings.hears_all
    known = desk.move.rooms.of_chat(account=event.account, chat=event.place.chat)
    new = event.present and not any(room.present for room in known)
    resumed = False
    for room in known or [desk.ensure_room(event)]:
        desk.move.rooms.set_hears(room.id, hears)
        desk.move.rooms.set_present(room.id, event.present)
        resumed = _tell(desk, room, present=event.present) or resumed
    if new and not resumed:
        lines: list[TextLine] = [("room.added", {})]
        if not hears:
            lines.append(("room.hears_not", {}))
        desk.replies.notice(event, *lines)


def _tell(desk: Desk, room: Room, *, present: bool) -> bool:
    """Whether it makes a difference to a conversation there."""
    session = desk.move.sessions.open_in(room.id)
    if session is None:
        return False
    outcome = desk.conversations.apply(desk.move, session, RoomFound() if present else RoomLost(), desk.now)
    return outcome is not None and not outcome.idle


def gone(desk: Desk, event: Gone) -> None:
    """People left a group, and with it the conversations in it; in a forum the line stands outside its topics."""
    assert event.place is not None
    for room in desk.move.rooms.of_chat(account=event.account, chat=event.place.chat):
        session, circle = desk.move.sessions.open_in(room.id), desk.move.circles.of_room(room.id)
        for sender in event.people if circle is not None else ():
            desk.rounds.leave(desk.move, CircleId(circle or ""), desk.person(event, sender), desk.now)
        for sender in event.people if session is not None else ():
            seat = desk.seat_here(session, desk.person(event, sender))
            if session is not None and seat is not None:
                desk.conversations.apply(desk.move, session, Left(seat=seat), desk.now)


def reopened(desk: Desk, event: Reopened) -> None:
    """A closed topic is open again."""
    room = desk.room_of(event)
    if room is not None:
        desk.move.rooms.set_present(room.id, True)
        _tell(desk, room, present=True)


def migrated(desk: Desk, event: Migrated) -> None:
    """Said twice, in the old group and in the new; the second time there is nothing left to do."""
    for room in migrate(desk.move, account=event.account, old=event.old, new=event.new):
        session = desk.move.sessions.open_in(room.id)
        if session is not None and not _tell(desk, room, present=True):
            desk.replies.show_room(event, session, chat=event.new, topic=room.topic)


def migrate(move: Move, *, account: str, old: int, new: int) -> list[Room]:
    """A group has another number. Its messages have not: there is nothing to edit, so cards are sent anew."""
    topics = {room.topic for room in move.rooms.of_chat(account=account, chat=old)}
    move.rooms.migrate(account=account, old=old, new=new)
    moved = [room for room in move.rooms.of_chat(account=account, chat=new) if room.topic in topics]
    for room in moved:
        move.rooms.set_present(room.id, True)
        session = move.sessions.open_in(room.id)
        if session is not None:
            move.cards.drop(session=SessionId(session), slot="room")
    return moved
