"""The journal: every event of a session, in order. Words lie beside them, sealed, and can be wiped alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from flows.engine import codec
from flows.engine.events import Edited, Event, Said
from flows.engine.session import SessionId
from storage.instants import instant, micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import journal, keys

_APPEND = insert(journal)

_EVENTS = (
    select(journal.c.number, journal.c.at, journal.c.event)
    .where(journal.c.session == bindparam("session"))
    .order_by(journal.c.number)
)

# No key, no row: words of a forgotten session are absent, whatever a process still remembers.
_WORDS = (
    select(journal.c.number, journal.c.words, keys.c.wrapped)
    .join(keys, keys.c.owner == journal.c.session)
    .where(
        journal.c.session == bindparam("session"),
        journal.c.number.in_(bindparam("numbers", expanding=True)),
        journal.c.words.is_not(None),
    )
)

_NUMBER_AT = select(func.min(journal.c.number)).where(
    journal.c.session == bindparam("session"),
    journal.c.chat == bindparam("chat"),
    journal.c.message == bindparam("message"),
)

_SOURCE = select(journal.c.chat, journal.c.message).where(
    journal.c.session == bindparam("session"),
    journal.c.number == bindparam("number"),
    journal.c.message.is_not(None),
)

_WIPE = (
    update(journal)
    .where(journal.c.session == bindparam("of_session"), journal.c.number == bindparam("of_number"))
    .values(words=None)
)


class Journal(Part):
    __slots__ = ("_keyring",)

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        super().__init__(connection)
        self._keyring = keyring

    def append(
        self,
        *,
        session: SessionId,
        number: int,
        event: Event,
        words: str | None,
        at: datetime,
        source: tuple[int, int] | None = None,
    ) -> None:
        """The source is the chat and the message in which it was said."""
        if isinstance(event, (Said, Edited)) and event.text is not None:
            event = replace(event, text=None)
        sealed = None
        if words is not None:
            sealed = self._keyring.seal(owner=session, number=number, what="words", text=words)
        told = self._keyring.seal(owner=session, number=number, what="event", text=codec.encode(event))
        row = {"session": session, "number": number, "at": micros(at), "event": told or b""}
        chat, message = source or (None, None)
        self._connection.execute(_APPEND, row | {"words": sealed, "chat": chat, "message": message})

    def number_at(self, *, session: SessionId, chat: int, message: int) -> int | None:
        """The move in which a message was taken in, if it was."""
        at = {"session": session, "chat": chat, "message": message}
        return self._connection.execute(_NUMBER_AT, at).scalar()

    def source(self, *, session: SessionId, number: int) -> tuple[int, int] | None:
        """The chat and message of a move."""
        row = self._connection.execute(_SOURCE, {"session": session, "number": number}).first()
        return None if row is None else (row[0], row[1])

    def events(self, session: SessionId) -> list[tuple[int, datetime, Event]]:
        """All that happened, in order and without the words; nothing once the session is forgotten."""
        found = []
        for number, at, sealed in self._connection.execute(_EVENTS, {"session": session}).all():
            event = self._keyring.open(owner=session, number=number, what="event", sealed=sealed)
            if event is not None:
                found.append((number, instant(at), codec.decode_event(event)))
        return found

    def words(self, *, session: SessionId, numbers: Sequence[int]) -> dict[int, str]:
        """The words of these moves; what was never said, wiped or forgotten is absent."""
        if not numbers:
            return {}
        rows = self._connection.execute(_WORDS, {"session": session, "numbers": numbers})
        found = {}
        for number, sealed, key in rows.all():
            self._keyring.know(session, key)
            found[number] = self._keyring.open(owner=session, number=number, what="words", sealed=sealed) or ""
        return found

    def wipe(self, *, session: SessionId, number: int) -> None:
        """Take the words away and leave the event, so that the conversation can still be replayed."""
        self._connection.execute(_WIPE, {"of_session": session, "of_number": number})
