"""Text as Telegram measures it, and what it marks by itself in what people write."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

_PLAIN = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("mention", re.compile(r"(?<![\w@./])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("url", re.compile(r"https?://[^\s<>\"]+")),
)


def units(text: str) -> int:
    """Length in UTF-16 code units: an emoji outside the first plane counts for two."""
    return len(text) + sum(1 for sign in text if ord(sign) > 0xFFFF)


def spot(text: str) -> list[Json]:
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _PLAIN:
        for hit in pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end, _ in found):
                found.append((hit.start(), hit.end(), kind))
    return [
        {"type": kind, "offset": units(text[:start]), "length": units(text[start:end])}
        for start, end, kind in sorted(found)
    ]


def command_in(text: str) -> tuple[str, str | None] | None:
    """The command a text opens with and the bot it is addressed to, if any."""
    hit = re.match(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?!\S)", text)
    return (hit[1], hit[2]) if hit else None
