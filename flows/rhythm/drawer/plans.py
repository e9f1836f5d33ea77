"""Plans: somebody is helped to remember what he or she wanted to do, asked how it went, and left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.rhythm.drawer.events import Comes, Planned
from flows.rhythm.drawer.state import OUTCOMES, Drawer, Outcome, Plan
from flows.rhythm.effects import Answer, Effect, Keep, Tell
from flows.rhythm.words import Press, press, say

#: Reminders without an answer before it is asked whether to stop.
ENOUGH = 2
#: Plans that are kept; the oldest that is over makes room.
KEPT = 40
SURE = 7
LONGEST = 600
OLD = Answer(line=say("answer.old"), idle=True)
#: What can be tapped about how it went. After that comes one question that fits.
ASKED: dict[Outcome, str] = {"done": "what", "partly": "what", "not_yet": "between", "otherwise": "what", "let_go": ""}


def made(drawer: Drawer, planned: Planned, now: datetime) -> Answer:
    drawer.counted += 1
    plan = Plan(
        id=drawer.counted, text=planned.text[:LONGEST], day=planned.day, sure=planned.sure, made=now,
        session=planned.session, circle=planned.circle,
    )  # fmt: skip
    drawer.plans = [*_with_room(drawer.plans), plan]
    rows = ((press("plan.yes", "want", f"{plan.id}:yes"), press("plan.no", "want", f"{plan.id}:no")),)
    lines = (say("plan.made", text=plan.text, day=plan.day), say("plan.remind"))
    return Answer(effects=[Tell(lines=lines, rows=rows)])


def _with_room(plans: list[Plan]) -> list[Plan]:
    return plans[-(KEPT - 1) :]


def want(drawer: Drawer, value: str) -> Answer:
    plan, yes = _plan_in(drawer, value)
    if plan is None or yes not in ("yes", "no"):
        return OLD
    plan.wanted = yes == "yes"
    if plan.wanted:
        drawer.offered, drawer.unanswered = False, 0
    return Answer(line=say("plan.wanted" if plan.wanted else "plan.unwanted"), page=f"plan {plan.id}")


def nudge(drawer: Drawer, plan: Plan, what: str) -> list[Effect]:
    """The next word about a plan; and when two stayed without an answer, whether there should be any more."""
    if drawer.unanswered >= ENOUGH:
        drawer.offered = True
        rows = ((press("plan.stop", "stop_plans"), press("plan.go_on", "go_on")),)
        return [Tell(lines=(say("plan.shall_i_stop"),), rows=rows)]
    plan.sent.append(what)
    if what == "before":
        # Nothing is asked, so nothing need be answered.
        return [
            Tell(lines=(say("plan.before", text=plan.text),), rows=((press("plan.enough", "want", f"{plan.id}:no"),),))
        ]
    drawer.unanswered += 1
    if what == "after":
        return [Tell(lines=(say("plan.after", text=plan.text),), rows=_outcomes(plan))]
    skip = (press("plan.skip", "skip", str(plan.id)), press("plan.enough", "want", f"{plan.id}:no"))
    return [Tell(lines=(say("plan.meaning", text=plan.text),), rows=(skip,), awaits=f"plan {plan.id}")]


def _outcomes(plan: Plan) -> tuple[tuple[Press, ...], ...]:
    buttons = [press(f"plan.out.{one}", "went", f"{plan.id}:{one}", chosen=plan.outcome == one) for one in OUTCOMES]
    return (tuple(buttons[:3]), tuple(buttons[3:]), (press("plan.enough", "want", f"{plan.id}:no"),))


def went(drawer: Drawer, value: str) -> Answer:
    """How it went, and one question that fits."""
    plan, outcome = _plan_in(drawer, value)
    if plan is None or outcome not in OUTCOMES:
        return OLD
    _answered(drawer)
    plan.outcome = outcome
    asked = ASKED[plan.outcome]
    if not asked:
        return Answer(line=say("plan.let_go"), page=f"plan {plan.id}")
    rows: tuple[tuple[Press, ...], ...] = ((press("plan.skip", "skip", str(plan.id)),),)
    if plan.outcome == "not_yet":
        rows = (
            (press("plan.smaller", "page", f"smaller {plan.id}"), press("plan.later", "later", str(plan.id))),
            *rows,
        )
    told = Tell(lines=(say(f"plan.ask.{asked}"),), rows=rows, awaits=f"plan {plan.id}")
    return Answer(line=say("plan.noted"), effects=[told])


def skip(drawer: Drawer, value: str) -> Answer:
    plan, _ = _plan_in(drawer, value)
    if plan is None:
        return OLD
    _answered(drawer)
    return Answer(line=say("plan.skipped"), page=f"plan {plan.id}")


def later(drawer: Drawer, value: str, now: datetime) -> Answer:
    """A week later, with the same reminders as long as there are any left."""
    plan, _ = _plan_in(drawer, value)
    if plan is None:
        return OLD
    _answered(drawer)
    today = now.astimezone(ZoneInfo(drawer.zone)).date()
    _anew(plan, now)
    plan.day = max(plan.day, today) + timedelta(days=7)
    return Answer(line=say("plan.moved", day=plan.day), page=f"plan {plan.id}")


def _anew(plan: Plan, now: datetime) -> None:
    """What was sent counts; what is awaited begins again."""
    plan.sent = [f"{what} earlier" for what in plan.sent]
    plan.missed, plan.outcome, plan.made = [], None, now


def wrote(drawer: Drawer, about: str, text: str, now: datetime) -> Answer:
    kind, _, id = about.partition(" ")
    plan, _ = _plan_in(drawer, id)
    if plan is None or not text.strip():
        return OLD
    _answered(drawer)
    if kind == "smaller":
        _anew(plan, now)
        today = now.astimezone(ZoneInfo(drawer.zone)).date()
        plan.text, plan.day, plan.sure = text.strip()[:LONGEST], max(plan.day, today + timedelta(days=1)), SURE
        return Answer(line=say("plan.smaller_now", day=plan.day), page=f"plan {plan.id}")
    return Answer(
        line=say("plan.kept"), page=f"plan {plan.id}", effects=[Keep(about=f"plan:{plan.id}", text=text.strip())]
    )


def comes(drawer: Drawer, coming: Comes) -> Answer:
    """Two days before the next meeting: the own note, once, for plans that people want to hear of."""
    mine = [plan for plan in drawer.plans if plan.circle == coming.circle and plan.wanted and "note" not in plan.sent]
    mine = [plan for plan in mine if plan.outcome != "let_go" and len(plan.sent) < 4]
    if not mine or drawer.offered:
        return Answer(idle=True)
    plan = mine[-1]
    plan.sent.append("note")
    lines = (say("plan.note", name=coming.name, at=coming.at, text=plan.text), say("plan.note_case"))
    return Answer(effects=[Tell(lines=lines, rows=_outcomes(plan) if plan.outcome is None else ())])


def stop(drawer: Drawer) -> Answer:
    """Silence, and no questions why."""
    for plan in drawer.plans:
        plan.wanted = False
    drawer.unanswered, drawer.offered = 0, False
    return Answer(line=say("plan.stopped"), page="home")


def go_on(drawer: Drawer) -> Answer:
    drawer.unanswered, drawer.offered = 0, False
    return Answer(line=say("plan.goes_on"), page="home")


def remove(drawer: Drawer, value: str) -> Answer:
    plan, _ = _plan_in(drawer, value)
    if plan is None:
        return OLD
    drawer.plans = [one for one in drawer.plans if one.id != plan.id]
    return Answer(line=say("plan.removed"), page="plans")


def _answered(drawer: Drawer) -> None:
    drawer.unanswered, drawer.offered = 0, False


def _plan_in(drawer: Drawer, value: str) -> tuple[Plan | None, str]:
    id, _, rest = value.partition(":")
    return (drawer.plan(int(id)) if id.isdecimal() else None), rest


def without(plan: Plan, what: str) -> Plan:
    """It came too late, and does not come back."""
    return replace(plan, missed=[*plan.missed, what])
