"""What an adapter is asked to do in its channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.outgoing import Strip

#: A button: its label, and the data it carries or the link it opens.
Key = tuple[str, str]
Keys = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Send:
    chat: int
    topic: int | None
    text: str
    keys: Keys = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    chat: int
    message: int
    text: str
    keys: Keys = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unbutton:
    """Leave the message and take its buttons off."""

    chat: int
    message: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Remove:
    chat: int
    message: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """Pass on what cannot be put in words, such as a voice message."""

    chat: int
    topic: int | None
    from_chat: int
    message: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Attach:
    """A file, or a picture to look at, with a few words."""

    chat: int
    topic: int | None
    name: str
    content: bytes
    caption: str = ""
    keys: Keys = ()
    picture: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """The answer to a tap."""

    tap: str
    text: str


Letter = Send | Edit | Unbutton | Remove | Copy | Attach | Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The letters for one parcel, in order."""

    letters: tuple[Letter, ...] = ()
    #: Where the card is kept whose message the last letter makes or changes, and what it then shows.
    slot: str = ""
    digest: str = ""
    #: The message that this one takes the place of, to be tidied away when it has arrived.
    tidy: Strip | None = None
    #: When the message of an edit is gone, this is sent instead.
    otherwise: Send | None = None
