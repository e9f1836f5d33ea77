"""Note: everybody writes in private, undisturbed by what others write; then it is shown, or not."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.session import Entry, Mark, SeatId
from flows.engine.steps.kind import InPrivate, Rows
from flows.engine.walk import Walk
from flows.language.model import Note


class NoteKind(InPrivate):
    def said(self, walk: Walk, step: Note, seat: SeatId, said: Said) -> bool:
        if seat not in walk.floor.seats or not said.private:
            return False
        walk.record(said)
        if step.reveal != "owner":
            walk.mark(seat)
        return True

    def tapped(self, walk: Walk, step: Note, seat: SeatId, tapped: Tapped) -> bool:
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

    def passes(self, walk: Walk, step: Note, seat: SeatId) -> bool:
        if not super().passes(walk, step, seat):
            return False
        # Who passes wants nothing shown, also of what was written the last time round.
        for entry in walk.entries(step.id, seat):
            walk.amend(entry, state="dropped")
        return True

    def leave(self, walk: Walk, step: Note) -> None:
        entries = [entry for seat in walk.floor.seats for entry in walk.entries(step.id, seat)]
        if step.reveal == "owner":
            entries = [entry for entry in entries if walk.floor.picks.get(entry.seat) == "reveal"]
        if step.reveal == "anonymous":
            lines = [Line(key="note.anonymous", words={"words": words}) for words in self._shuffled(walk, entries)]
        else:
            lines = [Line(key="note.of", names={"name": e.seat}, words={"words": e.words}) for e in entries]
        if step.reveal != "never":
            walk.say(*(lines or [Line(key="note.nobody")]))

    def _shuffled(self, walk: Walk, entries: list[Entry]) -> list[int]:
        """By the order of a draw, so that neither place nor time tells who wrote what."""
        left, shuffled = list(entries), []
        while left:
            drawn = walk.lot([entry.seat for entry in left])
            shuffled.append(next(entry for entry in left if entry.seat == drawn))
            left.remove(shuffled[-1])
        return [entry.words for entry in shuffled]

    def own_lines(self, walk: Walk, step: Note, seat: SeatId) -> tuple[Line, ...]:
        if seat not in walk.floor.seats:
            return ()
        if walk.floor.marks.get(seat) is Mark.DONE:
            return (Line(key=f"own.note.kept.{step.reveal}"),)
        if step.reveal == "owner" and walk.here(seat):
            return (Line(key="own.note.decide"),)
        return (Line(key=f"own.note.{step.reveal}"),)

    def own_buttons(self, walk: Walk, step: Note, seat: SeatId) -> Rows:
        if seat not in walk.floor.seats or seat in walk.floor.marks:
            return ()
        if step.reveal == "owner" and walk.here(seat):
            return ((Button(action="reveal", label="reveal"), Button(action="conceal", label="conceal")),)
        last_time = (Button(action="done", label="done"),) if walk.entries(step.id, seat) else ()
        return ((*last_time, Button(action="pass", label="pass")),)
