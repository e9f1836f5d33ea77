"""Consent: everybody agrees to something, each for himself; it cannot be passed and nobody agrees for another."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Consent


class ConsentKind(Together):
    def passes(self, walk: Walk, step: Consent, seat: SeatId) -> bool:
        return False

    def may_end(self, walk: Walk, step: Consent) -> bool:
        return self.complete(walk, step)

    def tapped(self, walk: Walk, step: Consent, seat: SeatId, tapped: Tapped) -> bool:
        if seat not in walk.floor.seats:
            return False
        refused = walk.floor.refused
        if tapped.action == "agree":
            if not self.has_it(walk, seat):
                walk.floor.refused = [other for other in refused if other != seat]
                walk.mark(seat)
                walk.tell("answer.agreed")
            return True
        if tapped.action == "doubt" and seat in refused:
            walk.refuse("answer.had_yours")
            return True
        if tapped.action == "doubt":
            # Who doubts takes back a yes that was given.
            refused.append(seat)
            walk.floor.marks.pop(seat, None)
            walk.say(Line(key="consent.doubt", names={"name": seat}), again=False)
            walk.tell("answer.doubt")
            return True
        return False

    def head(self, walk: Walk, step: Consent) -> Line:
        return Line(key="card.consent_alone" if walk.alone else "card.consent")

    def buttons(self, walk: Walk, step: Consent) -> Rows:
        agree = Button(action="agree", label="agree")
        return ((agree,),) if walk.alone else ((agree, Button(action="doubt", label="doubt")),)
