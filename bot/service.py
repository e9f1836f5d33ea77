"""One place that joins the parts: what runs, in which order it starts and how it stops."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress

import httpx
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.clock import Clock, WallClock
from bot.composer import Composer
from bot.config import Config
from bot.incoming import Incoming, Migrated
from bot.moves import Moves
from bot.sender import Sender
from bot.settings import Settings
from bot.shelf import Shelf
from bot.telegram.receive import Receiver
from bot.telegram.render import Html, pieces
from bot.telegram.send import TelegramAdapter
from bot.texts import LANGUAGES, catalogue
from bot.timekeeper import Timekeeper
from bot.worker import Worker
from storage.database import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

THREADS_ON_POSTGRESQL = 8
COMMANDS = {"nl": ("begin", "kaart", "pauze", "verder", "stop", "weg", "help"),
            "en": ("begin", "card", "pause", "resume", "stop", "leave", "help")}  # fmt: skip


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

    async def run(self) -> None:
        """Until stopped. Raises InvalidToken when Telegram does not know the token."""
        bot, asking = self._bot()
        try:
            await self._meet_telegram(bot)
            await self._run(bot, asking)
        finally:
            with suppress(TelegramError):
                await bot.shutdown()

    async def _meet_telegram(self, bot: Bot) -> None:
        """Without a network there is nothing to do but wait for it."""
        while not self._stop.is_set():
            try:
                await bot.initialize()
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); tried again soon", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), 5)

    def _bot(self) -> tuple[Bot, HTTPXRequest]:
        base = self.config.telegram_api
        # Reading all the certificates there are takes a while: once is enough.
        trust = {"verify": httpx.create_ssl_context()}
        request = HTTPXRequest(
            connection_pool_size=32, connect_timeout=10, read_timeout=20, write_timeout=20, httpx_kwargs=trust
        )
        asking = HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=40, httpx_kwargs=trust)
        bot = Bot(
            self.config.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=request,
            get_updates_request=asking,
        )  # fmt: skip
        return bot, asking

    async def _run(self, bot: Bot, asking: HTTPXRequest) -> None:
        if self._stop.is_set():
            return
        me = bot.bot
        account = f"telegram:{me.id}"
        settings = Settings(
            shelf=self.shelf,
            language=self.config.language,
            zone=self.config.zone,
            link=lambda payload: f"https://t.me/{me.username}?start={payload}",
            hears_all=bool(me.can_read_all_group_messages),
        )
        worker = Worker(1 if self.config.database_url.startswith("sqlite") else THREADS_ON_POSTGRESQL)
        moves = Moves(self.database, settings)
        composer = Composer(moves, markup=Html, split=pieces)
        self.sender = Sender(
            moves=moves, composer=composer, adapter=TelegramAdapter(bot), worker=worker, clock=self.clock,
            at_send=self._at_send,
        )  # fmt: skip
        self.timekeeper = Timekeeper(moves=moves, worker=worker, clock=self.clock, after=self.sender.wake)

        async def take(incoming: Incoming) -> bool:
            if isinstance(incoming, Migrated):
                self.sender.moved(incoming.old, incoming.new)
            while True:
                try:
                    await worker.run(moves.take, incoming, self.clock.now())
                    break
                except StorageError as error:
                    # It stays unconfirmed until it is in: nothing is lost by waiting for the database.
                    log.warning("update %s waits: %s", incoming.update, error)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._stop.wait(), 1)
                    if self._stop.is_set():
                        return False
            self.sender.wake()
            self.timekeeper.wake()
            return True

        offset = await worker.run(self._prepare, account)
        receiver = Receiver(bot, asking, account=account, take=take, offset=offset)
        log.info("ready as @%s", me.username)
        tasks = [asyncio.create_task(part.run()) for part in (receiver, self.sender, self.timekeeper)]
        introducing = asyncio.create_task(self._introduce(bot))
        stopping = asyncio.create_task(self._stop.wait())
        filling = asyncio.create_task(asyncio.to_thread(self._fill_shelf))
        self.ready.set()
        done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        receiver.stop()
        introducing.cancel()
        await asyncio.gather(tasks[0], return_exceptions=True)
        await self.timekeeper.stop()
        await self.sender.stop()
        await asyncio.gather(*tasks, introducing, filling, return_exceptions=True)
        stopping.cancel()
        worker.close()
        for task in done - {stopping}:
            task.result()

    def _prepare(self, account: str) -> int | None:
        """Where receiving goes on."""
        with self.database.glance() as move:
            return move.inbox.offset(account=account)

    def _fill_shelf(self) -> None:
        """The start does not wait for the flows: the rest of them is read beside it."""
        for mistake in self.shelf.mistakes:
            log.warning("flow left out or faulty: %s", mistake)

    async def _introduce(self, bot: Bot) -> None:
        """The list of commands people see; without it everything works as well."""
        for language in LANGUAGES:
            texts = catalogue(language)
            commands = [BotCommand(name, texts.say(f"commands.{name}")) for name in COMMANDS[language]]
            code = None if language == self.config.language else language
            try:
                await bot.set_my_commands(commands, language_code=code)
            except TelegramError as error:
                log.warning("the list of commands was not set (%s)", type(error).__name__)

    def stop(self) -> None:
        self._stop.set()

    def stop_on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)


__all__ = ["InvalidToken", "Service"]
