"""The time of the test: it stands still until somebody moves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class TellsTime(Protocol):
    def now(self) -> datetime: ...


class Clock:
    """A clock set by hand, so that three days pass in no time."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)) -> None:
        if start.tzinfo is None:
            raise ValueError(f"A clock needs an aware datetime, got {start!r}; add a tzinfo.")
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta(0):
            raise ValueError(f"A clock does not run back: {step}.")
        with self._lock:
            self._now += step
            return self._now
