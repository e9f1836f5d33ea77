"""What an answer of Telegram means for what was sent."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.answers import judge


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "private", "what"),
    [
        (RetryAfter(timedelta(seconds=7)), False, "later"),
        (ChatMigrated(-100), False, "moved"),
        (Forbidden("Forbidden: bot was kicked from the group chat"), False, "shut"),
        (Forbidden("Forbidden: bot was blocked by the user"), True, "unreachable"),
        (Forbidden("Forbidden: user is deactivated"), False, "unreachable"),
        (BadRequest("Message is not modified: specified new message content"), False, "sent"),
        (BadRequest("Message to edit not found"), False, "gone"),
        (BadRequest("Query is too old and response timeout expired or query ID is invalid"), False, "gone"),
        (BadRequest("TOPIC_CLOSED"), False, "shut"),
        (BadRequest("Message thread not found"), False, "shut"),
        (BadRequest("Chat not found"), True, "unreachable"),
        (BadRequest("Can't parse entities"), False, "refused"),
        (InvalidToken("Unauthorized"), False, "later"),
        (NetworkError("Bad Gateway"), False, "later"),
        (caused(NetworkError("x"), httpx.ConnectError("x")), False, "later"),
        (caused(TimedOut("x"), httpx.ConnectTimeout("x")), False, "later"),
        (caused(TimedOut("Pool timeout"), httpx.PoolTimeout("x")), False, "later"),
        (caused(TimedOut("x"), httpx.ReadTimeout("x")), False, "unsure"),
        (caused(TimedOut("x"), httpx.WriteTimeout("x")), False, "unsure"),
        (caused(NetworkError("x"), httpx.ReadError("x")), False, "unsure"),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), False, "unsure"),
        (Conflict("another one"), False, "refused"),
    ],
)
def test_every_error_has_a_meaning(error: TelegramError, private: bool, what: str) -> None:
    assert judge(error, private=private).what == what


def test_a_flood_says_how_long_to_wait() -> None:
    assert judge(RetryAfter(timedelta(seconds=7)), private=False).seconds == 7


def test_a_new_number_is_passed_on() -> None:
    assert judge(ChatMigrated(-1001), private=False).moved_to == -1001
