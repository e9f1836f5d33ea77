"""Two things happen to one circle at the same moment, on a server: both are done, and nobody hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest

from bot.moves import anew
from storage.timers import CIRCLE
from tests.postgres import postgres
from tests.rhythm.on_pages import MONDAY, TEAM, OnPages
from tests.storage.story import somebody_waits


@pytest.fixture
def here() -> Iterator[OnPages]:
    with postgres().fresh() as name:
        here = OnPages(postgres().address(name))
        yield here
        here.database.close()


def test_a_press_that_sets_the_timer_and_the_timer_that_rings(here: OnPages) -> None:
    timer = here.timer()
    later = timer.due + timedelta(hours=1)
    ringing = Thread(target=here.moves.ring, args=[timer, timer.due])
    with here.database.move() as move:
        assert move.circles.load(TEAM) is not None
        ringing.start()
        while ringing.is_alive() and not somebody_waits(here.database):
            pass
        move.timers.set(subject=CIRCLE, owner=TEAM, name=timer.name, stamp="", due=later)
        move.commit()
    ringing.join()
    assert here.timer().due == later, "it was set anew, and is not the one that was due"
    assert here.moves.begun == 1


def _rings(here: OnPages) -> None:
    timer = here.timer()
    here.moves.ring(timer, timer.due)


def _writes(here: OnPages) -> None:
    assert here.moves.answered(here.names_a_date("vrijdag 15:00"), MONDAY) is not None


@pytest.mark.parametrize(("happens", "told"), [(_rings, 2), (_writes, 1)])
def test_what_is_told_on_a_page_while_something_there_goes_to_the_circle(
    here: OnPages, happens: Callable[[OnPages], None], told: int
) -> None:
    """The one locks the circle and then a drawer, the other the drawer and then the circle."""
    daan = here.people[1]
    before, number = len(here.news(daan)), here.circle().number
    held, begun = Event(), Event()
    tries: list[bool] = []

    def other() -> None:
        with here.database.move() as move:
            tries.append(True)
            move.drawers.load(daan)
            held.set()
            begun.wait()
            while len(tries) == 1 and first.is_alive() and not somebody_waits(here.database):
                pass
            move.circles.load(TEAM)

    first = Thread(target=happens, args=[here])
    second = Thread(target=anew, args=[other])
    second.start()
    held.wait()
    first.start()
    begun.set()
    first.join()
    second.join()
    assert here.circle().number == number + 1
    assert len(here.news(daan)) == before + told
    assert here.moves.begun + len(tries) > 2, "one of the two was done anew"
