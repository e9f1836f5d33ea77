"""Meetings as a calendar file, and free days out of one."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_left
from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDDDTypes, vRecur, vText

from bot.texts import catalogue
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting
from flows.rhythm.hours import DAY, Days

#: How often a calendar that is subscribed to looks again.
REFRESH = timedelta(hours=6)
#: Of a calendar with free days: what is read, and how far ahead.
MOST_BYTES, MOST_EVENTS, MOST_DAYS = 400_000, 200, 400
AHEAD = timedelta(days=731)
#: What a rule for every year may say and still be nothing but that.
_YEARLY = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A meeting, and what a calendar needs beside it."""

    circle: Circle
    meeting: Meeting
    #: Of the form, in the language.
    title: str
    minutes: int
    language: str
    url: str = ""


def invitation(entry: Entry, *, stamp: datetime) -> bytes:
    """One meeting as a file; a later one with the same meeting takes its place, also when the meeting is dropped."""
    if entry.meeting.at is None:
        raise ValueError(f"meeting {entry.meeting.id} has no date yet; look for one before inviting people")
    return _bytes(_calendar([entry], stamp))


def feed(entries: Iterable[Entry], *, name: str, stamp: datetime) -> bytes:
    """All meetings of somebody as one calendar to subscribe to; one without a date is left out."""
    calendar = _calendar([entry for entry in entries if entry.meeting.at is not None], stamp)
    # Of an unknown property the library escapes nothing.
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    return _bytes(calendar)


def _bytes(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written


def _calendar(entries: list[Entry], stamp: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Beurtelings//Beurtelings//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    starts: dict[str, list[datetime]] = {}
    for entry in entries:
        assert entry.meeting.at is not None
        starts.setdefault(entry.circle.zone, []).append(entry.meeting.at)
    for zone, moments in sorted(starts.items()):
        if zone != "UTC":
            calendar.add_component(_zone(zone, min(moments), max(moments)))
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return calendar


def _event(entry: Entry, stamp: datetime) -> Event:
    circle, meeting = entry.circle, entry.meeting
    assert meeting.at is not None
    event = Event()
    # The same each time, and no way in: a calendar is read by others.
    known = hashlib.sha256(f"{circle.id}-{meeting.id}".encode()).hexdigest()[:24]
    event.add("uid", f"{known}@beurtelings")
    event.add("sequence", circle.number)
    event.add("dtstamp", stamp)
    event.add("dtstart", meeting.at.astimezone(ZoneInfo(circle.zone)))
    event.add("duration", timedelta(minutes=entry.minutes))
    event.add("summary", _line(f"{circle.name}: {entry.title}"))
    event.add("description", "\n".join(_description(entry)).strip())
    event.add("status", "CANCELLED" if meeting.state == "dropped" else "CONFIRMED")
    # In a calendar that a school shares, others see that somebody is busy and nothing more.
    event.add("class", "PRIVATE")
    if entry.url:
        event.add("url", entry.url)
    return event


def _description(entry: Entry) -> Iterator[str]:
    """Who does what and what was agreed, and nothing of any conversation."""
    circle, texts = entry.circle, catalogue(entry.language)
    if entry.meeting.state == "dropped":
        yield texts.say("ics.dropped")
        return
    for duty in DUTIES:
        name = _who(circle, entry.meeting, duty)
        if name:
            yield texts.say(f"ics.{duty}", name=_line(name))
    if circle.rules:
        yield ""
        yield texts.say("ics.rules")
        yield from (f"- {_line(rule)}" for rule in circle.rules)
    if entry.url:
        yield ""
        yield entry.url


def _who(circle: Circle, meeting: Meeting, duty: Duty) -> str:
    who = planned(circle, duty).get(meeting.id) or meeting.fixed.get(duty)
    return circle.members[who].name if who in circle.members else ""


def _line(text: str) -> str:
    """On one line, without signs that a program might take for the end of it."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)


# A zone, told out in full: a calendar program keeps to the wall time with it, also where it does not know the zone.


def _zone(name: str, first: datetime, last: datetime) -> Timezone:
    """From the year of the first moment to that of the last. The library itself is an hour off in spring."""
    there = ZoneInfo(name)
    start = datetime(first.astimezone(there).year, 1, 1, tzinfo=there)
    end = datetime(last.astimezone(there).year + 1, 1, 1, tzinfo=there)
    told = Timezone()
    told.add("tzid", name)
    told.add_component(_observance(there, start, start.utcoffset() or timedelta()))
    for moment in _changes(there, start.astimezone(UTC), end.astimezone(UTC)):
        before = (moment - timedelta(seconds=1)).astimezone(there).utcoffset() or timedelta()
        told.add_component(_observance(there, moment, before))
    return told


def _changes(there: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """When the clocks change, in UTC."""
    for day in range((end - start).days):
        before, after = start + day * DAY, start + (day + 1) * DAY
        old, new = (moment.astimezone(there).utcoffset() for moment in (before, after))
        if old != new:
            yield before + timedelta(minutes=bisect_left(
                range(24 * 60), True,
                key=lambda minute: (before + timedelta(minutes=minute)).astimezone(there).utcoffset() == new,
            ))  # fmt: skip


def _observance(there: ZoneInfo, moment: datetime, before: timedelta) -> Component:
    local = moment.astimezone(there)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # It begins at the time that the clocks showed until then.
    observance.add("dtstart", (moment.astimezone(UTC) + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", local.utcoffset())
    observance.add("tzname", local.tzname())
    return observance


# Free days.


def free_days(data: bytes, *, since: date) -> tuple[Days, ...]:
    """The whole-day events of a calendar file, from a day on and for two years; what is no calendar is a ValueError.

    What repeats every year on its date is followed; anything else that repeats counts once. Of a calendar with too
    much in it the earliest days are taken.
    """
    until = min(since, date.max - AHEAD) + AHEAD
    found: list[Days] = []
    for event in _events(data):
        found += (days for days in _occurrences(event, since, until) if days.last >= since and days.first <= until)
    found.sort(key=lambda days: days.first)
    clipped = (
        Days(first=max(one.first, since), last=min(one.last, until)) for one in [*dict.fromkeys(found)][:MOST_EVENTS]
    )
    return tuple(_at_most(_joined(clipped)))


def _events(data: bytes) -> list[Component]:
    if len(data) > MOST_BYTES:
        raise ValueError(f"the calendar has {len(data)} bytes; take one of at most {MOST_BYTES}")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        if not any(calendar.name == "VCALENDAR" for calendar in calendars):
            raise ValueError("there is no VCALENDAR in it")
        return [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except Exception as error:
        # The library meets what is no calendar with errors of many kinds.
        raise ValueError("this is no calendar; take a file that ends in .ics") from error


def _occurrences(event: Component, since: date, until: date) -> Iterator[Days]:
    first = _day(event, "DTSTART")
    if first is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    length = _length(event, first)
    for year in (first.year, *_years(event, first, since, until)):
        # The 29th of February is there in some years only.
        if (first.month, first.day) != (2, 29) or isleap(year):
            again = first.replace(year=year)
            yield Days(first=again, last=again + min(length, date.max - again))


def _length(event: Component, first: date) -> timedelta:
    """How much later the last day is than the first: the end of a calendar is the day after it."""
    end = _day(event, "DTEND")
    length = _value(event, "DURATION") if end is None else end - first
    return max(length - DAY, timedelta()) if isinstance(length, timedelta) else timedelta()


def _years(event: Component, first: date, since: date, until: date) -> Iterator[int]:
    """In which years it comes again, of those that matter."""
    rule = event.get("RRULE")
    if not isinstance(rule, vRecur) or not set(rule) <= _YEARLY or rule.get("FREQ") != ["YEARLY"]:
        return
    if [*map(int, rule.get("BYMONTH", ()))] not in ([], [first.month]):
        return
    if rule.get("BYMONTHDAY", [first.day]) != [first.day]:
        return
    every, times = rule.get("INTERVAL", [1])[0], rule.get("COUNT", [MAXYEAR])[0]
    end = rule.get("UNTIL", [until])[0]
    end = end.date() if isinstance(end, datetime) else end
    if every < 1 or not isinstance(end, date):
        return
    last = min(until, end)
    for number in range(max(1, (since.year - 1 - first.year) // every), (last.year - first.year) // every + 1):
        year = first.year + number * every
        if number < times and (year, first.month, first.day) <= (last.year, last.month, last.day):
            yield year


def _day(event: Component, name: str) -> date | None:
    """None for a moment: that is no whole day."""
    found = _value(event, name)
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


def _value(event: Component, name: str) -> object:
    found = event.get(name)
    return found.dt if isinstance(found, vDDDTypes) else None


def _joined(spans: Iterable[Days]) -> Iterator[Days]:
    """What overlaps or follows at once, as one."""
    open: Days | None = None
    for days in spans:
        if open is not None and days.first - open.last <= DAY:
            open = Days(first=open.first, last=max(open.last, days.last))
            continue
        if open is not None:
            yield open
        open = days
    if open is not None:
        yield open


def _at_most(spans: Iterable[Days]) -> Iterator[Days]:
    left = MOST_DAYS
    for days in spans:
        taken = min(left, (days.last - days.first).days + 1)
        if taken:
            yield Days(first=days.first, last=days.first + (taken - 1) * DAY)
        left -= taken
