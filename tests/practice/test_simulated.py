"""Simulated conversations, with people who pass, leave, come late and meddle: all end, and none leaks."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest

from bot.practice.colleagues import Colleagues
from bot.practice.play import MAX_MOVES, NAMES, names_for, run_to_the_end
from bot.practice.stage import Stage
from flows.engine.codec import encode
from flows.engine.events import Joined
from flows.engine.session import CLOSED, Pace, SeatId
from tests.practice.watched import DIFFICULT, SHELF, example_of, faults, staged, worded

SEEDS = range(20)
#: Many small things hang on the size, so the smallest and the largest group are tried; one in between is the example's.
SIZES = {
    flow: sorted({script.flow.people.min, script.flow.people.ideal, script.flow.people.max})
    for flow, script in SHELF.scripts.items()
}
#: These are played most; of all others each size at each pace, and `python -m tests.play_all` plays them all so often.
OFTEN = ("intervisie", "verhalenderwijs")
GROUPS = [(flow, people) for flow in OFTEN for people in SIZES[flow]]
OTHERS = [flow for flow in SIZES if flow not in OFTEN]


@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize(("flow", "people"), GROUPS)
def test_every_conversation_ends(flow: str, people: int, pace: Pace, room: str) -> None:
    for seed in SEEDS:
        assert not faults(flow, people, pace, room, seed=seed)


@pytest.mark.parametrize("flow", OTHERS)
def test_every_form_ends_at_every_size_and_pace(flow: str) -> None:
    for seed, (people, pace) in enumerate(product(SIZES[flow], Pace)):
        assert not faults(flow, people, pace, ("group", "private")[seed % 2], seed=seed)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", OTHERS)
def test_all_of_every_form_can_be_worded(flow: str, language: str) -> None:
    people = SIZES[flow][0]
    stage = staged(flow, people, Pace.CHAT, "group", language=language, kind=Stage)
    run_to_the_end(stage, Colleagues(stage, example_of(flow), seed=1))
    texts = [text for move in stage.moves for text in worded(stage, move.outcome, language)]
    assert not [text for text in texts if not text or "{" in text or "}" in text]
    assert stage.session.reason == "done"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize(("flow", "people"), GROUPS)
def test_all_that_is_shown_and_said_can_be_worded(flow: str, people: int, room: str, language: str) -> None:
    for seed, pace in enumerate(Pace):
        stage = staged(flow, people, pace, room, language=language)
        colleagues = Colleagues(stage, example_of(flow), seed=seed, manners=DIFFICULT)
        run_to_the_end(stage, colleagues)
        for move in stage.moves:
            for text in worded(stage, move.outcome, language):
                assert text
                assert "{" not in text
                assert "}" not in text


def test_the_same_seed_gives_the_same_conversation_and_another_does_not() -> None:
    def played(seed: int) -> list[str]:
        stage = staged("intervisie", 4, Pace.CHAT, "group", kind=Stage)
        run_to_the_end(stage, Colleagues(stage, example_of("intervisie"), seed=seed, manners=DIFFICULT))
        return [encode(move.event) for move in stage.moves]

    assert played(3) == played(3)
    assert played(3) != played(4)


def test_there_are_names_for_the_largest_group() -> None:
    assert len(set(names_for(None, 22))) == 22 == len(NAMES)
    assert names_for(example_of("intervisie"), 8)[:2] == ["Els", "Daan"]


def test_what_colleagues_say_comes_from_the_example() -> None:
    stage = staged("verhalenderwijs", 2, Pace.CHAT, "private", kind=Stage)
    run_to_the_end(stage, Colleagues(stage, example_of("verhalenderwijs"), seed=1))
    example = example_of("verhalenderwijs")
    lines = {turn.says["nl"] for turn in example.script if turn.says}
    lines |= {line for by in (example.spare, example.answers) for step in by.values() for line in step["nl"]}
    assert stage.session.reason == "done"
    assert set(stage.words.values()) <= lines


def test_a_conversation_of_the_largest_group_is_no_longer_than_it_may_be() -> None:
    stage = staged("intervisie", 8, Pace.DAYS, "group", kind=Stage)
    began: datetime = stage.now
    run_to_the_end(stage, Colleagues(stage, example_of("intervisie"), seed=1))
    assert len(stage.moves) < MAX_MOVES / 10
    assert stage.session.state == CLOSED
    assert stage.now > began


def test_somebody_who_comes_late_is_there_to_the_end() -> None:
    stage = staged("intervisie", 3, Pace.CHAT, "group", kind=Stage)
    colleagues = Colleagues(stage, example_of("intervisie"), seed=1)
    for _ in range(6):
        event = colleagues.next_event()
        assert event is not None
        stage.take(event)
    stage.take(Joined(seat=SeatId("late"), name="Lou"))
    run_to_the_end(stage, colleagues)
    assert "Lou" in {stage.session.seats[seat].name for seat in stage.session.present}
    assert any(entry.seat == "late" for entry in stage.session.entries)
