"""Events: what happened. One move takes in one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.engine.session import SeatId


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a text was understood to hold. The journal keeps it in place of the words, so that a replay needs none."""

    #: The guards that noticed something, the first to be told first.
    findings: tuple[str, ...] = ()
    #: A day named in the text.
    day: date | None = None
    #: One was named that is in no calendar.
    no_such_day: bool = False
    #: So short that it is an answer to what was asked, and no story.
    brief: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    seat: SeatId
    name: str
    reachable: bool = True
    #: When this person last had each role in this room.
    served: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    seat: SeatId


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    seat: SeatId
    #: Absent when read back from the journal: words are kept apart from events.
    text: str | None = None
    medium: str = "text"
    #: Said in a private chat and meant for no other eyes yet.
    private: bool = False
    reading: Reading | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    seat: SeatId
    #: The move in which it was first said.
    number: int
    text: str | None = None
    reading: Reading | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tapped:
    seat: SeatId
    action: str
    value: str = ""
    #: The stamp the button was made with.
    stamp: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rang:
    """A timer is due."""

    timer: str
    stamp: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A private message to somebody arrived, or turned out not to."""

    seat: SeatId
    reachable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomLost:
    """The room cannot be written to any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomFound:
    """The room is there again, perhaps elsewhere."""

    room: str = "group"


Event = Joined | Left | Said | Edited | Tapped | Rang | Reached | RoomLost | RoomFound
