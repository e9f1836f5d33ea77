"""Which moments a group meets: a year planned ahead, dates to choose from, what is chosen, and a moment in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from flows.rhythm.days import named_day
from flows.rhythm.hours import DAY, FARTHEST, Hours, local, school_day

Answer = Literal["yes", "maybe", "no"]
Unclear = Literal["past", "no_such_day", "no_time", "unclear", "far"]

WEEK = timedelta(days=7)
#: Who is asked for a date has this long to answer and to make room.
NOTICE = timedelta(days=5)
#: Proposals lie within about so many days.
SPREAD = 14
MOST_WEEKS, MOST_TIMES = 12, 20

_CLOCK = re.compile(
    r"(?<![\w.:/-])(\d{1,2})(?:[:.u](\d{2})(?:\s*(am|pm|uur|u|h))?|\s*(am|pm|uur|u|h))(?!\w|[.:]\d)", re.ASCII
)
_SHORT_DAYS = dict(
    zip(
        ["ma", "di", "wo", "do", "vr", "za", "zo", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        2 * ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        strict=True,
    )
)
_SHORT_DAY = re.compile(rf"\b({'|'.join(_SHORT_DAYS)})\b")
_GONE = re.compile(r"\b(gisteren|eergisteren|yesterday)\b")
#: Who writes "3 uur" means the afternoon: nobody meets before this hour.
FIRST_HOUR = 7
_NUMBERS = {
    **{word: n for n, word in enumerate(
        ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"], start=1
    )},
    **{word: n for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )},
}  # fmt: skip
_HOUR = f"({'|'.join(_NUMBERS)})"
#: Half vier is half past three.
_IN_WORDS = (
    (re.compile(rf"\bkwart over {_HOUR}\b"), 15),
    (re.compile(rf"\bkwart voor {_HOUR}\b"), -15),
    (re.compile(rf"\bhalf past {_HOUR}\b"), 30),
    (re.compile(rf"\bquarter past {_HOUR}\b"), 15),
    (re.compile(rf"\bquarter to {_HOUR}\b"), -15),
    (re.compile(rf"\bhalf {_HOUR}\b"), -30),
    (re.compile(rf"\b{_HOUR} (?:uur|o'clock)\b"), 0),
)
_NAMED_DAY = re.compile(r"\b\d{1,2}(\s+[a-z]{3,9}\b)")
_NUMBERED_DAY = re.compile(r"\b\d{1,2}[-/]\d{1,2}\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What people say of one option; `option` is its place among the options."""

    option: int
    yes: int
    maybe: int
    no: int
    waiting: int


def year(hours: Hours, *, after: datetime, weekday: int, clock: time, weeks: int, times: int) -> tuple[datetime, ...]:
    """A year on one weekday, always at the same wall time; a free day moves on by weeks, and the rest with it."""
    for name, value, least, most in (
        ("weekday", weekday, 0, 6), ("weeks", weeks, 1, MOST_WEEKS), ("times", times, 1, MOST_TIMES)
    ):  # fmt: skip
        if not least <= value <= most:
            raise ValueError(f"{name} is {value}; it should be {least} to {most}")
    day = _today(after, hours.zone)
    day += (weekday - day.weekday()) % 7 * DAY
    if local(hours.zone, day, clock) <= after:
        day += WEEK
    found: list[datetime] = []
    for _ in range(times):
        day = _school_day_from(hours, day, step=WEEK)
        found.append(local(hours.zone, day, clock))
        day += weeks * WEEK
    return tuple(found)


def proposals(hours: Hours, *, after: datetime, clock: time, most: int = 3) -> tuple[datetime, ...]:
    """Moments to choose from: on school days, with some days of notice, on different weekdays where possible."""
    earliest = _today(after + NOTICE, hours.zone)
    if local(hours.zone, earliest, clock) < after + NOTICE:
        earliest += DAY
    aim = earliest
    found: list[datetime] = []
    taken: set[int] = set()
    for _ in range(most):
        first = _school_day_from(hours, aim, step=DAY)
        # Within a week, and else back towards the one before: a holiday may leave little room.
        ahead = (*range(7), *range(-1, (earliest - first).days - 1, -1))
        near = (first + days * DAY for days in ahead)
        chosen = next((day for day in near if school_day(hours, day) and day.weekday() not in taken), first)
        found.append(local(hours.zone, chosen, clock))
        taken.add(chosen.weekday())
        earliest, aim = chosen + DAY, chosen + max(1, SPREAD // most) * DAY
    return tuple(found)


def ranked(
    options: Sequence[datetime], answers: Mapping[str, Mapping[int, Answer]], people: Collection[str]
) -> tuple[Tally, ...]:
    """The options, best first: fewest who cannot, then most who can, then the earliest."""
    tallies = (
        _tally(option, [answers.get(name, {}).get(option) for name in set(people)]) for option in range(len(options))
    )
    return tuple(sorted(tallies, key=lambda tally: (tally.no, -tally.yes, options[tally.option], tally.option)))


def moment_in(text: str, *, now: datetime, zone: str) -> datetime | Unclear:
    """The moment a short text names ("3 december 15:30", "do 3-12 om 15.30 uur"), or why it names none."""
    text = _in_figures(text.lower().replace("a.m.", "am").replace("p.m.", "pm"))
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) > 1:
        return "unclear"
    # Without its time, as "3 uur" looks like a day.
    words = _SHORT_DAY.sub(lambda found: _SHORT_DAYS[found[1]], _CLOCK.sub(" ", text))
    today = _today(now, zone)
    day = named_day(words, today)
    if day is None and _GONE.search(words):
        return "past"
    if day is None:
        # Would the first of that month do? Then it is the number that is wrong.
        first = _NUMBERED_DAY.sub("1-1", _NAMED_DAY.sub(r"1\1", words))
        return "unclear" if named_day(first, today) is None else "no_such_day"
    if day < today:
        return "past"
    if day - today > FARTHEST * DAY:
        return "far"
    clock = _clock(clocks[0]) if clocks else None
    if clock is None:
        return "no_time"
    moment = local(zone, day, clock)
    return moment if moment > now else "past"


def _in_figures(text: str) -> str:
    """Times in words: "vier uur", "half vier", "half past three"; a small number is an hour of the afternoon."""
    for pattern, minutes in _IN_WORDS:
        text = pattern.sub(partial(_figures, minutes=minutes), text)
    return text


def _figures(found: re.Match[str], *, minutes: int) -> str:
    hours = _NUMBERS[found[1]]
    moment = (hours if hours >= FIRST_HOUR else hours + 12) * 60 + minutes
    return f"{moment // 60}:{moment % 60:02}"


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or found[4]
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif half != "am" and len(found[1]) == 1 and 0 < hour < FIRST_HOUR:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _tally(option: int, said: Sequence[Answer | None]) -> Tally:
    return Tally(
        option=option,
        yes=said.count("yes"),
        maybe=said.count("maybe"),
        no=said.count("no"),
        waiting=said.count(None),
    )


def _school_day_from(hours: Hours, day: date, *, step: timedelta) -> date:
    """That day, or the first school day so many steps after it."""
    last = day + FARTHEST * DAY
    found = day
    while found <= last:
        if school_day(hours, found):
            return found
        found += step
    raise ValueError(f"no school day to be found from {day} to {last}; look at the weekday and the free days")


def _today(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
