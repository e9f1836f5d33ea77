"""The inbox: which updates were taken in, so that none is taken in twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from storage.dialects import Upsert
from storage.instants import micros
from storage.part import Part
from storage.tables import inbox

# Without the option the count of an INSERT is not kept on PostgreSQL.
_TAKE = Upsert(lambda insert: insert(inbox).on_conflict_do_nothing().execution_options(preserve_rowcount=True))

_SETTLE = (
    update(inbox)
    .where(inbox.c.account == bindparam("of_account"), inbox.c.update_id == bindparam("of_update"))
    .values(outcome=bindparam("outcome"))
)

_HIGHEST = select(func.max(inbox.c.update_id)).where(inbox.c.account == bindparam("account"))


class Inbox(Part):
    __slots__ = ()

    def take(self, *, account: str, update: int, at: datetime) -> bool:
        """Whether it is ours to handle: False when it was taken before."""
        result = self._connection.execute(
            _TAKE.on(self._connection), {"account": account, "update_id": update, "at": micros(at)}
        )
        return result.rowcount == 1

    def settle(self, *, account: str, update: int, outcome: str) -> None:
        """Note in a short word what became of it."""
        self._connection.execute(_SETTLE, {"of_account": account, "of_update": update, "outcome": outcome})

    def offset(self, *, account: str) -> int | None:
        """The first update that was not taken yet; None before the very first."""
        highest = self._connection.execute(_HIGHEST, {"account": account}).scalar()
        return None if highest is None else highest + 1
