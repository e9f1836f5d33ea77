from __future__ import annotations

from datetime import datetime, timedelta, timezone
from threading import Thread

import pytest

from flows.engine.session import SessionId
from storage.database import Database
from storage.timers import CIRCLE, DRAWER, SESSION, Subject, Timer
from tests.storage.story import MINUTE, NOON, begin, plans, somebody_waits

MONDAY = SessionId("monday")
TUESDAY = SessionId("tuesday")


def test_timers_ring_in_order_and_not_before_their_time(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        assert move.timers.next() is None
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="2.0", due=NOON + 2 * MINUTE)
        move.timers.set(subject=SESSION, owner=TUESDAY, name="step", stamp="1.4", due=NOON + MINUTE)
        move.commit()
    step = Timer(subject=SESSION, owner=MONDAY, name="step", stamp="2.0", due=NOON + 2 * MINUTE)
    other = Timer(subject=SESSION, owner=TUESDAY, name="step", stamp="1.4", due=NOON + MINUTE)
    with database.glance() as glance:
        assert glance.timers.next() == NOON + MINUTE
        assert glance.timers.due(now=NOON, limit=10) == []
        assert glance.timers.due(now=NOON + MINUTE, limit=10) == [other]
    with database.move() as move:
        assert move.timers.due(now=NOON + 2 * MINUTE, limit=10) == [other, step]
        assert move.timers.due(now=NOON + 2 * MINUTE, limit=1) == [other]


def test_a_timer_that_is_set_again_is_moved(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="2.0", due=NOON)
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="3.0", due=NOON + MINUTE)
        [only] = move.timers.due(now=NOON + MINUTE, limit=10)
        assert (only.stamp, only.due) == ("3.0", NOON + MINUTE)


def test_timers_are_dropped_by_name_or_all_at_once(database: Database) -> None:
    begin(database, "monday", "tuesday")
    with database.move() as move:
        for session, name in ((MONDAY, "step"), (MONDAY, "reminder"), (MONDAY, "turn"), (TUESDAY, "step")):
            move.timers.set(subject=SESSION, owner=session, name=name, stamp="", due=NOON)
        move.timers.drop(subject=SESSION, owner=MONDAY, name="step")
        assert len(move.timers.due(now=NOON, limit=10)) == 3
        move.timers.drop_all(subject=SESSION, owner=MONDAY)
        assert [timer.owner for timer in move.timers.due(now=NOON, limit=10)] == [TUESDAY]


def test_a_session_a_circle_and_a_drawer_have_timers_of_their_own(database: Database) -> None:
    subjects: tuple[Subject, ...] = (SESSION, CIRCLE, DRAWER)
    with database.move() as move:
        for minutes, subject in enumerate(subjects):
            move.timers.set(subject=subject, owner="7", name="next", stamp="1", due=NOON + minutes * MINUTE)
        due = move.timers.due(now=NOON + 2 * MINUTE, limit=10)
        assert [(timer.subject, timer.owner) for timer in due] == [(SESSION, "7"), (CIRCLE, "7"), (DRAWER, "7")]
        assert move.timers.take(due[0])
        move.timers.drop_all(subject=CIRCLE, owner="7")
        assert move.timers.due(now=NOON + 2 * MINUTE, limit=10) == due[2:]
        move.timers.drop(subject=DRAWER, owner="7", name="next")
        assert move.timers.next() is None


def test_a_time_keeps_its_moment_to_the_microsecond(database: Database) -> None:
    begin(database)
    summer = datetime(2026, 7, 1, 14, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=2)))
    with database.move() as move:
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="", due=summer)
        due = move.timers.next()
        assert due == summer
        assert due is not None
        assert due.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(TypeError), database.move() as move:
        move.timers.due(now=NOON.replace(tzinfo=None), limit=1)


def test_looking_for_due_timers_takes_no_search(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="", due=NOON)
        with plans(database) as told:
            move.timers.due(now=NOON, limit=10)
            move.timers.next()
    assert len(told) == 2
    for plan in told:
        assert "timers_by_due" in plan


def test_two_copies_do_not_ring_the_same_timer(server_database: Database) -> None:
    begin(server_database)
    with server_database.move() as move:
        move.timers.set(subject=SESSION, owner=MONDAY, name="step", stamp="", due=NOON)
        move.commit()
    taken: list[bool] = []

    def second(timer: Timer) -> None:
        with server_database.move() as move:
            taken.append(move.timers.take(timer))

    with server_database.move() as move:
        [due] = move.timers.due(now=NOON, limit=1)
        assert move.timers.take(due)
        other = Thread(target=second, args=[due])
        other.start()
        while other.is_alive() and not somebody_waits(server_database):
            pass
        move.commit()
    other.join()
    assert taken == [False]


def test_a_timer_that_was_set_anew_meanwhile_is_not_the_one_that_was_due(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.timers.set(subject=SESSION, owner=MONDAY, name="turn", stamp="2.0", due=NOON)
        [due] = move.timers.due(now=NOON, limit=1)
        move.timers.set(subject=SESSION, owner=MONDAY, name="turn", stamp="3.0", due=NOON + MINUTE)
        assert not move.timers.take(due)
        [newer] = move.timers.due(now=NOON + MINUTE, limit=1)
        assert move.timers.take(newer)
        assert not move.timers.take(newer), "it rings once"
