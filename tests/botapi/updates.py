"""The queue of updates: kept until confirmed, a day at the longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .entities import Json

KEPT = timedelta(hours=24)
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
FIRST_ID = 871_000_001


@dataclass(frozen=True, kw_only=True)
class Update:
    id: int
    kind: str
    body: Json
    at: datetime

    @property
    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    def __init__(self) -> None:
        self.waiting: list[Update] = []
        self.all: list[Update] = []
        self.allowed: frozenset[str] | None = None
        """None stands for the default: everything but what has to be asked for"""
        self._again: list[Update] = []

    def allow(self, kinds: Sequence[str]) -> None:
        self.allowed = frozenset(kinds) or None

    def add(self, kind: str, body: Json, at: datetime) -> Update | None:
        wanted = kind not in ONLY_ON_REQUEST if self.allowed is None else kind in self.allowed
        if not wanted:
            return None
        update = Update(id=FIRST_ID + len(self.all), kind=kind, body=body, at=at)
        self.all.append(update)
        self.waiting.append(update)
        return update

    def repeat(self, update: Update) -> None:
        """Send it once more under its own number, whether it was confirmed or not."""
        self._again.append(update)

    def confirm_below(self, offset: int, now: datetime) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [one for one in self.waiting if one.id >= offset]
        self.waiting = [one for one in self.waiting if now - one.at < KEPT]

    def drop(self, update: Update) -> None:
        """It was taken in; one of the two if it was waiting twice."""
        if update in self._again:
            self._again.remove(update)
        elif update in self.waiting:
            self.waiting.remove(update)

    @property
    def ready(self) -> bool:
        return bool(self._again or self.waiting)

    def take(self, limit: int) -> list[Update]:
        again, self._again = self._again[:limit], self._again[limit:]
        known = {one.id for one in again}
        return again + [one for one in self.waiting if one.id not in known][: limit - len(again)]

    @property
    def pending(self) -> list[Update]:
        return self._again + self.waiting
