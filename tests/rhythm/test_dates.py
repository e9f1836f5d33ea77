"""A year planned ahead, dates to choose from, what people prefer, and the moment a text names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rhythm.dates import Answer, Tally, Unclear, moment_in, proposals, ranked, year
from flows.rhythm.holidays import free_days
from flows.rhythm.hours import Days, Hours, local, school_day

ZONES = ("Europe/Amsterdam", "Europe/London", "America/New_York", "Australia/Sydney")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=AMSTERDAM)
MIDDEN = Hours(free=free_days("midden"))
HALF_PAST_THREE = time(15, 30)
THURSDAY, SATURDAY = 3, 5
START, MINUTE = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=1)
NAMES = ["Els", "Daan", "Noor", "Sam"]

moments = st.integers(0, 3 * 365 * 24 * 60).map(lambda minute: START + minute * MINUTE)
day_clocks = st.integers(6 * 60, 22 * 60).map(lambda minute: time(minute // 60, minute % 60))
regions = st.sampled_from(("", "noord", "midden", "zuid"))
some_hours = st.builds(lambda zone, region: Hours(zone=zone, free=free_days(region)), st.sampled_from(ZONES), regions)
answers = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(st.integers(0, 5), st.sampled_from(get_args(Answer)), max_size=6),
)
options = st.lists(moments, max_size=5)


def shown(found: tuple[datetime, ...], zone: str = "Europe/Amsterdam") -> list[str]:
    return [f"{one.astimezone(ZoneInfo(zone)):%a %d-%m-%Y %H:%M}" for one in found]


def plan(after: datetime = NOW, weekday: int = THURSDAY, weeks: int = 6, times: int = 5) -> tuple[datetime, ...]:
    return year(MIDDEN, after=after, weekday=weekday, clock=HALF_PAST_THREE, weeks=weeks, times=times)


def test_a_year_goes_around_the_holidays_and_counts_on_from_there() -> None:
    assert shown(plan()) == [
        "Thu 26-11-2026 15:30",
        "Thu 07-01-2027 15:30",
        "Thu 18-02-2027 15:30",
        "Thu 01-04-2027 15:30",
        "Thu 13-05-2027 15:30",
    ]
    assert shown(plan(weeks=4)) == [
        "Thu 26-11-2026 15:30",
        # In four weeks it would be Christmas, twice.
        "Thu 07-01-2027 15:30",
        "Thu 04-02-2027 15:30",
        "Thu 04-03-2027 15:30",
        "Thu 01-04-2027 15:30",
    ]


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    winter, summer = plan(weeks=12, times=2, after=NOW + timedelta(days=40))[:2]
    assert (winter.hour, summer.hour) == (14, 13)
    assert winter.tzinfo is UTC


@pytest.mark.parametrize(
    ("after", "first"),
    [("2026-11-26T15:29", "Thu 26-11-2026 15:30"), ("2026-11-26T15:30", "Thu 03-12-2026 15:30")],
)
def test_a_year_begins_strictly_later(after: str, first: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=AMSTERDAM)
    assert shown(plan(after=moment, times=1)) == [first]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"weeks": 0}, "weeks is 0; it should be 1 to 12"),
        ({"weeks": 13}, "weeks is 13; it should be 1 to 12"),
        ({"times": 0}, "times is 0; it should be 1 to 20"),
        ({"times": 21}, "times is 21; it should be 1 to 20"),
        ({"weekday": 7}, "weekday is 7; it should be 0 to 6"),
        ({"weekday": SATURDAY}, "no school day to be found from 2026-11-21"),
    ],
)
def test_a_year_that_cannot_be_says_why(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plan(**wrong)


@given(some_hours, moments, st.integers(0, 4), day_clocks, st.integers(1, 12), st.integers(1, 20))
def test_a_year_never_falls_on_a_free_day_and_always_at_the_same_wall_time(
    hours: Hours, after: datetime, weekday: int, clock: time, weeks: int, times: int
) -> None:
    found = year(hours, after=after, weekday=weekday, clock=clock, weeks=weeks, times=times)
    walls = [one.astimezone(ZoneInfo(hours.zone)) for one in found]
    assert len(found) == times
    assert found[0] > after
    assert all(school_day(hours, wall.date()) for wall in walls)
    assert {(wall.weekday(), wall.time()) for wall in walls} == {(weekday, clock)}
    # Every step is the agreed one, or longer by weeks that are free.
    for one, other in pairwise(walls):
        due = one.date() + timedelta(weeks=weeks)
        late = (other.date() - due).days
        assert late >= 0
        assert late % 7 == 0
        assert not any(school_day(hours, due + timedelta(days=passed)) for passed in range(0, late, 7))


def test_proposals_lie_on_three_weekdays_within_two_weeks() -> None:
    found = proposals(MIDDEN, after=NOW, clock=HALF_PAST_THREE)
    assert shown(found) == ["Wed 25-11-2026 15:30", "Mon 30-11-2026 15:30", "Fri 04-12-2026 15:30"]


def test_proposals_give_five_whole_days_of_notice() -> None:
    late = NOW.replace(hour=16)
    assert shown(proposals(MIDDEN, after=late, clock=HALF_PAST_THREE, most=1)) == ["Thu 26-11-2026 15:30"]


def test_proposals_wait_until_the_holidays_are_over() -> None:
    found = proposals(MIDDEN, after=datetime(2026, 12, 15, 12, tzinfo=AMSTERDAM), clock=HALF_PAST_THREE)
    assert shown(found) == ["Mon 04-01-2027 15:30", "Fri 08-01-2027 15:30", "Tue 12-01-2027 15:30"]


def test_proposals_before_a_holiday_are_rather_a_day_earlier_than_on_the_same_weekday() -> None:
    found = proposals(MIDDEN, after=datetime(2026, 12, 6, 12, tzinfo=AMSTERDAM), clock=HALF_PAST_THREE, most=2)
    assert shown(found) == ["Fri 11-12-2026 15:30", "Thu 17-12-2026 15:30"]


def test_more_proposals_than_weekdays_come_back_to_the_first() -> None:
    found = proposals(MIDDEN, after=NOW, clock=HALF_PAST_THREE, most=7)
    assert len(set(found)) == 7
    assert {one.weekday() for one in found} == set(range(5))


def test_nobody_is_asked_for_a_date_in_a_year_without_school() -> None:
    never = Hours(free=(Days(first=date(2026, 1, 1), last=date(2030, 1, 1)),))
    with pytest.raises(ValueError, match="no school day to be found from 2026-11-25"):
        proposals(never, after=NOW, clock=HALF_PAST_THREE)


@given(some_hours, moments, day_clocks, st.integers(1, 5))
def test_proposals_are_school_days_on_different_weekdays(hours: Hours, after: datetime, clock: time, most: int) -> None:
    found = proposals(hours, after=after, clock=clock, most=most)
    walls = [one.astimezone(ZoneInfo(hours.zone)) for one in found]
    assert len(found) == most
    assert list(found) == sorted(found)
    assert found[0] >= after + timedelta(days=5)
    assert all(school_day(hours, wall.date()) and wall.time() == clock for wall in walls)
    for place, (one, other) in enumerate(pairwise(walls), start=1):
        taken = {wall.weekday() for wall in walls[:place]}
        room = [one.date() + timedelta(days=days) for days in range(1, (other.date() - one.date()).days + 7)]
        # The same weekday again, only where there was no other.
        assert other.weekday() not in taken or all(day.weekday() in taken for day in room if school_day(hours, day))


OPTIONS = [NOW + timedelta(days=days) for days in (9, 7, 8)]


def test_fewest_who_cannot_goes_before_most_who_can() -> None:
    said: dict[str, dict[int, Answer]] = {
        "Els": {0: "yes", 1: "maybe", 2: "yes"},
        "Daan": {0: "yes", 1: "maybe", 2: "maybe"},
        "Noor": {0: "no"},
    }
    assert ranked(OPTIONS, said, ["Els", "Daan", "Noor", "Sam"]) == (
        Tally(option=2, yes=1, maybe=1, no=0, waiting=2),
        Tally(option=1, yes=0, maybe=2, no=0, waiting=2),
        Tally(option=0, yes=2, maybe=0, no=1, waiting=1),
    )


def test_what_is_equally_good_goes_by_date() -> None:
    assert [tally.option for tally in ranked(OPTIONS, {}, ["Els"])] == [1, 2, 0]


def test_whoever_left_does_not_count() -> None:
    said: dict[str, dict[int, Answer]] = {"Els": {0: "yes"}, "Daan": {0: "no", 7: "yes"}}
    assert ranked(OPTIONS[:1], said, {"Els"}) == (Tally(option=0, yes=1, maybe=0, no=0, waiting=0),)


@given(options, answers, st.permutations(NAMES))
def test_the_order_in_which_people_answer_makes_no_difference(
    when: list[datetime], said: dict[str, Mapping[int, Answer]], order: list[str]
) -> None:
    people = NAMES[:3]
    found = ranked(when, said, people)
    turned = {name: dict(reversed(list(said[name].items()))) for name in order if name in said}
    assert ranked(when, turned, [name for name in order if name in people]) == found
    assert sorted(tally.option for tally in found) == list(range(len(when)))
    assert all(tally.yes + tally.maybe + tally.no + tally.waiting == len(people) for tally in found)
    best = [(tally.no, -tally.yes, when[tally.option]) for tally in found]
    assert best == sorted(best)


def read(text: str, now: datetime = NOW) -> str:
    found = moment_in(text, now=now, zone="Europe/Amsterdam")
    return found if isinstance(found, str) else f"{found.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 december 15:30", "12-12-2026 15:30"),
        ("do 3-12 om 15.30 uur", "03-12-2026 15:30"),
        ("3/12/2026 15u30", "03-12-2026 15:30"),
        ("15.30 uur, 3 december", "03-12-2026 15:30"),
        ("om 3 uur 12 december", "12-12-2026 15:00"),
        ("do 16:00", "26-11-2026 16:00"),
        ("donderdag om vier uur", "26-11-2026 16:00"),
        ("3 december half vier", "03-12-2026 15:30"),
        ("3 december kwart over drie", "03-12-2026 15:15"),
        ("3 december kwart voor negen", "03-12-2026 08:45"),
        ("3 December half past three", "03-12-2026 15:30"),
        ("Thursday at four o'clock", "26-11-2026 16:00"),
        ("3 december om 16 uur.", "03-12-2026 16:00"),
        ("3 december 16u", "03-12-2026 16:00"),
        ("Donderdag 9:00", "26-11-2026 09:00"),
        ("morgen 15:30", "21-11-2026 15:30"),
        ("vandaag 12:01", "20-11-2026 12:01"),
        ("20 november 12:01", "20-11-2026 12:01"),
        ("19 november 15:30", "19-11-2027 15:30"),
        ("19 november 2027 15:30", "19-11-2027 15:30"),
        ("3 december 15:30-16:30", "03-12-2026 15:30"),
        ("3 December 3:30 pm", "03-12-2026 15:30"),
        ("3 December at 3 p.m.", "03-12-2026 15:00"),
        ("3 December 12:15 am", "03-12-2026 00:15"),
        ("3 December 12 pm", "03-12-2026 12:00"),
        ("3 December 11 AM", "03-12-2026 11:00"),
        ("Thursday 3pm", "26-11-2026 15:00"),
        ("28 maart 02:30", "28-03-2027 03:00"),
    ],
)
def test_a_moment_in_a_text_is_read(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3 december", "no_time"),
        ("morgen na school", "no_time"),
        ("3 december 25:00", "no_time"),
        ("3 december 15:75", "no_time"),
        ("31 juni 15:00", "no_such_day"),
        ("31 June 3 pm", "no_such_day"),
        ("31-6 15:00", "no_such_day"),
        ("3-13 15:00", "no_such_day"),
        ("30 februari 2027 15:00", "no_such_day"),
        ("3 december 2025 15:30", "past"),
        ("3 december 0001 15:30", "past"),
        ("20 november 11:59", "past"),
        ("vandaag 12:00", "past"),
        ("gisteren 15:00", "past"),
        ("3 december 2028 15:30", "far"),
        ("31 december 9999 23:59", "far"),
        ("hallo", "unclear"),
        ("15:30", "unclear"),
        ("3.12.2026", "unclear"),
        ("3 weken 15:30", "unclear"),
        ("3 december 15:00 of 16:00", "unclear"),
        ("", "unclear"),
        ("3 december 15:30 " + "of anders een keertje later " * 3, "unclear"),
    ],
)
def test_a_text_without_a_moment_says_what_is_missing(text: str, why: str) -> None:
    assert read(text) == why


def test_today_is_the_day_where_people_are() -> None:
    night = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert read("vandaag 9:00", night) == "21-11-2026 09:00"


def test_within_four_hundred_days_is_not_far() -> None:
    day = (NOW + timedelta(days=400)).date()
    assert read(f"{day.day}-{day.month}-{day.year} 15:30") == f"{day:%d-%m-%Y} 15:30"
    day += timedelta(days=1)
    assert read(f"{day.day}-{day.month}-{day.year} 15:30") == "far"


WORDS = st.sampled_from(
    ("3", "31", "12", "2026", "2025", "15:30", "15.30", "25:99", "16u", "u", "uur", "om", "pm", "a.m.", "december",
     "juni", "feb", "3-12", "31/6", "3-13-2026", "morgen", "friday", "do", ":", ".", "-", "٣", "İ", "²")
)  # fmt: skip


@given(st.one_of(st.text(max_size=100), st.lists(WORDS, max_size=8).map(" ".join)), moments, st.sampled_from(ZONES))
def test_no_text_is_too_strange_to_read(text: str, now: datetime, zone: str) -> None:
    found = moment_in(text, now=now, zone=zone)
    assert found in get_args(Unclear) if isinstance(found, str) else now < found < now + timedelta(days=402)


@given(moments, st.integers(1, 399), day_clocks, st.sampled_from(ZONES))
def test_what_is_written_is_read_back(now: datetime, ahead: int, clock: time, zone: str) -> None:
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=ahead)
    text = f"{day.day}-{day.month}-{day.year} {clock:%H:%M}"
    assert moment_in(text, now=now, zone=zone) == local(zone, day, clock)
