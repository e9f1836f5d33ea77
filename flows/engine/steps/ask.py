"""Ask: questions to the owner of the case, one by one, each answered before the next."""

from __future__ import annotations

from flows.engine.effects import Line
from flows.engine.events import Reading, Said, Tapped
from flows.engine.hints import hint, let_go, pondered
from flows.engine.session import Entry, SeatId
from flows.engine.steps.kind import InTurn
from flows.engine.walk import Walk
from flows.language.model import Ask


class AskKind(InTurn):
    def enter(self, walk: Walk, step: Ask) -> None:
        walk.floor.phase = "ask"
        super().enter(walk, step)

    def owner(self, walk: Walk, step: Ask) -> SeatId | None:
        return next(iter(walk.people(step.to)), None)

    def said(self, walk: Walk, step: Ask, seat: SeatId, said: Said) -> bool:
        floor = walk.floor
        waiting = self._seen(walk, step)
        if seat == self.owner(walk, step) and (floor.phase == "answer" or waiting is not None):
            if waiting is not None:
                # The owner answers what its writer still ponders: then it was a question after all.
                self.accepted(walk, step, walk.amend(waiting, state=""))
            entry = walk.record(said)
            walk.relay(entry)
            self.accepted(walk, step, entry)
            return True
        if floor.phase != "ask" or seat != floor.up:
            return False
        let_go(walk, seat)
        if finding := self.noticed(walk, seat, said.reading):
            hint(walk, walk.record(said, state="held", finding=finding))
            return True
        entry = walk.record(said)
        walk.relay(entry)
        self.accepted(walk, step, entry)
        return True

    def _seen(self, walk: Walk, step: Ask) -> Entry | None:
        """The question that everybody saw and whose writer has a hint to ponder."""
        floor = walk.floor
        if floor.up is None or floor.phase != "ask" or step.answers == "none" or not walk.shared:
            return None
        entry = pondered(walk, floor.up)
        return None if entry is None or entry.private or entry.visit != walk.session.visit else entry

    def noticed(self, walk: Walk, seat: SeatId, reading: Reading | None) -> str:
        # An answer stands as it is.
        return "" if walk.floor.phase == "answer" else super().noticed(walk, seat, reading)

    def accepted(self, walk: Walk, step: Ask, entry: Entry) -> None:
        """The question stands, and the owner is up, where he or she answers at once; or it is the answer."""
        floor = walk.floor
        if floor.phase == "answer":
            floor.last = entry.seat
            self._answered(walk)
            return
        if step.answers == "none":
            # Questions are only collected: the next one is up.
            floor.last = entry.seat
            self.had_turn(walk, entry.seat)
            self.next_up(walk)
            return
        floor.last, floor.asker, floor.phase = entry.seat, entry.seat, "answer"
        floor.up = self.owner(walk, step)
        floor.turn += 1
        floor.reminded = 0

    def _answered(self, walk: Walk) -> None:
        floor = walk.floor
        asker, floor.asker, floor.phase = floor.asker, None, "ask"
        if asker is not None:
            self.had_turn(walk, asker)
        self.next_up(walk)

    def tapped(self, walk: Walk, step: Ask, seat: SeatId, tapped: Tapped) -> bool:
        floor = walk.floor
        speaker = floor.up
        if tapped.action != "done" or speaker is None or seat not in (speaker, walk.leader):
            return False
        if floor.phase == "answer" or not walk.writes:
            floor.asker = floor.asker or speaker
            self._answered(walk)
            walk.tell("answer.done")
            return True
        walk.tell("answer.passed")
        return self.passes(walk, step, speaker)

    def passes(self, walk: Walk, step: Ask, seat: SeatId) -> bool:
        if walk.floor.phase == "answer" and seat == walk.floor.up:
            # The owner may let a question rest.
            self._answered(walk)
            return True
        return super().passes(walk, step, seat)

    def awaited(self, walk: Walk, step: Ask) -> list[SeatId]:
        # Without anybody to answer there is nothing to ask.
        return [] if self.owner(walk, step) is None else super().awaited(walk, step)

    def left(self, walk: Walk, step: Ask, seat: SeatId) -> None:
        if walk.floor.asker == seat:
            walk.floor.asker = None
        super().left(walk, step, seat)

    def head(self, walk: Walk, step: Ask) -> Line:
        floor = walk.floor
        if step.answers == "none":
            return Line(key="card.asks_only", names=walk.names(name=floor.up))
        if floor.phase == "answer":
            return Line(key="card.answers", names=walk.names(name=floor.up, asker=floor.asker))
        return Line(key="card.asks", names=walk.names(name=floor.up, owner=self.owner(walk, step)))
