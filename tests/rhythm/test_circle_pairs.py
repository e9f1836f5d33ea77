"""Pairs: every so many weeks with somebody else, and what somebody would rather not is for nobody's eyes."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.rhythm.circle.events import Began
from flows.rhythm.effects import LookIn, Tell
from tests.rhythm.ring import Ring, keys, line, m, pairs_in, told


def lines(ring: Ring, page: str, who: int | None = 1) -> list[str]:
    return [one.key for one in ring.card(who, page).lines]


def going(people: int = 4) -> Ring:
    ring = Ring.of(people)
    ring.press(1, "pairs", "on")
    return ring


def test_pairs_begin_tomorrow_and_go_on_every_so_many_weeks() -> None:
    ring = Ring.of(4)
    answer = ring.press(1, "pairs", "on")
    assert (answer.page, told(answer)) == ("pairs", ["pairs.on"])
    assert ring.press(2, "pairs", "on").idle
    found = [ring.passes(days=21) for _ in range(3)]
    assert [len(pairs_in(one)) for one in found] == [2, 2, 2]
    met = [frozenset(two) for one in found for two in pairs_in(one)]
    assert len({*met}) == 6, "nobody twice before all others"


def test_a_rhythm_of_pairs_that_is_changed() -> None:
    ring = going()
    assert line(ring.press(1, "pair_weeks", "9")) == "answer.old"
    ring.press(1, "pair_weeks", "6")
    assert ring.circle.pairs is not None
    first = ring.circle.pairs.next
    ring.passes(days=2)
    assert ring.circle.pairs.next is not None
    assert first is not None
    assert ring.circle.pairs.next - first > timedelta(weeks=5)
    ring.press(1, "pair_weeks", "2")
    assert ring.circle.pairs.next - first < timedelta(weeks=3)
    ring.passes(days=7)
    assert line(Ring.of(2).press(1, "pair_weeks", "2")) == "answer.old"


def test_of_three_all_talk_together() -> None:
    assert [len(one) for one in pairs_in(going(3).passes(days=2))] == [3]


def test_who_cannot_be_written_to_keeps_nobody_waiting() -> None:
    ring = Ring.of(4)
    ring.comes(5, reachable=False)
    ring.press(1, "pairs", "on")
    assert {one for two in pairs_in(ring.passes(days=2)) for one in two} == {m(1), m(2), m(3), m(4)}


def test_what_was_opened_for_a_round_is_looked_into_at_the_next() -> None:
    ring = going()
    ring.passes(days=2)
    ring.happens(Began(meeting="", session="room"))
    found = [one.session for one in ring.passes(days=21) if isinstance(one, LookIn)]
    assert found == ["room"]
    assert Ring.of(2).happens(Began(meeting="", session="room")).idle


def test_who_did_not_meet_has_not_met() -> None:
    ring = going(2)
    ring.passes(days=2)
    pairs = ring.circle.pairs
    assert pairs is not None
    for said, times in (("no", 0), ("no", 0), ("yes", 1), ("yes", 1), ("no", 0)):
        ring.press(1, "met", f"{pairs.round}:{said}")
        assert ring.circle.pairs is not None
        assert [count for count, _ in ring.circle.pairs.met.values()] == [times]


def test_pairs_of_nobody() -> None:
    assert line(Ring.of(1).press(1, "pairs", "on")) == "circle.alone"
    ring = going(2)
    ring.press(2, "snooze", "8")
    assert [one for one in ring.passes(days=50) if isinstance(one, Tell)] == []


def test_everybody_would_rather_not() -> None:
    ring = going(2)
    ring.press(1, "veto", "m2")
    found = ring.passes(days=2)
    assert pairs_in(found) == []
    # Both read the same, so that nobody can tell who said so.
    assert keys(found, m(1)) == keys(found, m(2)) == ["pairs.left"]
    assert lines(ring, "pairs") == ["pairs.going"]


def test_a_veto_is_nowhere_to_be_read() -> None:
    ring = going(5)
    ring.press(1, "veto", "m2")
    told_to = ring.passes(days=2)
    for who in (2, 3, 4, 5, None):
        for page in ("home", "pairs", "wishes", "vetoes", "rota", "history", "dates", "me"):
            assert not any(one.chosen and one.action in ("wish", "veto") for one in ring.buttons(who, page))
    assert not [one for one in told_to if isinstance(one, Tell) and one.to is None]
    assert all(not {"m1", "m2"} <= {*two} for two in pairs_in(told_to))


def test_wishes_and_vetoes_are_taken_back_and_take_each_others_place() -> None:
    ring = going()
    mine = ring.circle.members
    assert line(ring.press(1, "wish", "m2")) == "pairs.noted_wish"
    assert line(ring.press(1, "veto", "m2")) == "pairs.noted_veto"
    mine = ring.circle.members
    assert (mine[m(1)].wishes, mine[m(1)].vetoes) == ([], [m(2)])
    assert [one.chosen for one in ring.buttons(1, "vetoes")][:3] == [True, False, False]
    answer = ring.press(1, "veto", "m2")
    assert (line(answer), answer.page) == ("pairs.taken_back", "vetoes")
    ring.press(1, "wish", "m3")
    assert ring.press(1, "wish", "m3").page == "wishes"
    assert line(ring.press(1, "wish", "m1")) == "answer.old"


def test_a_wish_comes_true() -> None:
    ring = going(6)
    ring.press(1, "wish", "m6")
    assert ("m1", "m6") in pairs_in(ring.passes(days=2))


def test_did_you_meet_is_asked_once() -> None:
    ring = going()
    ring.passes(days=2)
    assert ring.card(1, "pairs").lines[-1].key == "pairs.with"
    found = ring.passes(days=19)
    for who in range(1, 5):
        assert keys(found, m(who)) == ["pairs.did_you"]
    answer = ring.press(1, "met", "1:yes")
    assert (line(answer), answer.page) == ("pairs.nice", "pairs")
    assert line(ring.press(2, "met", "1:no")) == "pairs.next_time"
    assert line(ring.press(2, "met", "1:perhaps")) == "answer.old"
    assert keys(ring.passes(hours=4), m(3)) == []
    ring.passes(days=5)
    assert line(ring.press(1, "met", "1:yes")) == "answer.old"
    assert line(Ring.of(2).press(1, "met", "0:yes")) == "answer.old"


def test_whoever_answered_is_not_asked() -> None:
    ring = going(2)
    ring.passes(days=2)
    ring.press(1, "met", "1:yes")
    assert [one for one in ring.passes(days=19) if isinstance(one, Tell)] == []


def test_somebody_new_was_in_no_pair() -> None:
    ring = going()
    ring.passes(days=2)
    ring.comes(5)
    assert line(ring.press(5, "met", "1:yes")) == "answer.old"
    assert lines(ring, "pairs", 5) == ["pairs.going"]


def test_pairs_stop_and_begin_again() -> None:
    ring = going()
    ring.passes(days=2)
    answer = ring.press(1, "pairs", "off")
    assert told(answer) == ["pairs.off"]
    assert line(ring.press(2, "pairs", "off")) == "answer.old"
    assert ring.passes(days=60) == []
    ring.press(1, "pairs", "on")
    found = ring.passes(days=3)
    assert len(pairs_in(found)) == 2
    assert "pairs.did_you" not in [key for who in range(1, 5) for key in keys(found, m(who))]


def test_of_a_pair_one_leaves() -> None:
    ring = going()
    first, *_ = pairs_in(ring.passes(days=2))
    gone, other = (int(one[1:]) for one in first)
    answer = ring.goes(gone)
    assert (told(answer), told(answer, m(other))) == (["circle.member_gone"], ["pairs.alone_now"])
    assert keys(ring.passes(days=19), m(other)) == []


def test_of_three_one_leaves_and_two_go_on() -> None:
    ring = going(3)
    ring.passes(days=2)
    assert told(ring.goes(1)) == ["circle.member_gone"]
    found = ring.passes(days=19)
    assert (keys(found, m(2)), keys(found, m(3))) == (["pairs.did_you"], ["pairs.did_you"])


def test_a_pair_that_met_or_is_over_is_not_told_that_one_leaves() -> None:
    for action, value in (("met", "1:yes"), ("pairs", "off")):
        ring = going(2)
        ring.passes(days=2)
        ring.press(1, action, value)
        assert told(ring.goes(1), m(2)) == []


def test_a_round_that_was_slept_through_begins_later() -> None:
    ring = going()
    ring.passes(days=2)
    ring.now += timedelta(days=200)
    assert ring.wake().effects == []
    assert ring.circle.pairs is not None
    assert ring.circle.pairs.next is not None
    assert timedelta(weeks=2) < ring.circle.pairs.next - ring.now < timedelta(weeks=8)


def test_the_day_is_that_of_the_circle() -> None:
    ring = Ring.of(2)
    assert ring.circle.day(datetime.fromisoformat("2026-09-07T22:30:00+00:00")).day == 8
