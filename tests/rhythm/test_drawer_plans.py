"""A plan: the sentence before, how it went after, and what it means later; and then it is quiet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.rhythm.drawer import plans
from flows.rhythm.drawer.agenda import MOST
from flows.rhythm.drawer.events import Freed, Planned, Woke
from flows.rhythm.drawer.state import Drawer, Outcome
from flows.rhythm.effects import Keep
from flows.rhythm.hours import Days
from flows.rhythm.words import say
from tests.rhythm.somebody import SIGH, THURSDAY, Somebody, told, with_plan

# Wanted or not.


def test_at_the_close_somebody_is_asked_whether_to_be_reminded() -> None:
    els = Somebody()
    (asked,) = told(els.does(Planned(text=f"  {SIGH} ", day=date(2026, 3, 5), sure=8)))
    assert [line.key for line in asked.lines] == ["plan.made", "plan.remind"]
    assert asked.lines[0].values == {"text": SIGH, "day": date(2026, 3, 5)}
    assert [one.label for one in asked.rows[0]] == ["plan.yes", "plan.no"]


@pytest.mark.parametrize("answer", ["plan.no", ""])
def test_whoever_does_not_want_reminders_or_does_not_answer_hears_nothing(answer: str) -> None:
    els = Somebody()
    asked = els.does(Planned(text=SIGH, day=date(2026, 3, 5), sure=8))
    if answer:
        assert els.taps(asked, answer).line == say("plan.unwanted")
    assert els.waits("2026-06-01T12:00") == []


def test_before_it_comes_the_sentence_after_it_how_it_went_and_later_what_it_means() -> None:
    els = with_plan()
    els.waits("2026-06-01T12:00")
    assert els.came() == ["Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after", "Mon 23 Mar 16:00 meaning"]
    assert {one.text for one in els.heard} == {SIGH}


def test_every_reminder_can_be_stopped_with_one_tap() -> None:
    els = with_plan()
    els.waits("2026-06-01T12:00")
    for heard in els.heard:
        assert any(one.label == "plan.enough" for row in heard.tell.rows for one in row), heard.what


def test_after_stopping_it_is_quiet() -> None:
    els = with_plan()
    els.waits("2026-03-05T12:00")
    els.taps(els.heard[-1], "plan.enough")
    assert els.waits("2026-06-01T12:00") == []


# Which day.


@pytest.mark.parametrize(
    ("made", "day", "came"),
    [
        # For today: the morning is over.
        ("2026-03-02T10:00", "2026-03-02", ["Tue 03 Mar 16:00 after"]),
        # Made this very morning, just before it would have come.
        ("2026-03-02T07:30", "2026-03-02", ["Tue 03 Mar 16:00 after"]),
        # For tomorrow.
        ("2026-03-02T21:30", "2026-03-03", ["Tue 03 Mar 08:00 before", "Wed 04 Mar 16:00 after"]),
        # For a Saturday: before the weekend, and after it.
        ("2026-03-02T15:00", "2026-03-07", ["Fri 06 Mar 17:00 before", "Mon 09 Mar 16:00 after"]),
        # For tomorrow, which is a Saturday, when work is done.
        ("2026-03-06T17:30", "2026-03-07", ["Mon 09 Mar 16:00 after"]),
        # For a day in the middle of the May holiday: the first day of school.
        ("2026-04-20T15:00", "2026-04-29", ["Mon 04 May 08:00 before", "Tue 05 May 16:00 after"]),
        # For the first Monday of that holiday: the Friday before.
        ("2026-04-20T15:00", "2026-04-26", ["Fri 24 Apr 17:00 before", "Mon 04 May 16:00 after"]),
        # The conversation took longer than the plan.
        ("2026-03-09T15:00", "2026-03-05", ["Tue 10 Mar 16:00 after"]),
    ],
)  # fmt: skip
def test_the_day_decides_when_somebody_is_reminded(made: str, day: str, came: list[str]) -> None:
    els = Somebody(drawer=Drawer(language="nl", zone="Europe/Amsterdam", region="noord"))
    els.jumps(made)
    els.plans(SIGH, day)
    els.waits("2026-05-08T12:00")
    assert [one for one in els.came() if not one.endswith("meaning")] == came


def test_a_free_day_that_becomes_known_later_moves_the_reminder() -> None:
    els = with_plan(day="2026-03-12")
    els.does(Freed(days=(Days(first=date(2026, 3, 9), last=date(2026, 3, 13)),)))
    els.waits("2026-03-20T12:00")
    assert els.came() == ["Mon 16 Mar 08:00 before", "Tue 17 Mar 16:00 after"]


def test_a_region_and_its_holiday_move_the_reminder() -> None:
    els = Somebody()
    els.jumps("2026-04-20T15:00")
    els.plans(SIGH, "2026-04-29")
    els.presses("region", "noord")
    els.waits("2026-05-06T12:00")
    assert els.came() == ["Mon 04 May 08:00 before", "Tue 05 May 16:00 after"]


def test_whoever_moves_to_another_zone_is_reminded_on_the_clock_that_hangs_there() -> None:
    els = with_plan()
    els.writes("zone", " America/Curacao ")
    assert els.waits("2026-03-07T12:00")
    assert els.came() == ["Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after"]
    assert els.heard[0].tell.lines[0].key == "plan.before"
    assert els.heard[0].at.astimezone(UTC) == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_whoever_wants_peace_from_four_oclock_is_asked_before() -> None:
    els = with_plan()
    els.presses("shuts", "16:00")
    els.waits("2026-03-08T12:00")
    assert els.came() == ["Thu 05 Mar 08:00 before", "Fri 06 Mar 15:00 after"]


def test_whoever_does_not_mind_is_also_reminded_at_the_weekend() -> None:
    els = with_plan(day="2026-03-07")
    els.presses("weekend", "yes")
    els.waits("2026-03-09T12:00")
    assert els.came() == ["Sat 07 Mar 08:00 before", "Sun 08 Mar 16:00 after"]


def test_whoever_is_always_free_is_never_disturbed() -> None:
    els = with_plan()
    els.does(Freed(days=(Days(first=date(2026, 1, 1), last=date(2030, 1, 1)),)))
    assert els.waits("2026-09-01T12:00") == []
    assert els.drawer.plans[0].sent == []


def test_a_sabbatical_that_begins_between_the_day_and_the_question_is_left_alone() -> None:
    els = with_plan()
    els.waits("2026-03-06T19:00")
    els.does(Freed(days=(Days(first=date(2026, 3, 7), last=date(2030, 1, 1)),)))
    els.plans("Als ik terug ben, dan begin ik rustig.", "2026-03-06")
    els.waits("2026-09-01T12:00")
    assert els.came() == ["Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after"]


# How it went.


@pytest.mark.parametrize(
    ("outcome", "asked"), [("done", "what"), ("partly", "what"), ("not_yet", "between"), ("otherwise", "what")]
)
def test_after_how_it_went_comes_one_question_that_fits(outcome: Outcome, asked: str) -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    (question,) = told(els.taps(els.heard[-1], f"plan.out.{outcome}"))
    assert [line.key for line in question.lines] == [f"plan.ask.{asked}"]
    assert question.awaits == "plan 1"
    assert ("plan.smaller" in {one.label for row in question.rows for one in row}) is (outcome == "not_yet")
    els.writes(question.awaits, "  Het werd stil, en toen zei hij het zelf.  ")
    assert els.kept == [Keep(about="plan:1", text="Het werd stil, en toen zei hij het zelf.")]
    assert els.drawer.plans[0].outcome == outcome


def test_a_second_message_belongs_to_the_same_answer() -> None:
    els = with_plan()
    (thanks,) = told(els.writes("plan 1", "Het werd stil."))
    assert thanks.awaits == "more plan:1"
    els.writes(thanks.awaits, "En toen zei hij het zelf.")
    assert [one.about for one in els.kept] == ["plan:1", "plan:1"]


def test_whoever_lets_go_hears_no_more_of_it() -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    answer = els.taps(els.heard[-1], "plan.out.let_go")
    assert (answer.line, answer.effects) == (say("plan.let_go"), [])
    assert els.waits("2026-06-01T12:00") == []


def test_the_same_tap_twice_is_one_answer() -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    assert told(els.taps(els.heard[-1], "plan.out.done"))
    again = els.taps(els.heard[-1], "plan.out.done")
    assert (again.line, again.effects) == (say("plan.noted"), [])


def test_whoever_did_it_before_its_day_is_not_reminded_nor_asked() -> None:
    els = with_plan()
    els.presses("went", "1:done")
    els.waits("2026-06-01T12:00")
    assert els.came() == ["Mon 23 Mar 16:00 meaning"]


def test_the_question_what_it_means_can_be_skipped() -> None:
    els = with_plan()
    els.waits("2026-03-24T12:00")
    assert els.taps(els.heard[-1], "plan.skip").line == say("plan.skipped")
    assert els.drawer.unanswered == 0


# Smaller and later.


def test_a_week_later_it_all_comes_once_more_but_never_more_than_four_times() -> None:
    els = with_plan()
    for _ in range(5):
        heard = els.waits(f"{els.wall.date() + timedelta(days=10)}T12:00")
        if any(one.what == "plan.after" for one in heard):
            els.taps(els.taps(heard[-1], "plan.out.not_yet"), "plan.later")
    els.waits("2026-09-01T12:00")
    assert els.came() == [
        "Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after", "Thu 19 Mar 08:00 before", "Fri 20 Mar 16:00 after",
    ]  # fmt: skip


def test_later_is_a_week_after_the_day_or_after_today() -> None:
    els = with_plan()
    answer = els.presses("later", f"1:{THURSDAY}")
    assert answer.line == say("plan.moved", day=date(2026, 3, 12))
    els.jumps("2026-04-01T12:00")
    els.presses("later", "1:2026-03-12")
    assert els.drawer.plans[0].day == date(2026, 4, 8)


def test_the_same_tap_on_later_moves_it_once() -> None:
    els = with_plan()
    els.presses("later", f"1:{THURSDAY}")
    answer = els.presses("later", f"1:{THURSDAY}")
    assert answer.line == say("plan.moved", day=date(2026, 3, 12))


def test_a_smaller_plan_takes_the_place_of_the_one_that_was_too_big() -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    answer = els.writes("smaller 1", "Als Sem zucht, dan kijk ik hem aan.")
    assert answer.line == say("plan.smaller_now", day=date(2026, 3, 9))
    els.waits("2026-06-01T12:00")
    assert [one.text for one in els.heard[2:]] == ["Als Sem zucht, dan kijk ik hem aan."] * 2
    assert len(els.heard) == MOST


def test_a_smaller_plan_is_for_tomorrow_when_there_is_no_school_day_in_sight() -> None:
    els = with_plan()
    els.does(Freed(days=(Days(first=date(2026, 1, 1), last=date(2030, 1, 1)),)))
    els.waits("2026-03-06T18:00")
    assert els.writes("smaller 1", "Rustig aan.").line == say("plan.smaller_now", day=date(2026, 3, 7))


def test_a_plan_of_which_four_messages_were_sent_is_over() -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    els.writes("smaller 1", "Als Sem zucht, dan kijk ik hem aan.")
    els.waits("2026-06-01T12:00")
    els.presses("went", "1:not_yet")
    els.presses("later", f"1:{els.drawer.plans[0].day}")
    assert els.waits("2026-09-01T12:00") == []
    els.presses("want", "1:no")
    assert "plan.yes" not in {one.label for row in els.page("more 1").rows for one in row}


# The machine was down.


@pytest.mark.parametrize(
    ("back", "came"),
    [
        ("2026-03-05T09:00", "Thu 05 Mar 09:00 before"),
        ("2026-03-05T11:59", "Thu 05 Mar 11:59 before"),
        # At noon the lesson is over: the next one comes at its own time.
        ("2026-03-05T12:00", "Fri 06 Mar 16:00 after"),
        ("2026-03-09T22:00", "Tue 10 Mar 08:00 after"),
        ("2026-03-20T12:00", "Mon 23 Mar 16:00 meaning"),
    ],
)
def test_what_was_missed_comes_late_once_or_not_at_all(back: str, came: str) -> None:
    els = with_plan()
    els.jumps(back)
    els.waits("2026-03-24T12:00")
    assert els.came()[0] == came
    assert len(els.came()) == len(set(els.came()))


def test_a_timer_that_rings_early_does_nothing_but_go_on_waiting() -> None:
    els = with_plan()
    els.jumps("2026-03-05T07:30")
    assert els.does(Woke()).effects == []
    els.waits("2026-03-05T12:00")
    assert els.came() == ["Thu 05 Mar 08:00 before"]


# What does not fit.


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("want", "9:yes"), ("want", "1:maybe"), ("want", ""), ("want", "x:no"), ("want", f"{'9' * 5000}:no"),
        ("went", "1:great"), ("went", "9:done"), ("went", ""), ("later", "9:2026-03-05"), ("later", ""),
        ("skip", "9"), ("skip", "²"), ("remove", "9"), ("remove", "1:1"), ("dance", "1"), ("", ""),
    ],
)  # fmt: skip
def test_a_button_of_long_ago_says_that_it_is_old(action: str, value: str) -> None:
    els = with_plan()
    assert els.presses(action, value) == plans.OLD


def test_an_answer_to_a_plan_that_was_thrown_away_is_kept_all_the_same() -> None:
    els = with_plan()
    els.waits("2026-03-06T18:00")
    after = els.heard[-1]
    assert els.presses("remove", "1").line == say("plan.removed")
    assert els.taps(after, "plan.out.done") == plans.OLD
    els.writes("plan 1", "Het werd stil.")
    els.writes("smaller 1", "Dan kijk ik hem aan.")
    assert [one.about for one in els.kept] == ["", ""]
    assert els.waits("2026-06-01T12:00") == []


@pytest.mark.parametrize("about", ["plan 1", "smaller 1", "q leren-01", "more leren-01"])
def test_nothing_written_is_no_answer(about: str) -> None:
    assert with_plan().writes(about, " \n ").idle


def test_a_text_about_nothing_we_know_is_old() -> None:
    assert with_plan().writes("weather", "Het regent.") == plans.OLD


@pytest.mark.parametrize("text", ["Als {text} {0} {", "Als a % b, dan %s", "=plan.made", "<b>dik</b>", "🙂" * 300])
def test_a_plan_is_said_back_as_it_was_written(text: str) -> None:
    els = with_plan(text)
    els.waits("2026-06-01T12:00")
    assert {one.text for one in els.heard} == {text}


def test_a_very_long_plan_is_cut_and_a_very_long_answer_is_kept_whole() -> None:
    chapter = "Als het regent, dan " * 1000
    els = with_plan(chapter)
    assert len(els.drawer.plans[0].text) <= plans.LONGEST
    assert els.drawer.plans[0].text.endswith("…")
    els.writes("plan 1", chapter)
    assert els.kept[0].text == chapter.strip()
