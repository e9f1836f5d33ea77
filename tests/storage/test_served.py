from __future__ import annotations

from storage.database import Database
from tests.storage.story import ACCOUNT, MINUTE, NOON, room_in


def test_the_last_time_somebody_had_a_role_is_remembered(database: Database) -> None:
    with database.move() as move:
        room, elsewhere = room_in(move), room_in(move, chat=-7)
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON).id
        assert move.served.last(room=room, person=els) == {}
        move.served.add(room=room, person=els, role="facilitator", at=NOON)
        move.served.add(room=room, person=els, role="facilitator", at=NOON + MINUTE)
        move.served.add(room=room, person=els, role="facilitator", at=NOON - MINUTE)
        move.served.add(room=room, person=els, role="timekeeper", at=NOON)
        move.served.add(room=elsewhere, person=els, role="facilitator", at=NOON + 9 * MINUTE)
        assert move.served.last(room=room, person=els) == {"facilitator": NOON + MINUTE, "timekeeper": NOON}
