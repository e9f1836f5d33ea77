"""The heart: one thing that happened is taken in, with everything that follows from it, in one transaction."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime

from bot.addressing import WEB
from bot.conversations import Conversations
from bot.desk import Desk
from bot.incoming import Incoming
from bot.outgoing import Notice, Outgoing, pack
from bot.reception import receive
from bot.settings import Settings
from flows.engine.events import Event, Rang
from flows.engine.session import SessionId
from storage.database import Database
from storage.errors import Refused, StorageError, Unreadable
from storage.move import Move
from storage.parcels import Parcel
from storage.timers import Timer

log = logging.getLogger(__name__)


class Moves:
    """Synchronous, and safe to call from several threads."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.conversations = Conversations(settings)

    def take(self, incoming: Incoming, now: datetime) -> bool:
        """False when it was taken in before."""
        return self.answered(incoming, now) is not None

    def answered(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
        """What goes back at once, where a channel waits for that; None when it was taken in before."""
        try:
            with self.database.move() as move:
                if not move.inbox.take(account=incoming.account, update=incoming.update, at=now):
                    return None
                desk = Desk(self.conversations, move, now)
                receive(desk, incoming)
                move.commit()
                return desk.replies.direct
        except Exception as error:
            if passes(error):
                raise
            # A fault of ours: it must not come back for ever, nor stop what comes after it.
            log.error("update %s failed: %s", incoming.update, without_content(error))
            return self._give_up(incoming, now)

    def _give_up(self, incoming: Incoming, now: datetime) -> list[Outgoing] | None:
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
        """A timer is due. One that leads to a fault of ours is dropped, and must not ring for ever."""
        try:
            with self.database.move() as move:
                if move.timers.take(timer):
                    self._wake(move, timer, now)
                    move.commit()
        except Exception as error:
            if passes(error):
                raise
            log.error("timer %s of %s %s failed: %s", timer.name, timer.subject, timer.owner, without_content(error))
            with self.database.move() as move:
                move.timers.take(timer)
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
        with self.database.move() as move:
            before(move)
            self.conversations.apply(move, session, event, now)
            move.commit()


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
