"""The rota: whose turn it is to lead and to bring in a case. Fewest turns first, and then longest ago."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
    return {meeting.id: who for meeting, who, _ in _to_come(circle, duty)}


def as_often(circle: Circle, duty: Duty, id: str, member: MemberId) -> list[MemberId]:
    """Who by that meeting will have had the duty no more often than this member: with them a swap is fair."""
    turns = next((turns for meeting, _, turns in _to_come(circle, duty) if meeting.id == id), {})
    return [one for one in turns if turns[one].times <= turns[member].times]


def _to_come(circle: Circle, duty: Duty) -> Iterator[tuple[Meeting, MemberId | None, dict[MemberId, Turns]]]:
    """Each meeting, who has the duty there, and how often everybody had it before."""
    turns = {member: _turns(circle, member, duty) for member in circle.present}
    agreed = {meeting.id: _agreed(circle, duty, meeting) for meeting in circle.planned}
    for who in agreed.values():
        # Whoever agreed to a later turn does not get one more before it.
        _count(turns, who, 1)
    leading = planned(circle, "lead") if duty == "bring" else {}
    for meeting in circle.planned:
        assert meeting.at is not None
        other = leading.get(meeting.id) if duty == "bring" else meeting.fixed.get("bring")
        _count(turns, agreed[meeting.id], -1)
        who = agreed[meeting.id] or _next(circle, duty, meeting, turns, without=other)
        yield meeting, who, dict(turns)
        if who is not None:
            turns[who] = Turns(times=turns[who].times + 1, last=meeting.at)


def _count(turns: dict[MemberId, Turns], who: MemberId | None, times: int) -> None:
    if who is not None:
        turns[who] = replace(turns[who], times=turns[who].times + times)


def _agreed(circle: Circle, duty: Duty, meeting: Meeting) -> MemberId | None:
    who = meeting.fixed.get(duty)
    return who if who is not None and can(circle, who, duty, meeting) else None


def _next(
    circle: Circle, duty: Duty, meeting: Meeting, turns: dict[MemberId, Turns], *, without: MemberId | None
) -> MemberId | None:
    able = who_can(circle, duty, meeting)
    # Nobody leads and brings in a case at once, unless there is nobody else.
    willing = [member for member in able if member != without] or able
    return min(willing, key=lambda member: _place(circle.members[member], turns[member]), default=None)


def who_can(circle: Circle, duty: Duty, meeting: Meeting) -> list[MemberId]:
    skips = meeting.skips.get(duty, ())
    return [member for member in circle.coming(meeting) if member not in skips]


def can(circle: Circle, member: MemberId, duty: Duty, meeting: Meeting) -> bool:
    return member in who_can(circle, duty, meeting)


def _place(member: Member, turns: Turns) -> tuple[int, datetime, int]:
    return turns.times, turns.last or member.joined, int(member.id[1:])


def _turns(circle: Circle, member: MemberId, duty: Duty) -> Turns:
    return circle.members[member].turns.get(duty, Turns())


def takes(circle: Circle, duty: Duty, who: MemberId | None, meeting: Meeting) -> None:
    """It is theirs from now on; whoever has it sooner after all is free of a turn agreed on for later."""
    before = meeting.fixed.pop(duty, None)
    if who is None:
        return
    later = [one for one in circle.planned if one.state == "planned" and "prepare" not in one.sent]
    agreed = [one for one in later if one is not meeting and one.fixed.get(duty) == who]
    if before != who and agreed:
        del agreed[0].fixed[duty]
    meeting.fixed[duty] = who


def served(circle: Circle, duty: Duty, member: MemberId, at: datetime) -> None:
    """It is done, and counts."""
    if member in circle.members:
        turns = circle.members[member].turns
        known = turns.get(duty, Turns())
        turns[duty] = replace(known, times=known.times + 1, last=at)


def order(circle: Circle, duty: Duty, meeting: Meeting, among: Collection[MemberId]) -> list[MemberId]:
    """Who is asked first at a meeting, and who next."""
    first, able = planned(circle, duty).get(meeting.id), who_can(circle, duty, meeting)
    rest = sorted(
        (member for member in among if member != first),
        key=lambda member: (
            member not in able,
            _place(circle.members[member], _turns(circle, member, duty)),
        ),
    )
    return [*([first] if first is not None and first in among else []), *rest]
