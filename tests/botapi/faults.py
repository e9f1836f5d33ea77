"""Trouble on demand, between the bot and the server."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from .chats import Chat
from .errors import Refusal


class Kind(StrEnum):
    UNDELIVERED = "undelivered"
    """the connection breaks before the call is handled"""
    ANSWER_LOST = "answer lost"
    """the call is handled, then the connection breaks"""
    ERROR_500 = "500"
    PAGE_502 = "502"
    """a page of HTML from something in between, not JSON"""
    SLOW = "slow"
    """handled at once, answered when the test releases it"""
    REFUSED = "refused"
    """not handled; any refusal the test names"""


@dataclass(eq=False, kw_only=True)
class Fault:
    method: str
    kind: Kind
    left: int = 1
    chat: Chat | None = None
    refusal: Refusal | None = None
    hits: int = 0
    _released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let a slow answer go."""
        self._released.set()

    def hold(self) -> None:
        self._released.wait()


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault)

    def take(self, method: str, chat: Chat | None) -> Fault | None:
        for fault in self._ordered:
            if fault.left and fault.method.lower() in (method, "*") and fault.chat in (None, chat):
                fault.left -= 1
                fault.hits += 1
                return fault
        return None

    def release_all(self) -> None:
        for fault in self._ordered:
            fault.release()
