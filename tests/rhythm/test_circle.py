"""A circle: who is in it, and what they agreed."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.rhythm.circle.events import Began, Ended, Freed, Went
from flows.rhythm.circle.settings import MOST_FREE, MOST_RULES
from flows.rhythm.circle.take import MOST_MEMBERS, NAMELESS
from flows.rhythm.hours import Days
from flows.rhythm.words import Named
from tests.rhythm.ring import MONDAY, Ring, line, m, told


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
    assert (line(answer), answer.page, told(answer)) == ("circle.rules.now", "rules", ["circle.rules.agreed"])
    assert [one.label for one in ring.buttons(None, "rules")] == ["circle.rules.right", "circle.rules.missing", "back"]
    answer = ring.taps(2, "circle.rules.right", "rules")
    assert (line(answer), answer.idle) == ("circle.rules.good", True)
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
        assert (answer.page, answer.idle) == ("slot" if action == "weekday" else "rhythm", False)
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


def test_a_region_is_asked_where_the_days_of_a_year_are_seen() -> None:
    ring = Ring.of(2, region="", zone="Asia/Tokyo")
    for page in ("year", "rhythm"):
        assert "circle.ask_region" in lines(ring, page)
    assert "circle.rhythm_zone" in lines(ring, "holidays")
    assert ring.taps(1, "region.zuid", "year").page == "year"
    assert (ring.circle.region, "circle.skips" in lines(ring, "year")) == ("zuid", True)


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


def test_who_wants_to_be_forgotten_has_no_name_any_more() -> None:
    ring = Ring.of(3)
    ring.happens(Went(member=m(2), forget=True))
    assert ring.circle.members[m(2)].name == NAMELESS
    assert [line.key for line in ring.card(1, "home").lines]
    ring.goes(3)
    ring.happens(Went(member=m(3), forget=True))
    assert (ring.circle.members[m(3)].name, ring.circle.present) == (NAMELESS, [m(1)])
    assert ring.happens(Went(member=m(9), forget=True)).idle
