"""What was sent of late, for limits that have to outlast a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select

from storage.instants import instant, micros
from storage.parcels import SENDING, UNCERTAIN
from storage.part import Part
from storage.tables import outbox

#: More than this cannot be sent in the time anybody asks about; so old rows need not be looked at.
_NEWEST = 10_000

# A message that was made has a number. Of what a dead process was sending nobody knows: it counts as sent.
_SINCE = (
    select(outbox.c.chat, func.coalesce(outbox.c.finished, bindparam("now")).label("at"))
    .where(
        outbox.c.id > select(func.coalesce(func.max(outbox.c.id), 0) - _NEWEST).scalar_subquery(),
        or_(
            outbox.c.status == SENDING,
            and_(
                outbox.c.finished > bindparam("since"),
                or_(outbox.c.message.is_not(None), outbox.c.status == UNCERTAIN),
            ),
        ),
    )
    .order_by("at", outbox.c.id)
)


class Traffic(Part):
    __slots__ = ()

    def since(self, moment: datetime, *, now: datetime) -> list[tuple[int, datetime]]:
        """The chat and the time of every message since then, oldest first."""
        rows = self._connection.execute(_SINCE, {"since": micros(moment), "now": micros(now)})
        return [(chat, instant(at)) for chat, at in rows]
