"""Sessions: the state of each conversation, saved as a whole by every move."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from flows.engine import session as state
from flows.engine.session import Session, SessionId
from storage.errors import Overtaken
from storage.instants import micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import OPEN, keys, seats, sessions

_ADD = insert(sessions)

# The key comes along, for the words that are likely to be sealed next. FOR UPDATE says nothing on SQLite.
_READ = (
    select(sessions.c.data, keys.c.wrapped, sessions.c.number)
    .select_from(sessions.outerjoin(keys, keys.c.owner == sessions.c.id))
    .where(sessions.c.id == bindparam("id"))
)
_READ_LOCKED = _READ.with_for_update(of=sessions)

_SAVE = (
    update(sessions)
    .where(sessions.c.id == bindparam("of_id"), sessions.c.number == bindparam("before"))
    .values(
        flow=bindparam("flow"),
        version=bindparam("version"),
        state=bindparam("state"),
        visit=bindparam("visit"),
        number=bindparam("number"),
        changed=bindparam("changed"),
        data=bindparam("data"),
    )
)

_ROOM = select(sessions.c.room_id).where(sessions.c.id == bindparam("id"))

_MOVE_TO = update(sessions).where(sessions.c.id == bindparam("of_id")).values(room_id=bindparam("room"))

_OPEN_IN = (
    select(sessions.c.id)
    .where(sessions.c.room_id == bindparam("room"), OPEN)
    .order_by(sessions.c.opened.desc(), sessions.c.id.desc())
    .limit(1)
)

# One that was forgotten has no key any more.
_NUMBERS = (
    select(sessions.c.id, sessions.c.number)
    .join(keys, keys.c.owner == sessions.c.id)
    .where(sessions.c.id.in_(bindparam("ids", expanding=True)))
)

_ALL_OPEN = select(sessions.c.id).where(OPEN).order_by(sessions.c.opened, sessions.c.id)

_OVER_FOR = (
    select(sessions.c.id)
    .where(
        sessions.c.id.in_(select(seats.c.session).where(seats.c.person == bindparam("person"))),
        sessions.c.state == "closed",
    )
    .order_by(sessions.c.opened, sessions.c.id)
)

_COUNT_OPEN = select(func.count()).select_from(sessions).where(OPEN)

_OF_PERSON = (
    select(sessions.c.id)
    .where(sessions.c.id.in_(select(seats.c.session).where(seats.c.person == bindparam("person"))), OPEN)
    .order_by(sessions.c.opened.desc(), sessions.c.id.desc())
)


class Sessions(Part):
    __slots__ = ("_keyring", "_locks")

    def __init__(self, connection: Connection, keyring: Keyring, *, locks: bool) -> None:
        super().__init__(connection)
        self._keyring = keyring
        self._locks = locks

    def add(self, session: Session, *, room: int, at: datetime) -> None:
        """A new session, with the key its words will be sealed with."""
        now = micros(at)
        self._keyring.make(session.id)
        values = self._columns(session) | {"id": session.id, "room_id": room, "opened": now, "changed": now}
        self._connection.execute(_ADD, values)
        self._keyring.keep(session.id)

    def load(self, id: SessionId, lock: bool = True) -> Session | None:
        """The session as it was last saved. Within a move nobody else can load it until this one ends."""
        statement = _READ_LOCKED if lock and self._locks else _READ
        row = self._connection.execute(statement, {"id": id}).first()
        if row is None:
            return None
        self._keyring.know(id, row[1])
        data = self._keyring.open(owner=id, number=row[2], what="state", sealed=row[0])
        return None if data is None else state.load(data)

    def save(self, session: Session, *, at: datetime) -> None:
        """Raises Overtaken unless the saved one is exactly one move behind."""
        values = self._columns(session)
        values |= {"of_id": session.id, "before": session.number - 1, "changed": micros(at)}
        if self._connection.execute(_SAVE, values).rowcount == 0:
            raise Overtaken(f"session {session.id}", number=session.number)

    def numbers(self, ids: list[SessionId]) -> dict[SessionId, int]:
        """How far each of these is, without unsealing anything; those that are gone are absent."""
        if not ids:
            return {}
        rows = self._connection.execute(_NUMBERS, {"ids": ids})
        return {SessionId(id): number for id, number in rows}

    def room(self, id: SessionId) -> int:
        return int(self._connection.execute(_ROOM, {"id": id}).scalar_one())

    def move_to(self, id: SessionId, *, room: int) -> None:
        """The conversation goes on elsewhere."""
        self._connection.execute(_MOVE_TO, {"of_id": id, "room": room})

    def open_in(self, room: int) -> SessionId | None:
        """The newest one in the room that is not closed."""
        return self._connection.execute(_OPEN_IN, {"room": room}).scalar()

    def all_open(self) -> list[SessionId]:
        """Those not closed, the oldest first."""
        return list(self._connection.execute(_ALL_OPEN).scalars())

    def count_open(self) -> int:
        return int(self._connection.execute(_COUNT_OPEN).scalar_one())

    def of_person(self, person: int) -> list[SessionId]:
        """Those somebody has a seat in and that are not closed, the newest first."""
        return list(self._connection.execute(_OF_PERSON, {"person": person}).scalars())

    def over_for(self, person: int) -> list[SessionId]:
        """Those somebody had a seat in and that are closed, the oldest first."""
        return list(self._connection.execute(_OVER_FOR, {"person": person}).scalars())

    def _columns(self, session: Session) -> dict[str, object]:
        text = state.dump(session)
        sealed = self._keyring.seal(owner=session.id, number=session.number, what="state", text=text)
        return {
            "flow": session.flow,
            "version": session.version,
            "state": session.state,
            "visit": session.visit,
            "number": session.number,
            # Nothing is kept of a session that was forgotten.
            "data": sealed or b"",
        }
