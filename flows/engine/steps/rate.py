"""Rate: a number from each. Only how they are spread is shown, and only when that tells nobody's own."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Rate

SCALE = [str(number) for number in range(11)]
#: With fewer numbers than this a spread would show whose they are.
ENOUGH = 5


class RateKind(Together):
    secret = True

    def tapped(self, walk: Walk, step: Rate, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action != "rate" or tapped.value not in SCALE or seat not in walk.floor.seats:
            return False
        if not self.has_it(walk, seat, tapped.value):
            walk.floor.picks[seat] = tapped.value
            walk.mark(seat)
            walk.tell("answer.rated")
        return True

    def leave(self, walk: Walk, step: Rate) -> None:
        numbers = sorted(walk.floor.picks.values(), key=int)
        # Whose they were is needed no more, also where the conversation ends here.
        walk.floor.picks = {}
        if step.reveal == "never" or not numbers:
            return
        if len(numbers) < ENOUGH:
            walk.announce("rate.few")
        else:
            walk.announce("rate.spread", values={"spread": " ".join(numbers)})

    def head(self, walk: Walk, step: Rate) -> Line:
        done = sum(seat in walk.floor.marks for seat in walk.floor.seats)
        return Line(key="card.private", values={"done": str(done), "all": str(len(walk.floor.seats))})

    def lines(self, walk: Walk, step: Rate) -> tuple[Line, ...]:
        return (Line(key="card.scale", values={"step": step.id}),)

    def buttons(self, walk: Walk, step: Rate) -> Rows:
        numbers = [Button(action="rate", value=number, label="number", n=int(number)) for number in SCALE]
        return (tuple(numbers[:6]), (*numbers[6:], Button(action="pass", label="pass")))
