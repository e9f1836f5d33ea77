"""What a circle agreed: its rules, its rhythm, its school holidays."""

from __future__ import annotations

from datetime import time

from flows.rhythm.circle.state import Circle, MemberId
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.holidays import REGIONS
from flows.rhythm.hours import zone_known
from flows.rhythm.words import say

WEEKS = (2, 3, 4, 6, 8)
WEEKDAYS = (0, 1, 2, 3, 4)
CLOCKS = ("12:30", "15:00", "15:30", "16:00", "19:30")
#: Rules are to be remembered: a few, each in a sentence.
MOST_RULES, LONGEST_RULE = 8, 200
LONGEST_NAME = 60
NO = Answer(line=say("answer.old"), idle=True)


def agree(circle: Circle, member: MemberId, rules: list[str]) -> Answer:
    """Agreed once, and recalled at each start. A later one takes the place of what was."""
    found = [" ".join(rule.split()) for rule in rules if rule.strip()]
    if not found:
        return Answer(line=say("circle.rules.none"), page="rules", idle=True)
    if len(found) > MOST_RULES or any(len(rule) > LONGEST_RULE for rule in found):
        line = say("circle.rules.too_many", most=MOST_RULES, longest=LONGEST_RULE)
        return Answer(line=line, page="rules", idle=True)
    circle.rules = found
    told = Tell(lines=(say("circle.rules.agreed", who=circle.members[member].name),), page="rules")
    return Answer(page="rules", effects=[told])


def set_weeks(circle: Circle, value: str) -> Answer:
    if value not in {str(weeks) for weeks in WEEKS}:
        return NO
    circle.weeks = int(value)
    return Answer(page="rhythm")


def set_weekday(circle: Circle, value: str) -> Answer:
    if value not in {str(day) for day in WEEKDAYS}:
        return NO
    circle.weekday = int(value)
    return Answer(page="rhythm")


def set_clock(circle: Circle, value: str) -> Answer:
    if value not in CLOCKS:
        return NO
    circle.clock = time.fromisoformat(value)
    return Answer(page="rhythm")


def set_region(circle: Circle, value: str) -> Answer:
    if value not in ("", *REGIONS):
        return NO
    circle.region = value
    return Answer(page="rhythm")


def set_zone(circle: Circle, text: str) -> Answer:
    if not zone_known(text.strip()):
        return Answer(line=say("circle.zone_unknown", text=text.strip()[:40]), page="rhythm", idle=True)
    circle.zone = text.strip()
    return Answer(page="rhythm")


def set_name(circle: Circle, text: str) -> Answer:
    name = " ".join(text.split())[:LONGEST_NAME]
    if not name:
        return Answer(line=say("circle.name_empty"), page="home", idle=True)
    circle.name = name
    return Answer(page="home")


def set_flow(circle: Circle, flow: str) -> Answer:
    """The form of the meetings to come; those that have one of their own keep to the circle's."""
    circle.flow = flow
    for meeting in circle.planned:
        meeting.flow = flow
    return Answer(page="dates")
