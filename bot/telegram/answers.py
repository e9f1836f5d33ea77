"""What an answer of Telegram, or the lack of one, means for what was sent."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapter import Verdict

#: A connection that was never made delivered nothing.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_DONE = ("message is not modified",)
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message to copy not found",
    "query is too old",
    "query id is invalid",
    "message_id_invalid",
)
_SHUT = (
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "chat not found",
    "not enough rights",
    "have no rights to send",
    "chat_write_forbidden",
    "need administrator rights",
)
_UNREACHABLE = (
    "bot was blocked",
    "user is deactivated",
    "can't initiate conversation",
    "bots can't send messages to bots",
)


def judge(error: TelegramError, *, private: bool) -> Verdict:
    """By class first: BadRequest and TimedOut are NetworkErrors too."""
    text = str(error).lower()
    if isinstance(error, RetryAfter):
        after = error.retry_after
        seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
        return Verdict(what="later", seconds=max(seconds, 1.0), why="limit")
    if isinstance(error, ChatMigrated):
        return Verdict(what="moved", moved_to=error.new_chat_id)
    if isinstance(error, Forbidden):
        unreachable = private or any(phrase in text for phrase in _UNREACHABLE)
        return Verdict(what="unreachable" if unreachable else "shut", why="forbidden")
    if isinstance(error, BadRequest):
        return _bad_request(text, private)
    if isinstance(error, InvalidToken):
        return Verdict(what="later", seconds=60, why="token")
    if isinstance(error, TimedOut | NetworkError):
        return _no_answer(error)
    return Verdict(what="refused", why=type(error).__name__)


def _bad_request(text: str, private: bool) -> Verdict:
    if any(phrase in text for phrase in _DONE):
        return Verdict(what="sent")
    if any(phrase in text for phrase in _GONE):
        return Verdict(what="gone", why=text)
    if any(phrase in text for phrase in _SHUT):
        return Verdict(what="unreachable" if private else "shut", why=text)
    return Verdict(what="refused", why=text)


def _no_answer(error: NetworkError) -> Verdict:
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT) or "pool timeout" in str(error).lower():
        return Verdict(what="later", why="no connection")
    if cause is None or isinstance(cause, httpx.HTTPStatusError):
        # The server answered that it failed; it did not take the message.
        return Verdict(what="later", why="server")
    return Verdict(what="unsure", why=type(cause).__name__)
