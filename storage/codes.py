"""Codes: short invitations to a session."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from flows.engine.session import SessionId
from storage.dialects import Upsert
from storage.part import Part
from storage.tables import codes

# Without the option the count of an INSERT is not kept on PostgreSQL.
_ADD = Upsert(lambda insert: insert(codes).on_conflict_do_nothing().execution_options(preserve_rowcount=True))

_OF = select(codes.c.code).where(codes.c.session == bindparam("session"))

_FIND = select(codes.c.session).where(codes.c.code == bindparam("code"))


class Codes(Part):
    __slots__ = ()

    def add(self, code: str, session: SessionId) -> bool:
        """False when there is such a code already, or the session has one."""
        return self._connection.execute(_ADD.on(self._connection), {"code": code, "session": session}).rowcount == 1

    def of(self, session: SessionId) -> str | None:
        return self._connection.execute(_OF, {"session": session}).scalar()

    def find(self, code: str) -> SessionId | None:
        return self._connection.execute(_FIND, {"code": code}).scalar()
