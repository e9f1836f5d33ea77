"""All that is somebody's own, as one text to take along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rhythm.diary import asked_by
from bot.rhythm.saying import Saying
from bot.texts import catalogue
from flows.engine.session import Session
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.words import Named, say
from storage.move import Move
from storage.people import Person


def diary_text(move: Move, person: Person, drawer: Drawer) -> str:
    """The oldest note first, as one reads a diary."""
    zone, parts = ZoneInfo(drawer.zone), [f"# {catalogue(person.language).say('diary.file')}"]
    for note in move.diary.all(person.id):
        asked = asked_by(note, person, drawer)
        head = f"## {note.at.astimezone(zone):%Y-%m-%d %H:%M}"
        parts.append("\n\n".join([head, *([f"*{asked}*"] if asked else []), note.text]))
    return "\n\n".join(parts) + "\n"


def all_text(move: Move, person: Person, drawer: Drawer, saying: Saying, now: datetime) -> str:
    """Plans, notes, circles and settings: whatever is kept under somebody's name."""
    texts = catalogue(person.language)
    parts = [f"# {texts.say('all.file')}", f"{person.name} · {now.astimezone(ZoneInfo(drawer.zone)):%Y-%m-%d %H:%M}"]
    plans = [
        say("plan.item", text=plan.text, day=plan.day, how=Named(f"plan.how.{plan.outcome or 'open'}"))
        for plan in drawer.plans
    ]
    parts += [f"- {saying.text(line)}" for line in plans]
    circles = [move.circles.load(id, lock=False) for id in move.circles.of_person(person.id)]
    parts += [f"- {circle.name}" for circle in circles if circle is not None]
    parts.append(f"## {texts.say('all.words')}")
    for session, numbers in own_words(move, person):
        words = move.journal.words(session=session.id, numbers=numbers)
        parts += [f"- {words[number]}" for number in numbers if words.get(number)]
    return "\n\n".join([*parts, diary_text(move, person, drawer)])


def own_words(move: Move, person: Person) -> Iterator[tuple[Session, list[int]]]:
    """What somebody said in conversations that are over, by the numbers of the moves; an edit has one of its own."""
    for id in move.sessions.over_for(person.id):
        session = move.sessions.load(id, lock=False)
        seat = move.seats.seat_of(session=id, person=person.id)
        if session is not None and seat is not None:
            mine = [entry for entry in session.entries if entry.seat == seat]
            yield session, sorted({number for entry in mine for number in (entry.number, entry.words)})


def wipe_words(move: Move, person: Person) -> None:
    for session, numbers in own_words(move, person):
        for number in numbers:
            move.journal.wipe(session=session.id, number=number)
