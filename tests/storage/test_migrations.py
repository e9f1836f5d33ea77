"""The migrations, one after another, make exactly the tables that the program believes in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, text

from flows.engine import session
from flows.engine.session import SessionId
from storage import schema
from storage.database import Database
from storage.dialects import into_wal
from storage.errors import NotUpgraded, StorageError
from storage.instants import micros
from storage.tables import metadata
from storage.timers import SESSION, Timer
from storage.vault import Vault
from tests.postgres import postgres
from tests.storage.story import ACCOUNT, MASTER_KEY, MINUTE, NOON, conversation


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def _definitions(connection: Connection) -> dict[str, Any]:
    """Indexes, and on SQLite tables too, in the words of the database itself."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    else:
        asked = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    rows = connection.execute(text(asked))
    # A column that came later stands on the line of another.
    return {name: sql.split() for name, sql in rows if not name.startswith("alembic")}


def test_from_nothing_to_exactly_these_tables(empty_url: str) -> None:
    database = Database.open(empty_url, MASTER_KEY)
    assert not database.at_head()
    database.upgrade()
    assert database.at_head()
    database.upgrade()
    database.close()
    engine = _engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrated_tables_are_defined_as_new_ones_are(empty_url: str, tmp_path: Path) -> None:
    def both(new_url: str) -> None:
        database = Database.open(empty_url, MASTER_KEY)
        database.upgrade()
        database.close()
        migrated, new = _engine(empty_url), _engine(new_url)
        metadata.create_all(new)
        with migrated.connect() as one, new.connect() as two:
            assert _definitions(one) == _definitions(two)
        migrated.dispose()
        new.dispose()

    if empty_url.startswith("sqlite"):
        both(f"sqlite:///{tmp_path / 'new.db'}")
    else:
        with postgres().fresh() as name:
            both(postgres().address(name))


def _at(url: str, version: str) -> Engine:
    """A database with the tables of an earlier program."""
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    engine = _engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return engine


def _before_rhythm(url: str, *ids: str) -> None:
    """Conversations as the program of version 0002 left them: state, key, code and timers, and Els in the first."""
    engine, vault, at = _at(url, "0002"), Vault(MASTER_KEY), micros(NOON)
    tables = MetaData()
    tables.reflect(engine)
    room: dict[str, Any] = {"id": 1, "account": ACCOUNT, "kind": "group", "chat": -1, "topic": 0, "title": ""}
    els: dict[str, Any] = {"account": ACCOUNT, "user_id": 1, "name": "Els", "language": "nl", "reachable": True}
    when = {"opened": at, "changed": at}
    with engine.begin() as connection:

        def add(table: str, **row: Any) -> None:
            connection.execute(tables.tables[table].insert(), row)

        add("master_keys", id=1, proof=vault.proof())
        add("rooms", **room, hears=True, present=True, made=at)
        for id in ids:
            one, key = conversation(id), vault.new_key(id)
            sealed = vault.seal(owner=id, number=0, what="state", key=key, text=session.dump(one))
            about = {"flow": one.flow, "version": one.version, "state": one.state, "visit": 0, "number": 0}
            add("sessions", id=id, room_id=1, **about, **when, data=sealed)
            add("session_keys", session=id, wrapped=key)
            add("codes", code=f"code-{id}", session=id)
            for minutes, name in enumerate(("turn", "bell")):
                add("timers", session=id, name=name, stamp=f"2.{minutes}", due=micros(NOON + minutes * MINUTE))
        add("people", **els, focus=ids[0], met=at)
    engine.dispose()


def test_conversations_go_on_with_their_keys_timers_and_codes(empty_url: str) -> None:
    _before_rhythm(empty_url, "monday", "tuesday")
    database = Database.open(empty_url, MASTER_KEY)
    assert not database.at_head()
    database.upgrade()
    with database.move() as move:
        for id in map(SessionId, ("monday", "tuesday")):
            assert move.sessions.load(id) == conversation(id)
            assert (move.codes.of(id), move.codes.find(f"code-{id}")) == (f"code-{id}", id)
        due = move.timers.due(now=NOON + MINUTE, limit=10)
        assert {timer.owner for timer in due[:2]} == {"monday", "tuesday"}
        bell = Timer(subject=SESSION, owner="monday", name="bell", stamp="2.1", due=NOON + MINUTE)
        assert bell in due[2:]
        assert all(move.timers.take(timer) for timer in due)
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON)
        assert (els.focus, els.awaits, els.reachable) == ("monday", "", True)
    database.close()


def test_a_database_in_which_nothing_was_said_yet_is_upgraded_too(empty_url: str) -> None:
    _at(empty_url, "0002").dispose()
    database = Database.open(empty_url, MASTER_KEY)
    database.upgrade()
    with database.glance() as glance:
        assert glance.sessions.all_open() == []
    database.close()


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert scripts.get_heads() == [schema.HEAD]


def _change(url: str, statement: str) -> Database:
    """A database with its tables, and something wrong with them."""
    database = Database.open(url, MASTER_KEY)
    database.upgrade()
    engine = _engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    return database


def test_tables_of_a_newer_program_are_left_alone(empty_url: str) -> None:
    database = _change(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    assert not database.at_head()
    with pytest.raises(NotUpgraded, match=r"9999.*newer version"):
        database.upgrade()
    database.close()


_UPGRADE = """
import sys
import alembic.command
from storage.database import Database
from tests.storage.story import MASTER_KEY
database = Database.open(sys.argv[1], MASTER_KEY)
print("ready", flush=True)
sys.stdin.readline()
database.upgrade()
"""


def test_copies_that_start_at_the_same_time_upgrade_once(empty_url: str) -> None:
    top = Path(__file__).parents[2]
    command = [sys.executable, "-c", _UPGRADE, empty_url]
    with ExitStack() as stack:
        copies = [
            stack.enter_context(
                subprocess.Popen(command, cwd=top, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(3)
        ]
        for copy in copies:
            assert copy.stdout is not None
            assert copy.stdout.readline() == "ready\n"
        for copy in copies:
            assert copy.stdin is not None
            copy.stdin.write("go\n")
            copy.stdin.flush()
        assert [copy.wait() for copy in copies] == [0, 0, 0]
    database = Database.open(empty_url, MASTER_KEY)
    assert database.at_head()
    database.close()


def test_a_damaged_version_table_is_not_taken_for_an_empty_database(empty_url: str) -> None:
    database = _change(empty_url, "ALTER TABLE alembic_version RENAME COLUMN version_num TO other")
    with pytest.raises(StorageError, match="version_num"):
        database.at_head()
    database.close()


class _Busy:
    """A connection to a file that others switch over at this moment."""

    def __init__(self, times: int) -> None:
        self.left = times

    def execute(self, statement: str) -> _Busy:
        if self.left:
            self.left -= 1
            raise sqlite3.OperationalError("database is locked")
        return self

    def fetchone(self) -> tuple[str]:
        return ("wal",)


def test_a_file_that_others_switch_over_is_waited_for_but_not_for_ever() -> None:
    into_wal(_Busy(2))
    with pytest.raises(sqlite3.OperationalError):
        into_wal(_Busy(9), tries=2)
