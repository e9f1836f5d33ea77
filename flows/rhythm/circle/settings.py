"""What a circle agreed: its rules, its rhythm, its school holidays."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flows.rhythm.circle.state import Circle, MemberId
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.holidays import REGIONS
from flows.rhythm.hours import Days, count, local, zone_called
from flows.rhythm.words import Named, say

WEEKS = (2, 3, 4, 6, 8)
WEEKDAYS = (0, 1, 2, 3, 4)
CLOCKS = ("12:30", "15:00", "15:30", "16:00", "19:30")
#: Rules are to be remembered: a few, each in a sentence.
MOST_RULES, LONGEST_RULE = 8, 200
LONGEST_NAME, LONGEST_FLOW = 60, 40
#: With more than this there would be no day left to meet, within the time that is looked ahead.
MOST_FREE = 150
NO = Answer(line=say("answer.old"), idle=True)


def agree(circle: Circle, member: MemberId, rules: list[str]) -> Answer:
    """Agreed once, and recalled at each start. A later one takes the place of what was."""
    found = [" ".join(rule.split()) for rule in rules if rule.strip()]
    if not found:
        return Answer(line=say("circle.rules.none"), page="write", idle=True)
    if len(found) > MOST_RULES or any(len(rule) > LONGEST_RULE for rule in found):
        line = say("circle.rules.too_many", most=MOST_RULES, longest=LONGEST_RULE)
        return Answer(line=line, page="write", idle=True)
    if found == circle.rules:
        return Answer(page="rules", idle=True)
    circle.rules = found
    told = Tell(lines=(say("circle.rules.agreed", who=circle.members[member].name),), page="rules")
    return Answer(line=say("circle.rules.now"), page="rules", effects=[told])


def agree_as_usual(circle: Circle, member: MemberId, rules: list[str]) -> Answer:
    """To begin with: what a circle wrote itself is not swept away by an old button."""
    return Answer(page="rules", idle=True) if circle.rules else agree(circle, member, rules)


def set_weeks(circle: Circle, value: str) -> Answer:
    if value not in {str(weeks) for weeks in WEEKS}:
        return NO
    circle.weeks = int(value)
    return Answer(page="rhythm")


def set_weekday(circle: Circle, value: str) -> Answer:
    if value not in {str(day) for day in WEEKDAYS}:
        return NO
    circle.weekday = int(value)
    # The time stands there as well.
    return Answer(page="slot")


def set_clock(circle: Circle, value: str) -> Answer:
    if value not in CLOCKS:
        return NO
    circle.clock = time.fromisoformat(value)
    return Answer(page="rhythm")


def set_region(circle: Circle, value: str, *, page: str = "rhythm") -> Answer:
    if value not in ("", *REGIONS):
        return NO
    circle.region = value
    return Answer(page=page)


def set_zone(circle: Circle, text: str) -> Answer:
    zone = zone_called(text)
    if zone is None:
        return Answer(line=say("circle.zone_unknown", text=text.strip()[:40]), page="zone", idle=True)
    if zone == circle.zone:
        return Answer(page="rhythm", idle=True)
    old, circle.zone = circle.zone, zone
    # Half past three stays half past three: the circle did not move, its clock was wrong.
    for meeting in circle.meetings:
        if meeting.at is not None and meeting.state == "planned":
            meeting.at = _same_clock(meeting.at, old, zone)
        meeting.options = [_same_clock(one, old, zone) for one in meeting.options]
    if circle.pairs is not None and circle.pairs.next is not None:
        circle.pairs.next = _same_clock(circle.pairs.next, old, zone)
    told = Tell(lines=(say("circle.zone_set", zone=zone),))
    return Answer(line=say("circle.zone_set", zone=zone), page="rhythm", effects=[told])


def _same_clock(moment: datetime, old: str, new: str) -> datetime:
    there = moment.astimezone(ZoneInfo(old))
    return local(new, there.date(), there.time())


def set_free(circle: Circle, days: tuple[Days, ...]) -> Answer:
    """They take the place of those that were there."""
    if count(days) > MOST_FREE:
        return Answer(line=say("circle.free_too_many", n=count(days)), page="rhythm", idle=True)
    circle.free = [*days]
    return Answer(line=say("calendar.free_read", n=count(days)), page="rhythm")


def set_name(circle: Circle, text: str) -> Answer:
    name = " ".join(text.split())[:LONGEST_NAME]
    if not name:
        return Answer(line=say("circle.name_empty"), page="name", idle=True)
    circle.name = name
    return Answer(page="home")


def set_flow(circle: Circle, flow: str) -> Answer:
    """The form of all meetings to come."""
    if not 0 < len(flow) <= LONGEST_FLOW:
        return NO
    circle.flow = flow
    for meeting in circle.meetings:
        if meeting.state in ("planned", "asked"):
            meeting.flow = flow
    return Answer(line=say("circle.form_set", title=Named(f"flow:{flow}")), page="dates")
