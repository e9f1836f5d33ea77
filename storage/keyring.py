"""The keys of the sessions within one move."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from flows.engine.session import SessionId
from storage.part import Part
from storage.tables import journal, session_keys
from storage.vault import Vault

_ADD = insert(session_keys)

_GET = select(session_keys.c.wrapped).where(session_keys.c.session == bindparam("session"))

_DELETE = delete(session_keys).where(session_keys.c.session == bindparam("session"))

_WIPE_ALL = update(journal).where(journal.c.session == bindparam("of_session")).values(words=None)


class Keyring(Part):
    __slots__ = ("_keys", "_vault")

    def __init__(self, connection: Connection, vault: Vault) -> None:
        super().__init__(connection)
        self._vault = vault
        self._keys: dict[str, bytes | None] = {}

    def make(self, session: SessionId) -> None:
        """A key for a new session, to seal its state with before its row is there."""
        self._keys[session] = self._vault.new_key(session)

    def keep(self, session: SessionId) -> None:
        """The new key lasts from now on."""
        self._connection.execute(_ADD, {"session": session, "wrapped": self._keys[session]})

    def know(self, session: SessionId, key: bytes | None) -> None:
        """Spares a look-up later on: the key came along with the session."""
        self._keys[session] = key

    def forget(self, session: SessionId) -> None:
        """Destroy the key: what was brought in there can never be read again, by nobody."""
        self._connection.execute(_DELETE, {"session": session})
        self._connection.execute(_WIPE_ALL, {"of_session": session})
        self._vault.forget(session)
        self._keys[session] = None

    def seal(self, *, session: str, number: int | str, what: str, text: str) -> bytes | None:
        """The sealed text; None once the session is forgotten, because then nothing is kept any more."""
        key = self._key(session)
        if key is None:
            return None
        return self._vault.seal(session=session, number=number, what=what, key=key, text=text)

    def open(self, *, session: str, number: int | str, what: str, sealed: bytes) -> str | None:
        """The text again; None once the session is forgotten."""
        key = self._key(session)
        if key is None:
            return None
        return self._vault.open(session=session, number=number, what=what, key=key, sealed=sealed)

    def _key(self, session: str) -> bytes | None:
        if session not in self._keys:
            self._keys[session] = self._connection.execute(_GET, {"session": session}).scalar()
        return self._keys[session]
