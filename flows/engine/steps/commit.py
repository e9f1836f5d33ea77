"""Commit: one small plan in somebody's own words, "als … dan …", with a day and how sure he or she is of it."""

from __future__ import annotations

from datetime import date, timedelta

from flows.engine.effects import Button, Line
from flows.engine.events import Said, Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import InPrivate, Rows
from flows.engine.walk import Walk
from flows.language.model import Commit

DAYS = (1, 3, 7, 14)
MAX_DAYS = 366
#: Below this it is better made smaller.
SURE_ENOUGH = 7


class CommitKind(InPrivate):
    def stage(self, walk: Walk, step: Commit, seat: SeatId) -> str:
        """What is asked of somebody now: "plan", "day", "sure", "small" (small enough?), "show", or "" at the end."""
        if seat in walk.floor.marks or seat not in walk.floor.seats:
            return ""
        if not walk.here(seat):
            return "plan"
        day, sure, choice = self._picked(walk, seat)
        if not day:
            return "day"
        if not sure:
            return "sure"
        return "show" if int(sure) >= SURE_ENOUGH or choice else "small"

    def _picked(self, walk: Walk, seat: SeatId) -> tuple[str, str, str]:
        """The day, how sure, and what was chosen after that: "fine", "reveal" or "conceal"."""
        day, sure, choice = (*walk.floor.picks.get(seat, "").split(" "), "", "")[:3]
        return day, sure, choice

    def _pick(self, walk: Walk, seat: SeatId, *, day: str, sure: str = "", choice: str = "") -> None:
        walk.floor.picks[seat] = f"{day} {sure} {choice}".strip()

    def _ready(self, walk: Walk, step: Commit, seat: SeatId) -> None:
        """The plan stands; whether the others see it is for its writer to say."""
        if step.reveal == "never":
            walk.mark(seat)

    def said(self, walk: Walk, step: Commit, seat: SeatId, said: Said) -> bool:
        if not said.private:
            return False
        stage = self.stage(walk, step, seat)
        day = said.reading.day if said.reading is not None else None
        if stage == "day" and day is not None and self._sensible(walk, day):
            self._pick(walk, seat, day=day.isoformat())
        elif stage == "day" and day is not None:
            walk.say(Line(key="own.commit.past"), to=seat, again=False)
        elif stage == "day" and said.reading is not None and said.reading.brief:
            walk.say(Line(key="own.commit.unclear"), to=seat, again=False)
        elif stage == "show":
            return False
        elif stage:
            for entry in walk.here(seat) if stage == "small" else ():
                walk.amend(entry, state="dropped")
            if stage == "small":
                self._pick(walk, seat, day=self._picked(walk, seat)[0])
            walk.record(said)
        else:
            return False
        return True

    def _sensible(self, walk: Walk, day: date) -> bool:
        return timedelta(0) <= day - walk.today <= timedelta(days=MAX_DAYS)

    def tapped(self, walk: Walk, step: Commit, seat: SeatId, tapped: Tapped) -> bool:
        stage = self.stage(walk, step, seat)
        day, sure, _ = self._picked(walk, seat)
        if tapped.action == "day" and stage == "day" and tapped.value in {str(days) for days in DAYS}:
            self._pick(walk, seat, day=(walk.today + timedelta(days=int(tapped.value))).isoformat())
        elif tapped.action == "sure" and stage == "sure" and tapped.value in {str(n) for n in range(11)}:
            self._pick(walk, seat, day=day, sure=tapped.value)
            if int(tapped.value) >= SURE_ENOUGH:
                self._ready(walk, step, seat)
        elif tapped.action == "fine" and stage == "small":
            self._pick(walk, seat, day=day, sure=sure, choice="fine")
            self._ready(walk, step, seat)
        elif tapped.action in ("reveal", "conceal") and stage == "show":
            self._pick(walk, seat, day=day, sure=sure, choice=tapped.action)
            walk.mark(seat)
        else:
            return False
        walk.tell("answer.noted")
        return True

    def leave(self, walk: Walk, step: Commit) -> None:
        showing = [seat for seat in walk.floor.seats if self._picked(walk, seat)[2] == "reveal"]
        walk.release(showing if step.reveal == "together" else ())
        for seat in walk.floor.seats:
            day, sure, _ = self._picked(walk, seat)
            entries = walk.here(seat)
            if not entries or not day:
                continue
            walk.session.answers[f"{step.id} {seat}"] = f"{day} {sure}"
            if step.reveal == "together" and seat in showing:
                lines = [Line(key="commit.plan", names={"name": seat}, words={"words": entries[0].words})]
                lines += [Line(key="commit.more", words={"words": entry.words}) for entry in entries[1:]]
                walk.say(*lines, Line(key="commit.day", values={"day": day}))

    def head(self, walk: Walk, step: Commit) -> Line:
        if len(walk.floor.seats) == 1:
            return Line(key="card.commits", names={"name": walk.floor.seats[0]})
        return super().head(walk, step)

    def own_lines(self, walk: Walk, step: Commit, seat: SeatId) -> tuple[Line, ...]:
        if seat not in walk.floor.seats:
            return ()
        stage = self.stage(walk, step, seat)
        lines = [Line(key="commit.mine", words={"words": entry.words}) for entry in walk.here(seat)]
        day, _, _ = self._picked(walk, seat)
        if day:
            lines.append(Line(key="commit.day", values={"day": day}))
        return (*lines, Line(key=f"own.commit.{stage or 'done'}"))

    def own_buttons(self, walk: Walk, step: Commit, seat: SeatId) -> Rows:
        stage = self.stage(walk, step, seat)
        if stage == "plan":
            return ((Button(action="pass", label="pass"),),)
        if stage == "day":
            return tuple(
                tuple(Button(action="day", value=str(days), label=f"day_{days}") for days in pair)
                for pair in (DAYS[:2], DAYS[2:])
            )
        if stage == "sure":
            numbers = [Button(action="sure", value=str(n), label="number", n=n) for n in range(11)]
            return (tuple(numbers[:6]), tuple(numbers[6:]))
        if stage == "small":
            return ((Button(action="fine", label="fine"),),)
        if stage == "show":
            return ((Button(action="reveal", label="reveal"), Button(action="conceal", label="conceal")),)
        return ()
