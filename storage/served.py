"""Served: who had which role in a room and when, for a fair turn next time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.dialects import Upsert
from storage.instants import instant, micros
from storage.part import Part
from storage.tables import served


def _newest(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["room", "person", "role"],
        set_={"at": insert.excluded.at},
        where=insert.excluded.at > served.c.at,
    )


_ADD = Upsert(lambda insert: _newest(insert(served)))

_LAST = (
    select(served.c.role, served.c.at)
    .where(served.c.room == bindparam("room"), served.c.person == bindparam("person"))
    .order_by(served.c.role)
)

_of_old = select(bindparam("new"), served.c.person, served.c.role, served.c.at).where(served.c.room == bindparam("old"))
_COPY = Upsert(lambda insert: _newest(insert(served).from_select(["room", "person", "role", "at"], _of_old)))

_DELETE = delete(served).where(served.c.room == bindparam("old"))


class Served(Part):
    __slots__ = ()

    def add(self, *, room: int, person: int, role: str, at: datetime) -> None:
        """Only the last time counts."""
        self._connection.execute(
            _ADD.on(self._connection), {"room": room, "person": person, "role": role, "at": micros(at)}
        )

    def last(self, *, room: int, person: int) -> dict[str, datetime]:
        """When this person last had each role in this room."""
        rows = self._connection.execute(_LAST, {"room": room, "person": person})
        return {role: instant(at) for role, at in rows}

    def merge(self, *, old: int, new: int) -> None:
        """Two rooms turned out to be one."""
        self._connection.execute(_COPY.on(self._connection), {"old": old, "new": new})
        self._connection.execute(_DELETE, {"old": old})
