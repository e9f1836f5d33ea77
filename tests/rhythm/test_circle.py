"""A circle: who is in it, what they agreed, what waits for the morning, and pairs."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.rhythm.circle.events import Began, Ended, Freed
from flows.rhythm.circle.settings import MOST_FREE, MOST_RULES
from flows.rhythm.circle.take import MOST_MEMBERS
from flows.rhythm.circle.waiting import MOST_WAITING
from flows.rhythm.effects import Tell
from flows.rhythm.hours import Days
from flows.rhythm.words import Named
from tests.rhythm.ring import MONDAY, Ring, keys, line, m, pairs_in, told


def lines(ring: Ring, page: str, who: int | None = 1) -> list[str]:
    return [one.key for one in ring.card(who, page).lines]


# Coming and going.


def test_somebody_comes_and_comes_again() -> None:
    ring = Ring.of(1)
    assert ring.comes(1).idle
    answer = ring.comes(1, name="Elsje")
    assert (answer.page, answer.idle) == ("home", False)
    assert ring.circle.members[m(1)].name == "Elsje"
    assert line(ring.comes(2)) == "circle.welcome"


def test_a_circle_can_be_full() -> None:
    ring = Ring.of(MOST_MEMBERS)
    assert line(ring.comes(MOST_MEMBERS + 1)) == "circle.full"
    assert len(ring.circle.present) == MOST_MEMBERS


def test_who_is_no_member_can_do_nothing() -> None:
    ring = Ring.of(2)
    ring.goes(2)
    for answer in (ring.press(2, "year"), ring.press(9, "year"), ring.write(2, "rules", "Stil zijn")):
        assert (line(answer), answer.idle) == ("circle.not_in", True)
    assert ring.goes(2).idle
    assert line(ring.happens(Freed(member=m(2), days=()))) == "circle.not_in"


def test_what_means_nothing() -> None:
    ring = Ring.of(2)
    for answer in (ring.press(1, "dance"), ring.write(1, "dance", "x")):
        assert line(answer) == "answer.old"
    assert ring.happens(Began(meeting="9", session="s")).idle
    assert ring.happens(Ended(meeting="9", held=True, at=MONDAY)).idle


def test_the_last_one_leaves_and_somebody_begins_anew() -> None:
    ring = Ring.of(2)
    ring.write(1, "moment", "7 september 15:30")
    ring.passes(days=1)
    ring.press(1, "year")
    ring.press(1, "find")
    ring.press(1, "pairs", "on")
    ring.goes(1)
    assert told(ring.press(2, "leave")) == []
    assert ring.circle.planned == []
    assert ring.passes(days=100) == []
    assert ring.meeting("1").state == "held"
    ring.comes(1)
    assert ring.circle.present == [m(1)]
    other = Ring.of(1)
    other.goes(1)
    assert other.circle.present == []


def test_who_leaves_takes_wishes_and_vetoes_along() -> None:
    ring = Ring.of(3)
    ring.press(1, "veto", "m2")
    ring.press(2, "wish", "m1")
    ring.press(3, "wish", "m1")
    ring.goes(1)
    members = ring.circle.members
    assert [members[one].wishes + members[one].vetoes for one in members] == [[], [], []]


def test_who_leaves_asks_nobody_to_swap() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    ring.press(1, "swap", "1:lead:m2")
    ring.press(2, "swap", "2:lead:m3")
    ring.goes(1)
    assert [ring.meeting(id).swap is None for id in "12"] == [True, False]
    assert ring.card(3, "meeting 2").lines[-1].key == "circle.swap_open"


# What was agreed.


def test_rules_are_agreed_once() -> None:
    ring = Ring.of(2)
    assert lines(ring, "rules")[0] == "circle.rules.propose"
    answer = ring.press(1, "usual_rules", "Wat hier gezegd wordt, blijft hier.|Passen mag.")
    assert (answer.page, told(answer)) == ("rules", ["circle.rules.agreed"])
    # Two tap at once, or one taps an old card.
    assert ring.press(2, "usual_rules", "Iets anders").idle
    assert ring.write(1, "rules", "Wat hier gezegd wordt, blijft hier.\n\n  Passen   mag.").idle
    assert lines(ring, "rules") == ["circle.rules.title", "circle.rules.item", "circle.rules.item"]


def test_rules_of_ones_own() -> None:
    ring = Ring.of(2)
    ring.write(1, "rules", "{om} de {beurt}\n=weekday.1")
    assert ring.circle.rules == ["{om} de {beurt}", "=weekday.1"]
    fills = [value for one in ring.card(1, "rules").lines for value in one.values.values()]
    assert not any(isinstance(value, Named) for value in fills), "what people write is never a text of ours"


def test_rules_that_nobody_remembers() -> None:
    ring = Ring.of(2)
    for text, why in (("\n \n", "none"), ("x\n" * (MOST_RULES + 1), "too_many"), ("x" * 201, "too_many")):
        answer = ring.write(1, "rules", text)
        assert (line(answer), answer.page, answer.idle) == (f"circle.rules.{why}", "write", True)
    assert ring.card(1, "write").awaits == "rules"


def test_a_rhythm_is_chosen_and_what_is_planned_stays() -> None:
    ring = Ring.of(2)
    assert "circle.rhythm_stays" not in lines(ring, "rhythm")
    ring.press(1, "year")
    before = ring.at()
    for action, value in (("weeks", "4"), ("weekday", "3"), ("clock", "16:00"), ("region", "zuid"), ("region", "")):
        answer = ring.press(1, action, value)
        assert (answer.page, answer.idle) == ("rhythm", False)
    assert (ring.circle.weeks, ring.circle.weekday, f"{ring.circle.clock:%H:%M}") == (4, 3, "16:00")
    assert ring.at() == before
    assert "circle.rhythm_stays" in lines(ring, "rhythm")


@pytest.mark.parametrize("action", ["weeks", "weekday", "clock", "region", "flow", "snooze", "pair_weeks", "wish"])
def test_a_choice_that_is_none(action: str) -> None:
    ring = Ring.of(2)
    value = "" if action == "flow" else "nergens"
    assert line(ring.press(1, action, value)) == "answer.old"


def test_a_zone_is_written_and_what_is_planned_keeps_its_time_on_the_clock() -> None:
    ring = Ring.of(2)
    ring.write(1, "moment", "15 september 15:30")
    ring.press(1, "find")
    ring.press(1, "pairs", "on")
    assert ring.card(1, "zone").awaits == "zone"
    answer = ring.write(1, "zone", "curacao")
    assert (line(answer), answer.page) == ("circle.zone_set", "rhythm")
    assert ring.circle.zone == "America/Curacao"
    there = ZoneInfo("America/Curacao")
    assert f"{ring.at().astimezone(there):%d %H:%M}" == "15 15:30"
    assert {f"{one.astimezone(there):%H:%M}" for one in ring.meeting("2").options} == {"15:30"}
    assert ring.circle.pairs is not None
    assert ring.circle.pairs.next is not None
    assert f"{ring.circle.pairs.next.astimezone(there):%H:%M}" == "09:00"
    assert ring.write(1, "zone", " America/Curacao ").idle


def test_a_zone_of_a_circle_in_which_nothing_was_planned() -> None:
    ring = Ring.of(2)
    ring.write(1, "zone", "Asia/Tokyo")
    assert ring.circle.zone == "Asia/Tokyo"
    ring.press(1, "pairs", "on")
    ring.press(1, "pairs", "off")
    assert line(ring.write(1, "zone", "amsterdam")) == "circle.zone_set"


@pytest.mark.parametrize("text", ["Utopia", "", "Europe", "../etc/passwd", "\x00", "Europe/Amsterdam/Zuid"])
def test_a_zone_that_is_unknown(text: str) -> None:
    ring = Ring.of(2)
    answer = ring.write(1, "zone", text)
    assert (line(answer), answer.page, answer.idle) == ("circle.zone_unknown", "zone", True)


def test_a_name_is_written() -> None:
    ring = Ring.of(2)
    assert ring.card(1, "name").awaits == "name"
    assert ring.write(1, "name", "  Het  {team} ").page == "home"
    assert ring.circle.name == "Het {team}"
    assert line(ring.write(1, "name", " \n ")) == "circle.name_empty"


def test_a_form_is_for_all_meetings_to_come() -> None:
    ring = Ring.of(2)
    ring.write(1, "moment", "8 september 15:30")
    ring.write(1, "moment", "15 september 15:30")
    ring.until(ring.at() + timedelta(hours=2))
    answer = ring.press(1, "flow", "troika")
    assert (line(answer), answer.page) == ("circle.form_set", "dates")
    assert [one.flow for one in ring.circle.meetings] == ["intervisie", "troika"]


def test_free_days_of_the_school() -> None:
    ring = Ring.of(2)
    day = MONDAY.date()
    assert line(ring.happens(Freed(member=m(1), days=(Days(first=day, last=day),)))) == "calendar.free_read"
    years = Days(first=day, last=day + timedelta(days=MOST_FREE))
    answer = ring.happens(Freed(member=m(1), days=(years,)))
    assert (line(answer), answer.idle) == ("circle.free_too_many", True)
    almost = Days(first=day, last=day + timedelta(days=MOST_FREE - 1))
    ring.happens(Freed(member=m(1), days=(almost,)))
    for action, value in (("year", ""), ("find", ""), ("pairs", "on")):
        ring.press(1, action, value)
    ring.passes(days=400)


# What others hear, and when.


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


# What is seen.


def test_what_a_circle_needs_most_comes_first() -> None:
    ring = Ring.of(1)
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.dates", "circle.rota"]
    ring.comes(2)
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.find", "circle.plan_year"]
    ring.press(1, "find")
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.poll"]
    assert [one.label for one in ring.card(None, "home").rows[0]] == ["circle.join"]
    ring.write(1, "moment", "30 september 11:00")
    ring.press(1, "settle", "1.1:3")
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.dates", "circle.rota"]
    assert "circle.first" in lines(ring, "home")


def test_a_group_sees_together_what_is_nobodys_alone() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    ring.press(1, "pairs", "on")
    ring.press(1, "veto", "m2")
    assert {one.label for one in ring.buttons(None, "meeting 1")} >= {"circle.cannot", "circle.can", "circle.my_turn"}
    for page in ("wishes", "vetoes"):
        assert lines(ring, page, None) == ["pairs.in_private"]
        assert not any(one.chosen for one in ring.buttons(None, page))
    for page in ("me", "leave"):
        assert "m1" not in str(ring.card(None, page))
    assert ring.card(None, "swap 1:lead").lines[0].key == "circle.dates_title"


def test_whose_turn_it_is_sees_more_on_the_same_page() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    assert [one.label for one in ring.card(1, "turn 1").rows[1]] == ["circle.rather_not.lead", "circle.swap.lead"]
    assert "circle.rather_not.lead" not in [one.label for one in ring.buttons(3, "turn 1")]
    ring.press(1, "swap", "1:lead:m3")
    assert [one.label for one in ring.card(3, "turn 1").rows[0]] == ["circle.swap_yes", "circle.swap_no"]
    assert ring.card(3, "swap 1:lead").lines[0].key == "circle.meeting_title"
    ring.press(2, "away", "1")
    assert ring.card(2, "turn 1").rows[0][0].label == "circle.can"
    assert "circle.away" in lines(ring, "turn 1")


def test_who_has_nobody_to_swap_with_reads_so() -> None:
    ring = Ring.of(2)
    ring.press(1, "year")
    ring.press(2, "away", "1")
    assert lines(ring, "swap 1:lead") == ["circle.nobody_else"]


def test_the_rota_in_words() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    assert lines(ring, "rota").count("circle.rota_lead_will") == 3
    ring.until(ring.at("2") + timedelta(days=2))
    ring.comes(4)
    for id in "3456":
        ring.press(4, "away", id)
    found = lines(ring, "rota")
    assert found[:5] == [
        "circle.rota_title", "circle.rota_lead_both", "circle.rota_lead_both", "circle.rota_lead_will",
        "circle.rota_lead_none",
    ]  # fmt: skip
    assert found[5] == "circle.bring_title"
    assert ring.card(1, "rota").picture == "rota"
    for id in "3456":
        ring.press(1, "drop", id)
    assert lines(ring, "rota")[1:5] == ["circle.rota_lead_had"] * 2 + ["circle.rota_lead_none"] * 2


def test_who_is_alone_is_always_up() -> None:
    card = Ring.of(1).card(1, "rota")
    assert ([one.key for one in card.lines], card.rows[0][0].action) == (
        ["circle.rota_title", "circle.rota_alone"], "invite",
    )  # fmt: skip


def test_the_history_is_dates_forms_and_roles() -> None:
    ring = Ring.of(3)
    assert lines(ring, "history") == ["circle.history_none"]
    ring.press(1, "year")
    ring.passes(days=120)
    ring.goes(1)
    card = ring.card(2, "history")
    assert [one.key for one in card.lines] == ["circle.history_title"] + ["circle.history_item"] * 3
    assert {*card.lines[1].values} == {"day", "flow", "n", "lead", "bring"}
    assert card.lines[1].values["day"] > card.lines[2].values["day"]  # type: ignore[operator]


def test_a_rest_can_be_taken_and_ended() -> None:
    ring = Ring.of(2)
    assert line(ring.press(1, "snooze", "2")) == "circle.snoozed"
    assert "circle.snoozed_until" in lines(ring, "me")
    assert line(ring.press(1, "snooze", "0")) == "circle.back"
    assert "circle.awake" in lines(ring, "me")


# Pairs.


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
