"""What a room in the browser keeps: what each seat reads, who a browser is, and short invitations."""

from __future__ import annotations

from flows.engine.session import SessionId
from storage.database import Database
from storage.posts import Post
from tests.storage.story import ACCOUNT, ELS, NOON, NOOR, begin

MONDAY = SessionId("monday")


def post(seat: object, n: int, payload: str) -> Post:
    return Post(seat=seat, n=n, payload=payload, at=NOON)  # type: ignore[arg-type]


def test_each_seat_reads_what_came_after_the_last_it_has(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.posts.add(MONDAY, [])
        move.posts.add(MONDAY, [post(ELS, 1000, "één"), post(NOOR, 1001, "twee")])
        move.posts.add(MONDAY, [post(ELS, 2000, "drie")])
        move.commit()
    with database.glance() as move:
        assert [p.payload for p in move.posts.since(MONDAY, 0, seat=ELS)] == ["één", "drie"]
        assert [p.payload for p in move.posts.since(MONDAY, 1000, seat=ELS)] == ["drie"]
        assert [(p.seat, p.n) for p in move.posts.since(MONDAY, 0)] == [(ELS, 1000), (NOOR, 1001), (ELS, 2000)]
        assert move.posts.since(MONDAY, 0, seat=ELS)[0] == post(ELS, 1000, "één")


def test_buttons_that_have_served_stay_so(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.posts.add(MONDAY, [post(ELS, 1000, "kies"), post(NOOR, 1000, "kies")])
        move.posts.settle(MONDAY, ELS, 1000)
        assert [p.settled for p in move.posts.since(MONDAY, 0)] == [True, False]


def test_of_a_forgotten_session_nothing_can_be_read(database: Database) -> None:
    begin(database)
    with database.move() as move:
        move.posts.add(MONDAY, [post(ELS, 1000, "geheim")])
        move.vault.forget(MONDAY)
        move.posts.add(MONDAY, [post(ELS, 2000, "ook")])
        assert move.posts.since(MONDAY, 0) == []


def test_a_pass_leads_to_its_person_and_is_not_kept_itself(database: Database) -> None:
    with database.move() as move:
        els = move.people.meet(account=ACCOUNT, user=1, name="Els", language="nl", at=NOON).id
        move.passes.add("secret", person=els, at=NOON)
        move.passes.add("secret", person=els, at=NOON)
        assert move.passes.person("secret") == els
        assert move.passes.person("another") is None


def test_what_happened_is_told_after_the_commit_and_not_without_it(database: Database) -> None:
    told: list[str] = []
    with database.move() as move:
        move.then(lambda: told.append("rolled back"))
    with database.move() as move:
        move.then(lambda: told.append("done"))
        assert told == []
        move.commit()
    assert told == ["done"]


def test_how_far_conversations_are_without_looking_into_them(database: Database) -> None:
    begin(database)
    with database.move() as move:
        assert move.sessions.numbers([]) == {}
        assert list(move.sessions.numbers([MONDAY, SessionId("nowhere")])) == [MONDAY]
        move.vault.forget(MONDAY)
        assert move.sessions.numbers([MONDAY]) == {}
