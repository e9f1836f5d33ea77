"""What people write about what we asked: for their diary and plans, or for a whole circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.incoming import Incoming, Message
from bot.rhythm import circles, diary, own
from bot.rhythm.saying import CIRCLE, OWN
from bot.rhythm.showing import say_back, turn_circle, turn_own
from flows.rhythm.circle.events import Wrote as CircleWrote
from flows.rhythm.circle.state import CircleId
from flows.rhythm.drawer.events import Wrote
from flows.rhythm.effects import Answer
from flows.rhythm.words import say
from storage.people import Person

#: So long a text is awaited that goes to a whole circle, in seconds.
PATIENCE = 1800
#: Longer than this is no answer to a question.
MOST_WORDS = 4_000


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
        turn_own(desk, incoming, person, diary.found(desk.move, person, drawer, text), "search")
        return
    if about == "new_circle":
        _new_circle(desk, incoming, person, text)
        return
    answer = desk.rounds.drawer(desk.move, person.id, Wrote(about=about, text=text), desk.now)
    _after_writing(desk, incoming, person, answer, drawer.zone)
    if answer.page:
        turn_own(desk, incoming, person, own.own_card(desk, person, answer.page), answer.page)


def _new_circle(desk: Desk, incoming: Incoming, person: Person, text: str) -> None:
    assert incoming.sender is not None
    name = " ".join(text.split())[: circles.LONGEST_NAME]
    if not name:
        turn_own(desk, incoming, person, own.own_card(desk, person, "new_circle"), "new_circle")
        return
    circle = circles.make(desk, name=name, person=person, room=None)
    circles.join(desk, circle.id, person, incoming.sender)
    say_back(desk, incoming, person, say("circle.made", name=name), circle.zone, circle.id)
    known = desk.move.circles.load(circle.id)
    assert known is not None
    turn_circle(desk, incoming, person, known, "home")


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
        turn_circle(desk, incoming, person, circle, answer.page)


def _after_writing(desk: Desk, incoming: Incoming, person: Person, answer: Answer, zone: str, owner: str = "") -> None:
    if answer.line is not None:
        say_back(desk, incoming, person, answer.line, zone, owner)
