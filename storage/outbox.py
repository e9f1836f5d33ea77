"""The outbox: what is to be sent, written in the same commit as the reason for it.

ready -> sending -> sent, failed, uncertain; or superseded. A chat gets things in the order they were added:
the first unfinished one holds up the rest of its chat, and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from storage.dialects import Upsert
from storage.errors import Unreadable
from storage.instants import instant, micros
from storage.keyring import Keyring
from storage.parcels import FAILED, READY, SENDING, SENT, SUPERSEDED, UNCERTAIN, Claimed, Parcel
from storage.part import Part
from storage.tables import outbox

_UNFINISHED = outbox.c.finished.is_(None)

_ADD = Upsert(
    lambda insert: insert(outbox).on_conflict_do_nothing(index_elements=["account", "session", "number", "n"])
)

_SUPERSEDE = (
    update(outbox)
    .where(
        _UNFINISHED,
        outbox.c.status == READY,
        outbox.c.account == bindparam("of_account"),
        outbox.c.chat == bindparam("of_chat"),
        outbox.c.session == bindparam("of_session"),
        outbox.c.slot == bindparam("of_slot"),
        or_(
            outbox.c.number < bindparam("of_number"),
            and_(outbox.c.number == bindparam("of_number"), outbox.c.n < bindparam("of_n")),
        ),
    )
    .values(status=SUPERSEDED, finished=bindparam("at"))
    .returning(outbox.c.due)
)

_POSTPONE = (
    update(outbox)
    .where(
        _UNFINISHED,
        outbox.c.account == bindparam("of_account"),
        outbox.c.session == bindparam("of_session"),
        outbox.c.number == bindparam("of_number"),
        outbox.c.n == bindparam("of_n"),
    )
    .values(due=bindparam("due"))
)

# "ready" sorts before "sending": the highest status is "ready" only when nothing of that chat is under way.
_HEADS = (
    select(func.min(outbox.c.id))
    .where(_UNFINISHED)
    .group_by(outbox.c.account, outbox.c.chat)
    .having(func.max(outbox.c.status) == READY)
)

# A WITH of its own, because PostgreSQL may run a subquery with SKIP LOCKED more than once. The status is
# asked again outside the heads: that is what PostgreSQL checks anew when another copy was just ahead of us.
_DUE = (
    select(outbox.c.id)
    .where(outbox.c.id.in_(_HEADS), outbox.c.status == READY, outbox.c.due <= bindparam("now"))
    .order_by(outbox.c.due, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due_now")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(_DUE.c.id)))
    .values(status=SENDING, attempts=outbox.c.attempts + 1)
    .returning(
        outbox.c.id,
        outbox.c.account,
        outbox.c.session,
        outbox.c.number,
        outbox.c.n,
        outbox.c.chat,
        outbox.c.topic,
        outbox.c.slot,
        outbox.c.payload,
        outbox.c.again,
        outbox.c.due,
        outbox.c.to_seat,
        outbox.c.attempts,
    )
)

_FINISH = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"))
    .values(status=bindparam("status"), message=bindparam("message"), why=bindparam("why"), finished=bindparam("at"))
)

_LATER = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"))
    .values(
        status=READY,
        due=bindparam("due"),
        why=bindparam("why"),
        attempts=outbox.c.attempts - bindparam("untried"),
    )
)

_LATER_ALL = (
    update(outbox)
    .where(
        _UNFINISHED,
        outbox.c.status == READY,
        outbox.c.account == bindparam("of_account"),
        outbox.c.chat == bindparam("of_chat"),
        outbox.c.due < bindparam("due"),
    )
    .values(due=bindparam("due"))
)

_RECOVER = (
    update(outbox)
    .where(_UNFINISHED, outbox.c.status == SENDING)
    .values(
        status=case((outbox.c.again, READY), else_=UNCERTAIN),
        finished=case((outbox.c.again, None), else_=bindparam("now")),
    )
)

_NEXT_DUE = select(func.min(outbox.c.due)).where(outbox.c.id.in_(_HEADS))

_WAITING = select(func.count()).select_from(outbox).where(_UNFINISHED)

_REKEY = (
    update(outbox)
    .where(_UNFINISHED, outbox.c.account == bindparam("of_account"), outbox.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)


class Outbox(Part):
    """What belongs to a session is sealed with its key."""

    __slots__ = ("_keyring",)

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        super().__init__(connection)
        self._keyring = keyring

    def add(self, rows: Sequence[Parcel]) -> None:
        """A newer parcel in a slot replaces those that wait there, and waits as long as they had to."""
        if not rows:
            return
        self._connection.execute(_ADD.on(self._connection), [self._columns(parcel) for parcel in rows])
        for parcel in rows:
            if parcel.slot is not None:
                self._supersede(parcel)

    def _supersede(self, parcel: Parcel) -> None:
        due = micros(parcel.due)
        key = {
            "of_account": parcel.account,
            "of_session": parcel.session,
            "of_number": parcel.number,
            "of_n": parcel.n,
        }
        place = {"of_chat": parcel.chat, "of_slot": parcel.slot, "at": due}
        waited = self._connection.execute(_SUPERSEDE, key | place).scalars().all()
        # A chat that was told to wait is not let through because its card changed meanwhile.
        if waited and max(waited) > due:
            self._connection.execute(_POSTPONE, key | {"due": max(waited)})

    def claim(self, *, now: datetime, limit: int) -> list[Claimed]:
        """Mark as being sent, and return, what can leave now: of each chat at most one."""
        rows = self._connection.execute(_CLAIM, {"now": micros(now), "most": limit})
        return sorted(map(self._claimed, rows.all()), key=lambda parcel: (parcel.due, parcel.id))

    def sent(self, id: int, *, message: int | None, at: datetime) -> None:
        self._finish(id, status=SENT, message=message, why=None, at=at)

    def failed(self, id: int, *, why: str, at: datetime) -> None:
        """It will never arrive, and the rest of its chat goes on without it."""
        self._finish(id, status=FAILED, message=None, why=why, at=at)

    def uncertain(self, id: int, *, at: datetime) -> None:
        """Nobody knows whether it arrived; it is held and not sent again."""
        self._finish(id, status=UNCERTAIN, message=None, why=None, at=at)

    def _finish(self, id: int, *, status: str, message: int | None, why: str | None, at: datetime) -> None:
        self._connection.execute(
            _FINISH, {"of_id": id, "status": status, "message": message, "why": why, "at": micros(at)}
        )

    def later(self, id: int, *, due: datetime, why: str, tried: bool = True) -> None:
        """Back in the queue, at its own place; its chat waits with it. What was not tried is no attempt."""
        values = {"of_id": id, "due": micros(due), "why": why, "untried": 0 if tried else 1}
        self._connection.execute(_LATER, values)

    def later_all(self, *, account: str, chat: int, due: datetime) -> None:
        """Nothing leaves for this chat before then."""
        self._connection.execute(_LATER_ALL, {"of_account": account, "of_chat": chat, "due": micros(due)})

    def recover(self, now: datetime) -> int:
        """What a dead process was sending goes out again, or is held where twice is worse than not at all.

        Only for when no other process is sending: it cannot tell the dead from the living.
        """
        return self._connection.execute(_RECOVER, {"now": micros(now)}).rowcount

    def next_due(self) -> datetime | None:
        """When the next one can leave; None when nothing waits, or only for what is being sent now."""
        due = self._connection.execute(_NEXT_DUE).scalar()
        return None if due is None else instant(due)

    def waiting(self) -> int:
        """How many have not left yet, those being sent included."""
        return int(self._connection.execute(_WAITING).scalar_one())

    def rekey(self, *, account: str, old: int, new: int) -> None:
        """The chat got another number, and what waits goes there."""
        self._connection.execute(_REKEY, {"of_account": account, "old": old, "new": new})

    def _columns(self, parcel: Parcel) -> dict[str, object]:
        payload: bytes | None = parcel.payload.encode()
        if parcel.session:
            place = f"{parcel.number}.{parcel.n}"
            payload = self._keyring.seal(owner=parcel.session, number=place, what="parcel", text=parcel.payload)
        return {
            "account": parcel.account,
            "session": parcel.session,
            "number": parcel.number,
            "n": parcel.n,
            "chat": parcel.chat,
            "topic": parcel.topic,
            "slot": parcel.slot,
            "to_seat": parcel.to,
            "payload": payload or b"",
            "again": parcel.again,
            "due": micros(parcel.due),
            "status": READY,
            "attempts": 0,
        }

    def _claimed(self, row: Any) -> Claimed:
        id, account, session, number, n, chat, topic, slot, sealed, again, due, to, attempts = row
        payload: str | None = bytes(sealed).decode() if not session else ""
        if session and sealed:
            try:
                payload = self._keyring.open(owner=session, number=f"{number}.{n}", what="parcel", sealed=sealed)
            except Unreadable:
                # A damaged row; the parcels of everybody else go on.
                payload = ""
        return Claimed(
            id=id,
            account=account,
            session=session,
            number=number,
            n=n,
            chat=chat,
            topic=topic,
            slot=slot,
            # Of a session that was forgotten, or a row that was damaged, there is nothing left to send.
            payload=payload or "",
            again=again,
            due=instant(due),
            to=to,
            attempts=attempts,
        )
