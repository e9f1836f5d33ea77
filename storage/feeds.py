"""Feeds: the secret address of somebody's calendar. Only a digest is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.dialects import Upsert
from storage.digests import digest
from storage.instants import micros
from storage.part import Part
from storage.tables import feeds


def _renew(insert: Any) -> Any:
    new = insert(feeds)
    return new.on_conflict_do_update(
        index_elements=["person"], set_={"digest": new.excluded.digest, "made": new.excluded.made}
    )


_RENEW = Upsert(_renew)

_PERSON = select(feeds.c.person).where(feeds.c.digest == bindparam("digest"))

_HAS = select(feeds.c.person).where(feeds.c.person == bindparam("person"))

_DROP = delete(feeds).where(feeds.c.person == bindparam("person"))


class Feeds(Part):
    __slots__ = ()

    def renew(self, secret: str, person: int, at: datetime) -> None:
        """From now on this is the address, and the earlier one leads nowhere."""
        row = {"digest": digest(secret), "person": person, "made": micros(at)}
        self._connection.execute(_RENEW.on(self._connection), row)

    def person(self, secret: str) -> int | None:
        """Whose it is."""
        return self._connection.execute(_PERSON, {"digest": digest(secret)}).scalar()

    def has(self, person: int) -> bool:
        return self._connection.execute(_HAS, {"person": person}).first() is not None

    def drop(self, person: int) -> None:
        self._connection.execute(_DROP, {"person": person})
