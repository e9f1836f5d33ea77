"""Posts: what somebody in a browser is told, in order; the browser asks for what came after the last it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from flows.engine.session import SeatId, SessionId
from storage.instants import instant, micros
from storage.keyring import Keyring
from storage.part import Part
from storage.tables import posts


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    seat: SeatId
    #: Rises with every post of the session.
    n: int
    payload: str
    at: datetime
    settled: bool = False


_ADD = insert(posts)

_SINCE = (
    select(posts.c.seat, posts.c.n, posts.c.payload, posts.c.at, posts.c.settled)
    .where(posts.c.session == bindparam("session"), posts.c.n > bindparam("after"))
    .order_by(posts.c.n, posts.c.seat)
)

_SINCE_FOR = _SINCE.where(posts.c.seat == bindparam("seat"))

_SETTLE = (
    update(posts)
    .where(
        posts.c.session == bindparam("of_session"),
        posts.c.seat == bindparam("of_seat"),
        posts.c.n == bindparam("of_n"),
    )
    .values(settled=True)
)


class Posts(Part):
    __slots__ = ("_keyring",)

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        super().__init__(connection)
        self._keyring = keyring

    def add(self, session: SessionId, new: list[Post]) -> None:
        rows = []
        for post in new:
            sealed = self._keyring.seal(owner=session, number=post.n, what="post", text=post.payload)
            row = {"session": session, "seat": post.seat, "n": post.n, "at": micros(post.at), "settled": post.settled}
            rows.append(row | {"payload": sealed or b""})
        if rows:
            self._connection.execute(_ADD, rows)

    def since(self, session: SessionId, after: int, *, seat: SeatId | None = None) -> list[Post]:
        """What came after that, for one seat or for all; nothing once the session is forgotten."""
        asked = {"session": session, "after": after}
        statement = _SINCE if seat is None else _SINCE_FOR
        rows = self._connection.execute(statement, asked if seat is None else asked | {"seat": seat})
        found = []
        for to, n, sealed, at, settled in rows.all():
            payload = self._keyring.open(owner=session, number=n, what="post", sealed=sealed)
            if payload is not None:
                found.append(Post(seat=SeatId(to), n=n, payload=payload, at=instant(at), settled=settled))
        return found

    def settle(self, session: SessionId, seat: SeatId, n: int) -> None:
        """Its buttons have served."""
        self._connection.execute(_SETTLE, {"of_session": session, "of_seat": seat, "of_n": n})
