"""Somebody with a drawer, for whom time goes by: timers ring when they should, and what is said is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flows.rhythm.drawer.agenda import wakes
from flows.rhythm.drawer.events import Comes, Event, Planned, Pressed, Woke, Wrote
from flows.rhythm.drawer.state import Drawer, Plan, dump, load
from flows.rhythm.drawer.take import take
from flows.rhythm.drawer.view import view
from flows.rhythm.effects import Answer, Keep, Tell
from flows.rhythm.words import Card

#: Nobody has so much to hear that it takes more than this.
MOST_RINGS = 3_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A message that came of our own accord, with the wall time at which it came."""

    at: datetime
    tell: Tell

    @property
    def what(self) -> str:
        return self.tell.lines[0].key

    @property
    def text(self) -> str:
        return str(self.tell.lines[0].values.get("text", ""))


@dataclass(kw_only=True)
class Somebody:
    """It is Monday afternoon in the Netherlands, unless something else is said."""

    drawer: Drawer = field(default_factory=lambda: Drawer(language="nl", zone="Europe/Amsterdam", seed="zaad"))
    now: datetime = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    heard: list[Heard] = field(default_factory=list)
    kept: list[Keep] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    # What happens.

    def does(self, event: Event) -> Answer:
        before, then = dump(self.drawer), self.drawer
        outcome = take(self.drawer, event, self.now)
        assert dump(then) == before, "what is given stays as it is"
        self.drawer = load(dump(outcome.drawer))
        assert self.drawer == outcome.drawer, "what is stored is what there was"
        assert self.drawer.number == then.number + (0 if outcome.answer.idle else 1)
        self.kept += [one for one in outcome.answer.effects if isinstance(one, Keep)]
        if isinstance(event, Woke | Comes):
            told = [one for one in outcome.answer.effects if isinstance(one, Tell)]
            assert len(told) <= 1, "one message at a time"
            self.heard += [Heard(at=self.wall, tell=one) for one in told]
        self.answers.append(outcome.answer)
        return outcome.answer

    def presses(self, action: str, value: str = "") -> Answer:
        return self.does(Pressed(action=action, value=value))

    def taps(self, answer: Answer | Heard, label: str) -> Answer:
        """A button of a message, by the key of its label."""
        tells = [answer.tell] if isinstance(answer, Heard) else [one for one in answer.effects if isinstance(one, Tell)]
        (found,) = [one for tell in tells for row in tell.rows for one in row if one.label == label]
        return self.presses(found.action, found.value)

    def writes(self, about: str, text: str) -> Answer:
        return self.does(Wrote(about=about, text=text))

    def plans(self, text: str, day: str, *, sure: int = 8, circle: str = "", wanted: bool = True) -> Plan:
        answer = self.does(Planned(text=text, day=date.fromisoformat(day), sure=sure, circle=circle))
        self.taps(answer, "plan.yes" if wanted else "plan.no")
        return self.drawer.plans[-1]

    def page(self, name: str) -> Card:
        return view(self.drawer, name, self.now)

    # Time.

    @property
    def wall(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.drawer.zone))

    def jumps(self, until: str) -> None:
        """To that wall time, with the machine off."""
        self.now = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(self.drawer.zone)).astimezone(UTC)

    def waits(self, until: str) -> list[Heard]:
        """To that wall time; what came meanwhile."""
        end = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(self.drawer.zone)).astimezone(UTC)
        count = len(self.heard)
        self.rings(end)
        self.now = end
        return self.heard[count:]

    def rings(self, end: datetime) -> None:
        for _ in range(MOST_RINGS):
            due = wakes(self.drawer, self.now)
            assert due is None or due >= self.now, "a timer is never set for what is over"
            if due is None or due > end:
                return
            self.now = due
            self.does(Woke())
        raise AssertionError("it wakes without end")

    # What came.

    def came(self) -> list[str]:
        """What came and when, as one would tell it: "vr 6 08:00 before"."""
        return [as_told(one) for one in self.heard]


def as_told(heard: Heard) -> str:
    return f"{heard.at:%a %d %b %H:%M} {heard.what.partition('.')[2]}"


#: Made on a Monday afternoon, for Thursday.
SIGH, BELL = "Als Sem zucht, dan wacht ik vijf tellen.", "Als de bel gaat, dan blijf ik even zitten."
THURSDAY = "2026-03-05"


def with_plan(text: str = SIGH, day: str = THURSDAY) -> Somebody:
    els = Somebody()
    els.plans(text, day)
    return els


def told(answer: Answer) -> list[Tell]:
    """The messages that follow at once."""
    return [one for one in answer.effects if isinstance(one, Tell)]
