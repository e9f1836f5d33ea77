"""The journal keeps what happened, and apart from it what was said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from flows.engine.events import Edited, Reading, Said, Tapped
from flows.engine.session import SessionId
from storage.database import Database
from storage.errors import Refused, Unreadable
from storage.tables import journal, keys, metadata
from tests.storage.story import ELS, MASTER_KEY, MINUTE, NOON, OTHER_TEAM, TEAM, begin, conversation

MONDAY = SessionId("monday")
TUESDAY = SessionId("tuesday")
WORDS = "Ik liet hem vooraan zitten, en dat hielp niet."


def _said(database: Database, number: int = 1, words: str | None = WORDS, id: SessionId = MONDAY) -> None:
    with database.move() as move:
        event = Said(seat=ELS, text=words)
        move.journal.append(session=id, number=number, event=event, words=words, at=NOON)
        move.commit()


def test_events_come_back_in_order_and_without_their_words(database: Database) -> None:
    begin(database)
    reading = Reading(findings=("advice",), day=date(2026, 3, 5))
    with database.move() as move:
        said = Said(seat=ELS, text=WORDS, reading=reading)
        edited = Edited(seat=ELS, number=1, text="Anders gezegd.")
        tapped = Tapped(seat=ELS, action="done", stamp="1.0")
        for number, event, words in ((2, edited, edited.text), (3, tapped, None), (1, said, said.text)):
            at = NOON + number * MINUTE
            move.journal.append(session=MONDAY, number=number, event=event, words=words, at=at)
        move.commit()
    with database.glance() as glance:
        assert glance.journal.events(MONDAY) == [
            (1, NOON + MINUTE, Said(seat=ELS, reading=reading)),
            (2, NOON + 2 * MINUTE, Edited(seat=ELS, number=1)),
            (3, NOON + 3 * MINUTE, tapped),
        ]
        assert glance.journal.words(session=MONDAY, numbers=[1, 2, 3, 4]) == {1: WORDS, 2: "Anders gezegd."}
        assert glance.journal.words(session=MONDAY, numbers=[]) == {}


def test_the_message_in_which_something_was_said_is_found_again(database: Database) -> None:
    begin(database, "monday", "tuesday")
    said = Said(seat=ELS)
    with database.move() as move:
        for number, source in ((1, None), (2, (TEAM, 2**40)), (3, (TEAM, 2**40)), (4, (OTHER_TEAM, 7))):
            move.journal.append(session=MONDAY, number=number, event=said, words=None, at=NOON, source=source)
        assert move.journal.number_at(session=MONDAY, chat=TEAM, message=2**40) == 2
        assert move.journal.number_at(session=MONDAY, chat=TEAM, message=7) is None
        assert move.journal.number_at(session=TUESDAY, chat=TEAM, message=2**40) is None
        assert move.journal.source(session=MONDAY, number=4) == (OTHER_TEAM, 7)
        assert move.journal.source(session=MONDAY, number=1) is None


def test_a_move_is_in_the_journal_once(database: Database) -> None:
    begin(database)
    _said(database)
    with pytest.raises(Refused) as told:
        _said(database)
    assert WORDS not in str(told.value)
    assert WORDS not in str(told.value.__cause__)


def test_wiped_words_are_gone_and_the_event_stays(database: Database) -> None:
    begin(database)
    _said(database)
    _said(database, number=2, words="Blijft staan.")
    with database.move() as move:
        move.journal.wipe(session=MONDAY, number=1)
        move.commit()
    with database.glance() as glance:
        assert glance.journal.words(session=MONDAY, numbers=[1, 2]) == {2: "Blijft staan."}
        assert [number for number, _, _ in glance.journal.events(MONDAY)] == [1, 2]


def test_no_table_holds_words_in_clear(database: Database) -> None:
    begin(database)
    _said(database)
    with database._engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert "vooraan" not in repr(tuple(row)), table.name


def test_no_byte_of_the_files_holds_words_in_clear(file_database: Database, file: Path) -> None:
    begin(file_database)
    _said(file_database)

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in file.parent.iterdir())

    assert b"vooraan" not in everything()
    with file_database._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    # Not even what kind of thing happened, or how far the conversation is, beyond who and when.
    for secret in (b"vooraan", b"Said", b'"floor"'):
        assert secret not in everything()


def test_a_forgotten_session_can_never_be_read_again(database: Database, url: str) -> None:
    begin(database, "monday", "tuesday")
    _said(database)
    _said(database, id=TUESDAY)
    other_copy = Database.open(url, MASTER_KEY)
    with other_copy.glance() as glance:
        assert glance.journal.words(session=MONDAY, numbers=[1]) == {1: WORDS}
    with database.move() as move:
        move.vault.forget(MONDAY)
        move.commit()
    for copy in (database, other_copy):
        with copy.glance() as glance:
            assert glance.journal.words(session=MONDAY, numbers=[1]) == {}
            assert glance.journal.words(session=TUESDAY, numbers=[1]) == {1: WORDS}
            assert glance.journal.events(MONDAY) == []
            assert glance.sessions.load(MONDAY) is None
    other_copy.close()


def test_what_is_said_after_forgetting_is_not_kept(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.journal.append(session=MONDAY, number=1, event=Said(seat=ELS), words=WORDS, at=NOON)
        move.vault.forget(MONDAY)
        move.journal.append(session=MONDAY, number=2, event=Said(seat=ELS), words=WORDS, at=NOON)
        move.commit()
    _said(database, number=3)
    with database._engine.connect() as connection:
        assert connection.execute(select(journal.c.words)).scalars().all() == [None, None, None]


def test_a_forgotten_key_is_not_kept_in_memory(database: Database) -> None:
    begin(database)
    _said(database)
    assert list(database._vault._opened) == [MONDAY]
    with database.move() as move:
        move.vault.forget(MONDAY)
    assert list(database._vault._opened) == []


def test_forgetting_takes_the_bytes_of_the_key_out_of_the_file(file_database: Database, file: Path) -> None:
    begin(file_database)
    _said(file_database)
    with file_database._engine.connect() as connection:
        wrapped = connection.execute(select(keys.c.wrapped)).scalar_one()
        sealed = connection.execute(select(journal.c.words)).scalar_one()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wrapped in file.read_bytes()
    with file_database.move() as move:
        move.vault.forget(MONDAY)
        move.commit()
    with file_database._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert wrapped not in file.read_bytes()
    assert sealed not in file.read_bytes()


def test_a_key_that_was_rolled_back_is_not_used(database: Database) -> None:
    with database.move() as move:
        room = move.rooms.ensure(account="bot", kind="group", chat=-1, topic=None, title="", at=NOON).id
        move.commit()
    for keeps in (False, True):
        with database.move() as move:
            move.sessions.add(conversation(), room=room, at=NOON)
            move.journal.append(session=MONDAY, number=1, event=Said(seat=ELS), words=WORDS, at=NOON)
            if keeps:
                move.commit()
    with database.glance() as glance:
        assert glance.journal.words(session=MONDAY, numbers=[1]) == {1: WORDS}


def test_words_moved_to_another_row_do_not_open(database: Database) -> None:
    begin(database)
    _said(database)
    _said(database, number=2, words="Iets anders.")
    with database._engine.begin() as connection:
        first = connection.execute(select(journal.c.words).where(journal.c.number == 1)).scalar_one()
        connection.execute(update(journal).where(journal.c.number == 2).values(words=first))
    with pytest.raises(Unreadable, match="number 2 of monday") as told, database.glance() as glance:
        glance.journal.words(session=MONDAY, numbers=[2])
    assert (told.value.owner, told.value.number) == ("monday", 2)
