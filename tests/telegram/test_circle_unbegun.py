"""A meeting that nobody begins: its place is free again, and it is said that it did not take place."""

from __future__ import annotations

from flows.engine.session import CLOSED, SessionId
from tests.telegram.circling import circle_in, planned
from tests.telegram.conftest import Found


def test_a_lobby_in_which_nobody_began_is_cleared_away_the_day_after(town: Found) -> None:
    here = town()
    crew = planned(here)
    crew.until()
    session = SessionId(crew.meeting().session)
    assert here.sessions() == [session]
    here.passes(hours=48)
    assert here.session(session).state == CLOSED
    assert here.sessions() == []
    assert crew.meeting().state == "dropped"
    assert "ging niet door" in crew.all_shared() or "niet door" in crew.all_shared()


def test_the_room_of_a_pair_that_never_talked_goes_with_the_next_round(town: Found) -> None:
    here = town()
    crew = circle_in(here, 2)
    crew.page(crew.people[0], "pairs")
    crew.tap(crew.people[0], "pairs", "on")
    here.passes(hours=48)
    [first] = here.sessions()
    here.passes(hours=24 * 22)
    [second] = here.sessions()
    assert first != second
    assert here.session(first).state == CLOSED
