from __future__ import annotations

from sqlalchemy import select

from storage.database import Database
from storage.tables import feeds
from tests.storage.story import MINUTE, NOON, person_in


def test_a_secret_address_leads_to_its_person_and_is_not_kept_itself(database: Database) -> None:
    with database.move() as move:
        els, noor = person_in(move), person_in(move, "Noor", user=2)
        assert not move.feeds.has(els)
        move.feeds.renew("of-els", els, NOON)
        move.feeds.renew("of-noor", noor, NOON)
        assert (move.feeds.person("of-els"), move.feeds.person("of-noor")) == (els, noor)
        assert move.feeds.person("of-nobody") is None
        assert move.feeds.has(els)
        move.commit()
    with database._engine.connect() as connection:
        assert not {"of-els", "of-noor"} & set(connection.execute(select(feeds.c.digest)).scalars())


def test_a_new_address_takes_the_place_of_the_earlier_one(database: Database) -> None:
    with database.move() as move:
        els = person_in(move)
        move.feeds.renew("first", els, NOON)
        move.feeds.renew("second", els, NOON + MINUTE)
        assert (move.feeds.person("first"), move.feeds.person("second")) == (None, els)
        move.feeds.drop(els)
        assert move.feeds.person("second") is None
        assert not move.feeds.has(els)
        move.feeds.renew("third", els, NOON)
        assert move.feeds.person("third") == els
