"""What is to be sent leaves in order, once, and is never forgotten."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from flows.engine.session import SessionId
from storage.database import Database
from storage.move import Move
from storage.parcels import FAILED, READY, SENDING, SENT, SUPERSEDED, UNCERTAIN, Claimed
from storage.tables import outbox
from tests.storage.story import ACCOUNT, MINUTE, NOON, OTHER_TEAM, TEAM, begin, parcel, plans


def _claim(move: Move, minutes: float = 0, limit: int = 100) -> list[Claimed]:
    return move.outbox.claim(now=NOON + minutes * MINUTE, limit=limit)


def _keys(claimed: list[Claimed]) -> list[tuple[int, int]]:
    return [(one.number, one.n) for one in claimed]


def _statuses(move: Move) -> dict[tuple[int, int], str]:
    rows = move._connection.execute(select(outbox.c.number, outbox.c.n, outbox.c.status))
    return {(number, n): status for number, n, status in rows}


def test_a_parcel_arrives_at_the_sender_as_it_was_given(database: Database) -> None:
    begin(database)
    given = parcel(number=2**40, n=3, topic=17, slot="card", payload='{"say":"dag"}', again=False, to="els")
    with database.move() as move:
        move.outbox.add([given])
        [claimed] = _claim(move)
        for name in given.__slots__:
            assert getattr(claimed, name) == getattr(given, name), name
        assert claimed.attempts == 1


def test_nothing_to_add_is_fine(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([])
        assert move.outbox.waiting() == 0
        assert move.outbox.next_due() is None


def test_of_a_forgotten_session_there_is_nothing_left_to_send(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.outbox.add([parcel()])
        move.vault.forget(SessionId("monday"))
        move.outbox.add([parcel(number=2)])
        [first] = _claim(move)
        move.outbox.sent(first.id, message=None, at=NOON)
        [second] = _claim(move)
        assert (first.payload, second.payload) == ("", "")


def test_a_damaged_parcel_stops_no_other(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.outbox.add([parcel(), parcel(n=1, chat=OTHER_TEAM)])
        move._connection.execute(update(outbox).where(outbox.c.n == 0).values(payload=b"x" * 40))
        damaged, sound = _claim(move)
        assert (damaged.payload, sound.payload) == ("", '{"say":"welcome"}')


def test_waiting_for_a_limit_is_no_attempt(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.outbox.add([parcel()])
        for tried, attempts in ((False, 1), (True, 1), (True, 2)):
            [claimed] = _claim(move)
            assert claimed.attempts == attempts
            move.outbox.later(claimed.id, due=NOON, why="", tried=tried)


def test_what_belongs_to_no_session_is_sent_as_it_is(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(session="")])
        assert [one.payload for one in _claim(move)] == ['{"say":"welcome"}']


def test_the_same_parcel_is_never_added_twice(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.outbox.add([parcel()])
        move.outbox.add([parcel(payload="{}"), parcel(n=1)])
        assert move.outbox.waiting() == 2
        [first] = _claim(move)
        assert first.payload == '{"say":"welcome"}'


def test_a_chat_gets_one_thing_at_a_time_in_order(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1), parcel(n=2, chat=OTHER_TEAM)])
        first, other = _claim(move)
        assert _keys([first, other]) == [(1, 0), (1, 2)]
        assert _claim(move) == []
        move.outbox.sent(first.id, message=77, at=NOON)
        [second] = _claim(move)
        assert _keys([second]) == [(1, 1)]
        move.outbox.failed(second.id, why="the chat is gone", at=NOON)
        move.outbox.uncertain(other.id, at=NOON)
        assert move.outbox.waiting() == 0
        assert _statuses(move) == {(1, 0): SENT, (1, 1): FAILED, (1, 2): UNCERTAIN}


def test_the_same_chat_number_in_another_account_is_another_chat(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(), parcel(account="browser")])
        assert len(_claim(move)) == 2


def test_no_more_is_claimed_than_asked_for_and_the_longest_due_first(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=n, chat=-n, due=NOON - n * MINUTE) for n in range(4)])
        assert _keys(_claim(move, limit=3)) == [(1, 3), (1, 2), (1, 1)]


def test_nothing_leaves_before_its_time(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(due=NOON + MINUTE), parcel(n=1)])
        assert move.outbox.next_due() == NOON + MINUTE
        assert _claim(move) == []
        assert _keys(_claim(move, minutes=1)) == [(1, 0)]


def test_a_chat_that_has_to_wait_holds_up_no_other(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1), parcel(n=2, chat=OTHER_TEAM)])
        first, other = _claim(move)
        move.outbox.later(first.id, due=NOON + 5 * MINUTE, why="flood")
        move.outbox.sent(other.id, message=None, at=NOON)
        move.outbox.add([parcel(n=3, chat=OTHER_TEAM)])
        assert _keys(_claim(move)) == [(1, 3)]
        assert move.outbox.next_due() == NOON + 5 * MINUTE
        [again] = _claim(move, minutes=5)
        assert (again.n, again.attempts) == (0, 2)


def test_a_whole_chat_is_told_to_wait(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1, due=NOON + 9 * MINUTE), parcel(n=2, chat=OTHER_TEAM)])
        move.outbox.later_all(account=ACCOUNT, chat=TEAM, due=NOON + 5 * MINUTE)
        assert _keys(_claim(move)) == [(1, 2)]
        [first] = _claim(move, minutes=5)
        move.outbox.sent(first.id, message=1, at=NOON)
        assert move.outbox.next_due() == NOON + 9 * MINUTE


def test_only_the_newest_card_leaves(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, 0, slot="card"), parcel(1, 1), parcel(1, 2, slot="cue:els")])
        move.outbox.add([parcel(2, 0, slot="card"), parcel(2, 1, slot="card")])
        assert _statuses(move) == {
            (1, 0): SUPERSEDED,
            (1, 1): READY,
            (1, 2): READY,
            (2, 0): SUPERSEDED,
            (2, 1): READY,
        }
        assert move.outbox.waiting() == 3


def test_a_card_of_another_chat_or_conversation_is_another_card(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, 0, slot="card"), parcel(1, 1, slot="card", chat=OTHER_TEAM)])
        move.outbox.add([parcel(2, 0, slot="card", session="tuesday"), parcel(2, 1, slot="cue")])
        assert move.outbox.waiting() == 4


def test_a_card_that_is_being_sent_is_let_go(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, slot="card")])
        _claim(move)
        move.outbox.add([parcel(2, slot="card")])
        assert _statuses(move) == {(1, 0): SENDING, (2, 0): READY}
        assert move.outbox.next_due() is None
        assert _claim(move) == []


def test_adding_an_old_card_again_does_not_push_out_the_newer_one(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, slot="card")])
        move.outbox.add([parcel(2, slot="card")])
        move.outbox.add([parcel(1, slot="card")])
        assert _statuses(move) == {(1, 0): SUPERSEDED, (2, 0): READY}


def test_a_newer_card_waits_as_long_as_the_older_one_had_to(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(1, slot="card")])
        [card] = _claim(move)
        move.outbox.later(card.id, due=NOON + 5 * MINUTE, why="flood")
        move.outbox.add([parcel(2, slot="card")])
        assert _claim(move, minutes=4) == []
        assert _keys(_claim(move, minutes=5)) == [(2, 0)]


def test_what_a_dead_process_was_sending_is_sent_again_or_held(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1, chat=OTHER_TEAM, again=False), parcel(n=2)])
        assert len(_claim(move)) == 2
        move.commit()
    with database.move() as move:
        assert move.outbox.recover(NOON) == 2
        assert move.outbox.recover(NOON) == 0
        assert _statuses(move) == {(1, 0): READY, (1, 1): UNCERTAIN, (1, 2): READY}
        [again] = _claim(move)
        assert (again.n, again.attempts) == (0, 2)


def test_what_waits_follows_a_chat_to_its_new_number(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1), parcel(n=2, account="browser")])
        first, _ = _claim(move)
        move.outbox.sent(first.id, message=1, at=NOON)
        for _ in range(2):
            move.outbox.rekey(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
        assert [(one.n, one.chat) for one in _claim(move)] == [(1, OTHER_TEAM)]


def test_two_chats_that_became_one_still_get_one_thing_at_a_time(database: Database) -> None:
    with database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1, chat=OTHER_TEAM)])
        move.outbox.later_all(account=ACCOUNT, chat=TEAM, due=NOON + MINUTE)
        [under_way] = _claim(move)
        move.outbox.rekey(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
        assert _claim(move, minutes=1) == []
        move.outbox.sent(under_way.id, message=1, at=NOON)
        assert _keys(_claim(move, minutes=1)) == [(1, 0)]


def test_two_copies_never_claim_the_same(server_database: Database) -> None:
    with server_database.move() as move:
        move.outbox.add([parcel(n=0), parcel(n=1), parcel(n=2, chat=OTHER_TEAM)])
        move.commit()
    with server_database.move() as one, server_database.move() as two:
        assert _keys(_claim(one, limit=1)) == [(1, 0)]
        assert _keys(_claim(two)) == [(1, 2)]
        one.commit()
        assert _claim(two) == []


def test_years_of_finished_parcels_are_never_looked_at(database: Database) -> None:
    row = {"account": ACCOUNT, "session": "old", "chat": TEAM, "to_seat": "", "payload": b"{}", "again": True}
    row |= {"due": 0, "status": SENT, "attempts": 1, "finished": 1}
    begin(database)
    with database.move() as move, plans(database) as told:
        move._connection.execute(insert(outbox), [row | {"number": n, "n": 0} for n in range(2000)])
        move._connection.exec_driver_sql("ANALYZE")
        # The key of the session is looked up once.
        move.outbox.add([parcel(number=0)])
        told.clear()
        move.outbox.add([parcel(slot="card")])
        _claim(move)
        move.outbox.next_due()
        move.outbox.waiting()
        move.outbox.recover(NOON)
        move.outbox.later_all(account=ACCOUNT, chat=TEAM, due=NOON)
        move.outbox.rekey(account=ACCOUNT, old=TEAM, new=OTHER_TEAM)
    assert len(told) == 7
    for plan in told:
        assert "outbox_unfinished" in plan
