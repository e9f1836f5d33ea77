"""How the server says no to the bot, and how a test learns that it asks the impossible of a person."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with ok=false, in Telegram's numbers and words."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


class Impossible(AssertionError):
    """The test lets somebody do what no client of Telegram would let them do."""


def bad_request(what: str) -> Refusal:
    return Refusal(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    return Refusal(403, f"Forbidden: {what}")


def too_many(retry_after: int) -> Refusal:
    # Zero would be dropped by clients as "no parameter", so the least we ever say is one second.
    seconds = max(1, retry_after)
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
