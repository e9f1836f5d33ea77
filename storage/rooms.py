"""Rooms: where sessions take place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.cards import Cards
from storage.circles import Circles
from storage.dialects import Upsert
from storage.instants import micros
from storage.outbox import Outbox
from storage.part import Part
from storage.served import Served
from storage.tables import rooms, sessions


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    id: int
    account: str
    #: "group", or "private" for a room that consists of private chats.
    kind: str
    chat: int | None
    topic: int | None
    title: str
    #: Whether we are given all that is said there, and not only what is addressed to us.
    hears: bool
    #: Whether we are still let in.
    present: bool


_ROOM = (
    rooms.c.id,
    rooms.c.account,
    rooms.c.kind,
    rooms.c.chat,
    rooms.c.topic,
    rooms.c.title,
    rooms.c.hears,
    rooms.c.present,
)

_FIND = select(*_ROOM).where(
    rooms.c.account == bindparam("account"),
    rooms.c.chat == bindparam("chat"),
    rooms.c.topic == bindparam("topic"),
)

_ALL_OF = (
    select(*_ROOM)
    .where(rooms.c.account == bindparam("account"), rooms.c.chat == bindparam("chat"))
    .order_by(rooms.c.id)
)

_GET = select(*_ROOM).where(rooms.c.id == bindparam("id"))


def _ensure(insert: Any) -> Any:
    new = insert(rooms)
    return new.on_conflict_do_update(
        index_elements=["account", "chat", "topic"],
        set_={"kind": new.excluded.kind, "title": new.excluded.title},
    ).returning(*_ROOM)


_ENSURE = Upsert(_ensure)

_HEARS = update(rooms).where(rooms.c.id == bindparam("of_id")).values(hears=bindparam("hears"))

_PRESENT = update(rooms).where(rooms.c.id == bindparam("of_id")).values(present=bindparam("present"))

_OF_CHAT = (
    select(rooms.c.id, rooms.c.topic)
    .where(rooms.c.account == bindparam("account"), rooms.c.chat == bindparam("chat"))
    .with_for_update()
)

_REKEY = update(rooms).where(rooms.c.id == bindparam("of_id")).values(chat=bindparam("new"))

_MOVE_SESSIONS = update(sessions).where(sessions.c.room_id == bindparam("old")).values(room_id=bindparam("new"))

_DELETE = delete(rooms).where(rooms.c.id == bindparam("id"))


class Rooms(Part):
    __slots__ = ("_cards", "_circles", "_outbox", "_served")

    def __init__(
        self, connection: Connection, *, outbox: Outbox, cards: Cards, served: Served, circles: Circles
    ) -> None:
        super().__init__(connection)
        self._outbox = outbox
        self._cards = cards
        self._served = served
        self._circles = circles

    def find(self, *, account: str, chat: int, topic: int | None) -> Room | None:
        row = self._connection.execute(_FIND, {"account": account, "chat": chat, "topic": topic or 0}).first()
        return None if row is None else _room(row)

    def ensure(self, *, account: str, kind: str, chat: int | None, topic: int | None, title: str, at: datetime) -> Room:
        """The room of this chat, made or brought up to date; without a chat, always a new one."""
        if chat is not None:
            known = self.find(account=account, chat=chat, topic=topic)
            if known is not None and (known.kind, known.title) == (kind, title):
                return known
        values = {"account": account, "kind": kind, "chat": chat, "topic": topic or 0, "title": title}
        values |= {"hears": False, "present": True, "made": micros(at)}
        return _room(self._connection.execute(_ENSURE.on(self._connection), values).one())

    def of_chat(self, *, account: str, chat: int) -> list[Room]:
        """The rooms in one chat: itself, and its topics."""
        return [_room(row) for row in self._connection.execute(_ALL_OF, {"account": account, "chat": chat})]

    def get(self, id: int) -> Room | None:
        row = self._connection.execute(_GET, {"id": id}).first()
        return None if row is None else _room(row)

    def set_hears(self, id: int, yes: bool) -> None:
        self._connection.execute(_HEARS, {"of_id": id, "hears": yes})

    def set_present(self, id: int, yes: bool) -> None:
        self._connection.execute(_PRESENT, {"of_id": id, "present": yes})

    def migrate(self, *, account: str, old: int, new: int) -> None:
        """The chat got another number. Its rooms go along, or merge into those already known by the new."""
        moved = self._topics(account, old)
        if moved:
            twins = self._topics(account, new)
            for topic, room in moved.items():
                if topic in twins:
                    self._merge(room, twins[topic])
                else:
                    self._connection.execute(_REKEY, {"of_id": room, "new": new})
        self._outbox.rekey(account=account, old=old, new=new)
        self._cards.rekey(account=account, old=old, new=new)

    def _topics(self, account: str, chat: int) -> dict[int, int]:
        rows = self._connection.execute(_OF_CHAT, {"account": account, "chat": chat})
        return {topic: id for id, topic in rows}

    def _merge(self, old: int, new: int) -> None:
        self._connection.execute(_MOVE_SESSIONS, {"old": old, "new": new})
        self._served.merge(old=old, new=new)
        self._circles.merge(old=old, new=new)
        self._connection.execute(_DELETE, {"id": old})


def _room(row: Any) -> Room:
    id, account, kind, chat, topic, title, hears, present = row
    return Room(
        id=id,
        account=account,
        kind=kind,
        chat=chat,
        topic=topic or None,
        title=title,
        hears=hears,
        present=present,
    )
