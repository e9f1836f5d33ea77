"""Who is looking at which conversation now, and what they are told when it changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from bot.moves import Moves
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.shown import card_shown, post_shown
from bot.web.snapshot import Snapshot, take_snapshot
from bot.worker import Worker
from flows.engine.session import SeatId, SessionId

#: A sign of life on a quiet line, so that nothing in between takes it for dead.
HEARTBEAT = 15.0
#: How often is looked for what another copy of the program did.
LOOK_AGAIN = 2.0


@dataclass(eq=False)
class Reader:
    """One open page."""

    session: SessionId
    seat: SeatId
    #: The last post it has.
    last: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    def __init__(self, moves: Moves, worker: Worker, *, alone: bool) -> None:
        self._moves, self._worker = moves, worker
        #: Nobody else changes conversations, so nothing happens that we are not told of.
        self._alone = alone
        self._loop = asyncio.get_running_loop()
        self._readers: dict[SessionId, set[Reader]] = {}
        #: One look at a conversation serves all who were woken by the same change.
        self._looks: dict[SessionId, asyncio.Task[Snapshot | None]] = {}
        #: Called when somebody begins to look.
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
        for session in list(self._readers):
            self._wake(session)

    async def look(self, session: SessionId, *, seat: SeatId, after: int) -> Snapshot | None:
        """For one person who opens a page."""
        return await self._worker.run(self._look, session, after, {seat})

    def _look(self, session: SessionId, after: int, seats: set[SeatId]) -> Snapshot | None:
        with self._moves.database.glance() as move:
            return take_snapshot(move, self._moves.conversations, session, after=after, seats=seats)

    async def _shared(self, session: SessionId) -> Snapshot | None:
        task = self._looks.get(session)
        if task is None:
            readers = self._readers[session]
            seats, after = {reader.seat for reader in readers}, min(reader.last for reader in readers)
            task = asyncio.create_task(self._worker.run(self._look, session, after, seats))
            self._looks[session] = task
        return await asyncio.shield(task)

    async def stream(self, reader: Reader, language: str) -> AsyncIterator[str]:
        """Server-sent events for one page, until it is gone."""
        readers = self._readers.setdefault(reader.session, set())
        readers.add(reader)
        self._looks.pop(reader.session, None)
        self.opened(reader.session)
        shown = ""
        try:
            yield ": welcome\n\n"
            while not self._closing:
                reader.woken.clear()
                snapshot = await self._shared(reader.session)
                if snapshot is None or reader.seat not in snapshot.cards:
                    yield _event("gone", {"html": _gone(language)})
                    return
                for told in _new_posts(snapshot, reader, language):
                    yield told
                card = _card(snapshot, reader.seat, language)
                if card != shown:
                    yield card
                    shown = card
                while not await self._changes(reader):
                    yield ": still here\n\n"
        finally:
            readers.discard(reader)
            if not readers:
                self._readers.pop(reader.session, None)
                self._looks.pop(reader.session, None)

    async def _changes(self, reader: Reader) -> bool:
        """Whether there may be something new; False for a mere sign of life."""
        if reader.woken.is_set():
            return True
        try:
            await asyncio.wait_for(reader.woken.wait(), HEARTBEAT if self._alone else LOOK_AGAIN)
        except TimeoutError:
            if not self._alone:
                self._looks.pop(reader.session, None)
            return not self._alone
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


def _gone(language: str) -> str:
    say = catalogue(language).say
    return draw("_gone.html", language, title=say("web.error.over"), text=say("web.error.over_why"),
                action_label=say("web.error.home"), action_url="/")  # fmt: skip


def _event(name: str, data: object, *, id: int | None = None) -> str:
    number = "" if id is None else f"id: {id}\n"
    return f"event: {name}\n{number}data: {json.dumps(data, ensure_ascii=False)}\n\n"
