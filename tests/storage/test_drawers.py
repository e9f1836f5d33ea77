from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import delete, select

from flows.rhythm.drawer.state import Drawer, Plan
from storage.database import Database
from storage.errors import Overtaken
from storage.move import Move
from storage.tables import diary, drawers, feeds, keys
from storage.timers import CIRCLE, DRAWER
from tests.storage.story import MINUTE, NOON, drawer, person_in, somebody_waits

PLAN = "Als Bas zucht, dan vraag ik eerst wat hij ziet."


def _opened(database: Database) -> int:
    """Els, with an empty drawer."""
    with database.move() as move:
        els = person_in(move)
        move.drawers.add(els, drawer(), NOON)
        move.commit()
    return els


def _load(move: Move, person: int) -> Drawer:
    found = move.drawers.load(person)
    assert found is not None
    return found


def test_a_drawer_comes_back_as_it_was_saved(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        own = _load(move, els)
        assert own == drawer()
        own.number, own.plans = 1, [Plan(id=1, text=PLAN, day=date(2026, 3, 9), sure=7, made=NOON)]
        move.drawers.save(els, own, NOON + MINUTE)
        move.commit()
    with database.glance() as glance:
        assert _load(glance, els) == own
        assert glance.drawers.load(els + 1) is None
    with database._engine.connect() as connection:
        assert b"zucht" not in connection.execute(select(drawers.c.data)).scalar_one()
        assert connection.execute(select(keys.c.owner)).scalars().all() == [f"drawer-{els}"]


def test_who_moves_an_older_drawer_is_told_that_it_was_overtaken(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        slow, quick = _load(move, els), _load(move, els)
        slow.number = quick.number = 1
        move.drawers.save(els, quick, NOON)
        with pytest.raises(Overtaken, match=rf"the drawer of person {els} .* move 1"):
            move.drawers.save(els, slow, NOON)


def test_somebody_has_one_drawer(database: Database) -> None:
    els = _opened(database)
    with pytest.raises(Overtaken, match="the drawer of person"), database.move() as move:
        move.drawers.add(els, drawer(region="noord"), NOON)
    with database.glance() as glance:
        assert _load(glance, els) == drawer()


def test_of_two_copies_that_open_somebodys_first_drawer_one_is_overtaken(server_database: Database) -> None:
    with server_database.move() as move:
        els = person_in(move)
        move.commit()
    told: list[Overtaken] = []

    def second() -> None:
        with pytest.raises(Overtaken) as caught, server_database.move() as move:
            move.drawers.add(els, drawer(region="zuid"), NOON)
        told.append(caught.value)

    other = Thread(target=second)
    with server_database.move() as move:
        move.drawers.add(els, drawer(region="noord"), NOON)
        other.start()
        while other.is_alive() and not somebody_waits(server_database):
            pass
        move.commit()
    other.join()
    assert len(told) == 1
    with server_database.glance() as glance:
        assert _load(glance, els).region == "noord"


def test_what_another_copy_put_in_somebodys_first_drawer_stays(server_database: Database) -> None:
    with server_database.move() as move:
        els = person_in(move)
        move.commit()
    with server_database.move() as slow:
        assert slow.drawers.load(els) is None
        # It remembers that there was no key.
        assert slow.vault.seal(owner=f"drawer-{els}", number=0, what="drawer", text="") is None
        with server_database.move() as quick:
            quick.drawers.add(els, drawer(region="noord"), NOON)
            _fill(quick, els)
            quick.commit()
        with pytest.raises(Overtaken, match="the drawer of person"):
            slow.drawers.add(els, drawer(region="zuid"), NOON)
    with server_database.glance() as glance:
        assert _load(glance, els).region == "noord"
        assert [page.text for page in glance.diary.all(els)] == ["Vandaag ging het goed."]
        assert glance.feeds.has(els)


def test_of_two_copies_that_find_a_key_gone_one_is_overtaken_and_clears_nothing_away(server_database: Database) -> None:
    els = _opened(server_database)
    with server_database._engine.begin() as connection:
        connection.execute(delete(keys))
    told: list[Overtaken] = []

    def second() -> None:
        with pytest.raises(Overtaken) as caught, server_database.move() as move:
            move.drawers.add(els, drawer(region="zuid"), NOON)
        told.append(caught.value)

    other = Thread(target=second)
    with server_database.move() as move:
        move.drawers.add(els, drawer(region="noord"), NOON)
        _fill(move, els)
        other.start()
        while other.is_alive() and not somebody_waits(server_database):
            pass
        move.commit()
    other.join()
    assert len(told) == 1
    with server_database.glance() as glance:
        assert (_load(glance, els).region, glance.diary.count(els)) == ("noord", 1)


def test_pages_without_a_drawer_are_not_taken_for_those_of_a_new_one(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        _fill(move, els)
        move.commit()
    with database._engine.begin() as connection:
        connection.execute(delete(drawers))
        connection.execute(delete(keys))
    with database.move() as move:
        move.drawers.add(els, drawer(), NOON)
        assert (move.diary.all(els), move.feeds.has(els)) == ([], False)


def _fill(move: Move, person: int) -> None:
    move.diary.add(person, "", "Vandaag ging het goed.", NOON)
    move.feeds.renew(f"secret-{person}", person, NOON)
    for subject in (DRAWER, CIRCLE):
        move.timers.set(subject=subject, owner=str(person), name="next", stamp="1", due=NOON)


def test_of_a_forgotten_drawer_nothing_is_left(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        noor = person_in(move, "Noor", user=2)
        move.drawers.add(noor, drawer(), NOON)
        for person in (els, noor):
            _fill(move, person)
        move.drawers.forget(els)
        move.commit()
    with database.move() as move:
        assert move.drawers.load(els) is None
        assert (move.diary.count(els), move.diary.count(noor)) == (0, 1)
        assert (move.feeds.person(f"secret-{els}"), move.feeds.person(f"secret-{noor}")) == (None, noor)
        left = {(timer.subject, timer.owner) for timer in move.timers.due(now=NOON, limit=9)}
        assert left == {(CIRCLE, str(els)), (DRAWER, str(noor)), (CIRCLE, str(noor))}
        assert _load(move, noor) == drawer()
    with database._engine.connect() as connection:
        assert connection.execute(select(keys.c.owner)).scalars().all() == [f"drawer-{noor}"]
        for table in (drawers, diary, feeds):
            assert connection.execute(select(table.c.person)).scalars().all() == [noor]


def test_after_forgetting_there_may_be_a_new_drawer(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        _fill(move, els)
        move.drawers.forget(els)
        move.drawers.add(els, drawer(region="zuid"), NOON)
        move.commit()
    with database.move() as move:
        assert _load(move, els).region == "zuid"
        assert move.diary.all(els) == []
        assert move.diary.add(els, "", "Opnieuw.", NOON) == 1


def test_forgetting_what_is_not_there_does_no_harm(database: Database) -> None:
    with database.move() as move:
        els = person_in(move)
        move.drawers.forget(els)
        assert move.drawers.load(els) is None


def test_a_drawer_whose_key_was_destroyed_is_gone_and_keeps_nothing_any_more(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        own = _load(move, els)
        own.number = 1
        move.vault.destroy(f"drawer-{els}")
        assert move.drawers.load(els) is None
        move.drawers.save(els, own, NOON)
        assert move.diary.add(els, "", PLAN, NOON) == 1
        assert move.diary.all(els) == []
        move.commit()
    with database._engine.connect() as connection:
        assert connection.execute(select(drawers.c.data)).scalar_one() == b""
        assert connection.execute(select(diary.c.words)).scalar_one() == b""


def test_a_key_that_was_deleted_by_hand_leaves_room_for_a_new_drawer(database: Database) -> None:
    els = _opened(database)
    with database.move() as move:
        _fill(move, els)
        move.commit()
    with database._engine.begin() as connection:
        connection.execute(delete(keys))
    with database.move() as move:
        assert move.drawers.load(els) is None
        move.drawers.add(els, drawer(region="zuid"), NOON)
        move.commit()
    with database.glance() as glance:
        assert _load(glance, els).region == "zuid"
        assert glance.diary.all(els) == []
        assert not glance.feeds.has(els)
