"""One event being taken in: a working copy of the session, what follows from the event, and the words to say it with.

Kinds of step and the controls around them are written in terms of this, so that each of them is short.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.engine.effects import Button, Effect, Line, Relay, Say, Served, Show
from flows.engine.events import Event, Said
from flows.engine.script import Script
from flows.engine.session import CLOSED, PROMISED, Entry, Floor, Mark, News, Pace, SeatId, Session, Trace
from flows.language.model import AnyStep, Assign, Choose, Commit, Note, Sort
from flows.language.vocabulary import Shown
from flows.language.who import Who

#: How far one can go back.
MAX_TRAIL = 12
#: Steps entered by one event; a flow whose steps all end at once would otherwise never stop.
MAX_STEPS = 60
#: What somebody says about a note that is on the card: in the record, and no note itself.
REMARK = "remark"
#: Messages after which a card has scrolled out of sight.
OUT_OF_SIGHT = 8


def _since(block: str) -> str:
    """Under which name it is kept when the round at hand began."""
    return f"{block} since"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What whoever did something is told, in a line that only they see."""

    line: Line
    #: The message with the buttons has served and can lose them.
    settles: bool = False


class Walk:
    def __init__(self, script: Script, session: Session, event: Event, now: datetime) -> None:
        self.script, self.session, self.event, self.now = script, session, event, now
        self.effects: list[Effect] = []
        self.answer: Answer | None = None
        #: Whether the words of this event belong to the record.
        self.keeps = False
        #: Nothing changes by this event: it is answered and forgotten.
        self.idle = False
        #: The short flow that it goes aside to.
        self.aside = ""
        #: What was decided by this event.
        self.announced: list[News] = []

    # What the machine asks.

    @property
    def state(self) -> str:
        return self.session.state

    @state.setter
    def state(self, state: str) -> None:
        self.session.state = state

    def applies(self, step: str) -> bool:
        when = self.script.steps[step].when
        session = self.session
        return when is None or when.holds(people=len(session.present), pace=session.pace, answers=session.answers)

    def has_another_round(self, block: str) -> bool:
        session, repeat = self.session, self.script.blocks[block].repeat
        if block not in session.rounds:
            return False
        if repeat.until is None:
            return bool(self._coming_rounds(block))
        over = repeat.until.holds(people=len(session.present), pace=session.pace, answers=session.answers)
        return not over and session.rounds[block] + 1 < repeat.most

    def start_rounds(self, block: str) -> None:
        session, repeat = self.session, self.script.blocks[block].repeat
        if repeat.each is None:
            self._open_round(block, 0)
            return
        session.orders[block] = self._order_of(repeat.each)
        self._open_round(block, 0)
        self._cast(block)

    def _order_of(self, role: str) -> list[SeatId]:
        """Who has a role in turn: the same order as before in this conversation, or from whoever has it now."""
        session, blocks = self.session, self.script.blocks
        order = session.present
        others = [name for name in session.orders if name in blocks and blocks[name].repeat.each == role]
        if others:
            before = session.orders[others[-1]]
            return [*(seat for seat in before if seat in order), *(seat for seat in order if seat not in before)]
        first = session.roles.get(role)
        return order[order.index(first) :] + order[: order.index(first)] if first in order else order

    def next_round(self, block: str) -> None:
        if self.script.blocks[block].repeat.each is None:
            self._open_round(block, self.session.rounds[block] + 1)
            return
        self._open_round(block, self._coming_rounds(block)[0])
        self._cast(block)

    def _open_round(self, block: str, number: int) -> None:
        self.session.rounds |= {block: number, _since(block): self.session.visit}

    def _coming_rounds(self, block: str) -> list[int]:
        """The rounds of those who are still here; people who joined after the start come last."""
        session = self.session
        order = session.orders[block]
        session.orders[block] = order = [*order, *(seat for seat in session.present if seat not in order)]
        rounds = range(session.rounds[block] + 1, len(order))
        return [n for n in rounds if session.seats[order[n]].present]

    def _cast(self, block: str) -> None:
        session, repeat = self.session, self.script.blocks[block].repeat
        assert repeat.each is not None
        owner = session.orders[block][session.rounds[block]]
        session.roles[repeat.each] = owner
        if repeat.others is not None:
            session.roles[repeat.others] = next(seat for seat in session.present if seat != owner)

    def came_from(self, step: str) -> bool:
        return bool(self.session.trail) and self.session.trail[-1].state == step

    def was_held_in(self, step: str) -> bool:
        return self.session.held == step

    def must_rechoose(self, step: str) -> bool:
        spec = self.script.steps[step]
        if not isinstance(spec, Assign) or spec.role not in self.script.owner_roles:
            return False
        seat = self.session.roles.get(spec.role)
        return seat is not None and not self.session.seats[seat].present

    def goes_aside_to(self, flow: str) -> bool:
        return self.aside == flow

    def was_beside(self, step: str) -> bool:
        return self.session.beside == step

    # Where we are.

    @property
    def step(self) -> AnyStep:
        return self.script.steps[self.session.state]

    @property
    def floor(self) -> Floor:
        return self.session.floor

    @property
    def leader(self) -> SeatId | None:
        """Whoever leads; nobody means that the bot does."""
        seat = self.session.roles.get(self.script.leader or "")
        return seat if seat is not None and self.session.seats[seat].present else None

    @property
    def writes(self) -> bool:
        """Whether people write what they have to say; at a table they speak."""
        return self.session.pace is not Pace.TABLE

    @property
    def alone(self) -> bool:
        """A conversation of one person, with nobody else to see anything."""
        return self.script.flow.people.max == 1

    @property
    def shared(self) -> bool:
        """Whether everybody reads the same chat."""
        return self.session.room == "group"

    def people(self, who: Who) -> list[SeatId]:
        roles, session = self.session.roles, self.session
        named = {roles.get(role) for role in who.roles}
        without = {roles.get(role) for role in who.without}
        return [seat for seat in session.present if (not who.roles or seat in named) and seat not in without]

    @property
    def today(self) -> date:
        """The day it is where the people are."""
        return self.now.astimezone(ZoneInfo(self.session.zone)).date()

    def keep_promise(self, role: str) -> None:
        """It is settled who has the role: what was promised before counts no more."""
        for seat, known in self.session.seats.items():
            if known.served.get(role) == PROMISED:
                served = {other: when for other, when in known.served.items() if other != role}
                self.session.seats[seat] = replace(known, served=served)

    def serve(self, role: str, seat: SeatId) -> None:
        """Somebody has a role from now on; where it rotates, that counts for the next turn."""
        session = self.session
        session.roles[role] = seat
        if self.script.roles[role].rotates:
            known = session.seats[seat]
            session.seats[seat] = replace(known, served={**known.served, role: self.now.isoformat()})
            self.effects.append(Served(seat=seat, role=role))

    def lot(self, among: list[SeatId]) -> SeatId:
        """A draw that nobody can foresee and that comes out the same in a replay."""
        seed = f"{self.session.seed} {self.session.id} {self.session.visit} {self.session.number}".encode()
        return among[int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % len(among)]

    # The record.

    def record(self, said: Said, *, state: str = "", finding: str = "") -> Entry:
        session = self.session
        entry = Entry(
            number=session.number,
            words=session.number,
            seat=said.seat,
            step=session.state,
            visit=session.visit,
            medium=said.medium,
            state=state,
            finding=finding,
            private=said.private,
        )
        session.entries.append(entry)
        self.keeps = True
        return entry

    def amend(self, entry: Entry, **changes: Any) -> Entry:
        new = replace(entry, **changes)
        self.session.entries[self.session.entries.index(entry)] = new
        return new

    def entries(self, step: str, seat: SeatId | None = None, *, state: str = "") -> list[Entry]:
        """What was brought in at a step: of each person what came in the last time that something did."""
        found = [
            e
            for e in self.session.entries
            if e.step == step and e.state == state and e.finding != REMARK and seat in (None, e.seat)
        ]
        last = {e.seat: e.visit for e in found}
        return [e for e in found if e.visit == last[e.seat]]

    def open_entries(self, step: str) -> list[Entry]:
        """What was brought in at a step and may be seen by all: what its writer decides about, only when released."""
        spec, answers = self.script.steps[step], self.session.answers
        decided = isinstance(spec, Commit) or getattr(spec, "reveal", "") == "owner"
        block = self.script.block_of.get(step)
        since = 0
        if block is not None and block is self.script.block_of.get(self.session.state):
            # In a round, only what is of this round.
            since = self.session.rounds[_since(block.id)]
        entries = [e for e in self.entries(step) if e.visit >= since]
        entries = [e for e in entries if not decided or answers.get(f"{step} {e.seat} shown")]
        return self._shuffled(entries) if self.nameless(step) else entries

    def release(self, seats: Iterable[SeatId]) -> None:
        """These people let the others see what they wrote in this step; nobody else does."""
        showing, answers = set(seats), self.session.answers
        for seat in self.floor.seats:
            key = f"{self.step.id} {seat} shown"
            answers.pop(key, None)
            if seat in showing:
                answers[key] = "yes"

    def nameless(self, step: str) -> bool:
        """Whether what was brought in there is shown without a name, also where it was chosen from."""
        spec = self.script.steps[step]
        if isinstance(spec, Choose):
            return spec.source is not None and self.nameless(spec.source)
        return isinstance(spec, Note) and spec.reveal == "anonymous"

    def _shuffled(self, entries: list[Entry]) -> list[Entry]:
        """In an order that tells nothing of who wrote when."""
        return sorted(entries, key=lambda e: hashlib.sha256(f"{self.session.id} {e.number}".encode()).digest())

    def shown(self, what: Shown) -> list[Entry]:
        """What a card shows of an earlier step: all of it, what was sorted so, or what was chosen from it."""
        spec = self.script.steps[what.step]
        if isinstance(spec, Sort):
            answers = self.session.answers
            sorted_ones = self.open_entries(spec.source)
            return [e for e in sorted_ones if not what.place or answers.get(f"{spec.id}:{e.number}") == what.place]
        if isinstance(spec, Choose) and spec.source is not None:
            return [e for e in self.open_entries(spec.source) if str(e.number) == self.session.answers.get(spec.id)]
        return self.open_entries(what.step)

    def here(self, seat: SeatId | None = None) -> list[Entry]:
        """What was brought in since this step was entered."""
        session = self.session
        return [
            e
            for e in session.entries
            if (e.visit, e.state) == (session.visit, "") and e.finding != REMARK and seat in (None, e.seat)
        ]

    # What is said about it.

    def tell(self, key: str, *, settles: bool = False, **names: SeatId | None) -> None:
        """The answer to whoever did this."""
        self.answer = Answer(line=Line(key=key, names=self.names(**names)), settles=settles)

    def refuse(self, key: str, **names: SeatId | None) -> None:
        """An answer, and nothing changes."""
        self.answer = Answer(line=Line(key=key, names=self.names(**names)))
        self.idle = True

    def say(
        self,
        *lines: Line,
        to: SeatId | None = None,
        buttons: tuple[tuple[Button, ...], ...] = (),
        again: bool = True,
    ) -> None:
        self.effects.append(Say(lines=lines, to=to, buttons=buttons, again=again))
        if to is None:
            self.floor.below += 1

    def announce(self, key: str, *, name: SeatId | None = None, values: dict[str, str] | None = None) -> None:
        """Something short that was decided: it stands on the card of the next step."""
        self.announced.append(News(key=key, name=name, values=values or {}))

    def show(self, to: SeatId | None = None, *, fresh: bool = False) -> None:
        """The card once more. However often it is asked for, it is sent once."""
        if to is None and self.floor.below >= OUT_OF_SIGHT:
            fresh = True
        earlier = next((e for e in self.effects if isinstance(e, Show) and e.to == to), None)
        if earlier is not None:
            self.effects.remove(earlier)
            fresh = fresh or earlier.fresh
        if to is None and fresh:
            self.floor.below = 0
        if fresh:
            self.session.cards[to or ""] = self.session.number
        self.effects.append(Show(to=to, fresh=fresh))

    def relay(self, entry: Entry, *, to: tuple[SeatId, ...] = ()) -> None:
        """Pass it on to those who did not see it being said, or only to those who are named."""
        if to:
            self.effects.append(Relay(by=entry.seat, number=entry.words, to=to))
        elif not self.shared:
            others = tuple(seat for seat in self.session.present if seat != entry.seat)
            self.effects.append(Relay(by=entry.seat, number=entry.words, to=others))
        elif entry.private:
            self.effects.append(Relay(by=entry.seat, number=entry.words))
            self.floor.below += 1

    # From step to step.

    def pull(self, trigger: str) -> None:
        """Leave where we are by a trigger of the machine, remembering the way back."""
        session = self.session
        trace = Trace(state=session.state, rounds=dict(session.rounds), roles=dict(session.roles))
        was_running = session.running
        self.script.pull(trigger, self)
        if trigger in ("advance", "aside") and was_running:
            session.trail = [*session.trail, trace][-MAX_TRAIL:]

    def close(self, reason: str) -> None:
        self.session.reason = reason
        self.script.pull("close", self)

    @property
    def closed(self) -> bool:
        return self.session.state == CLOSED

    def mark(self, seat: SeatId, mark: Mark = Mark.DONE) -> None:
        self.floor.marks[seat] = mark

    def names(self, **seats: SeatId | None) -> dict[str, SeatId]:
        return {name: seat for name, seat in seats.items() if seat is not None}
