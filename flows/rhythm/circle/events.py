"""What happens to a circle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flows.rhythm.circle.state import Duty, MemberId
from flows.rhythm.hours import Days


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """Somebody new, or back again."""

    member: MemberId
    name: str
    reachable: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Went:
    member: MemberId
    #: Not even the name is kept.
    forget: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    member: MemberId
    action: str
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrote:
    """A text about what was asked."""

    member: MemberId
    about: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Freed:
    """The free days of the school, out of its calendar."""

    member: MemberId
    days: tuple[Days, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Woke:
    """A timer rang."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Began:
    """The conversation of a meeting is open; of no meeting, but of a pair, where it is not named."""

    meeting: str
    session: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """The conversation of a meeting is over, or never began."""

    meeting: str
    held: bool
    at: datetime
    present: tuple[MemberId, ...] = ()
    duties: dict[Duty, MemberId] = field(default_factory=dict)


Event = Came | Went | Pressed | Wrote | Freed | Woke | Began | Ended
