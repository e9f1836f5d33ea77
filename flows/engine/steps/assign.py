"""Assign: somebody gets a role, by fair rotation, by volunteering, by a vote on what was brought in, or by lot."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import PROMISED, Mark, SeatId
from flows.engine.steps.kind import Kind, Rows
from flows.engine.walk import Walk
from flows.language.model import Assign, Note

#: Phases in which one person is asked.
PROPOSED = ("rotation", "promised")


class AssignKind(Kind):
    """Its phase is the way in which the role is being given now: a vote without candidates becomes volunteering."""

    def enter(self, walk: Walk, step: Assign) -> None:
        floor = walk.floor
        floor.seats = walk.people(step.among)
        walk.session.roles.pop(step.role, None)
        promised = [seat for seat in floor.seats if walk.session.seats[seat].served.get(step.role) == PROMISED]
        if promised:
            # It was agreed before: nobody else is asked unless whoever promised would rather not.
            floor.phase, floor.up = "promised", promised[0]
            floor.turn += 1
        else:
            self._ask(walk, step)

    def _ask(self, walk: Walk, step: Assign) -> None:
        floor = walk.floor
        floor.phase, floor.up = step.by, None
        if step.by == "rotation":
            self._propose(walk, step)
        elif step.by == "draw":
            self._draw(walk, step)
        elif step.by == "vote":
            candidates = self.candidates(walk, step)
            if len(candidates) == 1:
                self._give(walk, step, candidates[0], "assign.only")
            elif not candidates:
                floor.phase = "volunteer"

    def eligible(self, walk: Walk, step: Assign) -> list[SeatId]:
        """Who may get it; where cases were asked for, those who could have brought one."""
        seats = walk.floor.seats
        source = walk.script.steps.get(step.candidates or "")
        asked = walk.people(source.who) if isinstance(source, Note) else seats
        return [seat for seat in seats if seat in asked] or seats or walk.session.present

    def candidates(self, walk: Walk, step: Assign) -> list[SeatId]:
        return [seat for seat in walk.floor.seats if walk.entries(step.candidates or "", seat)]

    def _propose(self, walk: Walk, step: Assign) -> None:
        """Who had it longest ago, or never, is asked first; among equals the order of the seats."""
        floor = walk.floor
        asked = [seat for seat in floor.seats if seat not in floor.refused]
        floor.up = min(asked, key=lambda seat: walk.session.seats[seat].served.get(step.role, ""), default=None)
        floor.turn += 1
        if floor.up is not None:
            return
        if step.bot_may:
            self._give(walk, step, None, "assign.bot")
        else:
            self._draw(walk, step)

    def _declined(self, walk: Walk, step: Assign, seat: SeatId) -> None:
        """Somebody would rather not: whoever is next, or the usual way where it had been promised."""
        floor = walk.floor
        floor.refused.append(seat)
        if floor.phase == "promised":
            self._ask(walk, step)
        else:
            self._propose(walk, step)

    def _draw(self, walk: Walk, step: Assign) -> None:
        self._give(walk, step, walk.lot(self.candidates(walk, step) or self.eligible(walk, step)), "assign.drawn")

    def _give(self, walk: Walk, step: Assign, seat: SeatId | None, key: str) -> None:
        floor = walk.floor
        floor.up, floor.queue = None, []
        floor.marks = {}
        floor.phase = "given"
        walk.keep_promise(step.role)
        if seat is None:
            walk.session.roles.pop(step.role, None)
        else:
            walk.serve(step.role, seat)
        walk.announce(key, name=seat, values={"role": step.role})

    def tapped(self, walk: Walk, step: Assign, seat: SeatId, tapped: Tapped) -> bool:
        floor = walk.floor
        if seat not in floor.seats or floor.phase == "given":
            return False
        phase, action = floor.phase, tapped.action
        if action == "accept" and phase in PROPOSED and seat == floor.up:
            self._give(walk, step, seat, "assign.given")
        elif action == "decline" and phase in PROPOSED and seat == floor.up:
            self._declined(walk, step, seat)
            walk.tell("answer.declined")
        elif action == "offer" and phase in ("rotation", "volunteer") and seat in self.eligible(walk, step):
            self._give(walk, step, seat, "assign.given")
        elif action == "bot" and step.bot_may:
            self._give(walk, step, None, "assign.bot")
        elif action == "draw" and phase in ("volunteer", "vote"):
            self._draw(walk, step)
        elif action == "vote" and phase == "vote":
            return self._vote(walk, step, seat, SeatId(tapped.value))
        else:
            return False
        return True

    def _vote(self, walk: Walk, step: Assign, seat: SeatId, candidate: SeatId) -> bool:
        if candidate not in self.candidates(walk, step):
            return False
        if candidate == seat:
            walk.refuse("answer.not_yourself")
            return True
        if walk.floor.picks.get(seat) == candidate:
            walk.refuse("answer.had_yours")
            return True
        walk.floor.picks[seat] = candidate
        walk.mark(seat)
        walk.tell("answer.voted", name=candidate)
        if not self.awaited(walk, step):
            self._count(walk, step)
        return True

    def _count(self, walk: Walk, step: Assign) -> None:
        votes = list(walk.floor.picks.values())
        candidates = self.candidates(walk, step)
        most = max((votes.count(seat) for seat in candidates), default=0)
        best = [seat for seat in candidates if votes.count(seat) == most]
        if len(best) == 1:
            self._give(walk, step, best[0], "assign.voted")
        else:
            self._give(walk, step, walk.lot(best), "assign.tied")

    def left(self, walk: Walk, step: Assign, seat: SeatId) -> None:
        super().left(walk, step, seat)
        floor = walk.floor
        for voter in [voter for voter, one in floor.picks.items() if one == seat]:
            # Their vote went with whom it was for; they have another.
            del floor.picks[voter], floor.marks[voter]
        if floor.phase == "rotation" and floor.up == seat:
            self._propose(walk, step)
        elif floor.phase == "promised" and floor.up == seat:
            self._ask(walk, step)
        elif floor.phase == "vote" and len(self.candidates(walk, step)) < 2:
            # One candidate, or none, is left: no vote is needed.
            self.enter(walk, step)
        elif floor.phase in ("vote", "volunteer") and not self.awaited(walk, step):
            self.leave(walk, step)

    def joined(self, walk: Walk, step: Assign, seat: SeatId) -> None:
        if seat in walk.people(step.among) and seat not in walk.floor.seats:
            walk.floor.seats.append(seat)

    def passes(self, walk: Walk, step: Assign, seat: SeatId) -> bool:
        floor = walk.floor
        if floor.phase in PROPOSED and seat == floor.up:
            self._declined(walk, step, seat)
            return True
        if floor.phase == "vote" and seat in floor.seats and seat not in floor.marks:
            walk.mark(seat, Mark.PASSED)
            if not self.awaited(walk, step):
                self._count(walk, step)
            return True
        if floor.phase == "volunteer" and seat in self.awaited(walk, step):
            floor.refused.append(seat)
            if not self.awaited(walk, step):
                self.leave(walk, step)
            return True
        return False

    def awaited(self, walk: Walk, step: Assign) -> list[SeatId]:
        floor = walk.floor
        if floor.phase in PROPOSED:
            return [] if floor.up is None else [floor.up]
        if floor.phase == "volunteer":
            return [seat for seat in self.eligible(walk, step) if seat not in floor.refused]
        return super().awaited(walk, step)

    def complete(self, walk: Walk, step: Assign) -> bool:
        return walk.floor.phase == "given"

    def leave(self, walk: Walk, step: Assign) -> None:
        """Ending it early means: let the lot decide, or count the votes that are there."""
        if walk.floor.phase == "given":
            return
        if walk.floor.phase == "vote":
            self._count(walk, step)
        elif step.bot_may:
            self._give(walk, step, None, "assign.bot")
        else:
            self._draw(walk, step)

    def head(self, walk: Walk, step: Assign) -> Line:
        floor = walk.floor
        return Line(key=f"card.assign.{floor.phase}", names=walk.names(name=floor.up), values={"role": step.role})

    def buttons(self, walk: Walk, step: Assign) -> Rows:
        floor = walk.floor
        if floor.phase == "promised":
            return ((Button(action="accept", label="accept"), Button(action="decline", label="decline")),)
        if floor.phase == "rotation":
            rows: list[tuple[Button, ...]] = [
                (Button(action="accept", label="accept"), Button(action="decline", label="decline")),
                (Button(action="offer", label="offer_lead"),),
            ]
            if step.bot_may:
                rows.append((Button(action="bot", label="bot"),))
            return tuple(rows)
        if floor.phase == "volunteer":
            return ((Button(action="offer", label="offer"), Button(action="draw", label="draw")),)
        votes = [Button(action="vote", value=seat, label="name", name=seat) for seat in self.candidates(walk, step)]
        rows = [tuple(votes[n : n + 2]) for n in range(0, len(votes), 2)]
        return (*rows, (Button(action="draw", label="draw"), Button(action="pass", label="pass")))
