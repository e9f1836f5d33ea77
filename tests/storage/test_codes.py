from __future__ import annotations

from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.database import Database
from tests.storage.story import NOON, begin, group

MONDAY = SessionId("monday")
NORTH, SOUTH = CircleId("north"), CircleId("south")


def test_a_code_leads_to_its_session(database: Database) -> None:
    begin(database)
    with database.move() as move:
        assert move.codes.of(MONDAY) is None
        assert move.codes.add("KMR4TZ", MONDAY)
        assert not move.codes.add("KMR4TZ", MONDAY)
        assert (move.codes.of(MONDAY), move.codes.find("KMR4TZ")) == ("KMR4TZ", MONDAY)
        assert move.codes.find("WEG234") is None


def test_a_code_leads_to_its_circle(database: Database) -> None:
    with database.move() as move:
        move.circles.add(group(), room=None, at=NOON)
        assert move.codes.circle_code_of(NORTH) is None
        assert move.codes.add_circle("KMR4TZ", NORTH)
        assert not move.codes.add_circle("WEG234", NORTH), "one is enough"
        assert (move.codes.circle_code_of(NORTH), move.codes.find_circle("KMR4TZ")) == ("KMR4TZ", NORTH)
        assert move.codes.find_circle("WEG234") is None


def test_no_code_leads_to_a_session_and_to_a_circle(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        for id in (NORTH, SOUTH):
            move.circles.add(group(id), room=None, at=NOON)
        assert move.codes.add("KMR4TZ", MONDAY)
        assert move.codes.add_circle("WEG234", NORTH)
        assert not move.codes.add_circle("KMR4TZ", SOUTH)
        assert not move.codes.add("WEG234", SessionId("tuesday"))
        assert (move.codes.find("KMR4TZ"), move.codes.find_circle("KMR4TZ")) == (MONDAY, None)
        assert (move.codes.find("WEG234"), move.codes.find_circle("WEG234")) == (None, NORTH)
        assert (move.codes.circle_code_of(SOUTH), move.codes.of(SessionId("tuesday"))) == (None, None)
