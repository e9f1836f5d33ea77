"""People who follow a conversation on Telegram: they press the buttons they see and write where they are asked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from bot.buttons import Token, join_payload
from bot.menu import MINUTES
from bot.practice.colleagues import Colleagues, Manners
from bot.practice.example import Example, read_example
from bot.shelf import library_folder
from flows.engine.events import Event, Joined, Left, Said, Tapped
from flows.engine.onward import kind_of
from flows.engine.script import Script
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.view import looking
from tests.botapi import Group, Message, Person, Tap, Topic
from tests.telegram.town import Town

NAMES = ("Els", "Daan", "Noor", "Sam", "Ilse", "Tarik")
#: What is not on every card, but behind the three dots.
CONTROLS = ("next", "back", "again", "more", "pause", "skip", "skip_person", "stop", "take", "hand", "leave")


class LiveScene:
    """A scene for simulated colleagues whose session is the one in the database."""

    def __init__(self, town: Town, script: Script, id: SessionId) -> None:
        self.town, self.script, self.id = town, script, id

    @property
    def session(self) -> Session:
        return self.town.session(self.id)

    @property
    def words(self) -> dict[int, str]:
        session = self.session
        with self.town.database.glance() as move:
            return move.journal.words(session=self.id, numbers=[entry.words for entry in session.entries])


class NoButton(AssertionError):
    """Somebody looks for a button that is not there."""


class Players:
    """The people of one session, by seat."""

    def __init__(
        self,
        town: Town,
        id: SessionId,
        people: list[Person],
        *,
        place: Group | Topic | None,
        seed: int = 1,
        manners: Manners | None = None,
        example: Example | None = None,
    ) -> None:
        self.town, self.id, self.place = town, id, place
        script = town.script_of(town.session(id))
        self.stage = LiveScene(town, script, id)
        self.colleagues = Colleagues(self.stage, example, seed=seed, manners=manners)
        self.crowd = list(people)
        self.said: list[str] = []

    @property
    def session(self) -> Session:
        return self.town.session(self.id)

    @property
    def people(self) -> dict[SeatId, Person]:
        with self.town.database.glance() as move:
            addresses = move.seats.addresses(self.id)
        return {seat: person for seat, (_, user) in addresses.items() for person in self.crowd if person.id == user}

    def person(self, seat: str) -> Person:
        return self.people[SeatId(seat)]

    def seat(self, person: Person) -> SeatId:
        return next(seat for seat, one in self.people.items() if one is person)

    @property
    def link(self) -> str:
        return self.town.api.link(join_payload(self.id))

    def play(self, *, until_step: str = "", most: int = 900) -> None:
        """On to the end, or until a step begins."""
        for _ in range(most):
            session = self.session
            if session.state == CLOSED or (until_step and session.state == until_step):
                return
            event = self.colleagues.next_event()
            if event is None:
                self.wait()
            else:
                self.do(event)
        raise AssertionError(f"no end in sight: {self.session.state} {self.session.floor}")

    def begin(self) -> None:
        self.tap("p1", "begin")

    def wait(self) -> None:
        """Nobody does anything for a while, or whoever leads goes on."""
        session = self.session
        walk = looking(self.stage.script, session)
        kind, step = kind_of(walk)
        if not kind.awaited(walk, step) or not session.timers:
            self.control(walk.leader or session.present[0], "next")
            return
        self.town.passes_until_something_rings()

    def do(self, event: Event) -> None:
        match event:
            case Tapped() if event.action in CONTROLS:
                self.control(event.seat, event.action)
            case Tapped() if event.stamp and event.stamp.partition(".")[0] != str(self.session.visit):
                self.press_old(event.seat, event.action)
            case Tapped():
                self.tap(event.seat, event.action, event.value)
            case Said():
                before = len(self.session.entries)
                self.say(event.seat, event.text or "", private=event.private)
                assert len(self.session.entries) == before + 1, f"{event.text!r} was not taken in once"
            case Left():
                self.leave(event.seat)
            case Joined():
                self.come_late(event.name)
            case _:
                raise AssertionError(f"nobody can do {event} on Telegram")

    def tap(self, seat: str, action: str, value: str = "") -> Tap:
        person = self.person(seat)
        message, label = self.find(person, action, value)
        tap = person.taps(label, message)
        self.town.settle()
        assert tap.answered, f"the tap on {label} was never answered"
        return tap

    def control(self, seat: str, action: str) -> None:
        """By the private menu. What is not in it cannot be done now."""
        self.tap(seat, "menu")
        try:
            self.tap(seat, action)
        except NoButton:
            assert action in ("take", "hand", "skip_person"), action

    def press_old(self, seat: str, action: str) -> None:
        """A button that was there once, if there is one."""
        person, session = self.person(seat), self.session
        for message in self.visible(person):
            for version in message.earlier:
                for button in version.markup.buttons if version.markup else []:
                    token = Token.read(button.data or "")
                    old = token is not None and token.action == action and token.stamp != session.stamp
                    if old and message.earlier[-1] is version:
                        tap = person.taps(button.label, message, stale=True)
                        self.town.settle()
                        assert tap.answer, "an old button says that it is old"
                        return

    def find(self, person: Person, action: str, value: str = "") -> tuple[Message, str]:
        """The newest button that does this, in what this person can see."""
        for message in self.visible(person):
            for button in message.buttons:
                token = Token.read(button.data or "")
                if token is not None and token.session == self.id and (token.action, token.value) == (action, value):
                    return message, button.label
        seen = [(m.text[:60], m.labels) for m in self.visible(person)[:5]]
        raise NoButton(f"{person.first_name} sees no button for {action} {value}: {seen}")

    def visible(self, person: Person) -> list[Message]:
        messages = [*person.chat.messages, *(self.place.messages if self.place is not None else [])]
        alive = [message for message in messages if message.by_bot and not message.deleted]
        return sorted(alive, key=lambda message: (message.at, message.id), reverse=True)

    def say(self, seat: str, text: str, *, private: bool = False) -> Message:
        person = self.person(seat)
        if private or self.place is None:
            message = person.says(text, person.chat)
        elif self.town.api.bot.reads_all:
            message = person.says(text, self.place)
        else:
            message = person.replies(text, self.card())
        self.town.settle()
        self.said.append(text)
        return message

    def leave(self, seat: str) -> None:
        person = self.person(seat)
        person.says("/weg", self.place or person.chat)
        self.town.settle()

    def come_late(self, name: str) -> Person:
        """Somebody new comes in by the link."""
        person = self.town.api.person(name, language="nl")
        if self.place is not None:
            group = self.place if isinstance(self.place, Group) else self.place.group
            group.adds(person)
        self.crowd.append(person)
        person.opens(self.link)
        self.town.settle()
        return person

    def card(self) -> Message:
        """The card in the room, as it is in view now."""
        assert self.place is not None
        return next(m for m in reversed(self.place.cards_of_bot) if not m.deleted)

    def record(self) -> list[str]:
        return self.town.words(self.id)

    def check(self, *, reason: str = "done") -> None:
        """It ended well: replayable, and everything that counts is in the record once."""
        session = self.session
        assert (session.state, session.reason) == (CLOSED, reason)
        self.check_record()

    def check_record(self) -> None:
        self.town.check_replay(self.id)
        kept = [entry.words for entry in self.session.entries if entry.state == ""]
        assert len(kept) == len(set(kept)), "something is in the record twice"
        assert not Counter(self.record()) - Counter(self.said), "something is in the record that nobody said"


def gather(
    town: Town,
    people: list[Person],
    *,
    flow: str = "intervisie",
    place: Group | Topic | None = None,
    pace: str = "chat",
    seed: int = 1,
    manners: Manners | None = None,
    example: bool = False,
    language: str = "nl",
) -> Players:
    """From /begin to a lobby in which everybody sits, at the pace that was chosen."""
    host = people[0]
    script = town.shelf.scripts[flow]
    chat = place if place is not None else host.chat
    before = set(town.sessions())
    host.says("/begin", chat)
    town.settle()
    host.taps(str(len(people)), newest_menu(chat.messages))
    town.settle()
    # All the time in the world is the last of the times.
    menu = newest_menu(chat.messages)
    host.taps(menu.labels[len(MINUTES) - 1], menu)
    town.settle()
    host.taps(script.in_language(language).title, newest_menu(chat.messages))
    town.settle()
    (id,) = set(town.sessions()) - before
    link = town.api.link(join_payload(id))
    for person in people:
        if place is not None or person is not host:
            person.opens(link)
            town.settle()
    lines = example_of(flow) if example else None
    players = Players(town, id, people, place=place, seed=seed, manners=manners, example=lines)
    assert len(players.session.present) == len(people)
    if pace != "chat":
        players.tap("p1", "pace", pace)
    return players


def newest_menu(messages: list[Message]) -> Message:
    return [message for message in messages if message.by_bot and message.buttons][-1]


@cache
def example_of(flow: str) -> Example:
    return read_example(library_folder() / flow)


def six(town: Town, *, started: bool = False) -> list[Person]:
    """The colleagues of the worked example."""
    return [town.api.person(name, language="nl", started=started) for name in NAMES]


def as_people_see_it(messages: list[Message]) -> Iterator[str]:
    """For reading a conversation while working on it."""
    for message in messages:
        buttons = "  ".join(f"[ {label} ]" for label in message.labels)
        yield f"{message.sender.first_name}: {message.text}\n{buttons}".strip()
