"""The whole bot at work: the real service and client, a Telegram of our own, and people who use their thumbs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.config import Config
from bot.incoming import Incoming
from bot.service import Service
from bot.shelf import Shelf, library_folder
from flows.engine.events import Edited, Said
from flows.engine.script import Script
from flows.engine.session import Session, SessionId, dump
from flows.engine.take import take
from storage.database import Database
from storage.move import Move
from tests.botapi import BotApi, Clock, Group

if TYPE_CHECKING:
    from bot.web.pages import Pages

KEY = bytes(range(32))
#: Nothing in a test takes longer; beyond it something hangs.
PATIENCE = 20.0
LOOK_AGAIN = 0.005
#: What Telegram allows a bot in a group.
MOST_IN_A_MINUTE = 20
TOO_MANY = 429


@cache
def library() -> Shelf:
    """Read once: a shelf does not change. Of all flows two, so that the menu proposes what is asked for."""
    return Shelf({flow: [library_folder() / flow] for flow in ("intervisie", "verhalenderwijs")})


class TownClock:
    """The clock of the Telegram, on which the bot can wait."""

    def __init__(self, clock: Clock, tick: Callable[[str], None]) -> None:
        self._clock, self._tick = clock, tick
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def now(self) -> datetime:
        return self._clock.now()

    async def wait(self, until: datetime | None, woken: asyncio.Event) -> None:
        if until is not None and until <= self.now():
            woken.clear()
            return
        waiting = (asyncio.get_running_loop(), woken)
        self._waiting.add(waiting)
        try:
            if until is None or until > self.now():
                self._tick("waiting")
                await woken.wait()
        finally:
            self._waiting.discard(waiting)
            woken.clear()

    def advance(self, *, seconds: float) -> None:
        self._clock.advance(seconds=seconds)
        for loop, woken in list(self._waiting):
            loop.call_soon_threadsafe(woken.set)


@dataclass(kw_only=True)
class Running:
    """A service in a thread of its own."""

    service: Service
    thread: threading.Thread
    loop: asyncio.AbstractEventLoop
    error: BaseException | None = None


class Town:
    """Everything together. Use it in a with statement; ``settle`` waits until the bot has nothing left to do."""

    def __init__(
        self, url: str, folder: Path, *, privacy: bool = False, shelf: Shelf | None = None, pages: bool = False,
        region: str = "",
    ) -> None:  # fmt: skip
        self._telegram_clock = Clock()
        self.api = BotApi(self._telegram_clock, privacy=privacy)
        self._changed = threading.Condition()
        self.clock = TownClock(self._telegram_clock, self._tick)
        self.url, self.folder, self.region = url, folder, region
        #: Where pages are served; any free place at first.
        self._port = 0 if pages else None
        self.shelf = shelf or library()
        self._running: Running | None = None
        #: A test that lets Telegram say 429 sets this.
        self.flooded = False
        #: Every session there ever was, and what kind of room it began in.
        self.rooms: dict[SessionId, str] = {}
        self._replayed: dict[SessionId, Session] = {}

    def __enter__(self) -> Self:
        self.api.__enter__()
        self.starts()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.settle()
                self.check_all()
            if self._running is not None:
                self.stops()
        finally:
            self.api.__exit__(kind, error, trace)

    # The bot.

    def starts(self) -> None:
        """The bot is started, as after a restart of the machine."""
        config = Config(
            data=self.folder, database_url=self.url, token=self.api.token, telegram_api=self.api.url, language="nl",
            port=self._port, region=self.region,
        )  # fmt: skip
        self.database = Database.open(self.url, KEY)
        if not self.database.at_head():
            self.database.upgrade()
        self.database.on_commit = self._tick
        started = threading.Event()

        def run() -> None:
            async def main() -> None:
                service = Service(
                    config, database=self.database, shelf=self.shelf, clock=self.clock, at_send=self._tick
                )
                thread = threading.current_thread()
                self._running = Running(service=service, thread=thread, loop=asyncio.get_running_loop())
                started.set()
                await service.run()

            try:
                asyncio.run(main())
            except BaseException as error:
                if self._running is not None:
                    self._running.error = error
                started.set()
            finally:
                self._tick("over")

        thread = threading.Thread(target=run, name="bot", daemon=True)
        thread.start()
        assert started.wait(PATIENCE)
        self.settle()

    def stops(self) -> None:
        """An orderly stop, as by SIGTERM."""
        running, self._running = self._running, None
        assert running is not None
        running.loop.call_soon_threadsafe(running.service.stop)
        running.thread.join(PATIENCE)
        assert not running.thread.is_alive(), "the bot did not stop"
        self.database.close()
        if running.error is not None:
            raise running.error

    def restarts(self) -> None:
        self.stops()
        self.starts()

    @property
    def pages(self) -> Pages:
        assert self._running is not None
        assert self._running.service.pages is not None
        return self._running.service.pages

    def take_in(self, incoming: Incoming) -> None:
        """Something that no client of Telegram would let through."""
        assert self._running is not None
        service = self._running.service
        service.sender.moves.take(incoming, self.clock.now())
        self._running.loop.call_soon_threadsafe(service.sender.wake)

    def _tick(self, point: str) -> None:
        with self._changed:
            self._changed.notify_all()

    # Waiting without sleeping: every commit, every send and every call is a moment to look again.

    def settle(self) -> None:
        """Until everything that happened was taken in and everything that could leave has left.

        What waits for a limit of Telegram lets the clock run on until it may go.
        """
        while True:
            self.wait(self._quiet)
            later = self._waits_until()
            if later is None:
                break
            self.clock.advance(seconds=max((later - self.clock.now()).total_seconds(), 0) + 0.01)
        self.check()

    def quiet(self) -> None:
        """Until nothing more can happen now; what waits for a later time stays where it is."""
        self.wait(self._quiet)

    def wait(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        with self._changed:
            while not (self._failed() or condition()):
                assert time.monotonic() < until, self.state()
                # A long poll that opens, or an update that is confirmed, is no event of ours: look again before long.
                self._changed.wait(LOOK_AGAIN)
        if self._running is not None and self._running.error is not None:
            raise self._running.error

    def _failed(self) -> bool:
        return self._running is None or self._running.error is not None

    def _quiet(self) -> bool:
        if self.api.pending_updates or self._running is None or not self._running.service.ready.is_set():
            return False
        if not self._running.service.sender.idle:
            return False
        with self.database.glance() as move:
            due = move.outbox.next_due()
            ringing = move.timers.next()
        now = self.clock.now()
        return (due is None or due > now) and (ringing is None or ringing > now)

    def _waits_until(self) -> datetime | None:
        with self.database.glance() as move:
            return move.outbox.next_due()

    def state(self) -> str:
        with self.database.glance() as move:
            return (
                f"pending {self.api.pending_updates}, waiting {move.outbox.waiting()}, due {move.outbox.next_due()}, "
                f"timer {move.timers.next()}, now {self.clock.now()}, {self.api.calls[-3:]}"
            )

    def passes(self, *, minutes: float = 0, hours: float = 0) -> None:
        """Time goes by, a little at a time, so that timers ring in order."""
        end = self.clock.now() + timedelta(minutes=minutes, hours=hours)
        while (left := (end - self.clock.now()).total_seconds()) > 0:
            with self.database.glance() as move:
                ringing = move.timers.next()
            until = left if ringing is None else min(left, max((ringing - self.clock.now()).total_seconds(), 0.001))
            self.clock.advance(seconds=until)
            self.settle()

    def passes_until_something_rings(self) -> None:
        with self.database.glance() as move:
            due = move.timers.next()
        assert due is not None, "nothing is going to ring"
        self.passes(minutes=max((due - self.clock.now()).total_seconds() / 60, 0) + 0.01)

    # What is known.

    def sessions(self) -> list[SessionId]:
        with self.database.glance() as move:
            return move.sessions.all_open()

    def session(self, id: SessionId) -> Session:
        with self.database.glance() as move:
            session = move.sessions.load(id)
        assert session is not None
        return session

    def script_of(self, session: Session) -> Script:
        """As it was when the session began; a circle does a flow with a step before it."""
        script = self.shelf.scripts[session.flow]
        if script.version != session.version:
            looking_back = self.shelf.looking_back(session.flow)
            assert looking_back is not None
            script = looking_back
        assert script.version == session.version
        return script

    def words(self, id: SessionId) -> list[str]:
        """Everything in the record, in order."""
        session = self.session(id)
        entries = [entry for entry in session.entries if entry.state == ""]
        with self.database.glance() as move:
            words = move.journal.words(session=id, numbers=[entry.words for entry in entries])
        return [words.get(entry.words, "") for entry in entries]

    def check(self) -> None:
        """What always holds: every stored session equals the replay of its journal."""
        with self.database.glance() as move:
            for id in move.sessions.all_open():
                stored = move.sessions.load(id)
                assert stored is not None
                self.rooms.setdefault(id, stored.room)
                known = self._replayed.get(id)
                if known is None or known.number != stored.number:
                    self._replayed[id] = self._replay(move, stored, known)
                assert dump(self._replayed[id]) == dump(stored)

    def check_all(self) -> None:
        """At the end: also of what is over, and no chat was flooded."""
        for id in self.rooms:
            self.check_replay(id)
        for chat in self.api.world.chats.values():
            if isinstance(chat, Group):
                assert self.api.sent_in(chat) <= MOST_IN_A_MINUTE, f"{chat.name} got too much at once"
        if not self.flooded:
            slowed = [call for call in self.api.calls if call.error_code == TOO_MANY]
            assert not slowed, f"Telegram had to slow us down: {slowed}"

    def check_replay(self, id: SessionId) -> None:
        """From the first event to the last."""
        with self.database.glance() as move:
            stored = move.sessions.load(id)
            assert stored is not None
            assert dump(self._replay(move, stored, None)) == dump(stored)

    def _replay(self, move: Move, stored: Session, session: Session | None) -> Session:
        assert move.flow_versions.text(stored.version) is not None
        script = self.script_of(stored)
        if session is None:
            session = Session(
                id=stored.id, flow=stored.flow, version=stored.version, language=stored.language, zone=stored.zone,
                region=stored.region, room=self.rooms[stored.id], seed=stored.seed,
            )  # fmt: skip
        for number, at, event in move.journal.events(stored.id):
            if number > session.number:
                assert not (isinstance(event, Said | Edited) and event.text), "words in the journal's events"
                session = take(script, session, event, at).session
                assert session.number == number
        return session
