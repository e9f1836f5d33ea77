"""Cards: which message shows what, so that it can be edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from flows.engine.session import SessionId
from storage.dialects import Upsert
from storage.part import Part
from storage.tables import cards, rooms, sessions


@dataclass(frozen=True, kw_only=True, slots=True)
class CardPlace:
    """Where a card is, and a digest of what it shows: the same again need not be sent."""

    chat: int
    topic: int | None
    message: int
    digest: str


_GET = select(cards.c.chat, cards.c.topic, cards.c.message, cards.c.digest).where(
    cards.c.session == bindparam("session"), cards.c.slot == bindparam("slot")
)


def _set(insert: Any) -> Any:
    new = insert(cards)
    return new.on_conflict_do_update(
        index_elements=["session", "slot"],
        set_={name: new.excluded[name] for name in ("chat", "topic", "message", "digest")},
    )


_SET = Upsert(_set)

_DROP = delete(cards).where(cards.c.session == bindparam("session"), cards.c.slot == bindparam("slot"))

_in_account = (
    select(sessions.c.id)
    .join(rooms, rooms.c.id == sessions.c.room_id)
    .where(rooms.c.account == bindparam("of_account"))
)
_REKEY = (
    update(cards)
    .where(cards.c.chat == bindparam("old"), cards.c.session.in_(_in_account))
    .values(chat=bindparam("new"))
)


class Cards(Part):
    __slots__ = ()

    def get(self, *, session: SessionId, slot: str) -> CardPlace | None:
        row = self._connection.execute(_GET, {"session": session, "slot": slot}).first()
        if row is None:
            return None
        chat, topic, message, digest = row
        return CardPlace(chat=chat, topic=topic, message=message, digest=digest)

    def set(self, *, session: SessionId, slot: str, chat: int, topic: int | None, message: int, digest: str) -> None:
        values = {"session": session, "slot": slot, "chat": chat, "topic": topic}
        self._connection.execute(_SET.on(self._connection), values | {"message": message, "digest": digest})

    def drop(self, *, session: SessionId, slot: str) -> None:
        self._connection.execute(_DROP, {"session": session, "slot": slot})

    def rekey(self, *, account: str, old: int, new: int) -> None:
        """The chat got another number."""
        self._connection.execute(_REKEY, {"of_account": account, "old": old, "new": new})
