"""The calendar of somebody: the meetings of all circles he or she is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.calendars import Entry, feed, invitation
from bot.texts import catalogue
from flows.rhythm.circle.state import Circle
from flows.rhythm.drawer.state import Drawer
from storage.move import Move
from storage.people import Person

if TYPE_CHECKING:
    from bot.rhythm.rounds import Rounds

#: What is over stays in a calendar for a while.
PAST = timedelta(days=90)
#: How long a meeting takes whose form is no longer there.
USUAL_MINUTES = 75


def feed_of(rounds: Rounds, move: Move, person: Person, drawer: Drawer, now: datetime) -> bytes:
    name = catalogue(person.language).say("web.name")
    return feed(_entries(rounds, move, person, now), name=name, stamp=now)


def _entries(rounds: Rounds, move: Move, person: Person, now: datetime) -> Iterator[Entry]:
    for id in move.circles.of_person(person.id):
        circle = move.circles.load(id, lock=False)
        if circle is not None and move.members.member_of(id, person.id) in circle.present:
            yield from _meetings(rounds, circle, person.language, now)


def circle_file(rounds: Rounds, circle: Circle, language: str, now: datetime, *, only: str = "") -> bytes:
    """The meetings of one circle, or one of them, as a file to open in any calendar."""
    entries = [*_meetings(rounds, circle, language, now)]
    one = next((entry for entry in entries if entry.meeting.id == only), None)
    return feed(entries, name=circle.name, stamp=now) if one is None else invitation(one, stamp=now)


def _meetings(rounds: Rounds, circle: Circle, language: str, now: datetime) -> Iterator[Entry]:
    for meeting in circle.meetings:
        if meeting.at is None or meeting.at < now - PAST:
            continue
        script = rounds.settings.shelf.scripts.get(meeting.flow)
        yield Entry(
            circle=circle, meeting=meeting, language=language, url=rounds.settings.page_url,
            title=script.in_language(language).title if script is not None else circle.name,
            minutes=script.flow.minutes if script is not None else USUAL_MINUTES,
        )  # fmt: skip
