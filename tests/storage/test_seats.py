from __future__ import annotations

from flows.engine.session import SessionId
from storage.database import Database
from tests.storage.story import ACCOUNT, ELS, NOON, NOOR, begin

MONDAY = SessionId("monday")


def test_who_sits_where(database: Database) -> None:
    begin(database)
    with database.move() as move:
        els, noor, sam = (
            move.people.meet(account=ACCOUNT, user=user, name=name, language="nl", at=NOON).id
            for user, name in ((1, "Els"), (2, "Noor"), (3, "Sam"))
        )
        move.seats.set(session=MONDAY, seat=NOOR, person=noor)
        move.seats.set(session=MONDAY, seat=ELS, person=sam)
        move.seats.set(session=MONDAY, seat=ELS, person=els)
        assert move.seats.people(MONDAY) == {ELS: els, NOOR: noor}
        assert move.seats.users(MONDAY, account=ACCOUNT) == {ELS: 1, NOOR: 2}
        assert move.seats.users(MONDAY, account="web") == {}
        assert move.seats.addresses(MONDAY) == {ELS: (ACCOUNT, 1), NOOR: (ACCOUNT, 2)}
        assert move.seats.person(session=MONDAY, seat=ELS) == els
        assert move.seats.seat_of(session=MONDAY, person=noor) == NOOR
        assert move.seats.seat_of(session=MONDAY, person=sam) is None
        assert move.seats.person(session=SessionId("tuesday"), seat=ELS) is None
