"""Tell: one speaks, in as many messages as it takes; the others listen."""

from __future__ import annotations

from flows.engine.effects import Line
from flows.engine.events import Said, Tapped
from flows.engine.session import Mark, SeatId
from flows.engine.steps.kind import InTurn
from flows.engine.walk import Walk
from flows.language.model import Tell


class TellKind(InTurn):
    def said(self, walk: Walk, step: Tell, seat: SeatId, said: Said) -> bool:
        if seat != walk.floor.up:
            return False
        entry = walk.record(said)
        walk.relay(entry)
        self.accepted(walk, step, entry)
        return True

    def tapped(self, walk: Walk, step: Tell, seat: SeatId, tapped: Tapped) -> bool:
        speaker = walk.floor.up
        if tapped.action != "done" or speaker is None or seat not in (speaker, walk.leader):
            return False
        spoken = walk.here(speaker) or not walk.writes
        walk.mark(speaker, Mark.DONE if spoken else Mark.PASSED)
        walk.tell("answer.done")
        self.next_up(walk)
        return True

    def head(self, walk: Walk, step: Tell) -> Line:
        return Line(key="card.tells", names=walk.names(name=walk.floor.up))
