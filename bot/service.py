"""One place that joins the parts: what runs, in which order it starts and how it stops."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.clock import Clock, WallClock
from bot.config import Config
from bot.incoming import Incoming, Migrated
from bot.moves import Moves
from bot.settings import Settings
from bot.shelf import Shelf
from bot.timekeeper import Timekeeper
from bot.worker import Worker
from flows.engine.session import SessionId
from storage.database import Database
from storage.errors import StorageError, Unavailable

if TYPE_CHECKING:
    from bot.sender import Sender
    from bot.telegram.line import Line
    from bot.web.pages import Pages

log = logging.getLogger(__name__)

THREADS_ON_POSTGRESQL = 8
#: So often is an update tried that others were ahead of each time, or that storage does not want for another reason.
TRIES = 5
#: Seconds until the next try.
PAUSE = 1

Part = Coroutine[Any, Any, None]


class Service:
    def __init__(
        self,
        config: Config,
        *,
        database: Database,
        shelf: Shelf,
        clock: Clock | None = None,
        at_send: Callable[[str], None] | None = None,
    ) -> None:
        self.config, self.database, self.shelf = config, database, shelf
        self.clock = clock or WallClock()
        self._at_send = at_send
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        #: The line to Telegram and who sends along it, and the pages: each where it is wanted.
        self._line: Line | None = None
        self._sender: Sender | None = None
        self.pages: Pages | None = None

    @property
    def sender(self) -> Sender:
        assert self._sender is not None
        return self._sender

    async def run(self) -> None:
        """Until stopped. Raises UnknownToken when Telegram does not know the token."""
        if self.config.token:
            from bot.telegram.line import Line

            self._line = Line(self.config)
        try:
            if self._line is not None:
                await self._line.meet(self._stop)
            if not self._stop.is_set():
                await self._run()
        finally:
            if self._line is not None:
                await self._line.hang_up()

    async def _run(self) -> None:
        line = self._line
        config = self.config
        settings = Settings(shelf=self.shelf, language=config.language, zone=config.zone, region=config.region)
        if line is not None:
            settings = replace(settings, link=line.link, hears_all=line.hears_all)
        if self.config.url and self.config.port is not None:
            settings = replace(settings, page_link=lambda code: f"{self.config.url}/j/{code}", page_url=self.config.url)
        worker = Worker(1 if self.config.database_url.startswith("sqlite") else THREADS_ON_POSTGRESQL)
        moves = Moves(self.database, settings)
        moves.conversations.changed = self._changed
        self.timekeeper = Timekeeper(moves=moves, worker=worker, clock=self.clock, after=self._wake_sender)
        parts: list[Part] = [self.timekeeper.run()]
        receiving = None
        if line is not None:
            self._sender = self._new_sender(line, moves, worker)
            parts = [self._sender.run(), *parts]
            if not self.config.webhook:
                offset = await worker.run(self._prepare, line.account)
                receiver = line.receiver(lambda incoming: self._take(moves, worker, incoming), offset=offset)
                receiving, parts = receiver.stop, [receiver.run(), *parts]
        if self.config.port is not None:
            from bot.web.hook import Hook
            from bot.web.pages import Pages

            self.pages = Pages(self.config, moves=moves, worker=worker, clock=self.clock, after=self._wake, line=line)
            parts.append(self.pages.run())
            if line is not None and self.config.webhook:
                self.pages.house.hook = Hook(line.secret, lambda update: self._take(moves, worker, line.read(update)))
                parts.append(line.be_brought(self._stop))
        if line is not None:
            log.info("ready as @%s", line.username)
        if self.pages is not None:
            await self.pages.tell()
        await self._until_stopped(parts, receiving)
        worker.close()

    def _new_sender(self, line: Line, moves: Moves, worker: Worker) -> Sender:
        from bot.composer import Composer
        from bot.sender import Sender
        from bot.telegram.render import Html, pieces

        composer = Composer(moves, markup=Html, split=pieces)
        return Sender(
            moves=moves, composer=composer, adapter=line.adapter, worker=worker, clock=self.clock,
            at_send=self._at_send,
        )  # fmt: skip

    async def _until_stopped(self, parts: list[Part], stop_receiving: Callable[[], None] | None) -> None:
        tasks = [asyncio.create_task(part) for part in parts]
        beside = [asyncio.create_task(asyncio.to_thread(self._fill_shelf))]
        introducing = asyncio.create_task(self._line.introduce()) if self._line is not None else None
        stopping = asyncio.create_task(self._stop.wait())
        self.ready.set()
        done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        if introducing is not None:
            introducing.cancel()
            beside.append(introducing)
        if stop_receiving is not None:
            stop_receiving()
            await asyncio.gather(tasks[0], return_exceptions=True)
        if self.pages is not None:
            await self.pages.stop()
        await self.timekeeper.stop()
        if self._sender is not None:
            await self._sender.stop()
        await asyncio.gather(*tasks, *beside, return_exceptions=True)
        stopping.cancel()
        for task in done - {stopping}:
            task.result()

    async def _take(self, moves: Moves, worker: Worker, incoming: Incoming) -> bool:
        if isinstance(incoming, Migrated):
            self.sender.moved(incoming.old, incoming.new)
        failed = 0
        while True:
            try:
                await worker.run(moves.take if failed < TRIES else moves.give_up, incoming, self.clock.now())
                break
            except StorageError as error:
                # It stays unconfirmed until it is in: nothing is lost by waiting for the database. But what fails for
                # another reason must not hold up all that comes after it.
                failed += not isinstance(error, Unavailable)
                log.warning("update %s waits: %s", incoming.update, error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), PAUSE)
                if self._stop.is_set():
                    return False
        self._wake()
        return True

    def _wake(self) -> None:
        """There may be something to send, or a timer that was set."""
        self._wake_sender()
        self.timekeeper.wake()

    def _wake_sender(self) -> None:
        if self._sender is not None:
            self._sender.wake()

    def _changed(self, session: SessionId) -> None:
        if self.pages is not None:
            self.pages.changed(session)

    def _prepare(self, account: str) -> int | None:
        """Where receiving goes on."""
        with self.database.glance() as move:
            return move.inbox.offset(account=account)

    def _fill_shelf(self) -> None:
        """The start does not wait for the flows: the rest of them is read beside it."""
        for mistake in self.shelf.mistakes:
            log.warning("flow left out or faulty: %s", mistake)

    def stop(self) -> None:
        self._stop.set()

    def stop_on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
