"""Codes: short invitations to a session or to a circle."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.dialects import Upsert
from storage.part import Part
from storage.tables import codes

# Without the option the count of an INSERT is not kept on PostgreSQL.
_ADD = Upsert(lambda insert: insert(codes).on_conflict_do_nothing().execution_options(preserve_rowcount=True))

_OF = select(codes.c.code).where(codes.c.session == bindparam("session"))

_OF_CIRCLE = select(codes.c.code).where(codes.c.circle == bindparam("circle"))

_FIND = select(codes.c.session).where(codes.c.code == bindparam("code"))

_FIND_CIRCLE = select(codes.c.circle).where(codes.c.code == bindparam("code"))


class Codes(Part):
    """One namespace: no code leads to a session and to a circle."""

    __slots__ = ()

    def add(self, code: str, session: SessionId) -> bool:
        """False when there is such a code already, or the session has one."""
        return self._add({"code": code, "session": session})

    def add_circle(self, code: str, circle: CircleId) -> bool:
        """False when there is such a code already, or the circle has one."""
        return self._add({"code": code, "circle": circle})

    def of(self, session: SessionId) -> str | None:
        return self._connection.execute(_OF, {"session": session}).scalar()

    def circle_code_of(self, circle: CircleId) -> str | None:
        return self._connection.execute(_OF_CIRCLE, {"circle": circle}).scalar()

    def find(self, code: str) -> SessionId | None:
        return self._connection.execute(_FIND, {"code": code}).scalar()

    def find_circle(self, code: str) -> CircleId | None:
        return self._connection.execute(_FIND_CIRCLE, {"code": code}).scalar()

    def _add(self, row: dict[str, str]) -> bool:
        return self._connection.execute(_ADD.on(self._connection), row).rowcount == 1
