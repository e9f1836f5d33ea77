"""Rings the timers that are due, and has old rows forgotten once a day.

A timer is a hint: the session decides whether it still counts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.moves import Moves
from bot.worker import Worker
from storage.errors import Collided, StorageError
from storage.timers import Timer

log = logging.getLogger(__name__)

AT_ONCE = 100
DAY = timedelta(days=1)
#: How long finished rows are kept: Telegram offers an update for a day at most.
KEPT = 3 * DAY


class Timekeeper:
    def __init__(self, *, moves: Moves, worker: Worker, clock: Clock, after: Callable[[], None]) -> None:
        self._moves, self._worker, self._clock, self._after = moves, worker, clock, after
        self.woken = asyncio.Event()
        self._stopping = False
        #: When old rows are forgotten next; at first, at once.
        self._tidies = clock.now()

    def wake(self) -> None:
        self.woken.set()

    async def run(self) -> None:
        while not self._stopping:
            try:
                if self._clock.now() >= self._tidies:
                    # Whatever comes of it, it stands in the way of no timer.
                    self._tidies = self._clock.now() + DAY
                    await self._worker.run(self._tidy)
                due, following = await self._worker.run(self._look)
                await self._ring(due)
            except StorageError as error:
                log.warning("a timer waits: %s", error)
                due, following = [], self._clock.now() + timedelta(seconds=2)
            if not due:
                await self._clock.wait(min(following or self._tidies, self._tidies), self.woken)

    async def _ring(self, due: list[Timer]) -> None:
        """One that others were in the way of each time holds up no other."""
        collided: Collided | None = None
        try:
            for timer in due:
                try:
                    await self._worker.run(self._moves.ring, timer, self._clock.now())
                except Collided as error:
                    collided = error
        finally:
            if due:
                self._after()
        if collided is not None:
            raise collided

    async def stop(self) -> None:
        self._stopping = True
        self.wake()

    def _tidy(self) -> None:
        with self._moves.database.move() as move:
            if move.retention.forget(self._clock.now() - KEPT):
                move.commit()

    def _look(self) -> tuple[list[Timer], datetime | None]:
        with self._moves.database.glance() as move:
            return move.timers.due(now=self._clock.now(), limit=AT_ONCE), move.timers.next()
