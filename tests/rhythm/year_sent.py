"""What the bot sent in a year, when, and whether it was the answer to something that somebody just did."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rhythm.saying import Saying
from flows.rhythm.words import Value, say
from tests.botapi import Group, Message, Person
from tests.rhythm.year import HOME, Year, shelf

#: What comes within it is an answer.
AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as it was when it was sent: it makes a sound, and what becomes of it later does not."""

    #: Whose private chat; None for the group.
    to: Person | None
    at: datetime
    text: str
    data: tuple[str, ...]
    #: It is the answer to what this person, or somebody in the group, just did.
    answer: bool


class Sent:
    """Everything, in order."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self._saying = Saying(language="nl", zone=HOME, shelf=shelf())
        self._acts = acts(year)
        self.letters = sorted(self._letters(), key=lambda letter: letter.at)

    def _letters(self) -> Iterator[Letter]:
        group = self.year.people.group
        for message in group.all_messages:
            if message.by_bot and not message.service:
                yield self._letter(message, None, group.id)
        for person in self.year.people.all:
            for message in person.chat.all_messages:
                if message.by_bot:
                    yield self._letter(message, person, person.id)

    def _letter(self, message: Message, to: Person | None, who: int) -> Letter:
        first = message.earlier[0] if message.earlier else message
        buttons = first.markup.buttons if first.markup else []
        return Letter(
            to=to, at=message.at, text=first.text, data=tuple(button.data or "" for button in buttons),
            answer=self._just_did(who, message.at),
        )  # fmt: skip

    def _just_did(self, who: int, at: datetime) -> bool:
        times = self._acts[who]
        before = bisect_right(times, at)
        return before > 0 and at - times[before - 1] <= AT_ONCE

    # Finding.

    def says(self, key: str, **values: Value) -> str:
        return self._saying.text(say(key, **values))

    def moment(self, at: datetime) -> str:
        return self._saying.moment(at)

    def to_group(self, text: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to is None and letter.text.startswith(text)]

    def to_one(self, text: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to is not None and letter.text.startswith(text)]

    def preparations(self, at: datetime) -> list[Letter]:
        beginning = self.says("circle.prepare", name=self.year.circle.name, at=at, flow="")
        return self.to_group(beginning.rstrip())

    def openings(self) -> list[Letter]:
        name = self.year.circle.name
        return [one for key in ("opens", "opens_late") for one in self.to_group(self.says(f"circle.{key}", name=name))]

    def follow_ups(self) -> list[Letter]:
        found = [one for key in ("held", "held_before") for one in self.to_group(self.says(f"circle.{key}"))]
        return sorted(found, key=lambda letter: letter.at)


def acts(year: Year) -> dict[int, list[datetime]]:
    """When each person did something, and when somebody did something in the group; by their numbers."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for update in year.town.api.updates:
        if update.kind in ("message", "callback_query", "edited_message"):
            message = update.body["message"] if update.kind == "callback_query" else update.body
            found[update.body["from"]["id"]].append(update.at)
            if isinstance(year.town.api.world.chats.get(message["chat"]["id"]), Group):
                found[message["chat"]["id"]].append(update.at)
    return found
