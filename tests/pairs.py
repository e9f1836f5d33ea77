"""``python -m tests.pairs --people 31 --rounds 20 --vetoes 25``: who meets whom in a team, told in figures."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations
from statistics import median

from flows.rhythm.matching import matching
from flows.rhythm.pairing import Met, Pair, Pairing, pair, pairs_of, record


def named(number: int) -> list[str]:
    return [f"p{n:03}" for n in range(number)]


def all_pairs(people: Collection[str]) -> list[Pair]:
    return [frozenset(two) for two in combinations(people, 2)]


def rounds_allowed(number: int) -> int:
    """In how many rounds of everybody no pair needs to meet twice, by counting pairs.

    An odd team is held to one round less: three of them meet in a group of three, and whether the pairs that remain
    fill the last round is more than a count.
    """
    a_round = number // 2 if number % 2 == 0 else (number + 3) // 2
    return number * (number - 1) // 2 // a_round - number % 2


def could_be_new(people: Sequence[str], closed: Collection[Pair]) -> bool:
    """Whether all can be in a group with none of these pairs in it: every group of three is tried."""
    new = {one: [other for other in people if other != one and frozenset((one, other)) not in closed] for one in people}
    threes = combinations(people, 3) if len(people) % 2 else [()]
    for three in threes:
        if all(other in new[one] for one, other in combinations(three, 2)):
            rest = {one: [other for other in new[one] if other not in three] for one in people if one not in three}
            if len(matching(rest)) == len(rest):
                return True
    return False


class Team:
    """People who meet round after round, and what is to be remembered of that."""

    def __init__(self, people: Sequence[str], vetoes: Collection[Pair] = (), seed: str = "") -> None:
        self.people, self.vetoes, self.seed = people, vetoes, seed
        self.met: dict[Pair, Met] = {}
        self.threes: Counter[str] = Counter()
        self.round = 0
        self.repeated: list[int] = []
        self.needlessly: list[int] = []

    def meet(self, people: Sequence[str] | None = None, wishes: Collection[Pair] = ()) -> Pairing:
        here = self.people if people is None else people
        self.round += 1
        seed = f"{self.seed} {self.round}"
        made = pair(here, met=self.met, vetoes=self.vetoes, wishes=wishes, threes=self.threes, seed=seed)
        if any(two in self.met for two in pairs_of(made.groups)):
            self.repeated.append(self.round)
            if could_be_new(here, {*self.met, *self.vetoes}):
                self.needlessly.append(self.round)
        self.met = record(self.met, made.groups, self.round)
        self.threes.update(one for group in made.groups if len(group) > 2 for one in group)
        return made

    def possible(self) -> list[Pair]:
        return [two for two in all_pairs(self.people) if two not in self.vetoes]

    def colleagues(self) -> list[int]:
        """How many others each has met, the fewest first."""
        return sorted(sum(one in two for two in self.met) for one in self.people)

    def in_threes(self) -> list[int]:
        """How often each was in a group of three, the least first."""
        return sorted(self.threes[one] for one in self.people)

    def at_fault(self) -> bool:
        """Whether a veto was broken, or a pair met again before it had to."""
        soon = not self.vetoes and any(round <= rounds_allowed(len(self.people)) for round in self.repeated)
        return soon or bool(self.needlessly) or any(two in self.met for two in self.vetoes)


def play(team: Team, rounds: int) -> list[str]:
    """The figures, after so many rounds in which a tenth of the people wish for somebody they have not met."""
    chance = random.Random(team.seed)
    asked = granted = left = 0
    took = []
    for _ in range(rounds):
        new = [two for two in team.possible() if two not in team.met]
        wishes = chance.sample(new, min(len(new), max(1, len(team.people) // 10)))
        began = time.perf_counter()
        made = team.meet(wishes=wishes)
        took.append(time.perf_counter() - began)
        together = {*pairs_of(made.groups)}
        asked, granted, left = asked + len(wishes), granted + len(together & {*wishes}), left + len(made.left)
    twice = sum(met.times > 1 for met in team.met.values())
    colleagues, in_threes = team.colleagues(), team.in_threes()
    return [
        f"rounds: {rounds}, of {len(team.people)} people; places left over: {left}",
        f"pairs that met: {len(team.met)} of {len(team.possible())} possible",
        f"pairs that met twice or more: {twice}, first in round {min(team.repeated, default='-')}; "
        f"needless: {len(team.needlessly)}",
        f"vetoes kept: {sum(two not in team.met for two in team.vetoes)} of {len(team.vetoes)}",
        f"times in a group of three, per person: {in_threes[0]} to {in_threes[-1]}",
        f"different colleagues met: {colleagues[0]} at least, {median(colleagues):g} median, {colleagues[-1]} at most",
        f"wishes granted: {granted} of {asked}",
        f"time per round: {median(took) * 1000:.1f} ms median, {max(took) * 1000:.1f} ms at most",
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pairs", description=__doc__)
    parser.add_argument("--people", type=int, default=31)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--vetoes", type=int, default=25, help="how many pairs, by lot, are never together")
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    people = named(arguments.people)
    possible = all_pairs(people)
    vetoes = random.Random(arguments.seed).sample(possible, min(arguments.vetoes, len(possible)))
    team = Team(people, vetoes, arguments.seed)
    print(*play(team, arguments.rounds), sep="\n")
    return 1 if team.at_fault() else 0


if __name__ == "__main__":
    sys.exit(main())
