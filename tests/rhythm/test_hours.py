"""Nobody is disturbed at night, at the weekend or on a free day, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rhythm.hours import FARTHEST, Days, Hours, latest, local, school_day, soonest, welcome, zone_known

ZONES = ("Europe/Amsterdam", "Europe/London", "America/New_York", "Australia/Sydney")
MINUTE = timedelta(minutes=1)
AUTUMN = Days(first=date(2026, 10, 17), last=date(2026, 10, 25))
PLAIN = Hours(free=(AUTUMN,))

#: The days on which the clocks change, each with a wall time in its gap (spring) or its fold (autumn).
CHANGES = {
    "Europe/Amsterdam": (date(2026, 3, 29), time(2, 30), date(2026, 10, 25), time(2, 30)),
    "Europe/London": (date(2026, 3, 29), time(1, 30), date(2026, 10, 25), time(1, 30)),
    "America/New_York": (date(2026, 3, 8), time(2, 30), date(2026, 11, 1), time(1, 30)),
    "Australia/Sydney": (date(2026, 10, 4), time(2, 30), date(2026, 4, 5), time(2, 30)),
}

moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE)
near_changes = st.sampled_from(
    [(day, zone) for zone, (spring, _, autumn, _) in CHANGES.items() for day in (spring, autumn)]
)
clocks = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
spans = st.tuples(clocks, clocks).filter(lambda pair: pair[0] < pair[1])
free = st.lists(
    st.builds(
        lambda first, length: Days(first=first, last=first + timedelta(days=length)),
        st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        st.integers(0, 45),
    ),
    max_size=3,
).map(tuple)
some_hours = st.builds(
    lambda zone, span, weekend, days: Hours(zone=zone, opens=span[0], shuts=span[1], weekend=weekend, free=days),
    st.sampled_from(ZONES),
    spans.filter(lambda pair: pair[0] >= time(4) and pair[1] <= time(23)),
    st.booleans(),
    free,
)


def at(text: str, zone: str = "Europe/Amsterdam") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
def test_what_spring_leaves_out_is_the_moment_the_clocks_go_on(zone: str) -> None:
    spring, clock, _, _ = CHANGES[zone]
    moment = local(zone, spring, clock)
    assert moment.astimezone(ZoneInfo(zone)).time() == time(clock.hour + 1)
    assert (moment - MINUTE).astimezone(ZoneInfo(zone)).time() == time(clock.hour - 1, 59)


@pytest.mark.parametrize("zone", ZONES)
def test_what_autumn_has_twice_is_the_first_of_the_two(zone: str) -> None:
    *_, autumn, clock = CHANGES[zone]
    moment = local(zone, autumn, clock)
    again = moment + timedelta(hours=1)
    assert [one.astimezone(ZoneInfo(zone)).time() for one in (moment, again)] == [clock, clock]
    assert moment.astimezone(ZoneInfo(zone)).fold == 0


def test_a_whole_day_that_a_country_left_out_ends_at_the_next_one() -> None:
    assert local("Pacific/Apia", date(2011, 12, 30), time(9)) == at("2011-12-31T00:00", "Pacific/Apia")


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2035, 12, 31)), clocks)
def test_a_wall_time_is_what_the_clock_on_the_wall_shows(zone: str, day: date, clock: time) -> None:
    moment = local(zone, day, clock)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert moment.tzinfo is UTC
    assert shown == datetime.combine(day, clock) or (
        # In the gap: later on the wall, and a minute before it the wall was earlier.
        shown > datetime.combine(day, clock) > (moment - MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    )


@given(near_changes, clocks, clocks)
def test_a_later_wall_time_is_never_an_earlier_moment(where: tuple[date, str], one: time, other: time) -> None:
    day, zone = where
    first, second = sorted((one, other))
    assert local(zone, day, first) <= local(zone, day, second)


def test_school_days_leave_out_the_weekend_and_what_is_free() -> None:
    assert [day.day for day in october() if school_day(PLAIN, day)] == [12, 13, 14, 15, 16, 26, 27, 28, 29, 30]
    weekend = Hours(weekend=True, free=(AUTUMN,))
    assert [day.day for day in october() if school_day(weekend, day)] == [*range(12, 17), *range(26, 32)]


def october() -> list[date]:
    return [date(2026, 10, day) for day in range(12, 32)]


@pytest.mark.parametrize(
    ("moment", "fine"),
    [
        ("2026-11-20T07:59", False),
        ("2026-11-20T08:00", True),
        ("2026-11-20T17:59", True),
        ("2026-11-20T18:00", False),
        ("2026-11-21T12:00", False),
        ("2026-10-20T12:00", False),
    ],
)
def test_one_may_be_disturbed_from_opening_until_shutting_on_a_school_day(moment: str, fine: bool) -> None:
    assert welcome(PLAIN, at(moment)) is fine


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2026-11-20T12:34", "2026-11-20T12:34"),
        ("2026-11-20T06:00", "2026-11-20T08:00"),
        ("2026-11-20T18:00", "2026-11-23T08:00"),
        ("2026-10-16T19:00", "2026-10-26T08:00"),
    ],
)
def test_what_comes_at_night_waits_for_the_next_school_morning(moment: str, found: str) -> None:
    assert soonest(PLAIN, at(moment)) == at(found)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2026-11-20T12:34", "2026-11-20T12:34"),
        ("2026-11-20T20:00", "2026-11-20T17:00"),
        ("2026-11-20T06:00", "2026-11-19T17:00"),
        ("2026-11-22T12:00", "2026-11-20T17:00"),
        ("2026-10-26T07:00", "2026-10-16T17:00"),
    ],
)
def test_what_must_come_before_is_there_an_hour_before_shutting(moment: str, found: str) -> None:
    assert latest(PLAIN, at(moment)) == at(found)


def test_hours_of_less_than_an_hour_begin_when_they_open() -> None:
    short = Hours(opens=time(12, 30), shuts=time(13))
    assert latest(short, at("2026-11-20T15:00")) == at("2026-11-20T12:30")


def test_hours_that_the_change_of_clock_swallows_are_no_hours() -> None:
    night = Hours(opens=time(2, 10), shuts=time(2, 50), weekend=True)
    assert soonest(night, at("2026-03-29T01:00")) == at("2026-03-30T02:10")
    assert latest(night, at("2026-03-29T12:00")) == at("2026-03-28T02:10")


def test_a_moment_given_is_the_moment_returned() -> None:
    moment = at("2026-11-20T12:00")
    assert soonest(PLAIN, moment) is moment
    assert latest(PLAIN, moment) is moment


@pytest.mark.parametrize("find", [soonest, latest])
def test_whoever_is_never_there_is_not_looked_for_without_end(find: object) -> None:
    never = Hours(free=(Days(first=date(2020, 1, 1), last=date(2035, 12, 31)),))
    assert callable(find)
    with pytest.raises(ValueError, match=f"no school hour in the {FARTHEST} days"):
        find(never, at("2026-11-20T12:00"))


@given(some_hours, moments)
def test_the_soonest_moment_is_welcome_and_not_before(hours: Hours, moment: datetime) -> None:
    found = soonest(hours, moment)
    assert found >= moment
    assert welcome(hours, found)
    assert (found == moment) is welcome(hours, moment)
    # What is skipped, sampled: the last half hour by the minute, and every hour before.
    skipped = int((found - moment).total_seconds() // 60)
    for minutes in (*range(1, min(skipped, 30)), *range(60, skipped, 60)):
        assert not welcome(hours, found - minutes * MINUTE)


@given(some_hours, moments)
def test_the_latest_moment_is_welcome_and_not_after(hours: Hours, moment: datetime) -> None:
    found = latest(hours, moment)
    assert found <= moment
    assert welcome(hours, found)
    assert (found == moment) is welcome(hours, moment)
    # It lies within the last hour that was welcome.
    between = int((moment - found).total_seconds() // 60)
    assert not any(welcome(hours, moment - minutes * MINUTE) for minutes in range(0, max(0, between - 61), 30))


@given(near_changes, spans, st.integers(-26 * 60, 26 * 60))
def test_around_a_change_of_clock_nothing_welcome_is_skipped(
    where: tuple[date, str], span: tuple[time, time], minutes: int
) -> None:
    day, zone = where
    hours = Hours(zone=zone, opens=span[0], shuts=span[1], weekend=True)
    moment = local(zone, day, time(2)) + minutes * MINUTE
    found = soonest(hours, moment)
    assert found >= moment
    assert welcome(hours, found)
    skipped = int((found - moment).total_seconds() // 60)
    assert not any(welcome(hours, moment + passed * MINUTE) for passed in range(skipped))
    before = latest(hours, moment)
    assert before <= moment
    assert welcome(hours, before)


@pytest.mark.parametrize("text", [*ZONES, "UTC"])
def test_a_zone_is_known_by_its_name(text: str) -> None:
    assert zone_known(text)


@pytest.mark.parametrize(
    "text", ["", "Amsterdam", "Europe", "Europe/", "../Europe/Amsterdam", "/etc", "\0", "Zürich", "+01:00"]
)
def test_what_is_no_zone_is_not_known(text: str) -> None:
    assert not zone_known(text)


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_ask_whether_it_is_a_zone(text: str) -> None:
    assert zone_known(text) in (True, False)
