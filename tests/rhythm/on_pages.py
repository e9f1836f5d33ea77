"""A circle of people who each have a page, in a database of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.addressing import WEB
from bot.incoming import Incoming, Place, Sender, Write
from bot.moves import Moves
from bot.outgoing import Outgoing
from bot.settings import Settings
from flows.rhythm.circle.events import Came, Wrote
from flows.rhythm.circle.state import Circle, CircleId, MemberId
from storage.database import Database
from storage.timers import CIRCLE, Subject, Timer
from tests.telegram.town import KEY, library

#: A Monday morning; it is ten o'clock in Amsterdam.
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
TEAM = CircleId("team")
ELS = MemberId("m1")
NAMES = ("Els", "Daan", "Noor")


class OnPages:
    """With one date, on Thursday, of which those who did not name it have heard."""

    def __init__(self, url: str) -> None:
        self.database = Database.open(url, KEY)
        self.database.upgrade()
        self.moves = Counted(self.database, Settings(shelf=library()))
        rounds = self.moves.conversations.rounds
        with self.database.move() as move:
            circle = Circle(id=TEAM, name="Team", language="nl", zone="Europe/Amsterdam", region="midden", seed="s")
            move.circles.add(circle, room=None, at=MONDAY)
            self.people = []
            for number, name in enumerate(NAMES, start=1):
                person = move.people.meet(account=WEB, user=number, name=name, language="nl", at=MONDAY)
                move.people.reachable(person.id, True)
                member = MemberId(f"m{number}")
                rounds.circle(move, TEAM, Came(member=member, name=name, reachable=True), MONDAY)
                move.members.set(TEAM, member, person.id)
                self.people.append(person.id)
            rounds.circle(move, TEAM, Wrote(member=ELS, about="moment", text="donderdag 16:00"), MONDAY)
            move.commit()

    def timer(self, subject: Subject = CIRCLE, owner: str = TEAM) -> Timer:
        """The one it has."""
        with self.database.glance() as move:
            timers = move.timers.due(now=datetime.max.replace(tzinfo=UTC), limit=100)
        [found] = [one for one in timers if (one.subject, one.owner) == (subject, owner)]
        return found

    def names_a_date(self, text: str) -> Write:
        """What Els writes on her page."""
        return Write(
            account=WEB, update=7, place=Place(chat=1, kind="private"), sender=Sender(user=1, name="Els"),
            about=f"k:{TEAM}:moment", text=text,
        )  # fmt: skip

    def circle(self) -> Circle:
        with self.database.glance() as move:
            circle = move.circles.load(TEAM, lock=False)
        assert circle is not None
        return circle

    def news(self, person: int) -> list[str]:
        """What stands on somebody's page: the key of the first line of each."""
        with self.database.glance() as move:
            drawer = move.drawers.load(person, lock=False)
        return [] if drawer is None else [one.lines[0][0] for one in drawer.news]


class Counted(Moves):
    """How often a move was begun."""

    begun = 0

    def _ring(self, timer: Timer, now: datetime) -> None:
        self.begun += 1
        super()._ring(timer, now)

    def _answered(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        self.begun += 1
        return super()._answered(incoming, now)
