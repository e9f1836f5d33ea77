"""Passes: how somebody's browser is known again. Only a digest is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from storage.dialects import Upsert
from storage.digests import digest
from storage.instants import micros
from storage.part import Part
from storage.tables import passes

# Two forms at once from a browser that is new: the first to be taken in makes it known.
_ADD = Upsert(lambda insert: insert(passes).on_conflict_do_nothing())

_PERSON = select(passes.c.person).where(passes.c.digest == bindparam("digest"))


class Passes(Part):
    __slots__ = ()

    def add(self, secret: str, *, person: int, at: datetime) -> None:
        self._connection.execute(
            _ADD.on(self._connection), {"digest": digest(secret), "person": person, "made": micros(at)}
        )

    def person(self, secret: str) -> int | None:
        """Whose it is."""
        return self._connection.execute(_PERSON, {"digest": digest(secret)}).scalar()
