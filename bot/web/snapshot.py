"""A conversation as it is at one moment, read once for everybody who is looking at it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.addressing import POSTS_OF_A_MOVE
from bot.conversations import Conversations
from bot.outgoing import unpack
from bot.pages import PRACTICE
from bot.web.markup import WebMarkup
from bot.wording import Wording, words_in
from flows.engine.effects import Effect, Line, Relay, Say
from flows.engine.script import Script
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.view import Card, page_card
from storage.move import Move
from storage.posts import Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    session: Session
    script: Script
    #: What came after the last that was asked for, for all seats.
    posts: tuple[tuple[Post, Effect], ...]
    #: The words of what is in the posts and on the cards.
    words: dict[int, str]
    cards: dict[SeatId, Card]
    practice: bool
    code: str
    #: The people went on in another conversation in the same room.
    successor: SessionId | None

    @property
    def last(self) -> int:
        """No post that is there already has a higher number."""
        return (self.session.number + 1) * POSTS_OF_A_MOVE - 1

    def left(self, seat: SeatId) -> bool:
        """Whether somebody went away from a conversation that goes on."""
        return self.session.state != CLOSED and not self.session.seats[seat].present

    @property
    def wording(self) -> Wording:
        return Wording(self.script, self.session, words=self.words, markup=WebMarkup())


def take_snapshot(
    move: Move, conversations: Conversations, id: SessionId, *, after: int, seats: set[SeatId]
) -> Snapshot | None:
    """None when there is no such conversation (any more)."""
    session = move.sessions.load(id, lock=False)
    if session is None:
        return None
    script = conversations.script(move, session)
    cards = {seat: page_card(script, session, seat) for seat in seats if seat in session.seats}
    found = [(post, unpack(post.payload)) for post in move.posts.since(id, after)]
    posts = tuple((post, effect) for post, effect in found if isinstance(effect, Say | Relay))
    room_id = move.sessions.room(id)
    room = move.rooms.get(room_id)
    return Snapshot(
        session=session,
        script=script,
        posts=posts,
        words=move.journal.words(session=id, numbers=_needed(posts, cards)),
        cards=cards,
        practice=room is not None and room.kind == PRACTICE,
        code=move.codes.of(id) or "",
        successor=move.sessions.open_in(room_id) if session.state == CLOSED else None,
    )


def _needed(posts: tuple[tuple[Post, Effect], ...], cards: dict[SeatId, Card]) -> list[int]:
    lines: list[Line] = []
    numbers: list[int] = []
    for _, effect in posts:
        if isinstance(effect, Say):
            lines += effect.lines
            numbers += [button.words for row in effect.buttons for button in row if button.words is not None]
        elif isinstance(effect, Relay):
            numbers.append(effect.number)
    for card in cards.values():
        lines += [*card.head, *card.lines, *card.own]
        rows = (*card.buttons, *card.own_buttons)
        numbers += [button.words for row in rows for button in row if button.words is not None]
    return [*words_in(lines), *numbers]
