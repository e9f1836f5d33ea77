"""Practising: the other seats are played, as long as somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.web.rehearsals import Pace
from bot.web.shown import PLAY
from flows.engine.onward import kind_of
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.view import looking
from tests.web.client import Room
from tests.web.serving import AT_ONCE, Serving, Table, TimedOut, served, shelf_of, wait_for

FLOWS = ("intervisie", "verhalenderwijs")
#: What people may do beside the one.
BESIDE = "waarderende-omslag"
#: No conversation asks more of one person.
MOST = 120
#: Slow enough to catch them between two things they do.
SLOW = Pace(a_tap=0.02, a_text=0.02, a_letter=0)
#: So slow that a page can be closed meanwhile, and how long it takes them to do several things.
SLOWER, A_WHILE = Pace(a_tap=0.15, a_text=0.15, a_letter=0), 0.6
#: Six sat down, and somebody began.
BEGUN = 7


def serving(tmp_path: Path, *, pace: Pace | None = None) -> Serving:
    url, shelf = f"sqlite:///{tmp_path}/db.sqlite", shelf_of(*FLOWS, BESIDE)
    return Serving(url, tmp_path, shelf=shelf) if pace is None else Serving(url, tmp_path, shelf=shelf, pace=pace)


class Practising:
    """Somebody who lets the example speak whenever that is offered, and else taps what everybody else tapped."""

    def __init__(self, at: Serving, room: Room, seat: str = "p1") -> None:
        self.at, self.room, self.seat = at, room, seat
        self.table = Table(at, {seat: room})
        self.played = 0
        #: Called now and then when something has happened.
        self.after: Callable[[], None] = lambda: None
        self._seen = 0

    @property
    def session(self) -> Session:
        return self.at.session(self.room.id)

    def goes_on(self, *, until_step: str = "") -> None:
        """To the end, or until a step begins."""
        for _ in range(MOST):
            self.room.until(self._asked)
            session = self.session
            if session.state in (CLOSED, until_step):
                return
            if PLAY in self.room.buttons:
                self.room.taps(PLAY)
                self.played += 1
            elif self.awaited():
                self.table.do(self.table.colleagues.act_for(SeatId(self.seat)))
            else:
                seconds = self.at.next_ring()
                assert seconds is not None, f"nothing happens any more: {session.state} {session.floor}"
                self.at.clock.advance(seconds=max(seconds, 0.001))
            self.room.until(lambda before=session.number: self.session.number > before)  # type: ignore[misc]
        raise AssertionError(f"no end in sight: {self.session.state} {self.session.floor}")

    def awaited(self) -> list[SeatId]:
        walk = looking(self.table.colleagues.stage.script, self.session)
        kind, step = kind_of(walk)
        return list(kind.awaited(walk, step))

    def _asked(self) -> bool:
        """Nobody else has anything to do, and the page knows."""
        session = self.session
        if session.number > self._seen:
            self._seen = session.number
            self.after()
        if session.state == CLOSED:
            return True
        if not session.running or not any(f"|{session.stamp}|" in data for data in self.room.buttons):
            return False
        # Where the example lets this person offer, the others wait for that.
        mine = session.floor.phase == "volunteer" and PLAY in self.room.buttons
        return mine or not [one for one in self.awaited() if one != self.seat]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_a_practice_runs_to_its_end(tmp_path: Path, flow: str, language: str) -> None:
    at = serving(tmp_path)
    with served(at):
        room = at.browser(language=language).practises(flow)
        practising = Practising(at, room)
        practising.goes_on()
        session = practising.session
        assert practising.played > 3
        assert (session.reason, session.language) == ("done", language)
        told = at.posts_for(room.id, "p1")
        room.until(lambda: room.last >= max(told))
        assert room.received == [n for n in told if n in room.received]
        assert [one.n for one in room.articles] == told


def test_nobody_goes_on_when_nobody_looks(tmp_path: Path) -> None:
    at = serving(tmp_path, pace=SLOWER)
    with served(at):
        room = at.browser().practises("intervisie")
        practising = Practising(at, room)
        # They agree one by one, and are not done when the page is closed.
        room.until(lambda: practising.session.number > BEGUN)
        room.closes()
        wait_for(lambda: not at.pages.house.live.watched(SessionId(room.id)))
        number = practising.session.number
        assert [one for one in practising.awaited() if one != practising.seat]
        with pytest.raises(TimedOut):
            wait_for(lambda: practising.session.number > number, patience=A_WHILE)
        # Back again, they go on.
        at.pages.house.rehearsals.pace = AT_ONCE
        practising.goes_on()
        assert practising.session.reason == "done"


def test_whoever_comes_back_hears_nothing_twice(tmp_path: Path) -> None:
    """After a line that was cut, and after the program was started anew."""
    at = serving(tmp_path, pace=SLOW)
    with served(at):
        # Who sits here in the example listens most of the time.
        room = at.browser().practises("intervisie", 5)
        practising = Practising(at, room, "p5")
        chance, restarted = Random(2), 0

        def after() -> None:
            nonlocal restarted
            if chance.random() < 0.3:
                room.opens()
                room.cut()
            elif chance.random() < 0.3:
                restarted += 1
                at.restarts()

        practising.after = after
        practising.goes_on()
        assert practising.session.reason == "done"
        assert restarted > 3
        said = [words for _, words in sorted(at.words(room.id).items())]
        assert len(said) == len(set(said)), [one for one in said if said.count(one) > 1]
        told = at.posts_for(room.id, "p5")
        room.until(lambda: room.last >= max(told))
        assert [one.n for one in room.articles] == told
