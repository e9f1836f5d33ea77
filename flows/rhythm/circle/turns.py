"""Who comes, and who does what: somebody cannot, would rather not, or swaps with somebody else."""

from __future__ import annotations

from typing import cast, get_args

from flows.rhythm.circle.rota import as_often, can, planned, takes, who_can
from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting, MemberId, Swap
from flows.rhythm.effects import Answer, Effect, Tell
from flows.rhythm.words import press, say

OLD = Answer(line=say("answer.old"), idle=True)

#: Of each meeting that people were told about: who does what.
Told = dict[tuple[str, Duty], MemberId | None]


def away(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting, page = to_come(circle, id), f"meeting {id}"
    if meeting is None:
        return OLD
    if member in meeting.away:
        return Answer(line=say("circle.away_noted"), page=page, idle=True)
    meeting.away.append(member)
    effects = _swap_is_off(circle, meeting, member)
    if len(circle.coming(meeting)) < 2:
        effects.append(too_few(meeting))
    return Answer(line=say("circle.away_noted"), page=page, effects=effects)


def _swap_is_off(circle: Circle, meeting: Meeting, member: MemberId) -> list[Effect]:
    """What was asked of somebody who cannot come needs no answer any more."""
    swap = meeting.swap
    if swap is None or member not in (swap.by, swap.to):
        return []
    meeting.swap = None
    return [Tell(lines=(say("circle.swap.no", who=circle.members[member].name),), to=swap.by)] * (member == swap.to)


def too_few(meeting: Meeting) -> Tell:
    assert meeting.at is not None
    rows = ((press("circle.move", "move", meeting.id), press("circle.drop", "page", f"drop {meeting.id}")),)
    return Tell(lines=(say("circle.nobody_left", at=meeting.at),), rows=rows)


def comes(circle: Circle, member: MemberId, id: str) -> Answer:
    meeting = to_come(circle, id)
    if meeting is None:
        return OLD
    idle = member not in meeting.away
    meeting.away = [one for one in meeting.away if one != member]
    return Answer(line=say("circle.comes_noted"), page=f"meeting {id}", idle=idle)


def skip(circle: Circle, member: MemberId, value: str) -> Answer:
    """Not this time; next time first."""
    id, duty = _duty_in(value)
    meeting = to_come(circle, id)
    if meeting is None or duty is None or planned(circle, duty).get(id) != member:
        return OLD
    if not [one for one in who_can(circle, duty, meeting) if one != member]:
        return Answer(line=say("circle.nobody_else"), page=f"meeting {id}", idle=True)
    meeting.skips.setdefault(duty, []).append(member)
    if meeting.swap is not None and (meeting.swap.by, meeting.swap.duty) == (member, duty):
        meeting.swap = None
    return Answer(line=say("circle.skipped"), page=f"meeting {id}")


def could_take_over(circle: Circle, member: MemberId, duty: Duty, meeting: Meeting) -> list[MemberId]:
    """Those whose turn is still to come; where there is nobody like that, anybody."""
    able = [one for one in who_can(circle, duty, meeting) if one != member]
    fair = as_often(circle, duty, meeting.id, member)
    return [one for one in able if one in fair] or able


def propose_swap(circle: Circle, member: MemberId, value: str) -> Answer:
    """Somebody else is asked to take a turn; in exchange for theirs, where they have one."""
    id, name, other = (*value.split(":"), "", "")[:3]
    _, duty = _duty_in(f"{id}:{name}")
    meeting, to = to_come(circle, id), MemberId(other)
    if meeting is None or duty is None or planned(circle, duty).get(id) != member:
        return OLD
    if to not in could_take_over(circle, member, duty, meeting):
        return OLD
    if not circle.members[to].reachable:
        return Answer(line=say("circle.swap.unreachable", who=circle.members[to].name), page=f"meeting {id}", idle=True)
    theirs = _in_exchange(circle, member, duty, meeting, to)
    meeting.swap = Swap(duty=duty, by=member, meeting="" if theirs is None else theirs.id, to=to)
    assert meeting.at is not None
    lines = [say(f"circle.swap.{duty}", who=circle.members[member].name, at=meeting.at)]
    if theirs is not None and theirs.at is not None:
        lines.append(say("circle.swap.exchange", who=circle.members[member].name, at=theirs.at))
    rows = ((press("circle.swap_yes", "swap_yes", id), press("circle.swap_no", "swap_no", id)),)
    told = Tell(lines=tuple(lines), rows=rows, to=to)
    return Answer(line=say("circle.swap.asked", who=circle.members[to].name), page=f"meeting {id}", effects=[told])


def _in_exchange(circle: Circle, by: MemberId, duty: Duty, meeting: Meeting, to: MemberId) -> Meeting | None:
    """The first turn of the other one that whoever asks can take."""
    theirs = (to_come(circle, id) for id, who in planned(circle, duty).items() if who == to and id != meeting.id)
    return next((one for one in theirs if one is not None and can(circle, by, duty, one)), None)


def answer_swap(circle: Circle, member: MemberId, id: str, *, yes: bool) -> Answer:
    meeting = to_come(circle, id)
    swap = None if meeting is None else meeting.swap
    if meeting is None or swap is None or swap.to != member:
        return OLD
    meeting.swap = None
    if yes and planned(circle, swap.duty).get(id) != swap.by:
        # It is somebody else's by now.
        return Answer(line=say("circle.swap.too_late"), page=f"meeting {id}")
    moved = _exchange(circle, meeting, swap) if yes else []
    word = "yes" if yes else "no"
    told = Tell(lines=(say(f"circle.swap.{word}", who=circle.members[member].name),), to=swap.by)
    return Answer(line=say(f"circle.swap.said_{word}"), page=f"meeting {id}", effects=[told, *moved])


def _exchange(circle: Circle, meeting: Meeting, swap: Swap) -> list[Effect]:
    theirs = to_come(circle, swap.meeting)
    other: Duty = "bring" if swap.duty == "lead" else "lead"
    had = planned(circle, other)
    takes_over = {meeting.id: swap.to}
    if theirs is not None and planned(circle, swap.duty).get(theirs.id) == swap.to:
        takes_over[theirs.id] = swap.by
    for id, who in takes_over.items():
        one = to_come(circle, id)
        assert one is not None
        one.fixed[swap.duty] = who
        # Nobody asked the one with the other duty, so it stays where it was.
        same = had[id]
        if same is not None and same != who and can(circle, same, other, one):
            one.fixed[other] = same
        else:
            one.fixed.pop(other, None)
    return [tell for id in takes_over for tell in _other_duty(circle, id, other, had[id], by=swap.to)]


def _other_duty(circle: Circle, id: str, duty: Duty, had: MemberId | None, *, by: MemberId) -> list[Effect]:
    """Whoever has two duties now gives one of them to somebody else: both read so, but for who did it."""
    meeting, who = to_come(circle, id), planned(circle, duty).get(id)
    assert meeting is not None
    assert meeting.at is not None
    if who == had or who is None or had is None:
        return []
    rid = Tell(lines=(say(f"circle.not_you.{duty}", at=meeting.at, who=circle.members[who].name),), to=had)
    now = Tell(lines=(say(f"circle.now_you.{duty}", at=meeting.at),), to=who)
    # Who was told who does what, is told of it as any turn that is handed on.
    return [one for one in (rid, now) if one.to != by and not (one is now and "prepare" in meeting.sent)]


def to_come(circle: Circle, id: str) -> Meeting | None:
    meeting = circle.meeting(id)
    return meeting if meeting is not None and meeting.state == "planned" else None


def _duty_in(value: str) -> tuple[str, Duty | None]:
    id, _, duty = value.partition(":")
    return id, cast(Duty, duty) if duty in get_args(Duty) else None


# What people were told stays so, until somebody cannot.


def prepared(circle: Circle) -> Told:
    return {
        (id, duty): who
        for duty in DUTIES
        for id, who in planned(circle, duty).items()
        if (meeting := to_come(circle, id)) is not None and "prepare" in meeting.sent
    }


def handed_on(circle: Circle, before: Told, *, actor: MemberId | None) -> list[Effect]:
    """Whoever has now what was somebody else's when people were told; they hear so, and it stays theirs."""
    told: list[Effect] = []
    for duty in DUTIES:
        # Who brings something in depends on who leads: so one after the other.
        for (id, other), who in prepared(circle).items():
            meeting = circle.meeting(id)
            if other != duty or who is None or meeting is None or before.get((id, duty), who) == who:
                continue
            takes(circle, duty, who, meeting)
            if who != actor and meeting.at is not None:
                rather_not = press(f"circle.rather_not.{duty}", "skip", f"{id}:{duty}")
                told.append(Tell(lines=(say(f"circle.now_you.{duty}", at=meeting.at),), rows=((rather_not,),), to=who))
    return told
