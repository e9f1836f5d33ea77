"""The time, and waiting for it. Tests bring a clock of their own."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...

    async def wait(self, until: datetime | None, woken: asyncio.Event) -> None:
        """Until then, or until woken, whichever is first; the event is cleared."""


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait(self, until: datetime | None, woken: asyncio.Event) -> None:
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        with suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), seconds)
        woken.clear()
