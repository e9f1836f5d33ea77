"""The rota: whose turn it is to lead and to bring in a case. Fewest turns first, and then longest ago."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting, Member, MemberId, Turns


def newcomers_turns(circle: Circle, now: datetime) -> dict[Duty, Turns]:
    """Whoever comes counts from where the others are, and does not make up for years before."""
    return {
        duty: Turns(times=min((_turns(circle, member, duty).times for member in circle.present), default=0), last=now)
        for duty in DUTIES
    }


def planned(circle: Circle, duty: Duty) -> dict[str, MemberId | None]:
    """Who has the duty at each meeting to come; None where nobody can."""
    turns = {member: _turns(circle, member, duty) for member in circle.present}
    leading = planned(circle, "lead") if duty == "bring" else {}
    found: dict[str, MemberId | None] = {}
    for meeting in circle.planned:
        assert meeting.at is not None
        who = _who(circle, duty, meeting, turns, without=leading.get(meeting.id))
        found[meeting.id] = who
        if who is not None:
            turns[who] = Turns(times=turns[who].times + 1, last=meeting.at)
    return found


def _who(
    circle: Circle, duty: Duty, meeting: Meeting, turns: dict[MemberId, Turns], *, without: MemberId | None
) -> MemberId | None:
    able = [member for member in circle.present if can(circle, member, duty, meeting)]
    fixed = meeting.fixed.get(duty)
    if fixed in able:
        return fixed
    # Whoever leads does not bring in a case as well, unless there is nobody else.
    willing = [member for member in able if member != without] or able
    return min(willing, key=lambda member: _place(circle.members[member], turns[member]), default=None)


def can(circle: Circle, member: MemberId, duty: Duty, meeting: Meeting) -> bool:
    assert meeting.at is not None
    snoozed = circle.members[member].snoozed
    asleep = snoozed is not None and meeting.at.date() < snoozed
    return not asleep and member not in meeting.away and member not in meeting.skips.get(duty, ())


def _place(member: Member, turns: Turns) -> tuple[int, datetime, int]:
    return turns.times, turns.last or member.joined, int(member.id[1:])


def _turns(circle: Circle, member: MemberId, duty: Duty) -> Turns:
    return circle.members[member].turns.get(duty, Turns())


def served(circle: Circle, duty: Duty, member: MemberId, at: datetime) -> None:
    """It is done, and counts."""
    if member in circle.members:
        turns = circle.members[member].turns
        known = turns.get(duty, Turns())
        turns[duty] = replace(known, times=known.times + 1, last=at)


def order(circle: Circle, duty: Duty, meeting: Meeting, among: Collection[MemberId]) -> list[MemberId]:
    """Who is asked first at a meeting, and who next."""
    first = planned(circle, duty).get(meeting.id)
    rest = sorted(
        (member for member in among if member != first),
        key=lambda member: (
            not can(circle, member, duty, meeting),
            _place(circle.members[member], _turns(circle, member, duty)),
        ),
    )
    return [*([first] if first is not None and first in among else []), *rest]
