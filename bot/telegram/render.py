"""How Telegram writes: HTML with everything escaped that people wrote, and pieces of at most 4096 characters."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.letters import Keys
from bot.wording import Markup
from flows.engine.session import SeatId

MAX_TEXT = 4096
#: Of a text with tags in it some of the length is not shown; well below the limit is always right.
PIECE = 3600
MAX_TOAST = 200


class Html(Markup):
    """Names are links to people, so that they notice being named."""

    def __init__(self, users: Mapping[SeatId, int]) -> None:
        self._users = users

    def escape(self, text: str) -> str:
        return escape(text, quote=False)

    def strong(self, text: str) -> str:
        return f"<b>{text}</b>"

    def name(self, seat: SeatId, name: str) -> str:
        user = self._users.get(seat)
        return self.escape(name) if user is None else f'<a href="tg://user?id={user}">{self.escape(name)}</a>'


def pieces(text: str) -> list[str]:
    """A long text in pieces, cut where a reader would: between paragraphs, else lines, sentences or words."""
    found: list[str] = []
    while _length(text) > PIECE:
        cut = _cut(text)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text] if text else found or [""]


def _length(text: str) -> int:
    """As Telegram counts: in units of UTF-16."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def _cut(text: str) -> int:
    room = PIECE
    while _length(text[:room]) > PIECE:
        room -= _length(text[:room]) - PIECE
    for mark in ("\n\n", "\n", ". ", " "):
        at = text.rfind(mark, room // 2, room)
        if at > 0 and not _inside_tag(text[: at + len(mark)]):
            return at + len(mark)
    while room > 1 and (_inside_tag(text[:room]) or text.rfind("&", 0, room) > text.rfind(";", 0, room)):
        room -= 1
    return room


def _inside_tag(text: str) -> bool:
    """Whether a cut here would leave a tag, or what it holds, open."""
    return (
        text.rfind("<") > text.rfind(">")
        or text.count("<b>") > text.count("</b>")
        or text.count("<a ") > text.count("</a>")
    )


def keyboard(keys: Keys) -> InlineKeyboardMarkup | None:
    if not keys:
        return None
    return InlineKeyboardMarkup([[_key(label, data) for label, data in row] for row in keys])


def _key(label: str, data: str) -> InlineKeyboardButton:
    if data.startswith(("https://", "http://")):
        return InlineKeyboardButton(label, url=data)
    return InlineKeyboardButton(label, callback_data=data)


def toast(text: str) -> str:
    return text if len(text) <= MAX_TOAST else f"{text[: MAX_TOAST - 1]}…"
