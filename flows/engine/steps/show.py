"""Show: something to read before going on."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Show


class ShowKind(Together):
    def tapped(self, walk: Walk, step: Show, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action != "done" or seat not in walk.floor.seats:
            return False
        if not self.has_it(walk, seat):
            walk.mark(seat)
            walk.tell("answer.read")
        return True

    def head(self, walk: Walk, step: Show) -> Line:
        return Line(key="card.read")

    def buttons(self, walk: Walk, step: Show) -> Rows:
        return ((Button(action="done", label="read"),),)
