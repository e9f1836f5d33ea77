"""What the sender asks of a channel, and what the channel answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.letters import Letter


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a letter."""

    #: "sent", "later" (surely not delivered), "unsure", "gone" (what it was about is no more), "refused",
    #: "unreachable" (somebody's private chat), "shut" (the room) or "moved" (the room has another number).
    what: str
    message: int | None = None
    #: How long this chat has to wait.
    seconds: float = 0
    moved_to: int = 0
    why: str = ""


class UnknownToken(Exception):
    """The channel does not know the token we were given."""


class Adapter(Protocol):
    async def deliver(self, letter: Letter) -> Verdict: ...

    def wait(self, letter: Letter, now: datetime) -> float:
        """Seconds before the channel's limits allow it; it counts as sent when they do."""

    def moved(self, old: int, new: int) -> None:
        """A chat has another number; its limits go along."""

    def recall(self, chat: int, at: datetime) -> None:
        """This was sent before we started, and counts for the limits all the same."""
