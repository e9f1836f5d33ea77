"""The keys of sessions, circles and drawers within one move."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from flows.engine.session import SessionId
from storage.part import Part
from storage.tables import journal, keys
from storage.vault import Vault

_ADD = insert(keys)

_GET = select(keys.c.wrapped).where(keys.c.owner == bindparam("owner"))

_DELETE = delete(keys).where(keys.c.owner == bindparam("owner"))

_WIPE_ALL = update(journal).where(journal.c.session == bindparam("of_session")).values(words=None)


class Keyring(Part):
    __slots__ = ("_keys", "_vault")

    def __init__(self, connection: Connection, vault: Vault) -> None:
        super().__init__(connection)
        self._vault = vault
        self._keys: dict[str, bytes | None] = {}

    def make(self, owner: str) -> None:
        """A key for a new owner, to seal its state with before its row is there."""
        self._keys[owner] = self._vault.new_key(owner)

    def keep(self, owner: str) -> None:
        """The new key lasts from now on."""
        self._connection.execute(_ADD, {"owner": owner, "wrapped": self._keys[owner]})

    def know(self, owner: str, key: bytes | None) -> None:
        """Spares a look-up later on: the key came along with its owner."""
        self._keys[owner] = key

    def destroy(self, owner: str) -> None:
        """What was sealed with this key can never be read again, by nobody."""
        self._connection.execute(_DELETE, {"owner": owner})
        self._vault.forget(owner)
        self._keys[owner] = None

    def forget(self, session: SessionId) -> None:
        """Destroy the key of a session, and take away the words that nobody can read any more."""
        self.destroy(session)
        self._connection.execute(_WIPE_ALL, {"of_session": session})

    def seal(self, *, owner: str, number: int | str, what: str, text: str) -> bytes | None:
        """The sealed text; None once the owner is forgotten, because then nothing is kept any more."""
        key = self._key(owner)
        if key is None:
            return None
        return self._vault.seal(owner=owner, number=number, what=what, key=key, text=text)

    def open(self, *, owner: str, number: int | str, what: str, sealed: bytes) -> str | None:
        """The text again; None once the owner is forgotten."""
        key = self._key(owner)
        if key is None:
            return None
        return self._vault.open(owner=owner, number=number, what=what, key=key, sealed=sealed)

    def _key(self, owner: str) -> bytes | None:
        if owner not in self._keys:
            self._keys[owner] = self._connection.execute(_GET, {"owner": owner}).scalar()
        return self._keys[owner]
