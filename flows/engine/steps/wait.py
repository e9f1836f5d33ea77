"""Wait: time in between, for homework, a visit or an experiment; over when the day is there or all are ready."""

from __future__ import annotations

from flows.engine import between
from flows.engine.effects import Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Wait


class WaitKind(Together):
    def enter(self, walk: Walk, step: Wait) -> None:
        super().enter(walk, step)
        walk.session.waited = True

    def tapped(self, walk: Walk, step: Wait, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action == "later" and tapped.value in between.LATER:
            between.postpone(walk, seat, tapped.value)
        elif tapped.action == "ready" and seat in walk.floor.seats:
            walk.mark(seat)
            walk.tell("answer.on_we_go" if walk.alone else "answer.ready_to_go_on")
        else:
            return False
        return True

    def complete(self, walk: Walk, step: Wait) -> bool:
        return walk.floor.phase == "over" or super().complete(walk, step)

    def head(self, walk: Walk, step: Wait) -> Line:
        return Line(key="card.wait")

    def buttons(self, walk: Walk, step: Wait) -> Rows:
        return between.BUTTONS
