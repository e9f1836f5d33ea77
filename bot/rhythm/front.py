"""What people tap and type about their circles and what is their own; the same for a chat and a page."""

from __future__ import annotations

from bot.addressing import WEB
from bot.desk import Desk
from bot.incoming import Command, Incoming, Tap
from bot.outgoing import Turned
from bot.rhythm import circles, own
from bot.rhythm.calendar import circle_file
from bot.rhythm.circles import OWN_PAYLOAD, PERSONAL
from bot.rhythm.saying import OWN, Pressed, about_circle
from bot.rhythm.showing import answer_tap, document, in_private, label, show_circle, show_own
from flows.rhythm.circle.events import Pressed as CirclePressed
from flows.rhythm.circle.state import Circle, CircleId
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.words import Card, Sentence, say
from storage.drawers import owner_of
from storage.people import Person

#: A circle that is not there yet.
NEW = "new"
#: What can be asked for by typing; each in both languages.
CIRCLES, PLANS, MINE, QUESTIONS = ("kring", "circle"), ("plan",), ("mijn", "mine"), ("nudge",)
KNOWN = (*CIRCLES, *PLANS, *MINE, *QUESTIONS)
#: What a link to the bot carries, for a circle and for one's own.
CIRCLE_PAYLOAD = "k"
PAYLOADS = (CIRCLE_PAYLOAD, OWN_PAYLOAD)


# Typed.


def typed(desk: Desk, command: Command, person: Person) -> None:
    assert command.place is not None
    private = command.place.kind == "private"
    if command.name in MINE or command.name in QUESTIONS:
        page = "nudge" if command.name in QUESTIONS else "home"
        show_own(desk, command, person, page) if private else _elsewhere(desk, command, person, page)
    elif private:
        mine = own.circles_of(desk, person)
        if len(mine) == 1:
            show_circle(desk, command, person, mine[0], "dates" if command.name in PLANS else "home")
        else:
            show_own(desk, command, person, "circles")
    else:
        circle = circles.of_place(desk, command)
        if circle is None:
            make = (((label(desk, person, "circle.make"), f"{about_circle(NEW)}|make|"),),)
            desk.replies.notice(command, ("circle.make_ask", {}), buttons=make, language=person.language)
        else:
            show_circle(desk, command, None, circle, "dates" if command.name in PLANS else "home")


def _elsewhere(desk: Desk, command: Command, person: Person, page: str) -> None:
    """What is somebody's own is not for a group to read."""
    link = desk.settings.link(OWN_PAYLOAD)
    buttons = (((label(desk, person, "circle.private"), link),),)
    desk.replies.notice(command, ("circle.in_private", {}), buttons=buttons, language=person.language)
    if person.reachable:
        in_private(desk, command, person, own.own_card(desk, person, page), OWN, owner_of(person.id))


def started(desk: Desk, command: Command, person: Person) -> None:
    """By a link: to a circle, or to one's own."""
    if command.argument[0] == OWN_PAYLOAD:
        show_own(desk, command, person, "home")
        return
    circle, code = circles.invited(desk, command.argument[1:], person)
    if circle is None:
        desk.replies.notice(command, ("circle.unknown_link", {}), language=person.language)
    elif desk.move.members.member_of(circle.id, person.id) in circle.present:
        show_circle(desk, command, person, circle, "home")
    else:
        names = desk.rounds.saying(person.language, circle.zone).names(circle.names(circle.present))
        join = (((label(desk, person, "circle.join"), f"{about_circle(circle.id)}|join|{code}"),),)
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
        answer_tap(desk, tap, person, say("answer.old"), desk.settings.zone)
        return
    circle = circles.of_place(desk, tap) or circles.make(
        desk, name=tap.place.title, person=person, room=desk.ensure_room(tap).id
    )
    alone = not circle.present
    answer = circles.join(desk, circle.id, person, tap.sender)
    answer_tap(desk, tap, person, say("circle.made", name=circle.name) if alone else answer.line, circle.zone)
    show_circle(desk, tap, None, circle, "home", replaces=tap.message)


def _circle(desk: Desk, tap: Tap, person: Person, what: Pressed) -> None:
    assert tap.sender is not None
    id = CircleId(what.circle)
    circle = desk.move.circles.load(id)
    if circle is None:
        answer_tap(desk, tap, person, say("answer.old"), desk.settings.zone)
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
        answer_tap(desk, tap, person, None, circle.zone)
        _calendar(desk, tap, person, circle, what.value)
        return
    elif what.action == "invite":
        answer_tap(desk, tap, person, None, circle.zone)
        _invite(desk, tap, person, circle)
        return
    else:
        member = desk.move.members.member_of(id, person.id)
        assert member is not None
        value = circles.usual_rules(circle) if what.action == "usual_rules" else what.value
        event = CirclePressed(member=member, action=what.action, value=value)
        answer = desk.rounds.circle(desk.move, id, event, desk.now) or Answer()
    answer_tap(desk, tap, person, answer.line, circle.zone)
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
        show_circle(desk, tap, person, circle, page, replaces=tap.message)
    elif page.split(" ")[0] in PERSONAL and not person.reachable:
        link = desk.settings.link(f"{CIRCLE_PAYLOAD}{id}")
        open_it = (((label(desk, person, "circle.private"), link),),)
        desk.replies.notice(tap, ("circle.in_private", {}), buttons=open_it, language=person.language)
    elif page.split(" ")[0] in PERSONAL:
        in_private(desk, tap, person, circles.card(desk, circle, person, page), about_circle(id), id)
    else:
        show_circle(desk, tap, None, circle, page, replaces=tap.message)


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


def _calendar(desk: Desk, tap: Tap, person: Person, circle: Circle, meeting: str) -> None:
    """The meetings as a file, or one of them, where it was asked for."""
    if tap.account == WEB:
        desk.replies.post(tap, Turned(circle=circle.id, page="file"))
        return
    data = circle_file(desk.rounds, circle, person.language, desk.now, only=meeting)
    desk.replies.post(tap, document("beurtelings.ics", data, "calendar.file", person.language), session=circle.id)


def _own(desk: Desk, tap: Tap, person: Person, what: Pressed) -> None:
    assert tap.place is not None
    if tap.place.kind != "private":
        answer_tap(desk, tap, person, say("answer.old"), desk.settings.zone)
        return
    drawer = desk.rounds.drawer_of(desk.move, person, desk.now)
    if what.action == "circle":
        circle = desk.move.circles.load(CircleId(what.value))
        answer_tap(desk, tap, person, None, drawer.zone)
        if circle is not None and desk.move.members.member_of(circle.id, person.id) in circle.present:
            _turn(desk, tap, person, circle.id, "home")
        return
    answer = own.pressed(desk, tap, person, what.action, what.value)
    answer_tap(desk, tap, person, answer.line, drawer.zone)
    _tell(desk, tap, person, answer)
    if not answer.page:
        return
    if tap.account == WEB:
        desk.replies.post(tap, Turned(circle="", page=answer.page))
    else:
        show_own(desk, tap, person, answer.page, replaces=tap.message)


def _tell(desk: Desk, incoming: Incoming, person: Person, answer: Answer) -> None:
    """What the diary and the calendar say beside a page; what the drawer says, it sends by itself."""
    if not answer.idle and answer.page == "calendar":
        for effect in answer.effects:
            if isinstance(effect, Tell):
                in_private(desk, incoming, person, Card(lines=effect.lines, rows=effect.rows), OWN, owner_of(person.id))
