"""Seats: which person sits where in a session."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from flows.engine.session import SeatId, SessionId
from storage.dialects import Upsert
from storage.part import Part
from storage.tables import people, seats


def _set(insert: Any) -> Any:
    new = insert(seats)
    return new.on_conflict_do_update(index_elements=["session", "seat"], set_={"person": new.excluded.person})


_SET = Upsert(_set)

_PERSON = select(seats.c.person).where(seats.c.session == bindparam("session"), seats.c.seat == bindparam("seat"))

_SEAT_OF = (
    select(seats.c.seat)
    .where(seats.c.session == bindparam("session"), seats.c.person == bindparam("person"))
    .order_by(seats.c.seat)
    .limit(1)
)

_PEOPLE = select(seats.c.seat, seats.c.person).where(seats.c.session == bindparam("session")).order_by(seats.c.seat)

_ADDRESSES = (
    select(seats.c.seat, people.c.account, people.c.user_id)
    .join(people, people.c.id == seats.c.person)
    .where(seats.c.session == bindparam("session"))
    .order_by(seats.c.seat)
)


class Seats(Part):
    __slots__ = ()

    def set(self, *, session: SessionId, seat: SeatId, person: int) -> None:
        self._connection.execute(_SET.on(self._connection), {"session": session, "seat": seat, "person": person})

    def person(self, *, session: SessionId, seat: SeatId) -> int | None:
        return self._connection.execute(_PERSON, {"session": session, "seat": seat}).scalar()

    def seat_of(self, *, session: SessionId, person: int) -> SeatId | None:
        return self._connection.execute(_SEAT_OF, {"session": session, "person": person}).scalar()

    def people(self, session: SessionId) -> dict[SeatId, int]:
        rows = self._connection.execute(_PEOPLE, {"session": session})
        return {SeatId(seat): person for seat, person in rows}

    def addresses(self, session: SessionId) -> dict[SeatId, tuple[str, int]]:
        """The account each belongs to, and the number by which the channel knows them."""
        rows = self._connection.execute(_ADDRESSES, {"session": session})
        return {SeatId(seat): (account, user) for seat, account, user in rows}

    def users(self, session: SessionId, *, account: str) -> dict[SeatId, int]:
        """The numbers by which one channel knows those who sit there."""
        return {seat: user for seat, (where, user) in self.addresses(session).items() if where == account}
