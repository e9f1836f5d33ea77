"""Choose: one of several options; later steps can depend on which."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Choose


class ChooseKind(Together):
    def enter(self, walk: Walk, step: Choose) -> None:
        super().enter(walk, step)
        if step.by == "draw":
            walk.floor.seats = []

    def tapped(self, walk: Walk, step: Choose, seat: SeatId, tapped: Tapped) -> bool:
        known = {option.id for option in step.options}
        if tapped.action != "pick" or tapped.value not in known or seat not in walk.floor.seats:
            return False
        if not self.has_it(walk, seat, tapped.value):
            walk.floor.picks[seat] = tapped.value
            walk.mark(seat)
            walk.tell("answer.picked")
        return True

    def leave(self, walk: Walk, step: Choose) -> None:
        options = [option.id for option in step.options]
        votes = list(walk.floor.picks.values())
        if not votes and step.by == "vote":
            # Nobody chose, so nothing was chosen: no lot decides what people left open.
            walk.session.answers[step.id] = ""
            return
        most = max((votes.count(option) for option in options), default=0)
        best = [option for option in options if votes.count(option) == most]
        chosen = best[0] if len(best) == 1 else str(walk.lot([SeatId(option) for option in best]))
        walk.session.answers[step.id] = chosen
        key = "choose.chosen" if len(best) == 1 else "choose.drawn"
        walk.announce(key, values={"step": step.id, "option": chosen})

    def head(self, walk: Walk, step: Choose) -> Line:
        if len(walk.floor.seats) == 1:
            return Line(key="card.chooses", names={"name": walk.floor.seats[0]})
        return Line(key="card.choose")

    def buttons(self, walk: Walk, step: Choose) -> Rows:
        return tuple(
            (Button(action="pick", value=option.id, label=f"option:{step.id}:{option.id}"),) for option in step.options
        )
