"""Retention: rows that have served are forgotten, so that the tables stay as small as the work at hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from storage.instants import micros
from storage.part import Part
from storage.tables import inbox, outbox

_other = inbox.alias("other")
# Never the highest of an account: it tells where to go on.
_INBOX = delete(inbox).where(
    inbox.c.at < bindparam("before"),
    inbox.c.update_id
    < select(func.max(_other.c.update_id)).where(_other.c.account == inbox.c.account).scalar_subquery(),
)

_OUTBOX = delete(outbox).where(outbox.c.finished < bindparam("before"))


class Retention(Part):
    __slots__ = ()

    def forget(self, before: datetime) -> int:
        """Updates taken in before then and parcels finished before then go; what waits stays, however old."""
        moment = {"before": micros(before)}
        return sum(self._connection.execute(statement, moment).rowcount for statement in (_INBOX, _OUTBOX))
