"""The days on which Dutch schools are free: the holidays of a region, and the national days, which are computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from flows.rhythm.hours import Days

REGIONS: Final = ("noord", "midden", "zuid")

_HERE = Path(__file__).parent


@cache
def free_days(region: str) -> tuple[Days, ...]:
    """What is free in a region, in order; without a region only the national days."""
    years = [days.last.year for known in REGIONS for days in _holidays(known)]
    national = (days for year in range(min(years), max(years) + 1) for days in _national(year))
    return tuple(sorted((*_holidays(region), *national), key=lambda days: days.first))


@cache
def _holidays(region: str) -> tuple[Days, ...]:
    if not region:
        return ()
    if region not in REGIONS:
        raise ValueError(f"{region!r} is no region for school holidays; there is {', '.join(REGIONS)}")
    told = yaml.safe_load((_HERE / "holidays.yaml").read_text(encoding="utf-8"))
    spans = [named[region] for year in told["years"].values() for named in year.values()]
    return tuple(Days(first=first, last=last) for first, last in spans)


def _national(year: int) -> Iterator[Days]:
    sunday = easter(year)
    king = date(year, 4, 27)
    yield _one(date(year, 1, 1))
    yield _one(sunday + timedelta(days=1))
    yield _one(king if king.weekday() != 6 else date(year, 4, 26))
    # Ascension day, and the Friday that schools take with it.
    yield Days(first=sunday + timedelta(days=39), last=sunday + timedelta(days=40))
    yield _one(sunday + timedelta(days=50))
    yield Days(first=date(year, 12, 25), last=date(year, 12, 26))


def _one(day: date) -> Days:
    return Days(first=day, last=day)


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian rule as Oudin wrote it down."""
    century = year // 100
    golden = year % 19
    skipped = (century - (century - 17) // 25) // 3
    epact = (century - century // 4 - skipped + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    offset = epact - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))
