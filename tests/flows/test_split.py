"""Small groups: who sits with whom, and what is said in one is for no other."""

from __future__ import annotations

import pytest

from flows.engine.effects import Relay
from flows.engine.steps.split import groups_of
from flows.engine.view import looking
from flows.language.loading import Source, load
from tests.flows.table import HEAD, Table

FOUR = ("Els", "Daan", "Noor", "Sam")
EIGHT = (*FOUR, "Ilse", "Tarik")
READ = "- {id: lees, kind: show, title: L, prompt: L.}\n"


def split(id: str, more: str = "size: 2") -> str:
    return f"- {{id: {id}, kind: split, title: Apart, prompt: Praat., {more}}}\n"


def groups(table: Table, step: str = "") -> list[list[str]]:
    return [
        [str(seat) for seat in group] for group in groups_of(looking(table.script, table.session), step or table.step)
    ]


def all_ready(table: Table) -> None:
    for group in groups(table):
        table.taps(group[0], "done")


def to(table: Table) -> set[str]:
    """To whom the last move passed something on."""
    return {str(seat) for effect in table.outcome.effects if isinstance(effect, Relay) for seat in effect.to}


@pytest.mark.parametrize(("people", "sizes"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [2, 2, 2])])
def test_nobody_is_alone(people: int, sizes: list[int]) -> None:
    table = Table(split("apart") + READ, *EIGHT[:people])
    assert [len(group) for group in groups(table)] == sizes
    assert {name for group in groups(table) for name in group} == set(EIGHT[:people])


def test_what_is_written_goes_to_the_group_and_to_nobody_else() -> None:
    table = Table(split("apart") + READ, *FOUR)
    (one, two), others = groups(table)
    table.writes(one, "Onder ons.")
    assert (table.relayed(), to(table)) == ([(one, "Onder ons.")], {two})
    table.edits(one, table.session.number, "Onder ons gezegd.")
    assert (table.relayed(), to(table)) == ([(one, "Onder ons gezegd.")], {two})
    assert not any(table.names_words(table.session.number, to=name) for name in others)
    assert table.lines(one) == ["own.split"]


def test_who_writes_in_the_group_is_pointed_to_the_private_chat() -> None:
    table = Table(split("apart") + READ, *FOUR)
    table.says("Els", "Hallo allemaal.")
    assert (table.record(), table.told("Els")) == ([], ["said.in_private"])


def test_one_tap_is_enough_for_a_group() -> None:
    table = Table(split("apart") + READ, *FOUR)
    first, second = groups(table)
    table.taps(first[0], "done")
    assert (table.answer, table.step) == ("answer.group_ready", "apart")
    table.taps(first[1], "done")
    assert (table.answer, table.outcome.idle) == ("answer.had_yours", True)
    table.taps(second[1], "done")
    assert table.step == "lees"
    table.writes(first[0], "Nog iets.")
    assert (table.relayed(), table.record("apart")) == ([], []), "after the step it is no longer among the two"


def test_a_single_group_talks_where_all_talk() -> None:
    table = Table(split("apart") + READ, "Els", "Daan", "Noor")
    assert table.lines() == ["card.split_together"]
    table.says("Els", "Zo dan.")
    assert (table.record("apart"), table.relayed()) == ([("Els", "Zo dan.")], [])


def test_at_a_table_they_only_sit_apart() -> None:
    table = Table(split("apart") + READ, *FOUR, pace="table")
    table.says("Els", "Hm.")
    assert table.record() == []
    assert "card.group" in table.lines()
    all_ready(table)
    assert table.step == "lees"


def test_in_a_room_of_private_chats() -> None:
    table = Table(split("apart") + READ, *FOUR, room="private")
    (one, two), _ = groups(table)
    table.says(one, "Alleen jij.")
    assert to(table) == {two}


def test_the_same_groups_again_joined_and_mixed() -> None:
    steps = (
        split("apart", "size: 3") + split("weer", "how: same, source: apart")
        + split("samen", "how: joined, source: apart") + split("door", "how: mixed, source: apart") + READ
    )  # fmt: skip
    table = Table(steps, *EIGHT)
    first = groups(table)
    all_ready(table)
    assert groups(table) == first
    all_ready(table)
    assert [sorted(group) for group in groups(table)] == [sorted(EIGHT)]
    all_ready(table)
    for group in groups(table):
        assert [len(set(group) & set(other)) > 0 for other in first] == [True, True]


def test_who_leaves_and_who_comes_late_leave_nobody_alone() -> None:
    table = Table(split("apart") + READ, *FOUR)
    first, second = groups(table)
    table.leaves(first[0])
    assert groups(table) == [[*second, first[1]]]
    table.joins("Lou")
    assert groups(table) == [[*second, first[1], "Lou"]]
    table.taps("Lou", "pass")
    assert table.step == "apart"
    table.taps(second[0], "done")
    assert table.step == "lees"


def test_who_came_in_between_joins_a_group() -> None:
    table = Table(split("apart") + READ + split("weer", "how: same, source: apart"), *FOUR)
    all_ready(table)
    table.joins("Lou")
    table.all_tap("done")
    assert sorted(len(group) for group in groups(table)) == [2, 3]


def test_at_most_so_many_groups_of_two_at_least() -> None:
    for people, sizes in ((4, [2, 2]), (6, [2, 2, 2]), (5, [2, 3]), (2, [2])):
        table = Table(split("apart", "groups: 3") + READ, *EIGHT[:people])
        assert sorted(len(group) for group in groups(table)) == sizes


def test_fewer_than_a_group_and_nobody_at_all() -> None:
    few = Table(split("apart", "size: 4") + READ, "Els", "Daan")
    assert [len(group) for group in groups(few)] == [2]
    nobody = Table(split("apart", "size: 2, who: leider") + READ, *FOUR, owner="Els")
    assert nobody.step == "lees"


def test_once_more_they_sit_with_the_same_people() -> None:
    table = Table(split("apart") + READ, *FOUR)
    before = groups(table)
    table.taps("Els", "again")
    for name in ("Daan", "Noor"):
        table.taps(name, "agree_motion")
    assert groups(table) == before


def test_who_is_left_alone_by_those_outside_speaks_to_nobody() -> None:
    steps = split("apart", "size: 2, who: iedereen behalve eigenaar") + READ
    table = Table(steps, "Els", "Daan", "Noor", room="private", owner="Els")
    table.leaves("Noor")
    table.says("Daan", "Hallo?")
    assert table.relayed() == []


def test_what_is_added_to_a_private_note_is_asked_about_first() -> None:
    note = "- {id: briefje, kind: note, reveal: never, title: B, prompt: B.}\n"
    table = Table(note + split("apart") + READ, *FOUR)
    for name in FOUR:
        table.writes(name, f"Van {name}.")
    last = FOUR[-1]
    table.writes(last, "En nog iets.")
    assert (table.relayed(), table.told(last)) == ([], ["hint.aloud"])
    table.decides(last, "keep")
    assert to(table) == {name for group in groups(table) if last in group for name in group} - {last}


def test_the_draw_cannot_be_foreseen_and_comes_out_the_same() -> None:
    drawn = set()
    for seed in range(8):
        table = Table(split("apart") + READ, *FOUR, begins=False)
        table.session.seed = str(seed)
        table.first = table.first.replace('"seed":""', f'"seed":"{seed}"')
        table.taps("Els", "begin")
        drawn.add(str(groups(table)))
    assert len(drawn) > 1


@pytest.mark.parametrize(("steps", "says"), [
    (split("apart", "how: mixed"), "it is not clear which groups are meant"),
    (split("apart", "source: lees"), "it is not clear which groups are meant"),
    (split("apart") + "- {id: praat, kind: discuss, shows: apart, title: T, prompt: P.}\n", "stays in its groups"),
])  # fmt: skip
def test_what_cannot_be_is_told(steps: str, says: str) -> None:
    head = HEAD.partition("roles:")[0]
    _, mistakes = load(Source(files={"flow.yaml": f"{head}steps:\n" + READ + steps}))
    assert any(says in mistake.says for mistake in mistakes)
