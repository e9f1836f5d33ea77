"""From sentences and cards, which know no language, to texts in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.outgoing import Notice
from bot.replies import TextLine
from bot.shelf import Shelf
from bot.texts import catalogue
from flows.rhythm.words import Card, Named, Press, Rows, Sentence, Value

#: What begins the data of a button that is about a circle, and of one about what is somebody's own.
CIRCLE, OWN = "k", "d"
LONGEST_DATA = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    language: str
    zone: str
    shelf: Shelf

    def line(self, sentence: Sentence) -> TextLine:
        return sentence.key, self._fillers(sentence.values)

    def text(self, sentence: Sentence) -> str:
        key, fillers = self.line(sentence)
        return catalogue(self.language).say(key, **fillers)

    def label(self, press: Press) -> str:
        texts = catalogue(self.language)
        label = texts.say(f"press.{press.label}", **self._fillers(press.values, short=True))
        return f"{texts.say('marks.done')} {label}" if press.chosen else label

    def notice(self, card: Card, *, about: str, replaces: int | None = None) -> Notice:
        """A card as a message; ``about`` is what the data of its buttons begins with."""
        lines = tuple(self.line(line) for line in card.lines)
        return Notice(lines=lines, buttons=self.buttons(card.rows, about), language=self.language, replaces=replaces)

    def buttons(self, rows: Rows, about: str) -> tuple[tuple[tuple[str, str], ...], ...]:
        return tuple(tuple((f"={self.label(press)}", data_of(press, about)) for press in row) for row in rows)

    def _fillers(self, values: Mapping[str, Value], *, short: bool = False) -> dict[str, str]:
        return {name: self._filler(value, short=short) for name, value in values.items()}

    def _filler(self, value: Value, *, short: bool) -> str:
        match value:
            case datetime():
                return self.moment(value, short=short)
            case date():
                return self.day(value, short=short)
            case tuple():
                return self.names(tuple(self._named(one) for one in value))
        return self._named(value) if isinstance(value, str) else str(value)

    def _named(self, text: str) -> str:
        """The words themselves, unless they are the name of a text or of a flow."""
        if not isinstance(text, Named):
            return text
        kind, _, flow = text.partition(":")
        if kind != "flow":
            return catalogue(self.language).say(text)
        script = self.shelf.scripts.get(flow)
        return flow if script is None else script.in_language(self.language).title

    def names(self, names: tuple[str, ...]) -> str:
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {catalogue(self.language).say('mention.and')} {names[-1]}"

    def day(self, day: date, *, short: bool = False) -> str:
        texts = catalogue(self.language)
        month = texts.list("date.months")[day.month - 1]
        if short:
            return (
                f"{texts.list('date.weekdays')[day.weekday()]} {day.day} {texts.list('moment.months')[day.month - 1]}"
            )
        return f"{texts.say(f'weekday.{day.weekday()}')} {day.day} {month}"

    def moment(self, moment: datetime, *, short: bool = False) -> str:
        local = moment.astimezone(ZoneInfo(self.zone))
        day = self.day(local.date(), short=short)
        if short:
            return f"{day} {local:%H:%M}"
        return catalogue(self.language).say("moment.at", day=day, time=f"{local:%H:%M}")


def data_of(press: Press, about: str) -> str:
    if press.action == "link":
        return press.value
    data = f"{about}|{press.action}|{press.value}"
    assert len(data.encode()) <= LONGEST_DATA, f"{press.action} {press.value} is too much for a button"
    return data


def about_circle(circle: str) -> str:
    return f"{CIRCLE}|{circle}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    """What a button carries."""

    #: "" for what is somebody's own.
    circle: str
    action: str
    value: str = ""

    @classmethod
    def read(cls, data: str) -> Pressed | None:
        kind, _, rest = data.partition("|")
        if kind not in (CIRCLE, OWN):
            return None
        circle, rest = rest.split("|", 1) if kind == CIRCLE and "|" in rest else ("", rest)
        action, bar, value = rest.partition("|")
        if not bar or (kind == CIRCLE and not circle):
            return None
        return cls(circle=circle, action=action, value=value)
