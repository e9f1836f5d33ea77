from __future__ import annotations

from flows.engine.session import CLOSED, PAUSED, Entry, Seat, Session, SessionId
from storage.database import Database
from storage.move import Move
from tests.storage.story import ELS, MINUTE, NOON, OTHER_TEAM, begin, conversation, room_in

MONDAY = SessionId("monday")
TUESDAY = SessionId("tuesday")


def _load(move: Move, id: str) -> Session:
    session = move.sessions.load(SessionId(id))
    assert session is not None
    return session


def _close(move: Move, id: str, state: str = CLOSED) -> None:
    session = _load(move, id)
    session.state = state
    session.number += 1
    move.sessions.save(session, at=NOON)


def test_a_session_comes_back_as_it_was_saved(database: Database) -> None:
    begin(database)
    with database.move() as move:
        session = _load(move, "monday")
        assert session == conversation()
        session.number, session.state, session.visit = 1, "verhelderen", 3
        session.seats = {ELS: Seat(id=ELS, name="Els")}
        session.entries = [Entry(number=1, seat=ELS, step="verhelderen", visit=3)]
        move.sessions.save(session, at=NOON + MINUTE)
        move.commit()
    with database.glance() as glance:
        assert glance.sessions.load(MONDAY) == session


def test_there_may_be_no_such_session(database: Database) -> None:
    with database.move() as move:
        assert move.sessions.load(MONDAY) is None


def test_the_newest_open_conversation_of_a_room(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        room = move.sessions.room(MONDAY)
        assert move.sessions.open_in(room) == "tuesday"
        _close(move, "tuesday")
        assert move.sessions.open_in(room) == "monday"
        _close(move, "monday")
        assert move.sessions.open_in(room) is None


def test_a_paused_conversation_is_still_open(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        assert move.sessions.all_open() == ["monday", "tuesday"]
        _close(move, "monday", PAUSED)
        _close(move, "tuesday")
        assert move.sessions.all_open() == ["monday"]


def test_those_that_are_open_are_counted(database: Database) -> None:
    with database.move() as move:
        assert move.sessions.count_open() == 0
    begin(database, "monday", "tuesday")
    with database.move() as move:
        assert move.sessions.count_open() == 2
        _close(move, "monday", PAUSED)
        _close(move, "tuesday")
        assert move.sessions.count_open() == 1


def test_a_conversation_goes_on_in_another_room(database: Database) -> None:
    begin(database)
    with database.move() as move:
        old, new = move.sessions.room(MONDAY), room_in(move, chat=OTHER_TEAM)
        move.sessions.move_to(MONDAY, room=new)
        assert move.sessions.room(MONDAY) == new
        assert move.sessions.open_in(old) is None


def test_the_open_conversations_of_a_person_newest_first(database: Database) -> None:
    begin(database, "monday", "tuesday", "wednesday", "thursday")
    with database.move() as move:
        els = move.people.meet(account="bot", user=1, name="Els", language="nl", at=NOON).id
        for day in ("monday", "tuesday", "thursday"):
            move.seats.set(session=SessionId(day), seat=ELS, person=els)
        _close(move, "tuesday")
        assert move.sessions.of_person(els) == ["thursday", "monday"]
        assert move.sessions.of_person(els + 1) == []
        assert move.sessions.over_for(els) == ["tuesday"]
        assert move.sessions.over_for(els + 1) == []
