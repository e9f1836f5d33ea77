"""Before the next meeting of a circle comes the own note, once, and when somebody may be disturbed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.rhythm.drawer.events import Comes
from flows.rhythm.drawer.state import OUTCOMES
from flows.rhythm.effects import Answer
from tests.rhythm.somebody import BELL, SIGH, THURSDAY, Somebody, told


def comes(day: str = "2026-03-18T14:00") -> Comes:
    return Comes(circle="kring", name="Team Noord", at=datetime.fromisoformat(day).replace(tzinfo=UTC))


def in_circle(*plans: str) -> Somebody:
    els = Somebody()
    for text in plans:
        els.plans(text, THURSDAY, circle="kring")
    return els


def test_before_the_next_meeting_comes_the_own_note() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-06T18:00")
    els.taps(els.heard[-1], "plan.out.done")
    els.waits("2026-03-16T15:00")
    (note,) = told(els.does(comes()))
    assert [line.key for line in note.lines] == ["plan.note", "plan.note_case"]
    assert note.lines[0].values == {"name": "Team Noord", "at": comes().at, "text": SIGH}
    assert [one.label for row in note.rows for one in row] == ["plan.enough"]
    assert els.does(comes()) == Answer(idle=True)


def test_the_note_asks_how_it_went_when_nobody_said_so_yet() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-16T15:00")
    (note,) = told(els.does(comes()))
    assert [one.action for row in note.rows for one in row] == ["went"] * len(OUTCOMES) + ["want"]
    assert els.drawer.unanswered == 2


def test_the_note_asks_nothing_about_what_is_still_to_come() -> None:
    els = Somebody()
    els.plans(SIGH, "2026-03-20", circle="kring")
    els.waits("2026-03-16T15:00")
    (note,) = told(els.does(comes()))
    assert [one.label for row in note.rows for one in row] == ["plan.enough"]


def test_of_more_plans_the_newest_is_the_note() -> None:
    els = in_circle(SIGH, BELL)
    for plan in els.drawer.plans:
        els.presses("went", f"{plan.id}:done")
    els.waits("2026-03-16T15:00")
    (note,) = told(els.does(comes()))
    assert note.lines[0].values["text"] == BELL


@pytest.mark.parametrize("what", ["other circle", "not wanted", "let go", "thrown away"])
def test_there_is_no_note_without_a_plan_that_somebody_wants_to_hear_of(what: str) -> None:
    els = in_circle(SIGH)
    match what:
        case "not wanted":
            els.presses("want", "1:no")
        case "let go":
            els.presses("went", "1:let_go")
        case "thrown away":
            els.presses("remove", "1")
    circle = "een andere" if what == "other circle" else "kring"
    assert els.does(Comes(circle=circle, name="Team Noord", at=comes().at)) == Answer(idle=True)


def test_a_note_that_is_told_at_night_waits_for_the_morning() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-16T22:00")
    assert els.does(comes()).effects == []
    els.waits("2026-03-17T12:00")
    assert els.came()[-1] == "Tue 17 Mar 08:00 note"


def test_a_note_waits_a_day_when_something_was_asked_already() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-06T16:00")
    assert els.does(comes("2026-03-10T14:00")).effects == []
    els.waits("2026-03-10T12:00")
    assert els.came()[-1] == "Mon 09 Mar 08:00 note"


def test_a_note_that_cannot_wait_a_day_comes_at_once() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-06T16:00")
    els.does(comes("2026-03-07T14:00"))
    els.waits("2026-03-10T12:00")
    assert els.came()[-1] == "Fri 06 Mar 16:30 note"


def test_a_note_is_of_no_use_after_the_meeting_and_may_come_before_the_next() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-16T22:00")
    els.does(comes("2026-03-17T06:00"))
    assert els.waits("2026-03-18T12:00") == []
    assert els.drawer.plans[0].missed == ["note"]
    (note,) = told(els.does(comes("2026-03-20T14:00")))
    assert note.lines[0].key == "plan.note"


def test_two_unanswered_and_then_a_meeting_the_note_is_the_question_whether_to_stop() -> None:
    els = in_circle(SIGH)
    els.waits("2026-03-24T12:00")
    (stop,) = told(els.does(comes("2026-03-26T14:00")))
    assert stop.lines[0].key == "plan.shall_i_stop"
    assert els.waits("2026-06-01T12:00") == []
