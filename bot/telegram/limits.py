"""How much Telegram takes: so much at once in a chat, in a group in a minute, and in all."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
#: A group takes twenty messages a minute; one below it, because their clock is not ours.
IN_GROUP = 19
#: Edits are counted apart and looser; more often than this nobody can read them.
EDITS = 30
#: In a private chat about one a second, with a few at once now and then.
IN_PRIVATE, PRIVATE_WINDOW = 3, timedelta(seconds=3)
IN_ALL = 28
#: Chats remembered; more than these are not busy at the same time.
MAX_CHATS = 10_000


class Window:
    """At most so many in any span of time."""

    def __init__(self, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._times: deque[datetime] = deque()

    def wait(self, now: datetime) -> float:
        while self._times and now - self._times[0] >= self._span:
            self._times.popleft()
        if len(self._times) < self._most:
            return 0.0
        return (self._times[0] + self._span - now).total_seconds()

    def count(self, now: datetime) -> None:
        self._times.append(now)


class Limits:
    def __init__(self) -> None:
        self._all = Window(IN_ALL, SECOND)
        self._chats: dict[tuple[int, bool], Window] = {}

    def wait(self, chat: int, *, edit: bool, now: datetime) -> float:
        """Seconds to wait; none means that it counts as sent now."""
        window = self._window(chat, edit)
        wait = max(window.wait(now), self._all.wait(now))
        if wait <= 0:
            window.count(now)
            self._all.count(now)
        return wait

    def count(self, chat: int, at: datetime) -> None:
        """A message that was sent; oldest first."""
        self._window(chat, False).count(at)

    def moved(self, old: int, new: int) -> None:
        """A chat has another number, and what was sent there still counts."""
        for edit in (False, True):
            window = self._chats.pop((old, edit), None)
            if window is not None:
                self._chats[new, edit] = window

    def _window(self, chat: int, edit: bool) -> Window:
        key = (chat, edit)
        found = self._chats.pop(key, None)
        if found is None:
            if edit:
                found = Window(EDITS, MINUTE)
            else:
                found = Window(IN_GROUP, MINUTE) if chat < 0 else Window(IN_PRIVATE, PRIVATE_WINDOW)
            while len(self._chats) >= MAX_CHATS:
                del self._chats[next(iter(self._chats))]
        self._chats[key] = found
        return found
