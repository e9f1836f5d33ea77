"""A fault of ours, or of the database: what was to happen is tried again, and holds up nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

import bot.service
from bot.addressing import WEB
from bot.clock import WallClock
from bot.config import Config
from bot.incoming import Incoming
from bot.moves import LATER, TRIES, Moves
from bot.outgoing import Outgoing
from bot.service import Service
from bot.timekeeper import Timekeeper
from bot.worker import Worker
from storage.errors import Collided, Overtaken
from storage.tables import circles, drawers
from storage.timers import CIRCLE, DRAWER, SESSION, Timer
from tests.rhythm.on_pages import MONDAY, OnPages
from tests.telegram.town import library


@pytest.fixture
def here(tmp_path: Path) -> OnPages:
    return OnPages(f"sqlite:///{tmp_path / 'beurtelings.sqlite'}")


def test_a_circle_that_was_damaged_and_mended_wakes_again(here: OnPages) -> None:
    with here.database._engine.begin() as connection:
        data = connection.execute(select(circles.c.data)).scalar_one()
        connection.execute(update(circles).values(data=b"damaged"))
    timer = here.timer()
    here.moves.ring(timer, timer.due)
    again = here.timer()
    assert again.due == timer.due + LATER
    with here.database._engine.begin() as connection:
        connection.execute(update(circles).values(data=data))
    here.moves.ring(again, again.due)
    assert here.timer().due > again.due
    assert here.circle().meetings[0].fixed


def test_a_drawer_that_is_damaged_is_tried_every_hour(here: OnPages) -> None:
    daan = str(here.people[1])
    with here.database._engine.begin() as connection:
        connection.execute(update(drawers).values(data=b"damaged"))
    with here.database.move() as move:
        move.timers.set(subject=DRAWER, owner=daan, name="next", stamp="", due=MONDAY)
        move.commit()
    for hour in range(3):
        timer = here.timer(DRAWER, daan)
        assert timer.due == MONDAY + hour * LATER
        here.moves.ring(timer, timer.due)


def test_a_timer_of_a_conversation_that_leads_to_a_fault_is_dropped(here: OnPages) -> None:
    here.moves.conversations.apply = _fails  # type: ignore[method-assign, assignment]
    with here.database.move() as move:
        move.timers.set(subject=SESSION, owner="monday", name="step", stamp="", due=MONDAY)
        move.commit()
    here.moves.ring(here.timer(SESSION, "monday"), MONDAY)
    with here.database.glance() as glance:
        assert {one.subject for one in glance.timers.due(now=MONDAY + timedelta(days=9), limit=9)} == {CIRCLE}


def _fails(*_: object) -> None:
    raise ZeroDivisionError


class Behind(Moves):
    """Others are ahead of it, so many times."""

    left = 0
    begun = 0

    def _is_behind(self) -> None:
        self.begun += 1
        if self.left:
            self.left -= 1
            raise Overtaken("circle team", number=1)

    def _answered(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        self._is_behind()
        return super()._answered(incoming, now)

    def _ring(self, timer: Timer, now: datetime) -> None:
        self._is_behind()
        super()._ring(timer, now)


def _behind(here: OnPages, times: int) -> Behind:
    moves = Behind(here.database, here.moves.settings)
    moves.left = times
    return moves


def test_what_others_were_ahead_of_is_taken_in_at_the_next_try(here: OnPages) -> None:
    moves = _behind(here, TRIES - 1)
    assert moves.answered(here.names_a_date("vrijdag 15:00"), MONDAY) is not None
    assert (moves.begun, len(here.circle().meetings)) == (TRIES, 2)


def test_what_others_stay_ahead_of_is_said(here: OnPages) -> None:
    moves = _behind(here, 99)
    with pytest.raises(Overtaken):
        moves.answered(here.names_a_date("vrijdag 15:00"), MONDAY)
    assert moves.begun == TRIES


def test_a_timer_that_others_stay_ahead_of_rings_an_hour_later(here: OnPages) -> None:
    timer = here.timer()
    _behind(here, 99).ring(timer, timer.due)
    assert here.timer().due == timer.due + LATER


def _takes(here: OnPages, moves: Moves, tmp_path: Path) -> bool:
    service = Service(Config(data=tmp_path, database_url=""), database=here.database, shelf=library())

    async def takes() -> bool:
        worker = Worker(1)
        service.timekeeper = Timekeeper(moves=moves, worker=worker, clock=WallClock(), after=lambda: None)
        try:
            return await service._take(moves, worker, here.names_a_date("vrijdag 15:00"))
        finally:
            worker.close()

    return asyncio.run(takes())


def test_an_update_that_cannot_be_taken_in_is_given_up_and_the_next_ones_go_on(
    here: OnPages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.service, "PAUSE", 0)
    moves = _behind(here, 99)
    assert _takes(here, moves, tmp_path)
    assert moves.begun == bot.service.TRIES * TRIES
    with here.database.move() as move:
        assert not move.inbox.take(account=WEB, update=7, at=MONDAY), "it counts as taken in"


class Busy(Behind):
    def _is_behind(self) -> None:
        self.begun += 1
        if self.left:
            self.left -= 1
            raise Collided("busy")


def test_an_update_waits_for_a_busy_database_as_long_as_it_takes(
    here: OnPages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.service, "PAUSE", 0)
    moves = Busy(here.database, here.moves.settings)
    moves.left = 4 * TRIES
    assert _takes(here, moves, tmp_path)
    assert len(here.circle().meetings) == 2


def test_a_timer_that_is_in_the_way_of_others_holds_up_none_of_the_batch(here: OnPages) -> None:
    rung: list[str] = []
    woken: list[bool] = []

    class Ringing(Moves):
        def ring(self, timer: Timer, now: datetime) -> None:
            if timer.owner == "b":
                raise Collided("busy")
            rung.append(timer.owner)

    async def rings() -> None:
        worker = Worker(1)
        moves = Ringing(here.database, here.moves.settings)
        keeper = Timekeeper(moves=moves, worker=worker, clock=WallClock(), after=lambda: woken.append(True))
        try:
            await keeper._ring([Timer(subject=SESSION, owner=o, name="step", stamp="", due=MONDAY) for o in "abc"])
        finally:
            worker.close()

    with pytest.raises(Collided):
        asyncio.run(rings())
    assert (rung, woken) == (["a", "c"], [True])
