"""The heart: one thing that happened is taken in, with everything that follows from it, in one transaction."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event as ThreadEvent
from typing import TypeVar

from bot.addressing import WEB
from bot.conversations import Conversations
from bot.desk import Desk
from bot.incoming import Incoming
from bot.outgoing import Notice, Outgoing, pack
from bot.reception import receive
from bot.settings import Settings
from flows.engine.events import Event, Rang
from flows.engine.session import SessionId
from flows.rhythm.circle.state import CircleId
from storage.database import Database
from storage.errors import Collided, Overtaken, Refused, StorageError, Unreadable
from storage.move import Move
from storage.parcels import Parcel
from storage.timers import SESSION, Timer

log = logging.getLogger(__name__)

T = TypeVar("T")

#: So often is a move done in all when others were in its way.
TRIES = 3
#: Seconds in which the other one of two that collided goes on.
PAUSE = 0.02
#: A circle and a drawer have one timer: after a fault of ours it rings again then.
LATER = timedelta(hours=1)


class Moves:
    """Synchronous, and safe to call from several threads.

    Rows are locked in one order: session, circle, drawers, timers. Where two moves get into each other's way all the
    same, one of them is done anew.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.conversations = Conversations(settings)

    def take(self, incoming: Incoming, now: datetime) -> bool:
        """False when it was taken in before."""
        return self.answered(incoming, now) is not None

    def answered(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        """What goes back at once, where a channel waits for that; None when it was taken in before."""
        try:
            return anew(lambda: self._answered(incoming, now))
        except Exception as error:
            if passes(error):
                raise
            # A fault of ours: it must not come back for ever, nor stop what comes after it.
            log.error("update %s failed: %s", incoming.update, without_content(error))
            return self.give_up(incoming, now)

    def _answered(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        with self.database.move() as move:
            if not move.inbox.take(account=incoming.account, update=incoming.update, at=now):
                return None
            desk = Desk(self.conversations, move, now)
            receive(desk, incoming)
            move.commit()
            return desk.replies.direct

    def give_up(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        """It counts as taken in, and whoever sent it is told that it went wrong."""
        with self.database.move() as move:
            if not move.inbox.take(account=incoming.account, update=incoming.update, at=now):
                return None
            move.inbox.settle(account=incoming.account, update=incoming.update, outcome="failed")
            notice = Notice(lines=(("trouble", {}),), language=self.settings.language)
            if incoming.place is not None and incoming.account != WEB:
                move.outbox.add([note(incoming, notice, at=now)])
            move.commit()
        return [notice]

    def ring(self, timer: Timer, now: datetime) -> None:
        """A timer is due. One that leads to a fault of ours must not ring for ever."""
        try:
            anew(lambda: self._ring(timer, now))
        except Exception as error:
            if passes(error) and not isinstance(error, Overtaken):
                raise
            log.error("timer %s of %s %s failed: %s", timer.name, timer.subject, timer.owner, without_content(error))
            self._drop(timer, now)

    def _ring(self, timer: Timer, now: datetime) -> None:
        with self.database.move() as move:
            _lock(move, timer)
            if move.timers.take(timer):
                self._wake(move, timer, now)
                move.commit()

    def _drop(self, timer: Timer, now: datetime) -> None:
        """A conversation goes on without it; a circle or a drawer would never wake again."""
        with self.database.move() as move:
            if move.timers.take(timer) and timer.subject != SESSION:
                move.timers.set(
                    subject=timer.subject, owner=timer.owner, name=timer.name, stamp=timer.stamp, due=now + LATER
                )
            move.commit()

    def _wake(self, move: Move, timer: Timer, now: datetime) -> None:
        match timer.subject:
            case "session":
                rang = Rang(timer=timer.name, stamp=timer.stamp)
                self.conversations.apply(move, SessionId(timer.owner), rang, now)
            case _:
                self.conversations.rounds.wake(move, timer, now)

    def happen(self, session: SessionId, event: Event, now: datetime, *, before: Callable[[Move], None]) -> None:
        """Something that the sender found out."""

        def happens() -> None:
            with self.database.move() as move:
                before(move)
                self.conversations.apply(move, session, event, now)
                move.commit()

        anew(happens)


def anew(move: Callable[[], T]) -> T:
    """A whole move; when others were in its way it is rolled back, and done again from the start."""
    for _ in range(TRIES - 1):
        try:
            return move()
        except Overtaken:
            continue
        except Collided:
            # The other one wakes up first, or they would meet again.
            ThreadEvent().wait(PAUSE)
    return move()


def _lock(move: Move, timer: Timer) -> None:
    """Whose timer it is comes before the timer, as in every other move."""
    match timer.subject:
        case "session":
            move.sessions.load(SessionId(timer.owner))
        case "circle":
            move.circles.load(CircleId(timer.owner))
        case "drawer":
            move.drawers.load(int(timer.owner))


def note(incoming: Incoming, notice: Notice, *, at: datetime, chat: int | None = None, n: int = 0) -> Parcel:
    """A word of the bot itself, to where something came from."""
    assert incoming.place is not None
    elsewhere = chat is not None and chat != incoming.place.chat
    return Parcel(
        account=incoming.account,
        session="",
        number=incoming.update,
        n=n,
        chat=chat if chat is not None else incoming.place.chat,
        topic=None if elsewhere else incoming.place.topic,
        slot=None,
        payload=pack(notice),
        again=False,
        due=at,
        to="",
    )


def passes(error: Exception) -> bool:
    """Whether it may go well when it is done anew: the database is away, or somebody else was first."""
    return isinstance(error, StorageError) and not isinstance(error, Refused | Unreadable)


def without_content(error: Exception) -> str:
    """Where it went wrong, without the message: that may quote what somebody said."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{_file(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[::-1][:8])
    return f"{type(error).__name__} in {places}"


def _file(path: str) -> str:
    return path.rsplit("/", 1)[-1]
