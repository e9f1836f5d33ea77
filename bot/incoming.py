"""What an adapter hands to the moves: one thing that happened in a channel, without that channel's own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.rhythm.hours import Days


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Whoever did it, as the channel knows them."""

    user: int
    name: str
    #: The whole name, to tell two people with one first name apart.
    full_name: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where it happened."""

    chat: int
    #: "private" or "group".
    kind: str
    topic: int | None = None
    title: str = ""
    #: A page is of one session; in a chat it has to be found out which one is meant.
    session: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    account: str
    update: int
    place: Place | None = None
    sender: Sender | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message(Incoming):
    message: int
    text: str = ""
    #: "text", "voice", "photo", or "other" for what does not count as a contribution.
    medium: str = "text"
    reply_to: int | None = None
    #: It mends an earlier message.
    edit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Command(Incoming):
    message: int
    name: str
    argument: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tap(Incoming):
    #: What the channel wants to have answered.
    tap: str
    data: str
    #: The message the button is on.
    message: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin(Incoming):
    """Somebody starts a conversation on a page."""

    flow: str
    language: str
    #: The other seats are played.
    practice: bool = False
    #: Which colleague of the example somebody is, counted from 1, where they are played.
    seat: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Enter(Incoming):
    """Somebody came in on a page, by an invitation."""

    session: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Write(Incoming):
    """A text on a page, about what was asked there: "d:…" for something of one's own, "k:<circle>:…" of a circle."""

    about: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Free(Incoming):
    """Free days out of a calendar: of a circle, or of whoever brought them."""

    days: tuple[Days, ...]
    circle: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership(Incoming):
    """What the bot may do in a chat changed: it was let in or put out, or (in private) blocked or let back."""

    present: bool
    #: Whether it is given everything that is said there.
    hears: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone(Incoming):
    """People left a group."""

    people: tuple[Sender, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Migrated(Incoming):
    """A group got another number."""

    old: int
    new: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopened(Incoming):
    """A place that was shut can be written in again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Nothing(Incoming):
    """An update that is of no concern; it is noted as seen."""

    why: str = field(default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The message in which something was said, so that an edit of it is recognised."""

    chat: int
    message: int
