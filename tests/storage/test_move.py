"""A move happens as a whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from flows.engine.session import SessionId
from storage.database import Database
from storage.errors import Collided, Overtaken, StorageError, Unavailable
from storage.move import AFTER_COMMIT, BEFORE_COMMIT, Move
from storage.timers import SESSION
from tests.storage.story import ACCOUNT, MASTER_KEY, MINUTE, NOON, begin, conversation, parcel, room_in, somebody_waits

MONDAY = SessionId("monday")
TUESDAY = SessionId("tuesday")


def test_nothing_has_happened_until_it_is_committed(database: Database) -> None:
    with database.move() as move:
        assert move.inbox.take(account=ACCOUNT, update=1, at=NOON)
    with database.glance() as glance:
        assert glance.inbox.offset(account=ACCOUNT) is None


def test_what_was_committed_has_happened(database: Database) -> None:
    with database.move() as move:
        assert move.inbox.take(account=ACCOUNT, update=1, at=NOON)
        move.commit()
    with database.glance() as glance:
        assert glance.inbox.offset(account=ACCOUNT) == 2


def test_a_move_is_over_once_it_is_committed(database: Database) -> None:
    def go_on(move: Move) -> None:
        move.commit()
        move.outbox.add([parcel()])

    with pytest.raises(StorageError, match="this move is over"), database.move() as move:
        go_on(move)
    with database.glance() as glance:
        assert glance.outbox.waiting() == 0


def test_a_fault_halfway_leaves_nothing_behind(database: Database) -> None:
    def fail_halfway(move: Move) -> None:
        move.inbox.take(account=ACCOUNT, update=1, at=NOON)
        move.outbox.add([parcel()])
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"), database.move() as move:
        fail_halfway(move)
    with database.glance() as glance:
        assert glance.inbox.offset(account=ACCOUNT) is None
        assert glance.outbox.waiting() == 0


def test_a_glance_cannot_commit(database: Database) -> None:
    with pytest.raises(StorageError, match="use move"), database.glance() as glance:
        glance.commit()


def test_a_glance_sees_the_last_commit_while_a_move_is_under_way(database: Database) -> None:
    begin(database)
    with database.move() as move:
        session = move.sessions.load(MONDAY)
        assert session is not None
        session.number += 1
        move.sessions.save(session, at=NOON)
        with database.glance() as glance:
            seen = glance.sessions.load(MONDAY)
            assert seen is not None
            assert seen.number == 0
        move.commit()


def test_a_glance_stays_at_one_moment(database: Database) -> None:
    begin(database)
    with database.glance() as glance:
        assert glance.outbox.waiting() == 0
        with database.move() as move:
            move.outbox.add([parcel()])
            move.commit()
        assert glance.outbox.waiting() == 0
    with database.glance() as glance:
        assert glance.outbox.waiting() == 1


def test_the_second_mover_waits_for_the_first_and_sees_what_it_did(database: Database) -> None:
    begin(database)
    arrived = Event()
    numbers: list[int] = []

    def second() -> None:
        arrived.set()
        with database.move() as move:
            session = move.sessions.load(MONDAY)
            assert session is not None
            numbers.append(session.number)

    other = Thread(target=second)
    with database.move() as move:
        session = move.sessions.load(MONDAY)
        assert session is not None
        other.start()
        arrived.wait()
        while other.is_alive() and not somebody_waits(database):
            pass
        session.number += 1
        move.sessions.save(session, at=NOON)
        move.commit()
    other.join()
    assert numbers == [1]


def test_who_moves_an_older_state_is_told_that_it_was_overtaken(database: Database) -> None:
    begin(database)
    with database.glance() as glance:
        slow = glance.sessions.load(MONDAY, lock=False)
    with database.move() as move:
        quick = move.sessions.load(MONDAY)
        assert quick is not None
        quick.number += 1
        move.sessions.save(quick, at=NOON)
        move.commit()
    assert slow is not None
    slow.number += 1
    with pytest.raises(Overtaken, match=r"monday .* move 1") as told, database.move() as move:
        move.sessions.save(slow, at=NOON)
    assert (told.value.what, told.value.number) == ("session monday", 1)


def test_on_a_server_two_conversations_move_at_the_same_time(server_database: Database) -> None:
    begin(server_database, "monday", "tuesday")
    with server_database.move() as first, server_database.move() as second:
        one, two = first.sessions.load(MONDAY), second.sessions.load(TUESDAY)
        assert one is not None
        assert two is not None
        one.number = two.number = 1
        first.sessions.save(one, at=NOON)
        second.sessions.save(two, at=NOON)
        second.commit()
        first.commit()


def test_of_two_moves_that_wait_for_each_other_one_is_told_that_it_collided(server_database: Database) -> None:
    begin(server_database, "monday", "tuesday")
    both_have_one = Barrier(2)
    told: list[Collided] = []

    def locks(first: SessionId, second: SessionId) -> None:
        try:
            with server_database.move() as move:
                move.sessions.load(first)
                both_have_one.wait()
                move.sessions.load(second)
        except Collided as error:
            told.append(error)

    others = [Thread(target=locks, args=pair) for pair in ((MONDAY, TUESDAY), (TUESDAY, MONDAY))]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert len(told) == 1
    assert "DeadlockDetected" in str(told[0])


def test_a_move_that_has_no_place_among_the_others_collided(server_database: Database) -> None:
    begin(server_database)

    def late() -> None:
        with server_database.move() as slow:
            slow._connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            assert slow.sessions.load(MONDAY, lock=False) is not None
            with server_database.move() as quick:
                session = quick.sessions.load(MONDAY)
                assert session is not None
                session.number = 1
                quick.sessions.save(session, at=NOON)
                quick.commit()
            slow.sessions.load(MONDAY)

    with pytest.raises(Collided, match="SerializationFailure"):
        late()


def test_on_a_file_a_second_writer_that_cannot_wait_hears_that_it_is_busy(file_database: Database) -> None:
    with (
        file_database.move(),
        pytest.raises(Unavailable, match="database is locked"),
        file_database.move(),
    ):
        raise AssertionError("there is one writer")


def test_the_places_around_a_commit_are_told(database: Database) -> None:
    points: list[str] = []
    database.on_commit = points.append
    with database.move():
        pass
    assert points == []
    with database.move() as move:
        move.commit()
    assert points == [BEFORE_COMMIT, AFTER_COMMIT]


_MOVE_AND_DIE = """
import os, sys
from storage.database import Database
from tests.storage.story import ACCOUNT, MASTER_KEY, NOON, conversation, parcel, room_in

url, where = sys.argv[1:]
database = Database.open(url, MASTER_KEY)
database.on_commit = lambda point: os._exit(9) if point == where else None
with database.move() as move:
    move.inbox.take(account=ACCOUNT, update=7, at=NOON)
    move.sessions.add(conversation(), room=room_in(move), at=NOON)
    move.outbox.add([parcel()])
    move.commit()
"""


@pytest.mark.parametrize(("where", "happened"), [(BEFORE_COMMIT, False), (AFTER_COMMIT, True)])
def test_a_process_that_dies_leaves_all_of_a_move_or_nothing(url: str, where: str, happened: bool) -> None:
    top = Path(__file__).parents[2]
    died = subprocess.run([sys.executable, "-c", _MOVE_AND_DIE, url, where], cwd=top, check=False)
    assert died.returncode == 9
    database = Database.open(url, MASTER_KEY)
    with database.move() as move:
        assert move.inbox.take(account=ACCOUNT, update=7, at=NOON) is not happened
        assert (move.sessions.load(MONDAY) is not None) is happened
        assert move.outbox.waiting() == int(happened)
    database.close()


def test_a_move_of_everything_at_once(database: Database) -> None:
    with database.move() as move:
        assert move.inbox.take(account=ACCOUNT, update=1, at=NOON)
        move.sessions.add(conversation(), room=room_in(move), at=NOON)
        move.timers.set(subject=SESSION, owner=MONDAY, name="reminder", stamp="1.0", due=NOON + MINUTE)
        move.outbox.add([parcel(), parcel(n=1)])
        move.inbox.settle(account=ACCOUNT, update=1, outcome="applied")
        move.commit()
    with database.glance() as glance:
        assert glance.sessions.all_open() == ["monday"]
        assert glance.timers.next() == NOON + MINUTE
        assert glance.outbox.waiting() == 2
