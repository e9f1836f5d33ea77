"""The pages as one part of the program: joined to its moves, started and stopped with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.clock import Clock
from bot.config import Config
from bot.moves import Moves
from bot.web.app import application
from bot.web.house import House
from bot.web.live import Live
from bot.web.rehearsals import Rehearsals
from bot.web.server import Server
from bot.web.visitors import Visitors
from bot.worker import Worker
from flows.engine.session import SessionId


class Linked(Protocol):
    """Another channel in which the same conversation can be joined."""

    def link(self, payload: str) -> str: ...


class Pages:
    def __init__(
        self, config: Config, *, moves: Moves, worker: Worker, clock: Clock, after: Callable[[], None],
        line: Linked | None,
    ) -> None:  # fmt: skip
        assert config.port is not None
        self._live = Live(moves, worker, alone=config.database_url.startswith("sqlite"))
        self._rehearsals = Rehearsals(moves, worker, clock)
        self._live.opened = self._rehearsals.open
        self._rehearsals.watched = self._live.watched
        self.house = House(
            moves=moves, worker=worker, clock=clock, live=self._live, visitors=Visitors(moves),
            rehearsals=self._rehearsals, url="", language=config.language, after=after,
            telegram_link=None if line is None else line.link,
        )  # fmt: skip
        self.server = Server(application(self.house), host=config.host, port=config.port, proxy=config.proxy)
        self.house.url = config.url or f"http://{_shown(config.host)}:{self.server.port}"

    def changed(self, session: SessionId) -> None:
        """From any thread."""
        self._live.changed(session)
        self._live.call(self._rehearsals.changed, session)
        # Also what the colleagues of a rehearsal do may set a timer.
        self._live.call(lambda _: self.house.after(), session)

    async def run(self) -> None:
        await self.server.run()

    async def tell(self) -> None:
        print(f"Beurtelings is open at {self.house.url}", flush=True)

    async def stop(self) -> None:
        await self._rehearsals.stop()
        self._live.close()
        self.server.stop()


def _shown(host: str) -> str:
    """Whoever listens everywhere can be reached here."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
