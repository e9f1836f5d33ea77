"""Pairing: everybody meets everybody, and nobody twice as long as that can be."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.rhythm.pairing import Met, Pair, Pairing, pair, pairs_of, record
from tests.pairs import Team, all_pairs, could_be_new, named, rounds_allowed

Grouping = tuple[tuple[str, ...], ...]

PAIRS = st.sets(st.sampled_from([*combinations("abcdefgh", 2)]).map(frozenset), max_size=28)
SMALL = st.integers(1, 8).map(lambda number: "abcdefgh"[:number])


def made(
    people: str,
    *,
    met: Mapping[Pair, Met] | None = None,
    vetoes: Collection[Pair] = (),
    wishes: Collection[Pair] = (),
    threes: Mapping[str, int] | None = None,
    seed: str = "",
) -> Pairing:
    return pair(list(people), met=met or {}, vetoes=vetoes, wishes=wishes, threes=threes or {}, seed=seed)


def two(names: str) -> Pair:
    return frozenset(names)


def twos(names: str) -> set[Pair]:
    return {two(name) for name in names.split()}


def once(pairs: Collection[Pair]) -> dict[Pair, Met]:
    return {two: Met(times=1, last=1) for two in pairs}


def groupings(people: str) -> Iterator[tuple[Grouping, int]]:
    """Every way to make pairs and threes, and how many it leaves."""
    if not people:
        yield (), 0
        return
    first, rest = people[0], people[1:]
    for others in [(), *combinations(rest, 1), *combinations(rest, 2)]:
        for groups, left in groupings("".join(one for one in rest if one not in others)):
            yield (((first, *others), *groups), left) if others else (groups, left + 1)


def vetoed(people: int, number: int, seed: str) -> list[Pair]:
    return random.Random(seed).sample(all_pairs(named(people)), number)


@pytest.mark.parametrize(("people", "sizes"), [("", []), ("a", []), ("ab", [2]), ("abc", [3]), ("abcde", [2, 3])])
def test_a_group_of_three_when_they_are_odd(people: str, sizes: list[int]) -> None:
    pairing = made(people)
    assert sorted(len(group) for group in pairing.groups) == sizes
    assert "".join(pairing.left) == ("a" if people == "a" else "")


def test_two_people_meet_each_time() -> None:
    team = Team("ab")
    assert [team.meet().groups for _ in range(3)] == [(("a", "b"),)] * 3


def test_four_people_meet_in_the_same_order_again_and_again() -> None:
    team = Team("abcd")
    rounds = [team.meet().groups for _ in range(9)]
    assert len({*rounds}) == 3
    assert rounds[:3] == rounds[3:6] == rounds[6:]


def test_with_a_veto_on_everybody_all_are_left() -> None:
    assert made("abcd", vetoes=all_pairs("abcd")) == Pairing(groups=(), left=("a", "b", "c", "d"))


def test_nobody_is_left_where_two_groups_of_three_can_be() -> None:
    pairing = made("abcdef", vetoes=[two(a + b) for a in "abc" for b in "def"])
    assert pairing == Pairing(groups=(("a", "b", "c"), ("d", "e", "f")), left=())


def test_a_veto_holds_in_a_group_of_three_too() -> None:
    pairing = made("abc", vetoes=twos("ab"))
    assert (len(pairing.groups), len(pairing.left)) == (1, 1)
    assert "c" in pairing.groups[0]


def test_groups_stand_in_the_order_of_the_people() -> None:
    pairing = made("hgfedcba")
    assert [list(group) for group in pairing.groups] == sorted(
        (sorted(group, reverse=True) for group in pairing.groups), reverse=True
    )


@settings(max_examples=50)
@given(SMALL, PAIRS, PAIRS, PAIRS, st.text("xyz", max_size=3))
@example("abcdefgh", set(), twos("ab ac bc de df ef ag bh cg dh"), set(), "")
def test_as_good_as_trying_everything(
    people: str, met: set[Pair], vetoes: set[Pair], wishes: set[Pair], seed: str
) -> None:
    pairing = made(people, met=once(met), vetoes=vetoes, wishes=wishes, seed=seed)
    assert sorted([one for group in pairing.groups for one in group] + [*pairing.left]) == [*people]
    assert not vetoes & {*pairs_of(pairing.groups)}

    possible = [(groups, left) for groups, left in groupings(people) if not vetoes & {*pairs_of(groups)}]
    fewest = min(left for _, left in possible)
    assert len(pairing.left) == fewest

    few = min(sum(len(group) == 3 for group in groups) for groups, left in possible if left == fewest)
    assert sum(len(group) == 3 for group in pairing.groups) == few
    if any(left == fewest and not met & {*pairs_of(groups)} for groups, left in possible):
        assert not met & {*pairs_of(pairing.groups)}


@settings(max_examples=40)
@given(SMALL, PAIRS, PAIRS, PAIRS, st.integers(), st.randoms(use_true_random=False))
def test_the_seed_decides_and_not_the_order_of_what_is_given(
    people: str, met: set[Pair], vetoes: set[Pair], wishes: set[Pair], seed: int, chance: random.Random
) -> None:
    def groups(people: str, reverse: bool) -> set[frozenset[str]]:
        def order(these: set[Pair]) -> list[Pair]:
            return sorted(these, key=sorted, reverse=reverse)

        pairing = made(people, met=once(order(met)), vetoes=order(vetoes), wishes=order(wishes), seed=str(seed))
        return {frozenset(group) for group in pairing.groups}

    assert groups(people, False) == groups("".join(chance.sample(people, len(people))), True)


def test_another_seed_makes_other_pairs() -> None:
    assert len({made("abcdefgh", seed=str(n)).groups for n in range(20)}) > 10


def test_the_history_tells_how_often_and_when() -> None:
    before = record({}, [("a", "b", "c")], 1)
    assert before == {two(name): Met(times=1, last=1) for name in ("ab", "ac", "bc")}
    assert record(before, [("b", "a"), ("c", "d")], 4) == {
        two("ab"): Met(times=2, last=4),
        two("ac"): Met(times=1, last=1),
        two("bc"): Met(times=1, last=1),
        two("cd"): Met(times=1, last=4),
    }
    assert len(before) == 3


def test_who_has_to_meet_again_meets_whom_they_met_least() -> None:
    met = {two("ab"): Met(times=2, last=1), two("cd"): Met(times=1, last=8)}
    met |= {two(name): Met(times=2, last=7) for name in ("ac", "bd", "bc")} | {two("ad"): Met(times=1, last=9)}
    assert made("abcd", met=met).groups == (("a", "b"), ("c", "d"))


def test_of_as_many_who_meet_again_it_is_not_the_same_two_each_time() -> None:
    met = {two("ab"): Met(times=3, last=1)} | once(twos("cd"))
    met |= {two(name): Met(times=2, last=9) for name in ("ac", "bd")}
    assert made("abcd", met=met, vetoes=twos("ad")).groups == (("a", "c"), ("b", "d"))


def test_the_group_of_three_is_for_who_was_in_one_least() -> None:
    threes = dict.fromkeys("abcdefg", 1) | {"b": 0, "e": 0, "g": 0}
    for seed in "12345":
        assert ("b", "e", "g") in made("abcdefg", threes=threes, seed=seed).groups


def test_those_who_are_due_for_it_do_not_go_when_others_would_be_left() -> None:
    may = twos("ac ad ae bd be ce de")
    vetoes = [two for two in all_pairs("abcde") if two not in may]
    pairing = made("abcde", vetoes=vetoes, met=once(may), threes={"b": 1, "c": 1})
    assert (len(pairing.groups), pairing.left) == (2, ())
    assert ("a", "d", "e") not in pairing.groups


def test_a_wish_comes_true_when_it_costs_nothing() -> None:
    for seed in "12345":
        groups = made("abcdefgh", wishes=twos("ah bg"), seed=seed).groups
        assert {("a", "h"), ("b", "g")} <= {*groups}


def test_a_wish_comes_true_in_a_group_of_three_as_well() -> None:
    assert made("abc", wishes=twos("ab")).groups == (("a", "b", "c"),)


def test_of_two_wishes_for_one_person_one_comes_true() -> None:
    won = {frozenset(pairs_of(made("abcd", wishes=twos("ab ac"), seed=str(n)).groups)) for n in range(20)}
    assert won == {frozenset(twos("ab cd")), frozenset(twos("ac bd"))}


def test_a_wish_does_not_make_people_meet_again() -> None:
    for seed in "12345":
        assert two("ab") not in pairs_of(made("abcdef", met=once(twos("ab")), wishes=twos("ab"), seed=seed).groups)


def test_a_wish_does_not_make_others_meet_again() -> None:
    assert two("ab") not in pairs_of(made("abcd", met=once(twos("cd")), wishes=twos("ab")).groups)


def test_a_wish_neither_breaks_a_veto_nor_asks_for_who_is_not_there() -> None:
    for seed in "12345":
        pairing = made("abcd", vetoes=twos("ab"), wishes=twos("ab cz"), seed=seed)
        assert two("ab") not in pairs_of(pairing.groups)
        assert not pairing.left


def test_a_wish_comes_before_the_rounds_to_come() -> None:
    granted = []
    for seed in range(10):
        team = Team(named(8), seed=str(seed))
        for _ in range(4):
            team.meet()
        wish = next(two for two in team.possible() if two not in team.met)
        others = [one for one in team.people if one not in wish]
        granted.append(could_be_new(others, team.met))
        assert (wish in pairs_of(team.meet(wishes=[wish]).groups)) == granted[-1]
    assert any(granted)


@pytest.mark.parametrize("number", range(2, 31, 2))
def test_an_even_team_meets_everybody_once_before_anybody_twice(number: int) -> None:
    for seed in "12" if number > 12 else "123456":
        team = Team(named(number), seed=seed)
        for _ in range(number - 1):
            team.meet()
        assert not team.repeated
        assert len(team.met) == len(team.possible())


@pytest.mark.parametrize("number", [3, 5, 7, 9, 13, 17, 21])
def test_an_odd_team_gets_within_a_round_of_what_counting_allows(number: int) -> None:
    team = Team(named(number), seed="odd")
    for _ in range(number):
        team.meet()
    assert min(team.repeated) > rounds_allowed(number)
    assert not team.at_fault()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_thirty_one_people_meet_nobody_twice_in_twenty_rounds(seed: str) -> None:
    team = Team(named(31), seed=seed)
    for _ in range(20):
        assert not team.meet().left
    assert not team.repeated
    assert team.colleagues()[0] >= 20


@pytest.mark.parametrize("seed", ["1", "2"])
def test_nor_do_they_with_vetoes_and_people_away(seed: str) -> None:
    team = Team(named(31), vetoed(31, 25, seed), seed)
    chance = random.Random(seed)
    for _ in range(20):
        here = [one for one in team.people if chance.random() > 0.1]
        assert not team.meet(here).left
    assert not team.repeated
    assert not team.at_fault()


def test_nobody_meets_a_third_time_before_all_have_met_all() -> None:
    """In 40 rounds 680 places for 465 pairs: some meet twice, none of them needs to more often."""
    team = Team(named(31), seed="long")
    for _ in range(40):
        team.meet()
        assert max(met.times for met in team.met.values()) <= 2
    assert min(team.repeated) > rounds_allowed(31) == 26
    assert not team.needlessly


def test_the_group_of_three_goes_round() -> None:
    """Near the end of a cycle meeting somebody new comes first, so the turns go uneven for a while."""
    team = Team(named(31), seed="fair")
    for n in range(1, 32):
        team.meet()
        in_threes = team.in_threes()
        assert in_threes[-1] - in_threes[0] <= (1 if n <= 20 else 2)


def test_people_come_and_go() -> None:
    team = Team(named(12), seed="come and go")
    chance = random.Random(1)
    for n in range(30):
        here = [*chance.sample(team.people, chance.randint(0, 12)), *(["late"] if n > 10 else [])]
        pairing = team.meet(here)
        assert sorted([one for group in pairing.groups for one in group] + [*pairing.left]) == sorted(here)
        assert len(pairing.left) == (len(here) == 1)
    assert not team.needlessly


@pytest.mark.parametrize("number", [5, 6, 7, 8, 9])
def test_who_comes_later_meets_all_the_others_before_anybody_again(number: int) -> None:
    team = Team(named(number), seed="later")
    for _ in range(number + 1):
        team.meet()
    for _ in range(number):
        if len({two for two in team.met if "late" in two}) < number:
            team.meet([*team.people, "late"])
    assert [team.met[frozenset((one, "late"))].times for one in team.people] == [1] * number


@pytest.mark.parametrize("number", [199, 200])
def test_a_large_team_is_no_trouble(number: int) -> None:
    team = Team(named(number), vetoed(number, 200, "large"), "large")
    assert not team.meet(wishes=all_pairs(team.people)[:400:80]).left
    assert not team.meet().left
    assert not team.repeated


def test_where_no_three_can_go_together_one_is_left() -> None:
    pairing = made("abcde", vetoes=[*all_pairs("abc"), two("de")])
    assert (len(pairing.groups), len(pairing.left)) == (2, 1)
