"""A team of two, a Telegram of our own, and a bot that lives in a process of its own and dies when it is told to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from bot.buttons import Token
from flows.engine.events import Edited, Said
from flows.engine.script import Script
from flows.engine.session import Session, SessionId, dump
from flows.engine.take import take
from storage.database import Database
from tests.botapi import BotApi, Message, Person
from tests.kill.hatchery import KEY
from tests.kill.hatching import KILLED, PATIENCE, Hatchery
from tests.kill.page import Page

ID = SessionId("rondje")
NAMES = ("Els", "Daan")
START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
#: So far apart that no limit of Telegram is ever near.
STEP = timedelta(minutes=1)
#: How often to look again for what nobody tells us of.
_AGAIN = 0.002


class PageTime:
    """The same clock for Telegram."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def now(self) -> datetime:
        return self._page.now


class Scene:
    """Use it in a with statement: then everybody is there and the bot runs."""

    def __init__(self, hatchery: Hatchery, folder: Path, script: Script) -> None:
        self._hatchery, self._folder, self.script = hatchery, folder, script
        self.page = Page(folder / "page")
        self.page.now = START
        self.api = BotApi(PageTime(self.page), privacy=False)
        self.people = [self.api.person(name, language="nl", started=True) for name in NAMES]
        self.group = self.api.group("Team onderbouw", self.people, bot=True)
        self.database = Database.open(f"sqlite:///{folder / 'beurtelings.sqlite'}", KEY)
        self.database.upgrade()
        self._steps = 0
        self._lives: int | None = None
        #: What was passed and asked before this life.
        self._born = self._polls = 0

    def __enter__(self) -> Self:
        self.api.__enter__()
        self.starts()
        self.settle()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lives is not None:
            os.kill(self._lives, signal.SIGKILL)
            self._hatchery.ended()
        self.database.close()
        self.api.__exit__(kind, error, trace)

    # The bot.

    def starts(self) -> None:
        self._born, self._polls = self.page.passed, self.api.world.poll
        asked = {"folder": self._folder, "page": self._folder / "page", "token": self.api.token}
        self._lives = self._hatchery.hatch(
            {name: str(what) for name, what in asked.items()} | {"telegram": self.api.url}
        )

    def dies(self, after: int) -> None:
        """It is killed when it reaches this point, counted from now."""
        self.page.fuse = self.page.passed + after

    def died(self) -> bool:
        """Wait until it is dead, or has nothing left to do and so never came to that point."""
        self._wait(lambda: self._lives is None or self._quiet())
        self.page.fuse = 0
        return self._lives is None

    def stops(self) -> int | None:
        """An orderly stop; the exit code."""
        assert self._lives is not None
        os.kill(self._lives, signal.SIGTERM)
        self._lives = None
        return self._hatchery.ended()

    def settle(self) -> None:
        """Until all that happened is taken in and all that can leave has left."""
        self._wait(self._quiet)
        assert self._lives is not None, "the bot died, and nobody had asked it to"
        self.check_replay()

    def _wait(self, condition: Callable[[], bool]) -> None:
        until = monotonic() + PATIENCE
        with self.api.world.changed:
            while not (self._look_after() or condition()):
                assert monotonic() < until, self._state()
                self.api.world.changed.wait(_AGAIN)

    def _look_after(self) -> bool:
        """Notes that the bot is dead, which is news once."""
        ended = self._hatchery.ended(within=0)
        if ended is None:
            return False
        assert ended == KILLED, f"the bot ended by itself with {ended}"
        self._lives = None
        return True

    def _quiet(self) -> bool:
        # Points come in pairs, before and after: an odd one is right in the middle of something.
        passed, world = self.page.passed, self.api.world
        if passed == self.page.fuse or (passed - self._born) % 2:
            return False
        if world.updates.ready or not world.polling or world.poll == self._polls:
            return False
        with self.database.glance() as move:
            return move.outbox.waiting() == 0 and passed == self.page.passed

    def _state(self) -> str:
        with self.database.glance() as move:
            waiting = move.outbox.waiting()
        return f"pending {self.api.pending_updates}, waiting {waiting}, {self.page.passed}, {self.api.calls[-3:]}"

    # What people do, each a minute after the other.

    def next_minute(self) -> None:
        self._steps += 1
        self.page.now = START + self._steps * STEP

    def person(self, seat: str) -> Person:
        return self.people[int(seat[1:]) - 1]

    def menu(self) -> Message:
        return next(message for message in reversed(self.group.cards_of_bot) if not message.deleted)

    def taps(self, seat: str, action: str, value: str = "") -> None:
        """The newest button that does this, in what this person can see."""
        person = self.person(seat)
        for message in self._visible(person):
            for button in message.buttons:
                token = Token.read(button.data or "")
                if token is not None and (token.action, token.value) == (action, value):
                    person.taps(button.label, message)
                    return
        seen = [(message.text[:60], message.labels) for message in self._visible(person)[:5]]
        raise AssertionError(f"{person.first_name} sees no button for {action} {value}: {seen}")

    def _visible(self, person: Person) -> list[Message]:
        messages = [m for m in (*person.chat.messages, *self.group.messages) if m.by_bot and not m.deleted]
        return sorted(messages, key=lambda message: (message.at, message.id), reverse=True)

    # What is known.

    @property
    def session(self) -> Session:
        with self.database.glance() as move:
            session = move.sessions.load(ID)
        assert session is not None
        return session

    @property
    def words(self) -> dict[int, str]:
        session = self.session
        with self.database.glance() as move:
            return move.journal.words(session=ID, numbers=[entry.words for entry in session.entries])

    def record(self) -> list[str]:
        """Everything that was brought in, in order."""
        words = self.words
        return [words[entry.words] for entry in self.session.entries if entry.state == ""]

    def last_cards(self) -> list[str]:
        """What stands last in the group, and in the private chat of each."""
        chats = [self.group.messages, *(person.chat.messages for person in self.people)]
        return [[m.text for m in chat if m.by_bot and not m.deleted][-1] for chat in chats]

    def check_replay(self) -> None:
        """The stored session equals the replay of its journal."""
        with self.database.glance() as move:
            stored, events = move.sessions.load(ID), move.journal.events(ID)
        if stored is None:
            return
        session = Session(
            id=ID,
            flow=stored.flow,
            version=stored.version,
            language=stored.language,
            zone=stored.zone,
            seed=stored.seed,
        )
        for number, at, event in events:
            assert not (isinstance(event, Said | Edited) and event.text), "words in the journal's events"
            session = take(self.script, session, event, at).session
            assert session.number == number
        assert dump(session) == dump(stored)
