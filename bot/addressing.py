"""Who gets what: the effects of a move as parcels for the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.outgoing import pack
from flows.engine.effects import Effect, Relay, Say, Show
from flows.engine.session import SeatId, Session
from storage.move import Move
from storage.parcels import Parcel
from storage.rooms import Room


def address(session: Session, effects: tuple[Effect, ...], *, room: Room, move: Move, at: datetime) -> list[Parcel]:
    """In a group the room is one chat; a room of private chats is one for each seat."""
    book = _Book(session, room, move)
    parcels: list[Parcel] = []
    for effect in effects:
        for chat, topic, seat in book.chats(effect):
            parcels.append(
                Parcel(
                    account=room.account,
                    session=session.id,
                    number=session.number,
                    n=len(parcels),
                    chat=chat,
                    topic=topic,
                    slot=(f"seat:{seat}" if seat else "room") if isinstance(effect, Show) else None,
                    payload=pack(effect),
                    again=effect.again if isinstance(effect, Say) else True,
                    due=at,
                    to=seat,
                )
            )
    return parcels


class _Book:
    def __init__(self, session: Session, room: Room, move: Move) -> None:
        self._session, self._room, self._move = session, room, move
        self._users: dict[SeatId, int] | None = None

    def chats(self, effect: Effect) -> Iterator[tuple[int, int | None, SeatId]]:
        if not isinstance(effect, Show | Say | Relay):
            return
        if isinstance(effect, Relay):
            seats = list(effect.to)
        elif effect.to is not None:
            seats = [effect.to]
        else:
            seats = []
        if not seats and self._session.room == "group":
            if self._room.chat is not None:
                yield self._room.chat, self._room.topic, SeatId("")
            return
        for seat in seats or self._session.present:
            if self._session.seats[seat].reachable:
                yield self._user(seat), None, seat

    def _user(self, seat: SeatId) -> int:
        """The number of somebody's private chat."""
        if self._users is None:
            self._users = self._move.seats.users(self._session.id)
        return self._users[seat]
