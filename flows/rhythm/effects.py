"""What is to be done about something that happened in a circle or in a drawer."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.rhythm.words import Rows, Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Tell:
    """A message: to a member, or to the circle as a whole; of a drawer, to whose it is."""

    lines: tuple[Sentence, ...]
    rows: Rows = ()
    to: str | None = None
    #: The page of the circle that comes with it, with its buttons.
    page: str = ""
    #: What a text that is written now is about.
    awaits: str = ""
    #: Sent once more when nobody knows whether it arrived.
    again: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """It is time: the conversation of this meeting is opened."""

    meeting: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LookIn:
    """A conversation that nobody began by now is cleared away."""

    session: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """A meeting is near: whoever made a plan last time gets his or her own note."""

    meeting: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """Somebody's own words, for the diary."""

    about: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Meet:
    """These were matched: they get a way to a conversation of their own."""

    people: tuple[str, ...]


Effect = Tell | Gather | LookIn | Coming | Keep | Meet


@dataclass(kw_only=True, slots=True)
class Answer:
    """What came of something somebody did: a word in return, the page that is shown then, and what follows."""

    line: Sentence | None = None
    page: str = ""
    effects: list[Effect] = field(default_factory=list)
    #: Nothing changed.
    idle: bool = False
