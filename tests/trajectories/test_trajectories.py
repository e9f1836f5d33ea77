"""Each trajectory plays from first invitation to last look-back on a virtual clock, across restarts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.shelf import Shelf
from bot.texts import catalogue
from flows.engine.timers import awake
from flows.language.model import Wait
from storage.database import Database
from tests.telegram.town import KEY, Town
from tests.trajectories.travellers import HOME, OVER, REGION, Travellers, Way, gathered, in_towns, shelf_with

#: The trajectories, and for how many in a group; no number for those that are held in private.
TRAJECTORIES = {"op-verhaal-komen": 0, "rode-draad": 4, "professionele-identiteit": 0, "leerkaart": 3, "solv": 4}
#: Of this one a second run takes too long; that nothing is lost is then looked at over every restart.
ONCE = "solv"
LONG = timedelta(days=4)

Towns = Callable[[str, Shelf], Town]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "beurtelings.sqlite"
    database = Database.open(f"sqlite:///{file}", KEY)
    database.upgrade()
    database.close()
    return file


@pytest.fixture
def towns(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Towns:
    return in_towns(tmp_path, empty, monkeypatch)


@pytest.mark.parametrize("flow", TRAJECTORIES)
def test_it_plays_from_the_invitation_to_the_last_look_back_across_restarts(flow: str, towns: Towns) -> None:
    shelf = shelf_with(flow)
    began = time.monotonic()
    with towns("restarted", shelf) as here:
        restarted = gathered(here, flow, way=Way(month=0, names_a_day=1, restarts=True), group=TRAJECTORIES[flow])
        restarted.travel()
        restarted.check()
        looks_right(restarted)
        seen = restarted.transcript(), restarted.all_seen()
        took = here.clock.now() - restarted.waits[0].began
        assert restarted.middles == 1
    if flow != ONCE:
        with towns("undisturbed", shelf) as here:
            undisturbed = gathered(here, flow, way=Way(month=0, names_a_day=1), group=TRAJECTORIES[flow])
            undisturbed.travel()
            assert (undisturbed.transcript(), undisturbed.all_seen()) == seen
    print(
        f"{flow}: {len(restarted.waits)} times in between in {took.days} days, {restarted.restarts} restarts,",
        f"{restarted.session.number} moves, {len(restarted.transcript())} contributions,",
        f"{time.monotonic() - began:.1f} s",
    )


def looks_right(travellers: Travellers) -> None:
    """Of every wait: one reminder each, at a decent hour, and one word that it goes on."""
    steps = travellers.stage.script.steps
    for wait in travellers.waits:
        spec = steps[wait.step]
        assert isinstance(spec, Wait)
        assert wait.ended is not None
        for name, moments in wait.reminders.items():
            assert len(moments) == (timedelta(days=spec.days) >= LONG), f"{name} in {wait.step}: {moments}"
            for moment in moments:
                assert awake(moment, HOME, REGION) == moment, f"{name} is disturbed at {moment}"
                assert wait.ended - moment >= timedelta(days=2)
        assert awake(wait.ended, HOME, REGION) == wait.ended
    assert 28 <= travellers.waits[0].later(steps) < 40, "a month's pause"
    assert 6 <= travellers.waits[1].later(steps) < 18, "to the day that was named"
    assert not any(wait.later(steps) for wait in travellers.waits[2:]), "to the day that was set"
    for texts in travellers.all_seen().values():
        assert len([text for text in texts if OVER in text]) in (0, len(travellers.waits))
    assert any(OVER in text for texts in travellers.all_seen().values() for text in texts)


def test_whoever_stops_halfway_is_thanked_and_hears_no_more(towns: Towns) -> None:
    with towns("stopped", shelf_with("leerkaart")) as here:
        travellers = gathered(here, "leerkaart", way=Way(restarts=True), group=3)
        travellers.travel(until_wait=1)
        plans = {key: day for key, day in travellers.session.answers.items() if re.fullmatch(r"eerste-keer p\d", key)}
        here.restarts()
        for seat in ("p1", "p2"):
            travellers.control(seat, "stop")
        travellers.check(reason="stopped_halfway")
        last = travellers.card()
        assert catalogue("nl").say("closed.stopped_halfway") in last.text
        assert not last.labels
        with here.database.glance() as move:
            assert move.timers.next() is None
        seen = travellers.all_seen()
        here.passes(hours=24 * 60)
        assert travellers.all_seen() == seen
        assert len(plans) == 3
        assert plans.items() <= travellers.session.answers.items(), "what they set out to do stays theirs"


def test_when_somebody_leaves_in_the_middle_the_others_go_on(towns: Towns) -> None:
    with towns("left", shelf_with("rode-draad")) as here:
        travellers = gathered(here, "rode-draad", way=Way(restarts=True), group=4)
        travellers.travel(until_wait=1)
        gone = travellers.person("p3")
        travellers.leave("p3")
        before = len(travellers.reminders(gone))
        travellers.travel()
        travellers.check()
        assert len(travellers.reminders(gone)) == before, "whoever left is not reminded"
        assert [len(moments) for moments in travellers.waits[1].reminders.values()] == [1, 1, 0, 1]
        said = {step for step, seat, _ in travellers.transcript() if seat == "p3"}
        assert "verhaal" in said, "what somebody brought in stays"
        assert "jouw-draad" not in said
