"""People who go through a trajectory: they write, tap and wait for weeks, while the bot is restarted now and then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.buttons import join_payload
from bot.practice.example import Example, whole_example
from bot.shelf import Shelf, library_folder
from bot.texts import catalogue
from flows.engine.events import Event, Said
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.timers import awake
from flows.language.model import AnyStep, Wait
from tests.botapi import Group, Message, Person
from tests.telegram.players import Players, newest_menu
from tests.telegram.town import Town

HOME = "Europe/Amsterdam"
#: Its May holidays are in the way of who begins in March.
REGION = "noord"
DAY = timedelta(days=1)
ENOUGH = 1500
CLOCK = re.compile(r"\d\d:\d\d")
#: How a reminder begins, and how it is said that the day is there.
REMINDER = catalogue("nl").say("wait.reminder", day="", time="").partition(":")[0] + ":"
OVER = catalogue("nl").say("wait.over")


def shelf_with(flow: str) -> Shelf:
    """Of all flows only this one, so that the menu proposes it."""
    return Shelf({flow: [library_folder() / flow]})


@dataclass(kw_only=True)
class Way:
    """What happens on the way, by the number of the wait in which it does."""

    month: int = -1
    names_a_day: int = -1
    restarts: bool = False


@dataclass(kw_only=True)
class Seen:
    """What there was to see in a wait: the moments of reminders, by person, and when it was over."""

    step: str
    began: datetime
    reminders: dict[str, list[datetime]] = field(default_factory=dict)
    ended: datetime | None = None

    def later(self, steps: Mapping[str, AnyStep]) -> int:
        """How many days after the day that was set it was over; holidays are no delay."""
        step, home = steps[self.step], ZoneInfo(HOME)
        assert isinstance(step, Wait)
        assert self.ended is not None
        meant = awake(self.began + step.days * DAY, HOME, REGION)
        return (self.ended.astimezone(home).date() - meant.astimezone(home).date()).days


class Travellers(Players):
    """They do what the example does; in between they wait until the day is there."""

    def __init__(self, town: Town, place: Group | None, people: list[Person], *, example: Example, way: Way) -> None:
        (id,) = town.sessions()
        super().__init__(town, id, people, place=place, example=example)
        self.way = way
        self.waits: list[Seen] = []
        self.middles = self.restarts = 0

    def do(self, event: Event) -> None:
        if isinstance(event, Said) and self.only_a_day(event):
            self.say(event.seat, event.text or "", private=event.private)
            self.said.pop()
        else:
            super().do(event)

    def only_a_day(self, event: Said) -> bool:
        """The day of a plan is no contribution."""
        return bool(event.text) and not (event.text or "").strip("0123456789-")

    def travel(self, *, until_wait: int = -1) -> None:
        """To the end, or until so many waits have begun."""
        for _ in range(ENOUGH):
            session = self.session
            if session.state == CLOSED:
                return
            if isinstance(self.stage.script.steps.get(session.state), Wait):
                if len(self.waits) == until_wait:
                    return
                self.wait_for_the_day()
                continue
            event = self.colleagues.next_event()
            if event is None:
                self.wait()
            else:
                self.do(event)
            self.perhaps_in_the_middle()
        raise AssertionError(f"no end in sight: {self.session.state} {self.session.floor}")

    def perhaps_in_the_middle(self) -> None:
        """Once, while something has been said in a step that is not over."""
        session = self.session
        under_way = session.running and any(entry.visit == session.visit for entry in session.entries)
        if self.way.restarts and not self.middles and len(self.waits) == 1 and under_way:
            self.middles += 1
            self.restart()

    def wait_for_the_day(self) -> None:
        seen = Seen(step=self.session.state, began=self.town.clock.now())
        number = len(self.waits)
        self.waits.append(seen)
        before = {person.first_name: len(self.reminders(person)) for person in self.crowd}
        self.perhaps_restart()
        if number == self.way.month:
            self.tap(self.session.present[-1], "later", "month")
        elif number == self.way.names_a_day:
            self.name_a_day()
        while self.session.state == seen.step:
            self.town.passes_until_something_rings()
            self.perhaps_restart()
        for person in self.crowd:
            seen.reminders[person.first_name] = self.reminders(person)[before[person.first_name] :]
        seen.ended = self.town.clock.now()

    def perhaps_restart(self) -> None:
        self.town.check_replay(self.id)
        if self.way.restarts:
            self.restart()

    def restart(self) -> None:
        """Nothing is lost by it, and nobody hears of it."""
        before = self.transcript(), self.all_seen()
        self.town.restarts()
        assert (self.transcript(), self.all_seen()) == before
        self.restarts += 1

    def name_a_day(self) -> None:
        until = datetime.fromisoformat(self.session.floor.until or "").astimezone(ZoneInfo(HOME)) + 6 * DAY
        while awake(until, HOME, REGION) != until:
            until += DAY
        self.person(self.session.present[0]).says(f"{until.day}-{until.month}", self.place or self.crowd[0].chat)
        self.town.settle()
        assert self.session.floor.until == until.astimezone(self.town.clock.now().tzinfo).isoformat()

    def reminders(self, person: Person) -> list[datetime]:
        return [message.at for message in person.chat.messages if message.by_bot and message.text.startswith(REMINDER)]

    # What there is to see in the end.

    def transcript(self) -> list[tuple[str, str, str]]:
        """Everything in the record: at which step, whose it is, and the words."""
        entries = [entry for entry in self.session.entries if entry.state == ""]
        return [(e.step, e.seat, words) for e, words in zip(entries, self.record(), strict=True)]

    def all_seen(self) -> dict[str, list[str]]:
        """All that the bot let anybody read; not the minute, which the limits of a group can shift by a second."""
        chats = {person.first_name: person.chat.messages for person in self.crowd}
        chats |= {} if self.place is None else {"the group": self.place.messages}
        return {name: [CLOCK.sub("", m.text) for m in messages if shown(m)] for name, messages in chats.items()}


def shown(message: Message) -> bool:
    return message.by_bot and not message.deleted


class Land(Town):
    """A town in which so much happens that not all of it is looked at all the time."""

    def __init__(self, folder: Path, *, shelf: Shelf) -> None:
        super().__init__(f"sqlite:///{folder / 'beurtelings.sqlite'}", folder, shelf=shelf, region=REGION)
        self._known: dict[SessionId, Session] = {}

    def settle(self) -> None:
        super().settle()
        self._known.clear()

    def session(self, id: SessionId) -> Session:
        if id not in self._known:
            self._known[id] = super().session(id)
        return self._known[id]

    def check(self) -> None:
        """Whether it can be replayed is asked at every wait and at the end."""
        for id in self.sessions():
            if id not in self.rooms:
                self.rooms[id] = super().session(id).room


def gathered(town: Town, flow: str, *, way: Way, group: int) -> Travellers:
    """From /begin, by what they are looking for, to the lobby in which all sit who followed the link.

    `group` is how many there are in one; without a number it is held in private, by all people of the example.
    """
    script = town.shelf.scripts[flow]
    example = whole_example(script, town.shelf.folder_of)
    crowd = [town.api.person(name, language="nl", started=True) for name in example.people[: group or None]]
    host, texts = crowd[0], catalogue("nl")
    place = town.api.group("Team", crowd, bot=True) if group else None
    town.settle()
    chat = place or host.chat

    def taps(label: str) -> None:
        host.taps(label, newest_menu(chat.messages))
        town.settle()

    host.says("/begin", chat)
    town.settle()
    taps(texts.say("button.alone") if len(crowd) == 1 else str(len(crowd)))
    if len(crowd) > 1:
        taps(texts.say(f"button.purpose_{script.flow.purpose}"))
    taps(script.flow.title)
    (id,) = town.sessions()
    for person in crowd[0 if group else 1 :]:
        person.opens(town.api.link(join_payload(id)))
        town.settle()
    travellers = Travellers(town, place, crowd, example=example, way=way)
    assert len(travellers.session.present) == len(crowd)
    assert travellers.session.region == REGION
    travellers.tap(SeatId("p1"), "begin")
    return travellers


class SameChance:
    """What is drawn comes out the same in every run."""

    def __init__(self) -> None:
        self._random = Random(20)

    def choice(self, among: str) -> str:
        return self._random.choice(among)

    def token_hex(self, size: int) -> str:
        return self._random.randbytes(size).hex()


def in_towns(folder: Path, empty: Path, patch: pytest.MonkeyPatch) -> Callable[[str, Shelf], Town]:
    """Towns of their own, in which everything by chance comes out the same."""

    def found(name: str, shelf: Shelf) -> Town:
        patch.setattr("bot.settings.secrets", SameChance())
        here = folder / name
        here.mkdir()
        (here / "beurtelings.sqlite").write_bytes(empty.read_bytes())
        return Land(here, shelf=shelf)

    return found
