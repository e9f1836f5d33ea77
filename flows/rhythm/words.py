"""What is said between conversations: sentences that know no language, buttons, and cards made of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


class Named(str):
    """Another text, by its key, or the title of a flow ("flow:intervisie"): a word of ours, and never of people."""

    __slots__ = ()


#: What fills a sentence: a moment and a day are written out in the language and zone of whoever reads it, and several
#: words become "Els, Sam en Noor".
Value = str | int | datetime | date | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """The key of a text and what fills it."""

    key: str
    values: dict[str, Value] = field(default_factory=dict)


def say(key: str, **values: Value) -> Sentence:
    return Sentence(key=key, values=values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A button: what it does, and the key of its label."""

    label: str
    action: str
    value: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    #: What it stands for is how things are now.
    chosen: bool = False


def press(label: str, action: str, value: str = "", *, chosen: bool = False, **values: Value) -> Press:
    return Press(label=label, action=action, value=value, values=values, chosen=chosen)


Rows = tuple[tuple[Press, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What somebody sees of a circle or of what is their own, and can do there."""

    lines: tuple[Sentence, ...]
    rows: Rows = ()
    #: What a text that is written now is about; "" when none is asked for.
    awaits: str = ""
    #: The key of what a picture shows, where there is one ("rota").
    picture: str = ""
