"""Pages that are served, and people who sit before them: the service without any other channel, in its own thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.config import Config
from bot.practice.colleagues import Colleagues
from bot.practice.example import read_example
from bot.service import Service
from bot.shelf import Shelf, library_folder
from bot.web.limits import Allowance
from bot.web.pages import Pages
from bot.web.rehearsals import Pace
from flows.engine.events import Event, Said, Tapped
from flows.engine.script import Script
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from storage.database import Database
from tests.botapi import Clock
from tests.telegram.town import LOOK_AGAIN, PATIENCE, TownClock
from tests.web.client import Browser, Room

KEY = bytes(range(32))
NO_LIMIT = 10_000
AT_ONCE = Pace(a_tap=0, a_text=0, a_letter=0)


class TimedOut(AssertionError):
    """It did not happen."""


def wait_for(condition: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    nothing = threading.Event()
    while not condition():
        if time.monotonic() > end:
            raise TimedOut(f"not within {patience} seconds")
        nothing.wait(LOOK_AGAIN)


@cache
def shelf_of(*flows: str) -> Shelf:
    """Read once: a shelf does not change."""
    return Shelf({flow: [library_folder() / flow] for flow in flows})


def without_haste(pages: Pages, pace: Pace) -> None:
    """Machines may do as much as they like, and colleagues are as quick as the test wants."""
    pages.house.acting = Allowance(at_once=NO_LIMIT, a_second=NO_LIMIT)
    pages.house.knocking = Allowance(at_once=NO_LIMIT, a_second=NO_LIMIT)
    pages.house.rehearsals.pace = pace


class Serving:
    """A service that serves pages, by the clock of the test. It may be stopped and started again at its address."""

    def __init__(self, url: str, folder: Path, *, shelf: Shelf, pace: Pace = AT_ONCE) -> None:
        self.shelf, self.pace = shelf, pace
        self._config = Config(data=folder, database_url=url, port=0)
        self.clock = TownClock(Clock(), lambda _: None)
        self.error: BaseException | None = None
        self.url = ""
        self._browsers: list[Browser] = []

    def starts(self) -> None:
        self.database = Database.open(self._config.database_url, KEY)
        self.database.upgrade()
        begun = threading.Event()

        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            self._service = Service(self._config, database=self.database, shelf=self.shelf, clock=self.clock)
            running = asyncio.create_task(self._service.run())
            ready = asyncio.create_task(self._service.ready.wait())
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            begun.set()
            await running

        def run() -> None:
            try:
                asyncio.run(main())
            except BaseException as error:
                self.error = error
                begun.set()

        self._thread = threading.Thread(target=run, name="pages", daemon=True)
        self._thread.start()
        assert begun.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        without_haste(self.pages, self.pace)
        self.url = self.pages.house.url
        # After a restart it is where it was.
        self._config = Config(
            data=self._config.data, database_url=self._config.database_url, port=self.pages.server.port
        )

    @property
    def pages(self) -> Pages:
        assert self._service.pages is not None
        return self._service.pages

    def stops(self) -> None:
        self._loop.call_soon_threadsafe(self._service.stop)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the pages did not stop"
        self.database.close()
        if self.error is not None:
            raise self.error

    def restarts(self) -> None:
        self.stops()
        self.starts()

    def browser(self, *, language: str = "nl") -> Browser:
        self._browsers.append(Browser(self.url, language=language))
        return self._browsers[-1]

    def closes_browsers(self) -> None:
        for browser in self._browsers:
            browser.closes()

    # What is known.

    def session(self, id: str) -> Session:
        with self.database.glance() as move:
            session = move.sessions.load(SessionId(id))
        assert session is not None
        return session

    def words(self, id: str) -> dict[int, str]:
        session = self.session(id)
        with self.database.glance() as move:
            return move.journal.words(session=SessionId(id), numbers=[entry.words for entry in session.entries])

    def posts_for(self, id: str, seat: str) -> list[int]:
        """The numbers of all that somebody was ever to be told."""
        with self.database.glance() as move:
            return [post.n for post in move.posts.since(SessionId(id), 0, seat=SeatId(seat))]

    def next_ring(self) -> float | None:
        """The seconds until a timer rings."""
        with self.database.glance() as move:
            due = move.timers.next()
        return None if due is None else (due - self.clock.now()).total_seconds()


@contextmanager
def served(*those: Serving) -> Iterator[None]:
    with ExitStack() as stack:
        for one in those:
            one.starts()
            stack.callback(one.stops)
            stack.callback(one.closes_browsers)
        yield


@dataclass(kw_only=True)
class Seen:
    """A scene for simulated colleagues: the conversation as it is in the database."""

    at: Serving
    id: str
    script: Script

    @property
    def session(self) -> Session:
        return self.at.session(self.id)

    @property
    def words(self) -> Mapping[int, str]:
        return self.at.words(self.id)


class Table:
    """People at their browsers in one conversation: each does what the example does, by the page in front of them."""

    def __init__(self, at: Serving, rooms: Mapping[str, Room], *, seed: int = 1) -> None:
        self.at, self.rooms = at, dict(rooms)
        self.id = next(iter(rooms.values())).id
        flow = self.session.flow
        scene = Seen(at=at, id=self.id, script=at.shelf.scripts[flow])
        self.colleagues = Colleagues(scene, read_example(library_folder() / flow), seed=seed)
        self.said: list[str] = []
        #: Called after everything that somebody did.
        self.after: Callable[[], None] = lambda: None

    @property
    def session(self) -> Session:
        return self.at.session(self.id)

    def play(self, *, until_step: str = "", most: int = 900) -> None:
        """On to the end, or until a step begins."""
        for _ in range(most):
            session = self.session
            if session.state == CLOSED or (until_step and session.state == until_step):
                return
            event = self.colleagues.next_event()
            if event is None:
                seconds = self.at.next_ring()
                assert seconds is not None, f"nothing happens any more: {session.state} {session.floor}"
                self.at.clock.advance(seconds=max(seconds, 0.001))
                self.any_room.until(lambda before=session.number: self.session.number > before)  # type: ignore[misc]
            else:
                self.do(event)
            self.after()
        raise AssertionError(f"no end in sight: {self.session.state} {self.session.floor}")

    @property
    def any_room(self) -> Room:
        return next(iter(self.rooms.values()))

    def do(self, event: Event) -> None:
        match event:
            case Tapped():
                self.tap(event.seat, event.action, event.value)
            case Said():
                self.say(event.seat, event.text or "")
            case _:
                raise AssertionError(f"nobody can do {event} on a page")

    def tap(self, seat: str, action: str, value: str = "") -> None:
        self.rooms[seat].presses(action, value, stamp=self.session.stamp)

    def say(self, seat: str, text: str) -> None:
        room = self.rooms[seat]
        room.until(lambda: room.card.data["write"] == "1")
        room.says(text)
        self.said.append(text)

    def caught_up(self, *rooms: Room, seat: str) -> None:
        """Until these pages have all that this seat was told."""
        newest = max(self.at.posts_for(self.id, seat), default=0)
        for room in rooms:
            room.until(lambda room=room: room.last >= newest)  # type: ignore[misc]


def gathered(at: Serving, flow: str, names: tuple[str, ...], *, language: str = "nl") -> dict[str, Room]:
    """The first begins, the others come in by the code; by seat."""
    first = at.browser(language=language).begins(flow, names[0], people=len(names))
    others = [at.browser(language=language).joins(first.code, name) for name in names[1:]]
    return {f"p{number}": room for number, room in enumerate((first, *others), start=1)}
