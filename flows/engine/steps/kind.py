"""What every kind of step can be asked, and the three ways in which people take part in one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from flows.engine.effects import Button, Line
from flows.engine.events import Reading, Said, Tapped
from flows.engine.hints import offer_parked
from flows.engine.session import Entry, Mark, SeatId
from flows.engine.walk import Walk

Rows = tuple[tuple[Button, ...], ...]


class Kind(ABC):
    """A kind of step. It has no state of its own: the floor of the session has."""

    #: What is brought in is for no other eyes before it is revealed, so it comes in by a private chat.
    private = False
    #: The card shows how many did it, and not who: passing would tell.
    secret = False
    #: People sit in small groups: what they say is for these, and needs no asking.
    apart = False

    def in_private(self, walk: Walk) -> bool:
        return self.private

    def mended(self, walk: Walk, step: Any, entry: Entry) -> None:
        """What stands was worded anew: it is passed on like the first wording, where that was."""
        if not self.private:
            walk.relay(entry)

    def may_bring(self, walk: Walk, seat: SeatId) -> bool:
        """Whether somebody can bring in now what he or she kept earlier."""
        return seat in (walk.floor.up, walk.floor.last)

    def enter(self, walk: Walk, step: Any) -> None:
        walk.floor.seats = walk.people(step.who)

    def proceed(self, walk: Walk, step: Any) -> None:
        """After each event: go on within the step, where it has parts."""
        return

    def said(self, walk: Walk, step: Any, seat: SeatId, said: Said) -> bool:
        """Take in a text; False when it is not awaited from this person. Where nobody has the floor, all may speak."""
        if not walk.writes or (said.private and walk.shared):
            return False
        walk.relay(walk.record(said))
        return True

    def noticed(self, walk: Walk, seat: SeatId, reading: Reading | None) -> str:
        """What its writer is asked about before it counts; nothing when it can stand as it is."""
        findings = reading.findings if reading is not None and walk.session.seats[seat].reachable else ()
        return next((finding for finding in findings if finding != "defends"), "")

    def accepted(self, walk: Walk, step: Any, entry: Entry) -> None:
        """What somebody said with the floor stands."""
        walk.floor.last = entry.seat

    @abstractmethod
    def tapped(self, walk: Walk, step: Any, seat: SeatId, tapped: Tapped) -> bool:
        """Take in a tap; False when this kind of step knows no such button for this person."""

    def joined(self, walk: Walk, step: Any, seat: SeatId) -> None:
        """Somebody is there again, or for the first time."""
        if seat in walk.people(step.who) and seat not in walk.floor.seats:
            walk.floor.seats.append(seat)

    def left(self, walk: Walk, step: Any, seat: SeatId) -> None:
        walk.floor.seats = [other for other in walk.floor.seats if other != seat]
        walk.floor.marks.pop(seat, None)
        walk.floor.picks.pop(seat, None)

    @abstractmethod
    def passes(self, walk: Walk, step: Any, seat: SeatId) -> bool:
        """Somebody lets it go by; False when that is not possible here."""

    def complete(self, walk: Walk, step: Any) -> bool:
        return not self.awaited(walk, step)

    def awaited(self, walk: Walk, step: Any) -> list[SeatId]:
        """Whom the step waits for."""
        return [seat for seat in walk.floor.seats if seat not in walk.floor.marks]

    def may_end(self, walk: Walk, step: Any) -> bool:
        """Whether whoever leads can end it early."""
        return True

    def leave(self, walk: Walk, step: Any) -> None:
        """The step ends: show what is to be shown, keep what later steps need."""
        return

    @abstractmethod
    def head(self, walk: Walk, step: Any) -> Line:
        """Who is to do something now, in a sentence above the prompt."""

    def lines(self, walk: Walk, step: Any) -> Sequence[Line]:
        """What the card shows below the prompt."""
        return ()

    def buttons(self, walk: Walk, step: Any) -> Rows:
        """What the card of the room offers to whoever may."""
        return ()

    def own_lines(self, walk: Walk, step: Any, seat: SeatId) -> Sequence[Line]:
        """What somebody's private card says about his or her own part; nothing when there is none."""
        return ()

    def own_buttons(self, walk: Walk, step: Any, seat: SeatId) -> Rows:
        return ()


class Together(Kind):
    """All do it at the same time; it is complete when all did."""

    def passes(self, walk: Walk, step: Any, seat: SeatId) -> bool:
        if seat not in walk.floor.seats or seat in walk.floor.marks:
            return False
        walk.mark(seat, Mark.PASSED)
        return True

    def has_it(self, walk: Walk, seat: SeatId, pick: str = "") -> bool:
        """Whether it was done before, and just so: then a tap more changes nothing."""
        if seat not in walk.floor.marks or walk.floor.picks.get(seat, "") != pick:
            return False
        walk.refuse("answer.had_yours")
        return True


class InPrivate(Together):
    """All do it at the same time, each in private."""

    private = True
    secret = True

    def awaited(self, walk: Walk, step: Any) -> list[SeatId]:
        # Somebody who cannot be reached in private is not waited for; the group was told how to mend it.
        reachable = walk.session.seats
        return [seat for seat in super().awaited(walk, step) if reachable[seat].reachable]

    def head(self, walk: Walk, step: Any) -> Line:
        if walk.alone:
            return Line(key="card.alone")
        done = sum(seat in walk.floor.marks for seat in walk.floor.seats)
        return Line(key="card.private", values={"done": str(done), "all": str(len(walk.floor.seats))})


class InTurn(Kind):
    """One after the other."""

    def enter(self, walk: Walk, step: Any) -> None:
        super().enter(walk, step)
        seats = walk.floor.seats
        walk.floor.queue = seats * getattr(step, "each", 1)
        self.next_up(walk)

    def next_up(self, walk: Walk) -> None:
        """The turn passes to the next in the queue, or to nobody."""
        floor = walk.floor
        floor.up = floor.queue.pop(0) if floor.queue else None
        floor.turn += 1
        floor.reminded = 0
        offer_parked(walk, walk.step, floor.up)

    def had_turn(self, walk: Walk, seat: SeatId, mark: Mark = Mark.DONE) -> None:
        if seat not in walk.floor.queue:
            walk.mark(seat, mark)

    def joined(self, walk: Walk, step: Any, seat: SeatId) -> None:
        before = len(walk.floor.seats)
        super().joined(walk, step, seat)
        if len(walk.floor.seats) > before:
            walk.floor.queue += [seat] * getattr(step, "each", 1)

    def left(self, walk: Walk, step: Any, seat: SeatId) -> None:
        super().left(walk, step, seat)
        floor = walk.floor
        floor.queue = [other for other in floor.queue if other != seat]
        if floor.up == seat:
            self.next_up(walk)

    def passes(self, walk: Walk, step: Any, seat: SeatId) -> bool:
        """Passing gives up all turns that are still to come in this step."""
        floor = walk.floor
        if seat != floor.up:
            return False
        floor.queue = [other for other in floor.queue if other != seat]
        walk.mark(seat, Mark.DONE if walk.here(seat) else Mark.PASSED)
        self.next_up(walk)
        return True

    def awaited(self, walk: Walk, step: Any) -> list[SeatId]:
        return [] if walk.floor.up is None else [walk.floor.up]

    def head(self, walk: Walk, step: Any) -> Line:
        return Line(key="card.turn", names=walk.names(name=walk.floor.up))

    def buttons(self, walk: Walk, step: Any) -> Rows:
        return ((Button(action="done", label="done"), Button(action="pass", label="pass")),)
