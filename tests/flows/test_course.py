"""The course of a whole conversation: branches, repeated blocks, the way back, and how far it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from flows.engine.view import room_card
from tests.flows.table import HEAD, Table, library, script_of

PEOPLE = ("Els", "Daan", "Noor")
READ = "- {{id: {0}, kind: show, title: T, prompt: Lees.{1}}}\n"
CHOOSE = """
- {id: keuze, kind: choose, title: Kies, prompt: Kies., options: [{id: ja, text: Ja}, {id: nee, text: Nee}]}
"""
PAIR = (
    HEAD.replace("max: 6", "max: 2")
    .replace("ideal: 4", "ideal: 2")
    .replace("  leider: {name: leider, leads: true, rotates: true}", "  luisteraar: {name: luisteraar}")
)
BLOCK = """
- id: beurt
  repeat: {each: eigenaar, others: luisteraar}
  steps:
    - {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: "{eigenaar} vertelt {luisteraar}."}
    - {id: vraag, kind: ask, who: luisteraar, to: eigenaar, title: Vraag, prompt: Vraag iets.}
- {id: slot, kind: show, title: Slot, prompt: Lees.}
"""
ROUNDS = """
- id: beurt
  repeat: {each: eigenaar}
  steps:
    - {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: Vertel.}
    - {id: dank, kind: round, who: iedereen behalve eigenaar, title: Dank, prompt: Zeg iets.}
- {id: slot, kind: show, title: Slot, prompt: Lees.}
"""


def read(step: str, when: str = "") -> str:
    return READ.format(step, f", when: {when}" if when else "")


def pair() -> Table:
    return Table(script_of(BLOCK, PAIR), "Els", "Daan", room="private")


# Branches.


@pytest.mark.parametrize(("pick", "leads_to"), [("ja", "bij-ja"), ("nee", "bij-nee")])
def test_what_was_chosen_decides_which_step_follows(pick: str, leads_to: str) -> None:
    steps = CHOOSE + read("bij-ja", "keuze is ja") + read("bij-nee", "keuze is not ja") + read("slot")
    table = Table(steps, *PEOPLE)
    assert table.progress == (1, 4)
    table.all_tap("pick", pick)
    assert (table.step, table.progress) == (leads_to, (2, 3))
    table.all_tap("done")
    assert (table.step, table.progress) == ("slot", (3, 3))


@pytest.mark.parametrize(("when", "done"), [
    ("people >= 3", True), ("people >= 4", False), ("people <= 3", True), ("people <= 2", False),
    ("pace is chat", True), ("pace is not chat", False), ("pace is days", False),
])  # fmt: skip
def test_a_step_depends_on_how_many_people_there_are_or_on_the_pace(when: str, done: bool) -> None:
    table = Table(read("soms", when) + read("slot"), *PEOPLE)
    assert (table.step, table.progress) == (("soms", (1, 2)) if done else ("slot", (1, 1)))


def test_a_choice_is_made_anew_after_going_back() -> None:
    table = Table(CHOOSE + read("bij-ja", "keuze is ja") + read("slot"), "Els", "Daan")
    table.all_tap("pick", "ja")
    table.all_tap("back")
    assert table.step == "keuze"
    table.all_tap("pass")
    assert (table.step, table.session.answers["keuze"]) == ("slot", "")


def test_a_flow_that_never_asks_for_anything_comes_to_an_end() -> None:
    draws = "".join(
        f"- {{id: keuze-{n}, kind: choose, by: draw, title: K, prompt: K., "
        "options: [{id: aa, text: A}, {id: bb, text: B}]}\n"
        for n in range(70)
    )
    table = Table(draws, *PEOPLE)
    assert (table.step, table.session.reason, table.lines()[-1]) == ("closed", "stuck", "closed.stuck")


# Repeated blocks.


def test_roles_swap_between_the_rounds() -> None:
    table = pair()
    seen = []
    while table.step != "slot":
        seen.append((table.step, table.session.roles["eigenaar"], table.session.roles["luisteraar"], table.progress))
        assert table.up is not None
        if table.step == "verhaal":
            table.taps(table.up, "done")
        else:
            table.says(table.up, "Wat zag je?")
            table.says(table.up, "Een deur.")
    assert seen == [
        ("verhaal", "Els", "Daan", (1, 5)),
        ("vraag", "Els", "Daan", (2, 5)),
        ("verhaal", "Daan", "Els", (3, 5)),
        ("vraag", "Daan", "Els", (4, 5)),
    ]
    assert table.progress == (5, 5)


def test_going_back_over_the_border_of_a_round() -> None:
    table = pair()
    table.all_tap("next")
    table.all_tap("next")
    assert (table.step, table.session.roles["eigenaar"], table.progress) == ("verhaal", "Daan", (3, 5))
    table.all_tap("back")
    assert (table.step, table.session.roles["eigenaar"], table.progress) == ("vraag", "Els", (2, 5))
    for _ in range(3):
        table.all_tap("next")
    assert (table.step, table.progress) == ("slot", (5, 5))
    table.all_tap("back")
    assert (table.step, table.session.roles["eigenaar"], table.progress) == ("vraag", "Daan", (4, 5))


def test_who_was_chosen_to_begin_has_the_first_round() -> None:
    first = "- {id: wie, kind: assign, role: eigenaar, by: volunteer, title: Wie, prompt: Wie?}\n"
    table = Table(script_of(first + BLOCK, PAIR), "Els", "Daan")
    table.taps("Daan", "offer")
    assert (table.step, table.up) == ("verhaal", "Daan")


def test_who_comes_late_has_a_round_too() -> None:
    table = Table(ROUNDS, "Els", "Daan")
    assert table.progress == (1, 5)
    table.joins("Noor")
    assert table.progress == (1, 7)
    tellers = []
    while table.step != "slot":
        if table.step == "verhaal":
            tellers.append(table.up)
        table.taps(str(table.up), "done")
    assert (tellers, table.progress) == (["Els", "Daan", "Noor"], (7, 7))


def test_whose_round_it_is_leaves_and_the_next_round_begins() -> None:
    table = Table(ROUNDS, *PEOPLE, "Sam")
    table.taps("Els", "done")
    assert table.step == "dank"
    table.leaves("Els")
    assert (table.step, table.up, table.progress) == ("verhaal", "Daan", (3, 9))
    table.leaves("Noor")
    assert (table.up, table.progress) == ("Daan", (3, 7))
    table.taps("Daan", "done")
    table.taps("Sam", "done")
    assert (table.step, table.up) == ("verhaal", "Sam")
    table.leaves("Sam")
    assert table.session.reason == "too_few"


def test_the_last_round_is_over_when_its_owner_leaves() -> None:
    table = Table(ROUNDS, *PEOPLE)
    for _ in range(6):
        if table.up == "Noor" and table.step == "verhaal":
            break
        while table.step == "dank":
            table.taps(str(table.up), "done")
        if table.up != "Noor":
            table.taps(str(table.up), "done")
    table.leaves("Noor")
    assert (table.step, table.progress[0]) == ("slot", table.progress[1])


def test_a_conversation_ends_with_the_round_whose_owner_leaves() -> None:
    table = Table(ROUNDS[: ROUNDS.index("- {id: slot")], *PEOPLE)
    while (table.step, table.up) != ("verhaal", "Noor"):
        table.taps(str(table.up), "done")
    table.leaves("Noor")
    assert (table.step, table.session.reason) == ("closed", "done")


def test_a_step_of_a_block_may_not_apply() -> None:
    steps = ROUNDS.replace("kind: round,", "kind: round, when: people >= 5,")
    table = Table(steps, *PEOPLE)
    assert table.progress == (1, 4)
    for name in PEOPLE:
        assert (table.step, table.up) == ("verhaal", name)
        table.taps(name, "done")
    assert (table.step, table.progress) == ("slot", (4, 4))


def test_a_block_may_begin_with_a_step_that_does_not_apply() -> None:
    steps = ROUNDS.replace("kind: tell,", "kind: tell, when: people >= 5,")
    table = Table(steps, *PEOPLE)
    assert (table.step, table.session.roles["eigenaar"]) == ("dank", "Els")
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    assert (table.step, table.session.roles["eigenaar"], table.progress) == ("dank", "Daan", (2, 4))


def test_a_block_of_which_no_step_applies_is_passed_over() -> None:
    steps = ROUNDS.replace("kind: tell,", "kind: tell, when: people >= 5,").replace(
        "kind: round,", "kind: round, when: people >= 5,"
    )
    table = Table(steps, *PEOPLE)
    assert (table.step, table.progress) == ("slot", (1, 1))
    crowd = Table(steps, *PEOPLE, "Sam", "Ilse")
    crowd.taps("Els", "done")
    for name in ("Daan", "Noor", "Sam"):
        crowd.taps(name, "pass")
    crowd.leaves("Noor")
    crowd.taps("Ilse", "pass")
    assert crowd.step == "slot", "with fewer people the steps of the block apply no more"


# The flows of the library.


@pytest.mark.parametrize("pace", ["table", "chat", "days"])
@pytest.mark.parametrize(("flow", "people"), [("intervisie", PEOPLE), ("verhalenderwijs", PEOPLE[:2])])
def test_how_far_we_are_never_goes_down_and_ends_at_the_last(flow: str, people: tuple[str, ...], pace: str) -> None:
    script = library(flow)
    table = Table(script, *people, pace=pace, room="group" if len(people) > 2 else "private")
    far = [(0, table.progress[1])]
    while table.step != "closed":
        far.append(table.progress)
        visit = table.session.visit
        table.taps(table.present[0], "skip")
        for other in table.present[1:]:
            if table.session.visit == visit and table.session.motion is not None:
                table.taps(other, "agree_motion")
    assert all(one[0] < two[0] for one, two in pairwise(far))
    assert far[-1][0] == far[-1][1] == max(total for _, total in far)
    assert room_card(script, table.session).about == "closed"


def test_in_intervisie_who_has_heard_enough_skips_the_advice() -> None:
    table = Table(library("intervisie"), *PEOPLE)
    while table.step != "genoeg":
        table.taps("Els", "skip")
        table.taps("Daan", "agree_motion")
    owner = table.session.roles["inbrenger"]
    assert table.progress == (7, 13)
    table.taps(owner, "pick", "ja")
    assert (table.step, table.progress) == ("herformuleren", (8, 11))
    table.taps(owner, "pass")
    assert (table.step, table.progress) == ("stap", (9, 11))


def test_in_intervisie_the_owner_does_not_lead() -> None:
    table = Table(library("intervisie"), *PEOPLE)
    table.all_tap("agree")
    table.taps("Els", "accept")
    for name in ("Daan", "Noor"):
        table.taps(name, "pass")
    table.taps("Els", "offer")
    assert table.answer == "answer.not_for_you"
    table.taps("Noor", "offer")
    assert (table.session.roles["inbrenger"], table.step) == ("Noor", "vertellen")
