"""The only one that calls an adapter: it sends what is ready, in order for each chat, and notes what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from bot.adapter import Adapter, Verdict
from bot.clock import Clock
from bot.composer import Composer
from bot.ledger import Ledger
from bot.letters import Edit, Send
from bot.moves import Moves, passes, without_content
from bot.worker import Worker
from storage.errors import StorageError
from storage.parcels import Claimed

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

#: Sent at the same time, each in a chat of its own.
AT_ONCE = 16


class Sender:
    def __init__(
        self,
        *,
        moves: Moves,
        composer: Composer,
        adapter: Adapter,
        worker: Worker,
        clock: Clock,
        at_send: Callable[[str], None] | None = None,
    ) -> None:
        self.moves, self._composer, self._adapter = moves, composer, adapter
        self._worker, self._clock, self._ledger = worker, clock, Ledger(moves)
        #: Called before and after each call of the adapter, so that a test can end the process there.
        self._at_send = at_send or (lambda point: None)
        self.woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        #: How many letters of a parcel have arrived, where the rest had to wait.
        self._arrived: dict[int, int] = {}
        self._stopping = False
        #: Nothing is being sent, and nothing is about to be.
        self.idle = False

    def wake(self) -> None:
        self.woken.set()

    def moved(self, old: int, new: int) -> None:
        self._adapter.moved(old, new)

    async def run(self) -> None:
        for chat, at in await self._worker.run(self._ledger.recover, self._clock.now()):
            self._adapter.recall(chat, at)
        while not self._stopping:
            self.idle = False
            try:
                parcels, due = await self._claim()
            except StorageError as error:
                log.warning("the outbox cannot be read: %s", error)
                await self._clock.wait(self._clock.now() + timedelta(seconds=2), self.woken)
                continue
            for parcel in parcels:
                task = asyncio.create_task(self._send(parcel))
                self._under_way.add(task)
                task.add_done_callback(self._over)
            if not parcels:
                self.idle = not self._under_way
                await self._clock.wait(due, self.woken)
        # What was claimed while we were told to stop is among it.
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=8)

    def _over(self, task: asyncio.Task[None]) -> None:
        # In this order: whoever is woken looks how many are under way.
        self._under_way.discard(task)
        self.wake()

    async def stop(self) -> None:
        """What is under way is finished; the rest waits in the outbox."""
        self._stopping = True
        self.wake()

    async def _claim(self) -> tuple[list[Claimed], datetime | None]:
        room = AT_ONCE - len(self._under_way)
        # When there is no room, whatever is done first wakes us.
        return await self._worker.run(self._ledger.claim, self._clock.now(), limit=room) if room > 0 else ([], None)

    async def _send(self, parcel: Claimed) -> None:
        try:
            await self._deliver(parcel)
        except Exception as error:
            if isinstance(error, StorageError) and passes(error):
                log.warning("parcel %s waits: %s", parcel.id, error)
                return
            log.error("parcel %s failed: %s", parcel.id, without_content(error))
            await self._surely(self._ledger.failed, parcel, self._clock.now())

    async def _deliver(self, parcel: Claimed) -> None:
        plan = await self._surely(self._composer.compose, parcel)
        verdict = Verdict(what="sent")
        arrived = self._arrived.pop(parcel.id, 0)
        for number, letter in enumerate(plan.letters):
            if number < arrived:
                continue
            wait = self._adapter.wait(letter, self._clock.now())
            if wait > 0:
                verdict = Verdict(what="later", seconds=wait, why="limit")
                break
            self._at_send("before send")
            verdict = await self._adapter.deliver(letter)
            self._at_send("after send")
            if verdict.what == "gone" and isinstance(letter, Edit) and plan.otherwise is not None:
                verdict = await self._instead(plan.otherwise)
            if verdict.what != "sent":
                break
            arrived += 1
        if verdict.what in ("later", "unsure") and arrived:
            # The pieces of a long text that are there are not sent once more. A restart forgets this.
            self._arrived[parcel.id] = arrived
        await self._surely(self._ledger.settle, parcel, plan, verdict, self._clock.now())

    async def _surely(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The database may be away for a while; what became of a parcel has to be noted all the same."""
        while True:
            try:
                return await self._worker.run(function, *args, **kwargs)
            except StorageError as error:
                if self._stopping or not passes(error):
                    raise
                log.warning("the outbox waits for the database: %s", error)
                await asyncio.sleep(1)

    async def _instead(self, letter: Send) -> Verdict:
        wait = self._adapter.wait(letter, self._clock.now())
        return await self._adapter.deliver(letter) if wait <= 0 else Verdict(what="later", seconds=wait, why="limit")
