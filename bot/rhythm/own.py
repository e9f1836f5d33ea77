"""What is somebody's own, page by page: what the drawer holds, the diary, circles, a calendar, everything."""

from __future__ import annotations

import base64
import secrets

from bot.addressing import WEB
from bot.desk import Desk
from bot.incoming import Incoming
from bot.outgoing import Document
from bot.rhythm import diary
from bot.rhythm.calendar import feed_of
from bot.rhythm.everything import all_text, diary_text, wipe_words
from flows.rhythm.circle.state import Circle
from flows.rhythm.drawer.events import Pressed
from flows.rhythm.drawer.plans import DIGITS
from flows.rhythm.drawer.view import view
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.words import Card, Press, Rows, press, say
from storage.drawers import owner_of
from storage.people import Person

#: The address of a calendar: nobody guesses it.
SECRET_BYTES = 24
#: What is taken along, and by which tap: the name of the file, and the key of what is said with it.
FILES = {
    "take_along": ("beurtelings.md", "diary.file"),
    "take_all": ("beurtelings-all.md", "all.file"),
    "calendar_file": ("beurtelings.ics", "calendar.file"),
}


def own_card(desk: Desk, person: Person, page: str) -> Card:
    name, _, about = page.partition(" ")
    drawer = desk.rounds.drawer_of(desk.move, person, desk.now)
    match name:
        case "diary":
            return diary.diary(desk.move, person, drawer, about)
        case "search":
            return diary.search(person)
        case "wipe_diary":
            return diary.wipe_sure(desk.move, person)
        case "circles":
            return _circles(desk, person)
        case "new_circle":
            return Card(lines=(say("circle.ask_name"),), rows=(_back("circles"),), awaits="new_circle")
        case "calendar":
            return _calendar(desk, person)
        case "all":
            rows: Rows = (
                (press("all.take_along", "take_all"),),
                (press("all.wipe", "page", "wipe_all"),),
                _back("home"),
            )
            return Card(lines=(say("all.title"),), rows=rows)
        case "wipe_all":
            return Card(lines=(say("all.wipe_sure"),), rows=((press("all.wipe_yes", "wipe_all"),), _back("all")))
    return view(drawer, page, desk.now)


def circles_of(desk: Desk, person: Person) -> list[Circle]:
    """Those somebody is in now."""
    found = []
    for id in desk.move.circles.of_person(person.id):
        circle = desk.move.circles.load(id, lock=False)
        if circle is not None and desk.move.members.member_of(id, person.id) in circle.present:
            found.append(circle)
    return found


def _circles(desk: Desk, person: Person) -> Card:
    mine = circles_of(desk, person)
    rows = [(press("circle.see", "circle", circle.id, name=circle.name),) for circle in mine]
    line = say("mine.circles_title" if mine else "mine.no_circles")
    return Card(lines=(line,), rows=(*rows, (press("circle.new", "page", "new_circle"),), _back("home")))


def _calendar(desk: Desk, person: Person) -> Card:
    pages = desk.settings.page_url
    if not pages:
        return Card(lines=(say("calendar.no_pages"),), rows=((press("calendar.file", "calendar_file"),), _back("home")))
    has = desk.move.feeds.has(person.id)
    give = press("calendar.renew" if has else "calendar.give", "calendar_give")
    stop: tuple[Press, ...] = (press("calendar.stop", "calendar_stop"),) if has else ()
    rows: Rows = ((give, *stop), (press("calendar.file", "calendar_file"),), _back("home"))
    return Card(lines=(say("calendar.what"),), rows=rows)


def pressed(desk: Desk, incoming: Incoming, person: Person, action: str, value: str) -> Answer:
    """What the diary, the calendar and all the rest can do; the drawer itself does what is left."""
    match action:
        case "remove_note":
            known = value.isdecimal() and len(value) <= DIGITS
            gone = known and desk.move.diary.remove(person.id, int(value))
            return Answer(line=say("diary.removed" if gone else "answer.old"), page="diary")
        case "wipe_diary":
            desk.move.diary.wipe(person.id)
            return Answer(line=say("diary.wiped"), page="diary")
        case "take_along" | "take_all" | "calendar_file":
            return _send(desk, incoming, person, action)
        case "wipe_all":
            _wipe(desk, person)
            return Answer(line=say("all.wiped"), page="home")
        case "calendar_give":
            secret = secrets.token_urlsafe(SECRET_BYTES)
            desk.move.feeds.renew(secret, person.id, desk.now)
            link = f"{desk.settings.page_url}/calendar/{secret}.ics"
            return Answer(page="calendar", effects=[Tell(lines=(say("calendar.link", link=link),))])
        case "calendar_stop":
            desk.move.feeds.drop(person.id)
            return Answer(line=say("calendar.off"), page="calendar")
    return desk.rounds.drawer(desk.move, person.id, Pressed(action=action, value=value), desk.now)


def file(desk: Desk, person: Person, action: str) -> bytes:
    """What is in it."""
    drawer = desk.rounds.drawer_of(desk.move, person, desk.now)
    if action == "calendar_file":
        return feed_of(desk.rounds, desk.move, person, drawer, desk.now)
    if action == "take_along":
        return diary_text(desk.move, person, drawer).encode()
    saying = desk.rounds.saying(person.language, drawer.zone)
    return all_text(desk.move, person, drawer, saying, desk.now).encode()


def _send(desk: Desk, incoming: Incoming, person: Person, action: str) -> Answer:
    name, caption = FILES[action]
    if person.account == WEB:
        # A page fetches it from an address of its own.
        return Answer(idle=True, page=f"file {name}")
    content = base64.b64encode(file(desk, person, action)).decode()
    document = Document(name=name, content=content, caption=(caption, {}), language=person.language)
    desk.replies.post(incoming, document, chat=person.user, session=owner_of(person.id))
    return Answer(idle=True)


def _wipe(desk: Desk, person: Person) -> None:
    """Nothing is left of what was his or hers alone; the circles go on without."""
    for id in desk.move.circles.of_person(person.id):
        desk.rounds.forget(desk.move, id, person, desk.now)
    wipe_words(desk.move, person)
    desk.move.drawers.forget(person.id)
    desk.move.people.await_(person.id, "")
    if not desk.move.sessions.of_person(person.id):
        # The channel tells it again when he or she comes back.
        desk.move.people.meet(account=person.account, user=person.user, name="…", language=person.language, at=desk.now)


def _back(page: str) -> tuple[Press, ...]:
    return (press("back", "page", page),)
