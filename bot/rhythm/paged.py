"""What comes from a page and from nowhere else: a text about what was asked there, and free days out of a calendar."""

from __future__ import annotations

from bot.desk import Desk
from bot.incoming import Free, Write
from bot.outgoing import Turned
from bot.rhythm.saying import OWN
from bot.rhythm.writing import MOST_WORDS, write_circle, write_own
from flows.rhythm.circle.events import Freed as CircleFreed
from flows.rhythm.circle.state import CircleId
from flows.rhythm.drawer.events import Freed
from flows.rhythm.effects import Answer
from flows.rhythm.words import say
from storage.people import Person


def wrote(desk: Desk, write: Write) -> None:
    """Whether it is theirs to write is found out by whoever takes it in."""
    assert write.sender is not None
    person = desk.person(write, write.sender)
    kind, _, about = write.about.partition(":")
    if len(write.text) > MOST_WORDS:
        desk.replies.notice(write, ("too_long", {"max": str(MOST_WORDS)}), language=person.language)
    elif kind == OWN:
        write_own(desk, write, person, about, write.text)
    else:
        id, _, what = about.partition(":")
        write_circle(desk, write, person, CircleId(id), what, write.text)


def freed(desk: Desk, free: Free) -> None:
    assert free.sender is not None
    person = desk.person(free, free.sender)
    answer = _of_circle(desk, free, person) if free.circle else _own(desk, free, person)
    if answer.line is not None:
        desk.replies.say(desk.rounds.saying(person.language, desk.settings.zone).text(answer.line))
    if answer.page:
        desk.replies.post(free, Turned(circle=free.circle, page=answer.page))


def _own(desk: Desk, free: Free, person: Person) -> Answer:
    return desk.rounds.drawer(desk.move, person.id, Freed(days=free.days), desk.now)


def _of_circle(desk: Desk, free: Free, person: Person) -> Answer:
    id = CircleId(free.circle)
    member = desk.move.members.member_of(id, person.id)
    found = None
    if member is not None:
        found = desk.rounds.circle(desk.move, id, CircleFreed(member=member, days=free.days), desk.now)
    return found or Answer(line=say("circle.not_in"), idle=True)
