"""What the pages share: the moves, who is looking, who is who."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.clock import Clock
from bot.incoming import Incoming
from bot.moves import Moves
from bot.outgoing import Outgoing
from bot.shelf import Shelf
from bot.web.limits import Allowance
from bot.web.live import Live
from bot.web.rehearsals import Rehearsals
from bot.web.visitors import Visitors, is_ours, secret_of
from bot.worker import Worker
from storage.errors import StorageError

#: An update of a page is numbered by chance.
LARGEST_UPDATE = 2**52


@dataclass(kw_only=True)
class House:
    moves: Moves
    worker: Worker
    clock: Clock
    live: Live
    visitors: Visitors
    rehearsals: Rehearsals
    #: How the pages are reached from outside.
    url: str
    language: str
    #: Something was taken in: there may be something to send.
    after: Callable[[], None]
    #: A conversation can be joined on Telegram by this link as well.
    telegram_link: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        self.acting = Allowance(at_once=30, a_second=2)
        self.knocking = Allowance(at_once=20, a_second=0.5)

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def shelf(self) -> Shelf:
        return self.moves.settings.shelf

    async def take(self, incoming: Incoming) -> list[Outgoing]:
        """Let the core take it in, and have what goes back at once."""
        answered = await self.worker.run(self.moves.answered, incoming, self.clock.now())
        self.after()
        return answered or []

    async def must_be_ours(self, request: Request, given: str) -> str:
        """The secret of a browser that sent a form of ours, and not too often."""
        secret = secret_of(request)
        origin = request.headers.get("origin", "")
        if not is_ours(secret, given) or (
            origin not in ("", "null") and origin.partition("://")[2] != request.url.netloc
        ):
            raise HTTPException(400)
        return secret

    def must_not_hurry(self, allowance: Allowance, who: str) -> None:
        if not allowance.takes(who):
            raise HTTPException(429)

    def new_update(self) -> int:
        return secrets.randbelow(LARGEST_UPDATE)

    async def is_well(self) -> bool:
        try:
            return await asyncio.wait_for(self.worker.run(self._reads), 5)
        except (StorageError, TimeoutError):
            return False

    def _reads(self) -> bool:
        with self.moves.database.glance() as move:
            move.outbox.waiting()
        return True

    async def figures(self) -> dict[str, int]:
        def read() -> dict[str, int]:
            with self.moves.database.glance() as move:
                return {
                    "beurtelings_conversations_open": len(move.sessions.all_open()),
                    "beurtelings_parcels_waiting": move.outbox.waiting(),
                }

        return await self.worker.run(read)
