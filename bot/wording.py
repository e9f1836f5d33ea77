"""From lines and cards, which know no language, to sentences in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts import catalogue
from flows.engine.effects import Button, Line
from flows.engine.progress import part_of
from flows.engine.script import Script
from flows.engine.session import CLOSED, LOBBY, Pace, SeatId, Session
from flows.engine.view import Card
from flows.language.texts import fill
from flows.language.vocabulary import Blank


class Markup:
    """How a channel writes names, emphasis and what people said; plain text as it is."""

    def escape(self, text: str) -> str:
        return text

    def strong(self, text: str) -> str:
        return text

    def name(self, seat: SeatId, name: str) -> str:
        return self.escape(name)


class Wording:
    def __init__(
        self,
        script: Script,
        session: Session,
        *,
        words: Mapping[int, str] | None = None,
        markup: Markup | None = None,
    ) -> None:
        self.script, self.session = script, session
        self.flow = script.in_language(session.language)
        self.texts = catalogue(session.language)
        self.words = words or {}
        self.markup = markup or Markup()

    def name(self, seat: SeatId) -> str:
        return self.markup.name(seat, self.session.seats[seat].name)

    def names(self, seats: Iterable[SeatId]) -> str:
        names = [self.name(seat) for seat in seats]
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.texts.say('mention.and')} {names[-1]}"

    def said(self, number: int) -> str:
        """Somebody's own words; a voice message or a photo is named instead."""
        entry = next((one for one in reversed(self.session.entries) if one.words == number), None)
        words = self.words.get(number, "")
        if entry is not None and entry.medium != "text":
            words = f"{self.texts.say('medium.' + entry.medium)} {words}".strip()
        return self.markup.escape(words)

    def line(self, line: Line) -> str:
        if line.key == "flow:ask":
            asking = line.values["step"]
            asked = next(one.ask for one in self._fields(asking) if one.id == line.values["field"])
            return self.filled(asked, asking)
        if line.key.startswith("flow:"):
            return self._of_the_flow(line.key.removeprefix("flow:"), line.values.get("step", ""))
        fillers: dict[str, str] = {key: self.name(seat) for key, seat in line.names.items()}
        fillers |= {key: self.names(seats) for key, seats in line.lists.items()}
        fillers |= {key: self.said(number) for key, number in line.words.items()}
        fillers |= {key: self._value(key, value, line.values) for key, value in line.values.items()}
        if line.key == "card.scale":
            step = self.script.step_in(line.values["step"], self.session.language)
            fillers |= {end: self.markup.escape(getattr(step, end)) for end in ("low", "high")}
        return self.texts.say(line.key, **fillers)

    def _value(self, key: str, value: str, values: Mapping[str, str]) -> str:
        if key == "role":
            return self.markup.escape(self._role(value))
        if key == "aside":
            return self.markup.escape(self._aside(value)) if value else ""
        if key == "day":
            return self.day(date.fromisoformat(value))
        if key in ("option", "place"):
            return self.markup.escape(_named(self._text_of_option(values["step"], value)))
        if key == "field":
            label = next(one.label for one in self._fields(values["step"]) if one.id == value)
            return self.markup.escape(_named(label))
        return self.markup.escape(value)

    def _of_the_flow(self, field: str, step: str) -> str:
        holder = self.script.step_in(step, self.session.language) if step else self.flow
        text = self.filled(getattr(holder, field), step)
        return self.texts.say("card.listen", text=text) if field == "listen" else text

    def _role(self, role: str) -> str:
        """What a role is called; those of a short flow beside this one stand there."""
        aside = self.script.aside_of(role)
        flow = self.script.loaded.asides[aside][self.flow.language] if aside else self.flow
        return flow.roles[role].name

    def _aside(self, name: str) -> str:
        return self.script.loaded.asides[name][self.flow.language].title

    def _text_of_option(self, step: str, option: str) -> str:
        spec = self.script.step_in(step, self.session.language)
        options = [one for field in ("options", "places", "items") for one in getattr(spec, field, ())]
        return next(str(one.text) for one in options if one.id == option)

    def _fields(self, step: str) -> Sequence[Blank]:
        return getattr(self.script.step_in(step, self.session.language), "fields", ())

    def filled(self, text: str, step: str = "") -> str:
        """A text of the flow, with the names of those who have its roles; in a part its own roles come first."""
        part, roles = f"{part_of(step)}.", self.session.roles
        flow = self.script.flow_of(step, self.session.language)
        names = {role: self.name(roles[role]) if role in roles else spec.name for role, spec in flow.roles.items()}
        names |= {role.removeprefix(part): name for role, name in names.items() if role.startswith(part)}
        return fill(self.markup.escape(text), names)

    def day(self, day: date) -> str:
        weekday, month = self.texts.list("date.weekdays")[day.weekday()], self.texts.list("date.months")[day.month - 1]
        return f"{weekday} {day.day} {month}"

    def until(self, moment: datetime) -> str:
        local = moment.astimezone(ZoneInfo(self.session.zone))
        changed = datetime.fromisoformat(self.session.changed).astimezone(local.tzinfo)
        if self.session.pace is Pace.DAYS or local.date() != changed.date():
            return self.texts.say("card.until_day", day=self.day(local.date()), time=f"{local:%H:%M}")
        return self.texts.say("card.until", time=f"{local:%H:%M}")

    def button(self, button: Button) -> str:
        """A label; a chosen one is marked."""
        if button.label.startswith("aside:"):
            return self.texts.say("button.aside", aside=self._aside(button.value))
        if button.label.startswith("option:"):
            _, step, option = button.label.split(":")
            return self._text_of_option(step, option)
        fillers: dict[str, str] = {}
        if button.name is not None:
            fillers["name"] = self.session.seats[button.name].name
        if button.n is not None:
            fillers["n"] = str(button.n)
        label = self.texts.say(f"button.{button.label}", **fillers)
        return f"{self.texts.say('marks.done')} {label}" if button.chosen else label

    def card(self, card: Card) -> list[str]:
        """The parts of a card, each a paragraph."""
        if self.session.state == LOBBY:
            return self.lobby(card)
        head = "\n".join(self.line(line) for line in card.head)
        prompt = self.prompt(card.step) if card.prompt and card.step else []
        # Whose turn it is comes first; what all are asked only makes sense after the text it is about.
        turn = self.session.floor.up is not None
        news = "\n".join(self.line(line) for line in card.news)
        parts = [self._title(card), news, *((head, *prompt) if turn else (*prompt, head))]
        parts += [self.line(line) for line in card.lines]
        parts.append("   ".join(f"{self._mark(mark)} {self._plain(seat)}".strip() for seat, mark in card.people))
        if card.until is not None:
            parts.append(self.until(card.until))
        return [part for part in parts if part.strip()]

    def _plain(self, seat: SeatId) -> str:
        return self.markup.escape(self.session.seats[seat].name)

    def _mark(self, mark: str) -> str:
        return self.texts.say(f"marks.{mark}") if mark else ""

    def _title(self, card: Card) -> str:
        title = self.markup.strong(self.markup.escape(self._name(card.step)))
        if not card.position or self.session.state == CLOSED:
            return title
        step = self.markup.escape(self.script.step_in(card.step, self.session.language).title)
        return self.texts.say(
            "card.title", flow=title, position=str(card.position), total=str(card.total), title=self.markup.strong(step)
        )

    def _name(self, step: str) -> str:
        """What a conversation is called, or the part of it that one is in."""
        part = part_of(step)
        if part in self.script.asides:
            return self._aside(part)
        return self.script.step_in(part, self.session.language).title if part else self.flow.title

    def prompt(self, step_id: str) -> list[str]:
        step = self.script.step_in(step_id, self.session.language)
        items = [
            f"• {self.filled(item, step_id)}"
            for item in (*getattr(step, "points", ()), *getattr(step, "questions", ()))
        ]
        return [self.filled(step.prompt, step_id), "\n".join(items)]

    def lobby(self, card: Card) -> list[str]:
        flow, texts, escape = self.flow, self.texts, self.markup.escape
        present = self.session.present
        missing = flow.people.min - len(present)
        people = {"min": str(flow.people.min), "max": str(flow.people.max), "minutes": str(flow.minutes)}
        size = "lobby.pair" if flow.people.max == flow.people.min else "lobby.people"
        who = texts.say("lobby.who", names=self.names(present)) if present else texts.say("lobby.nobody")
        needs = texts.say("lobby.needs", n=str(missing)) if missing > 0 else texts.say("lobby.ready")
        return [
            self.markup.strong(escape(flow.title)),
            escape(flow.menu),
            texts.say(size, **people),
            *(self.line(line) for line in card.lines),
            f"{who}\n{needs}",
        ]


def _named(text: str) -> str:
    """A text within a sentence of ours: without its own full stop, so that ours can follow."""
    return text.removesuffix(".")


def words_in(lines: Iterable[Line]) -> list[int]:
    """The contributions that are needed to word these lines."""
    return [number for line in lines for number in line.words.values()]
