"""The meetings of a circle: planned, moved and dropped, prepared, opened, and what comes after."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from flows.rhythm.circle.meetings import MOST_OLD, MOST_PLANNED
from flows.rhythm.effects import Coming, Gather, LookIn
from flows.rhythm.hours import Days
from tests.rhythm.ring import MONDAY, Ring, keys, line, m, told

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def moments(ring: Ring) -> list[str]:
    return [f"{one.at.astimezone(AMSTERDAM):%a %d %b %H:%M}" for one in ring.circle.planned if one.at is not None]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


# A year ahead.


def test_a_year_is_planned_in_the_rhythm_and_around_the_holidays() -> None:
    ring = Ring.of(3)
    assert [one.key for one in ring.card(1, "year").lines].count("circle.year_item") == 6
    answer = ring.press(1, "year")
    assert told(answer) == ["circle.year_planned"]
    assert moments(ring)[:3] == ["Tue 15 Sep 15:30", "Tue 27 Oct 15:30", "Tue 08 Dec 15:30"]
    assert len(moments(ring)) == 6
    assert line(ring.press(2, "year")) == "circle.year_full"
    assert [one.key for one in ring.card(1, "year").lines] == ["circle.year_full"]


def test_a_year_goes_on_where_the_last_one_ended_in_the_same_rhythm() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    ring.until(ring.at() + timedelta(days=2))
    ring.press(1, "year")
    ordered = [one.at for one in ring.circle.planned if one.at is not None]
    assert len(ordered) == 6
    assert min(later - sooner for sooner, later in pairwise(ordered)) > timedelta(weeks=5, days=6)
    # Also when nothing is left of it but what was held.
    while ring.circle.planned:
        ring.until(ring.at(ring.circle.planned[0].id) + timedelta(days=2))
    last = ring.at("7")
    ring.press(1, "year")
    assert ring.at("8") - last >= timedelta(weeks=5)


def test_a_short_rhythm_fills_no_more_than_a_card() -> None:
    ring = Ring.of(3)
    ring.press(1, "weeks", "2")
    ring.press(1, "year")
    assert len(moments(ring)) == 12


def test_a_weekday_that_is_always_free_leads_to_a_way_on() -> None:
    tuesdays = [Days(first=day, last=day) for n in range(70) for day in [(MONDAY + timedelta(weeks=n, days=1)).date()]]
    ring = Ring.of(3, free=tuesdays)
    assert line(ring.press(1, "year")) == "circle.nothing_fits"
    card = ring.card(1, "year")
    assert [one.key for one in card.lines] == ["circle.nothing_fits"]
    assert ("circle.rhythm", "page") in [(one.label, one.action) for row in card.rows for one in row]


# One date.


def test_a_date_that_somebody_names_is_in_at_once_and_all_hear_it() -> None:
    ring = Ring.of(3)
    answer = ring.write(1, "moment", "donderdag 16:00")
    assert (line(answer), answer.page, told(answer)) == ("circle.planned_one", "dates", ["circle.planned_by"])
    assert moments(ring) == ["Thu 10 Sep 16:00"]
    assert line(ring.write(2, "moment", "10 september 16:00")) == "circle.planned_already"


def test_there_is_an_end_to_planning() -> None:
    ring = Ring.of(3)
    for day in range(1, MOST_PLANNED + 1):
        ring.write(1, "moment", f"{day} oktober 16:00")
    assert len(moments(ring)) == MOST_PLANNED
    assert line(ring.write(1, "moment", "30 oktober 16:00")) == "circle.year_full"
    assert line(ring.press(1, "find")) == "circle.year_full"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31 juni 15:00", "no_such_day"),
        ("gisteren 15:00", "past"),
        ("donderdag", "no_time"),
        ("eens een keer", "unclear"),
        ("1 oktober 15:00 of 16:00", "unclear"),
    ],
)
def test_what_cannot_be_used_is_asked_again(text: str, why: str) -> None:
    ring = Ring.of(3)
    answer = ring.write(1, "moment", text)
    assert (answer.page, answer.idle) == ("moment", True)
    assert line(answer) == f"circle.moment.{why}"
    assert ring.card(1, "moment").awaits == "moment"


# Another date, or none.


def planned(people: int = 3, *, text: str = "15 september 15:30") -> Ring:
    ring = Ring.of(people)
    ring.write(1, "moment", text)
    return ring


def test_the_same_meeting_at_another_time() -> None:
    ring = planned()
    ring.press(3, "away", "1")
    ring.press(1, "swap", "1:lead:m2")
    answer = ring.press(2, "move", "1")
    assert (answer.page, told(answer)) == ("poll", ["circle.moved"])
    assert (ring.meeting().away, ring.meeting().swap, ring.meeting().at) == ([], None, None)
    assert line(ring.press(2, "move", "1")) == "answer.old"
    for who in (1, 2):
        for n in range(3):
            ring.press(who, "mark", f"1.1:{n}:yes")
    ring.taps(1, "circle.settle", "poll")
    assert [one.id for one in ring.circle.planned] == ["1"]


def test_one_search_at_a_time() -> None:
    ring = planned()
    ring.press(1, "find")
    answer = ring.press(2, "move", "1")
    assert (line(answer), answer.page) == ("circle.one_search", "poll")
    assert ring.meeting().at is not None


def test_a_meeting_is_called_off_once() -> None:
    ring = planned()
    assert ring.card(1, "drop 1").lines[0].key == "circle.drop_sure"
    answer = ring.press(2, "drop", "1")
    assert (answer.page, told(answer)) == ("dates", ["circle.dropped"])
    assert line(ring.press(3, "drop", "1")) == "answer.old"
    assert ring.card(1, "drop 1").lines[0].key == "circle.dates_title"
    for action, value in (("away", "1"), ("come", "1"), ("skip", "1:lead"), ("swap", "1:lead:m2"), ("move", "1")):
        assert line(ring.press(1, action, value)) == "answer.old"
    assert ring.passes(days=60) == []


# Who comes.


def test_hardly_anybody_can() -> None:
    ring = planned()
    assert told(ring.press(1, "away", "1")) == []
    assert line(ring.press(1, "away", "1")) == "circle.away_noted"
    assert told(ring.press(2, "away", "1")) == ["circle.nobody_left"]
    assert ring.press(2, "away", "1").effects == []
    found = ring.passes(days=10)
    assert "circle.nobody_left" in keys(found)
    assert not [one for one in found if isinstance(one, Gather)]
    assert keys(found)[-2:] == ["circle.not_held", "circle.no_next"]


def test_who_can_after_all() -> None:
    ring = planned()
    assert ring.press(1, "come", "1").idle
    ring.press(1, "away", "1")
    answer = ring.press(1, "come", "1")
    assert (line(answer), answer.page, answer.idle) == ("circle.comes_noted", "meeting 1", False)


def test_who_left_does_not_count_among_those_who_cannot() -> None:
    ring = planned(4)
    ring.press(4, "away", "1")
    ring.goes(4)
    assert told(ring.press(3, "away", "1")) == []


# It is nearly time, it is time, and it is over.


def test_two_days_before_everybody_hears_who_does_what() -> None:
    ring = planned()
    found = ring.until(ring.at() - timedelta(hours=30))
    assert keys(found) == ["circle.prepare", "circle.leads", "circle.brings"]
    assert keys(found, m(1)) == ["circle.you.lead"]
    assert keys(found, m(2)) == ["circle.you.bring"]
    assert [one for one in found if isinstance(one, Coming)] == [Coming(meeting="1")]


def test_nobody_leads_who_cannot() -> None:
    ring = planned(2)
    ring.comes(3)
    ring.press(1, "skip", "1:lead")
    ring.press(2, "skip", "1:lead")
    ring.press(3, "away", "1")
    found = ring.until(ring.at() - timedelta(hours=30))
    assert "circle.prepare" in keys(found)
    assert "circle.leads" not in keys(found)


def test_a_meeting_of_tomorrow_is_prepared_at_once() -> None:
    ring = planned(text="8 september 11:00")
    assert keys(ring.passes(hours=1)) == ["circle.prepare", "circle.leads", "circle.brings"]


def test_a_meeting_early_on_a_monday_is_prepared_on_friday() -> None:
    ring = planned(text="14 september 8:15")
    found = ring.until(at("2026-09-11T18:00"))
    assert "circle.prepare" in keys(found)


def test_a_meeting_after_a_holiday_is_prepared_after_it_while_there_is_time() -> None:
    ring = planned(text="5 januari 15:30")
    assert "circle.prepare" not in keys(ring.until(at("2027-01-04T06:00")))
    assert "circle.prepare" in keys(ring.until(at("2027-01-04T09:00")))
    ring = planned(text="4 januari 8:05")
    assert "circle.prepare" in keys(ring.until(at("2026-12-18T18:00")))


def test_the_conversation_is_opened_a_little_before_it_begins() -> None:
    ring = planned()
    ring.meets = False
    found = ring.until(ring.at() - timedelta(minutes=9))
    assert Gather(meeting="1") in found
    assert (ring.meeting().state, ring.meeting().session) == ("open", "s1")
    assert [one.action for one in ring.buttons(1, "meeting 1")] == ["page"]
    assert line(ring.press(1, "away", "1")) == "answer.old"


def test_in_the_evening_as_well() -> None:
    ring = planned(text="15 september 20:00")
    assert Gather(meeting="1") in ring.until(ring.at())


def test_the_day_after_it_is_said_what_comes_next() -> None:
    ring = planned()
    ring.write(1, "moment", "6 oktober 15:30")
    ring.until(ring.at() + timedelta(hours=1))
    assert keys(ring.passes(days=2)) == ["circle.held", "circle.next", "circle.leads"]


def test_or_that_a_date_is_looked_for() -> None:
    ring = planned()
    ring.until(ring.at() + timedelta(hours=1))
    ring.press(1, "find")
    assert keys(ring.passes(days=1)) == ["circle.held", "circle.searching"]


def test_nobody_can_lead_the_next_one_yet() -> None:
    ring = planned(2)
    ring.write(1, "moment", "6 oktober 15:30")
    for who in (1, 2):
        ring.press(who, "away", "2")
    ring.until(ring.at() + timedelta(hours=1))
    assert keys(ring.passes(days=1)) == ["circle.held", "circle.next"]


def test_a_conversation_that_nobody_began() -> None:
    ring = planned()
    ring.meets = False
    ring.until(ring.at())
    ring.ends("1", held=False)
    assert ring.meeting().state == "planned"
    ring.until(ring.at() + timedelta(hours=2))
    assert "circle.nothing_planned" in [one.key for one in ring.card(1, "home").lines]
    assert keys(ring.passes(days=2)) == ["circle.not_held", "circle.no_next"]
    assert ring.meeting().state == "dropped"


def test_a_conversation_that_lasts_for_days_counts_when_it_is_over() -> None:
    ring = planned()
    ring.meets = False
    ring.until(ring.at())
    assert keys(ring.passes(days=9)) == []
    ring.ends("1", late=timedelta(days=9))
    assert ring.meeting().state == "held"
    assert keys(ring.passes(days=3)) == ["circle.held", "circle.no_next"]


def test_it_is_looked_whether_a_conversation_began_at_all() -> None:
    ring = planned()
    ring.meets = False
    ring.until(ring.at())
    done = [effect for effect in ring.passes(days=1) if isinstance(effect, LookIn)]
    assert [one.session for one in done] == [ring.meeting().session]
    # It goes on, for as long as it takes.
    assert "circle.held" not in keys(ring.passes(days=60))
    assert ring.meeting().state == "open"


def test_one_that_nobody_began_did_not_take_place() -> None:
    ring = planned()
    ring.meets = False
    ring.until(ring.at())
    ring.ends("1", held=False)
    assert "circle.not_held" in keys(ring.passes(days=3))
    assert ring.meeting().state == "dropped"


def test_what_was_slept_through_is_not_said_any_more() -> None:
    ring = planned()
    ring.now = ring.at() + timedelta(days=20)
    assert ring.wake().effects == []
    assert (ring.meeting().state, ring.circle.planned) == ("dropped", [])


def test_a_meeting_begins_once() -> None:
    ring = planned()
    ring.meets = False
    ring.until(ring.at())
    assert not any(isinstance(effect, Gather) for effect in ring.passes(days=7))


def test_of_old_meetings_the_last_are_kept_and_of_those_to_come_all() -> None:
    ring = Ring.of(2)
    ring.write(1, "moment", "20 juli 15:30")
    for _ in range(MOST_OLD + 5):
        ring.press(1, "find")
        ring.press(2, "drop", str(ring.circle.met))
    assert len(ring.circle.meetings) == MOST_OLD + 1
    assert ring.meeting("1").state == "planned"
