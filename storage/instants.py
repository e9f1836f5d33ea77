"""Moments as the database keeps them: whole microseconds since 1970 in UTC, which sort alike everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Raises TypeError for a datetime without a zone: nobody knows when that was."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(stored: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stored)
