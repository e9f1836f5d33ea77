"""Updates of Telegram, fetched from where we were."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.incoming import Incoming, Nothing
from bot.moves import without_content
from bot.telegram.translate import Json, translate

log = logging.getLogger(__name__)

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
#: Updates come at once when there are any; so long is an idle question left open.
PATIENCE = 25
_PAUSES = (1, 2, 5, 15, 30)


def read_update(update: Json, account: str, *, name: str) -> Incoming:
    """What we cannot read must not come back for ever, nor stop what comes after it."""
    try:
        return translate(update, account, name=name)
    except Exception as error:
        log.error("update %s cannot be read: %s", update["update_id"], without_content(error))
        return Nothing(account=account, update=update["update_id"], why="fault")


class Receiver:
    """Asks for updates after the last one that was taken in; asking confirms what came before."""

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        *,
        account: str,
        take: Callable[[Incoming], Awaitable[bool]],
        offset: int | None,
    ) -> None:
        self._bot = bot
        self._name, self._address, self._request = bot.username, f"{bot.base_url}/getUpdates", request
        self._account, self._take, self._offset = account, take, offset
        self._asking: asyncio.Task[list[Json]] | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        faults = 0
        while not self._stopping.is_set():
            try:
                updates = await self._ask()
                faults = 0
            except asyncio.CancelledError:
                if self._stopping.is_set():
                    return
                raise
            except InvalidToken:
                raise
            except TelegramError as error:
                await self._pause(error, faults)
                faults += 1
                continue
            for update in updates:
                if self._stopping.is_set():
                    return
                if not await self._take(read_update(update, self._account, name=self._name)):
                    # It was not taken in, so it must not be confirmed by asking for the next one.
                    return
                self._offset = update["update_id"] + 1

    async def _pause(self, error: TelegramError, faults: int) -> None:
        """Before it is asked again: longer each time, but no longer than until we are to stop."""
        seconds = 5 if isinstance(error, RetryAfter) else _PAUSES[min(faults, len(_PAUSES) - 1)]
        if isinstance(error, Conflict) and "webhook" in str(error):
            log.warning("Telegram still brought updates to an address: it is told that we ask for them now")
            with suppress(TelegramError):
                await self._bot.delete_webhook()
            return
        if not isinstance(error, Conflict):
            log.warning("no updates (%s); asked again in %s s", type(error).__name__, seconds)
        elif not faults:
            log.warning(
                "another copy of this bot receives with the same token: stop that one; this one keeps trying meanwhile"
            )
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _ask(self) -> list[Json]:
        asked = {"timeout": PATIENCE, "allowed_updates": json.dumps(WANTED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        self._asking = asyncio.create_task(self._fetch(f"{self._address}?{urlencode(asked)}"))
        return await self._asking

    async def _fetch(self, address: str) -> list[Json]:
        """The client's own get_updates() would give objects; errors are those of the client all the same."""
        found: Any = await self._request.post(address, read_timeout=PATIENCE + 10)
        return list(found)

    def stop(self) -> None:
        self._stopping.set()
        if self._asking is not None:
            self._asking.cancel()
