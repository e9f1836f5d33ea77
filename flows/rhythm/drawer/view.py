"""What somebody sees of his or her own: plans, questions, and when to be left in peace. The diary stands apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flows.rhythm.drawer import questions
from flows.rhythm.drawer.agenda import MOST
from flows.rhythm.drawer.plans import find, later_button, outcome_buttons, shortened
from flows.rhythm.drawer.state import Drawer, Plan
from flows.rhythm.drawer.take import SHUTS
from flows.rhythm.holidays import REGIONS
from flows.rhythm.questions import STRANDS
from flows.rhythm.words import Card, Named, Press, Rows, Sentence, press, say

Page = Callable[[Drawer, str, datetime], Card]

ZONES = ("Europe/Amsterdam", "Europe/London", "Atlantic/Canary", "America/Curacao", "America/Paramaribo")
#: The newest plans stand first; so many, and so much of each, fit into one message.
SHOWN, LONGEST = 6, 300


def view(drawer: Drawer, page: str, now: datetime) -> Card:
    name, _, about = page.partition(" ")
    return _PAGES.get(name, _home)(drawer, about, now)


def _home(drawer: Drawer, about: str, now: datetime) -> Card:
    wanted = drawer.subscription
    open_plans = sum(plan.outcome in (None, "not_yet") for plan in drawer.plans)
    lines = [say("mine.title"), say("mine.plans", n=open_plans) if open_plans else say("mine.no_plans")]
    lines.append(say("mine.question", at=wanted.next) if wanted.going and wanted.next else say("mine.no_question"))
    rows: Rows = (
        (_to("mine.plans", "plans"), _to("mine.nudge", "nudge")),
        (_to("mine.diary", "diary"), _to("mine.circles", "circles")),
        (_to("mine.peace", "peace"), _to("mine.calendar", "calendar")),
        (_to("mine.all", "all"),),
    )
    return Card(lines=tuple(lines), rows=rows)


def _plans(drawer: Drawer, about: str, now: datetime) -> Card:
    newest = [*reversed(drawer.plans)][:SHOWN]
    lines = [say("plan.title") if newest else say("plan.none")]
    lines += [
        say("plan.listed", n=n, text=shortened(plan.text, LONGEST), day=plan.day, how=_how(plan))
        for n, plan in enumerate(newest, start=1)
    ]
    see = [press("plan.see", "page", f"plan {plan.id}", n=n) for n, plan in enumerate(newest, start=1)]
    return Card(lines=tuple(lines), rows=(*_in_threes(see), _back("home")))


def _in_threes(presses: list[Press]) -> Rows:
    return tuple(tuple(presses[n : n + 3]) for n in range(0, len(presses), 3))


def _how(plan: Plan) -> Named:
    return Named(f"plan.how.{plan.outcome or 'open'}")


def _line(plan: Plan) -> Sentence:
    return say("plan.one", text=plan.text, day=plan.day, how=_how(plan))


def _plan(drawer: Drawer, about: str, now: datetime) -> Card:
    plan = find(drawer, about)
    if plan is None:
        return _plans(drawer, "", now)
    done, _, not_yet, *_ = outcome_buttons(plan)
    rows: Rows = ((done, not_yet), (_to("plan.more", f"more {plan.id}"),), _back("plans"))
    return Card(lines=(_line(plan),), rows=rows)


def _more(drawer: Drawer, about: str, now: datetime) -> Card:
    """All that can be done with a plan."""
    plan = find(drawer, about)
    if plan is None:
        return _plans(drawer, "", now)
    outcomes = outcome_buttons(plan)
    remind: tuple[Press, ...] = ()
    if plan.wanted:
        remind = (press("plan.no_more", "want", f"{plan.id}:no"),)
    elif len(plan.sent) < MOST:
        remind = (press("plan.yes", "want", f"{plan.id}:yes"),)
    rows: Rows = (
        outcomes[:3], outcomes[3:], (*remind, _to("plan.smaller", f"smaller {plan.id}")),
        (later_button(plan), press("plan.remove", "remove", str(plan.id))), _back(f"plan {plan.id}"),
    )  # fmt: skip
    return Card(lines=(_line(plan),), rows=rows)


def _brief(drawer: Drawer, about: str, now: datetime) -> Card:
    """What is left of a message that was answered: the plan as it stands now."""
    plan = find(drawer, about)
    if plan is None:
        return _plans(drawer, "", now)
    return Card(lines=(_line(plan),), rows=((_to("mine.plans", "plans"),),))


def _smaller(drawer: Drawer, about: str, now: datetime) -> Card:
    plan = find(drawer, about)
    if plan is None:
        return _plans(drawer, "", now)
    line = say("plan.ask_smaller", text=plan.text)
    return Card(lines=(line,), rows=(_back(f"plan {about}"),), awaits=f"smaller {about}")


def _nudge(drawer: Drawer, about: str, now: datetime) -> Card:
    wanted = drawer.subscription
    now_row: tuple[Press, ...] = (press("nudge.now", "ask_now"), _to("mine.diary", "diary"))
    if not wanted.going or wanted.next is None:
        return Card(lines=(say("nudge.what"),), rows=((press("nudge.start", "nudge_on"),), now_row, _back("home")))
    names = [Named(f"strand.{one}") for one in wanted.strands] or [Named("strand.all")]
    lines = (say("nudge.going", at=wanted.next, weeks=wanted.weeks), say("nudge.about", names=tuple(names)))
    weeks = [
        press("nudge.every_week" if n == 1 else "nudge.weeks", "nudge_weeks", str(n), n=n, chosen=n == wanted.weeks)
        for n in questions.WEEKS
    ]
    days = [press(f"weekday.{n}", "nudge_day", str(n), chosen=n == wanted.weekday) for n in range(7)]
    clocks = [
        press("circle.clock", "nudge_clock", one, time=one, chosen=one == f"{wanted.clock:%H:%M}")
        for one in questions.CLOCKS
    ]
    rows: Rows = (
        tuple(days), tuple(clocks[:3]), tuple(clocks[3:]), tuple(weeks), (_to("nudge.strands", "strands"), now_row[0]),
        (press("nudge.skip_week", "skip_week"), press("nudge.stop", "nudge_off")), _back("home"),
    )  # fmt: skip
    return Card(lines=lines, rows=rows)


def _strands(drawer: Drawer, about: str, now: datetime) -> Card:
    chosen = drawer.subscription.strands
    buttons = [press(f"strand.{one}", "strand", one, chosen=one in chosen) for one in STRANDS]
    rows = tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))
    return Card(lines=(say("nudge.ask_strands"),), rows=(*rows, _back("nudge")))


def _peace(drawer: Drawer, about: str, now: datetime) -> Card:
    """When somebody is left alone."""
    lines = (
        say(
            "peace.title",
            shuts=f"{drawer.shuts:%H:%M}",
            weekend=Named(f"peace.weekend.{'yes' if drawer.weekend else 'no'}"),
        ),
        say("peace.where", region=Named(f"region.{drawer.region or 'none'}"), zone=drawer.zone),
    )
    shuts = [press("peace.shuts", "shuts", one, time=one, chosen=one == f"{drawer.shuts:%H:%M}") for one in SHUTS]
    regions = [press(f"region.{one or 'none'}", "region", one, chosen=one == drawer.region) for one in (*REGIONS, "")]
    at_weekends = press("peace.weekend", "weekend", "no" if drawer.weekend else "yes", chosen=drawer.weekend)
    rows: Rows = (tuple(shuts), tuple(regions), (at_weekends, _to("peace.zone", "zone")), _back("home"))
    return Card(lines=lines, rows=rows)


def _zone(drawer: Drawer, about: str, now: datetime) -> Card:
    return Card(lines=(say("peace.ask_zone", zone=drawer.zone),), rows=(_back("peace"),), awaits="zone")


def _to(label: str, page: str) -> Press:
    return press(label, "page", page)


def _back(page: str) -> tuple[Press, ...]:
    return (press("back", "page", page),)


_PAGES: dict[str, Page] = {
    "home": _home, "plans": _plans, "plan": _plan, "more": _more, "brief": _brief, "smaller": _smaller, "nudge": _nudge,
    "strands": _strands, "peace": _peace, "zone": _zone,
}  # fmt: skip
