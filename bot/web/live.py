"""Who is looking at which conversation now, and what they are told when it changes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field

from bot.moves import Moves, without_content
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.shown import card_shown, post_shown
from bot.web.snapshot import Snapshot, take_snapshot
from bot.worker import Worker
from flows.engine.session import SeatId, SessionId
from storage.errors import StorageError

log = logging.getLogger(__name__)

#: A sign of life on a quiet line, so that nothing in between takes it for dead.
HEARTBEAT = 15.0
#: So many pages of one conversation may one person have open; the one that was opened first makes room.
MOST_OPEN = 6
#: How often is looked for what another copy of the program did.
LOOK_AGAIN = 2.0


@dataclass(eq=False)
class Reader:
    """One open page."""

    session: SessionId
    seat: SeatId
    #: It has all posts up to this one.
    last: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    #: It had to make room.
    closed: bool = False


@dataclass(eq=False, kw_only=True)
class _Look:
    """One look at a conversation, that serves all who were woken by the same change."""

    task: asyncio.Task[Snapshot | None]
    #: For which seats, and the posts after which one.
    seats: set[SeatId]
    after: int

    def serves(self, reader: Reader) -> bool:
        return reader.seat in self.seats and self.after <= reader.last


class Live:
    def __init__(self, moves: Moves, worker: Worker, *, alone: bool) -> None:
        self._moves, self._worker = moves, worker
        #: Nobody else changes conversations, so nothing happens that we are not told of.
        self._alone = alone
        self._loop = asyncio.get_running_loop()
        #: Of each, the one that was opened first comes first.
        self._readers: dict[SessionId, dict[Reader, None]] = {}
        self._looks: dict[SessionId, _Look] = {}
        self._polling: asyncio.Task[None] | None = None
        #: Called when somebody begins to look, and when there is something new that was done elsewhere.
        self.opened: Callable[[SessionId], None] = lambda session: None
        self._closing = False

    @property
    def count(self) -> int:
        return sum(len(readers) for readers in self._readers.values())

    def watched(self, session: SessionId) -> bool:
        return bool(self._readers.get(session))

    def changed(self, session: SessionId) -> None:
        """From any thread, after the commit."""
        self._loop.call_soon_threadsafe(self._wake, session)

    def call(self, function: Callable[[SessionId], None], session: SessionId) -> None:
        """In the loop, from any thread."""
        self._loop.call_soon_threadsafe(function, session)

    def _wake(self, session: SessionId) -> None:
        self._looks.pop(session, None)
        for reader in self._readers.get(session, ()):
            reader.woken.set()

    def close(self) -> None:
        """Everybody is let go; their browsers come back by themselves."""
        self._closing = True
        if self._polling is not None:
            self._polling.cancel()
        for session in list(self._readers):
            self._wake(session)

    async def look(self, session: SessionId, *, seat: SeatId, after: int) -> Snapshot | None:
        """For one person who opens a page."""
        return await self._worker.run(self._look, session, after, {seat})

    def _look(self, session: SessionId, after: int, seats: set[SeatId]) -> Snapshot | None:
        with self._moves.database.glance() as move:
            return take_snapshot(move, self._moves.conversations, session, after=after, seats=seats)

    async def _shared(self, reader: Reader) -> Snapshot | None:
        session = reader.session
        look = self._looks.get(session)
        if look is None or not look.serves(reader):
            readers = self._readers[session]
            seats, after = {reader.seat for reader in readers}, min(reader.last for reader in readers)
            task = asyncio.create_task(self._worker.run(self._look, session, after, seats))
            look = self._looks[session] = _Look(task=task, seats=seats, after=after)
        try:
            return await asyncio.shield(look.task)
        except Exception:
            # Whoever comes next looks anew.
            if self._looks.get(session) is look:
                del self._looks[session]
            raise

    async def _poll(self) -> None:
        """What another copy of the program did is found by looking, for all who are here at once."""
        seen: dict[SessionId, int | None] = {}
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            try:
                numbers = await self._worker.run(self._numbers, [*self._readers])
            except Exception as error:
                log.warning("the pages wait: %s", error if isinstance(error, StorageError) else without_content(error))
                continue
            for session, number in numbers.items():
                if session not in seen or seen[session] != number:
                    self._wake(session)
                    self.opened(session)
            seen = numbers

    def _numbers(self, sessions: list[SessionId]) -> dict[SessionId, int | None]:
        """How far these conversations are; None for one that is gone."""
        with self._moves.database.glance() as move:
            found = move.sessions.numbers(sessions)
        return {id: found.get(id) for id in sessions}

    async def stream(self, reader: Reader, language: str) -> AsyncIterator[str]:
        """Server-sent events for one page, until it is gone."""
        readers = self._readers.setdefault(reader.session, {})
        self._make_room(readers, reader)
        readers[reader] = None
        if not self._alone and self._polling is None and not self._closing:
            self._polling = asyncio.create_task(self._poll())
        self.opened(reader.session)
        shown = ""
        try:
            yield ": welcome\n\n"
            while not self._closing:
                reader.woken.clear()
                if reader.closed:
                    html = _gone(language, "too_many", "here", f"/r/{reader.session}")
                    yield _event("gone", {"html": html, "keep": True})
                    return
                snapshot = await self._shared(reader)
                if snapshot is None or reader.seat not in snapshot.cards:
                    yield _event("gone", {"html": _gone(language, "over", "home", "/")})
                    return
                if snapshot.left(reader.seat):
                    yield _event("gone", {"html": _gone(language, "left", "back", f"/r/{reader.session}")})
                    return
                for told in _new_posts(snapshot, reader, language):
                    yield told
                reader.last = max(reader.last, snapshot.last)
                card = _card(snapshot, reader.seat, language)
                if card != shown:
                    yield card
                    shown = card
                while not await self._changes(reader):
                    yield ": still here\n\n"
        finally:
            readers.pop(reader, None)
            if not readers:
                self._readers.pop(reader.session, None)
                self._looks.pop(reader.session, None)

    @staticmethod
    def _make_room(readers: Iterable[Reader], reader: Reader) -> None:
        same = [one for one in readers if one.seat == reader.seat and not one.closed]
        for one in same[: max(0, len(same) - MOST_OPEN + 1)]:
            one.closed = True
            one.woken.set()

    async def _changes(self, reader: Reader) -> bool:
        """Whether there may be something new; False for a mere sign of life."""
        try:
            await asyncio.wait_for(reader.woken.wait(), HEARTBEAT)
        except TimeoutError:
            return False
        return True


def _new_posts(snapshot: Snapshot, reader: Reader, language: str) -> list[str]:
    found = []
    for post, effect in snapshot.posts:
        if post.seat != reader.seat or post.n <= reader.last:
            continue
        reader.last = post.n
        shown = post_shown(snapshot, post, effect)
        if shown is not None:
            html = draw("_post.html", language, post=shown)
            found.append(_event("post", {"n": post.n, "html": html}, id=post.n))
    return found


def _card(snapshot: Snapshot, seat: SeatId, language: str) -> str:
    shown = card_shown(snapshot, seat, catalogue(language))
    successor = snapshot.successor
    if successor is not None:
        go = {"label": catalogue(language).say("web.room.next"), "data": f"/r/{successor}", "chosen": False}
        shown["buttons"] = [[go], *shown["buttons"]]
    up = snapshot.session.floor.up
    announce = shown["step_title"]
    if up is not None and snapshot.session.running:
        announce = catalogue(snapshot.session.language).say("card.turn", name=snapshot.session.seats[up].name)
    return _event("card", {"html": draw("_card.html", language, card=shown), "announce": announce})


def _gone(language: str, why: str, action: str, url: str) -> str:
    """The conversation is no longer there; or it is, but not on this page."""
    say = catalogue(language).say
    return draw("_gone.html", language, title=say(f"web.error.{why}"), text=say(f"web.error.{why}_why"),
                action_label=say(f"web.error.{action}"), action_url=url)  # fmt: skip


def _event(name: str, data: object, *, id: int | None = None) -> str:
    number = "" if id is None else f"id: {id}\n"
    return f"event: {name}\n{number}data: {json.dumps(data, ensure_ascii=False)}\n\n"
