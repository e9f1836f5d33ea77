"""What the bot asked of the server, and what it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .chats import Chat


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    chat: Chat | None
    at: datetime
    ok: bool
    """whether it was carried out; the answer may still have been lost"""
    error_code: int | None = None
    description: str = ""
    params: dict[str, str]
    fault: str | None = None
    """the fault the test ordered for it"""
