"""What others are to hear and waits for the morning; what is no longer true by then is not said."""

from __future__ import annotations

from datetime import datetime

from flows.rhythm.circle import polling, turns
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, MemberId
from flows.rhythm.codec import decode, encode
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.hours import welcome
from flows.rhythm.words import Press, say

#: A holiday is long; of all that happened in it the last is what counts.
MOST_WAITING = 20
#: What is said of a date, and is true as long as it stands.
OF_A_DATE = ("circle.settled", "circle.planned_by")


def keep_for_the_morning(circle: Circle, answer: Answer, actor: MemberId, now: datetime) -> None:
    """Somebody may plan at eleven in the evening; the others hear of it at a decent hour."""
    if welcome(circle.hours, now):
        return
    later = [one for one in answer.effects if isinstance(one, Tell) and one.to != actor]
    if not later:
        return
    circle.waiting = [*circle.waiting, *(encode(one) for one in later)][-MOST_WAITING:]
    answer.effects = [one for one in answer.effects if one not in later]
    answer.line = answer.line or say("circle.later")


def come_true(circle: Circle) -> list[Tell]:
    waiting, circle.waiting = [decode(one) for one in dict.fromkeys(circle.waiting)], []
    return [tell for tell in waiting if _stands(circle, tell)]


def _stands(circle: Circle, tell: Tell) -> bool:
    """Whether it is still so, and what its buttons do can still be done."""
    if tell.to is not None and tell.to not in circle.present:
        return False
    if tell.page == "poll" and circle.asked is None:
        return False
    dates = [meeting.at for meeting in circle.planned]
    if any(line.key in OF_A_DATE and line.values["at"] not in dates for line in tell.lines):
        return False
    return all(_works(circle, tell.to, one) for row in tell.rows for one in row)


def _works(circle: Circle, to: str | None, press: Press) -> bool:
    found, _, rest = press.value.partition(":")
    meeting = turns.to_come(circle, found)
    match press.action:
        case "swap_yes" | "swap_no":
            return meeting is not None and meeting.swap is not None and meeting.swap.to == to
        case "skip":
            return any(duty == rest and planned(circle, duty).get(found) == to for duty in DUTIES)
        case "settle" | "others":
            return polling.of_stamp(circle, found) is not None
        case "move":
            return meeting is not None and len(circle.coming(meeting)) < 2
    return True
