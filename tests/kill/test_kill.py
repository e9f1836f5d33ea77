"""Killed at every commit and at every send of a whole conversation in turn, the bot goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.shelf import fill_shelf
from flows.engine.script import Script
from flows.engine.session import dump
from tests.kill.hatchery import FLOWS
from tests.kill.hatching import Hatchery
from tests.kill.scene import Scene
from tests.kill.script import Play, clean_run

#: So many tests share the runs among them, for as many workers as there may be.
PARTS = 8
#: A bot that goes on after a kill is killed at one of its first points.
SOON = 6


@pytest.fixture(scope="module")
def hatchery() -> Iterator[Hatchery]:
    hatchery = Hatchery()
    yield hatchery
    hatchery.close()


@pytest.fixture(scope="module")
def script() -> Script:
    return fill_shelf(FLOWS).scripts["rondje"]


@pytest.fixture(scope="module")
def play(hatchery: Hatchery, script: Script, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The conversation without any trouble, and every point on its way."""
    with Scene(hatchery, tmp_path_factory.mktemp("clean"), script) as scene:
        return clean_run(scene)


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_anywhere_the_conversation_goes_on(
    part: int,
    hatchery: Hatchery,
    script: Script,
    play: Play,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    killed = again = 0
    for run in range(1 + part, play.most + 1, PARTS):
        folder = tmp_path / str(run)
        folder.mkdir()
        with Scene(hatchery, folder, script) as scene:
            deaths = _killed_in_every_act(scene, play, run)
            killed, again = killed + deaths[0], again + deaths[1]
            _nothing_is_lost_or_done_twice(scene, play)
    wanted = sum(len(range(1 + part, act.points + 1, PARTS)) for act in play.acts)
    assert killed == wanted
    record_property("kill points exercised", killed)
    record_property("and once more while it picked up the thread", again)


def _killed_in_every_act(scene: Scene, play: Play, point: int) -> tuple[int, int]:
    """In each act, when the bot reaches this point of it; and now and then once more while it picks up the thread."""
    killed = again = 0
    for number, act in enumerate(play.acts):
        scene.next_minute()
        if point > act.points:
            act.deed(scene)
        else:
            scene.dies(after=point)
            act.deed(scene)
            killed += scene.died()
            if (point + number) % 3 == 0:
                scene.dies(after=1 + number % SOON)
            scene.starts()
            if scene.died():
                again += 1
                scene.starts()
        scene.settle()
    return killed, again


def _nothing_is_lost_or_done_twice(scene: Scene, play: Play) -> None:
    assert tuple(scene.record()) == play.record
    assert dump(scene.session) == play.session
    assert tuple(scene.last_cards()) == play.cards


def test_stopped_in_the_middle_of_everything_nothing_is_lost(
    hatchery: Hatchery, script: Script, play: Play, tmp_path: Path
) -> None:
    with Scene(hatchery, tmp_path, script) as scene:
        for act in play.acts:
            scene.next_minute()
            act.deed(scene)
            assert scene.stops() == 0
            scene.starts()
            scene.settle()
        _nothing_is_lost_or_done_twice(scene, play)
