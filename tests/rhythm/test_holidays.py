"""The holidays of each region are whole, in order and as long as they should be; the national days are right."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.rhythm import holidays
from flows.rhythm.holidays import REGIONS, easter, free_days
from flows.rhythm.hours import Days

FILE = Path(holidays.__file__).parent / "holidays.yaml"
#: In the order of a school year, with how many days each lasts from Saturday through Sunday.
LENGTHS = {"herfst": 9, "kerst": 16, "voorjaar": 9, "mei": 9, "zomer": 44}


def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def free(region: str, *days: date) -> list[bool]:
    return [any(day in span for span in free_days(region)) for day in days]


def test_the_file_says_where_it_is_from_and_when_that_was_looked_up() -> None:
    assert "Rijksoverheid" in told()["source"]
    assert isinstance(told()["looked_up"], date)


@pytest.mark.parametrize("region", REGIONS)
def test_every_school_year_has_every_holiday_of_its_length(region: str) -> None:
    for name, year in told()["years"].items():
        assert list(year) == list(LENGTHS), name
        for holiday, by_region in year.items():
            first, last = by_region[region]
            assert (first.weekday(), last.weekday()) == (5, 6), f"{name}, {holiday}"
            assert (last - first).days + 1 == LENGTHS[holiday], f"{name}, {holiday}"


@pytest.mark.parametrize("region", REGIONS)
def test_holidays_follow_one_another_within_their_school_year(region: str) -> None:
    before = date(2025, 8, 1)
    for name, year in told()["years"].items():
        begins, ends = (int(part) for part in name.split("-"))
        assert ends == begins + 1
        for by_region in year.values():
            first, last = by_region[region]
            assert before < first
            assert date(begins, 8, 1) < first < last < date(ends, 9, 10)
            before = last


def test_the_school_years_follow_one_another() -> None:
    begins = [int(name[:4]) for name in told()["years"]]
    assert begins == list(range(begins[0], begins[0] + len(begins)))


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [
        ("noord", date(2026, 10, 10), date(2026, 10, 18)),
        ("midden", date(2028, 2, 26), date(2028, 3, 5)),
        ("zuid", date(2029, 2, 10), date(2029, 2, 18)),
        ("zuid", date(2027, 7, 24), date(2027, 9, 5)),
    ],
)
def test_a_region_is_free_from_saturday_through_sunday(region: str, first: date, last: date) -> None:
    assert Days(first=first, last=last) in free_days(region)
    day = timedelta(days=1)
    assert free(region, first - day, first, last, last + day) == [False, True, True, False]


@pytest.mark.parametrize("region", [*REGIONS, ""])
def test_national_days_are_free_in_every_region_and_without_one(region: str) -> None:
    days = [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2026, 4, 27),
        date(2027, 5, 6),
        date(2027, 5, 7),
        date(2027, 5, 17),
        date(2030, 12, 25),
        date(2030, 12, 26),
    ]
    assert all(free(region, *days))


def test_a_day_that_schools_need_not_give_is_no_free_day() -> None:
    good_friday, liberation = date(2027, 3, 26), date(2026, 5, 5)
    assert free("midden", good_friday, liberation) == [False, False]


def test_the_kings_day_is_no_sunday() -> None:
    assert date(2025, 4, 27).weekday() == 6
    assert free("", date(2025, 4, 26), date(2025, 4, 27)) == [True, False]


@given(st.integers(1600, 4000))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@pytest.mark.parametrize(
    "sunday",
    [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2000, 4, 23),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter_is_where_the_calendar_has_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@pytest.mark.parametrize("region", [*REGIONS, ""])
def test_free_days_come_in_order_and_are_read_once(region: str) -> None:
    days = free_days(region)
    assert list(days) == sorted(days, key=lambda span: span.first)
    assert all(span.first <= span.last for span in days)
    assert free_days(region) is days


def test_an_unknown_region_is_told_which_there_are() -> None:
    with pytest.raises(ValueError, match="'oost' is no region for school holidays; there is noord, midden, zuid"):
        free_days("oost")
