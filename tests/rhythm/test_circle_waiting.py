"""What others hear, and when: at a decent hour, and only what is still true by then."""

from __future__ import annotations

from datetime import timedelta

from flows.rhythm.circle.waiting import MOST_WAITING
from tests.rhythm.ring import MONDAY, Ring, keys, line, m


def evening(people: int = 3) -> Ring:
    ring = Ring.of(people)
    ring.now = MONDAY + timedelta(hours=13)
    return ring


def test_others_are_left_in_peace_in_the_evening() -> None:
    ring = evening()
    answer = ring.press(1, "year")
    assert (line(answer), answer.effects) == ("circle.later", [])
    assert len(ring.circle.planned) > 1
    found = ring.passes(hours=11)
    assert keys(found) == ["circle.year_planned"]
    assert ring.circle.waiting == []


def test_what_is_not_true_any_more_in_the_morning_is_not_said() -> None:
    ring = evening()
    ring.press(1, "find")
    ring.press(1, "drop", "1")
    ring.write(1, "moment", "1 oktober 15:30")
    ring.press(1, "drop", "2")
    assert keys(ring.passes(hours=11)) == ["circle.search_dropped", "circle.dropped"]


def test_what_somebody_was_to_be_asked_and_need_not_any_more() -> None:
    ring = evening()
    ring.write(1, "moment", "1 oktober 15:30")
    ring.press(1, "swap", "1:lead:m2")
    ring.press(1, "away", "1")
    ring.press(2, "away", "1")
    ring.press(3, "come", "1")
    ring.press(2, "come", "1")
    found = ring.passes(hours=11)
    assert keys(found, m(2)) == []
    assert keys(found) == ["circle.planned_by"]


def test_what_is_still_so_in_the_morning_is_said() -> None:
    ring = evening()
    ring.write(1, "moment", "1 oktober 15:30")
    ring.press(1, "swap", "1:lead:m2")
    ring.press(1, "away", "1")
    ring.press(1, "come", "1")
    ring.press(1, "swap", "1:lead:m2")
    ring.press(3, "away", "1")
    ring.press(2, "find")
    found = ring.passes(hours=11)
    assert keys(found, m(2)) == ["circle.swap.lead"]
    assert "circle.search" in keys(found)


def test_who_left_meanwhile_hears_nothing() -> None:
    ring = evening()
    ring.write(1, "moment", "1 oktober 15:30")
    ring.press(1, "swap", "1:lead:m2")
    ring.press(2, "leave")
    assert keys(ring.passes(hours=11), m(2)) == []


def test_of_a_turn_that_was_handed_on_twice_only_the_last_hears() -> None:
    ring = Ring.of(4)
    ring.write(1, "moment", "9 september 15:30")
    ring.passes(hours=13)
    assert "prepare" in ring.meeting().sent
    ring.press(1, "away", "1")
    first = ring.who("lead")
    assert first is not None
    ring.press(int(first[1:]), "skip", "1:lead")
    second = ring.who("lead")
    found = ring.passes(hours=11)
    assert (keys(found, first), keys(found, second)) == ([], ["circle.now_you.lead"])


def test_what_waits_over_a_holiday_has_an_end() -> None:
    ring = evening()
    for day in range(1, 15):
        ring.write(1, "moment", f"{day} oktober 15:30")
        ring.press(1, "drop", str(ring.circle.met))
        ring.press(2, "find")
        ring.taps(2, "circle.other_dates", "poll")
        ring.press(2, "drop", str(ring.circle.met))
    assert len(ring.circle.waiting) == MOST_WAITING


def test_a_best_date_that_was_settled_at_night_is_not_offered_in_the_morning() -> None:
    ring = evening(2)
    ring.press(1, "find")
    for who in (1, 2):
        for n in range(3):
            ring.press(who, "mark", f"1.1:{n}:yes")
    ring.press(1, "settle", "1.1:0")
    assert keys(ring.passes(hours=11)) == ["circle.settled"]
