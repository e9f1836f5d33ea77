"""Who is who in a circle, and which conversations were its meetings."""

from __future__ import annotations

from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.database import Database
from tests.storage.story import ACCOUNT, M1, M2, NOON, begin, group, person_in

NORTH, SOUTH = CircleId("north"), CircleId("south")
MONDAY = SessionId("monday")


def test_who_is_who_in_a_circle(database: Database) -> None:
    with database.move() as move:
        for id in (NORTH, SOUTH):
            move.circles.add(group(id), room=None, at=NOON)
        els, noor, sam = (person_in(move, name, user=user) for user, name in enumerate(("Els", "Noor", "Sam"), start=1))
        move.members.set(NORTH, M2, noor)
        move.members.set(NORTH, M1, sam)
        move.members.set(NORTH, M1, els)
        move.members.set(SOUTH, M1, sam)
        assert move.members.people(NORTH) == {M1: els, M2: noor}
        assert move.members.member_of(NORTH, noor) == M2
        assert move.members.member_of(NORTH, sam) is None
        move.members.drop(NORTH, M1)
        assert (move.members.people(NORTH), move.members.people(SOUTH)) == ({M2: noor}, {M1: sam})


def test_where_its_members_are_written_to_and_in_which_language(database: Database) -> None:
    with database.move() as move:
        move.circles.add(group(), room=None, at=NOON)
        noor = move.people.meet(account="web", user=2, name="Noor", language="en", at=NOON).id
        move.members.set(NORTH, M2, noor)
        move.members.set(NORTH, M1, person_in(move))
        assert move.members.addresses(NORTH) == {M1: (ACCOUNT, 1, "nl"), M2: ("web", 2, "en")}
        assert move.members.addresses(SOUTH) == {}


def test_which_meeting_a_conversation_was(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        move.circles.add(group(), room=None, at=NOON)
        move.gatherings.add(MONDAY, NORTH, "k3")
        assert move.gatherings.of(MONDAY) == (NORTH, "k3")
        assert move.gatherings.of(SessionId("tuesday")) is None
