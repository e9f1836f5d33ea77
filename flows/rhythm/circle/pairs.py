"""The whole team in pairs, every so many weeks. Who wants whom, and who does not, stays with whoever said so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from itertools import combinations

from flows.rhythm.circle.state import Circle, Match, MemberId, Pairs
from flows.rhythm.effects import Answer, Effect, LookIn, Meet, Tell
from flows.rhythm.hours import local, soonest
from flows.rhythm.pairing import Met, pair
from flows.rhythm.words import press, say

#: A round begins in the morning.
MORNING = time(9, 0)
RHYTHMS = (2, 3, 4, 6)
NO = Answer(line=say("answer.old"), idle=True)


def start(circle: Circle, now: datetime) -> Answer:
    if len(circle.present) < 2:
        return Answer(line=say("circle.alone"), idle=True)
    if circle.pairs is None:
        circle.pairs = Pairs()
    pairs = circle.pairs
    if pairs.next is not None:
        return Answer(page="pairs", idle=True)
    # Of a round of long ago nobody is asked whether they met.
    pairs.next, pairs.asked = _tomorrow(circle, now), True
    line = say("pairs.on", weeks=pairs.weeks, at=pairs.next)
    return Answer(page="pairs", effects=[Tell(lines=(line,))])


def stop(circle: Circle) -> Answer:
    if circle.pairs is None or circle.pairs.next is None:
        return NO
    circle.pairs.next = None
    return Answer(page="pairs", effects=[Tell(lines=(say("pairs.off"),))])


def weeks(circle: Circle, value: str, now: datetime) -> Answer:
    if circle.pairs is None or value not in {str(one) for one in RHYTHMS}:
        return NO
    pairs = circle.pairs
    pairs.weeks = int(value)
    if pairs.next is not None and pairs.since is not None:
        pairs.next = max(_tomorrow(circle, now), _next(circle, pairs.since, pairs.weeks))
    return Answer(page="pairs")


def wish(circle: Circle, member: MemberId, other: str, *, veto: bool) -> Answer:
    """With somebody, or rather not; once more is to take it back."""
    to, mine = MemberId(other), circle.members[member]
    if to not in circle.present or to == member:
        return NO
    chosen, opposite = (mine.vetoes, mine.wishes) if veto else (mine.wishes, mine.vetoes)
    if to in chosen:
        chosen.remove(to)
        return Answer(line=say("pairs.taken_back"), page="vetoes" if veto else "wishes")
    chosen.append(to)
    if to in opposite:
        opposite.remove(to)
    return Answer(line=say("pairs.noted_veto" if veto else "pairs.noted_wish"), page="vetoes" if veto else "wishes")


def snooze(circle: Circle, member: MemberId, value: str, now: datetime) -> Answer:
    if value not in ("0", "2", "4", "8"):
        return NO
    today = circle.day(now)
    circle.members[member].snoozed = today + timedelta(weeks=int(value)) if value != "0" else None
    return Answer(line=say("circle.snoozed" if value != "0" else "circle.back"), page="me")


def match(circle: Circle, now: datetime) -> list[Effect]:
    """A new round: who talks with whom."""
    pairs = circle.pairs
    assert pairs is not None
    pairs.since, pairs.asked, pairs.next = now, False, _next(circle, now, pairs.weeks)
    unused: list[Effect] = [LookIn(session=room) for room in pairs.rooms]
    pairs.rooms = []
    # Who cannot be written to would leave somebody waiting.
    people = [one for one in circle.awake(now) if circle.members[one].reachable]
    if len(people) < 2:
        pairs.matches, pairs.left = [], []
        return unused
    found = pair(
        people,
        met={frozenset(key.split()): Met(times=times, last=last) for key, (times, last) in pairs.met.items()},
        vetoes=_wanted(circle, people, veto=True),
        wishes=_wanted(circle, people, veto=False),
        threes={str(one): times for one, times in pairs.threes.items()},
        seed=f"{circle.seed} {pairs.round}",
    )
    pairs.round += 1
    pairs.matches = [Match(people=tuple(MemberId(one) for one in group)) for group in found.groups]
    pairs.left = [MemberId(one) for one in found.left]
    for group in found.groups:
        for two in combinations(sorted(group), 2):
            times, _ = pairs.met.get(" ".join(two), (0, 0))
            pairs.met[" ".join(two)] = (times + 1, pairs.round)
        for one in group if len(group) > 2 else ():
            pairs.threes[MemberId(one)] = pairs.threes.get(MemberId(one), 0) + 1
    return [*unused, *_left_over(circle), *(Meet(people=found.people) for found in pairs.matches)]


def _left_over(circle: Circle) -> list[Effect]:
    """Nobody hears why: what somebody would rather not is for nobody's eyes."""
    assert circle.pairs is not None
    rows = ((press("circle.pairs", "page", "pairs"),),)
    return [Tell(lines=(say("pairs.left"),), rows=rows, to=one) for one in circle.pairs.left]


def ask_met(circle: Circle) -> list[Effect]:
    """Asked once, of everybody; whoever answers, answers for the others too."""
    pairs = circle.pairs
    assert pairs is not None
    pairs.asked = True
    return [
        Tell(
            lines=(say("pairs.did_you", names=circle.names([one for one in match.people if one != member])),),
            rows=((press("pairs.yes", "met", f"{pairs.round}:yes"), press("pairs.no", "met", f"{pairs.round}:no")),),
            to=member,
        )
        for match in pairs.matches
        if match.met is None
        for member in match.people
    ]


def met(circle: Circle, member: MemberId, value: str) -> Answer:
    pairs, (round, _, answer) = circle.pairs, value.partition(":")
    if pairs is None or round != str(pairs.round) or answer not in ("yes", "no"):
        return NO
    number = next((n for n, one in enumerate(pairs.matches) if member in one.people), None)
    if number is None:
        return NO
    match = pairs.matches[number]
    if (answer == "yes") != (match.met is not False):
        # Who did not meet are no longer counted as having met; whoever says otherwise later, counts again.
        _count(pairs, match, 1 if answer == "yes" else -1)
    pairs.matches[number] = Match(people=match.people, met=answer == "yes")
    return Answer(line=say("pairs.nice" if answer == "yes" else "pairs.next_time"), page="pairs")


def _count(pairs: Pairs, match: Match, times: int) -> None:
    for two in combinations(sorted(match.people), 2):
        before, last = pairs.met.get(" ".join(two), (0, pairs.round))
        pairs.met[" ".join(two)] = (max(0, before + times), last)


def mine(circle: Circle, member: MemberId) -> Match | None:
    found = circle.pairs.matches if circle.pairs is not None else []
    return next((one for one in found if member in one.people), None)


def gone(circle: Circle, member: MemberId) -> list[Effect]:
    """Somebody left in the middle of a round: of three two go on, and of two the other is free."""
    if circle.pairs is None:
        return []
    told: list[Effect] = []
    found = mine(circle, member)
    if found is not None and found.met is None:
        rest = tuple(one for one in found.people if one != member)
        circle.pairs.matches.remove(found)
        if len(rest) > 1:
            circle.pairs.matches.append(Match(people=rest))
        elif circle.pairs.next is not None:
            told = [Tell(lines=(say("pairs.alone_now"),), to=rest[0])]
    return told


def _wanted(circle: Circle, people: Collection[MemberId], *, veto: bool) -> set[frozenset[str]]:
    return {
        frozenset((one, other))
        for one in people
        for other in (circle.members[one].vetoes if veto else circle.members[one].wishes)
        if other in people
    }


def following(circle: Circle, since: datetime) -> datetime:
    assert circle.pairs is not None
    return _next(circle, since, circle.pairs.weeks)


def _tomorrow(circle: Circle, now: datetime) -> datetime:
    return soonest(circle.hours, local(circle.zone, circle.day(now) + timedelta(days=1), MORNING))


def _next(circle: Circle, since: datetime, weeks: int) -> datetime:
    return soonest(circle.hours, local(circle.zone, circle.day(since) + timedelta(weeks=weeks), MORNING))
