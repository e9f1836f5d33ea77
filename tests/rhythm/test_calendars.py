"""Meetings as a calendar file, and free days out of one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendars import MOST_BYTES, MOST_DAYS, Entry, feed, free_days, invitation
from flows.rhythm.circle.state import Circle, CircleId, Meeting, Member, MemberId
from flows.rhythm.hours import DAY, Days, local

ELS, DAAN = MemberId("m1"), MemberId("m2")
JOINED = datetime(2026, 1, 5, 12, tzinfo=UTC)
STAMP = datetime(2026, 9, 1, 12, tzinfo=UTC)
SINCE = date(2026, 9, 1)
NASTY = 'Els, de "baas"; 👩‍🏫\\\r\nEND:VEVENT\r\nBEGIN:VALARM\nX:1\rY\x00\x0b\x85\u2028Z'
ZONES = ("Europe/Amsterdam", "Europe/London", "America/New_York", "Australia/Sydney", "Africa/Casablanca")


def circle(*meetings: Meeting, name: str = "Team onderbouw", zone: str = "Europe/Amsterdam") -> Circle:
    members = {
        ELS: Member(id=ELS, name="Els", joined=JOINED),
        DAAN: Member(id=DAAN, name="Daan", joined=JOINED),
    }
    found = Circle(id=CircleId("c7"), name=name, language="nl", zone=zone, members=members)
    found.meetings = list(meetings)
    found.number = 12
    return found


def meeting(at: datetime | None = datetime(2026, 11, 24, 14, 30, tzinfo=UTC), id: str = "3", **more: Any) -> Meeting:
    return Meeting(id=id, at=at, flow="intervisie", **more)


def invited(of: Circle, *, title: str = "Intervisie", language: str = "nl", url: str = "") -> bytes:
    one = Entry(circle=of, meeting=of.meetings[0], title=title, minutes=90, language=language, url=url)
    return invitation(one, stamp=STAMP)


def read(file: bytes) -> Any:
    return Calendar.from_ical(file)


def only_event(file: bytes) -> Any:
    (event,) = read(file).walk("VEVENT")
    return event


def entry(of: Circle) -> Entry:
    return Entry(circle=of, meeting=of.meetings[0], title="Intervisie", minutes=90, language="nl")


# Meetings.


def test_an_invitation_says_when_what_and_who() -> None:
    group = circle(meeting())
    group.rules = ["Wat we zeggen blijft hier.", "Passen mag."]
    event = only_event(invited(group, url="https://voorbeeld.nl/k/7"))
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 15, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert event["DURATION"].dt == timedelta(minutes=90)
    assert (event["SUMMARY"], event["STATUS"], event["CLASS"]) == ("Team onderbouw: Intervisie", "CONFIRMED", "PRIVATE")
    assert event["DTSTAMP"].dt == STAMP
    assert event["URL"] == "https://voorbeeld.nl/k/7"
    assert event["DESCRIPTION"].split("\n") == [
        "Els leidt.", "Daan brengt iets in.", "", "Dit spraken we af:",
        "- Wat we zeggen blijft hier.", "- Passen mag.", "", "https://voorbeeld.nl/k/7",
    ]  # fmt: skip


def test_an_invitation_is_in_the_language_of_the_circle() -> None:
    assert only_event(invited(circle(meeting()), language="en"))["DESCRIPTION"].startswith("Els leads")


def test_a_later_invitation_takes_the_place_of_an_earlier_one() -> None:
    group = circle(meeting())
    first = only_event(invited(group))
    group.number += 1
    group.meetings[0].at = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    later = only_event(invited(group))
    assert first["UID"] == later["UID"]
    assert "c7" not in first["UID"]
    assert later["SEQUENCE"] > first["SEQUENCE"]


def test_a_dropped_meeting_is_cancelled() -> None:
    event = only_event(invited(circle(meeting(state="dropped"))))
    assert (event["STATUS"], event["DESCRIPTION"]) == ("CANCELLED", "Deze keer gaat niet door.")


def test_a_meeting_that_was_held_says_who_did_what() -> None:
    held = meeting(state="held", fixed={"lead": DAAN, "bring": MemberId("m9")})
    assert only_event(invited(circle(held)))["DESCRIPTION"] == "Daan leidt."


def test_without_a_date_there_is_no_invitation() -> None:
    with pytest.raises(ValueError, match="meeting 3 has no date"):
        invited(circle(meeting(None, state="asked")))


@pytest.mark.parametrize("field", ["name", "member", "title", "rule"])
def test_no_name_can_write_a_line_of_its_own(field: str) -> None:
    group = circle(meeting(), name=NASTY if field == "name" else "Team")
    group.members[ELS].name = NASTY if field == "member" else "Els"
    group.rules = [NASTY if field == "rule" else "Passen mag."]
    plain = circle(meeting(), name="Team")
    plain.rules = ["Passen mag."]
    file = invited(group, title=NASTY if field == "title" else "Intervisie")
    assert properties(file) == properties(invited(plain))
    event = only_event(file)
    assert 'Els, de "baas"; 👩‍🏫\\  END:VEVENT  BEGIN:VALARM X:1 Y    Z' in event["SUMMARY"] + event["DESCRIPTION"]
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert not any(sign in file.replace(b"\r\n", b"") for sign in (b"\r", b"\n", b"\0"))


def test_an_address_with_a_line_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        invited(circle(meeting()), url="https://voorbeeld.nl/\r\nX:1")


def properties(file: bytes) -> list[str]:
    """What each line begins with, after unfolding."""
    return [line.split(":")[0] for line in file.decode().replace("\r\n ", "").split("\r\n")]


@settings(max_examples=60)
@given(name=st.text(max_size=80), rule=st.text(max_size=200), calendar=st.text(max_size=80))
def test_whatever_people_write_can_be_read_back(name: str, rule: str, calendar: str) -> None:
    group = circle(meeting(), name=name)
    group.rules = [rule]
    file = feed([entry(group)], name=calendar, stamp=STAMP)
    assert properties(file) == properties(feed([entry(circle(meeting()))], name="Rooster", stamp=STAMP))
    assert only_event(file)["UID"].endswith("@beurtelings")


# The change of clocks.


@pytest.mark.parametrize("zone", ZONES)
def test_the_wall_time_stays_over_both_changes_of_clock(zone: str) -> None:
    clock = time(15, 30)
    days = [date(2026, 10, 20) + 7 * n * DAY for n in range(60)]
    groups = [circle(meeting(local(zone, day, clock), id=str(n)), zone=zone) for n, day in enumerate(days)]
    file = read(feed(map(entry, groups), name="Rooster", stamp=STAMP))
    (told,) = file.timezones
    there = told.to_tz(lookup_tzid=False)
    for event, group in zip(file.walk("VEVENT"), groups, strict=True):
        wall = event["DTSTART"].dt.replace(tzinfo=None)
        assert wall.time() == clock
        # By the zone as the file itself tells it, and not as this machine knows it.
        assert wall.replace(tzinfo=there).astimezone(UTC) == group.meetings[0].at


@pytest.mark.parametrize(
    ("moment", "offset"),
    [
        ("2027-03-28T01:59:59", 1),
        ("2027-03-28T03:00:00", 2),
        ("2027-10-31T01:59:59", 2),
        ("2027-10-31T03:00:00", 1),
    ],
)
def test_the_zone_changes_to_the_minute(moment: str, offset: int) -> None:
    file = read(feed([entry(circle(meeting(STAMP + 300 * DAY)))], name="Rooster", stamp=STAMP))
    (told,) = file.timezones
    there = told.to_tz(lookup_tzid=False)
    assert datetime.fromisoformat(moment).replace(tzinfo=there).utcoffset() == timedelta(hours=offset)


def test_universal_time_needs_no_zone() -> None:
    file = invited(circle(meeting(), zone="UTC"))
    assert b"DTSTART:20261124T143000Z" in file
    assert b"VTIMEZONE" not in file


# All meetings of somebody.


def test_a_feed_holds_the_meetings_of_all_circles() -> None:
    onderbouw = circle(meeting(id="1"))
    bovenbouw = circle(meeting(id="1"), name="Bovenbouw", zone="Europe/London")
    bovenbouw.id = CircleId("c8")
    searching = circle(meeting(None, id="2", state="asked"))
    written = feed([entry(onderbouw), entry(bovenbouw), entry(searching)], name="Els, \nrooster", stamp=STAMP)
    file = read(written)
    assert len({event["UID"] for event in file.walk("VEVENT")}) == 2
    assert [zone["TZID"] for zone in file.timezones] == ["Europe/Amsterdam", "Europe/London"]
    assert b"\r\nX-WR-CALNAME:Els\\,  rooster\r\n" in written
    assert file["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert file["METHOD"] == "PUBLISH"


def test_a_feed_without_meetings_is_a_calendar_all_the_same() -> None:
    assert read(feed([], name="Els", stamp=STAMP)).walk("VEVENT") == []


# Free days.


def school(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//School//NL"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def free(*events: str) -> list[str]:
    return [f"{days.first:%y%m%d}-{days.last:%y%m%d}" for days in free_days(school(*events), since=SINCE)]


def test_whole_days_are_free_and_the_end_is_not() -> None:
    assert free(
        "DTSTART;VALUE=DATE:20261019 DTEND;VALUE=DATE:20261024",
        "DTSTART;VALUE=DATE:20261206",
        "DTSTART;VALUE=DATE:20270215 DURATION:P2D",
        "DTSTART;VALUE=DATE:20270301 DTEND;VALUE=DATE:20270301",
    ) == ["261019-261023", "261206-261206", "270215-270216", "270301-270301"]


def test_what_has_an_hour_or_is_cancelled_is_no_free_day() -> None:
    assert not free(
        "DTSTART:20261019T120000Z DTEND:20261019T130000Z",
        "DTSTART;VALUE=DATE:20261019 STATUS:CANCELLED",
        "SUMMARY:niets",
        "DTSTART;VALUE=DATE:2026xx19",
    )


def test_what_touches_becomes_one() -> None:
    assert free(
        "DTSTART;VALUE=DATE:20261021",
        "DTSTART;VALUE=DATE:20261019 DTEND;VALUE=DATE:20261021",
        "DTSTART;VALUE=DATE:20261020 DTEND;VALUE=DATE:20261023",
        "DTSTART;VALUE=DATE:20261024",
    ) == ["261019-261022", "261024-261024"]


def test_only_what_is_to_come_counts_and_two_years_of_it() -> None:
    assert free(
        "DTSTART;VALUE=DATE:20250101",
        "DTSTART;VALUE=DATE:20260825 DTEND;VALUE=DATE:20260903",
        "DTSTART;VALUE=DATE:20280830 DTEND;VALUE=DATE:20290101",
        "DTSTART;VALUE=DATE:20290501",
    ) == ["260901-260902", "280830-280901"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=YEARLY", ["270427-270427", "280427-280427"]),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=27;WKST=MO", ["270427-270427", "280427-280427"]),
        ("FREQ=YEARLY;INTERVAL=2", ["280427-280427"]),
        ("FREQ=YEARLY;COUNT=14", ["270427-270427"]),
        ("FREQ=YEARLY;UNTIL=20270427", ["270427-270427"]),
        ("FREQ=YEARLY;UNTIL=20280426T220000Z", ["270427-270427"]),
        ("FREQ=YEARLY;BYMONTH=5", []),
        ("FREQ=YEARLY;BYMONTHDAY=5", []),
        ("FREQ=YEARLY;BYDAY=4SU", []),
        ("FREQ=YEARLY;INTERVAL=0", []),
        ("FREQ=WEEKLY", []),
        ("UNTIL=20300101", []),
        ("nonsense", []),
    ],
)
def test_what_is_free_every_year_is_free_again(rule: str, found: list[str]) -> None:
    assert free(f"DTSTART;VALUE=DATE:20140427 RRULE:{rule}") == found


def test_a_leap_day_comes_in_leap_years() -> None:
    assert free("DTSTART;VALUE=DATE:20240229 RRULE:FREQ=YEARLY") == ["280229-280229"]


def test_new_year_is_followed_over_the_end_of_a_year() -> None:
    found = free("DTSTART;VALUE=DATE:20151221 DTEND;VALUE=DATE:20160104 RRULE:FREQ=YEARLY")
    assert found == ["261221-270103", "271221-280103"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hoi", b"\xff\xfe\x00", b"PK\x03\x04", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCARD\r\nFN:Els\r\nEND:VCARD\r\n", b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n",
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no calendar|ends in \.ics"):
        free_days(data, since=SINCE)


def test_what_is_too_big_is_refused() -> None:
    with pytest.raises(ValueError, match=f"{MOST_BYTES + 1} bytes"):
        free_days(b"x" * (MOST_BYTES + 1), since=SINCE)


def test_of_very_many_days_the_first_are_taken() -> None:
    (days,) = free_days(school("DTSTART;VALUE=DATE:00010101 DTEND;VALUE=DATE:99991231"), since=SINCE)
    assert (days.first, (days.last - days.first).days + 1) == (SINCE, MOST_DAYS)
    each = [f"DTSTART;VALUE=DATE:{SINCE + 2 * n * DAY:%Y%m%d}" for n in reversed(range(300))]
    found = free_days(school(*each), since=SINCE)
    assert (len(found), found[0].first, found[-1].last) == (200, SINCE, SINCE + 398 * DAY)


def test_the_ends_of_time_are_days_like_others() -> None:
    last = date.max
    events = [f"DTSTART;VALUE=DATE:99991231 {more}" for more in ("", "DURATION:P9999D", "RRULE:FREQ=YEARLY")]
    assert free_days(school(*events, "DTSTART;VALUE=DATE:00010101 DTEND;VALUE=DATE:00010101"), since=last) == (
        Days(first=last, last=last),
    )


words = st.sampled_from(
    (
        "DTSTART", "DTEND", "DURATION", "RRULE", "STATUS", ";VALUE=DATE", ";TZID=Europe/Amsterdam", ":", ";", ",", "=",
        "20261019", "20261019T120000Z", "00010101", "99991231", "P1D", "-P9D", "P9999999999D", "FREQ=YEARLY",
        "INTERVAL=-1", "INTERVAL=0", "COUNT=0", "UNTIL=20280101", "BYMONTH=4", "BYMONTHDAY=27", "BYMONTH=5L",
        "CANCELLED", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VTIMEZONE", "\r\n",
        "\r\n", "\n ", '"', "\\",
    )
)  # fmt: skip
files = st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
calendars = (
    st.lists(words, max_size=40)
    .map("".join)
    .map(lambda text: f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode())
)
events = st.lists(st.builds("{}:{}".format, *[st.lists(words, min_size=1, max_size=4).map("".join)] * 2), max_size=8)
nearly = events.map(lambda lines: school("DTSTART;VALUE=DATE:20261019 " + " ".join("".join(x.split()) for x in lines)))


@settings(max_examples=300, deadline=None)
@given(data=files | calendars | nearly, since=st.dates())
def test_no_file_does_any_harm(data: bytes, since: date) -> None:
    try:
        found = free_days(data, since=since)
    except ValueError:
        return
    assert sum((days.last - days.first).days + 1 for days in found) <= MOST_DAYS
    assert all(since <= days.first <= days.last for days in found)
    assert all(other.first - one.last > DAY for one, other in pairwise(found))
