"""Timers: when to wake which session. They are hints: the stamp tells whether they still count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from flows.engine.session import SessionId
from storage.dialects import Upsert
from storage.instants import instant, micros
from storage.part import Part
from storage.tables import timers


@dataclass(frozen=True, kw_only=True, slots=True)
class Timer:
    session: SessionId
    name: str
    #: The stamp the session had when the timer was set.
    stamp: str
    due: datetime


def _set(insert: Any) -> Any:
    new = insert(timers)
    return new.on_conflict_do_update(
        index_elements=["session", "name"], set_={"stamp": new.excluded.stamp, "due": new.excluded.due}
    )


_SET = Upsert(_set)

_DROP = delete(timers).where(timers.c.session == bindparam("session"), timers.c.name == bindparam("name"))

_TAKE = delete(timers).where(
    timers.c.session == bindparam("session"),
    timers.c.name == bindparam("name"),
    timers.c.stamp == bindparam("stamp"),
    timers.c.due == bindparam("due"),
)

_DROP_ALL = delete(timers).where(timers.c.session == bindparam("session"))

_DUE = (
    select(timers.c.session, timers.c.name, timers.c.stamp, timers.c.due)
    .where(timers.c.due <= bindparam("now"))
    .order_by(timers.c.due)
    .limit(bindparam("most"))
)
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True)

_NEXT = select(func.min(timers.c.due))


class Timers(Part):
    __slots__ = ("_locks",)

    def __init__(self, connection: Connection, *, locks: bool) -> None:
        super().__init__(connection)
        self._locks = locks

    def set(self, *, session: SessionId, name: str, stamp: str, due: datetime) -> None:
        """A session has one timer of each name: setting it again moves it."""
        self._connection.execute(
            _SET.on(self._connection),
            {"session": session, "name": name, "stamp": stamp, "due": micros(due)},
        )

    def drop(self, *, session: SessionId, name: str) -> None:
        self._connection.execute(_DROP, {"session": session, "name": name})

    def take(self, timer: Timer) -> bool:
        """Whether it is still there, just as it was looked up; it is gone then, and rings once."""
        key = {"session": timer.session, "name": timer.name, "stamp": timer.stamp, "due": micros(timer.due)}
        return self._connection.execute(_TAKE, key).rowcount == 1

    def drop_all(self, session: SessionId) -> None:
        self._connection.execute(_DROP_ALL, {"session": session})

    def due(self, *, now: datetime, limit: int) -> list[Timer]:
        """Those whose time has come, in order; within a move, without those another copy has in hand."""
        statement = _DUE_LOCKED if self._locks else _DUE
        rows = self._connection.execute(statement, {"now": micros(now), "most": limit})
        return [Timer(session=session, name=name, stamp=stamp, due=instant(due)) for session, name, stamp, due in rows]

    def next(self) -> datetime | None:
        due = self._connection.execute(_NEXT).scalar()
        return None if due is None else instant(due)
