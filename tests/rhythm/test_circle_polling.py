"""A date is looked for: proposed, marked by everybody, and settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.rhythm.ring import Ring, keys, line, m, told

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def moments(ring: Ring) -> list[str]:
    return [f"{one.at.astimezone(AMSTERDAM):%a %d %b %H:%M}" for one in ring.circle.planned if one.at is not None]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def searching(people: int = 3, **more: object) -> Ring:
    ring = Ring.of(people, **more)
    ring.press(1, "find")
    return ring


def marks(ring: Ring, who: int, *answers: str) -> list[str]:
    """How the dates suit somebody, one by one; what everybody hears of it."""
    heard: list[str] = []
    for n, answer in enumerate(answers):
        marks = [one.value for one in ring.buttons(who, "poll") if one.action == "mark"]
        heard += told(ring.press(who, "mark", next(value for value in marks if value.endswith(f":{n}:{answer}"))))
    return heard


def test_three_dates_everybody_marks_them_and_the_best_is_shown() -> None:
    ring = Ring.of(3)
    answer = ring.press(1, "find")
    assert (answer.page, told(answer)) == ("poll", ["circle.search"])
    assert len(ring.meeting().options) == 3
    assert marks(ring, 1, "yes", "no", "yes") == []
    assert "circle.settle" not in [one.label for one in ring.buttons(1, "poll")], "one is not enough"
    assert marks(ring, 2, "yes", "yes", "maybe") == []
    assert marks(ring, 3, "maybe", "yes", "yes") == ["circle.best"]
    best = ring.meeting().options[0]
    answer = ring.taps(2, "circle.settle", "poll", together=True)
    assert (line(answer), answer.page, told(answer)) == ("circle.settled", "poll 1", ["circle.settled"])
    assert ([one.key for one in ring.card(2, "poll 1").lines], len(ring.buttons(2, "poll 1"))) == (["circle.became"], 1)
    assert ring.at() == best
    assert (ring.meeting().options, ring.meeting().answers) == ([], {})


def test_who_said_no_to_the_date_is_away() -> None:
    ring = searching()
    marks(ring, 1, "yes", "no", "no")
    marks(ring, 2, "no", "yes", "no")
    ring.taps(1, "circle.settle", "poll")
    assert ring.meeting().away == [m(2)]


def test_two_look_for_a_date_at_once() -> None:
    ring = searching()
    answer = ring.press(2, "find")
    assert (answer.page, answer.idle) == ("poll", True)
    assert len(ring.circle.meetings) == 1


def test_two_settle_at_once() -> None:
    ring = searching()
    for who in (1, 2):
        marks(ring, who, "yes", "yes", "yes")
    settle = next(one for one in ring.buttons(None, "poll") if one.action == "settle")
    ring.press(1, "settle", settle.value)
    for action, value in (("settle", settle.value), ("mark", "1.1:0:no"), ("others", "1.1")):
        answer = ring.press(2, action, value)
        assert (line(answer), answer.page, answer.idle) == ("circle.became", "poll 1", True)


def test_a_tap_is_answered_with_what_is_left_to_mark() -> None:
    ring = searching()
    found = [line(ring.press(1, "mark", f"1.1:{n}:yes")) for n in range(3)]
    assert found == ["circle.marked", "circle.marked_but_one", "circle.marked_all"]


def test_an_old_mark_is_not_for_the_new_dates() -> None:
    ring = searching()
    old = [one for one in ring.buttons(1, "poll") if one.action in ("mark", "others")]
    marks(ring, 2, "yes", "no", "no")
    first = ring.meeting().options
    answer = ring.taps(1, "circle.other_dates", "poll")
    assert told(answer) == ["circle.others"]
    assert min(ring.meeting().options) > max(first)
    assert ring.meeting().answers == {}
    assert {line(ring.press(1, one.action, one.value)) for one in old} == {"answer.old"}


def test_a_mark_can_be_changed() -> None:
    ring = searching()
    marks(ring, 1, "yes")
    marks(ring, 1, "no")
    assert ring.meeting().answers == {m(1): {0: "no"}}
    chosen = [one.label for one in ring.buttons(1, "poll") if one.chosen]
    assert chosen == ["answer.no"]
    assert not any(one.chosen for one in ring.buttons(None, "poll"))


@pytest.mark.parametrize("value", ["", "1", "1.1", "1.1:0", "1.1:9:yes", "1.1:²:yes", "1.1:0:perhaps", "2.1:0:yes"])
def test_a_mark_that_means_nothing(value: str) -> None:
    ring = searching()
    assert line(ring.press(1, "mark", value)) == "answer.old"
    assert line(ring.press(1, "settle", value.removesuffix(":0"))) == "answer.old"


def test_a_date_of_ones_own_is_marked_as_well() -> None:
    ring = searching()
    marks(ring, 1, "yes", "no", "no")
    for who in (2, 3):
        marks(ring, who, "yes", "no", "no")
    assert "all" in ring.meeting().sent
    answer = ring.write(1, "moment", "30 september 11:00")
    assert (answer.page, told(answer)) == ("poll", ["circle.option_added"])
    assert ring.write(2, "moment", "30 september 11:00").idle
    heard = [marks(ring, who, "yes", "no", "no", "yes") for who in (1, 2, 3)]
    assert heard == [[], [], ["circle.best"]]
    ring.write(1, "moment", "1 oktober 11:00")
    assert line(ring.write(1, "moment", "2 oktober 11:00")) == "circle.options_full"
    assert ring.card(1, "moment").rows[0][0].value == "poll"


def test_nobody_can_and_there_is_a_way_on() -> None:
    ring = searching()
    heard = [marks(ring, who, "no", "no", "no") for who in (1, 2, 3)]
    assert heard[-1] == ["circle.nobody_can"]
    assert "settle" not in [one.action for one in ring.buttons(1, "poll")]


def test_who_says_nothing_is_asked_once_more_and_then_the_best_is_shown() -> None:
    ring = searching()
    marks(ring, 1, "yes", "no", "no")
    ring.comes(3, reachable=False)
    found = ring.passes(days=3)
    assert keys(found, m(2)) == ["circle.say_when"]
    # Whom no private message reaches is named where all read it.
    assert keys(found) == ["circle.poll_waiting"]
    found = ring.passes(days=2)
    assert keys(found) == ["circle.best"]
    assert ring.meeting().options[0] > ring.now, "there is still time for the first"


def test_nobody_said_anything() -> None:
    ring = searching()
    assert "circle.nobody_said" in keys(ring.passes(days=7))


def test_the_best_date_has_gone_by_meanwhile() -> None:
    ring = searching()
    for who in (1, 2):
        marks(ring, who, "yes", "maybe", "no")
    first = next(one for one in ring.buttons(1, "poll") if one.action == "settle")
    ring.now = ring.meeting().options[0] + timedelta(minutes=1)
    answer = ring.press(1, "settle", first.value)
    assert (line(answer), answer.page) == ("circle.moment.past", "poll")
    second = next(one for one in ring.buttons(1, "poll") if one.action == "settle")
    assert second.value.endswith(":1")
    assert not [one for one in ring.buttons(1, "poll") if one.action == "mark" and ":0:" in one.value]
    ring.now = max(ring.meeting().options) + timedelta(minutes=1)
    assert "settle" not in [one.action for one in ring.buttons(1, "poll")]


def test_all_dates_have_gone_by_before_anybody_is_awake() -> None:
    ring = searching()
    # The bot was away for weeks.
    ring.meeting().asked = max(ring.meeting().options)
    ring.now = max(ring.meeting().options) + timedelta(hours=1)
    assert "circle.all_past" in keys(ring.passes(days=6))


def test_the_last_one_who_was_silent_leaves() -> None:
    ring = searching()
    for who in (1, 2):
        marks(ring, who, "yes", "no", "no")
    assert told(ring.goes(3)) == ["circle.member_gone", "circle.best"]


def test_who_has_rest_is_not_waited_for() -> None:
    ring = searching()
    ring.press(3, "snooze", "8")
    marks(ring, 1, "yes", "no", "no")
    assert marks(ring, 2, "yes", "no", "no") == ["circle.best"]


def test_somebody_new_is_waited_for() -> None:
    ring = searching(2)
    marks(ring, 1, "yes", "no", "no")
    ring.comes(3)
    assert marks(ring, 2, "yes", "no", "no") == []
    assert marks(ring, 3, "yes", "no", "no") == ["circle.best"]


def test_who_is_alone_looks_for_nobody() -> None:
    ring = Ring.of(1)
    assert line(ring.press(1, "find")) == "circle.alone"


def test_the_search_is_stopped() -> None:
    ring = searching()
    answer = ring.taps(2, "circle.stop_search", "poll")
    assert told(answer) == ["circle.search_dropped"]
    assert ring.circle.asked is None
    assert ring.card(1, "poll").lines[0].key == "circle.dates_title"
    assert line(ring.press(1, "mark", "1.1:0:yes")) == "answer.old"
