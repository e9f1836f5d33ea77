"""Drawers: the state of what is somebody's own, saved as a whole by every move."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from flows.rhythm.drawer import state
from flows.rhythm.drawer.state import Drawer
from storage.dialects import Upsert
from storage.errors import Overtaken
from storage.instants import micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import diary, drawers, feeds, keys
from storage.timers import DRAWER, Timers

# Without the option the count of an INSERT is not kept on PostgreSQL.
_ADD = Upsert(lambda insert: insert(drawers).on_conflict_do_nothing().execution_options(preserve_rowcount=True))

_READ = select(drawers.c.data, drawers.c.number).where(drawers.c.person == bindparam("person"))
_READ_LOCKED = _READ.with_for_update()

_SAVE = (
    update(drawers)
    .where(drawers.c.person == bindparam("of_person"), drawers.c.number == bindparam("before"))
    .values(number=bindparam("number"), changed=bindparam("changed"), data=bindparam("data"))
)

# Somebody may have destroyed the key alone. FOR UPDATE says nothing on SQLite.
_KEYLESS = (
    select(drawers.c.person)
    .select_from(drawers.outerjoin(keys, keys.c.owner == bindparam("owner")))
    .where(drawers.c.person == bindparam("person"), keys.c.owner.is_(None))
    .with_for_update(of=drawers)
)

#: What hangs on a drawer, and the drawer itself.
_EMPTY = tuple(delete(table).where(table.c.person == bindparam("person")) for table in (diary, feeds))
_FORGET = (*_EMPTY, delete(drawers).where(drawers.c.person == bindparam("person")))


def owner_of(person: int) -> str:
    """The name under which the key of a drawer is kept."""
    return f"drawer-{person}"


class Drawers(Part):
    __slots__ = ("_keyring", "_locks", "_timers")

    def __init__(self, connection: Connection, keyring: Keyring, *, timers: Timers, locks: bool) -> None:
        super().__init__(connection)
        self._keyring = keyring
        self._timers = timers
        self._locks = locks

    def add(self, person: int, drawer: Drawer, at: datetime) -> None:
        """A new drawer, with a key of its own. Raises Overtaken when there is one already."""
        owner = owner_of(person)
        if self._connection.execute(_KEYLESS, {"person": person, "owner": owner}).first() is not None:
            self.forget(person)
        self._keyring.make(owner)
        values = self._columns(person, drawer) | {"person": person, "pages": 0, "changed": micros(at)}
        if self._connection.execute(_ADD.on(self._connection), values).rowcount == 0:
            raise _overtaken(person, drawer)
        # What another key sealed must not be taken for the new one's; only now is it certain that nobody uses it.
        for statement in _EMPTY:
            self._connection.execute(statement, {"person": person})
        self._keyring.keep(owner)

    def load(self, person: int, lock: bool = True) -> Drawer | None:
        """The drawer as it was last saved. Within a move nobody else can load it until this one ends."""
        statement = _READ_LOCKED if lock and self._locks else _READ
        row = self._connection.execute(statement, {"person": person}).first()
        if row is None:
            return None
        data = self._keyring.open(owner=owner_of(person), number=row[1], what="drawer", sealed=row[0])
        return None if data is None else state.load(data)

    def save(self, person: int, drawer: Drawer, at: datetime) -> None:
        """Raises Overtaken unless the saved one is exactly one move behind."""
        values = self._columns(person, drawer)
        values |= {"of_person": person, "before": drawer.number - 1, "changed": micros(at)}
        if self._connection.execute(_SAVE, values).rowcount == 0:
            raise _overtaken(person, drawer)

    def forget(self, person: int) -> None:
        """Nothing is left of it, the diary and the calendar neither. There may be a new one afterwards."""
        self._keyring.destroy(owner_of(person))
        self._timers.drop_all(subject=DRAWER, owner=str(person))
        for statement in _FORGET:
            self._connection.execute(statement, {"person": person})

    def _columns(self, person: int, drawer: Drawer) -> dict[str, object]:
        text = state.dump(drawer)
        sealed = self._keyring.seal(owner=owner_of(person), number=drawer.number, what="drawer", text=text)
        # Nothing is kept in a drawer whose key was destroyed.
        return {"number": drawer.number, "data": sealed or b""}


def _overtaken(person: int, drawer: Drawer) -> Overtaken:
    return Overtaken(f"the drawer of person {person}", number=drawer.number)
