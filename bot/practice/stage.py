"""A conversation played without a channel or a database: the engine, a clock of its own and the words in memory."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flows.engine.effects import Effect, Hush, Ring
from flows.engine.events import Edited, Event, Joined, Rang, Said
from flows.engine.script import Script
from flows.engine.session import Pace, SeatId, Session, SessionId
from flows.engine.take import Outcome, take

START = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One event and what came of it."""

    at: datetime
    event: Event
    outcome: Outcome
    #: What was said, when it belongs to the record.
    words: str | None


class Scene(Protocol):
    """What simulated colleagues see: a conversation, and what was said in it."""

    @property
    def script(self) -> Script: ...

    @property
    def session(self) -> Session: ...

    @property
    def words(self) -> Mapping[int, str]: ...


class Stage:
    def __init__(self, script: Script, *, names: list[str], pace: Pace, language: str, room: str = "group") -> None:
        self.script = script
        self.session = Session(
            id=SessionId("practice"),
            flow=script.flow.flow,
            version=script.version,
            language=language,
            zone="Europe/Amsterdam",
            room=room,
            pace=pace,
        )
        self.now = START
        self.words: dict[int, str] = {}
        self.moves: list[Move] = []
        self._timers: dict[str, tuple[datetime, str]] = {}
        for number, name in enumerate(names, start=1):
            self.take(Joined(seat=SeatId(f"p{number}"), name=name))

    def take(self, event: Event, *, after: timedelta = timedelta(seconds=5)) -> Outcome:
        self.now += after
        words = event.text if isinstance(event, Said | Edited) else None
        outcome = take(self.script, self.session, event, self.now)
        if not outcome.idle:
            self.session = outcome.session
            if outcome.keeps and words is not None:
                self.words[outcome.session.number] = words
            for effect in outcome.effects:
                self._follow(effect)
        kept = words if outcome.keeps else None
        self.moves.append(Move(at=self.now, event=outcome.event, outcome=outcome, words=kept))
        return outcome

    def _follow(self, effect: Effect) -> None:
        if isinstance(effect, Ring):
            self._timers[effect.timer] = (effect.due, effect.stamp)
        elif isinstance(effect, Hush):
            self._timers.pop(effect.timer, None)

    def wait(self) -> bool:
        """Let time pass until the next timer rings; False when there is none."""
        if not self._timers:
            return False
        timer = heapq.nsmallest(1, self._timers, key=lambda name: self._timers[name])[0]
        due, stamp = self._timers.pop(timer)
        self.now = max(self.now, due)
        self.take(Rang(timer=timer, stamp=stamp), after=timedelta())
        return True
