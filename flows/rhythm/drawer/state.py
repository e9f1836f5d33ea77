"""A drawer: what is somebody's own. Plans that were made, questions that are asked, and when to be left in peace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from pydantic import TypeAdapter

from flows.rhythm.holidays import free_days
from flows.rhythm.hours import Days, Hours

Outcome = Literal["done", "partly", "not_yet", "otherwise", "let_go"]
OUTCOMES: tuple[Outcome, ...] = ("done", "partly", "not_yet", "otherwise", "let_go")


@dataclass(frozen=True, kw_only=True, slots=True)
class Meets:
    """A circle meets soon; since when we know."""

    name: str
    at: datetime
    told: datetime


@dataclass(kw_only=True, slots=True)
class Plan:
    """ "Als … dan …", in somebody's own words."""

    id: int
    text: str
    day: date
    sure: int
    #: When it was made, or taken up anew: what should have come before that is not sent any more.
    made: datetime
    session: str = ""
    circle: str = ""
    #: Whether to be reminded; None until that was answered.
    wanted: bool | None = None
    outcome: Outcome | None = None
    #: What was sent about it; and what of that came too late to be sent.
    sent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    #: The next meeting of the circle it was made in, as soon as that is near.
    meets: Meets | None = None


@dataclass(kw_only=True, slots=True)
class Subscription:
    """A question now and then, apart from any conversation."""

    on: bool = False
    weekday: int = 3
    clock: time = time(16, 0)
    weeks: int = 1
    strands: list[str] = field(default_factory=list)
    asked: dict[str, date] = field(default_factory=dict)
    #: What was tapped last at each question: the same tap twice is one answer.
    tapped: dict[str, int] = field(default_factory=dict)
    #: Questions in a row that nobody answered, and whether "shall I stop?" was asked; then there is silence.
    unanswered: int = 0
    offered: bool = False
    #: It was said that all questions have been asked.
    dry: bool = False
    next: datetime | None = None
    #: The day of the last question, asked or left out on request: the weeks count from there.
    last: date | None = None

    @property
    def going(self) -> bool:
        return self.on and not self.offered and self.next is not None


@dataclass(kw_only=True, slots=True)
class News:
    """A message for somebody who has no chat, to be read on a page: keys of texts, and labels with what they do."""

    id: int
    at: datetime
    lines: list[tuple[str, dict[str, str]]]
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    awaits: str = ""
    language: str = "nl"


#: Older ones are dropped.
MOST_NEWS = 12


@dataclass(kw_only=True, slots=True)
class Drawer:
    language: str
    zone: str
    region: str = ""
    opens: time = time(8)
    shuts: time = time(18)
    weekend: bool = False
    #: Free days of one's own, from a calendar.
    free: list[Days] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    subscription: Subscription = field(default_factory=Subscription)
    news: list[News] = field(default_factory=list)
    #: Reminders in a row that nobody answered, and whether "shall I stop?" was asked; then there is silence.
    unanswered: int = 0
    offered: bool = False
    #: The day on which something was last asked, and when anything was last sent, of our own accord.
    asked: date | None = None
    spoke: datetime | None = None
    counted: int = 0
    number: int = 0
    seed: str = ""

    @property
    def hours(self) -> Hours:
        return Hours(
            zone=self.zone, opens=self.opens, shuts=self.shuts, weekend=self.weekend,
            free=(*free_days(self.region), *self.free),
        )  # fmt: skip

    def hear(self, news: News) -> None:
        self.news = [*self.news, news][-MOST_NEWS:]

    def plan(self, id: int) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == id), None)


_JSON: TypeAdapter[Drawer] = TypeAdapter(Drawer)


def dump(drawer: Drawer) -> str:
    return _JSON.dump_json(drawer).decode()


def load(text: str) -> Drawer:
    return _JSON.validate_json(text)
