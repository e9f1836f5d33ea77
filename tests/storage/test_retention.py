from __future__ import annotations

from storage.database import Database
from tests.storage.story import ACCOUNT, MINUTE, NOON, parcel


def test_forgetting_old_updates_does_not_lose_the_place(database: Database) -> None:
    with database.move() as move:
        for update in (1, 2, 3):
            move.inbox.take(account=ACCOUNT, update=update, at=NOON)
        move.inbox.take(account="browser", update=1, at=NOON)
        move.inbox.take(account="browser", update=2, at=NOON)
        assert move.retention.forget(NOON) == 0
        assert move.retention.forget(NOON + MINUTE) == 3
        assert move.inbox.offset(account=ACCOUNT) == 4
        assert move.inbox.offset(account="browser") == 3
        assert not move.inbox.take(account=ACCOUNT, update=3, at=NOON)


def test_what_was_sent_is_forgotten_and_what_waits_is_not(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1), parcel(2), parcel(3)])
        (first,) = move.outbox.claim(now=NOON, limit=10)
        move.outbox.sent(first.id, message=7, at=NOON)
        assert move.retention.forget(NOON) == 0
        assert move.retention.forget(NOON + MINUTE) == 1
        assert move.outbox.waiting() == 2
        assert move.retention.forget(NOON + MINUTE) == 0


def test_what_failed_or_was_replaced_is_forgotten_too(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, slot="room")])
        move.outbox.add([parcel(2, slot="room")])
        (second,) = move.outbox.claim(now=NOON, limit=10)
        move.outbox.failed(second.id, why="gone", at=NOON)
        assert move.retention.forget(NOON + MINUTE) == 2
