"""Members: which person is who in a circle."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select

from flows.rhythm.circle.state import CircleId, MemberId
from storage.dialects import Upsert
from storage.part import Part
from storage.tables import members, people


def _set(insert: Any) -> Any:
    new = insert(members)
    return new.on_conflict_do_update(index_elements=["circle", "member"], set_={"person": new.excluded.person})


_SET = Upsert(_set)

_one = (members.c.circle == bindparam("circle"), members.c.member == bindparam("member"))

_DROP = delete(members).where(*_one)

_MEMBER_OF = (
    select(members.c.member)
    .where(members.c.circle == bindparam("circle"), members.c.person == bindparam("person"))
    .order_by(members.c.member)
    .limit(1)
)

_PEOPLE = (
    select(members.c.member, members.c.person).where(members.c.circle == bindparam("circle")).order_by(members.c.member)
)

_ADDRESSES = (
    select(members.c.member, people.c.account, people.c.user_id, people.c.language)
    .join(people, people.c.id == members.c.person)
    .where(members.c.circle == bindparam("circle"))
    .order_by(members.c.member)
)


class Members(Part):
    __slots__ = ()

    def set(self, circle: CircleId, member: MemberId, person: int) -> None:
        self._connection.execute(_SET.on(self._connection), {"circle": circle, "member": member, "person": person})

    def drop(self, circle: CircleId, member: MemberId) -> None:
        self._connection.execute(_DROP, {"circle": circle, "member": member})

    def member_of(self, circle: CircleId, person: int) -> MemberId | None:
        return self._connection.execute(_MEMBER_OF, {"circle": circle, "person": person}).scalar()

    def people(self, circle: CircleId) -> dict[MemberId, int]:
        rows = self._connection.execute(_PEOPLE, {"circle": circle})
        return {MemberId(member): person for member, person in rows}

    def addresses(self, circle: CircleId) -> dict[MemberId, tuple[str, int, str]]:
        """The account each belongs to, the number by which the channel knows them, and the language they read."""
        rows = self._connection.execute(_ADDRESSES, {"circle": circle})
        return {MemberId(member): (account, user, language) for member, account, user, language in rows}
