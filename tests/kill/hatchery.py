"""Bots on demand: everything is imported once, and each bot is a fork of that, which takes a moment and not a second.

One line of JSON on standard input asks for one; a line with its process id, and later one with how it ended, come back.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import os
import signal
import sys
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from unittest import mock

import httpx

import bot.sender
import bot.service
from bot.config import Config
from bot.service import Service
from bot.settings import Settings
from bot.shelf import Shelf, fill_shelf
from bot.texts import LANGUAGES, catalogue
from flows.engine.session import SessionId
from storage.database import Database
from tests.kill.page import Page

FLOWS = Path(__file__).parent / "flows"
KEY = bytes(range(32))
#: How long the bot looks away from the clock of the test.
_GLANCE = 0.01


class PageClock:
    """The clock that the test sets."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def now(self) -> datetime:
        return self._page.now

    async def wait(self, until: datetime | None, woken: asyncio.Event) -> None:
        while not woken.is_set() and (until is None or self.now() < until):
            try:
                await asyncio.wait_for(woken.wait(), _GLANCE if until is not None else None)
            except TimeoutError:
                continue
        woken.clear()


def live(asked: dict[str, str], shelf: Shelf) -> None:
    """One bot, from its start to its end."""
    page = Page(Path(asked["page"]))
    lock = threading.Lock()

    def at_point(point: str) -> None:
        # Moves are made in one thread and sending is done in another.
        with lock:
            if page.reach():
                os.kill(os.getpid(), signal.SIGKILL)

    folder = Path(asked["folder"])
    url = f"sqlite:///{folder / 'beurtelings.sqlite'}"
    config = Config(data=folder, database_url=url, token=asked["token"], telegram_api=asked["telegram"])
    database = Database.open(url, KEY)
    database.upgrade()
    database.on_commit = at_point

    async def serve() -> None:
        service = Service(config, database=database, shelf=shelf, clock=PageClock(page), at_send=at_point)
        service.stop_on_signals()
        # Nobody is left to tell it to stop.
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 1)
        await service.run()

    asyncio.run(serve())
    database.close()


async def warm_up() -> None:
    """What is imported at the first call, and the texts, so that no bot has to do it anew."""
    for language in LANGUAGES:
        catalogue(language)
    async with httpx.AsyncClient() as client:
        with suppress(httpx.TransportError):
            # Nobody listens there.
            await client.get("http://127.0.0.1:9")


def main() -> None:
    shelf = fill_shelf(FLOWS)
    # One parcel after the other: then every run passes the same points in the same order.
    bot.sender.AT_ONCE = 1
    settings = functools.partial(Settings, new_id=lambda: SessionId("rondje"), new_seed=lambda: "always the same lots")
    mock.patch.object(bot.service, "Settings", settings).start()
    # Nobody here speaks TLS, and reading all the certificates is a good part of a start.
    trust = httpx.create_ssl_context()
    mock.patch.object(httpx, "create_ssl_context", return_value=trust).start()
    asyncio.run(warm_up())
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                live(json.loads(line), shelf)
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
