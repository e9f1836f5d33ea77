"""Draw: one way to fill a round, given what it costs each two people to meet."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

from flows.rhythm.matching import matching, spare

Group = tuple[str, ...]
Graph = dict[str, list[str]]
# How often two people have met, and in which round last.
Cost = tuple[int, int]

NEW: Cost = (0, 0)
# The time it may take: among how many people a group of three is sought, how many threes are tried, how many compared.
POOL = 60
TRIED = 120
COMPARED = 16


def lot(seed: str, *names: str) -> bytes:
    return hashlib.sha256(" ".join((seed, *names)).encode()).digest()


class Draw:
    """What the rules leave open follows the order of the people, which is by lot.

    Two people whose cost is unknown never meet.
    """

    def __init__(
        self, people: Iterable[str], costs: Mapping[str, Mapping[str, Cost]], threes: Mapping[str, int], seed: str
    ) -> None:
        self.people = sorted(people, key=lambda one: (threes.get(one, 0), lot(seed, one)))
        self._costs, self._threes = costs, threes

    def groups(self, people: Collection[str]) -> list[Group]:
        among = set(people)
        groups = self.all_new(among)
        return self._fewest_repeats(among) if groups is None else groups

    def all_new(self, people: set[str]) -> list[Group] | None:
        """Everybody in a group with people they have not met yet, if that can be."""
        graph = self._graph(people, only_new=True)
        mate = matching(graph)
        if len(mate) == len(people):
            return _pairs(mate)
        if len(mate) == len(people) - 1:
            for trio in self._trios(graph, mate):
                rest = matching(_without(graph, trio), _others(mate, trio))
                if len(rest) == len(people) - 3:
                    return [trio, *_pairs(rest)]
        return None

    def served(self, groups: Sequence[Group]) -> tuple[int, int, int, int]:
        """How badly: how many are left, how many meet again and how often, how often those in a three were in one."""
        in_three = [one for group in groups if len(group) > 2 for one in group]
        left = len(self.people) - sum(len(group) for group in groups)
        return left, *self._weight(groups)[:2], self._often(in_three)

    def _fewest_repeats(self, people: set[str]) -> list[Group]:
        graph = self._graph(people)
        mate = self._cheap(graph)
        trio = self._trio(graph, mate) if len(mate) < len(people) else None
        if trio is None:
            return _pairs(self._eased(mate))
        return [trio, *self._fewest_repeats(people.difference(trio))]

    def _graph(self, people: set[str], only_new: bool = False) -> Graph:
        """Who may meet whom. Who was often in a three goes first: so those who were not stay new to one another."""
        here = [one for one in self.people if one in people]
        return {
            one: [other for other in reversed(here) if other in costs and (costs[other] == NEW or not only_new)]
            for one in here
            for costs in [self._costs[one]]
        }

    def _weight(self, groups: Iterable[Group]) -> tuple[int, int, int]:
        """How many meet again, how often that makes it, and how recent it is."""
        costs = [self._costs[one][other] for group in groups for one, other in combinations(group, 2)]
        # Squares, so that two third times are better than a second and a fourth.
        return sum(times > 0 for times, _ in costs), sum(times**2 for times, _ in costs), sum(last for _, last in costs)

    def _often(self, people: Iterable[str]) -> int:
        return sum(self._threes.get(one, 0) for one in people)

    def _cheap(self, graph: Graph) -> dict[str, str]:
        """As many pairs as can be, grown from the cheapest on."""
        size = len(matching(graph))
        edges = [(self._costs[one][other], one, other) for one in graph for other in graph[one]]
        edges.sort(key=lambda edge: edge[0])
        mate: dict[str, str] = {}
        so_far: Graph = {one: [] for one in graph}
        for n, (cost, one, other) in enumerate(edges, start=1):
            so_far[one].append(other)
            if n == len(edges) or edges[n][0] != cost:
                mate = matching(so_far, mate)
                if len(mate) == size:
                    break
        return mate

    def _eased(self, mate: dict[str, str]) -> dict[str, str]:
        """Two pairs change partners as long as that is cheaper."""
        better = True
        while better:
            better = False
            for one, two in product(mate, mate):
                better |= self._swapped(mate, one, two)
        return mate

    def _swapped(self, mate: dict[str, str], one: str, two: str) -> bool:
        other, their = mate[one], mate[two]
        if self._costs[one][other] == NEW or two in (one, other):
            return False
        if two not in self._costs[one] or their not in self._costs[other]:
            return False
        if self._weight([(one, two), (other, their)]) >= self._weight([(one, other), (two, their)]):
            return False
        mate[one], mate[two], mate[other], mate[their] = two, one, their, other
        return True

    def _trio(self, graph: Graph, mate: dict[str, str]) -> Group | None:
        """The three who can best go together, so that one fewer is left."""
        new = {one: [other for other in graph[one] if self._costs[one][other][0] == 0] for one in graph}
        short = (len(mate) - len(matching(new))) // 2
        found: list[tuple[int, int, int, int, Group]] = []
        for trio in self._trios(graph, mate):
            often = self._often(trio)
            # Fewer than this do not meet again, whoever the others are with.
            bound = short + min(self._weight([trio])[0], 2)
            if len(found) == COMPARED or (found and min(found)[:3] <= (bound, bound, often)):
                break
            rest = _without(graph, trio)
            if len(matching(rest, _others(mate, trio))) == len(mate) - 2:
                again, squares, recent = self._weight([trio, *_pairs(self._cheap(rest))])
                found.append((again, squares, often, recent, trio))
        return min(found)[-1] if found else None

    def _trios(self, graph: Graph, mate: dict[str, str]) -> list[Group]:
        """Threes of whom each could be left out otherwise, the best first.

        Where it is all the same: whoever could be in few other threes with those who are due for one.
        """
        loose = spare(graph, mate)
        pool = [one for one in self.people if one in loose][:POOL]
        due = {one for one in pool if self._often([one]) == self._often(pool[:1])}
        near = {one: set(graph[one]) for one in pool}
        chances = {one: len(near[one] & due) for one in pool}

        def key(trio: Group) -> tuple[int, ...]:
            again, squares, recent = self._weight([trio])
            return again, squares, self._often(trio), recent, sum(chances[one] for one in trio)

        found: list[Group] = [
            (*two, third)
            for n, third in enumerate(pool)
            for two in combinations([one for one in pool[:n] if one in near[third]], 2)
            if two[1] in near[two[0]]
        ]
        return sorted(found, key=key)[:TRIED]


def _pairs(mate: Mapping[str, str]) -> list[Group]:
    return [(one, other) for one, other in mate.items() if one < other]


def _without(graph: Graph, these: Group) -> Graph:
    return {one: [other for other in graph[one] if other not in these] for one in graph if one not in these}


def _others(mate: Mapping[str, str], these: Group) -> dict[str, str]:
    return {one: other for one, other in mate.items() if one not in these and other not in these}
