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


@dataclass(kw_only=True, slots=True)
class Plan:
    """ "Als … dan …", in somebody's own words."""

    id: int
    text: str
    day: date
    sure: int
    made: datetime
    session: str = ""
    circle: str = ""
    #: Whether to be reminded; None until that was answered.
    wanted: bool | None = None
    outcome: Outcome | None = None
    #: What was sent about it; and what of that came too late to be sent.
    sent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Subscription:
    """A question now and then, apart from any conversation."""

    on: bool = False
    weekday: int = 3
    clock: time = time(16, 0)
    weeks: int = 1
    strands: list[str] = field(default_factory=list)
    asked: dict[str, date] = field(default_factory=dict)
    #: The question that was sent last, and whether it was answered.
    question: str = ""
    answered: bool = True
    unanswered: int = 0
    #: "Shall I stop?" was asked; then there is silence.
    offered: bool = False
    next: datetime | None = None


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
    #: Free days of one's own, from a calendar, and "not this week".
    free: list[Days] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    subscription: Subscription = field(default_factory=Subscription)
    news: list[News] = field(default_factory=list)
    #: Reminders in a row that nobody answered, and whether "shall I stop?" was asked; then there is silence.
    unanswered: int = 0
    offered: bool = False
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
