"""Passes: how somebody's browser is known again. Only a digest is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from storage.instants import micros
from storage.part import Part
from storage.tables import passes

_ADD = insert(passes)

_PERSON = select(passes.c.person).where(passes.c.digest == bindparam("digest"))


class Passes(Part):
    __slots__ = ()

    def add(self, secret: str, *, person: int, at: datetime) -> None:
        self._connection.execute(_ADD, {"digest": _digest(secret), "person": person, "made": micros(at)})

    def person(self, secret: str) -> int | None:
        """Whose it is."""
        return self._connection.execute(_PERSON, {"digest": _digest(secret)}).scalar()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
