"""What became of a parcel, written down: sent, to be tried again, or never to arrive."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.adapter import Verdict
from bot.letters import Plan
from bot.membership import migrate
from bot.moves import Moves
from bot.outgoing import Document, pack, unpack
from flows.engine.events import Reached, RoomLost
from flows.engine.session import SeatId, SessionId
from flows.rhythm.circle.state import CircleId
from storage.move import Move
from storage.parcels import Claimed, Parcel

log = logging.getLogger(__name__)

#: After a fault of the network or of the other side: soon, and then less often.
PATIENCE = (1, 2, 5, 15, 60, 300)
#: So often is something tried before it is given up: after a day in which the other side was away.
MAX_ATTEMPTS = 300
#: What may have arrived each time is tried less often.
MAX_UNSURE = 4
#: What was sent in this time still counts for the limits after a restart.
LATELY = timedelta(minutes=1)
#: The numbers of parcels that tidy up come after all those of a move.
AFTERWARDS = 1000


class Ledger:
    """Synchronous: it is called in a thread of the core."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves

    def recover(self, now: datetime) -> list[tuple[int, datetime]]:
        """What a process before us left half done goes on; the chats and times of what was sent of late."""
        with self._moves.database.move() as move:
            lately = move.traffic.since(now - LATELY, now=now)
            if move.outbox.recover(now):
                move.commit()
        return lately

    def claim(self, now: datetime, *, limit: int) -> tuple[list[Claimed], datetime | None]:
        """What can leave now; else when the next can."""
        with self._moves.database.glance() as move:
            due = move.outbox.next_due()
        if due is None or due > now:
            return [], due
        with self._moves.database.move() as move:
            parcels = move.outbox.claim(now=now, limit=limit)
            if parcels:
                move.commit()
            return parcels, None if parcels else due

    def failed(self, parcel: Claimed, now: datetime) -> None:
        """By a fault of ours."""
        self._note(lambda move: move.outbox.failed(parcel.id, why="fault", at=now))

    def _note(self, write: Callable[[Move], None]) -> None:
        with self._moves.database.move() as move:
            write(move)
            move.commit()

    def settle(self, parcel: Claimed, plan: Plan, verdict: Verdict, now: datetime) -> None:
        if verdict.what in ("unreachable", "shut") and parcel.session:
            self._tell_session(parcel, verdict, now)
            return
        with self._moves.database.move() as move:
            outbox = move.outbox
            match verdict.what:
                case "sent":
                    outbox.sent(parcel.id, message=verdict.message, at=now)
                    self._remember_card(move, parcel, plan, verdict)
                    self._tidy(move, parcel, plan, now)
                case "later":
                    self._postpone(move, parcel, verdict, now)
                case "unsure" if parcel.again and parcel.attempts < MAX_UNSURE:
                    self._postpone(move, parcel, verdict, now)
                case "unsure":
                    outbox.uncertain(parcel.id, at=now)
                case "moved":
                    migrate(move, account=parcel.account, old=parcel.chat, new=verdict.moved_to)
                    outbox.later(parcel.id, due=now, why="moved")
                case _:
                    if verdict.what == "refused":
                        # What comes behind the colon may quote what was refused.
                        log.error("parcel %s was refused: %s", parcel.id, verdict.why.partition(":")[0])
                    outbox.failed(parcel.id, why=verdict.what, at=now)
            move.commit()

    def _postpone(self, move: Move, parcel: Claimed, verdict: Verdict, now: datetime) -> None:
        if parcel.attempts >= MAX_ATTEMPTS and verdict.why != "limit":
            move.outbox.failed(parcel.id, why=verdict.why or "given up", at=now)
            return
        seconds = verdict.seconds or PATIENCE[min(parcel.attempts, len(PATIENCE)) - 1]
        due = now + timedelta(seconds=seconds)
        move.outbox.later(parcel.id, due=due, why=verdict.why, tried=verdict.why != "limit")

    def _tidy(self, move: Move, parcel: Claimed, plan: Plan, now: datetime) -> None:
        """What the new card takes the place of goes by the outbox too, so that it is not forgotten half way."""
        if plan.tidy is not None:
            move.outbox.add([Parcel(
                account=parcel.account, session=parcel.session, number=parcel.number, n=parcel.n + AFTERWARDS,
                chat=parcel.chat, topic=parcel.topic, slot=None, payload=pack(plan.tidy), again=True, due=now,
                to=parcel.to,
            )])  # fmt: skip

    def _remember_card(self, move: Move, parcel: Claimed, plan: Plan, verdict: Verdict) -> None:
        if not plan.slot:
            return
        session = SessionId(parcel.session)
        message = verdict.message
        if message is None:
            place = move.cards.get(session=session, slot=plan.slot)
            message = None if place is None else place.message
        if message is not None:
            move.cards.set(
                session=session,
                slot=plan.slot,
                chat=parcel.chat,
                topic=parcel.topic,
                message=message,
                digest=plan.digest,
            )

    def _tell_session(self, parcel: Claimed, verdict: Verdict, now: datetime) -> None:
        """Somebody, or the room, cannot be written to: the conversation, or the circle, has to know."""
        session = SessionId(parcel.session)

        def before(move: Move) -> None:
            move.outbox.failed(parcel.id, why=verdict.what, at=now)
            if verdict.what == "shut":
                self._shut(move, parcel, now)
            elif not parcel.to:
                self._unreachable(move, parcel, now)
            else:
                person = move.seats.person(session=session, seat=SeatId(parcel.to))
                if person is not None:
                    move.people.reachable(person, False)

        if verdict.what == "shut":
            self._moves.happen(session, RoomLost(), now, before=before)
        elif parcel.to:
            self._moves.happen(session, Reached(seat=SeatId(parcel.to), reachable=False), now, before=before)
        else:
            self._note(before)

    def _shut(self, move: Move, parcel: Claimed, now: datetime) -> None:
        """A circle goes on in private. Where only a file is refused, words may still be welcome."""
        room = move.rooms.find(account=parcel.account, chat=parcel.chat, topic=parcel.topic)
        circle = move.circles.load(CircleId(parcel.session))
        if room is None or circle is None or isinstance(unpack(parcel.payload), Document):
            return
        move.rooms.set_present(room.id, False)
        # What it says of its own accord is for all; the answer to an update was for whoever looked there.
        answers = -parcel.number < (move.inbox.offset(account=parcel.account) or 0)
        people = () if answers else self._moves.conversations.rounds.people(move, circle, circle.present)
        move.outbox.add([
            Parcel(
                account=person.account, session=parcel.session, number=parcel.number, n=AFTERWARDS + n,
                chat=person.user, topic=None, slot=None, payload=parcel.payload, again=parcel.again, due=now, to="",
            )
            for n, person in enumerate(people) if person.account == parcel.account and person.reachable
        ])  # fmt: skip

    def _unreachable(self, move: Move, parcel: Claimed, now: datetime) -> None:
        """Their own chat with the bot is closed."""
        person = move.people.find(account=parcel.account, user=parcel.chat)
        if person is not None:
            move.people.reachable(person.id, False)
            self._moves.conversations.rounds.reachable(move, replace(person, reachable=False), now)
