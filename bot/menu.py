"""Before a session: which conversation fits, and the room it takes place in."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from bot import joining
from bot.buttons import Choice, join_payload
from bot.desk import Desk
from bot.incoming import Command, Tap
from bot.opening import give_code, new_session
from bot.replies import Buttons, TextLine
from flows.engine.effects import Line
from flows.engine.events import RoomFound
from flows.engine.script import Script
from flows.engine.session import PAUSED, SessionId
from flows.language.model import Flow
from storage.people import Person

#: How many people there are; more than the largest number by name counts as this many.
SIZES = (2, 3, 4, 5, 6, 8)
MANY = 12
MINUTES = (30, 60, 90)
PURPOSES = get_args(Flow.model_fields["purpose"].annotation)
#: How many forms are proposed.
PROPOSALS = 3


def ask(desk: Desk, command: Command, person: Person | None) -> None:
    """The first question: with how many. Nobody asks it where an admin is anonymous; whoever taps is known."""
    assert command.place is not None
    private = command.place.kind == "private"
    language = person.language if person is not None else desk.settings.language
    busy = None if private else desk.session_of_room(command)
    if busy is not None:
        # In a group one conversation goes on at a time; whoever came later can still join it.
        link = desk.settings.link(join_payload(busy))
        desk.replies.notice(command, ("begin.busy", {}), buttons=((("button.join", link),),), language=language)
        return
    lines: list[TextLine] = [("begin.how_many", {})]
    if private:
        lines.insert(0, ("begin.private_intro", {}))
    resumable = [] if person is None else _resumable(desk, person)
    desk.replies.notice(command, *lines, buttons=_sizes(resumable, alone=private), language=language)


def _sizes(resumable: list[SessionId], *, alone: bool) -> Buttons:
    sizes = [(f"={size}", str(Choice(people=size))) for size in SIZES]
    sizes = [*([("button.alone", str(Choice(people=1)))] if alone else []), *sizes]
    sizes.append(("button.many", str(Choice(people=MANY))))
    here = [((("button.resume_here", str(Choice(resume=session))),)) for session in resumable[:1]]
    return (tuple(sizes[:4]), tuple(sizes[4:]), *here)


def _resumable(desk: Desk, person: Person) -> list[SessionId]:
    """Conversations that lost their room, to go on with elsewhere."""
    found = []
    for session_id in desk.move.sessions.of_person(person.id):
        session = desk.move.sessions.load(session_id)
        if session is not None and session.state == PAUSED and session.pause == "room_lost":
            found.append(session_id)
    return found


def choose(desk: Desk, tap: Tap, person: Person, choice: Choice) -> None:
    """The next question, or the lobby of what was chosen."""
    if choice.resume:
        _resume_here(desk, tap, person, SessionId(choice.resume))
    elif choice.flow:
        _open_lobby(desk, tap, person, choice)
    elif choice.minutes or choice.purpose or choice.people == 1:
        desk.replies.toast(tap, None)
        _propose(desk, tap, person, choice)
    else:
        desk.replies.toast(tap, None)
        times = [(f"button.minutes_{m}", str(Choice(people=choice.people, minutes=m))) for m in MINUTES]
        purposes = [(f"button.purpose_{p}", str(Choice(people=choice.people, purpose=p))) for p in PURPOSES]
        buttons = (tuple(times), *((button,) for button in purposes))
        desk.replies.notice(
            tap, ("begin.how_long", {}), buttons=buttons, language=person.language, replaces=tap.message
        )


def _propose(desk: Desk, tap: Tap, person: Person, choice: Choice) -> None:
    fitting = desk.settings.shelf.fitting(people=choice.people, minutes=choice.minutes, purpose=choice.purpose)
    scripts = fitting[choice.seen : choice.seen + PROPOSALS]
    if not scripts:
        desk.replies.notice(
            tap, ("begin.none", {}), buttons=_sizes([], alone=True), language=person.language, replaces=tap.message
        )
        return
    item = "begin.item_alone" if choice.people == 1 else "begin.item"
    lines = [("begin.which", {}), *((item, _item(script, person.language)) for script in scripts)]
    buttons = tuple(
        ((f"={script.in_language(person.language).title}", str(Choice(flow=script.flow.flow, people=choice.people))),)
        for script in scripts
    )
    if len(fitting) > PROPOSALS:
        # After the last ones come the first again.
        seen = choice.seen + PROPOSALS if choice.seen + PROPOSALS < len(fitting) else 0
        buttons = (*buttons, ((("button.others", str(replace(choice, seen=seen))),)))
    desk.replies.notice(tap, *lines, buttons=buttons, language=person.language, replaces=tap.message)


def _item(script: Script, language: str) -> dict[str, str]:
    flow = script.in_language(language)
    people = str(flow.people.min) if flow.people.min == flow.people.max else f"{flow.people.min}-{flow.people.max}"
    return {"title": flow.title, "people": people, "minutes": str(flow.minutes), "menu": flow.menu}


def _open_lobby(desk: Desk, tap: Tap, person: Person, choice: Choice) -> None:
    script = desk.settings.shelf.scripts.get(choice.flow)
    assert tap.place is not None
    assert tap.sender is not None
    if script is None:
        desk.replies.toast(tap, Line(key="answer.old"))
        return
    private = tap.place.kind == "private"
    room = desk.private_room(tap) if private else desk.ensure_room(tap)
    if not private and desk.move.sessions.open_in(room.id) is not None:
        desk.replies.toast(tap, Line(key="answer.old"))
        return
    desk.replies.toast(tap, None)
    circle = desk.move.circles.of_room(room.id)
    home = None if circle is None else desk.move.circles.load(circle, lock=False)
    session = new_session(desk.settings, desk.move, script, room, language=person.language, at=desk.now, home=home)
    title = script.in_language(person.language).title
    desk.replies.notice(tap, ("begin.chosen", {"title": title}), language=person.language, replaces=tap.message)
    if person.reachable:
        joining.take_seat(desk, person, session, tap.sender)
    else:
        desk.replies.show_room(tap, session.id, chat=tap.place.chat, topic=tap.place.topic)
    if private and script.flow.people.max > 1:
        link = desk.settings.link(join_payload(session.id))
        desk.replies.notice(tap, ("lobby.forward", {}), language=person.language)
        desk.replies.notice(tap, ("lobby.invite", {"title": title, "link": link}), language=person.language)
        if desk.settings.page_link is not None:
            page = desk.settings.page_link(give_code(desk.move, session.id))
            desk.replies.notice(tap, ("lobby.invite_page", {"link": page}), language=person.language)


def move_to_private(desk: Desk, tap: Tap, session_id: SessionId) -> None:
    """A conversation that lost its room goes on in private chats."""
    session = desk.move.sessions.load(session_id)
    if session is None or session.pause != "room_lost":
        desk.replies.toast(tap, Line(key="answer.old"))
        return
    desk.replies.toast(tap, None)
    desk.move.sessions.move_to(session_id, room=desk.private_room(tap).id)
    desk.conversations.apply(desk.move, session_id, RoomFound(room="private"), desk.now)


def _resume_here(desk: Desk, tap: Tap, person: Person, session_id: SessionId) -> None:
    """A conversation that lost its room goes on in this one."""
    session = desk.move.sessions.load(session_id)
    assert tap.place is not None
    private = tap.place.kind == "private"
    seat = desk.seat_here(session_id, person)
    if session is None or session.pause != "room_lost" or seat not in session.present:
        desk.replies.toast(tap, Line(key="answer.old"))
        return
    room = desk.private_room(tap) if private else desk.ensure_room(tap)
    if desk.move.sessions.open_in(room.id) not in (None, session_id):
        desk.replies.toast(tap, Line(key="begin.busy"))
        return
    desk.replies.toast(tap, None)
    title = desk.conversations.script(desk.move, session).in_language(session.language).title
    desk.replies.notice(tap, ("begin.chosen", {"title": title}), language=session.language, replaces=tap.message)
    desk.move.sessions.move_to(session_id, room=room.id)
    desk.conversations.apply(desk.move, session_id, RoomFound(room="private" if private else "group"), desk.now)
