"""People: whom we know, in which account, and whether a private message reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from flows.engine.session import SessionId
from storage.dialects import Upsert
from storage.instants import micros
from storage.part import Part
from storage.tables import people


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    id: int
    account: str
    #: The number the channel knows this person by.
    user: int
    name: str
    language: str
    #: Whether a private message arrives.
    reachable: bool
    #: The session that a private message is taken to be about.
    focus: SessionId | None
    #: What a text that is written in private is about: "" for nothing in particular, "d:…" for something of one's own,
    #: "k:<circle>:…" for something of a circle.
    awaits: str


_PERSON = (
    people.c.id,
    people.c.account,
    people.c.user_id,
    people.c.name,
    people.c.language,
    people.c.reachable,
    people.c.focus,
    people.c.awaits,
)

_FIND = select(*_PERSON).where(people.c.account == bindparam("account"), people.c.user_id == bindparam("user_id"))

_GET = select(*_PERSON).where(people.c.id == bindparam("id"))


def _meet(insert: Any) -> Any:
    new = insert(people)
    return new.on_conflict_do_update(
        index_elements=["account", "user_id"],
        set_={"name": new.excluded.name, "language": new.excluded.language},
    ).returning(*_PERSON)


_MEET = Upsert(_meet)

_REACHABLE = update(people).where(people.c.id == bindparam("of_id")).values(reachable=bindparam("reachable"))

_FOCUS = update(people).where(people.c.id == bindparam("of_id")).values(focus=bindparam("focus"), awaits="")

_AWAIT = update(people).where(people.c.id == bindparam("of_id")).values(awaits=bindparam("awaits"))


class People(Part):
    __slots__ = ()

    def meet(self, *, account: str, user: int, name: str, language: str, at: datetime) -> Person:
        """Somebody as we know them now. Nearly always nothing changed, and then nothing is written.

        New people count as out of reach: a channel lets nobody write to those who never wrote first.
        """
        key = {"account": account, "user_id": user}
        row = self._connection.execute(_FIND, key).first()
        if row is None or row[3] != name or row[4] != language:
            values = {"name": name, "language": language, "reachable": False, "met": micros(at)}
            row = self._connection.execute(_MEET.on(self._connection), key | values).one()
        return _person(row)

    def get(self, id: int) -> Person | None:
        row = self._connection.execute(_GET, {"id": id}).first()
        return None if row is None else _person(row)

    def find(self, *, account: str, user: int) -> Person | None:
        """Whoever the channel knows by this number."""
        row = self._connection.execute(_FIND, {"account": account, "user_id": user}).first()
        return None if row is None else _person(row)

    def reachable(self, id: int, yes: bool) -> None:
        self._connection.execute(_REACHABLE, {"of_id": id, "reachable": yes})

    def focus(self, id: int, session: SessionId | None) -> None:
        """What was asked last is what is answered: nothing else is awaited any more."""
        self._connection.execute(_FOCUS, {"of_id": id, "focus": session})

    def await_(self, id: int, what: str) -> None:
        """A text that is written in private is about this now, until something else is asked."""
        self._connection.execute(_AWAIT, {"of_id": id, "awaits": what})


def _person(row: Any) -> Person:
    id, account, user, name, language, reachable, focus, awaits = row
    return Person(
        id=id,
        account=account,
        user=user,
        name=name,
        language=language,
        reachable=reachable,
        focus=focus,
        awaits=awaits,
    )
