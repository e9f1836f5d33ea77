"""Discuss: an open conversation, until whoever leads goes on, or until enough people are ready."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.hints import offer_parked, offer_to_keep, whisper
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Discuss


class DiscussKind(Together):
    def enter(self, walk: Walk, step: Discuss) -> None:
        super().enter(walk, step)
        for seat in walk.floor.seats:
            offer_parked(walk, step, seat)

    def may_bring(self, walk: Walk, seat: SeatId) -> bool:
        return seat in walk.floor.seats

    def said(self, walk: Walk, step: Discuss, seat: SeatId, said: Said) -> bool:
        if step.silent is not None and seat in walk.people(step.silent):
            offer_to_keep(walk, walk.record(said, state="held"))
            return True
        if seat not in walk.floor.seats:
            return False
        finding = self.noticed(walk, seat, said.reading)
        entry = walk.record(said, finding=finding)
        walk.relay(entry)
        if finding:
            whisper(walk, entry)
        self.accepted(walk, step, entry)
        # Whoever still has something to say is not ready after all.
        walk.floor.marks.pop(seat, None)
        return True

    def tapped(self, walk: Walk, step: Discuss, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action != "done" or seat not in walk.floor.seats:
            return False
        if not self.has_it(walk, seat):
            walk.mark(seat)
            walk.tell("answer.ready")
        return True

    def complete(self, walk: Walk, step: Discuss) -> bool:
        floor = walk.floor
        ready = sum(seat in floor.marks for seat in floor.seats)
        return ready == len(floor.seats) or (len(floor.seats) > 2 and ready * 2 > len(floor.seats))

    def head(self, walk: Walk, step: Discuss) -> Line:
        return Line(key="card.discuss")

    def lines(self, walk: Walk, step: Discuss) -> tuple[Line, ...]:
        silent = walk.people(step.silent) if step.silent is not None else []
        return tuple(Line(key="card.listens", names={"name": seat}) for seat in silent)

    def buttons(self, walk: Walk, step: Discuss) -> Rows:
        return ((Button(action="done", label="ready"),),)
