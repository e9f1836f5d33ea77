"""What people tap, type and write about their circles and what is their own; the same for a chat and a page."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime

from bot.addressing import WEB
from bot.desk import Desk
from bot.incoming import Command, Incoming, Message, Tap
from bot.outgoing import Document, Turned
from bot.rhythm import circles, diary, own
from bot.rhythm.calendar import circle_file
from bot.rhythm.circles import PERSONAL
from bot.rhythm.saying import CIRCLE, OWN, Pressed, about_circle
from flows.rhythm.circle.events import Pressed as CirclePressed
from flows.rhythm.circle.events import Wrote as CircleWrote
from flows.rhythm.circle.state import Circle, CircleId
from flows.rhythm.drawer.events import Wrote
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.words import Card, Sentence, press, say
from storage.drawers import owner_of
from storage.people import Person

#: A circle that is not there yet.
NEW = "new"
#: What can be asked for by typing; each in both languages.
CIRCLES, PLANS, MINE, QUESTIONS = ("kring", "circle"), ("plan",), ("mijn", "mine"), ("nudge",)
KNOWN = (*CIRCLES, *PLANS, *MINE, *QUESTIONS)
#: What a link to the bot carries, for a circle and for one's own.
CIRCLE_PAYLOAD, OWN_PAYLOAD = "k", "m"
PAYLOADS = (CIRCLE_PAYLOAD, OWN_PAYLOAD)
#: So long a text is awaited that goes to a whole circle, in seconds.
PATIENCE = 1800
#: Longer than this is no answer to a question.
MOST_WORDS = 4_000


# Typed.


def typed(desk: Desk, command: Command, person: Person) -> None:
    assert command.place is not None
    private = command.place.kind == "private"
    if command.name in MINE or command.name in QUESTIONS:
        page = "nudge" if command.name in QUESTIONS else "home"
        _show_own(desk, command, person, page) if private else _elsewhere(desk, command, person, page)
    elif private:
        mine = own.circles_of(desk, person)
        if len(mine) == 1:
            _show_circle(desk, command, person, mine[0], "dates" if command.name in PLANS else "home")
        else:
            _show_own(desk, command, person, "circles")
    else:
        circle = circles.of_place(desk, command)
        if circle is None:
            make = (((_label(desk, person, "circle.make"), f"{about_circle(NEW)}|make|"),),)
            desk.replies.notice(command, ("circle.make_ask", {}), buttons=make, language=person.language)
        else:
            _show_circle(desk, command, None, circle, "dates" if command.name in PLANS else "home")


def _elsewhere(desk: Desk, command: Command, person: Person, page: str) -> None:
    """What is somebody's own is not for a group to read."""
    link = desk.settings.link(OWN_PAYLOAD)
    buttons = (((_label(desk, person, "circle.private"), link),),)
    desk.replies.notice(command, ("circle.in_private", {}), buttons=buttons, language=person.language)
    if person.reachable:
        _private(desk, command, person, own.own_card(desk, person, page), OWN, owner_of(person.id))


def started(desk: Desk, command: Command, person: Person) -> None:
    """By a link: to a circle, or to one's own."""
    if command.argument[0] == OWN_PAYLOAD:
        _show_own(desk, command, person, "home")
        return
    circle, code = circles.invited(desk, command.argument[1:], person)
    if circle is None:
        desk.replies.notice(command, ("circle.unknown_link", {}), language=person.language)
    elif desk.move.members.member_of(circle.id, person.id) in circle.present:
        _show_circle(desk, command, person, circle, "home")
    else:
        names = desk.rounds.saying(person.language, circle.zone).names(circle.names(circle.present))
        join = (((_label(desk, person, "circle.join"), f"{about_circle(circle.id)}|join|{code}"),),)
        line = ("circle.invited", {"name": circle.name, "names": names})
        desk.replies.notice(command, line, buttons=join, language=person.language)


# Tapped.


def pressed(desk: Desk, tap: Tap, person: Person, what: Pressed) -> None:
    assert tap.place is not None
    if not what.circle:
        _own(desk, tap, person, what)
    elif what.circle == NEW:
        _make(desk, tap, person)
    else:
        _circle(desk, tap, person, what)


def _make(desk: Desk, tap: Tap, person: Person) -> None:
    """The group becomes a circle; whoever says so is its first member."""
    assert tap.place is not None
    assert tap.sender is not None
    if tap.place.kind == "private":
        _answer(desk, tap, person, say("answer.old"), desk.settings.zone)
        return
    circle = circles.of_place(desk, tap) or circles.make(
        desk, name=tap.place.title, person=person, room=desk.ensure_room(tap).id
    )
    alone = not circle.present
    answer = circles.join(desk, circle.id, person, tap.sender)
    _answer(desk, tap, person, say("circle.made", name=circle.name) if alone else answer.line, circle.zone)
    _show_circle(desk, tap, None, circle, "home", replaces=tap.message)


def _circle(desk: Desk, tap: Tap, person: Person, what: Pressed) -> None:
    assert tap.sender is not None
    id = CircleId(what.circle)
    circle = desk.move.circles.load(id)
    if circle is None:
        _answer(desk, tap, person, say("answer.old"), desk.settings.zone)
        return
    if what.action == "join":
        answer = Answer(line=say("circle.not_in"))
        if circles.may_join(desk, tap, circle, person, what.value):
            answer = circles.join(desk, id, person, tap.sender)
    elif desk.move.members.member_of(id, person.id) not in circle.present:
        answer = Answer(line=say("circle.not_in"))
    elif what.action == "flow" and what.value not in desk.settings.shelf.scripts:
        answer = Answer(line=say("answer.old"))
    elif what.action == "ics":
        _answer(desk, tap, person, None, circle.zone)
        _calendar(desk, tap, person, circle)
        return
    elif what.action == "invite":
        _answer(desk, tap, person, None, circle.zone)
        _invite(desk, tap, person, circle)
        return
    else:
        member = desk.move.members.member_of(id, person.id)
        assert member is not None
        value = circles.usual_rules(circle) if what.action == "usual_rules" else what.value
        event = CirclePressed(member=member, action=what.action, value=value)
        answer = desk.rounds.circle(desk.move, id, event, desk.now) or Answer()
    _answer(desk, tap, person, answer.line, circle.zone)
    if what.action == "leave" and answer.line is not None and not answer.idle:
        _gone(desk, tap, person, circle, answer.line)
    elif not _heard_here(desk, tap, id, answer):
        _turn(desk, tap, person, id, answer.page)


def _heard_here(desk: Desk, tap: Tap, id: CircleId, answer: Answer) -> bool:
    """The page comes with what everybody hears: as a message of its own in the group, or else to each in private."""
    assert tap.place is not None
    told = any(isinstance(one, Tell) and one.to is None and one.page == answer.page for one in answer.effects)
    in_group = desk.rounds.room_of(desk.move, id) is not None
    return told and tap.account != WEB and in_group == (tap.place.kind != "private")


def _gone(desk: Desk, tap: Tap, person: Person, circle: Circle, line: Sentence) -> None:
    """Whoever left has nothing more to choose there."""
    if tap.account == WEB:
        desk.replies.post(tap, Turned(circle="", page="circles"))
        return
    saying = desk.rounds.saying(person.language, circle.zone)
    notice = saying.notice(Card(lines=(line,)), about=OWN, replaces=tap.message)
    desk.replies.post(tap, notice, session=circle.id)


def _turn(desk: Desk, tap: Tap, person: Person, id: CircleId, page: str) -> None:
    """The page of a circle that is to be seen now, in place of the message that was tapped."""
    circle = desk.move.circles.load(id)
    assert tap.place is not None
    if circle is None or not page:
        return
    if tap.account == WEB:
        # What it became stands above already.
        desk.replies.post(tap, Turned(circle=id, page="dates" if page.startswith("poll ") else page))
    elif tap.place.kind == "private":
        _show_circle(desk, tap, person, circle, page, replaces=tap.message)
    elif page.split(" ")[0] in PERSONAL and not person.reachable:
        link = desk.settings.link(f"{CIRCLE_PAYLOAD}{id}")
        open_it = (((_label(desk, person, "circle.private"), link),),)
        desk.replies.notice(tap, ("circle.in_private", {}), buttons=open_it, language=person.language)
    elif page.split(" ")[0] in PERSONAL:
        _private(desk, tap, person, circles.card(desk, circle, person, page), about_circle(id), id)
    else:
        _show_circle(desk, tap, None, circle, page, replaces=tap.message)


def _invite(desk: Desk, tap: Tap, person: Person, circle: Circle) -> None:
    if tap.account == WEB:
        circles.code(desk, circle.id)
        desk.replies.post(tap, Turned(circle=circle.id, page="invite"))
        return
    link = desk.settings.link(f"{CIRCLE_PAYLOAD}{circles.code(desk, circle.id)}")
    lines = [("circle.invite_link", {"name": circle.name, "link": link})]
    if desk.settings.page_link is not None:
        code = circles.code(desk, circle.id)
        lines.append(("circle.invite_page", {"code": code, "link": desk.settings.page_link(code)}))
    desk.replies.notice(tap, *lines, language=person.language)


def _calendar(desk: Desk, tap: Tap, person: Person, circle: Circle) -> None:
    """The meetings as a file, where it was asked for."""
    if tap.account == WEB:
        desk.replies.post(tap, Turned(circle=circle.id, page="file"))
        return
    data = circle_file(desk.rounds, circle, person.language, desk.now)
    desk.replies.post(tap, _document("beurtelings.ics", data, "calendar.file", person.language), session=circle.id)


def _picture(desk: Desk, incoming: Incoming, circle: Circle, language: str, *, chat: int | None) -> None:
    """Who leads when, to be looked at."""
    from bot.pictures import rota

    data = rota.png(circle, language, desk.now)
    picture = replace(_document("rota.png", data, "picture.caption", language), picture=True)
    desk.replies.post(incoming, picture, chat=chat, session=circle.id)


def _document(name: str, data: bytes, caption: str, language: str) -> Document:
    return Document(name=name, content=base64.b64encode(data).decode(), caption=(caption, {}), language=language)


def _own(desk: Desk, tap: Tap, person: Person, what: Pressed) -> None:
    assert tap.place is not None
    if tap.place.kind != "private":
        _answer(desk, tap, person, say("answer.old"), desk.settings.zone)
        return
    drawer = desk.rounds.drawer_of(desk.move, person, desk.now)
    if what.action == "circle":
        circle = desk.move.circles.load(CircleId(what.value))
        _answer(desk, tap, person, None, drawer.zone)
        if circle is not None and desk.move.members.member_of(circle.id, person.id) in circle.present:
            _turn(desk, tap, person, circle.id, "home")
        return
    answer = own.pressed(desk, tap, person, what.action, what.value)
    _answer(desk, tap, person, answer.line, drawer.zone)
    _tell(desk, tap, person, answer)
    if not answer.page:
        return
    if tap.account == WEB:
        desk.replies.post(tap, Turned(circle="", page=answer.page))
    else:
        _show_own(desk, tap, person, answer.page, replaces=tap.message)


def _tell(desk: Desk, incoming: Incoming, person: Person, answer: Answer) -> None:
    """What the diary and the calendar say beside a page; what the drawer says, it sends by itself."""
    if not answer.idle and answer.page == "calendar":
        for effect in answer.effects:
            if isinstance(effect, Tell):
                _private(desk, incoming, person, Card(lines=effect.lines, rows=effect.rows), OWN, owner_of(person.id))


# Written.


def written(desk: Desk, message: Message, person: Person) -> bool:
    """Whether a text in private was the answer to something we asked about; it is taken in then."""
    kind, _, about = person.awaits.partition(":")
    if message.edit or kind not in (CIRCLE, OWN) or _about_a_conversation(desk, message, person):
        return False
    if kind == CIRCLE:
        about, _, asked = about.rpartition("@")
        if int(asked) < desk.now.timestamp() - PATIENCE or _talked_since(desk, person, int(asked)):
            # What goes to a whole circle was asked just now, or it is something else that is meant.
            desk.move.people.await_(person.id, "")
            return False
    if message.medium == "text" and len(message.text) > MOST_WORDS:
        desk.replies.notice(message, ("too_long", {"max": str(MOST_WORDS)}), language=person.language)
        return True
    if message.medium != "text":
        return False
    desk.move.people.await_(person.id, "")
    # What is asked again after this is asked anew.
    person = replace(person, awaits="")
    if kind == OWN:
        write_own(desk, message, person, about, message.text)
    else:
        id, _, what = about.partition(":")
        write_circle(desk, message, person, CircleId(id), what, message.text)
    return True


def _about_a_conversation(desk: Desk, message: Message, person: Person) -> bool:
    """A reply to what was said in a conversation belongs there."""
    reply = message.reply_to
    theirs = desk.move.sessions.of_person(person.id) if reply is not None else []
    return reply is not None and any(desk.is_about(session, person, reply) for session in theirs)


def _talked_since(desk: Desk, person: Person, asked: int) -> bool:
    """A conversation that somebody takes part in went on after we asked: what is written now belongs to that."""
    for id in desk.move.sessions.of_person(person.id):
        session = desk.move.sessions.load(id, lock=False)
        if session is None or not session.running or not desk.takes_part(id, person):
            continue
        if datetime.fromisoformat(session.changed).timestamp() > asked:
            return True
    return False


def write_own(desk: Desk, incoming: Incoming, person: Person, about: str, text: str) -> None:
    drawer = desk.rounds.drawer_of(desk.move, person, desk.now)
    if about == "search":
        _own_card(desk, incoming, person, diary.found(desk.move, person, drawer, text), "search")
        return
    if about == "new_circle":
        _new_circle(desk, incoming, person, text)
        return
    answer = desk.rounds.drawer(desk.move, person.id, Wrote(about=about, text=text), desk.now)
    _after_writing(desk, incoming, person, answer, drawer.zone)
    if answer.page:
        _own_card(desk, incoming, person, own.own_card(desk, person, answer.page), answer.page)


def _new_circle(desk: Desk, incoming: Incoming, person: Person, text: str) -> None:
    assert incoming.sender is not None
    name = " ".join(text.split())[: circles.LONGEST_NAME]
    if not name:
        _own_card(desk, incoming, person, own.own_card(desk, person, "new_circle"), "new_circle")
        return
    circle = circles.make(desk, name=name, person=person, room=None)
    circles.join(desk, circle.id, person, incoming.sender)
    _said(desk, incoming, person, say("circle.made", name=name), circle.zone, circle.id)
    known = desk.move.circles.load(circle.id)
    assert known is not None
    _circle_card(desk, incoming, person, known, "home")


def write_circle(desk: Desk, incoming: Incoming, person: Person, id: CircleId, about: str, text: str) -> None:
    member = desk.move.members.member_of(id, person.id)
    answer = None
    if member is not None:
        event = CircleWrote(member=member, about=about, text=text)
        answer = desk.rounds.circle(desk.move, id, event, desk.now)
    circle = desk.move.circles.load(id)
    if answer is None or circle is None:
        desk.replies.notice(incoming, ("circle.unknown_link", {}), language=person.language)
        return
    _after_writing(desk, incoming, person, answer, circle.zone, id)
    if answer.page:
        _circle_card(desk, incoming, person, circle, answer.page)


def _after_writing(desk: Desk, incoming: Incoming, person: Person, answer: Answer, zone: str, owner: str = "") -> None:
    if answer.line is not None:
        _said(desk, incoming, person, answer.line, zone, owner)


# Shown.


def _show_own(desk: Desk, incoming: Incoming, person: Person, page: str, *, replaces: int | None = None) -> None:
    card = own.own_card(desk, person, page)
    _private(desk, incoming, person, card, OWN, owner_of(person.id), replaces=replaces)


def _show_circle(
    desk: Desk, incoming: Incoming, person: Person | None, circle: Circle, page: str, *, replaces: int | None = None
) -> None:
    """For somebody alone in private; for a group, without a person, what all may see."""
    known = desk.move.circles.load(circle.id) or circle
    card = circles.card(desk, known, person, page)
    if person is not None:
        _private(desk, incoming, person, card, about_circle(circle.id), circle.id, replaces=replaces)
    if card.picture and incoming.account != WEB:
        language, chat = (person.language, person.user) if person is not None else (known.language, None)
        _picture(desk, incoming, known, language, chat=chat)
    if person is not None:
        return
    saying = desk.rounds.saying(known.language, known.zone)
    notice = saying.notice(card, about=about_circle(circle.id), replaces=replaces)
    desk.replies.post(incoming, notice, session=circle.id)


def _own_card(desk: Desk, incoming: Incoming, person: Person, card: Card, page: str) -> None:
    if incoming.account == WEB:
        desk.replies.post(incoming, Turned(circle="", page=page))
    else:
        _private(desk, incoming, person, card, OWN, owner_of(person.id))


def _circle_card(desk: Desk, incoming: Incoming, person: Person, circle: Circle, page: str) -> None:
    if incoming.account == WEB:
        desk.replies.post(incoming, Turned(circle=circle.id, page=page))
    else:
        _show_circle(desk, incoming, person, circle, page)


def _private(
    desk: Desk, incoming: Incoming, person: Person, card: Card, about: str, owner: str, *, replaces: int | None = None
) -> None:
    """To somebody's private chat; a text that comes next is about this when it asks for one."""
    saying = desk.rounds.saying(person.language, desk.settings.zone)
    if about == OWN:
        saying = desk.rounds.saying(person.language, desk.rounds.drawer_of(desk.move, person, desk.now).zone)
    elif (circle := desk.move.circles.load(CircleId(owner), lock=False)) is not None:
        saying = desk.rounds.saying(person.language, circle.zone)
    notice = saying.notice(card, about=about, replaces=replaces)
    desk.replies.post(incoming, notice, chat=person.user, session=owner)
    awaits = f"{about.replace('|', ':')}:{card.awaits}" if card.awaits else ""
    awaits += f"@{int(desk.now.timestamp())}" if awaits.startswith(f"{CIRCLE}:") else ""
    if awaits != person.awaits:
        desk.move.people.await_(person.id, awaits)


def _answer(desk: Desk, tap: Tap, person: Person, line: Sentence | None, zone: str) -> None:
    text = "" if line is None else desk.rounds.saying(person.language, zone).text(line)
    desk.replies.toast(tap, None, text=text)


def _said(desk: Desk, incoming: Incoming, person: Person, line: Sentence, zone: str, owner: str = "") -> None:
    """A word in return, where it cannot be the answer to a tap."""
    saying = desk.rounds.saying(person.language, zone)
    if incoming.account == WEB:
        desk.replies.say(saying.text(line))
        return
    notice = saying.notice(Card(lines=(line,)), about=OWN)
    desk.replies.post(incoming, notice, session=owner or owner_of(person.id))


def _label(desk: Desk, person: Person, label: str) -> str:
    return f"={desk.rounds.saying(person.language, desk.settings.zone).label(press(label, ''))}"
