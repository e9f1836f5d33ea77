"""The diary: what somebody wrote for nobody but themselves, page after page, sealed with the key of the drawer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.drawers import owner_of
from storage.instants import instant, micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import diary, drawers


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    #: Rises with every page of this person, and never comes back.
    n: int
    at: datetime
    #: The id of the question it answers, "plan:<id>" for one about a plan, "" for one of its own accord.
    question: str
    text: str


_COUNT_ON = (
    update(drawers)
    .where(drawers.c.person == bindparam("of_person"))
    .values(pages=drawers.c.pages + 1)
    .returning(drawers.c.pages)
)

_ADD = insert(diary)

_ALL = (
    select(diary.c.n, diary.c.at, diary.c.question, diary.c.words)
    .where(diary.c.person == bindparam("person"))
    .order_by(diary.c.n)
)

_NEWEST = _ALL.order_by(None).order_by(diary.c.n.desc()).limit(bindparam("most"))

_EARLIER = _NEWEST.where(diary.c.n < bindparam("before"))

_WIPE = delete(diary).where(diary.c.person == bindparam("person"))

_REMOVE = _WIPE.where(diary.c.n == bindparam("n"))

_COUNT = select(func.count()).select_from(diary).where(diary.c.person == bindparam("person"))


class Diary(Part):
    __slots__ = ("_keyring",)

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        super().__init__(connection)
        self._keyring = keyring

    def add(self, person: int, question: str, text: str, at: datetime) -> int:
        """A new page in a drawer that is there; its number."""
        n = int(self._connection.execute(_COUNT_ON, {"of_person": person}).scalar_one())
        row = {"person": person, "n": n, "at": micros(at), "question": question}
        self._connection.execute(_ADD, row | {"words": self._sealed(person, n, text)})
        return n

    def pages(self, person: int, before: int | None, most: int) -> list[Page]:
        """The newest first: the last ones, or those before a page."""
        asked = {"person": person, "most": most}
        if before is None:
            return self._opened(person, self._connection.execute(_NEWEST, asked))
        return self._opened(person, self._connection.execute(_EARLIER, asked | {"before": before}))

    def all(self, person: int) -> list[Page]:
        """The oldest first."""
        return self._opened(person, self._connection.execute(_ALL, {"person": person}))

    def remove(self, person: int, n: int) -> bool:
        """Whether there was such a page."""
        return self._connection.execute(_REMOVE, {"person": person, "n": n}).rowcount == 1

    def wipe(self, person: int) -> None:
        self._connection.execute(_WIPE, {"person": person})

    def count(self, person: int) -> int:
        return int(self._connection.execute(_COUNT, {"person": person}).scalar_one())

    def _sealed(self, person: int, n: int, text: str) -> bytes:
        # Nothing is kept in a drawer whose key was destroyed.
        return self._keyring.seal(owner=owner_of(person), number=n, what="page", text=text) or b""

    def _opened(self, person: int, rows: Any) -> list[Page]:
        found = []
        for n, at, question, sealed in rows.all():
            text = self._keyring.open(owner=owner_of(person), number=n, what="page", sealed=sealed)
            if text is not None:
                found.append(Page(n=n, at=instant(at), question=question, text=text))
        return found
