"""A circle in a test: people press and write, time goes by, and what they are told is remembered."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flows.rhythm.circle.agenda import wakes
from flows.rhythm.circle.events import Began, Came, Ended, Event, Pressed, Went, Woke, Wrote
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, CircleId, Duty, Meeting, MemberId, dump, load
from flows.rhythm.circle.take import take
from flows.rhythm.circle.view import view
from flows.rhythm.effects import Answer, Effect, Gather, Meet, Tell
from flows.rhythm.hours import welcome
from flows.rhythm.words import Card, Press

#: A Monday morning in September; it is ten o'clock in Amsterdam.
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
NAMES = ("Els", "Daan", "Noor", "Sam", "Ilse", "Tarik", "Bo", "Fien")


def m(number: int) -> MemberId:
    return MemberId(f"m{number}")


def empty(**more: object) -> Circle:
    circle = Circle(
        id=CircleId("c1"), name="Team onderbouw", language="nl", zone="Europe/Amsterdam", region="midden", seed="s"
    )
    for name, value in more.items():
        setattr(circle, name, value)
    return circle


@dataclass
class Ring:
    circle: Circle = field(default_factory=empty)
    now: datetime = MONDAY
    #: Whether a conversation that is opened takes place.
    meets: bool = True
    #: Everything that followed, with its time.
    effects: list[tuple[datetime, Effect]] = field(default_factory=list)

    @classmethod
    def of(cls, people: int, **more: object) -> Ring:
        ring = cls(circle=empty(**more))
        for number in range(1, people + 1):
            ring.comes(number)
        return ring

    # What happens.

    def happens(self, event: Event) -> Answer:
        """Taken in, with what always holds."""
        given, before = self.circle, deepcopy(self.circle)
        outcome = take(given, event, self.now)
        assert given == before, "what is given stays as it is"
        assert outcome.circle.number - before.number == (0 if outcome.answer.idle else 1)
        assert load(dump(outcome.circle)) == outcome.circle
        self.circle = outcome.circle
        for effect in outcome.answer.effects:
            self._follows(event, effect)
        return outcome.answer

    def _follows(self, event: Event, effect: Effect) -> None:
        self.effects.append((self.now, effect))
        match effect:
            case Tell(to=to):
                assert to is None or to in self.circle.present
                actor = getattr(event, "member", None)
                assert to == actor or welcome(self.circle.hours, self.now), f"{effect} disturbs somebody"
            case Gather(meeting=id):
                self.happens(Began(meeting=id, session=f"s{id}"))
                if self.meets:
                    self.ends(id)

    def ends(self, id: str, *, held: bool = True, late: timedelta = timedelta(hours=1)) -> None:
        meeting = self.meeting(id)
        assert meeting.at is not None
        duties: dict[Duty, MemberId] = {
            duty: who for duty in DUTIES if (who := planned(self.circle, duty).get(id)) is not None
        }
        there = tuple(self.circle.coming(meeting))
        self.happens(Ended(meeting=id, held=held, at=meeting.at + late, present=there, duties=duties))

    def comes(self, number: int, *, name: str = "", reachable: bool = True) -> Answer:
        name = name or NAMES[(number - 1) % len(NAMES)]
        return self.happens(Came(member=m(number), name=name, reachable=reachable))

    def goes(self, number: int) -> Answer:
        return self.happens(Went(member=m(number)))

    def press(self, number: int, action: str, value: str = "") -> Answer:
        return self.happens(Pressed(member=m(number), action=action, value=value))

    def write(self, number: int, about: str, text: str) -> Answer:
        return self.happens(Wrote(member=m(number), about=about, text=text))

    def wake(self) -> Answer:
        before = wakes(self.circle, self.now)
        answer = self.happens(Woke())
        after = wakes(self.circle, self.now)
        assert after is None or after > self.now, f"it wakes again at once: {before} {after}"
        return answer

    def passes(self, *, days: float = 0, hours: float = 0) -> list[Effect]:
        """Time goes by, and the circle wakes when it wants to; what followed."""
        return self.until(self.now + timedelta(days=days, hours=hours))

    def until(self, end: datetime) -> list[Effect]:
        before = len(self.effects)
        while (due := wakes(self.circle, self.now)) is not None and due <= end:
            self.now = max(due, self.now)
            self.wake()
        self.now = max(end, self.now)
        return [effect for _, effect in self.effects[before:]]

    # What there is.

    def meeting(self, id: str = "1") -> Meeting:
        found = self.circle.meeting(id)
        assert found is not None
        return found

    def at(self, id: str = "1") -> datetime:
        at = self.meeting(id).at
        assert at is not None
        return at

    def who(self, duty: Duty, id: str = "1") -> MemberId | None:
        return planned(self.circle, duty).get(id)

    def card(self, number: int | None, page: str) -> Card:
        return view(self.circle, None if number is None else m(number), page, self.now)

    def buttons(self, number: int | None, page: str) -> list[Press]:
        return [press for row in self.card(number, page).rows for press in row]

    def taps(self, number: int, label: str, page: str, *, together: bool = False) -> Answer:
        """Somebody taps the first button with this label on a page; one that a group sees together."""
        found = self.buttons(None if together else number, page)
        press = next(one for one in found if one.label == label)
        return self.press(number, press.action, press.value)


def keys(effects: list[Effect], to: MemberId | None = None) -> list[str]:
    """What everybody is told, or somebody alone."""
    return [line.key for one in effects if isinstance(one, Tell) and one.to == to for line in one.lines]


def told(answer: Answer, to: MemberId | None = None) -> list[str]:
    return keys(answer.effects, to)


def pairs_in(effects: list[Effect]) -> list[tuple[str, ...]]:
    return [one.people for one in effects if isinstance(one, Meet)]


def line(answer: Answer) -> str:
    return "" if answer.line is None else answer.line.key
