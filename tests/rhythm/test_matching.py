"""Matching: a set of pairs, and never one too few."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from flows.rhythm.matching import matching, spare

Edges = list[tuple[str, str]]
NAMES = "abcdefghi"
EDGES = st.sets(st.sampled_from(list(combinations(NAMES, 2)))).map(sorted)


def graph(edges: Edges) -> dict[str, list[str]]:
    return {one: [other for edge in edges if one in edge for other in edge if other != one] for one in NAMES}


def most(edges: Edges) -> int:
    """By trying: the first edge is in it, or is not."""
    if not edges:
        return 0
    (one, other), rest = edges[0], edges[1:]
    return max(most(rest), 1 + most([edge for edge in rest if one not in edge and other not in edge]))


def path(names: str) -> Edges:
    return sorted((min(pair), max(pair)) for pair in pairwise(names))


def pairs(mate: dict[str, str], edges: Edges) -> Edges:
    """The pairs, after a look at whether they are pairs at all."""
    assert all(mate[other] == one for one, other in mate.items())
    found = sorted({(min(pair), max(pair)) for pair in mate.items()})
    assert set(found) <= set(edges)
    return found


@given(EDGES)
@example(path("abcdea"))
@example(sorted({*path("abcdeb"), *path("fgh"), ("e", "f")}))
@example(sorted({*path("abca"), *path("defd"), *path("ghig"), ("a", "d"), ("e", "g")}))
def test_no_other_set_of_pairs_is_larger(edges: Edges) -> None:
    assert len(pairs(matching(graph(edges)), edges)) == most(edges)


@given(EDGES)
def test_from_any_start_it_gets_as_far_and_leaves_nobody_behind(edges: Edges) -> None:
    start = matching(graph(edges[::2]))
    mate = matching(graph(edges), start)
    assert set(start) <= set(mate)
    assert len(pairs(mate, edges)) == most(edges)


@given(EDGES)
def test_spare_is_who_can_be_missed(edges: Edges) -> None:
    without = {one: [edge for edge in edges if one not in edge] for one in NAMES}
    assert spare(graph(edges), matching(graph(edges))) == {one for one in NAMES if most(without[one]) == most(edges)}


@given(EDGES)
def test_the_same_graph_is_matched_the_same_way(edges: Edges) -> None:
    assert matching(graph(edges)) == matching(graph(edges))


def test_who_is_named_first_is_tried_first() -> None:
    assert matching({"a": ["c", "b"], "b": ["a"], "c": ["a"]}) == {"a": "c", "c": "a"}


def test_the_way_out_may_lead_around_a_blossom() -> None:
    edges = sorted({*path("abcdefgc"), ("d", "h")})
    start = {"b": "c", "c": "b", "d": "e", "e": "d", "f": "g", "g": "f"}
    assert pairs(matching(graph(edges), start), edges) == [("a", "b"), ("c", "g"), ("d", "h"), ("e", "f")]


def test_nobody_is_matched_with_nobody() -> None:
    assert matching({}) == {}
    assert matching({"a": []}) == {}
