"""A question now and then: at the hour that was chosen, never in a holiday, never twice in a year, and easy to stop."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.rhythm.drawer import questions
from flows.rhythm.drawer.events import Freed, Woke
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.drawer.weeks import FARTHEST
from flows.rhythm.effects import Answer, Keep, Tell
from flows.rhythm.hours import Days
from flows.rhythm.questions import bank
from flows.rhythm.words import Named, say
from tests.rhythm.somebody import Heard, Somebody

#: A question that can be answered with a tap.
TAPPED = "leren-01"


def told(answer: Answer) -> Tell:
    (found,) = [one for one in answer.effects if isinstance(one, Tell)]
    return found


def subscribed(weeks: int = 1, *, region: str = "") -> Somebody:
    """Since Monday the second of March, for a question on Thursdays at four."""
    els = Somebody(drawer=Drawer(language="nl", zone="Europe/Amsterdam", region=region, seed="zaad"))
    els.presses("nudge_on")
    els.presses("nudge_weeks", str(weeks))
    return els


def answering(els: Somebody, until: str) -> list[str]:
    """The days on which a question came, and each was answered."""
    end = datetime.fromisoformat(until)
    while els.wall.replace(tzinfo=None) < end:
        if els.waits(f"{els.wall.date() + timedelta(days=1)}T12:00"):
            els.writes(els.heard[-1].tell.awaits, "Dat ging vanzelf.")
    return days(els.heard)


def days(heard: list[Heard]) -> list[str]:
    return [f"{one.at:%d %b}" for one in heard if one.what == "nudge.first"]


# The rhythm.


def test_whoever_asks_for_nothing_gets_nothing() -> None:
    assert Somebody().waits("2026-09-01T12:00") == []


def test_a_question_comes_every_week_at_the_hour_that_was_chosen() -> None:
    els = subscribed()
    assert els.answers[0].line == say("nudge.on", at=datetime(2026, 3, 5, 15, tzinfo=UTC))
    assert answering(els, "2026-04-03T12:00") == ["05 Mar", "12 Mar", "19 Mar", "26 Mar", "02 Apr"]
    assert {f"{one.at:%H:%M}" for one in els.heard} == {"16:00"}


@pytest.mark.parametrize(
    ("weeks", "came"),
    [
        # In the north the spring holiday ends on the first of March, and the May holiday takes the 30th of April.
        (1, ["05 Mar", "12 Mar", "19 Mar", "26 Mar", "02 Apr", "09 Apr", "16 Apr", "23 Apr", "07 May", "21 May"]),
        (2, ["05 Mar", "19 Mar", "02 Apr", "16 Apr", "28 May"]),
        (4, ["05 Mar", "02 Apr", "28 May", "25 Jun"]),
    ],
)
def test_a_rhythm_keeps_its_own_weeks_and_leaves_out_what_is_free(weeks: int, came: list[str]) -> None:
    els = subscribed(weeks, region="noord")
    assert answering(els, "2026-06-26T12:00")[: len(came)] == came


def test_after_a_holiday_nothing_is_piled_up() -> None:
    els = subscribed(region="noord")
    assert answering(els, "2026-08-25T12:00")[-3:] == ["25 Jun", "02 Jul", "20 Aug"]


def test_a_day_in_the_weekend_was_chosen_on_purpose() -> None:
    els = subscribed()
    els.presses("nudge_day", "6")
    assert days(els.waits("2026-03-10T12:00")) == ["08 Mar"]


def test_the_clock_on_the_wall_counts_when_the_clocks_change() -> None:
    els = subscribed()
    answering(els, "2026-04-05T12:00")
    assert [one.at.astimezone(UTC).hour for one in els.heard] == [15, 15, 15, 15, 14]


def test_whoever_moves_takes_the_question_along_to_the_other_clock() -> None:
    els = subscribed()
    els.writes("zone", "America/Curacao")
    (heard,) = els.waits("2026-03-06T12:00")
    assert heard.at == datetime(2026, 3, 5, 16, tzinfo=ZoneInfo("America/Curacao"))


def test_a_zone_that_nobody_knows_changes_nothing() -> None:
    els = subscribed()
    answer = els.writes("zone", "Amsterdam " * 9)
    assert (answer.idle, answer.page) == (True, "zone")
    assert els.drawer.zone == "Europe/Amsterdam"


def test_a_region_that_is_named_later_moves_what_was_planned() -> None:
    els = subscribed()
    els.jumps("2026-04-24T12:00")
    els.does(Woke())
    els.presses("region", "midden")
    els.presses("region", "atlantis")
    assert days(els.waits("2026-05-08T12:00")) == ["07 May"]


def test_free_days_of_ones_own_are_left_out_as_well() -> None:
    els = subscribed()
    answer = els.does(Freed(days=(Days(first=date(2026, 3, 4), last=date(2026, 3, 6)),)))
    assert answer.line == say("calendar.free_read", n=3)
    assert days(els.waits("2026-03-13T12:00")) == ["12 Mar"]


def test_a_holiday_that_was_not_known_when_the_question_was_planned_is_left_out_all_the_same() -> None:
    els = subscribed()
    els.drawer.free = [Days(first=date(2026, 3, 5), last=date(2026, 3, 5))]
    assert days(els.waits("2026-03-13T12:00")) == ["12 Mar"]


def test_whoever_is_always_free_gets_no_question() -> None:
    els = subscribed()
    els.does(Freed(days=(Days(first=date(2026, 1, 1), last=date(2046, 1, 1)),)))
    assert els.drawer.subscription.next is not None
    assert els.drawer.subscription.next.year == 2026 + FARTHEST // 52
    assert els.waits("2030-01-01T12:00") == []


# Changing it.


@pytest.mark.parametrize(
    ("action", "value", "came"),
    [
        ("nudge_day", "4", "Fri 06 Mar 16:00"),
        ("nudge_day", "0", "Mon 02 Mar 16:00"),
        ("nudge_clock", "07:45", "Thu 05 Mar 07:45"),
        ("nudge_weeks", "4", "Thu 05 Mar 16:00"),
    ],
)
def test_day_hour_and_weeks_can_be_changed(action: str, value: str, came: str) -> None:
    els = subscribed()
    assert els.presses(action, value).page == "nudge"
    els.waits("2026-03-10T12:00")
    assert els.came()[0] == f"{came} first"


@pytest.mark.parametrize(
    ("action", "value"),
    [("nudge_weeks", "3"), ("nudge_day", "7"), ("nudge_day", ""), ("nudge_clock", "03:00"), ("strand", "geld")],
)
def test_what_cannot_be_chosen_changes_nothing(action: str, value: str) -> None:
    assert subscribed().presses(action, value) == questions.NO


def test_another_day_does_not_bring_a_second_question_in_the_same_week() -> None:
    els = subscribed()
    els.waits("2026-03-05T17:00")
    els.presses("nudge_day", "4")
    assert days(els.waits("2026-03-14T12:00")) == ["13 Mar"]


def test_what_is_changed_by_somebody_who_gets_no_questions_is_there_when_they_begin() -> None:
    els = Somebody()
    els.presses("nudge_clock", "12:15")
    els.presses("strand", "leren")
    assert els.waits("2026-03-20T12:00") == []
    els.presses("nudge_on")
    els.waits("2026-03-27T12:00")
    assert els.came() == ["Thu 26 Mar 12:15 first"]
    assert els.heard[0].tell.awaits.startswith("q leren-")


def test_whoever_stops_and_begins_anew_waits_for_no_weeks_of_then() -> None:
    els = subscribed(4)
    els.waits("2026-03-05T17:00")
    assert els.taps(els.heard[-1], "nudge.stop").line == say("nudge.off")
    assert els.waits("2026-03-17T12:00") == []
    els.presses("nudge_on")
    assert days(els.waits("2026-03-20T12:00")) == ["19 Mar"]


def test_whoever_stops_and_begins_anew_in_the_same_week_has_had_this_one() -> None:
    els = subscribed()
    els.waits("2026-03-05T15:00")
    els.waits("2026-03-05T16:30")
    els.presses("nudge_off")
    els.presses("nudge_on")
    assert days(els.waits("2026-03-13T12:00")) == ["12 Mar"]


def test_strands_are_chosen_and_left_out_again() -> None:
    els = subscribed()
    for strand in ("leren", "dilemma", "leren"):
        assert els.presses("strand", strand).page == "strands"
    assert els.drawer.subscription.strands == ["dilemma"]
    (heard,) = els.waits("2026-03-06T12:00")
    assert heard.tell.awaits.startswith("q dilemma-")


# Not this week.


def test_not_this_week_leaves_out_the_next_one() -> None:
    els = subscribed()
    answer = els.presses("skip_week")
    assert answer.line == say("nudge.not_this_week", at=datetime(2026, 3, 12, 15, tzinfo=UTC))
    els.presses("skip_week")
    els.presses("nudge_clock", "17:00")
    assert days(els.waits("2026-03-20T12:00")) == ["12 Mar", "19 Mar"]


@pytest.mark.parametrize("when", ["2026-03-05T16:30", "2026-03-06T08:00", "2026-03-08T20:00"])
def test_not_this_week_when_it_was_asked_already_takes_away_no_other(when: str) -> None:
    els = subscribed()
    els.waits(when)
    els.taps(els.heard[-1], "nudge.skip_week")
    assert els.drawer.subscription.unanswered == 0
    assert days(els.waits("2026-03-20T12:00")) == ["12 Mar", "19 Mar"]


def test_not_this_week_said_a_week_later_is_about_this_one() -> None:
    els = subscribed()
    els.waits("2026-03-10T12:00")
    els.taps(els.heard[-1], "nudge.skip_week")
    assert days(els.waits("2026-03-27T12:00")) == ["19 Mar", "26 Mar"]


def test_not_this_week_keeps_the_rhythm_of_two_weeks() -> None:
    els = subscribed(2)
    els.presses("skip_week")
    assert days(els.waits("2026-04-03T12:00")) == ["19 Mar", "02 Apr"]


def test_not_this_week_when_nothing_comes_this_week_changes_nothing() -> None:
    els = subscribed(4)
    els.waits("2026-03-16T12:00")
    els.presses("skip_week")
    assert days(els.waits("2026-04-03T12:00")) == ["02 Apr"]


def test_not_this_week_of_nothing_is_an_old_button() -> None:
    assert Somebody().presses("skip_week") == questions.NO


# Answering.


def test_an_answer_of_two_lines_is_kept_for_nobody_else() -> None:
    els = subscribed()
    (heard,) = els.waits("2026-03-06T12:00")
    thanks = told(els.writes(heard.tell.awaits, " Hij lachte.\nIk ook. "))
    id = heard.tell.awaits.removeprefix("q ")
    assert els.kept == [Keep(about=id, text="Hij lachte.\nIk ook.")]
    els.writes(thanks.awaits, "En toen de hele klas.")
    assert els.kept[1].about == id


def test_one_tap_is_an_answer_and_words_may_follow() -> None:
    els = Somebody()
    answer = els.presses("tap", f"{TAPPED}:1")
    assert els.kept == [Keep(about=TAPPED, text=bank("nl")[TAPPED].taps[1])]
    more = told(answer)
    assert (more.lines[0].key, more.awaits) == ("nudge.tapped", f"q {TAPPED}")


def test_the_same_tap_twice_is_kept_once_and_another_one_as_well() -> None:
    els = Somebody()
    for n in (1, 1, 2, 2):
        els.presses("tap", f"{TAPPED}:{n}")
    assert [one.text for one in els.kept] == [*bank("nl")[TAPPED].taps[1:3]]


@pytest.mark.parametrize("value", [f"{TAPPED}:9", f"{TAPPED}:", f"{TAPPED}:{'1' * 5000}", "nergens:1", ""])
def test_a_tap_that_is_no_answer_is_old(value: str) -> None:
    assert Somebody().presses("tap", value) == questions.NO


def test_an_answer_to_a_question_that_is_no_longer_asked_is_kept_all_the_same() -> None:
    els = Somebody()
    els.writes("q verdwenen-01", "Toch nog even dit.")
    assert els.kept == [Keep(about="", text="Toch nog even dit.")]


def test_whoever_asks_for_a_question_gets_one_and_another_when_it_does_not_fit() -> None:
    els = Somebody()
    first = told(els.presses("ask_now"))
    assert "nudge.stop" not in {one.label for row in first.rows for one in row}
    second = told(els.presses("ask_now"))
    assert first.awaits != second.awaits
    assert [line.key for line in first.lines] == ["nudge.first", "nudge.then", "nudge.just_write"]


# Never twice in a year.


def test_in_a_year_no_question_comes_twice() -> None:
    els = subscribed()
    answering(els, "2027-03-01T12:00")
    asked = [one.tell.awaits for one in els.heard]
    assert len(asked) == len(set(asked))
    # Every Thursday but Ascension day.
    assert len(asked) == 51


def test_when_all_have_been_asked_it_is_said_once_and_then_it_is_quiet() -> None:
    els = subscribed()
    els.presses("strand", "leren")
    els.presses("nudge_clock", "07:45")
    answering(els, "2026-12-01T12:00")
    said = [one.what for one in els.heard]
    assert said == ["nudge.first"] * 22 + ["nudge.all_asked"]
    assert "nudge.stop" in {one.label for row in els.heard[-1].tell.rows for one in row}
    els.presses("strand", "dilemma")
    assert els.waits("2026-12-05T12:00")[0].what == "nudge.first"


def test_whoever_asks_for_one_more_when_there_is_none_hears_so_each_time() -> None:
    els = Somebody()
    els.presses("strand", "leren")
    said = [told(els.presses("ask_now")).lines[0].key for _ in range(24)]
    assert said == ["nudge.first"] * 22 + ["nudge.all_asked"] * 2
    assert [one.label for row in told(els.answers[-1]).rows for one in row] == ["nudge.strands"]


# Nobody answers.


def test_after_two_without_an_answer_it_is_asked_once_whether_to_stop_and_then_it_is_quiet() -> None:
    els = subscribed()
    els.waits("2026-09-01T12:00")
    assert els.came() == ["Thu 05 Mar 16:00 first", "Thu 12 Mar 16:00 first", "Thu 19 Mar 16:00 shall_i_stop"]
    assert els.page("nudge").lines == (say("nudge.what"),)
    assert els.page("home").lines[-1] == say("mine.no_question")


def test_an_answer_to_the_first_begins_the_count_anew() -> None:
    els = subscribed()
    els.waits("2026-03-13T12:00")
    els.writes(els.heard[0].tell.awaits, "Toch nog een antwoord.")
    assert days(els.waits("2026-03-28T12:00")) == ["19 Mar", "26 Mar"]


@pytest.mark.parametrize(
    ("press", "came"), [("nudge.go_on", ["09 Apr", "16 Apr"]), ("nudge.stop", [])]
)  # fmt: skip
def test_whoever_is_asked_whether_to_stop_decides(press: str, came: list[str]) -> None:
    els = subscribed()
    els.waits("2026-04-06T12:00")
    els.taps(els.heard[-1], press)
    assert days(els.waits("2026-04-17T12:00")) == came


def test_whoever_asks_for_a_question_after_the_silence_gets_them_again() -> None:
    els = subscribed()
    els.waits("2026-04-09T16:20")
    els.presses("ask_now")
    assert days(els.waits("2026-04-17T12:00")) == ["16 Apr"]


# Beside plans.


def test_a_question_and_a_plan_do_not_both_ask_something_on_one_day() -> None:
    els = subscribed()
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-04")
    els.waits("2026-03-07T12:00")
    assert els.came() == ["Wed 04 Mar 08:00 before", "Thu 05 Mar 16:00 first", "Fri 06 Mar 16:00 after"]


def test_a_sentence_waits_half_an_hour_for_a_question_at_its_hour() -> None:
    els = subscribed()
    els.presses("nudge_day", "4")
    els.presses("nudge_clock", "17:00")
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-07")
    els.waits("2026-03-07T12:00")
    assert els.came() == ["Fri 06 Mar 17:00 first", "Fri 06 Mar 17:30 before"]


# The machine was down.


@pytest.mark.parametrize(
    ("clock", "back", "came"),
    [
        ("16:00", "2026-03-05T17:00", "Thu 05 Mar 17:00"),
        ("16:00", "2026-03-05T18:30", "Thu 12 Mar 16:00"),
        ("07:45", "2026-03-05T11:30", "Thu 05 Mar 11:30"),
        ("07:45", "2026-03-05T11:45", "Thu 12 Mar 07:45"),
        ("20:00", "2026-03-05T21:00", "Thu 05 Mar 21:00"),
        ("20:00", "2026-03-05T22:00", "Thu 12 Mar 20:00"),
        ("16:00", "2026-03-08T12:00", "Thu 12 Mar 16:00"),
        ("16:00", "2026-03-25T12:00", "Thu 26 Mar 16:00"),
    ],
)
def test_a_question_that_was_missed_comes_late_that_day_or_not_at_all(clock: str, back: str, came: str) -> None:
    els = subscribed()
    els.presses("nudge_clock", clock)
    els.jumps(back)
    els.waits("2026-03-27T12:00")
    assert els.came()[0] == f"{came} first"
    assert len({one.at.date() for one in els.heard}) == len(els.heard)


def test_after_a_long_time_down_two_weeks_are_still_the_same_two_weeks() -> None:
    els = subscribed(2)
    answering(els, "2026-03-06T12:00")
    els.jumps("2026-04-01T12:00")
    assert days(els.waits("2026-04-17T12:00")) == ["02 Apr", "16 Apr"]


def test_a_timer_that_rings_early_asks_nothing() -> None:
    els = subscribed()
    els.jumps("2026-03-05T15:30")
    assert els.does(Woke()).effects == []


# The page.


def test_the_page_shows_what_was_chosen() -> None:
    els = subscribed(2)
    els.presses("nudge_day", "1")
    els.presses("strand", "leren")
    card = els.page("nudge")
    assert card.lines[1] == say("nudge.about", names=(Named("strand.leren"),))
    chosen = [(one.action, one.value) for row in card.rows for one in row if one.chosen]
    assert chosen == [("nudge_day", "1"), ("nudge_clock", "16:00"), ("nudge_weeks", "2")]
    assert [one.value for row in els.page("strands").rows for one in row if one.chosen] == ["leren"]
    assert els.drawer.subscription.clock == time(16)
