"""Split: people go apart in small groups, and what is said in one is for no other."""

from __future__ import annotations

import hashlib

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.session import Entry, Mark, SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Split

Groups = list[list[SeatId]]


def groups_of(walk: Walk, step: str) -> Groups:
    """The groups that were made in a step, with who is still here of each."""
    orders, present = walk.session.orders, walk.session.present
    groups = [order for name, order in orders.items() if name.startswith(f"{step} ")]
    return [here for group in groups if (here := [seat for seat in group if seat in present])]


def _deal(seats: list[SeatId], count: int) -> Groups:
    count = max(1, count)
    return [seats[n::count] for n in range(count)]


def _fitted(groups: Groups, seats: list[SeatId]) -> Groups:
    """Everybody in a group and nobody alone, with as little moved about as can be."""
    groups = [[seat for seat in group if seat in seats] for group in groups]
    new = [seat for seat in seats if not any(seat in group for group in groups)]
    alone = [seat for group in groups if len(group) == 1 for seat in group]
    kept = [group for group in groups if len(group) > 1]
    loose = [*alone, *new]
    if len(loose) == 1 and kept:
        min(kept, key=len).append(loose[0])
    elif loose:
        kept.append(loose)
    return kept


class SplitKind(Together):
    apart = True

    def enter(self, walk: Walk, step: Split) -> None:
        super().enter(walk, step)
        self._keep(walk, step, self._made(walk, step))

    def _made(self, walk: Walk, step: Split) -> Groups:
        seats = walk.floor.seats
        before = groups_of(walk, step.source) if step.source else []
        if step.how == "same":
            return _fitted(before, seats)
        if step.how == "joined":
            pairs = [before[n : n + 2] for n in range(0, len(before), 2)]
            return _fitted([[seat for group in pair for seat in group] for pair in pairs], seats)
        if step.how == "mixed":
            in_rows = [seat for group in before for seat in group if seat in seats]
            new = [seat for seat in seats if seat not in in_rows]
            return _deal([*in_rows, *new], len(seats) // max(2, len(before)))
        return self._drawn(walk, step, seats)

    def _drawn(self, walk: Walk, step: Split, seats: list[SeatId]) -> Groups:
        again = groups_of(walk, step.id)
        if again and step.id not in walk.script.block_of:
            # Once more, or one step back: the same people go on with one another.
            return _fitted(again, seats)
        count = (len(seats) + step.size - 2) // step.size if step.groups is None else min(step.groups, len(seats) // 2)
        return _deal(self._shuffled(walk, step, seats), count)

    def _shuffled(self, walk: Walk, step: Split, seats: list[SeatId]) -> list[SeatId]:
        salt = f"{walk.session.seed} {walk.session.id} {step.id} {walk.session.visit}"
        return sorted(seats, key=lambda seat: hashlib.sha256(f"{salt} {seat}".encode()).digest())

    def _keep(self, walk: Walk, step: Split, groups: Groups) -> None:
        orders = walk.session.orders
        for name in [name for name in orders if name.startswith(f"{step.id} ")]:
            del orders[name]
        orders |= {f"{step.id} {n}": group for n, group in enumerate(groups)}

    def _group(self, walk: Walk, step: Split, seat: SeatId) -> list[SeatId]:
        return next((group for group in groups_of(walk, step.id) if seat in group), [])

    def in_private(self, walk: Walk) -> bool:
        return walk.shared and walk.writes and len(groups_of(walk, walk.step.id)) > 1

    def mended(self, walk: Walk, step: Split, entry: Entry) -> None:
        """Passed on within the group; where there is but one, all read along."""
        group = self._group(walk, step, entry.seat)
        others = tuple(seat for seat in group if seat != entry.seat)
        if others and (self.in_private(walk) or not walk.shared):
            walk.relay(entry, to=others)

    def said(self, walk: Walk, step: Split, seat: SeatId, said: Said) -> bool:
        if not walk.writes or seat not in walk.floor.seats or (walk.shared and self.in_private(walk) != said.private):
            return False
        self.mended(walk, step, walk.record(said))
        return True

    def joined(self, walk: Walk, step: Split, seat: SeatId) -> None:
        super().joined(walk, step, seat)
        self._keep(walk, step, _fitted(groups_of(walk, step.id), walk.floor.seats))

    def left(self, walk: Walk, step: Split, seat: SeatId) -> None:
        super().left(walk, step, seat)
        self._keep(walk, step, _fitted(groups_of(walk, step.id), walk.floor.seats))

    def tapped(self, walk: Walk, step: Split, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action != "done" or seat not in walk.floor.seats:
            return False
        if self.has_it(walk, seat):
            return True
        for other in self._group(walk, step, seat):
            walk.mark(other, Mark.DONE)
        walk.tell("answer.group_ready")
        return True

    def head(self, walk: Walk, step: Split) -> Line:
        if len(groups_of(walk, step.id)) < 2:
            return Line(key="card.split_together")
        return Line(key="card.split_writing" if walk.writes else "card.split")

    def lines(self, walk: Walk, step: Split) -> tuple[Line, ...]:
        groups = groups_of(walk, step.id)
        if len(groups) < 2:
            return ()
        return tuple(
            Line(key="card.group", lists={"names": tuple(group)}, values={"n": str(n)})
            for n, group in enumerate(groups, start=1)
        )

    def buttons(self, walk: Walk, step: Split) -> Rows:
        return ((Button(action="done", label="group_ready"),),)

    def own_lines(self, walk: Walk, step: Split, seat: SeatId) -> tuple[Line, ...]:
        others = tuple(other for other in self._group(walk, step, seat) if other != seat)
        if not self.in_private(walk) or not others:
            return ()
        return (Line(key="own.split", lists={"names": others}),)

    def own_buttons(self, walk: Walk, step: Split, seat: SeatId) -> Rows:
        return self.buttons(walk, step) if self.own_lines(walk, step, seat) and seat not in walk.floor.marks else ()
