"""Who gets what: the effects of a move as parcels for the outbox of a channel, or as posts for a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.outgoing import pack
from flows.engine.effects import Effect, Relay, Say, Show
from flows.engine.session import SeatId, Session
from storage.move import Move
from storage.parcels import Parcel
from storage.posts import Post
from storage.rooms import Room

#: The account of those who take part in a browser.
WEB = "web"
#: Posts of one move are numbered within it.
POSTS_OF_A_MOVE = 1000


class Addressing:
    """In a group the room is one chat; a room of private chats is one for each seat, in a channel or on a page."""

    def __init__(self, session: Session, *, room: Room, move: Move, at: datetime) -> None:
        self._session, self._room, self._move, self._at = session, room, move, at
        self._addresses: dict[SeatId, tuple[str, int]] | None = None
        self.parcels: list[Parcel] = []
        self.posts: list[Post] = []

    def own(self, effect: Relay) -> None:
        """What somebody said stands on his or her own page as well; in a chat it stands there by itself."""
        if self._session.room != "group" and self._address(effect.by)[0] == WEB:
            self._post(effect.by, effect)

    def add(self, effect: Effect) -> None:
        for seat in self._seats(effect):
            if seat is None:
                if self._room.chat is not None:
                    self._parcel(effect, self._room.account, self._room.chat, self._room.topic, SeatId(""))
                continue
            account, user = self._address(seat)
            if account != WEB:
                self._parcel(effect, account, user, None, seat)
            elif not isinstance(effect, Show):
                # A page shows the card as it is, whenever it looks.
                self._post(seat, effect)

    def _seats(self, effect: Effect) -> Iterator[SeatId | None]:
        """For whom it is; None is the room itself."""
        if not isinstance(effect, Show | Say | Relay):
            return
        named = list(effect.to) if isinstance(effect, Relay) else [effect.to] if effect.to is not None else []
        if not named and self._session.room == "group":
            yield None
            return
        for seat in named or self._session.present:
            if self._session.seats[seat].reachable and self._address(seat) != NOWHERE:
                yield seat

    def _address(self, seat: SeatId) -> tuple[str, int]:
        """The channel of somebody, and the number of the private chat there."""
        if self._addresses is None:
            self._addresses = self._move.seats.addresses(self._session.id)
        return self._addresses.get(seat, NOWHERE)

    def _post(self, seat: SeatId, effect: Effect) -> None:
        n = self._session.number * POSTS_OF_A_MOVE + len(self.posts)
        self.posts.append(Post(seat=seat, n=n, payload=pack(effect), at=self._at))

    def _parcel(self, effect: Effect, account: str, chat: int, topic: int | None, seat: SeatId) -> None:
        self.parcels.append(
            Parcel(
                account=account,
                session=self._session.id,
                number=self._session.number,
                n=len(self.parcels),
                chat=chat,
                topic=topic,
                slot=(f"seat:{seat}" if seat else "room") if isinstance(effect, Show) else None,
                payload=pack(effect),
                again=effect.again if isinstance(effect, Say) else True,
                due=self._at,
                to=seat,
            )
        )


#: Of those who are played.
NOWHERE = ("", 0)
