from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage.database import Database
from storage.diary import Page
from storage.errors import Unreadable
from storage.move import Move
from storage.tables import diary
from tests.storage.story import MINUTE, NOON, drawer, person_in, plans


def _diary(move: Move, *texts: str, name: str = "Els", user: int = 1) -> int:
    """Somebody who wrote these pages, a minute apart."""
    person = person_in(move, name, user=user)
    move.drawers.add(person, drawer(), NOON)
    for minutes, text in enumerate(texts):
        move.diary.add(person, "", text, NOON + minutes * MINUTE)
    return person


def test_pages_are_read_from_either_end(database: Database) -> None:
    with database.move() as move:
        els = _diary(move)
        assert move.diary.all(els) == move.diary.pages(els, None, 9) == []
        assert move.diary.add(els, "kracht-1", "Het lokaal werd stil.", NOON) == 1
        assert move.diary.add(els, "plan:3", "Ik vroeg het.", NOON + MINUTE) == 2
        assert move.diary.add(els, "", "Zomaar.", NOON + 2 * MINUTE) == 3
        move.commit()
    one = Page(n=1, at=NOON, question="kracht-1", text="Het lokaal werd stil.")
    two = Page(n=2, at=NOON + MINUTE, question="plan:3", text="Ik vroeg het.")
    three = Page(n=3, at=NOON + 2 * MINUTE, question="", text="Zomaar.")
    with database.glance() as glance:
        assert glance.diary.all(els) == [one, two, three]
        assert glance.diary.pages(els, None, 2) == [three, two]
        assert glance.diary.pages(els, 2, 2) == [one]
        assert glance.diary.pages(els, 1, 2) == []
        assert glance.diary.count(els) == 3


def test_the_number_of_a_page_that_was_taken_out_does_not_come_back(database: Database) -> None:
    with database.move() as move:
        els = _diary(move, "Een", "Twee")
        assert move.diary.remove(els, 2)
        assert not move.diary.remove(els, 2)
        assert move.diary.add(els, "", "Drie", NOON) == 3
        assert [page.n for page in move.diary.all(els)] == [1, 3]
        move.diary.wipe(els)
        assert move.diary.count(els) == 0
        assert move.diary.add(els, "", "Vier", NOON) == 4


def test_everybody_has_a_diary_of_their_own(database: Database) -> None:
    with database.move() as move:
        els, noor = _diary(move, "Van Els"), _diary(move, "Van Noor", "En nog een", name="Noor", user=2)
        assert [page.text for page in move.diary.pages(els, None, 9)] == ["Van Els"]
        assert not move.diary.remove(els, 2)
        move.diary.wipe(els)
        assert [page.text for page in move.diary.all(noor)] == ["Van Noor", "En nog een"]


def test_what_was_written_cannot_be_read_in_the_database(database: Database) -> None:
    with database.move() as move:
        els = _diary(move, "Het lokaal werd stil.", "Daarna niet meer.")
        move.commit()
    with database._engine.begin() as connection:
        first = connection.execute(select(diary.c.words).where(diary.c.n == 1)).scalar_one()
        assert b"stil" not in first
        connection.execute(update(diary).where(diary.c.n == 2).values(words=first))
    with pytest.raises(Unreadable, match=f"number 2 of drawer-{els}"), database.glance() as glance:
        glance.diary.all(els)


def test_reading_a_few_pages_takes_no_search(database: Database) -> None:
    with database.move() as move:
        els = _diary(move, "Een")
        with plans(database) as told:
            move.diary.pages(els, None, 5)
            move.diary.pages(els, 5, 5)
    looks = [plan for plan in told if "diary" in plan.lower()]
    assert len(looks) == 2
    for plan in looks:
        assert "diary_key" in plan or "PRIMARY KEY" in plan
