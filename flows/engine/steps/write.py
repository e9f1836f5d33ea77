"""Write: something is written down field by field, by one person for all or by everybody for himself."""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.session import Entry, Mark, SeatId
from flows.engine.steps.kind import InPrivate, Rows
from flows.engine.walk import Walk
from flows.language.model import Write


def written(step: Write, entries: Sequence[Entry]) -> list[Line]:
    """What somebody wrote, each part under its label."""
    width, lines = len(step.fields), list[Line]()
    for n, entry in enumerate(entries):
        if len(entries) > width > 1 and n % width == 0:
            lines.append(Line(key="write.row", values={"n": str(n // width + 1)}))
        field = step.fields[n % width].id
        lines.append(Line(key="write.field", words={"words": entry.words}, values={"step": step.id, "field": field}))
    return lines


class WriteKind(InPrivate):
    """Each text fills the next field; what belongs to which field follows from the order."""

    def _stage(self, walk: Walk, step: Write, seat: SeatId) -> str:
        """The field that is asked now; "" when it is finished, "more" when there may be another row."""
        count, width = len(walk.here(seat)), len(step.fields)
        finished = seat in walk.floor.marks or seat in walk.floor.refused
        if finished or seat not in walk.floor.seats or count >= width * step.rows:
            return ""
        if count and count % width == 0 and walk.floor.picks.get(seat) != str(count):
            return "more"
        return step.fields[count % width].id

    def said(self, walk: Walk, step: Write, seat: SeatId, said: Said) -> bool:
        if not said.private or not self._stage(walk, step, seat):
            return False
        walk.record(said)
        if len(walk.here(seat)) == len(step.fields) * step.rows:
            self._ready(walk, step, seat)
        return True

    def tapped(self, walk: Walk, step: Write, seat: SeatId, tapped: Tapped) -> bool:
        stage = self._stage(walk, step, seat)
        if tapped.action == "another" and stage == "more":
            walk.floor.picks[seat] = str(len(walk.here(seat)))
        elif tapped.action == "done" and stage == "more":
            self._ready(walk, step, seat)
        elif tapped.action in ("reveal", "conceal") and seat in walk.floor.refused:
            if self.has_it(walk, seat, tapped.action):
                return True
            walk.floor.picks[seat] = tapped.action
            walk.mark(seat)
        else:
            return False
        walk.tell("answer.noted")
        return True

    def _ready(self, walk: Walk, step: Write, seat: SeatId) -> None:
        if step.reveal == "owner":
            # Written, and now it is for its writer to say whether the others may read it.
            walk.floor.refused.append(seat)
        else:
            walk.mark(seat)

    def passes(self, walk: Walk, step: Write, seat: SeatId) -> bool:
        if seat not in walk.floor.seats or seat in walk.floor.marks:
            return False
        walk.mark(seat, Mark.DONE if walk.here(seat) else Mark.PASSED)
        return True

    def leave(self, walk: Walk, step: Write) -> None:
        walk.release(seat for seat in walk.floor.seats if walk.floor.picks.get(seat) == "reveal")
        for seat in walk.floor.seats:
            shown = step.reveal == "together" or walk.floor.picks.get(seat) == "reveal"
            lines = self._result(walk, step, seat)
            if shown and lines:
                walk.say(Line(key="write.of", names={"name": seat}), *lines)

    def _result(self, walk: Walk, step: Write, seat: SeatId) -> list[Line]:
        return written(step, walk.here(seat))

    def head(self, walk: Walk, step: Write) -> Line:
        if len(walk.floor.seats) == 1:
            return Line(key="card.writes", names={"name": walk.floor.seats[0]})
        return super().head(walk, step)

    def own_lines(self, walk: Walk, step: Write, seat: SeatId) -> tuple[Line, ...]:
        if seat not in walk.floor.seats:
            return ()
        stage = self._stage(walk, step, seat)
        so_far = self._result(walk, step, seat)
        if stage == "more":
            return (*so_far, Line(key="own.write.more"))
        if stage:
            return (*so_far, Line(key="flow:ask", values={"step": step.id, "field": stage}))
        if seat not in walk.floor.marks and seat in walk.floor.refused:
            return (*so_far, Line(key="own.note.decide"))
        return (*so_far, Line(key="own.write.done"))

    def own_buttons(self, walk: Walk, step: Write, seat: SeatId) -> Rows:
        stage = self._stage(walk, step, seat)
        if stage == "more":
            return ((Button(action="another", label="another"), Button(action="done", label="done")),)
        if stage and not walk.here(seat):
            return ((Button(action="pass", label="pass"),),)
        if not stage and seat in walk.floor.refused and seat not in walk.floor.marks:
            return ((Button(action="reveal", label="reveal"), Button(action="conceal", label="conceal")),)
        return ()
