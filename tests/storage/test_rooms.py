from __future__ import annotations

from flows.engine.session import SessionId
from storage.database import Database
from storage.move import Move
from storage.rooms import Room
from tests.storage.story import (
    ACCOUNT,
    MINUTE,
    NOON,
    OTHER_TEAM,
    TEAM,
    begin,
    conversation,
    parcel,
    room_in,
)

MONDAY = SessionId("monday")


def _room(move: Move, id: int) -> Room:
    room = move.rooms.get(id)
    assert room is not None
    return room


def test_a_chat_is_one_room(database: Database) -> None:
    with database.move() as move:
        room = move.rooms.ensure(account=ACCOUNT, kind="group", chat=TEAM, topic=None, title="Team Noord", at=NOON)
        assert room == Room(
            id=room.id,
            account=ACCOUNT,
            kind="group",
            chat=TEAM,
            topic=None,
            title="Team Noord",
            hears=False,
            present=True,
        )
        assert room_in(move) == room.id
        assert move.rooms.find(account=ACCOUNT, chat=TEAM, topic=None) == room
        assert move.rooms.find(account="browser", chat=TEAM, topic=None) is None
        assert move.rooms.get(room.id + 1) is None


def test_each_topic_of_a_chat_is_a_room_of_its_own(database: Database) -> None:
    with database.move() as move:
        whole, topic = room_in(move), room_in(move, topic=17)
        assert whole != topic
        assert _room(move, topic).topic == 17
        room_in(move, chat=OTHER_TEAM)
        assert [room.id for room in move.rooms.of_chat(account=ACCOUNT, chat=TEAM)] == [whole, topic]
        assert move.rooms.of_chat(account="browser", chat=TEAM) == []


def test_every_room_of_private_chats_is_a_new_one(database: Database) -> None:
    with database.move() as move:
        one, two = room_in(move, chat=None), room_in(move, chat=None)
        assert one != two
        assert (_room(move, one).kind, _room(move, one).chat) == ("private", None)


def test_a_new_title_is_noticed_and_the_rest_stays(database: Database) -> None:
    with database.move() as move:
        id = room_in(move)
        move.rooms.set_hears(id, True)
        move.rooms.set_present(id, False)
        renamed = move.rooms.ensure(account=ACCOUNT, kind="group", chat=TEAM, topic=None, title="Team Zuid", at=NOON)
        assert renamed == _room(move, id)
        assert (renamed.id, renamed.title, renamed.hears, renamed.present) == (id, "Team Zuid", True, False)


def test_everything_follows_a_chat_to_its_new_number(database: Database) -> None:
    begin(database)
    with database.move() as move:
        room, topic, elsewhere = room_in(move), room_in(move, topic=17), room_in(move, chat=-7)
        move.outbox.add([parcel()])
        move.cards.set(session=MONDAY, slot="card", chat=TEAM, topic=None, message=8, digest="a")
        move.cards.set(session=MONDAY, slot="cue:els", chat=5, topic=None, message=9, digest="b")
        for _ in range(2):
            move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
            assert [_room(move, id).chat for id in (room, topic, elsewhere)] == [OTHER_TEAM, OTHER_TEAM, -7]
            places = [move.cards.get(session=MONDAY, slot=slot) for slot in ("card", "cue:els")]
            assert [place and place.chat for place in places] == [OTHER_TEAM, 5]
        [waiting] = move.outbox.claim(now=NOON, limit=10)
        assert waiting.chat == OTHER_TEAM


def test_a_chat_met_under_both_numbers_becomes_one_room(database: Database) -> None:
    begin(database)
    with database.move() as move:
        old, new = room_in(move), room_in(move, chat=OTHER_TEAM)
        move.sessions.add(conversation("tuesday"), room=new, at=NOON + MINUTE)
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON).id
        move.served.add(room=old, person=els, role="timekeeper", at=NOON)
        move.served.add(room=old, person=els, role="facilitator", at=NOON + 3 * MINUTE)
        move.served.add(room=new, person=els, role="facilitator", at=NOON)
        move.cards.set(session=MONDAY, slot="card", chat=TEAM, topic=None, message=8, digest="a")
        for _ in range(2):
            move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
            assert move.rooms.find(account=ACCOUNT, chat=TEAM, topic=None) is None
            assert move.rooms.get(old) is None
            assert move.sessions.room(MONDAY) == move.sessions.room(SessionId("tuesday")) == new
            assert move.served.last(room=new, person=els) == {
                "facilitator": NOON + 3 * MINUTE,
                "timekeeper": NOON,
            }
            card = move.cards.get(session=MONDAY, slot="card")
            assert card is not None
            assert card.chat == OTHER_TEAM


def test_the_cards_of_another_account_stay_where_they_are(database: Database) -> None:
    with database.move() as move:
        browser = move.rooms.ensure(account="browser", kind="group", chat=TEAM, topic=None, title="", at=NOON).id
        move.sessions.add(conversation(), room=browser, at=NOON)
        move.cards.set(session=MONDAY, slot="card", chat=TEAM, topic=None, message=8, digest="a")
        move.rooms.migrate(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
        card = move.cards.get(session=MONDAY, slot="card")
        assert card is not None
        assert card.chat == TEAM
        assert _room(move, browser).chat == TEAM
