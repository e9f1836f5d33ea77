"""What was sent of late, for limits that outlast a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.database import Database
from storage.parcels import Parcel
from tests.storage.story import NOON


def parcel(n: int, chat: int) -> Parcel:
    return Parcel(
        account="telegram:1", session="", number=1, n=n, chat=chat, topic=None, slot=None, payload="{}", again=False,
        due=NOON - timedelta(hours=1), to="",
    )  # fmt: skip


def test_messages_of_the_last_minute_are_known_oldest_first(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n, chat) for n, chat in enumerate((-1, -2, -3, -4, -5, -6))])
        move.outbox.add([replace(parcel(9, -7), due=NOON + timedelta(days=1))])
        ids = {one.chat: one.id for one in move.outbox.claim(now=NOON, limit=10)}
        move.outbox.sent(ids[-1], message=11, at=NOON - timedelta(seconds=5))
        move.outbox.sent(ids[-2], message=12, at=NOON - timedelta(seconds=50))
        move.outbox.sent(ids[-3], message=13, at=NOON - timedelta(seconds=70))
        # An edit makes no message, what failed arrived nowhere, and what is uncertain may have.
        move.outbox.sent(ids[-4], message=None, at=NOON - timedelta(seconds=5))
        move.outbox.uncertain(ids[-5], at=NOON - timedelta(seconds=10))
        move.commit()
    with database.glance() as move:
        found = move.traffic.since(NOON - timedelta(minutes=1), now=NOON)
    assert [chat for chat, _ in found] == [-2, -5, -1, -6]
    assert found[-1][1] == NOON
