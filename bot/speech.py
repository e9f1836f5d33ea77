"""What people write, speak or send: to which session it goes, and what it is not."""

from __future__ import annotations

from bot.desk import Desk
from bot.incoming import Message, Origin
from bot.replies import TextLine
from bot.rhythm.writing import written
from flows.engine.events import Edited, Event, Said
from flows.engine.session import SeatId, SessionId

#: A chapter; more than this in one message is no contribution to a conversation.
MAX_WORDS = 20_000


def said(desk: Desk, message: Message) -> None:
    if message.sender is None or message.place is None:
        return
    if message.place.kind == "private":
        _in_private(desk, message)
        return
    session = desk.session_of_room(message)
    if session is None:
        # Chat of a group that is doing nothing with us: we do not even note who is there.
        return
    person = desk.person(message, message.sender)
    seat = desk.seat_here(session, person)
    if seat is None or message.medium == "other":
        return
    if len(message.text) > MAX_WORDS:
        desk.replies.notice(message, ("too_long", {"max": str(MAX_WORDS)}), language=person.language)
    else:
        _take_in(desk, message, session, seat)


def _in_private(desk: Desk, message: Message) -> None:
    assert message.sender is not None
    person = desk.person(message, message.sender)
    if not person.reachable:
        person = desk.reachable(person, True)
    if written(desk, message, person):
        return
    session = desk.session_here(message, person, reply_to=message.reply_to)
    seat = desk.seat_here(session, person)
    if session is None or seat is None:
        line: TextLine = ("help.private", {})
    elif message.medium == "other":
        line = ("sticker.not", {})
    elif len(message.text) > MAX_WORDS:
        line = ("too_long", {"max": str(MAX_WORDS)})
    else:
        _take_in(desk, message, session, seat)
        return
    if not message.edit:
        desk.replies.notice(message, line, language=person.language)


def _take_in(desk: Desk, message: Message, session: SessionId, seat: SeatId) -> None:
    assert message.place is not None
    private = message.place.kind == "private"
    if message.edit:
        number = desk.move.journal.number_at(session=session, chat=message.place.chat, message=message.message)
        if number is None:
            return
        event: Event = Edited(seat=seat, number=number, text=message.text)
    else:
        event = Said(seat=seat, text=message.text, medium=message.medium, private=private)
    origin = Origin(chat=message.place.chat, message=message.message)
    outcome = desk.conversations.apply(desk.move, session, event, desk.now, origin=origin)
    if private and outcome is not None and outcome.idle:
        desk.replies.in_words(message, outcome)
