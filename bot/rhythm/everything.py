"""All that is somebody's own, as one text to take along."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rhythm.diary import asked_by
from bot.rhythm.saying import Saying
from bot.texts import catalogue
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.words import Named, say
from storage.move import Move
from storage.people import Person

FILE = "beurtelings.md"


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
    return "\n\n".join([*parts, diary_text(move, person, drawer)])
