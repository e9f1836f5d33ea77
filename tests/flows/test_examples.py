"""The worked examples of the library are conversations that really can be held, in both languages."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.practice.example import Turn, read_example
from bot.shelf import fill_shelf, library_folder
from flows.engine.steps import KINDS
from flows.language.model import AnyStep
from tests.flows.golden import equals_golden
from tests.flows.table import Table, library

FLOWS = ("intervisie", "verhalenderwijs")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_the_worked_example_leads_to_its_roles_and_to_the_end(flow: str, language: str) -> None:
    script, example = library(flow), read_example(library_folder() / flow)
    room = "private" if script.flow.people.max == 2 else "group"
    table = Table(script, *example.people, room=room, language=language)
    roles: dict[str, str] = {}
    for turn, coming in pairwise([*example.script, None]):
        assert turn is not None
        assert table.step == turn.step, f"the example is at {turn.step}, the conversation at {table.step}: {turn}"
        for role, seat in table.session.roles.items():
            # The roles of the example are those of the first round.
            roles.setdefault(role, str(seat))
        follow(table, turn, language)
        if coming is None or coming.step != turn.step:
            finish(table, turn.step)
    assert (table.step, table.session.reason) == ("closed", "done")
    assert roles == dict(example.roles)
    table.session.version = ""
    equals_golden(f"examples/{flow}.{language}", table.transcript())
    table.session.version = script.version


def follow(table: Table, turn: Turn, language: str) -> None:
    """One turn of the example, as what somebody does in a chat."""
    kind = table.script.steps[turn.step].kind
    if turn.says:
        say = table.writes if KINDS[kind].private else table.says
        say(turn.who, turn.says[language])
        assert bool(turn.hint) == bool([key for key in table.told(turn.who) if key.startswith("hint.")]), turn
    if turn.hint:
        table.decides(turn.who, turn.hint)
    if turn.days:
        table.taps(turn.who, "day", turn.days)
        table.taps(turn.who, "sure", turn.sure)
        table.taps(turn.who, "reveal")
    if turn.pick == "bring":
        kept = next(e for e in table.session.entries if e.seat == turn.who and e.state == "parked")
        table.taps(turn.who, "bring", kept.number)
    elif turn.pick and turn.pick != "pass" and kind in ("choose", "rate"):
        table.taps(turn.who, {"choose": "pick", "rate": "rate"}[kind], turn.pick)
    elif turn.pick in table.present:
        table.taps(turn.who, "vote", turn.pick)
    elif turn.pick:
        table.taps(turn.who, turn.pick)
    assert not table.outcome.idle, turn


def finish(table: Table, step: str) -> None:
    """A story is over when its teller says so, and an open conversation when all are ready."""
    kind = table.script.steps[step].kind
    if kind == "tell":
        table.taps(str(table.up), "done")
    elif kind == "discuss":
        table.all_tap("done")


@pytest.mark.parametrize("flow", sorted(fill_shelf().scripts))
def test_every_line_of_the_example_is_there_in_both_languages(flow: str) -> None:
    example = read_example(library_folder() / flow)
    steps = library(flow).steps
    assert not [turn for turn in example.script if turn.says and set(turn.says) != {"nl", "en"}]
    assert not [turn for turn in example.script if turn.step not in steps or turn.who not in example.people]
    assert set(example.roles) <= set(library(flow).flow.roles)
    assert not [turn for turn in example.script if turn.into and turn.into not in options(steps[turn.step], "places")]
    assert not [turn for turn in example.script if turn.item and turn.item not in options(steps[turn.step], "items")]
    for lines in (example.spare, example.answers):
        assert not [step for step, by in lines.items() if step not in steps or len(by["nl"]) != len(by["en"])]


def options(step: AnyStep, field: str) -> set[str]:
    return {option.id for option in getattr(step, field)}
