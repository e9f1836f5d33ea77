"""Whatever happens in whatever order, the outbox does what a list of parcels on paper would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.move import Move
from storage.parcels import READY, SENDING, SENT, SUPERSEDED, UNCERTAIN
from tests.storage.story import ACCOUNT, MINUTE, NOON, parcel

CHATS = (-1, -2, -3)
SLOTS = (None, "card", "cue")

_minutes = st.integers(0, 5)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.tuples(st.sampled_from(CHATS), st.sampled_from(SLOTS)), max_size=3)),
        st.tuples(st.just("claim"), st.integers(1, 3)),
        st.tuples(st.just("pass"), _minutes),
        st.tuples(st.just("sent"), st.integers(0, 2)),
        st.tuples(st.just("later"), st.tuples(st.integers(0, 2), _minutes)),
        st.tuples(st.just("later_all"), st.tuples(st.sampled_from(CHATS), _minutes)),
        st.tuples(st.just("recover"), st.none()),
    ),
    min_size=10,
    max_size=60,
)


@dataclass
class Line:
    number: int
    n: int
    chat: int
    slot: str | None
    again: bool
    due: datetime
    status: str = READY
    id: int = 0


class Paper:
    """The outbox as a list on paper, next to the real one."""

    def __init__(self, move: Move) -> None:
        self.outbox = move.outbox
        self.lines: list[Line] = []
        self.number = 0
        self.now = NOON

    def unfinished(self, chat: int | None = None) -> list[Line]:
        return [line for line in self.lines if line.status in (READY, SENDING) and chat in (None, line.chat)]

    def sending(self) -> list[Line]:
        return [line for line in self.lines if line.status == SENDING]

    def heads(self) -> list[Line]:
        """The first of each chat in which nothing is under way."""
        queues = [self.unfinished(chat) for chat in CHATS]
        return [queue[0] for queue in queues if queue and SENDING not in {line.status for line in queue}]

    def add(self, places: list[tuple[int, str | None]]) -> None:
        self.number += 1
        new = [Line(self.number, n, chat, slot, again=n != 1, due=self.now) for n, (chat, slot) in enumerate(places)]
        self.outbox.add(
            [
                parcel(line.number, line.n, chat=line.chat, slot=line.slot, again=line.again, due=line.due)
                for line in new
            ]
        )
        for line in new:
            for older in self.unfinished(line.chat):
                if line.slot is not None and (older.slot, older.status) == (line.slot, READY):
                    older.status = SUPERSEDED
                    line.due = max(line.due, older.due)
            self.lines.append(line)

    def claim(self, limit: int) -> None:
        due = [line for line in self.heads() if line.due <= self.now]
        due = sorted(due, key=lambda line: (line.due, self.lines.index(line)))[:limit]
        claimed = self.outbox.claim(now=self.now, limit=limit)
        assert [(one.number, one.n) for one in claimed] == [(line.number, line.n) for line in due]
        for line, one in zip(due, claimed, strict=True):
            line.status, line.id = SENDING, one.id

    def sent(self, which: int) -> None:
        for line in self.sending()[which : which + 1]:
            self.outbox.sent(line.id, message=line.id, at=self.now)
            line.status = SENT

    def later(self, choice: tuple[int, int]) -> None:
        which, minutes = choice
        for line in self.sending()[which : which + 1]:
            line.status, line.due = READY, self.now + minutes * MINUTE
            self.outbox.later(line.id, due=line.due, why="flood")

    def later_all(self, choice: tuple[int, int]) -> None:
        chat, minutes = choice
        due = self.now + minutes * MINUTE
        self.outbox.later_all(account=ACCOUNT, chat=chat, due=due)
        for line in self.unfinished(chat):
            if line.status == READY:
                line.due = max(line.due, due)

    def recover(self, _: None) -> None:
        assert self.outbox.recover(self.now) == len(self.sending())
        for line in self.sending():
            line.status = READY if line.again else UNCERTAIN

    def check(self) -> None:
        assert self.outbox.waiting() == len(self.unfinished())
        assert self.outbox.next_due() == min((line.due for line in self.heads()), default=None)


@settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_steps)
def test_the_outbox_does_what_it_would_on_paper(database: Database, steps: list[tuple[str, object]]) -> None:
    # Never committed, so that each example starts with an empty outbox.
    with database.move() as move:
        paper = Paper(move)
        for what, choice in steps:
            if what == "pass":
                assert isinstance(choice, int)
                paper.now += choice * MINUTE
            else:
                getattr(paper, what)(choice)
            paper.check()
        while paper.unfinished():
            paper.now += 10 * MINUTE
            paper.claim(len(CHATS))
            for _ in paper.sending():
                paper.sent(0)
        paper.check()
