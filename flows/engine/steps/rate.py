"""Rate: a number from each. Only how they are spread is shown, and only when that tells nobody's own."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Rate

#: With fewer numbers than this a spread would show whose they are.
ENOUGH = 5
#: Somebody has no number for this one.
SKIP = "-"


class RateKind(Together):
    """With several items everybody goes through them at an own speed, on a card of his or her own."""

    secret = True

    def in_private(self, walk: Walk) -> bool:
        return bool(getattr(walk.step, "items", ()))

    def awaited(self, walk: Walk, step: Rate) -> list[SeatId]:
        seats = walk.session.seats
        return [seat for seat in super().awaited(walk, step) if not step.items or seats[seat].reachable]

    def _scale(self, step: Rate) -> list[str]:
        return [str(number) for number in range(0 if step.top == 10 else 1, step.top + 1)]

    def _given(self, walk: Walk, seat: SeatId) -> list[str]:
        return walk.floor.picks.get(seat, "").split()

    def tapped(self, walk: Walk, step: Rate, seat: SeatId, tapped: Tapped) -> bool:
        value, _, item = tapped.value.partition(":")
        known = value in self._scale(step) or (value == SKIP and bool(step.items))
        if tapped.action != "rate" or not known or seat not in walk.floor.seats:
            return False
        if not step.items and self.has_it(walk, seat, value):
            return True
        if not step.items:
            walk.floor.picks[seat] = value
            walk.mark(seat)
        else:
            given = self._given(walk, seat)
            if seat in walk.floor.marks or item != step.items[len(given)].id:
                walk.refuse("answer.had_yours")
                return True
            walk.floor.picks[seat] = " ".join([*given, value])
            if len(given) + 1 == len(step.items):
                walk.mark(seat)
        walk.tell("answer.noted" if walk.alone else "answer.rated")
        return True

    def leave(self, walk: Walk, step: Rate) -> None:
        given = [self._given(walk, seat) for seat in walk.floor.seats]
        # Whose they were is needed no more, also where the conversation ends here.
        walk.floor.picks = {}
        if step.reveal == "never" or not any(given):
            return
        if sum(bool(one) for one in given) < ENOUGH:
            walk.announce("rate.few")
        elif not step.items:
            walk.announce("rate.spread", values={"spread": " ".join(sorted((one[0] for one in given if one), key=int))})
        elif spreads := self._spreads(step, given):
            walk.say(Line(key="rate.spreads"), *spreads)
        else:
            walk.announce("rate.few")

    def _spreads(self, step: Rate, given: list[list[str]]) -> list[Line]:
        """What people see most differently comes first: that is worth talking about."""
        found = []
        for n, item in enumerate(step.items):
            numbers = sorted(int(one[n]) for one in given if len(one) > n and one[n] != SKIP)
            if len(numbers) >= ENOUGH:
                found.append((numbers[-1] - numbers[0], item.id, numbers))
        found.sort(key=lambda one: -one[0])
        return [
            Line(key="rate.item", values={"step": step.id, "option": item, "spread": " ".join(map(str, numbers))})
            for _, item, numbers in found
        ]

    def head(self, walk: Walk, step: Rate) -> Line:
        done = sum(seat in walk.floor.marks for seat in walk.floor.seats)
        return Line(key="card.private", values={"done": str(done), "all": str(len(walk.floor.seats))})

    def lines(self, walk: Walk, step: Rate) -> tuple[Line, ...]:
        return (Line(key="card.scale", values={"step": step.id, "bottom": self._scale(step)[0], "top": str(step.top)}),)

    def buttons(self, walk: Walk, step: Rate) -> Rows:
        return () if step.items else self._numbers(step, "", Button(action="pass", label="pass"))

    def _numbers(self, step: Rate, item: str, last: Button) -> Rows:
        suffix = f":{item}" if item else ""
        numbers = [Button(action="rate", value=f"{n}{suffix}", label="number", n=int(n)) for n in self._scale(step)]
        return (tuple(numbers[:6]), (*numbers[6:], last))

    def own_lines(self, walk: Walk, step: Rate, seat: SeatId) -> tuple[Line, ...]:
        if not step.items or seat not in walk.floor.seats:
            return ()
        given = self._given(walk, seat)
        if seat in walk.floor.marks:
            return (Line(key="own.rate.done"),)
        item = step.items[len(given)].id
        return (
            Line(
                key="own.rate.item",
                values={"step": step.id, "option": item, "n": str(len(given) + 1), "all": str(len(step.items))},
            ),
        )

    def own_buttons(self, walk: Walk, step: Rate, seat: SeatId) -> Rows:
        if not step.items or seat not in walk.floor.seats or seat in walk.floor.marks:
            return ()
        item = step.items[len(self._given(walk, seat))].id
        return self._numbers(step, item, Button(action="rate", value=f"{SKIP}:{item}", label="skip_item"))
