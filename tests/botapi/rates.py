"""How much a bot may say, counted on the clock of the test."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .chats import Chat, Private
from .errors import too_many


@dataclass(frozen=True, kw_only=True)
class Limits:
    in_group: int = 20
    """messages in any 60 seconds"""
    private_burst: int = 3
    """messages at once in a private chat, where one a second is the rule"""
    in_all: int = 30
    """messages in any second"""
    edits_count: bool = False
    """whether edits use up the same allowance"""


MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


class Rates:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sent: dict[Chat, list[datetime]] = defaultdict(list)
        self.edited: dict[Chat, list[datetime]] = defaultdict(list)
        self._charged: dict[Chat, list[datetime]] = defaultdict(list)
        self._everywhere: list[datetime] = []
        self._floods: dict[Chat, datetime] = {}

    def flood(self, chat: Chat, until: datetime) -> None:
        self._floods[chat] = until

    def send(self, chat: Chat, now: datetime) -> None:
        self._charge(chat, now)
        self.sent[chat].append(now)

    def edit(self, chat: Chat, now: datetime) -> None:
        if self.limits.edits_count:
            self._charge(chat, now)
        else:
            self._refuse_in_flood(chat, now)
        self.edited[chat].append(now)

    def _refuse_in_flood(self, chat: Chat, now: datetime) -> None:
        until = self._floods.get(chat, now)
        if until > now:
            raise too_many(math.ceil((until - now).total_seconds()))

    def _charge(self, chat: Chat, now: datetime) -> None:
        self._refuse_in_flood(chat, now)
        _refuse_above(self.limits.in_all, SECOND, self._everywhere, now)
        if isinstance(chat, Private):
            self._refuse_burst(self._charged[chat], now)
        else:
            _refuse_above(self.limits.in_group, MINUTE, self._charged[chat], now)
        self._everywhere.append(now)
        self._charged[chat].append(now)

    def _refuse_burst(self, times: Sequence[datetime], now: datetime) -> None:
        """A bucket that holds a few messages and fills by one each second."""
        left, last = float(self.limits.private_burst), times[0] if times else now
        for at in times:
            left = min(self.limits.private_burst, left + (at - last).total_seconds()) - 1
            last = at
        left = min(self.limits.private_burst, left + (now - last).total_seconds())
        if left < 1:
            raise too_many(math.ceil(1 - left))


def _refuse_above(most: int, window: timedelta, times: Sequence[datetime], now: datetime) -> None:
    recent = [at for at in times if at > now - window]
    if len(recent) >= most:
        raise too_many(math.ceil((recent[-most] + window - now).total_seconds()))


def most_within(times: Iterable[datetime], window: timedelta) -> int:
    """The busiest stretch of that length."""
    ordered = sorted(times)
    return max((sum(1 for at in ordered if end - window < at <= end) for end in ordered), default=0)
