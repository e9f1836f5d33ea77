"""Nobody is asked too often: not without an answer, and not about two plans at once."""

from __future__ import annotations

import pytest

from flows.rhythm.drawer import plans
from flows.rhythm.words import say
from tests.rhythm.somebody import BELL, SIGH, THURSDAY, Somebody, with_plan

# Enough.


def test_after_two_that_stayed_without_an_answer_it_is_asked_once_whether_to_stop() -> None:
    els = with_plan()
    els.plans(BELL, "2026-03-10")
    els.waits("2026-09-01T12:00")
    assert els.came() == [
        "Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after", "Tue 10 Mar 08:00 before", "Wed 11 Mar 16:00 after",
        "Mon 23 Mar 16:00 shall_i_stop",
    ]  # fmt: skip


def test_an_answer_begins_the_count_anew() -> None:
    els = with_plan()
    els.plans(BELL, "2026-03-10")
    els.waits("2026-03-06T18:00")
    els.taps(els.heard[-1], "plan.out.done")
    els.waits("2026-09-01T12:00")
    # Without that answer it would have been asked four days earlier.
    assert els.came()[-1] == "Fri 27 Mar 16:00 shall_i_stop"


@pytest.mark.parametrize("action", ["stop_plans", "go_on"])
def test_whoever_is_asked_whether_to_stop_decides(action: str) -> None:
    els = with_plan()
    els.plans(BELL, "2026-03-10")
    els.waits("2026-03-23T18:00")
    els.presses(action)
    came = [one.what for one in els.waits("2026-09-01T12:00")]
    assert came == ([] if action == "stop_plans" else ["plan.meaning", "plan.meaning"])


def test_in_the_silence_a_sentence_does_not_come_either() -> None:
    els = Somebody()
    els.plans(SIGH, "2026-03-03")
    els.plans(BELL, "2026-03-05")
    els.plans("Als ik moe ben, dan ga ik naar huis.", "2026-03-16")
    els.plans("Als het weer lente is, dan gaan we naar buiten.", "2026-03-26")
    els.waits("2026-09-01T12:00")
    assert els.came() == [
        "Tue 03 Mar 08:00 before", "Wed 04 Mar 16:00 after", "Thu 05 Mar 08:00 before", "Fri 06 Mar 16:00 after",
        "Mon 16 Mar 08:00 before", "Tue 17 Mar 16:00 shall_i_stop",
    ]  # fmt: skip


def test_a_new_plan_that_somebody_wants_to_hear_of_ends_the_silence() -> None:
    els = with_plan()
    els.plans(BELL, "2026-03-10")
    els.waits("2026-04-10T12:00")
    els.plans("Als ik moe ben, dan ga ik naar huis.", "2026-04-14")
    assert [one.what for one in els.waits("2026-04-17T12:00")] == ["plan.before", "plan.after"]


# More than one.


def test_two_sentences_for_one_morning_come_in_one_message() -> None:
    els = with_plan()
    els.plans(BELL, THURSDAY)
    (heard,) = els.waits("2026-03-05T12:00")
    assert [line.values["text"] for line in heard.tell.lines] == [one.text for one in els.drawer.plans]
    answer = els.taps(heard, "plan.enough")
    assert (answer.line, answer.page) == (say("plan.unwanted"), "plans")
    assert els.waits("2026-06-01T12:00") == []


def test_more_sentences_than_fit_in_one_message_are_not_piled_up() -> None:
    els = Somebody()
    for number in range(plans.TOGETHER + 2):
        els.plans(f"Als het {number} uur is, dan adem ik uit.", THURSDAY)
    (heard,) = els.waits("2026-03-05T15:00")
    assert len(heard.tell.lines) == plans.TOGETHER


def test_of_two_plans_one_is_asked_about_a_day() -> None:
    els = with_plan()
    els.plans(BELL, THURSDAY)
    els.waits("2026-03-10T12:00")
    assert els.came()[1:] == ["Fri 06 Mar 16:00 after", "Mon 09 Mar 16:00 after"]
    assert len({one.text for one in els.heard[1:]}) == 2


def test_what_was_missed_comes_half_an_hour_apart() -> None:
    els = with_plan()
    els.plans(BELL, "2026-03-09")
    els.jumps("2026-03-09T09:00")
    els.waits("2026-03-09T15:59")
    assert els.came() == ["Mon 09 Mar 09:00 after", "Mon 09 Mar 09:30 before"]


def test_the_oldest_plan_that_is_over_makes_room_for_a_new_one() -> None:
    els = Somebody()
    for number in range(plans.KEPT):
        els.plans(f"Plan {number}", "2026-03-05", wanted=False)
    els.presses("went", "3:done")
    els.plans("Nog een", "2026-03-05", wanted=False)
    assert {plan.id for plan in els.drawer.plans} == {*range(1, plans.KEPT + 2)} - {3}
    els.plans("En nog een", "2026-03-05", wanted=False)
    assert els.drawer.plan(1) is None
