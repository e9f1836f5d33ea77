"""Pairing: who meets whom this round, so that in time everybody has met everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from flows.rhythm.draw import NEW, Cost, Draw, Group, lot

Pair = frozenset[str]

# Thinking ahead: only for a team up to this size, over so many rounds at most, from so many draws.
TEAM = 60
ROUNDS = 8
DRAWS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """How often two people were in a group together, and in which round last."""

    times: int
    last: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """The groups of a round, and for whom the vetoes left no place."""

    groups: tuple[Group, ...]
    left: Group


def pairs_of(groups: Iterable[Sequence[str]]) -> Iterator[Pair]:
    return (frozenset(two) for group in groups for two in combinations(group, 2))


def record(met: Mapping[Pair, Met], groups: Iterable[Sequence[str]], round: int) -> dict[Pair, Met]:
    """The history once these groups have met."""
    now = {two: Met(times=met[two].times + 1 if two in met else 1, last=round) for two in pairs_of(groups)}
    return {**met, **now}


def pair(
    people: Sequence[str],
    *,
    met: Mapping[Pair, Met],
    vetoes: Collection[Pair],
    wishes: Collection[Pair],
    threes: Mapping[str, int],
    seed: str,
) -> Pairing:
    """The groups of this round, by these rules in this order.

    1. Who is in a veto is never with the other, and as few people as possible are left. A group of three is there for
       who would be left otherwise: once in an odd team, more often only where vetoes ask for it.
    2. Nobody meets anybody again while there is a way for all to meet somebody new; else as few meet again as possible,
       of those the ones who met least often, and of those longest ago. When all have met all it begins anew.
    3. The group of three is for who was in one least often.
    4. A wish comes true, as a pair, if the first three rules are served as well as without.
    5. The seed decides, but not against the rounds to come: near the end of a cycle several draws are played on for a
       few rounds, and the one that goes on longest without a repeat is taken.

    What is known to be short of perfect. The fifth rule is no proof: even teams of up to 30 who were all there always
    got through their cycle when it was tried a thousand times, odd ones to about a round short of what counting pairs
    allows; a larger team may repeat in its last two rounds. Once people have to meet again it may be a little more than
    the least, for then pairs are bettered two by two. And as the third rule yields to the second,
    somebody may be two groups of three behind another near the end of a cycle, sometimes three.
    """
    team = _Team(people=people, met=met, vetoes=frozenset(vetoes), threes=threes)
    groups, fixed = _granted(team, frozenset(wishes) - team.vetoes, seed)
    groups = _farsighted(team, groups, fixed, seed)
    place = {one: n for n, one in enumerate(people)}
    grouped = {one for group in groups for one in group}
    return Pairing(
        groups=tuple(sorted((tuple(sorted(g, key=place.__getitem__)) for g in groups), key=lambda g: place[g[0]])),
        left=tuple(one for one in people if one not in grouped),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Team:
    people: Sequence[str]
    met: Mapping[Pair, Met]
    vetoes: frozenset[Pair]
    threes: Mapping[str, int]

    def draw(self, seed: str) -> Draw:
        return Draw(self.people, self.costs(), self.threes, seed)

    def costs(self) -> dict[str, dict[str, Cost]]:
        """What it costs two people to meet: how often they did since all had met all, and in which round last."""
        allowed = [two for two in combinations(self.people, 2) if frozenset(two) not in self.vetoes]
        history = [self.met.get(frozenset(two)) for two in allowed]
        cycles = min((met.times if met else 0 for met in history), default=0)
        costs: dict[str, dict[str, Cost]] = {one: {} for one in self.people}
        for (one, other), met in zip(allowed, history, strict=True):
            costs[one][other] = costs[other][one] = (met.times - cycles, met.last) if met else NEW
        return costs

    def after(self, groups: Sequence[Group]) -> _Team:
        in_three = {one for group in groups if len(group) > 2 for one in group}
        threes = {one: self.threes.get(one, 0) + (one in in_three) for one in self.people}
        return _Team(people=self.people, met=record(self.met, groups, 0), vetoes=self.vetoes, threes=threes)

    def rounds_left(self) -> int:
        """For how many rounds there could be somebody new for everybody."""
        return min((sum(cost == NEW for cost in costs.values()) for costs in self.costs().values()), default=0)


def _granted(team: _Team, wishes: frozenset[Pair], seed: str) -> tuple[list[Group], list[Group]]:
    """The groups with the wishes that cost nothing, and the pairs that are together for that."""
    draw = team.draw(seed)
    groups = draw.groups(team.people)
    fixed: list[Group] = []
    possible = [two for two in combinations(sorted(team.people), 2) if frozenset(two) in wishes]
    for wish in sorted(possible, key=lambda two: lot(seed, *two)):
        loose = set(team.people).difference(*fixed)
        if wish in groups:
            fixed.append(wish)
        elif loose.issuperset(wish) and not any(set(group).issuperset(wish) for group in groups):
            trial = [*fixed, wish, *draw.groups(loose.difference(wish))]
            if draw.served(trial) <= draw.served(groups):
                groups = trial
                fixed.append(wish)
    return groups, fixed


def _farsighted(team: _Team, groups: list[Group], fixed: list[Group], seed: str) -> list[Group]:
    """Of several draws the one after which most rounds can follow without a repeat."""
    served = team.draw(seed).served(groups)
    most = team.after(groups).rounds_left()
    if served[:2] != (0, 0) or len(team.people) > TEAM or most > ROUNDS:
        return groups
    best, longest = groups, _rounds_after(team, groups, most, seed)
    for n in range(1, DRAWS):
        if longest == most:
            break
        draw = team.draw(f"{seed} {n}")
        found = [*fixed, *draw.groups(set(draw.people).difference(*fixed))]
        length = _rounds_after(team, found, most, seed) if draw.served(found) <= served else 0
        if length > longest:
            best, longest = found, length
    return best


def _rounds_after(team: _Team, groups: list[Group], most: int, seed: str) -> int:
    for n in range(most):
        team = team.after(groups)
        found = team.draw(f"{seed} {n}").all_new(set(team.people))
        if found is None:
            return n
        groups = found
    return most
