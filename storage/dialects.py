"""The whole difference between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from sqlite3 import OperationalError
from threading import Event
from typing import Any, Protocol

from sqlalchemy import URL, BigInteger, Connection, Engine, Executable, Integer, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError

#: SQLite numbers rows by itself only in a column that is called INTEGER.
ROW_ID = BigInteger().with_variant(Integer(), "sqlite")

#: For tables with small rows and a key of their own: one tree to write on SQLite instead of two.
KEYED: dict[str, Any] = {"sqlite_with_rowid": False}

#: How long a move waits for another one to finish before it gives up.
_PATIENCE_SECONDS = 10
#: As many moves at once as a small server gives us connections.
_POSTGRESQL_POOL = 16
#: Any number will do, as long as every copy of the program locks the same one while it upgrades.
_UPGRADE_LOCK = 7_236_871


class Upsert:
    """An INSERT … ON CONFLICT: the same in both dialects, but a class of each. Built once, at first use."""

    __slots__ = ("_build", "_built")

    def __init__(self, build: Callable[[Any], Executable]) -> None:
        self._build = build
        self._built: dict[str, Executable] = {}

    def on(self, connection: Connection) -> Executable:
        name = connection.dialect.name
        built = self._built.get(name)
        if built is None:
            built = self._built[name] = self._build(_insert(name))
        return built


def _insert(dialect: str) -> Any:
    return import_module(f"sqlalchemy.dialects.{dialect}").insert


class Dialect(Protocol):
    def engine(self, url: URL) -> Engine: ...

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """Open the transaction that SQLAlchemy believes to be open."""

    def begin_upgrade(self, connection: Connection) -> None:
        """The same, and keep every other copy of the program out until it ends."""


def into_wal(raw: Any, *, tries: int = 100) -> None:
    """The journal beside the file. Copies that do so at the same moment are told at once that it is locked."""
    while True:
        try:
            if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                raw.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError:
            tries -= 1
            if not tries:
                raise
            Event().wait(0.05)


class Sqlite:
    """One file, one writer. Readers see the last commit and are never in its way."""

    def engine(self, url: URL) -> Engine:
        if url.database in (None, "", ":memory:"):
            raise StorageError("a database in memory does not last: give a file, like sqlite:///beurtelings.db")
        if "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(_PATIENCE_SECONDS)})
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", self._prepare)
        return engine

    @staticmethod
    def _prepare(raw: Any, _: object) -> None:
        # Without this the driver begins transactions by itself, and too late to keep a second writer out.
        raw.isolation_level = None
        into_wal(raw)
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        # Forgetting means that the bytes go too.
        raw.execute("PRAGMA secure_delete = ON")

    def begin(self, connection: Connection, *, writes: bool) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    def begin_upgrade(self, connection: Connection) -> None:
        self.begin(connection, writes=True)


class Postgresql:
    """A server for many copies of the program; rows are locked, not the whole."""

    def engine(self, url: URL) -> Engine:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_size=_POSTGRESQL_POOL,
            max_overflow=0,
            pool_timeout=_PATIENCE_SECONDS,
        )

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """The driver begins by itself, with the first statement."""
        if not writes:
            # All of a glance is then of one moment, as it is on SQLite.
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def begin_upgrade(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")


def open_engine(text: str) -> tuple[Engine, Dialect]:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StorageError(_ADVICE) from None
    dialect: Dialect
    match url.get_backend_name():
        case "sqlite":
            dialect = Sqlite()
        case "postgresql" | "postgres":
            dialect = Postgresql()
        case _:
            raise StorageError(_ADVICE)
    return dialect.engine(url), dialect


#: The address itself is left out: it may hold a password.
_ADVICE = "the address of the database is not understood: give sqlite:///a-file.db or postgresql://user@host/name"
