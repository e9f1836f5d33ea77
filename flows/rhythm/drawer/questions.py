"""One good question at a moment somebody chose; answered in two lines or by one tap, and for nobody else's eyes."""

from __future__ import annotations

from datetime import datetime, time

from flows.rhythm.drawer.plans import DIGITS, ENOUGH
from flows.rhythm.drawer.state import Drawer, Subscription
from flows.rhythm.drawer.weeks import WEEK, day_of, monday, next_question, suits
from flows.rhythm.effects import Answer, Effect, Keep, Tell
from flows.rhythm.questions import STRANDS, Question, bank, choose
from flows.rhythm.words import Press, Rows, Sentence, press, say

#: So often it is said that an answer can simply be written.
TOLD = 3
WEEKS = (1, 2, 4)
CLOCKS = ("07:45", "12:15", "15:30", "16:00", "17:00", "20:00")
NO = Answer(line=say("answer.old"), idle=True)


# How often, when, about what.


def switch(drawer: Drawer, now: datetime, *, on: bool) -> Answer:
    wanted = drawer.subscription
    if on and not wanted.on and wanted.last is not None and monday(wanted.last) < monday(day_of(drawer, now)):
        # Whoever begins anew need not wait for the weeks of then.
        wanted.last = None
    wanted.on, wanted.offered, wanted.unanswered, wanted.next = on, False, 0, None
    if not on:
        return Answer(line=say("nudge.off"), page="nudge")
    wanted.next = next_question(drawer, now)
    return Answer(line=say("nudge.on", at=wanted.next), page="nudge")


def change(drawer: Drawer, what: str, value: str, now: datetime) -> Answer:
    """How often, which day, which hour, about what."""
    wanted = drawer.subscription
    if what == "nudge_weeks" and value in {str(one) for one in WEEKS}:
        wanted.weeks = int(value)
    elif what == "nudge_day" and value in {*"0123456"}:
        wanted.weekday = int(value)
    elif what == "nudge_clock" and value in CLOCKS:
        wanted.clock = time.fromisoformat(value)
    elif what == "strand" and value in STRANDS:
        wanted.strands = [one for one in STRANDS if (one in wanted.strands) != (one == value)]
    else:
        return NO
    plan_anew(drawer, now)
    return Answer(page="strands" if what == "strand" else "nudge")


def plan_anew(drawer: Drawer, now: datetime) -> None:
    """Something changed by which the next one may come at another time."""
    wanted = drawer.subscription
    if wanted.on:
        wanted.next = next_question(drawer, now)


def not_this_week(drawer: Drawer, now: datetime) -> Answer:
    """The question of this week is left out; when it was asked already, the next one comes as it would have."""
    wanted = drawer.subscription
    if not wanted.on or wanted.next is None:
        return NO
    _answered(drawer, now)
    today, coming = day_of(drawer, now), day_of(drawer, wanted.next)
    had_it = wanted.last is not None and monday(wanted.last) == monday(today)
    if not had_it and coming - today < WEEK:
        wanted.last = coming
        wanted.next = next_question(drawer, now)
    return Answer(line=say("nudge.not_this_week", at=wanted.next), page="nudge")


# Asked.


def due(drawer: Drawer, now: datetime) -> list[Effect]:
    """Its time has come: the next question, or the question whether there should be one."""
    wanted = drawer.subscription
    assert wanted.next is not None
    if not suits(drawer, wanted.next):
        # Since it was planned, that day has become a free one.
        wanted.next = next_question(drawer, now)
        return []
    wanted.last = day_of(drawer, wanted.next)
    wanted.next = next_question(drawer, now)
    if wanted.unanswered >= ENOUGH:
        drawer.spoke, drawer.asked, wanted.offered = now, wanted.last, True
        rows: Rows = ((press("nudge.stop", "nudge_off"), press("nudge.go_on", "nudge_on")),)
        return [Tell(lines=(say("nudge.shall_i_stop"),), rows=rows, again=False)]
    was_dry, told = wanted.dry, _next(drawer, now)
    if was_dry and wanted.dry:
        # That was said before.
        return []
    drawer.spoke, drawer.asked = now, wanted.last
    wanted.unanswered += 0 if wanted.dry else 1
    return [told]


def ask_now(drawer: Drawer, now: datetime) -> Answer:
    """Because somebody asks for it."""
    _answered(drawer, now)
    return Answer(effects=[_next(drawer, now)])


def _next(drawer: Drawer, now: datetime) -> Tell:
    wanted, today = drawer.subscription, day_of(drawer, now)
    id = choose(wanted.asked, strands=wanted.strands, today=today, seed=drawer.seed)
    wanted.dry = id is None
    if id is None:
        ways: tuple[Press, ...] = (press("nudge.strands", "page", "strands"),)
        if wanted.on:
            ways = (*ways, press("nudge.stop", "nudge_off"))
        return Tell(lines=(say("nudge.all_asked"),), rows=(ways,), again=False)
    wanted.asked[id] = today
    wanted.tapped.pop(id, None)
    return _asked(wanted, bank(drawer.language)[id])


def _asked(wanted: Subscription, question: Question) -> Tell:
    taps = tuple(press("nudge.tap", "tap", f"{question.id}:{n}", text=text) for n, text in enumerate(question.taps))
    rows: Rows = tuple((tap,) for tap in taps)
    ways: tuple[Press, ...] = (press("nudge.other", "ask_now"),)
    if wanted.on:
        ways = (press("nudge.skip_week", "skip_week"), *ways, press("nudge.stop", "nudge_off"))
    lines: tuple[Sentence, ...] = (say("nudge.first", text=question.first), say("nudge.then", text=question.then))
    if len(wanted.asked) <= TOLD:
        lines = (*lines, say("nudge.just_write"))
    return Tell(lines=lines, rows=(*rows, ways), awaits=f"q {question.id}", again=False)


# Answered.


def tap(drawer: Drawer, value: str, now: datetime) -> Answer:
    """One tap is an answer; words may follow. The same one twice is kept once."""
    id, _, number = value.partition(":")
    question = bank(drawer.language).get(id)
    if question is None or not number.isdecimal() or len(number) > DIGITS or int(number) >= len(question.taps):
        return NO
    _answered(drawer, now)
    wanted, n = drawer.subscription, int(number)
    if wanted.tapped.get(id) == n:
        return Answer(line=say("nudge.kept"))
    wanted.tapped[id] = n
    told = Tell(lines=(say("nudge.tapped", text=question.then),), rows=_after(), awaits=f"q {id}")
    return Answer(line=say("nudge.kept"), effects=[Keep(about=id, text=question.taps[n]), told])


def wrote(drawer: Drawer, about: str, text: str, now: datetime) -> Answer:
    id = about.partition(" ")[2]
    if not text.strip():
        return NO
    _answered(drawer, now)
    # It may be some more about a plan. Should there be no such question any more, the answer is kept all the same.
    known = id if id in bank(drawer.language) or id.startswith("plan:") else ""
    told = Tell(lines=(say("nudge.thanks"),), rows=_after(), awaits=f"more {known}")
    return Answer(effects=[Keep(about=known, text=text.strip()), told])


def _after() -> Rows:
    return ((press("diary.read", "page", "diary"),),)


def _answered(drawer: Drawer, now: datetime) -> None:
    """Somebody is there: after a silence the questions come again."""
    wanted = drawer.subscription
    silent, wanted.unanswered, wanted.offered = wanted.offered, 0, False
    if silent:
        plan_anew(drawer, now)
