"""The line to Telegram: the client, getting through to the other side, and what the bot introduces itself with."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.adapter import UnknownToken
from bot.config import Config
from bot.incoming import Incoming
from bot.telegram.receive import WANTED, Receiver, read_update
from bot.telegram.send import TelegramAdapter
from bot.telegram.translate import Json
from bot.texts import LANGUAGES, catalogue

log = logging.getLogger(__name__)

COMMANDS = {
    "nl": ("begin", "kring", "plan", "mijn", "nudge", "kaart", "pauze", "verder", "stop", "weg", "help"),
    "en": ("begin", "circle", "plan", "mine", "nudge", "card", "pause", "resume", "stop", "leave", "help"),
}


class Line:
    def __init__(self, config: Config) -> None:
        self._config = config
        base = config.telegram_api
        # Reading all the certificates there are takes a while: once is enough.
        trust = {"verify": httpx.create_ssl_context()}
        request = HTTPXRequest(
            connection_pool_size=32, connect_timeout=10, read_timeout=20, write_timeout=20, httpx_kwargs=trust
        )
        self._asking = HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=40, httpx_kwargs=trust)
        self._bot = Bot(
            config.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=request,
            get_updates_request=self._asking,
        )  # fmt: skip
        self.adapter = TelegramAdapter(self._bot)

    async def meet(self, stop: asyncio.Event) -> None:
        """Without a network there is nothing to do but wait for it. Raises UnknownToken when it is not known there."""
        while not stop.is_set():
            try:
                await self._bot.initialize()
                return
            except InvalidToken as error:
                raise UnknownToken from error
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); tried again soon", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 5)

    @property
    def account(self) -> str:
        return f"telegram:{self._bot.bot.id}"

    @property
    def username(self) -> str:
        return str(self._bot.bot.username)

    @property
    def hears_all(self) -> bool:
        return bool(self._bot.bot.can_read_all_group_messages)

    def link(self, payload: str) -> str:
        return f"https://t.me/{self.username}?start={payload}"

    def receiver(self, take: Callable[[Incoming], Awaitable[bool]], *, offset: int | None) -> Receiver:
        return Receiver(self._bot, self._asking, account=self.account, take=take, offset=offset)

    @property
    def secret(self) -> str:
        """What Telegram shows to be known by, where it brings updates to us; the same for every copy of the program."""
        return hashlib.sha256(f"webhook {self._config.token}".encode()).hexdigest()

    async def be_brought(self, stop: asyncio.Event) -> None:
        """Until stopped, Telegram brings updates to our address, one after the other."""
        address = f"{self._config.url}/telegram"
        while not stop.is_set():
            try:
                await self._bot.set_webhook(
                    address, secret_token=self.secret, allowed_updates=WANTED, max_connections=1
                )
                await stop.wait()
            except TelegramError as error:
                log.warning("Telegram was not told our address (%s); tried again soon", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 5)

    def read(self, update: Json) -> Incoming:
        return read_update(update, self.account, name=self.username)

    async def introduce(self) -> None:
        """The list of commands people see; without it everything works as well."""
        for language in LANGUAGES:
            texts = catalogue(language)
            commands = [BotCommand(name, texts.say(f"commands.{name}")) for name in COMMANDS[language]]
            code = None if language == self._config.language else language
            try:
                await self._bot.set_my_commands(commands, language_code=code)
            except TelegramError as error:
                log.warning("the list of commands was not set (%s)", type(error).__name__)

    async def hang_up(self) -> None:
        with suppress(TelegramError):
            await self._bot.shutdown()
