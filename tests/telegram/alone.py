"""Somebody alone with the bot: what can be tapped and written in a private chat, and what comes there."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from bot.rhythm.saying import Pressed
from flows.rhythm.drawer.events import Planned
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.hours import local
from storage.move import Move
from tests.botapi import Message, Person, Tap
from tests.telegram.town import Town


class Alone:
    def __init__(self, town: Town, name: str = "Els", *, person: Person | None = None, language: str = "nl") -> None:
        self.town = town
        self.person = person or town.api.person(name, language=language, started=False)
        self.chat = self.person.chat
        if person is None:
            self.person.starts()
            town.settle()
        self._read = len(self.messages)

    @property
    def messages(self) -> list[Message]:
        return self.chat.cards_of_bot

    @property
    def last(self) -> Message:
        return self.messages[-1]

    def says(self, text: str) -> Message:
        """What came in return."""
        self.person.says(text)
        self.town.settle()
        return self.last

    def taps(self, label: str, message: Message | None = None) -> Tap:
        """The newest button with this label; a choice that was made is marked with a tick."""
        labels = (label, f"✓ {label}")
        found = message or next(one for one in reversed(self.messages) if {*labels} & {*one.labels})
        tap = self.person.taps(next(one for one in found.labels if one in labels), found)
        self.town.settle()
        assert tap.answered
        return tap

    def walks(self, *labels: str) -> Message:
        """From one button to the next."""
        for label in labels:
            self.taps(label)
        return self.last

    def news(self) -> list[Message]:
        """What came since this was asked last, or since the beginning."""
        found, self._read = self.messages[self._read :], len(self.messages)
        return found

    def plans(self, text: str, day: date, *, wanted: bool = True) -> None:
        """As at the end of a conversation."""
        assert self.town._running is not None
        sender, now = self.town._running.service.sender, self.town.clock.now()
        with self.town.database.move() as move:
            rounds = sender.moves.conversations.rounds
            rounds.drawer(move, self.known(move), Planned(text=text, day=day, sure=8), now)
            move.commit()
        self.town._running.loop.call_soon_threadsafe(sender.wake)
        self.town.settle()
        self.taps("Help me eraan denken" if wanted else "Nee, hoeft niet")
        self.news()

    def known(self, move: Move) -> int:
        account, now = f"telegram:{self.town.api.bot.id}", self.town.clock.now()
        name = self.person.first_name
        return move.people.meet(account=account, user=self.person.id, name=name, language="nl", at=now).id

    @property
    def drawer(self) -> Drawer | None:
        with self.town.database.move() as move:
            return move.drawers.load(self.known(move), lock=False)

    def until(self, day: date, clock: str, zone: str = "Europe/Amsterdam") -> list[Message]:
        """To that wall time; what came meanwhile."""
        end = local(zone, day, time.fromisoformat(clock))
        self.town.passes(minutes=(end - self.town.clock.now()).total_seconds() / 60)
        return self.news()

    @property
    def today(self) -> date:
        return self.town.clock.now().date()


def actions(message: Message) -> list[str]:
    found = [Pressed.read(button.data or "") for button in message.buttons]
    return [one.action for one in found if one is not None]


def wall(message: Message, zone: str = "Europe/Amsterdam") -> str:
    """When it came, on the clock that hangs there."""
    return f"{message.at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"
