from __future__ import annotations

from flows.engine.session import SessionId
from storage.cards import CardPlace
from storage.database import Database
from tests.storage.story import TEAM, begin

MONDAY = SessionId("monday")


def test_a_card_is_remembered_until_it_is_dropped(database: Database) -> None:
    begin(database)
    with database.move() as move:
        assert move.cards.get(session=MONDAY, slot="card") is None
        move.cards.set(session=MONDAY, slot="card", chat=TEAM, topic=17, message=2**40, digest="a")
        move.cards.set(session=MONDAY, slot="cue:els", chat=5, topic=None, message=9, digest="b")
        assert move.cards.get(session=MONDAY, slot="card") == CardPlace(chat=TEAM, topic=17, message=2**40, digest="a")
        move.cards.set(session=MONDAY, slot="card", chat=TEAM, topic=None, message=8, digest="c")
        assert move.cards.get(session=MONDAY, slot="card") == CardPlace(chat=TEAM, topic=None, message=8, digest="c")
        move.cards.drop(session=MONDAY, slot="card")
        assert move.cards.get(session=MONDAY, slot="card") is None
        assert move.cards.get(session=MONDAY, slot="cue:els") is not None
