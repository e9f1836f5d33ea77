"""The worked examples of the library are conversations that really can be held, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
import yaml

from bot.practice.example import read_example
from bot.shelf import library_folder
from flows.language.model import AnyStep, Write
from tests.flows.golden import equals_golden
from tests.flows.replay import Replay, replayed
from tests.flows.table import library

#: By their folders, so that no flow is read before it is its turn.
FLOWS = sorted(file.parent.name for file in library_folder().glob("*/flow.yaml"))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_the_worked_example_leads_to_its_roles_and_to_the_end(flow: str, language: str) -> None:
    replay = replayed(flow, language)
    assert replay.table.session.reason == "done"
    assert replay.roles == dict(replay.example.roles)
    equals_golden(f"examples/{flow}.{language}", replay.transcript())


@pytest.mark.parametrize("flow", FLOWS)
def test_every_line_of_the_example_is_there_in_both_languages(flow: str) -> None:
    example = read_example(library_folder() / flow)
    steps = library(flow).steps
    assert len(example.people) == library(flow).flow.people.ideal
    assert not [turn for turn in example.script if turn.says and set(turn.says) != {"nl", "en"}]
    assert not [turn for turn in example.script if turn.step not in steps or turn.who not in example.people]
    assert set(example.roles) <= set(library(flow).flow.roles)
    assert not [turn for turn in example.script if turn.into and turn.into not in options(steps[turn.step], "places")]
    assert not [turn for turn in example.script if turn.item and turn.item not in options(steps[turn.step], "items")]
    for lines in (example.spare, example.answers):
        assert not [step for step, by in lines.items() if step not in steps or len(by["nl"]) != len(by["en"])]


def options(step: AnyStep, field: str) -> set[str]:
    return {option.id for option in getattr(step, field)}


@pytest.mark.parametrize("flow", FLOWS)
def test_what_somebody_writes_fills_the_fields_in_their_order(flow: str) -> None:
    script = yaml.safe_load((library_folder() / flow / "example.yaml").read_text(encoding="utf-8"))["script"]
    writes = {id: step for id, step in library(flow).steps.items() if isinstance(step, Write)}
    filled: dict[tuple[str, str], Iterator[str]] = {}
    for turn in script:
        step = writes.get(turn["step"])
        if step is None or "nl" not in turn:
            assert "field" not in turn, turn
            continue
        coming = filled.setdefault((step.id, turn["who"]), cycle([blank.id for blank in step.fields]))
        assert turn.get("field") == next(coming), turn


# What is said of an example that cannot be played: the first question of it is asked by somebody else, or elsewhere.


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"who": "Noor"}, "Noor speaks; up is Els, after that Noor, Sam"),
        ({"who": "Daan"}, "Daan speaks; up is Els, after that Noor, Sam"),
        ({"step": "leiding"}, "in verhelderen: the example has no turns for this step now"),
        ({"step": "advies"}, "in verhelderen: the example has no turns for this step now"),
        ({"hint": "ask"}, "the example has ask, a guard none: Hoe vaak"),
        ({"says": {"nl": "Waarom doe je dat?"}}, "the example has no hint, a guard hint.why: Waarom"),
        ({"says": {}, "picks": ("accept",)}, "Els cannot accept"),
        ({"says": {}, "picks": ("bring",)}, "Els kept nothing for this step"),
    ],
)
def test_a_turn_that_cannot_be_taken_is_named(changes: dict[str, Any], told: str) -> None:
    replay = Replay("intervisie", "nl")
    at = next(n for n, turn in enumerate(replay.coming) if turn.step == "verhelderen")
    replay.coming[at] = replace(replay.coming[at], **changes)
    with pytest.raises(AssertionError, match=rf"intervisie \(nl\), turn {at + 1} of \d+.*\n.*{told}"):
        replay.run()


def test_two_turns_in_place_of_one_are_named() -> None:
    replay = Replay("intervisie", "nl")
    at = next(n for n, turn in enumerate(replay.coming) if turn.step == "verhelderen")
    replay.coming.insert(at, replay.coming[at])
    with pytest.raises(AssertionError, match="Els speaks; up is Daan"):
        replay.run()


def test_a_question_without_an_answer_is_named() -> None:
    replay = Replay("intervisie", "nl")
    replay.coming = [turn for turn in replay.coming if turn.step != "verhelderen" or turn.who != "Daan"]
    with pytest.raises(AssertionError, match="Daan has no answer to the question of Els"):
        replay.run()


def test_an_example_that_stops_early_is_named() -> None:
    replay = Replay("intervisie", "nl")
    replay.coming = [turn for turn in replay.coming if turn.step not in ("oogst", "cijfer")]
    with pytest.raises(AssertionError, match=r"after all turns.*\n.*in oogst: the example has no turns for this step"):
        replay.run()
