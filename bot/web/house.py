"""What the pages share: the moves, who is looking, who is who."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.clock import Clock
from bot.incoming import Incoming
from bot.moves import Moves
from bot.outgoing import Outgoing
from bot.shelf import Shelf
from bot.web.hook import Hook
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
    #: Where Telegram brings its updates, when it does.
    hook: Hook | None = None

    def __post_init__(self) -> None:
        # A calendar takes a while to read: a few of somebody, and of all one at a time.
        self.bringing, self.one_calendar = Allowance(at_once=12, a_second=0.05), asyncio.Semaphore(1)
        self.acting = Allowance(at_once=30, a_second=2)
        # By address: a school has one, with a whole team behind it that comes in at the same time.
        self.knocking = Allowance(at_once=60, a_second=1)

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def shelf(self) -> Shelf:
        return self.moves.settings.shelf

    async def take(self, incoming: Incoming) -> list[Outgoing] | None:
        """Let the core take it in, and have what goes back at once; None when it was taken in before."""
        answered = await self.worker.run(self.moves.answered, incoming, self.clock.now())
        self.after()
        return answered

    async def must_be_ours(self, request: Request, given: str) -> str:
        """The secret of a browser that sent a form of ours, and not too often."""
        secret = secret_of(request)
        if not is_ours(secret, given) or not self._comes_from_us(request):
            raise HTTPException(400)
        return secret

    def _comes_from_us(self, request: Request) -> bool:
        """Behind a proxy the host of a request may be another than that of our address."""
        origin = request.headers.get("origin", "")
        ours = (request.headers.get("host", ""), urlsplit(self.url).netloc)
        # A browser that was told to send no referrer says "null".
        return origin in ("", "null") or origin.partition("://")[2] in ours

    def must_not_hurry(self, allowance: Allowance, who: str) -> None:
        if not allowance.takes(who):
            raise HTTPException(429)

    def knock(self, request: Request) -> str:
        """Somebody may only try so many doors; it says who that was, for when it turns out to be the right one."""
        who = _where(request)
        self.must_not_hurry(self.knocking, who)
        return who

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
                    "beurtelings_conversations_open": move.sessions.count_open(),
                    "beurtelings_parcels_waiting": move.outbox.waiting(),
                }

        return await self.worker.run(read)


def _where(request: Request) -> str:
    """The address somebody comes from. Of the newer kind everybody has a whole street."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped is not None:
        return host
    return str(ipaddress.IPv6Network((address, 64), strict=False))
