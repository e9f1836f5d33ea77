"""The small story that the tests of storage tell: a team in one chat, and a conversation of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from flows.engine.session import SeatId, Session, SessionId
from flows.rhythm.circle.state import Circle, CircleId, MemberId
from flows.rhythm.drawer.state import Drawer
from storage.database import Database
from storage.move import Move
from storage.parcels import Parcel

MASTER_KEY = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

ACCOUNT = "bot"
TEAM = -1_001_234_567_890
OTHER_TEAM = -1_009_876_543_210

ELS = SeatId("els")
NOOR = SeatId("noor")

M1, M2 = MemberId("m1"), MemberId("m2")


def conversation(id: str = "monday", **changes: Any) -> Session:
    session = Session(id=SessionId(id), flow="intervisie", version="sha-1", language="nl", zone="Europe/Amsterdam")
    for name, value in changes.items():
        setattr(session, name, value)
    return session


def group(id: str = "north", **changes: Any) -> Circle:
    return Circle(id=CircleId(id), name="Team Noord", language="nl", zone="Europe/Amsterdam", **changes)


def drawer(**changes: Any) -> Drawer:
    return Drawer(language="nl", zone="Europe/Amsterdam", **changes)


def person_in(move: Move, name: str = "Els", *, user: int = 1, account: str = ACCOUNT) -> int:
    return move.people.meet(account=account, user=user, name=name, language="nl", at=NOON).id


def room_in(move: Move, *, chat: int | None = TEAM, topic: int | None = None) -> int:
    kind = "private" if chat is None else "group"
    return move.rooms.ensure(account=ACCOUNT, kind=kind, chat=chat, topic=topic, title="Team Noord", at=NOON).id


def begin(database: Database, *ids: str) -> None:
    """Open conversations in the room of the team."""
    with database.move() as move:
        room = room_in(move)
        for minutes, id in enumerate(ids or ("monday",)):
            move.sessions.add(conversation(id), room=room, at=NOON + minutes * MINUTE)
        move.commit()


def parcel(number: int = 1, n: int = 0, **changes: Any) -> Parcel:
    plain = Parcel(
        account=ACCOUNT,
        session="monday",
        number=number,
        n=n,
        chat=TEAM,
        topic=None,
        slot=None,
        payload='{"say":"welcome"}',
        again=True,
        due=NOON,
        to="",
    )
    return replace(plain, **changes)


def somebody_waits(database: Database) -> bool:
    """Only a server tells; on a file nobody gets as far as reading."""
    with database._engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return True
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(connection.exec_driver_sql(waits).scalar_one())


@contextmanager
def plans(database: Database) -> Iterator[list[str]]:
    """How the database goes about each statement meanwhile, as it explains it itself."""
    told: list[str] = []
    engine = database._engine
    sqlite = engine.dialect.name == "sqlite"

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if not statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            return
        if not sqlite:
            # A handful of rows is read in a row whatever index there is.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement, parameters)
        told.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", explain)
