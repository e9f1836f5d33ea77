"""What is done on a page and not in a chat: starting a conversation, and coming into one by an invitation."""

from __future__ import annotations

from bot import joining
from bot.desk import Desk
from bot.incoming import Begin, Enter
from bot.opening import give_code, new_session
from bot.outgoing import Opened
from bot.practice.example import whole_example
from flows.engine.events import Joined, Tapped
from flows.engine.session import CLOSED, SeatId, SessionId
from storage.people import Person

#: The room of those who practise.
PRACTICE = "practice"


def begun(desk: Desk, begin: Begin) -> None:
    script = desk.settings.shelf.scripts.get(begin.flow)
    assert begin.sender is not None
    if script is None:
        return
    person = desk.reachable(desk.person(begin, begin.sender), True)
    kind = PRACTICE if begin.practice else "private"
    room = desk.move.rooms.ensure(account=begin.account, kind=kind, chat=None, topic=None, title="", at=desk.now)
    session = new_session(desk.settings, desk.move, script, room, language=begin.language, at=desk.now)
    desk.replies.post(begin, Opened(session=session.id))
    if begin.practice:
        _with_colleagues(desk, begin, person, session.id)
    else:
        give_code(desk.move, session.id)
        joining.take_seat(desk, person, session, begin.sender)
        if script.flow.people.max == 1:
            # There is nobody to wait for.
            seat = desk.seat_here(session.id, person)
            assert seat is not None
            desk.conversations.apply(desk.move, session.id, Tapped(seat=seat, action="begin"), desk.now)


def _with_colleagues(desk: Desk, begin: Begin, person: Person, session: SessionId) -> None:
    """Everybody of the example sits down, and the person in the chosen seat."""
    shelf = desk.settings.shelf
    people = whole_example(shelf.scripts[begin.flow], shelf.folder_of).people
    for number, name in enumerate(people, start=1):
        seat = SeatId(f"p{number}")
        if number == begin.seat:
            desk.move.seats.set(session=session, seat=seat, person=person.id)
            desk.focus(person, session)
        desk.conversations.apply(desk.move, session, Joined(seat=seat, name=name), desk.now)


def entered(desk: Desk, enter: Enter) -> None:
    assert enter.sender is not None
    session = desk.move.sessions.load(SessionId(enter.session))
    if session is None or session.state == CLOSED or session.room == "group":
        return
    person = desk.reachable(desk.person(enter, enter.sender), True)
    here = desk.seat_here(session.id, person) in session.present
    if not here and len(session.present) >= desk.conversations.script(desk.move, session).flow.people.max:
        return
    joining.take_seat(desk, person, session, enter.sender)
    desk.replies.post(enter, Opened(session=session.id))
