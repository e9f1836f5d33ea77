"""Gatherings: which session is which meeting of a circle."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.part import Part
from storage.tables import gatherings

_ADD = insert(gatherings)

_OF = select(gatherings.c.circle, gatherings.c.meeting).where(gatherings.c.session == bindparam("session"))


class Gatherings(Part):
    __slots__ = ()

    def add(self, session: SessionId, circle: CircleId, meeting: str) -> None:
        self._connection.execute(_ADD, {"session": session, "circle": circle, "meeting": meeting})

    def of(self, session: SessionId) -> tuple[CircleId, str] | None:
        """The circle and the meeting; None for a conversation that stands by itself."""
        row = self._connection.execute(_OF, {"session": session}).first()
        return None if row is None else (CircleId(row[0]), row[1])
