"""Circles: the state of each standing group, saved as a whole by every move."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from flows.rhythm.circle import state
from flows.rhythm.circle.state import Circle, CircleId
from storage.dialects import Upsert
from storage.errors import Overtaken
from storage.instants import micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import circles, codes, gatherings, keys, members
from storage.timers import CIRCLE, Timers

# Without the option the count of an INSERT is not kept on PostgreSQL.
_ADD = Upsert(lambda insert: insert(circles).on_conflict_do_nothing().execution_options(preserve_rowcount=True))

# The key comes along. FOR UPDATE says nothing on SQLite.
_READ = (
    select(circles.c.data, keys.c.wrapped, circles.c.number)
    .select_from(circles.outerjoin(keys, keys.c.owner == circles.c.id))
    .where(circles.c.id == bindparam("id"))
)
_READ_LOCKED = _READ.with_for_update(of=circles)

_SAVE = (
    update(circles)
    .where(circles.c.id == bindparam("of_id"), circles.c.number == bindparam("before"))
    .values(number=bindparam("number"), changed=bindparam("changed"), data=bindparam("data"))
)

_ROOM = select(circles.c.room).where(circles.c.id == bindparam("id"))

_OF_ROOM = select(circles.c.id).join(keys, keys.c.owner == circles.c.id).where(circles.c.room == bindparam("room"))

# Somebody may have destroyed the key alone.
_KEYLESS = (
    select(circles.c.id)
    .select_from(circles.outerjoin(keys, keys.c.owner == circles.c.id))
    .where(circles.c.room == bindparam("room"), keys.c.owner.is_(None))
    .with_for_update(of=circles)
)

_OF_PERSON = (
    select(circles.c.id)
    .where(circles.c.id.in_(select(members.c.circle).where(members.c.person == bindparam("person"))))
    .order_by(circles.c.made, circles.c.id)
)

#: What hangs on a circle, and then the circle itself.
_FORGET = (
    *(delete(table).where(table.c.circle == bindparam("circle")) for table in (members, gatherings, codes)),
    delete(circles).where(circles.c.id == bindparam("circle")),
)

_in_either = circles.c.room.in_([bindparam("old"), bindparam("new")])
_FIRST = select(circles.c.id).where(_in_either).order_by(circles.c.made, circles.c.id).limit(1)
_LEAVE = update(circles).where(_in_either).values(room=None)
_MOVE_TO = update(circles).where(circles.c.id == bindparam("of_id")).values(room=bindparam("to"))


class Circles(Part):
    __slots__ = ("_keyring", "_locks", "_timers")

    def __init__(self, connection: Connection, keyring: Keyring, *, timers: Timers, locks: bool) -> None:
        super().__init__(connection)
        self._keyring = keyring
        self._timers = timers
        self._locks = locks

    def add(self, circle: Circle, *, room: int | None, at: datetime) -> None:
        """A new circle, with a key of its own. Raises Overtaken when the room has one already."""
        now = micros(at)
        for gone in self._connection.execute(_KEYLESS, {"room": room}).scalars().all():
            self.forget(gone)
        self._keyring.make(circle.id)
        values = self._columns(circle) | {"id": circle.id, "room": room, "made": now, "changed": now}
        if self._connection.execute(_ADD.on(self._connection), values).rowcount == 0:
            raise _overtaken(circle)
        self._keyring.keep(circle.id)

    def load(self, id: CircleId, lock: bool = True) -> Circle | None:
        """The circle as it was last saved. Within a move nobody else can load it until this one ends."""
        statement = _READ_LOCKED if lock and self._locks else _READ
        row = self._connection.execute(statement, {"id": id}).first()
        if row is None:
            return None
        self._keyring.know(id, row[1])
        data = self._keyring.open(owner=id, number=row[2], what="circle", sealed=row[0])
        return None if data is None else state.load(data)

    def save(self, circle: Circle, *, at: datetime) -> None:
        """Raises Overtaken unless the saved one is exactly one move behind."""
        values = self._columns(circle)
        values |= {"of_id": circle.id, "before": circle.number - 1, "changed": micros(at)}
        if self._connection.execute(_SAVE, values).rowcount == 0:
            raise _overtaken(circle)

    def room(self, id: CircleId) -> int | None:
        """The room it meets in; None for one that has none of its own."""
        return self._connection.execute(_ROOM, {"id": id}).scalar()

    def of_room(self, room: int) -> CircleId | None:
        """The circle that meets there; not one whose key is gone."""
        return self._connection.execute(_OF_ROOM, {"room": room}).scalar()

    def of_person(self, person: int) -> list[CircleId]:
        """Those somebody is a member of, the oldest first."""
        return list(self._connection.execute(_OF_PERSON, {"person": person}).scalars())

    def forget(self, id: CircleId) -> None:
        """Nothing is left of it, nor can it ever be read again; its conversations stay, as those of nobody else."""
        self._keyring.destroy(id)
        self._timers.drop_all(subject=CIRCLE, owner=id)
        for statement in _FORGET:
            self._connection.execute(statement, {"circle": id})

    def merge(self, *, old: int, new: int) -> None:
        """Two rooms turned out to be one. It is that of the circle made first; the other goes on without a room."""
        both = {"old": old, "new": new}
        first = self._connection.execute(_FIRST, both).scalar()
        if first is not None:
            self._connection.execute(_LEAVE, both)
            self._connection.execute(_MOVE_TO, {"of_id": first, "to": new})

    def _columns(self, circle: Circle) -> dict[str, object]:
        sealed = self._keyring.seal(owner=circle.id, number=circle.number, what="circle", text=state.dump(circle))
        # Nothing is kept of a circle whose key was destroyed.
        return {"number": circle.number, "data": sealed or b""}


def _overtaken(circle: Circle) -> Overtaken:
    return Overtaken(f"circle {circle.id}", number=circle.number)
