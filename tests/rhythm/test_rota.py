"""The rota: fewest turns first, and then longest ago; fair over the year whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.rhythm.circle.rota import can, order, planned, served
from flows.rhythm.circle.state import Duty, MemberId
from tests.rhythm.ring import MONDAY, Ring, line, m, told


def year_of(people: int) -> Ring:
    ring = Ring.of(people)
    ring.press(1, "year")
    return ring


def times(ring: Ring, duty: Duty) -> dict[MemberId, int]:
    return {one: ring.circle.members[one].turns[duty].times for one in ring.circle.present}


def held(ring: Ring) -> str:
    """The next meeting takes place, at its time."""
    meeting = ring.circle.planned[0]
    assert meeting.at is not None
    ring.until(meeting.at + timedelta(hours=2))
    assert meeting.id not in [one.id for one in ring.circle.planned]
    return meeting.id


def test_everybody_leads_once_before_anybody_leads_twice() -> None:
    ring = year_of(3)
    leads = [planned(ring.circle, "lead")[one.id] for one in ring.circle.planned]
    assert leads == [m(1), m(2), m(3)] * 2
    for number, leader in enumerate(leads, start=1):
        assert held(ring) == str(number)
        assert ring.meeting(str(number)).fixed["lead"] == leader


def test_nobody_leads_and_brings_in_a_case_at_once() -> None:
    for people in (2, 3, 4, 7):
        ring = year_of(people)
        leads, brings = planned(ring.circle, "lead"), planned(ring.circle, "bring")
        assert all(leads[id] != brings[id] for id in leads)


def test_unless_there_is_nobody_else() -> None:
    ring = year_of(2)
    ring.press(1, "away", "1")
    assert (ring.who("lead"), ring.who("bring")) == (m(2), m(2))
    ring.press(2, "away", "1")
    assert (ring.who("lead"), ring.who("bring")) == (None, None)


def test_who_cannot_come_is_first_the_next_time() -> None:
    ring = year_of(3)
    ring.press(1, "away", "1")
    assert [ring.who("lead", id) for id in "123"] == [m(2), m(1), m(3)]


def test_who_would_rather_not_is_first_the_next_time() -> None:
    ring = year_of(3)
    answer = ring.press(1, "skip", "1:lead")
    assert (line(answer), answer.page) == ("circle.skipped", "meeting 1")
    assert [ring.who("lead", id) for id in "123"] == [m(2), m(1), m(3)]
    assert line(ring.press(1, "skip", "1:lead")) == "answer.old"


def test_who_is_the_only_one_left_cannot_skip() -> None:
    ring = year_of(2)
    ring.press(2, "away", "1")
    assert line(ring.press(1, "skip", "1:lead")) == "circle.nobody_else"
    assert ring.who("lead") == m(1)


def test_who_has_rest_gets_no_turn() -> None:
    ring = year_of(3)
    ring.press(1, "snooze", "4")
    first = ring.circle.planned[0]
    assert ring.at() < MONDAY + timedelta(weeks=4)
    assert not can(ring.circle, m(1), "lead", first)
    assert ring.who("lead") == m(2)


def test_a_newcomer_begins_where_the_others_are() -> None:
    ring = year_of(2)
    for _ in range(4):
        held(ring)
    ring.comes(3)
    assert times(ring, "lead") == {m(1): 2, m(2): 2, m(3): 2}
    assert [ring.who("lead", id) for id in "56"] == [m(1), m(2)]


def test_who_comes_back_keeps_the_place_and_gains_nothing() -> None:
    ring = year_of(3)
    held(ring)
    ring.goes(1)
    ring.goes(2)
    ring.comes(2)
    ring.comes(1)
    assert times(ring, "lead") == {m(1): 1, m(2): 0, m(3): 0}
    assert ring.who("lead", "2") == m(2)


def test_who_was_away_for_years_makes_up_for_nothing() -> None:
    ring = year_of(3)
    ring.goes(3)
    for _ in range(4):
        held(ring)
    ring.comes(3)
    assert times(ring, "lead")[m(3)] == 2


def test_what_somebody_did_counts_also_when_it_was_not_theirs_to_do() -> None:
    ring = year_of(3)
    for who in (m(3), m(3), MemberId("m99")):
        served(ring.circle, "lead", who, MONDAY)
    assert [ring.who("lead", id) for id in "123"] == [m(1), m(2), m(1)]


def test_who_is_asked_first_at_a_meeting() -> None:
    ring = year_of(4)
    ring.press(1, "away", "1")
    meeting = ring.meeting("1")
    assert order(ring.circle, "lead", meeting, ring.circle.present) == [m(2), m(3), m(4), m(1)]
    assert order(ring.circle, "lead", meeting, [m(4), m(3)]) == [m(3), m(4)]
    for number in (2, 3, 4):
        ring.press(number, "away", "1")
    assert order(ring.circle, "lead", meeting, [m(2)]) == [m(2)]


# A swap.


def swapped(ring: Ring, duty: Duty = "lead", *, to: int = 2) -> None:
    answer = ring.press(1, "swap", f"1:{duty}:m{to}")
    assert line(answer) == "circle.swap.asked"
    answer = ring.press(to, "swap_yes", "1")
    assert (line(answer), told(answer, m(1))[0]) == ("circle.swap.said_yes", "circle.swap.yes")


def test_two_exchange_their_turns() -> None:
    ring = year_of(3)
    answer = ring.press(1, "swap", "1:lead:m2")
    assert told(answer, m(2)) == ["circle.swap.lead", "circle.swap.exchange"]
    ring.press(2, "swap_yes", "1")
    assert [ring.who("lead", id) for id in "123"] == [m(2), m(1), m(3)]


def test_who_says_no_leaves_everything_as_it_is() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    answer = ring.press(2, "swap_no", "1")
    assert told(answer, m(1)) == ["circle.swap.no"]
    assert ring.who("lead") == m(1)
    assert line(ring.press(2, "swap_yes", "1")) == "answer.old"


def test_only_whoever_was_asked_can_answer() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    assert line(ring.press(3, "swap_yes", "1")) == "answer.old"


def test_who_swapped_and_cannot_come_after_all() -> None:
    ring = year_of(3)
    swapped(ring)
    ring.press(2, "away", "1")
    assert ring.who("lead") in (m(1), m(3))
    ring.press(2, "come", "1")
    assert ring.who("lead") == m(2)


@pytest.mark.parametrize("who", [1, 2])
def test_a_swap_that_was_asked_is_off_when_either_cannot_come(who: int) -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    answer = ring.press(who, "away", "1")
    assert told(answer, m(1)) == ["circle.swap.no"] * (who == 2)
    assert ring.meeting().swap is None
    assert line(ring.press(2, "swap_yes", "1")) == "answer.old"


def test_a_swap_stands_when_somebody_else_cannot_come() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    ring.press(3, "away", "1")
    assert ring.meeting().swap is not None


def test_who_would_rather_not_asks_nobody_any_more() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    ring.press(1, "skip", "1:lead")
    assert ring.meeting().swap is None
    ring.press(2, "swap", "1:lead:m3")
    bring = ring.who("bring")
    assert bring is not None
    ring.press(int(bring[1:]), "skip", "1:bring")
    assert ring.meeting().swap is not None


def test_a_swap_is_too_late_when_the_turn_is_somebody_elses() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    ring.press(1, "snooze", "8")
    assert ring.who("lead") == m(2)
    assert line(ring.press(2, "swap_yes", "1")) == "circle.swap.too_late"


def test_an_exchange_that_cannot_be_is_not_promised() -> None:
    ring = year_of(3)
    ring.press(1, "away", "2")
    assert told(ring.press(1, "swap", "1:lead:m2"), m(2))[0] == "circle.swap.lead"
    swap = ring.meeting().swap
    assert swap is not None
    assert swap.meeting != "2"


def test_an_exchange_that_was_dropped_meanwhile_is_none() -> None:
    ring = year_of(3)
    ring.press(1, "swap", "1:lead:m2")
    ring.press(3, "drop", "2")
    ring.press(2, "swap_yes", "1")
    assert ring.who("lead") == m(2)


def test_who_has_a_later_turn_in_exchange_has_none_before_it() -> None:
    ring = year_of(4)
    swapped(ring, to=4)
    assert [ring.who("lead", id) for id in "1234"] == [m(4), m(2), m(3), m(1)]


def test_who_leads_sooner_after_all_is_free_of_the_turn_in_exchange() -> None:
    ring = year_of(4)
    swapped(ring)
    for number, cannot in ((2, "away"), (3, "skip"), (4, "skip")):
        ring.press(number, cannot, "1" if cannot == "away" else "1:lead")
    assert [ring.who("lead", id) for id in "12"] == [m(1), m(1)]
    held(ring)
    assert [ring.who("lead", id) for id in "234"] == [m(2), m(3), m(4)]


def test_a_swap_is_with_somebody_whose_turn_is_still_to_come() -> None:
    ring = year_of(3)
    held(ring)
    assert line(ring.press(2, "swap", "2:lead:m1")) == "answer.old"
    assert line(ring.press(2, "swap", "2:lead:m3")) == "circle.swap.asked"


def test_who_is_the_last_of_a_round_swaps_with_anybody() -> None:
    ring = year_of(3)
    held(ring)
    held(ring)
    assert line(ring.press(3, "swap", "3:lead:m1")) == "circle.swap.asked"


def test_nobody_swaps_with_who_cannot_or_is_out_of_reach() -> None:
    ring = year_of(3)
    ring.press(2, "away", "1")
    assert line(ring.press(1, "swap", "1:lead:m2")) == "answer.old"
    assert line(ring.press(1, "swap", "1:lead:m1")) == "answer.old"
    assert line(ring.press(3, "swap", "1:lead:m1")) == "answer.old"
    assert line(ring.press(1, "swap", "1:nothing:m3")) == "answer.old"
    ring.comes(3, reachable=False)
    assert line(ring.press(1, "swap", "1:lead:m3")) == "circle.swap.unreachable"


# What people were told stays so.


def prepared(people: int = 4) -> Ring:
    ring = year_of(people)
    ring.until(ring.at() - timedelta(days=1))
    assert "prepare" in ring.meeting().sent
    return ring


def test_whoever_has_it_now_hears_so() -> None:
    ring = prepared()
    answer = ring.press(1, "away", "1")
    leader = ring.who("lead")
    assert leader not in (None, m(1))
    assert told(answer, leader) == ["circle.now_you.lead"]


def test_a_turn_that_was_handed_on_does_not_come_back() -> None:
    ring = prepared()
    ring.press(1, "away", "1")
    leader = ring.who("lead")
    assert told(ring.press(1, "come", "1"), leader) == []
    assert ring.who("lead") == leader


def test_who_brings_something_in_keeps_it_when_the_lead_is_handed_on() -> None:
    ring = prepared()
    bring = ring.who("bring")
    ring.press(1, "away", "1")
    assert ring.who("bring") == bring != ring.who("lead")


def test_of_a_meeting_that_nobody_was_told_about_nobody_hears() -> None:
    ring = year_of(4)
    assert ring.press(1, "away", "1").effects == []
    assert ring.press(2, "skip", "1:lead").effects == []


def test_somebody_new_takes_nothing_from_who_was_told() -> None:
    ring = prepared()
    before = ring.who("lead"), ring.who("bring")
    ring.comes(5)
    assert (ring.who("lead"), ring.who("bring")) == before


def test_a_leader_who_leaves_after_the_preparation() -> None:
    ring = prepared()
    answer = ring.goes(1)
    leader = ring.who("lead")
    assert told(answer, leader) == ["circle.now_you.lead"]
    assert told(answer) == ["circle.member_gone"]


def test_a_leader_who_takes_rest_after_the_preparation() -> None:
    ring = prepared()
    answer = ring.press(1, "snooze", "2")
    assert told(answer, ring.who("lead")) == ["circle.now_you.lead"]


def test_who_accepts_a_swap_is_not_told_what_he_just_said() -> None:
    ring = prepared()
    ring.press(1, "swap", "1:lead:m3")
    answer = ring.press(3, "swap_yes", "1")
    assert told(answer, m(3)) == []
    assert ring.who("lead") == m(3)
