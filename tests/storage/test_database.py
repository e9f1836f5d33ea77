"""Opening a database, and what is said when that does not go well."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows.engine.session import SessionId
from storage.database import Database
from storage.errors import MasterKeyError, NotUpgraded, Refused, StorageError, Unavailable
from tests.storage.story import MASTER_KEY, begin


@pytest.mark.parametrize("url", ["", "beurtelings.db", "mysql://host/name", "nonsense://x"])
def test_an_address_that_is_not_understood(url: str) -> None:
    with pytest.raises(StorageError, match="give sqlite:///"):
        Database.open(url, MASTER_KEY)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_does_not_last(url: str) -> None:
    with pytest.raises(StorageError, match="does not last"):
        Database.open(url, MASTER_KEY)


def test_opening_needs_no_database_to_be_there() -> None:
    Database.open("postgresql://nobody@127.0.0.1:9/nothing", MASTER_KEY).close()


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    for url in ("postgresql://nobody@127.0.0.1:9/nothing", f"sqlite:///{tmp_path}/nowhere/file.db"):
        database = Database.open(url, MASTER_KEY)
        with pytest.raises(Unavailable, match="could not be used"):
            database.upgrade()
        with pytest.raises(Unavailable), database.move():
            raise AssertionError("there is no database")
        database.close()


def test_a_move_needs_the_tables(empty_url: str) -> None:
    database = Database.open(empty_url, MASTER_KEY)
    with pytest.raises(NotUpgraded, match=r"version none .* upgrade"), database.move():
        raise AssertionError("there are no tables")
    database.close()


@pytest.mark.parametrize("how", ["move", "glance"])
def test_the_wrong_master_key_is_noticed_at_once(url: str, how: str) -> None:
    wrong = Database.open(url, bytes(32))
    with pytest.raises(MasterKeyError, match="not the master key"), ExitStack() as stack:
        stack.enter_context(getattr(wrong, how)())
    wrong.close()


def test_the_wrong_master_key_is_noticed_before_an_upgrade(url: str) -> None:
    wrong = Database.open(url, bytes(32))
    with pytest.raises(MasterKeyError, match="not the master key"):
        wrong.upgrade()
    wrong.close()


def test_the_right_master_key_is_asked_for_once(database: Database, url: str) -> None:
    database.upgrade()
    begin(database)
    again = Database.open(url, MASTER_KEY)
    with again.glance() as glance:
        assert glance.sessions.all_open() == ["monday"]
    again.close()


def test_a_refused_statement_does_not_repeat_what_was_in_it(database: Database) -> None:
    with pytest.raises(Refused, match="the database refused a statement") as told, database.move() as move:
        move.cards.set(session=SessionId("never-begun"), slot="card", chat=1, topic=None, message=1, digest="")
    assert "never-begun" not in str(told.value)


def test_a_file_keeps_what_was_committed_and_nothing_that_was_deleted(file_database: Database) -> None:
    asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with file_database._engine.connect() as connection:
        for pragma, value in asked.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value, pragma


_START = """
import sys
from storage.database import Database
from tests.storage.story import MASTER_KEY
database = Database.open(sys.argv[1], MASTER_KEY)
database.upgrade()
with database.glance() as glance:
    glance.sessions.all_open()
print(*(name for name in ("alembic", "psycopg") if name in sys.modules))
"""


def test_a_start_loads_nothing_it_does_not_need(file: Path) -> None:
    top = Path(__file__).parents[2]
    started = subprocess.run(
        [sys.executable, "-c", _START, f"sqlite:///{file}"],
        cwd=top,
        check=True,
        capture_output=True,
        text=True,
    )
    assert started.stdout.strip() == ""
