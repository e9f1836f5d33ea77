"""A drawer takes in what happened: ``(drawer, event, now) -> (drawer, what follows)``."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, time

from flows.rhythm.drawer import plans, questions
from flows.rhythm.drawer.agenda import agenda
from flows.rhythm.drawer.events import Comes, Event, Freed, Heard, Planned, Woke, Wrote
from flows.rhythm.drawer.state import Drawer, News, Plan
from flows.rhythm.drawer.weeks import next_question
from flows.rhythm.due import Due, missed, now_due
from flows.rhythm.effects import Answer
from flows.rhythm.holidays import REGIONS
from flows.rhythm.hours import Days, count, zone_called
from flows.rhythm.words import say

#: Until when in the day somebody may be disturbed.
SHUTS = ("16:00", "18:00", "21:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    drawer: Drawer
    answer: Answer


def take(drawer: Drawer, event: Event, now: datetime) -> Outcome:
    """What is given stays as it is."""
    work = deepcopy(drawer)
    answer = _take(work, event, now)
    if answer.idle:
        return Outcome(drawer=drawer, answer=answer)
    work.number += 1
    return Outcome(drawer=work, answer=answer)


def _take(drawer: Drawer, event: Event, now: datetime) -> Answer:
    match event:
        case Planned():
            return plans.made(drawer, event, now)
        case Comes():
            return _woke(drawer, now) if plans.comes(drawer, event, now) else Answer(idle=True)
        case Woke():
            return _woke(drawer, now)
        case Freed(days=days):
            return _set_free(drawer, days, now)
        case Heard():
            return _heard(drawer, event, now)
        case Wrote(about=about, text=text):
            return _wrote(drawer, about, text, now)
    done = _ACTIONS.get(event.action)
    return plans.OLD if done is None else done(drawer, event.value, now)


def _wrote(drawer: Drawer, about: str, text: str, now: datetime) -> Answer:
    match about.partition(" ")[0]:
        case "q" | "more":
            return questions.wrote(drawer, about, text, now)
        case "plan" | "smaller":
            return plans.wrote(drawer, about, text, now)
        case "zone":
            return set_zone(drawer, text, now)
        case _:
            return plans.OLD


_Done = Callable[[Drawer, str, datetime], Answer]

_ACTIONS: dict[str, _Done] = {
    "page": lambda drawer, value, now: Answer(page=value, idle=True),
    "want": lambda drawer, value, now: plans.want(drawer, value, now),
    "went": lambda drawer, value, now: plans.went(drawer, value),
    "skip": lambda drawer, value, now: plans.skip(drawer, value),
    "later": lambda drawer, value, now: plans.later(drawer, value, now),
    "remove": lambda drawer, value, now: plans.remove(drawer, value),
    "stop_plans": lambda drawer, value, now: plans.stop(drawer),
    "go_on": lambda drawer, value, now: plans.go_on(drawer),
    "nudge_on": lambda drawer, value, now: questions.switch(drawer, now, on=True),
    "nudge_off": lambda drawer, value, now: questions.switch(drawer, now, on=False),
    "nudge_weeks": lambda drawer, value, now: questions.change(drawer, "nudge_weeks", value, now),
    "nudge_day": lambda drawer, value, now: questions.change(drawer, "nudge_day", value, now),
    "nudge_clock": lambda drawer, value, now: questions.change(drawer, "nudge_clock", value, now),
    "strand": lambda drawer, value, now: questions.change(drawer, "strand", value, now),
    "ask_now": lambda drawer, value, now: questions.ask_now(drawer, now),
    "skip_week": lambda drawer, value, now: questions.not_this_week(drawer, now),
    "tap": lambda drawer, value, now: questions.tap(drawer, value, now),
    "region": lambda drawer, value, now: _set_region(drawer, value, now),
    "seen": lambda drawer, value, now: _seen(drawer, value),
    "shuts": lambda drawer, value, now: _set_shuts(drawer, value),
    "weekend": lambda drawer, value, now: _set_weekend(drawer, value),
}


# What happens by itself.


def _woke(drawer: Drawer, now: datetime) -> Answer:
    for due in missed(agenda(drawer), now):
        _miss(drawer, due, now)
    ready = now_due(agenda(drawer), now, drawer.hours)
    # One message at a time: after it, there may be nothing more to say.
    match ready[0].what if ready else "":
        case "":
            return Answer()
        case "question":
            return Answer(effects=questions.due(drawer, now))
        case "before":
            together = [_plan(drawer, due) for due in ready if due.what == "before"]
            return Answer(effects=plans.remind(drawer, together, now))
        case what:
            return Answer(effects=plans.ask(drawer, _plan(drawer, ready[0]), what, now))


def _plan(drawer: Drawer, due: Due) -> Plan:
    plan = drawer.plan(int(due.about))
    assert plan is not None
    return plan


def _miss(drawer: Drawer, due: Due, now: datetime) -> None:
    """It would come too late, and does not come back."""
    if due.what == "question":
        drawer.subscription.next = next_question(drawer, now)
    else:
        _plan(drawer, due).missed.append(due.what)


def _heard(drawer: Drawer, heard: Heard, now: datetime) -> Answer:
    drawer.counted += 1
    drawer.hear(
        News(
            id=drawer.counted, at=now, lines=[*heard.lines], rows=[[*row] for row in heard.rows], awaits=heard.awaits,
            language=heard.language,
        )
    )  # fmt: skip
    return Answer()


def _seen(drawer: Drawer, value: str) -> Answer:
    drawer.news = [one for one in drawer.news if str(one.id) != value]
    return Answer(page="home")


# When to be left in peace.


def _set_region(drawer: Drawer, value: str, now: datetime) -> Answer:
    if value not in ("", *REGIONS):
        return plans.OLD
    drawer.region = value
    questions.plan_anew(drawer, now)
    return Answer(page="peace")


def _set_shuts(drawer: Drawer, value: str) -> Answer:
    if value not in SHUTS:
        return plans.OLD
    drawer.shuts = time.fromisoformat(value)
    return Answer(page="peace")


def _set_weekend(drawer: Drawer, value: str) -> Answer:
    drawer.weekend = value == "yes"
    return Answer(page="peace")


def set_zone(drawer: Drawer, text: str, now: datetime) -> Answer:
    zone = zone_called(text)
    if zone is None:
        return Answer(line=say("peace.zone_unknown", text=text.strip()[:40]), page="zone", idle=True)
    drawer.zone = zone
    questions.plan_anew(drawer, now)
    return Answer(page="peace")


def _set_free(drawer: Drawer, days: tuple[Days, ...], now: datetime) -> Answer:
    """They take the place of those that were there."""
    drawer.free = [*days]
    questions.plan_anew(drawer, now)
    return Answer(line=say("calendar.free_read", n=count(days)), page="calendar")
