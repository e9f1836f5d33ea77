"""Practising: the other seats are played from the worked example, at a speed at which one can read along."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.clock import Clock
from bot.moves import Moves, passes, without_content
from bot.pages import PRACTICE
from bot.practice.colleagues import Colleagues
from bot.practice.example import whole_example
from bot.worker import Worker
from flows.engine.events import Event, Said
from flows.engine.script import Script
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.walk import Walk
from storage.errors import StorageError

log = logging.getLogger(__name__)

#: How long the database is given to come back, in seconds.
AWAY = 2.0


@dataclass(kw_only=True)
class Pace:
    """How long it takes to read what a colleague says before the next one goes on, in seconds."""

    a_tap: float = 0.9
    a_text: float = 1.6
    a_letter: float = 0.012
    longest: float = 5.0

    def of(self, event: Event) -> float:
        if not isinstance(event, Said):
            return self.a_tap
        return min(self.longest, self.a_text + self.a_letter * len(event.text or ""))


#: How often is looked whether there is still somebody for whom they wait.
STILL_THERE = 30.0
#: More lines than an example has for one step.
MOST_LINES = 50


@dataclass(kw_only=True)
class _Scene:
    """What the colleagues see; brought up to date before each of them does something."""

    script: Script
    session: Session
    words: Mapping[int, str]

    @property
    def moment(self) -> tuple[str, str]:
        """As long as this is the same, what somebody is about to do makes sense."""
        return self.session.state, self.session.stamp


class _Colleagues(Colleagues):
    """They know what was said, also before the program was started anew, and do not say it again."""

    def _line(self, walk: Walk, seat: SeatId, *, answers: bool) -> str:
        said = set(self.stage.words.values())
        line = super()._line(walk, seat, answers=answers)
        for _ in range(MOST_LINES):
            if line not in said:
                break
            line = super()._line(walk, seat, answers=answers)
        return line


class Rehearsals:
    """A conversation goes on while somebody looks at it; nothing of it is kept here when nobody does."""

    def __init__(self, moves: Moves, worker: Worker, clock: Clock, *, pace: Pace | None = None) -> None:
        self._moves, self._worker, self._clock = moves, worker, clock
        self.pace = pace or Pace()
        self._playing: dict[SessionId, asyncio.Task[None]] = {}
        self._colleagues: dict[SessionId, tuple[_Scene, _Colleagues]] = {}
        self._woken: dict[SessionId, asyncio.Event] = {}
        #: Whether somebody looks at a conversation.
        self.watched: Callable[[SessionId], bool] = lambda session: True

    def open(self, session: SessionId) -> None:
        """Somebody begins to look."""
        playing = self._playing.get(session)
        if playing is None or playing.done():
            task = asyncio.create_task(self._play(session))
            self._playing[session] = task
            task.add_done_callback(lambda task: self._over(session, task))
        else:
            self.changed(session)

    def _over(self, session: SessionId, task: asyncio.Task[None]) -> None:
        if self._playing.get(session) is not task:
            # Somebody came back at that very moment.
            return
        self._playing.pop(session, None)
        self._colleagues.pop(session, None)
        self._woken.pop(session, None)

    def changed(self, session: SessionId) -> None:
        if session in self._woken:
            self._woken[session].set()

    async def stop(self) -> None:
        tasks = list(self._playing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _play(self, session: SessionId) -> None:
        woken = self._woken[session] = asyncio.Event()
        try:
            while self.watched(session):
                woken.clear()
                try:
                    found = await self._worker.run(self._next, session)
                except StorageError as error:
                    log.warning("a rehearsal waits: %s", error)
                    await asyncio.sleep(AWAY)
                    continue
                if found is None:
                    return
                event, moment = found
                if event is None:
                    await self._waits(session, woken)
                    continue
                await asyncio.sleep(self.pace.of(event))
                if self.watched(session):
                    await self._worker.run(self._goes_on, session, event, moment)
        except Exception as error:
            log.error("a rehearsal stopped: %s", without_content(error))

    async def _waits(self, session: SessionId, woken: asyncio.Event) -> None:
        while self.watched(session) and not woken.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), STILL_THERE)

    def _next(self, session: SessionId) -> tuple[Event | None, tuple[str, str]] | None:
        """What happens next, and when that was thought of; no event while they wait, None when it is over."""
        found = self._scene(session)
        if found is None or found[0].session.state == CLOSED:
            return None
        scene, colleagues = found
        return colleagues.next_event(), scene.moment

    def _goes_on(self, session: SessionId, event: Event, moment: tuple[str, str]) -> None:
        found = self._scene(session)
        if found is not None and found[0].moment == moment:
            self._happen(session, event)
        else:
            # What happened meanwhile made it pointless, and they forget that they were about to do it.
            self._colleagues.pop(session, None)

    def _scene(self, id: SessionId) -> tuple[_Scene, _Colleagues] | None:
        with self._moves.database.glance() as move:
            session = move.sessions.load(id, lock=False)
            room = move.rooms.get(move.sessions.room(id)) if session is not None else None
            if session is None or room is None or room.kind != PRACTICE:
                return None
            script = self._moves.conversations.script(move, session)
            numbers = [entry.words for entry in session.entries]
            words = move.journal.words(session=id, numbers=numbers)
            mine = next(iter(move.seats.people(id)), None)
        if id in self._colleagues:
            scene, colleagues = self._colleagues[id]
            scene.session, scene.words = session, words
            return scene, colleagues
        scene = _Scene(script=script, session=session, words=words)
        example = whole_example(script, self._moves.settings.shelf.folder_of)
        colleagues = _Colleagues(scene, example, seed=1, not_for=mine)
        colleagues.recall()
        self._colleagues[id] = scene, colleagues
        return scene, colleagues

    def _happen(self, session: SessionId, event: Event) -> None:
        try:
            self._moves.happen(session, event, self._clock.now(), before=lambda move: None)
        except Exception as error:
            # It was not said after all.
            self._colleagues.pop(session, None)
            if not passes(error):
                raise

    async def play_for(self, session: SessionId, seat: SeatId) -> None:
        """What the example would do in somebody's place."""

        def play() -> None:
            found = self._scene(session)
            if found is not None and found[0].session.running:
                self._happen(session, found[1].act_for(seat))

        await self._worker.run(play)
        if session not in self._playing:
            self._colleagues.pop(session, None)
