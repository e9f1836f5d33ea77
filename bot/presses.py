"""Buttons that were pressed: of a session, or of the menu that comes before one."""

from __future__ import annotations

from bot import lobbies, menu
from bot.addressing import WEB
from bot.buttons import Choice, Token
from bot.desk import Desk
from bot.incoming import Tap
from bot.outgoing import Strip
from bot.rhythm import front
from bot.rhythm.saying import Pressed
from flows.engine.effects import Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId, SessionId
from storage.people import Person

OLD = Line(key="answer.old")
NOT_IN = Line(key="answer.not_in")


def pressed(desk: Desk, tap: Tap) -> None:
    choice, token, rhythm = Choice.read(tap.data), Token.read(tap.data), Pressed.read(tap.data)
    if tap.sender is None or tap.place is None or (choice is None and token is None and rhythm is None):
        desk.replies.toast(tap, OLD)
        return
    person = desk.person(tap, tap.sender)
    if rhythm is not None:
        front.pressed(desk, tap, person, rhythm)
    elif choice is not None:
        menu.choose(desk, tap, person, choice)
    elif token is not None:
        _of_session(desk, tap, person, token)


def _of_session(desk: Desk, tap: Tap, person: Person, token: Token) -> None:
    session = SessionId(token.session)
    seat = desk.seat_here(session, person)
    if seat is None:
        known = desk.move.sessions.load(session, lock=False) is not None
        desk.replies.toast(tap, NOT_IN, session=session if known else "")
        return
    if token.action == "move" and desk.takes_part(session, person):
        menu.move_to_private(desk, tap, session)
        return
    if token.action == "smaller" and desk.takes_part(session, person):
        lobbies.smaller(desk, tap, person, session)
        return
    if tap.place is not None and tap.place.kind == "private":
        desk.focus(person, session)
    event = Tapped(seat=seat, action=token.action, value=token.value, stamp=token.stamp)
    outcome = desk.conversations.apply(desk.move, session, event, desk.now)
    if outcome is None:
        desk.replies.toast(tap, OLD)
        return
    answer = outcome.answer
    desk.replies.toast(tap, None if answer is None else answer.line, session=session)
    if tap.account == WEB:
        _served(desk, tap, session, seat, settles=answer is not None and answer.settles)
        return
    if answer is not None and answer.settles and tap.place is not None and tap.place.kind == "private":
        desk.replies.post(tap, Strip(message=tap.message), session=session)


def _served(desk: Desk, tap: Tap, session: SessionId, seat: SeatId, *, settles: bool) -> None:
    """On a page the buttons of a post go when they have served."""
    if settles and tap.message:
        desk.move.posts.settle(session, seat, tap.message)
        desk.replies.post(tap, Strip(message=tap.message))
