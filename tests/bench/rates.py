"""Updates taken in for each second, against a bare loop that runs the very same statements."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from telegram.request import HTTPXRequest

from bot.moves import Moves
from bot.settings import Settings
from bot.shelf import Shelf
from bot.telegram.translate import translate
from flows.engine.session import CLOSED
from storage.database import Database
from tests.bench.recording import Arrival, Recording

KEY = bytes(range(32))
ACCOUNT = "telegram:1"
#: The sender, which runs beside the moves and is no part of them: all that waits has left.
_ALL_SENT = "UPDATE outbox SET status = 'sent', finished = due WHERE finished IS NULL"
_BEGIN = "BEGIN IMMEDIATE"

#: A statement and its parameters, as they were handed to ``connection.execute``.
Call = tuple[Any, Any]


@dataclass(kw_only=True)
class Seconds:
    ours: float = 0.0
    bare: float = 0.0


@dataclass(kw_only=True)
class Bench:
    """Each run has a fresh database, a copy of an empty one."""

    folder: Path
    shelf: Shelf
    recording: Recording
    #: The statements of each move, noted in a run of their own.
    statements: list[tuple[Call, ...]] = field(default_factory=list)
    _files: int = 0

    def __post_init__(self) -> None:
        self._empty = self.folder / "empty.sqlite"
        database = Database.open(f"sqlite:///{self._empty}", KEY)
        database.upgrade()
        database.close()
        self._note_statements()

    def race(self) -> Seconds:
        """The whole conversation, each update by us and then its statements alone: what slows one slows the other."""
        seconds = Seconds()
        gc.collect()
        gc.freeze()
        with self._database() as ours, self._database() as bare:
            moves = self._moves(ours)
            for arrival, calls in zip(self.recording.arrivals, self.statements, strict=True):
                seconds.ours += _timed(self._take, moves, arrival)
                seconds.bare += _timed(_transaction, bare._engine, calls)
                _everything_leaves(ours._engine)
                _everything_leaves(bare._engine)
            self._check(ours)
            self._check(bare)
        return seconds

    def _note_statements(self) -> None:
        with self._database() as database:
            moves = self._moves(database)
            for arrival in self.recording.arrivals:
                with _noted(database._engine) as calls:
                    self._take(moves, arrival)
                self.statements.append(tuple(calls))
                _everything_leaves(database._engine)

    @contextmanager
    def _database(self) -> Iterator[Database]:
        self._files += 1
        name = f"{self._files}.sqlite"
        shutil.copy(self._empty, self.folder / name)
        database = Database.open(f"sqlite:///{self.folder / name}", KEY)
        try:
            # The first connection, and the look whether tables and key are right, belong to the start.
            with database.glance():
                pass
            yield database
        finally:
            database.close()
            for left in self.folder.glob(f"{name}*"):
                left.unlink()

    def _moves(self, database: Database) -> Moves:
        link, sessions = self.recording.link, iter(self.recording.sessions)
        settings = Settings(
            shelf=self.shelf, link=lambda payload: f"{link}?start={payload}", hears_all=True,
            new_id=lambda: next(sessions),
        )  # fmt: skip
        return Moves(database, settings)

    def _take(self, moves: Moves, arrival: Arrival) -> None:
        # As the receiver does: the client takes the answer apart, and we put it into our own words.
        update = HTTPXRequest.parse_json_payload(arrival.json)
        assert moves.take(translate(update, ACCOUNT, name="beurtelings_bot"), arrival.at)

    def _check(self, database: Database) -> None:
        """They were whole conversations, and not a row of refusals."""
        with database.glance() as move:
            sessions = [move.sessions.load(id) for id in self.recording.sessions]
        assert all(session is not None and (session.state, session.reason) == (CLOSED, "done") for session in sessions)


def _timed(work: Callable[..., None], *what: Any) -> float:
    began = time.perf_counter()
    work(*what)
    return time.perf_counter() - began


@contextmanager
def _noted(engine: Engine) -> Iterator[list[Call]]:
    """What is executed meanwhile. The BEGIN goes past SQLAlchemy and is not among it."""
    calls: list[Call] = []

    def note(connection: Connection, clause: Any, many: Any, one: Any, options: Any) -> None:
        calls.append((clause, many or one))

    event.listen(engine, "before_execute", note)
    try:
        yield calls
    finally:
        event.remove(engine, "before_execute", note)


def _transaction(engine: Engine, calls: tuple[Call, ...]) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(_BEGIN)
        for statement, parameters in calls:
            result = connection.execute(statement, parameters)
            if result.returns_rows:
                result.fetchall()
        connection.commit()


def _everything_leaves(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(_BEGIN)
        connection.exec_driver_sql(_ALL_SENT)
        connection.commit()
