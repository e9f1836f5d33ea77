"""Plans: somebody is helped to remember what he or she wanted to do, asked how it went, and left in peace."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from flows.rhythm.drawer.agenda import MOST, school_day_from
from flows.rhythm.drawer.events import Comes, Planned
from flows.rhythm.drawer.state import OUTCOMES, Drawer, Meets, Outcome, Plan
from flows.rhythm.drawer.weeks import WEEK, day_of
from flows.rhythm.effects import Answer, Effect, Keep, Tell
from flows.rhythm.hours import DAY
from flows.rhythm.words import Press, Rows, press, say

#: Reminders without an answer before it is asked whether to stop.
ENOUGH = 2
#: Plans that are kept; the oldest that is over makes room.
KEPT = 40
#: What is written down when somebody made a plan smaller: now it can be done.
SURE = 7
LONGEST = 600
#: So many sentences go into one reminder; whoever plans more for one morning knows.
TOGETHER = 4
#: Ids have fewer digits than this; anything longer was never a button of ours.
DIGITS = 9
OLD = Answer(line=say("answer.old"), idle=True)
#: What can be tapped about how it went. After that comes one question that fits.
ASKED: dict[Outcome, str] = {"done": "what", "partly": "what", "not_yet": "between", "otherwise": "what", "let_go": ""}


# Made, wanted, put off, thrown away.


def made(drawer: Drawer, planned: Planned, now: datetime) -> Answer:
    drawer.counted += 1
    plan = Plan(
        id=drawer.counted, text=shortened(planned.text), day=planned.day, sure=planned.sure, made=now,
        session=planned.session, circle=planned.circle,
    )  # fmt: skip
    drawer.plans = [*_with_room(drawer.plans), plan]
    rows = ((press("plan.yes", "want", f"{plan.id}:yes"), press("plan.no", "want", f"{plan.id}:no")),)
    lines = (say("plan.made", text=plan.text, day=plan.day), say("plan.remind"))
    return Answer(effects=[Tell(lines=lines, rows=rows)])


def shortened(text: str, longest: int = LONGEST) -> str:
    text = text.strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _with_room(plans: list[Plan]) -> list[Plan]:
    if len(plans) < KEPT:
        return plans
    goes = next((plan for plan in plans if plan.outcome is not None), plans[0])
    return [plan for plan in plans if plan is not goes]


def want(drawer: Drawer, value: str, now: datetime) -> Answer:
    """Whether to be reminded: of one plan, or of those that stood in one message."""
    ids, _, word = value.partition(":")
    found = [plan for plan in (find(drawer, id) for id in ids.split("+")) if plan is not None]
    if not found or word not in ("yes", "no"):
        return OLD
    _answered(drawer)
    for plan in found:
        plan.wanted = word == "yes"
        plan.made = now if plan.wanted else plan.made
    return Answer(
        line=say("plan.wanted" if word == "yes" else "plan.unwanted"),
        page=f"brief {found[0].id}" if len(found) == 1 else "plans",
    )


def later(drawer: Drawer, value: str, now: datetime) -> Answer:
    """A week later, with the same reminders as long as there are any left. The button tells from which day."""
    id, _, before = value.partition(":")
    plan = find(drawer, id)
    if plan is None:
        return OLD
    _answered(drawer)
    if before == plan.day.isoformat():
        _anew(plan, now)
        plan.day = max(plan.day, day_of(drawer, now)) + WEEK
    return Answer(line=say("plan.moved", day=plan.day), page=f"brief {plan.id}")


def later_button(plan: Plan) -> Press:
    return press("plan.later", "later", f"{plan.id}:{plan.day.isoformat()}")


def _anew(plan: Plan, now: datetime) -> None:
    """What was sent counts; what is awaited begins again."""
    plan.sent = [what if what.endswith(" earlier") else f"{what} earlier" for what in plan.sent]
    plan.missed, plan.outcome, plan.made = [], None, now


def remove(drawer: Drawer, value: str) -> Answer:
    plan = find(drawer, value)
    if plan is None:
        return OLD
    drawer.plans = [one for one in drawer.plans if one is not plan]
    return Answer(line=say("plan.removed"), page="plans")


def stop(drawer: Drawer) -> Answer:
    """Silence, and no questions why."""
    for plan in drawer.plans:
        plan.wanted = False
    _answered(drawer)
    return Answer(line=say("plan.stopped"), page="home")


def go_on(drawer: Drawer) -> Answer:
    _answered(drawer)
    return Answer(line=say("plan.goes_on"), page="plans")


# What is said of our own accord.


def remind(drawer: Drawer, plans: list[Plan], now: datetime) -> list[Effect]:
    """The sentences of this morning. Nothing is asked, so nothing need be answered."""
    for plan in plans:
        plan.sent.append("before")
    drawer.spoke = now
    said = plans[:TOGETHER]
    enough = press("plan.enough", "want", f"{'+'.join(str(plan.id) for plan in said)}:no")
    lines = tuple(say("plan.before", text=plan.text) for plan in said)
    return [Tell(lines=lines, rows=((enough,),), again=False)]


def ask(drawer: Drawer, plan: Plan, what: str, now: datetime) -> list[Effect]:
    """How it went, and what it means; when two stayed without an answer, whether there should be any more."""
    if drawer.unanswered >= ENOUGH:
        return _shall_i_stop(drawer, now)
    plan.sent.append(what)
    drawer.spoke = now
    if what == "note" and (plan.outcome is not None or plan.day >= day_of(drawer, now)):
        # It is over, or still to come: this only reminds.
        return [_note(plan, ((_enough(plan),),))]
    drawer.unanswered, drawer.asked = drawer.unanswered + 1, day_of(drawer, now)
    if what == "note":
        return [_note(plan, _outcomes(plan))]
    if what == "after":
        return [Tell(lines=(say("plan.after", text=plan.text),), rows=_outcomes(plan), again=False)]
    rows = ((_skip(plan), _enough(plan)),)
    return [Tell(lines=(say("plan.meaning", text=plan.text),), rows=rows, awaits=f"plan {plan.id}", again=False)]


def _note(plan: Plan, rows: Rows) -> Tell:
    assert plan.meets is not None
    line = say("plan.note", name=plan.meets.name, at=plan.meets.at, text=plan.text)
    return Tell(lines=(line, say("plan.note_case")), rows=rows, again=False)


def _shall_i_stop(drawer: Drawer, now: datetime) -> list[Effect]:
    drawer.offered, drawer.spoke, drawer.asked = True, now, day_of(drawer, now)
    rows = ((press("plan.stop", "stop_plans"), press("plan.go_on", "go_on")),)
    return [Tell(lines=(say("plan.shall_i_stop"),), rows=rows, again=False)]


def _outcomes(plan: Plan) -> Rows:
    buttons = outcome_buttons(plan)
    return (buttons[:3], buttons[3:], (_enough(plan),))


def outcome_buttons(plan: Plan) -> tuple[Press, ...]:
    return tuple(press(f"plan.out.{one}", "went", f"{plan.id}:{one}", chosen=plan.outcome == one) for one in OUTCOMES)


def _enough(plan: Plan) -> Press:
    return press("plan.enough", "want", f"{plan.id}:no")


def _skip(plan: Plan) -> Press:
    return press("plan.skip", "skip", str(plan.id))


def comes(drawer: Drawer, coming: Comes, now: datetime) -> bool:
    """The circle meets soon: the newest plan that somebody wants to hear of is recalled, once."""
    mine = [plan for plan in drawer.plans if plan.circle == coming.circle and plan.wanted and plan.outcome != "let_go"]
    mine = [plan for plan in mine if "note" not in plan.sent and len(plan.sent) < MOST]
    if not mine:
        return False
    mine[-1].meets = Meets(name=coming.name, at=coming.at, told=now)
    mine[-1].missed = [what for what in mine[-1].missed if what != "note"]
    return True


# What somebody says about it.


def went(drawer: Drawer, value: str) -> Answer:
    """How it went, and one question that fits."""
    id, _, outcome = value.partition(":")
    plan = find(drawer, id)
    if plan is None or outcome not in OUTCOMES:
        return OLD
    _answered(drawer)
    twice, plan.outcome = plan.outcome == outcome, outcome
    asked = ASKED[plan.outcome]
    if twice or not asked:
        return Answer(line=say("plan.noted" if asked else "plan.let_go"), page="" if asked else f"brief {plan.id}")
    rows: Rows = ((_skip(plan),),)
    if plan.outcome == "not_yet":
        rows = ((press("plan.smaller", "page", f"smaller {plan.id}"), later_button(plan)), *rows)
    told = Tell(lines=(say(f"plan.ask.{asked}"),), rows=rows, awaits=f"plan {plan.id}")
    return Answer(line=say("plan.noted"), effects=[told])


def skip(drawer: Drawer, value: str) -> Answer:
    plan = find(drawer, value)
    if plan is None:
        return OLD
    _answered(drawer)
    return Answer(line=say("plan.skipped"), page=f"brief {plan.id}")


def wrote(drawer: Drawer, about: str, text: str, now: datetime) -> Answer:
    kind, _, id = about.partition(" ")
    plan = find(drawer, id)
    if not text.strip():
        return OLD
    _answered(drawer)
    if kind == "smaller" and plan is not None:
        _anew(plan, now)
        plan.text, plan.sure, plan.day = shortened(text), SURE, max(plan.day, _next_day(drawer, now))
        return Answer(line=say("plan.smaller_now", day=plan.day), page=f"brief {plan.id}")
    # Was the plan thrown away meanwhile, what somebody writes is not.
    about = "" if plan is None else f"plan:{plan.id}"
    rows: Rows = ((press("diary.read", "page", "diary"),),)
    told = Tell(lines=(say("plan.kept"),), rows=rows, awaits=f"more {about}")
    return Answer(effects=[Keep(about=about, text=text.strip()), told])


def _next_day(drawer: Drawer, now: datetime) -> date:
    """Tomorrow, or the first school day after it; whoever has none for a long time works tomorrow."""
    tomorrow = day_of(drawer, now) + DAY
    with suppress(ValueError):
        return school_day_from(drawer, tomorrow)
    return tomorrow


def _answered(drawer: Drawer) -> None:
    drawer.unanswered, drawer.offered = 0, False


def find(drawer: Drawer, id: str) -> Plan | None:
    return drawer.plan(int(id)) if id.isdecimal() and len(id) <= DIGITS else None
