"""Cards and words: to a group, to somebody's private chat, or as the page to turn to."""

from __future__ import annotations

import base64
from dataclasses import replace

from bot.addressing import WEB
from bot.desk import Desk
from bot.incoming import Incoming, Tap
from bot.outgoing import Document, Turned
from bot.rhythm import circles, own
from bot.rhythm.saying import CIRCLE, OWN, about_circle
from flows.rhythm.circle.state import Circle, CircleId
from flows.rhythm.words import Card, Sentence, press
from storage.drawers import owner_of
from storage.people import Person


def show_own(desk: Desk, incoming: Incoming, person: Person, page: str, *, replaces: int | None = None) -> None:
    card = own.own_card(desk, person, page)
    in_private(desk, incoming, person, card, OWN, owner_of(person.id), replaces=replaces)


def show_circle(
    desk: Desk, incoming: Incoming, person: Person | None, circle: Circle, page: str, *, replaces: int | None = None
) -> None:
    """For somebody alone in private; for a group, without a person, what all may see."""
    known = desk.move.circles.load(circle.id) or circle
    card = circles.card(desk, known, person, page)
    if person is not None:
        in_private(desk, incoming, person, card, about_circle(circle.id), circle.id, replaces=replaces)
    if card.picture and incoming.account != WEB:
        language, chat = (person.language, person.user) if person is not None else (known.language, None)
        _picture(desk, incoming, known, language, chat=chat)
    if person is not None:
        return
    saying = desk.rounds.saying(known.language, known.zone)
    notice = saying.notice(card, about=about_circle(circle.id), replaces=replaces)
    desk.replies.post(incoming, notice, session=circle.id)


def turn_own(desk: Desk, incoming: Incoming, person: Person, card: Card, page: str) -> None:
    if incoming.account == WEB:
        desk.replies.post(incoming, Turned(circle="", page=page))
    else:
        in_private(desk, incoming, person, card, OWN, owner_of(person.id))


def turn_circle(desk: Desk, incoming: Incoming, person: Person, circle: Circle, page: str) -> None:
    if incoming.account == WEB:
        desk.replies.post(incoming, Turned(circle=circle.id, page=page))
    else:
        show_circle(desk, incoming, person, circle, page)


def in_private(
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


def answer_tap(desk: Desk, tap: Tap, person: Person, line: Sentence | None, zone: str) -> None:
    text = "" if line is None else desk.rounds.saying(person.language, zone).text(line)
    desk.replies.toast(tap, None, text=text)


def say_back(desk: Desk, incoming: Incoming, person: Person, line: Sentence, zone: str, owner: str = "") -> None:
    """A word in return, where it cannot be the answer to a tap."""
    saying = desk.rounds.saying(person.language, zone)
    if incoming.account == WEB:
        desk.replies.say(saying.text(line))
        return
    notice = saying.notice(Card(lines=(line,)), about=OWN)
    desk.replies.post(incoming, notice, session=owner or owner_of(person.id))


def label(desk: Desk, person: Person, label: str) -> str:
    return f"={desk.rounds.saying(person.language, desk.settings.zone).label(press(label, ''))}"


def _picture(desk: Desk, incoming: Incoming, circle: Circle, language: str, *, chat: int | None) -> None:
    """Who leads when, to be looked at."""
    from bot.pictures import rota

    data = rota.png(circle, language, desk.now)
    picture = replace(document("rota.png", data, "picture.caption", language), picture=True)
    desk.replies.post(incoming, picture, chat=chat, session=circle.id)


def document(name: str, data: bytes, caption: str, language: str) -> Document:
    return Document(name=name, content=base64.b64encode(data).decode(), caption=(caption, {}), language=language)
