from __future__ import annotations

from flows.engine.session import SessionId
from storage.database import Database
from storage.people import Person
from tests.storage.story import ACCOUNT, MINUTE, NOON, begin, person_in, plans

MONDAY = SessionId("monday")


def test_somebody_new_is_out_of_reach_until_a_message_arrives(database: Database) -> None:
    begin(database)
    with database.move() as move:
        els = move.people.meet(account=ACCOUNT, user=2**40, name="Els", language="nl", at=NOON)
        assert els == Person(
            id=els.id,
            account=ACCOUNT,
            user=2**40,
            name="Els",
            language="nl",
            reachable=False,
            focus=None,
            awaits="",
        )
        move.people.reachable(els.id, True)
        move.people.focus(els.id, MONDAY)
        known = move.people.get(els.id)
        assert known is not None
        assert (known.reachable, known.focus) == (True, MONDAY)
        move.people.focus(els.id, None)
        assert move.people.meet(account=ACCOUNT, user=2**40, name="Els", language="nl", at=NOON) == Person(
            id=els.id,
            account=ACCOUNT,
            user=2**40,
            name="Els",
            language="nl",
            reachable=True,
            focus=None,
            awaits="",
        )


def test_what_was_asked_last_is_what_a_private_text_is_about(database: Database) -> None:
    begin(database)
    with database.move() as move:
        els = person_in(move)

        def awaits() -> str:
            known = move.people.get(els)
            assert known is not None
            return known.awaits

        assert awaits() == ""
        move.people.await_(els, "d:plan:3")
        assert awaits() == "d:plan:3"
        move.people.await_(els, "k:north:rule")
        assert person_in(move, "Els de Vries") == els
        assert awaits() == "k:north:rule"
        move.people.focus(els, MONDAY)
        assert awaits() == ""


def test_a_new_name_or_language_is_noticed(database: Database) -> None:
    with database.move() as move:
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON)
        els_de_vries = move.people.meet(account=ACCOUNT, user=1, name="Els de Vries", language="nl", at=NOON + MINUTE)
        assert (els_de_vries.id, els_de_vries.name) == (els.id, "Els de Vries")
        in_english = move.people.meet(account=ACCOUNT, user=1, name="Els de Vries", language="en", at=NOON)
        assert in_english.language == "en"
        assert move.people.get(els.id) == in_english


def test_the_same_number_in_another_account_is_somebody_else(database: Database) -> None:
    with database.move() as move:
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON)
        noor = move.people.meet(account="browser", user=1, name="Noor", language="nl", at=NOON)
        assert els.id != noor.id
        assert move.people.get(noor.id + 1) is None


def test_meeting_somebody_unchanged_is_one_look_and_no_write(database: Database) -> None:
    with database.move() as move:
        move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON)
        with plans(database) as told:
            move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON)
        assert len(told) == 1


def test_somebody_is_found_by_the_number_of_the_channel(database: Database) -> None:
    with database.move() as move:
        els = move.people.meet(account=ACCOUNT, user=5, name="Els", language="nl", at=NOON)
        assert move.people.find(account=ACCOUNT, user=5) == els
        assert move.people.find(account="another", user=5) is None
