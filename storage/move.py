"""The move: one transaction over all that lasts. Rolled back unless asked to commit."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from storage.cards import Cards
from storage.circles import Circles
from storage.codes import Codes
from storage.diary import Diary
from storage.drawers import Drawers
from storage.errors import StorageError
from storage.feeds import Feeds
from storage.flow_versions import FlowVersions
from storage.gatherings import Gatherings
from storage.inbox import Inbox
from storage.journal import Journal
from storage.keyring import Keyring
from storage.members import Members
from storage.outbox import Outbox
from storage.passes import Passes
from storage.people import People
from storage.posts import Posts
from storage.retention import Retention
from storage.rooms import Rooms
from storage.seats import Seats
from storage.served import Served
from storage.sessions import Sessions
from storage.timers import Timers
from storage.traffic import Traffic
from storage.vault import Vault

#: The places around a commit where a test can end the process.
BEFORE_COMMIT = "before commit"
AFTER_COMMIT = "after commit"


class Move:
    """Everything of storage, on one connection. The same to read only, in a glance."""

    __slots__ = (
        "_connection",
        "_on_commit",
        "_then",
        "_writes",
        "cards",
        "circles",
        "codes",
        "diary",
        "drawers",
        "feeds",
        "flow_versions",
        "gatherings",
        "inbox",
        "journal",
        "members",
        "outbox",
        "passes",
        "people",
        "posts",
        "retention",
        "rooms",
        "seats",
        "served",
        "sessions",
        "timers",
        "traffic",
        "vault",
    )

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        *,
        writes: bool,
        on_commit: Callable[[str], None] | None,
    ) -> None:
        self._connection = connection
        self._writes = writes
        self._on_commit = on_commit
        self._then: list[Callable[[], None]] = []
        self.vault = Keyring(connection, vault)
        self.inbox = Inbox(connection)
        self.sessions = Sessions(connection, self.vault, locks=writes)
        self.seats = Seats(connection)
        self.journal = Journal(connection, self.vault)
        self.outbox = Outbox(connection, self.vault)
        self.cards = Cards(connection)
        self.timers = Timers(connection)
        self.traffic = Traffic(connection)
        self.people = People(connection)
        self.posts = Posts(connection, self.vault)
        self.passes = Passes(connection)
        self.codes = Codes(connection)
        self.retention = Retention(connection)
        self.served = Served(connection)
        self.circles = Circles(connection, self.vault, timers=self.timers, locks=writes)
        self.members = Members(connection)
        self.gatherings = Gatherings(connection)
        self.drawers = Drawers(connection, self.vault, timers=self.timers, locks=writes)
        self.diary = Diary(connection, self.vault)
        self.feeds = Feeds(connection)
        self.rooms = Rooms(connection, outbox=self.outbox, cards=self.cards, served=self.served, circles=self.circles)
        self.flow_versions = FlowVersions(connection)

    def commit(self) -> None:
        """From here on it has happened. The move is over: it cannot be used any more."""
        if not self._writes:
            raise StorageError("a glance only reads: use move() to change something")
        self._tell(BEFORE_COMMIT)
        self._connection.commit()
        self._tell(AFTER_COMMIT)
        self._connection.close()
        for told in self._then:
            told()

    def then(self, tell: Callable[[], None]) -> None:
        """To be called when it has happened, and not when it was rolled back."""
        self._then.append(tell)

    def _tell(self, point: str) -> None:
        if self._on_commit is not None:
            self._on_commit(point)
