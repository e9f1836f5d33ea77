"""Note: everybody writes in private, undisturbed by what others write; then it is shown, or not."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.session import Entry, Mark, SeatId
from flows.engine.steps.kind import InPrivate, Rows
from flows.engine.walk import REMARK, Walk
from flows.language.model import Note

#: The notes are shown one by one now, and everybody may say something about the one on the card.
SHOWING = "showing"


class NoteKind(InPrivate):
    def in_private(self, walk: Walk) -> bool:
        return walk.floor.phase != SHOWING

    def mended(self, walk: Walk, step: Note, entry: Entry) -> None:
        if entry.finding == REMARK:
            walk.relay(entry)

    def said(self, walk: Walk, step: Note, seat: SeatId, said: Said) -> bool:
        if walk.floor.phase == SHOWING:
            if walk.writes:
                walk.relay(walk.record(said, finding=REMARK))
            return walk.writes
        if seat not in walk.floor.seats or not said.private:
            return False
        if step.most > 1 and len(walk.here(seat)) >= step.most:
            return False
        walk.record(said)
        if step.reveal != "owner" and len(walk.here(seat)) >= step.most:
            walk.mark(seat)
        return True

    def tapped(self, walk: Walk, step: Note, seat: SeatId, tapped: Tapped) -> bool:
        if walk.floor.phase == SHOWING:
            return self._next(walk, seat, tapped)
        if seat not in walk.floor.seats:
            return False
        written = bool(walk.entries(step.id, seat))
        if tapped.action in ("reveal", "conceal") and step.reveal == "owner" and written:
            if self.has_it(walk, seat, tapped.action):
                return True
            walk.floor.picks[seat] = tapped.action
        elif tapped.action != "done":
            return False
        # Ready without a new word: what was written the last time round still counts.
        walk.mark(seat, Mark.DONE if written else Mark.PASSED)
        walk.tell("answer.noted")
        return True

    def left(self, walk: Walk, step: Note, seat: SeatId) -> None:
        super().left(walk, step, seat)
        floor = walk.floor
        floor.queue = [other for other in floor.queue if other != seat]
        if floor.up == seat:
            self._show_next(walk)

    def _next(self, walk: Walk, seat: SeatId, tapped: Tapped) -> bool:
        if tapped.action != "done" or seat not in (walk.floor.up, walk.leader):
            return False
        self._show_next(walk)
        walk.tell("answer.next")
        return True

    def _show_next(self, walk: Walk) -> None:
        floor = walk.floor
        floor.up = floor.queue.pop(0) if floor.queue else None
        floor.turn += 1

    def awaited(self, walk: Walk, step: Note) -> list[SeatId]:
        if walk.floor.phase == SHOWING:
            return [] if walk.floor.up is None else [walk.floor.up]
        return super().awaited(walk, step)

    def passes(self, walk: Walk, step: Note, seat: SeatId) -> bool:
        if walk.floor.phase == SHOWING:
            return self._next(walk, seat, Tapped(seat=seat, action="done"))
        if not super().passes(walk, step, seat):
            return False
        # Who passes wants nothing shown, also of what was written the last time round.
        for entry in walk.entries(step.id, seat):
            walk.amend(entry, state="dropped")
        return True

    def proceed(self, walk: Walk, step: Note) -> None:
        """All have written; one by one the notes come on the card."""
        floor = walk.floor
        if step.reveal != "one-by-one" or floor.phase == SHOWING or super().awaited(walk, step):
            return
        floor.phase = SHOWING
        floor.queue = [seat for seat in floor.seats if walk.entries(step.id, seat)]
        self._show_next(walk)
        walk.show(fresh=True)

    def leave(self, walk: Walk, step: Note) -> None:
        entries = [entry for seat in walk.floor.seats for entry in walk.entries(step.id, seat)]
        if step.reveal == "owner":
            entries = [entry for entry in entries if walk.floor.picks.get(entry.seat) == "reveal"]
            walk.release({entry.seat for entry in entries})
        if step.reveal == "anonymous":
            lines = [Line(key="note.anonymous", words={"words": words}) for words in self._shuffled(walk, entries)]
        else:
            lines = [self._line(entry) for entry in entries]
        if step.reveal not in ("never", "later", "one-by-one"):
            walk.say(*(lines or [Line(key="note.nobody")]))

    def _line(self, entry: Entry) -> Line:
        return Line(key="note.of", names={"name": entry.seat}, words={"words": entry.words})

    def _shuffled(self, walk: Walk, entries: list[Entry]) -> list[int]:
        """By the order of a draw, so that neither place nor time tells who wrote what."""
        left, shuffled = list(entries), []
        while left:
            drawn = walk.lot([entry.seat for entry in left])
            shuffled.append(next(entry for entry in left if entry.seat == drawn))
            left.remove(shuffled[-1])
        return [entry.words for entry in shuffled]

    def head(self, walk: Walk, step: Note) -> Line:
        if walk.floor.phase != SHOWING:
            return super().head(walk, step)
        return Line(key="card.note_of", names=walk.names(name=walk.floor.up))

    def lines(self, walk: Walk, step: Note) -> tuple[Line, ...]:
        up = walk.floor.up
        return tuple(self._line(entry) for entry in walk.entries(step.id, up)) if up is not None else ()

    def buttons(self, walk: Walk, step: Note) -> Rows:
        return ((Button(action="done", label="next_note"),),) if walk.floor.phase == SHOWING else ()

    def own_lines(self, walk: Walk, step: Note, seat: SeatId) -> tuple[Line, ...]:
        if seat not in walk.floor.seats or walk.floor.phase == SHOWING:
            return ()
        if walk.floor.marks.get(seat) is Mark.DONE:
            return (Line(key="own.note.kept_alone") if walk.alone else Line(key=f"own.note.kept.{step.reveal}"),)
        if step.reveal == "owner" and walk.here(seat):
            return (Line(key="own.note.decide"),)
        if step.most > 1:
            count = str(len(walk.here(seat)))
            return (Line(key="own.note.several", values={"n": count, "most": str(step.most)}),)
        return (Line(key="own.note.alone") if walk.alone else Line(key=f"own.note.{step.reveal}"),)

    def own_buttons(self, walk: Walk, step: Note, seat: SeatId) -> Rows:
        if seat not in walk.floor.seats or seat in walk.floor.marks or walk.floor.phase == SHOWING:
            return ()
        if step.reveal == "owner" and walk.here(seat):
            return ((Button(action="reveal", label="reveal"), Button(action="conceal", label="conceal")),)
        if step.most > 1 and walk.here(seat):
            return ((Button(action="done", label="done"),),)
        last_time = (Button(action="done", label="done"),) if walk.entries(step.id, seat) else ()
        return ((*last_time, Button(action="pass", label="pass")),)
