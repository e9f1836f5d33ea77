"""Timers: when to wake which session, circle or drawer. They are hints: the stamp tells whether they still count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, delete, func, select

from storage.dialects import Upsert
from storage.instants import instant, micros
from storage.part import Part
from storage.tables import timers

#: What is woken.
Subject = Literal["session", "circle", "drawer"]
SESSION: Final = "session"
CIRCLE: Final = "circle"
DRAWER: Final = "drawer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Timer:
    subject: Subject
    #: The id of the session or the circle, or the number of the person whose drawer it is.
    owner: str
    name: str
    #: The stamp the subject had when the timer was set.
    stamp: str
    due: datetime


def _set(insert: Any) -> Any:
    new = insert(timers)
    return new.on_conflict_do_update(
        index_elements=["subject", "owner", "name"], set_={"stamp": new.excluded.stamp, "due": new.excluded.due}
    )


_SET = Upsert(_set)

_DROP_ALL = delete(timers).where(timers.c.subject == bindparam("subject"), timers.c.owner == bindparam("owner"))

_DROP = _DROP_ALL.where(timers.c.name == bindparam("name"))

_TAKE = _DROP.where(timers.c.stamp == bindparam("stamp"), timers.c.due == bindparam("due"))

_DUE = (
    select(timers.c.subject, timers.c.owner, timers.c.name, timers.c.stamp, timers.c.due)
    .where(timers.c.due <= bindparam("now"))
    .order_by(timers.c.due)
    .limit(bindparam("most"))
)

_NEXT = select(func.min(timers.c.due))


class Timers(Part):
    __slots__ = ()

    def set(self, *, subject: Subject, owner: str, name: str, stamp: str, due: datetime) -> None:
        """A subject has one timer of each name: setting it again moves it."""
        self._connection.execute(
            _SET.on(self._connection),
            {"subject": subject, "owner": owner, "name": name, "stamp": stamp, "due": micros(due)},
        )

    def drop(self, *, subject: Subject, owner: str, name: str) -> None:
        self._connection.execute(_DROP, {"subject": subject, "owner": owner, "name": name})

    def take(self, timer: Timer) -> bool:
        """Whether it is still there, just as it was looked up; it is gone then, and rings once."""
        key = {"subject": timer.subject, "owner": timer.owner, "name": timer.name}
        just_so = key | {"stamp": timer.stamp, "due": micros(timer.due)}
        return self._connection.execute(_TAKE, just_so).rowcount == 1

    def drop_all(self, *, subject: Subject, owner: str) -> None:
        self._connection.execute(_DROP_ALL, {"subject": subject, "owner": owner})

    def due(self, *, now: datetime, limit: int) -> list[Timer]:
        """Those whose time has come, in order. Another copy may see the same ones: whoever takes one rings it."""
        rows = self._connection.execute(_DUE, {"now": micros(now), "most": limit})
        return [
            Timer(subject=subject, owner=owner, name=name, stamp=stamp, due=instant(due))
            for subject, owner, name, stamp, due in rows
        ]

    def next(self) -> datetime | None:
        due = self._connection.execute(_NEXT).scalar()
        return None if due is None else instant(due)
