from __future__ import annotations

from storage.database import Database
from tests.storage.story import ACCOUNT, MINUTE, NOON


def test_an_update_is_taken_in_once(database: Database) -> None:
    with database.move() as move:
        assert move.inbox.take(account=ACCOUNT, update=7, at=NOON)
        move.inbox.settle(account=ACCOUNT, update=7, outcome="applied")
        move.commit()
    with database.move() as move:
        assert not move.inbox.take(account=ACCOUNT, update=7, at=NOON + MINUTE)
        assert move.inbox.take(account="browser", update=7, at=NOON)


def test_we_go_on_after_the_highest_that_was_taken(database: Database) -> None:
    with database.move() as move:
        assert move.inbox.offset(account=ACCOUNT) is None
        for update in (8, 2**53, 7):
            move.inbox.take(account=ACCOUNT, update=update, at=NOON)
        assert move.inbox.offset(account=ACCOUNT) == 2**53 + 1
