from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from flows.engine.session import SessionId
from flows.rhythm.circle.state import Circle, CircleId, Meeting, Member
from storage.database import Database
from storage.errors import Overtaken, Unreadable
from storage.move import Move
from storage.tables import circles, keys
from storage.timers import CIRCLE, DRAWER
from tests.storage.story import ACCOUNT, M1, MINUTE, NOON, OTHER_TEAM, TEAM, begin, group, person_in, plans, room_in

NORTH, SOUTH = CircleId("north"), CircleId("south")
MONDAY = SessionId("monday")


def _found(database: Database, *ids: str) -> None:
    """Circles without a room, a minute apart."""
    with database.move() as move:
        for minutes, id in enumerate(ids or ("north",)):
            move.circles.add(group(id), room=None, at=NOON + minutes * MINUTE)
        move.commit()


def _load(move: Move, id: CircleId = NORTH) -> Circle:
    circle = move.circles.load(id)
    assert circle is not None
    return circle


def test_a_circle_comes_back_as_it_was_saved(database: Database) -> None:
    _found(database)
    with database.move() as move:
        circle = _load(move)
        assert circle == group()
        circle.number, circle.rules = 1, ["Wat hier gezegd wordt, blijft hier."]
        circle.members = {M1: Member(id=M1, name="Els", joined=NOON)}
        circle.meetings = [Meeting(id="k1", at=NOON + MINUTE, away=[M1])]
        move.circles.save(circle, at=NOON + MINUTE)
        move.commit()
    with database.glance() as glance:
        assert _load(glance) == circle
        assert glance.circles.load(SOUTH) is None


def test_what_a_circle_agreed_cannot_be_read_in_the_database(database: Database) -> None:
    _found(database)
    with database._engine.connect() as connection:
        assert b"Noord" not in connection.execute(select(circles.c.data)).scalar_one()


def test_states_of_two_circles_cannot_change_places(database: Database) -> None:
    _found(database, "north", "south")
    with database._engine.begin() as connection:
        norths = select(circles.c.data).where(circles.c.id == NORTH).scalar_subquery()
        connection.execute(circles.update().where(circles.c.id == SOUTH).values(data=norths))
    with pytest.raises(Unreadable, match="number 0 of south"), database.glance() as glance:
        glance.circles.load(SOUTH)


def test_who_moves_an_older_circle_is_told_that_it_was_overtaken(database: Database) -> None:
    _found(database)
    with database.move() as move:
        slow, quick = _load(move), _load(move)
        quick.number = slow.number = 1
        move.circles.save(quick, at=NOON)
        with pytest.raises(Overtaken, match=r"circle north .* move 1"):
            move.circles.save(slow, at=NOON)


def test_a_chat_is_one_circle(database: Database) -> None:
    with database.move() as move:
        room, topic = room_in(move), room_in(move, topic=17)
        assert move.circles.of_room(room) is None
        move.circles.add(group("north"), room=room, at=NOON)
        assert (move.circles.of_room(room), move.circles.room(NORTH)) == (NORTH, room)
        assert move.circles.of_room(topic) is None
        with pytest.raises(Overtaken, match="circle south"):
            move.circles.add(group("south"), room=room, at=NOON)


def test_many_circles_may_have_no_chat(database: Database) -> None:
    _found(database, "north", "south")
    with database.glance() as glance:
        assert (glance.circles.room(NORTH), glance.circles.room(SOUTH)) == (None, None)
        assert glance.circles.room(CircleId("west")) is None


def test_the_circles_of_somebody_the_oldest_first(database: Database) -> None:
    _found(database, "south", "north", "west")
    with database.move() as move:
        els = person_in(move)
        move.members.set(NORTH, M1, els)
        move.members.set(SOUTH, M1, els)
        assert move.circles.of_person(els) == ["south", "north"]
        assert move.circles.of_person(els + 1) == []


def test_looking_for_somebodys_circles_takes_no_search(database: Database) -> None:
    _found(database)
    with database.move() as move:
        els = person_in(move)
        move.members.set(NORTH, M1, els)
        with plans(database) as told:
            move.circles.of_person(els)
    assert "members_by_person_circle" in told[0]


def test_of_a_forgotten_circle_nothing_is_left(database: Database) -> None:
    begin(database, "monday", "tuesday")
    _found(database, "north", "south")
    with database.move() as move:
        els = person_in(move)
        for circle, session in ((NORTH, MONDAY), (SOUTH, SessionId("tuesday"))):
            move.members.set(circle, M1, els)
            move.gatherings.add(session, circle, "k1")
            move.codes.add_circle(f"code-{circle}", circle)
            move.timers.set(subject=CIRCLE, owner=circle, name="next", stamp="1", due=NOON)
        move.timers.set(subject=DRAWER, owner=NORTH, name="next", stamp="1", due=NOON)
        move.circles.forget(NORTH)
        move.commit()
    with database.move() as move:
        assert move.circles.load(NORTH) is None
        assert (move.members.people(NORTH), move.members.people(SOUTH)) == ({}, {M1: els})
        assert move.gatherings.of(MONDAY) is None
        assert move.gatherings.of(SessionId("tuesday")) == (SOUTH, "k1")
        assert (move.codes.find_circle("code-north"), move.codes.find_circle("code-south")) == (None, SOUTH)
        due = move.timers.due(now=NOON, limit=9)
        assert {(timer.subject, timer.owner) for timer in due} == {(CIRCLE, SOUTH), (DRAWER, NORTH)}
        assert _load(move, SOUTH) == group("south")
        assert move.sessions.load(MONDAY) is not None, "the conversation is of those who held it"
    with database._engine.connect() as connection:
        assert NORTH not in connection.execute(select(keys.c.owner)).scalars().all()
        assert connection.execute(select(circles.c.id)).scalars().all() == [SOUTH]


def test_a_chat_whose_circle_was_forgotten_may_begin_another(database: Database) -> None:
    with database.move() as move:
        room = room_in(move)
        move.circles.add(group("north"), room=room, at=NOON)
        move.circles.forget(NORTH)
        move.circles.add(group("south"), room=room, at=NOON)
        assert move.circles.of_room(room) == SOUTH


def test_a_circle_whose_key_was_destroyed_is_gone_and_keeps_nothing_any_more(database: Database) -> None:
    _found(database)
    with database.move() as move:
        circle = _load(move)
        circle.number = 1
        move.vault.destroy(NORTH)
        assert move.circles.load(NORTH) is None
        move.circles.save(circle, at=NOON)
        move.commit()
    with database._engine.begin() as connection:
        assert connection.execute(select(circles.c.data)).scalar_one() == b""
        connection.execute(delete(keys))
    with database.glance() as glance:
        assert glance.circles.load(NORTH) is None


def test_a_circle_whose_key_was_deleted_by_hand_leaves_its_chat_to_a_new_one(database: Database) -> None:
    with database.move() as move:
        room, els = room_in(move), person_in(move)
        move.circles.add(group("north"), room=room, at=NOON)
        move.members.set(NORTH, M1, els)
        move.commit()
    with database._engine.begin() as connection:
        connection.execute(delete(keys))
    with database.move() as move:
        assert move.circles.of_room(room) is None
        move.circles.add(group("south"), room=room, at=NOON)
        move.commit()
    with database.glance() as glance:
        assert glance.circles.of_room(room) == SOUTH
        assert glance.circles.of_person(els) == []
    with database._engine.connect() as connection:
        assert connection.execute(select(circles.c.id)).scalars().all() == [SOUTH]


def test_of_two_copies_that_make_a_circle_of_one_chat_one_is_overtaken(server_database: Database) -> None:
    with server_database.move() as move:
        room = room_in(move)
        move.commit()
    with server_database.move() as slow:
        assert slow.circles.of_room(room) is None
        with server_database.move() as quick:
            quick.circles.add(group("north"), room=room, at=NOON)
            quick.commit()
        with pytest.raises(Overtaken, match="circle south"):
            slow.circles.add(group("south"), room=room, at=NOON)
    with server_database.glance() as glance:
        assert _load(glance) == group("north")


def test_the_circle_goes_along_when_its_chat_gets_another_number(database: Database) -> None:
    with database.move() as move:
        room = room_in(move)
        move.circles.add(group(), room=room, at=NOON)
        move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
        assert move.circles.room(NORTH) == room


@pytest.mark.parametrize("where", ["old", "new"])
def test_the_circle_goes_along_when_two_rooms_become_one(database: Database, where: str) -> None:
    with database.move() as move:
        rooms = {"old": room_in(move), "new": room_in(move, chat=OTHER_TEAM)}
        move.circles.add(group(), room=rooms[where], at=NOON)
        for _ in range(2):
            move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
            assert move.circles.of_room(rooms["new"]) == NORTH


@pytest.mark.parametrize("first", ["old", "new"])
def test_of_two_circles_in_one_room_the_first_made_stays_and_the_other_goes_on_without(
    database: Database, first: str
) -> None:
    with database.move() as move:
        rooms = {"old": room_in(move), "new": room_in(move, chat=OTHER_TEAM)}
        elsewhere = room_in(move, chat=-7)
        move.circles.add(group("elsewhere"), room=elsewhere, at=NOON)
        els = person_in(move)
        move.circles.add(group("north"), room=rooms.pop(first), at=NOON)
        [other] = rooms.values()
        move.circles.add(group("south"), room=other, at=NOON + MINUTE)
        move.members.set(SOUTH, M1, els)
        move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
        room = room_in(move, chat=OTHER_TEAM)
        assert (move.circles.of_room(room), move.circles.room(SOUTH)) == (NORTH, None)
        assert move.circles.of_person(els) == [SOUTH]
        assert _load(move, SOUTH) == group("south")
        assert move.circles.of_room(elsewhere) == "elsewhere"
