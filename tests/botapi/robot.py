"""The bot under test, as Telegram knows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False, kw_only=True)
class Robot:
    id: int
    first_name: str
    username: str
    reads_all: bool
    """privacy mode off"""
