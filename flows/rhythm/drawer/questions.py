"""One good question at a moment somebody chose; answered in two lines or by one tap, and for nobody else's eyes."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flows.rhythm.drawer.agenda import next_question
from flows.rhythm.drawer.plans import ENOUGH
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.effects import Answer, Effect, Keep, Tell
from flows.rhythm.questions import STRANDS, Question, bank, choose
from flows.rhythm.words import Press, Rows, press, say

WEEKS = (1, 2, 4)
CLOCKS = ("07:45", "12:15", "15:30", "16:00", "17:00", "20:00")
NO = Answer(line=say("answer.old"), idle=True)


def switch(drawer: Drawer, now: datetime, *, on: bool) -> Answer:
    wanted = drawer.subscription
    wanted.on, wanted.offered, wanted.unanswered = on, False, 0
    wanted.next = next_question(drawer, now, first=True) if on else None
    if wanted.next is None:
        return Answer(line=say("nudge.off"), page="nudge")
    return Answer(line=say("nudge.on", at=wanted.next), page="nudge")


def change(drawer: Drawer, what: str, value: str, now: datetime) -> Answer:
    """How often, which day, which hour, about what."""
    wanted = drawer.subscription
    if what == "nudge_weeks" and value in {str(one) for one in WEEKS}:
        wanted.weeks = int(value)
    elif what == "nudge_day" and value in "0123456" and len(value) == 1:
        wanted.weekday = int(value)
    elif what == "nudge_clock" and value in CLOCKS:
        wanted.clock = time.fromisoformat(value)
    elif what == "strand" and value in STRANDS:
        wanted.strands = [one for one in STRANDS if (one in wanted.strands) != (one == value)]
    else:
        return NO
    if wanted.on:
        wanted.next = next_question(drawer, now, first=True)
    return Answer(page="strands" if what == "strand" else "nudge")


def not_this_week(drawer: Drawer, now: datetime) -> Answer:
    wanted = drawer.subscription
    if not wanted.on or wanted.next is None:
        return NO
    wanted.unanswered, wanted.offered = 0, False
    days = (wanted.next.astimezone(ZoneInfo(drawer.zone)).date() - now.astimezone(ZoneInfo(drawer.zone)).date()).days
    if days < 7:
        wanted.next = next_question(drawer, wanted.next)
    return Answer(line=say("nudge.not_this_week", at=wanted.next), page="nudge")


def ask(drawer: Drawer, now: datetime, *, wanted_now: bool = False) -> list[Effect]:
    """The next question, or the question whether there should be one."""
    wanted = drawer.subscription
    if not wanted_now:
        wanted.next = next_question(drawer, now)
        if wanted.unanswered >= ENOUGH:
            wanted.offered = True
            rows: Rows = ((press("nudge.stop", "nudge_off"), press("nudge.go_on", "nudge_on")),)
            return [Tell(lines=(say("nudge.shall_i_stop"),), rows=rows)]
    today = now.astimezone(ZoneInfo(drawer.zone)).date()
    id = choose(wanted.asked, strands=wanted.strands, today=today, seed=drawer.seed)
    if id is None:
        return [Tell(lines=(say("nudge.all_asked"),), rows=((press("nudge.strands", "page", "strands"),),))]
    wanted.asked[id], wanted.question, wanted.answered = today, id, False
    wanted.unanswered += 0 if wanted_now else 1
    return [_asked(drawer, bank(drawer.language)[id])]


def _asked(drawer: Drawer, question: Question) -> Tell:
    taps = tuple(press("nudge.tap", "tap", f"{question.id}:{n}", text=text) for n, text in enumerate(question.taps))
    rows: Rows = tuple((tap,) for tap in taps)
    ways: tuple[Press, ...] = (press("nudge.other", "ask_now"), press("nudge.stop", "nudge_off"))
    if drawer.subscription.on:
        ways = (press("nudge.skip_week", "skip_week"), *ways)
    lines = (say("nudge.first", text=question.first), say("nudge.then", text=question.then))
    return Tell(lines=lines, rows=(*rows, ways), awaits=f"q {question.id}")


def tap(drawer: Drawer, value: str) -> Answer:
    """One tap is an answer; words may follow."""
    id, _, number = value.partition(":")
    question = bank(drawer.language).get(id)
    if question is None or not number.isdecimal() or int(number) >= len(question.taps):
        return NO
    _answered(drawer, id)
    told = Tell(lines=(say("nudge.tapped", text=question.then),), rows=_after(), awaits=f"q {id}")
    return Answer(line=say("nudge.kept"), effects=[Keep(about=id, text=question.taps[int(number)]), told])


def wrote(drawer: Drawer, about: str, text: str) -> Answer:
    id = about.partition(" ")[2]
    if id not in bank(drawer.language) or not text.strip():
        return NO
    _answered(drawer, id)
    return Answer(effects=[Keep(about=id, text=text.strip()), Tell(lines=(say("nudge.thanks"),), rows=_after())])


def _after() -> Rows:
    return ((press("diary.read", "page", "diary"),),)


def _answered(drawer: Drawer, id: str) -> None:
    wanted = drawer.subscription
    wanted.unanswered, wanted.offered = 0, False
    if wanted.question == id:
        wanted.answered = True
