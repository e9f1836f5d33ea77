"""Matching: as many pairs as a graph has room for, whatever its shape (Edmonds' blossoms)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def matching(graph: Graph, start: Mapping[str, str] | None = None) -> dict[str, str]:
    """Everybody who can be matched, with their mate, in both directions.

    Who stands first in the graph, and first among somebody's neighbours, is tried first; nothing else decides. A start
    is a matching in this graph: whoever is matched there stays matched, though perhaps with another.
    """
    mate = dict(start or {})
    for one, others in graph.items():
        other = None if one in mate else next((other for other in others if other not in mate), None)
        if other is not None:
            mate[one], mate[other] = other, one
    for one in graph:
        # Who cannot be matched now cannot be later either, so once around is enough.
        if one not in mate:
            _Tree(graph, mate, one).grow()
    return mate


def spare(graph: Graph, mate: Mapping[str, str]) -> set[str]:
    """Whom some largest matching leaves out; the mates are one of those matchings."""
    found: set[str] = set()
    for one in graph:
        if one not in mate:
            found |= _Tree(graph, dict(mate), one).grow()
    return found


class _Tree:
    """Paths from somebody free, in turn along an edge and along a pair.

    Outer are those at the end of a pair, and the root: from there the path may go on. An odd ring of them, a blossom,
    counts as one: everybody in it has the same base, where the path came in, and everybody in it is outer.
    """

    def __init__(self, graph: Graph, mate: dict[str, str], root: str) -> None:
        self._graph, self._mate, self._root = graph, mate, root
        self._base = {one: one for one in graph}
        self._back: dict[str, str] = {}
        self._outer = {root}
        self._queue = deque([root])

    def grow(self) -> set[str]:
        """Until somebody else free is found, and the path there is turned over; or until there is nowhere to go.

        Then each of the outer ones could be the one left out in place of the root.
        """
        while self._queue:
            here = self._queue.popleft()
            for there in self._graph[here]:
                if there in self._outer:
                    if self._base[here] != self._base[there]:
                        self._close(here, there)
                elif there not in self._back:
                    self._back[there] = here
                    if there not in self._mate:
                        self._turn_over(there)
                        return set()
                    self._reach(self._mate[there])
        return self._outer

    def _reach(self, one: str) -> None:
        self._outer.add(one)
        self._queue.append(one)

    def _turn_over(self, end: str) -> None:
        """Each edge of the path becomes a pair and each pair an edge: one pair more."""
        following: str | None = end
        while following is not None:
            one, other = following, self._back[following]
            following = self._mate.get(other)
            self._mate[one], self._mate[other] = other, one

    def _close(self, here: str, there: str) -> None:
        """An edge between two outer ones closes a blossom."""
        base = self._meeting(here, there)
        ring = self._side(here, there, base) | self._side(there, here, base)
        for one in self._graph:
            if self._base[one] in ring:
                self._base[one] = base
                if one not in self._outer:
                    self._reach(one)

    def _meeting(self, here: str, there: str) -> str:
        """The first base that is on both ways back to the root."""
        passed = {here := self._base[here]}
        while here != self._root:
            passed.add(here := self._before(here))
        there = self._base[there]
        while there not in passed:
            there = self._before(there)
        return there

    def _before(self, base: str) -> str:
        return self._base[self._back[self._mate[base]]]

    def _side(self, one: str, beyond: str, base: str) -> set[str]:
        """The bases on one side of a blossom; each there learns the way back around the other side."""
        passed = set()
        while self._base[one] != base:
            mate = self._mate[one]
            passed |= {self._base[one], self._base[mate]}
            self._back[one] = beyond
            one, beyond = self._back[mate], mate
        return passed
