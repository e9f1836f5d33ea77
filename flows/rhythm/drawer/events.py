"""What happens to what is somebody's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flows.rhythm.hours import Days


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A plan was made at the close of a conversation."""

    text: str
    day: date
    sure: int
    session: str = ""
    circle: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comes:
    """A circle in which a plan was made meets soon."""

    circle: str
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    action: str
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrote:
    """A text about what was asked."""

    about: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Freed:
    """Free days, out of somebody's own calendar."""

    days: tuple[Days, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A message that is read on a page."""

    lines: tuple[tuple[str, dict[str, str]], ...]
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    awaits: str = ""
    language: str = "nl"


@dataclass(frozen=True, kw_only=True, slots=True)
class Woke:
    """A timer rang."""


Event = Planned | Comes | Freed | Heard | Pressed | Wrote | Woke
