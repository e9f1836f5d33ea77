"""Round: everybody says something, one after the other, and nobody reacts."""

from __future__ import annotations

from flows.engine.effects import Line
from flows.engine.events import Said, Tapped
from flows.engine.hints import hint, let_go, offer_to_keep
from flows.engine.session import Entry, SeatId
from flows.engine.steps.kind import InTurn
from flows.engine.walk import Walk
from flows.language.model import Round


class RoundKind(InTurn):
    def said(self, walk: Walk, step: Round, seat: SeatId, said: Said) -> bool:
        if step.silent is not None and seat in walk.people(step.silent):
            findings = said.reading.findings if said.reading is not None else ()
            finding = "defends" if "defends" in findings else ""
            offer_to_keep(walk, walk.record(said, state="held", finding=finding))
            return True
        if seat != walk.floor.up:
            return False
        let_go(walk, seat)
        if finding := self.noticed(walk, seat, said.reading):
            hint(walk, walk.record(said, state="held", finding=finding))
            return True
        entry = walk.record(said)
        walk.relay(entry)
        self.accepted(walk, step, entry)
        return True

    def accepted(self, walk: Walk, step: Round, entry: Entry) -> None:
        super().accepted(walk, step, entry)
        self.had_turn(walk, entry.seat)
        self.next_up(walk)

    def tapped(self, walk: Walk, step: Round, seat: SeatId, tapped: Tapped) -> bool:
        speaker = walk.floor.up
        if tapped.action != "done" or speaker is None or seat not in (speaker, walk.leader):
            return False
        if walk.writes:
            walk.tell("answer.passed")
            return self.passes(walk, step, speaker)
        self.had_turn(walk, speaker)
        self.next_up(walk)
        walk.tell("answer.done")
        return True

    def lines(self, walk: Walk, step: Round) -> tuple[Line, ...]:
        if step.silent is None:
            return ()
        silent = walk.people(step.silent)
        return tuple(Line(key="card.listens", names={"name": seat}) for seat in silent)
