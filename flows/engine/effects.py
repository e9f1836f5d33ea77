"""Effects: what is to be done about an event. They leave after the commit, in this order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flows.engine.session import SeatId


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Something that can be tapped; its label is a text of the channel or of the flow."""

    action: str
    value: str = ""
    #: The key of its label; the flow's own option when it starts with "option:".
    label: str = ""
    #: What fills the label: a seat for {name}, a number for {n}, the words of a contribution for {words}.
    name: SeatId | None = None
    n: int | None = None
    words: int | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A sentence: the key of a text and what fills it. Keys starting with "flow:" are texts of the flow."""

    key: str
    names: dict[str, SeatId] = field(default_factory=dict)
    #: Several names in one place: "Els, Sam en Noor".
    lists: dict[str, tuple[SeatId, ...]] = field(default_factory=dict)
    #: Contributions, by the number of their newest words.
    words: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Show:
    """The card of the step, as it is at the time of sending: in the room, or somebody's private one."""

    to: SeatId | None = None
    #: A new message instead of an edit of the last.
    fresh: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """Lines of text, as one message."""

    lines: tuple[Line, ...]
    to: SeatId | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    #: Whether it is sent again when nobody knows if it arrived. Twice is a nuisance, not at all may be worse.
    again: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """Somebody's contribution, passed on to those who did not see it being said."""

    by: SeatId
    number: int
    #: Nobody in particular: the room.
    to: tuple[SeatId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """Wake the session at a time, with the stamp it has now."""

    timer: str
    stamp: str
    due: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Hush:
    """No need to wake it any more."""

    timer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """Somebody had a rotating role in this room."""

    seat: SeatId
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    reason: str


Effect = Show | Say | Relay | Ring | Hush | Served | Closed
