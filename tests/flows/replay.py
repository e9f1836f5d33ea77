"""A worked example played to the letter: its turns in their order, and by rule what it need not spell out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile
from typing import Any, NoReturn

from bot.practice.colleagues import Colleagues
from bot.practice.example import Turn, read_example, whole_example
from bot.shelf import library_folder
from flows.engine.hints import held, parked_for
from flows.engine.onward import kind_of
from flows.engine.session import CLOSED, SeatId, dump
from flows.engine.steps.choose import ChooseKind
from flows.engine.steps.commit import DAYS
from flows.engine.view import looking
from flows.engine.walk import Walk
from flows.language.model import Assign
from tests.flows.table import Table, library

#: What whoever has no more turns in a step does there: the first of these that the step offers.
BY_RULE = ("agree", "ready", "done", "fine", "reveal", "pass")
#: Here such a person passes, whatever is offered.
PASSED = ("assign", "round", "ask")
#: Steps that an example may leave out.
UNTOLD = ("consent", "show", "wait")
#: So often the lots are drawn before it is said that they never fall as in the example.
DRAWS = 50


class OtherLot(Exception):
    """Somebody else got a role by lot than in the example."""


def replayed(flow: str, language: str) -> Replay:
    """The whole example, by a chance with which lots give the roles to whom the example says."""
    for chance in range(DRAWS):
        replay = Replay(flow, language, chance=str(chance))
        with suppress(OtherLot):
            replay.run()
            return replay
    raise AssertionError(f"{flow} ({language}): in {DRAWS} draws no lot falls as the roles of the example say")


class Replay:
    def __init__(self, flow: str, language: str, *, chance: str = "0") -> None:
        self.flow, self.language = flow, language
        self.script, self.example = library(flow), read_example(library_folder() / flow)
        self.coming = list(self.example.script)
        #: Who had each role first, and which roles are given by lot.
        self.roles: dict[str, str] = {}
        own = [step for name, step in self.script.steps.items() if "." not in name]
        given = [step for step in own if isinstance(step, Assign)]
        self.by_lot = {step.role for step in given if step.by == "draw"}
        blocks = (self.script.block_of[step.id].repeat for step in own if step.id in self.script.block_of)
        #: The roles that are given in the flow itself.
        self.own_roles = {step.role for step in given} | {one for b in blocks for one in (b.each, b.others) if one}
        #: Where the last turn was: the step, and the visit to it.
        self.last = ("", 0)
        self.table = self.seated(chance)
        whole = whole_example(self.script, lambda name: library_folder() / name)
        self.colleagues = Colleagues(self.table, whole, seed=1)

    def seated(self, chance: str) -> Table:
        room = "private" if self.script.flow.people.max <= 2 else "group"
        table = Table(self.script, room=room, language=self.language, begins=False)
        table.session.seed = chance
        table.first = dump(table.session)
        for name in self.example.people:
            table.joins(name)
        table.taps(self.example.people[0], "begin")
        return table

    def run(self) -> None:
        while self.coming:
            self.make_way(self.coming[0])
            self.last = self.place
            self.follow(self.coming[0])
            self.round_off(self.coming.pop(0).who)
        while self.table.step != CLOSED:
            self.fill_in()

    @property
    def place(self) -> tuple[str, int]:
        return self.table.step, self.table.session.visit

    def looking(self) -> Walk:
        return looking(self.script, self.table.session)

    # What the example need not spell out.

    def make_way(self, turn: Turn) -> None:
        """Until it is the step of this turn, and nobody is up who has nothing more to say in it."""
        while self.table.step != turn.step or not (self.table.up in (None, turn.who) or self.has_more(self.table.up)):
            self.fill_in()

    def has_more(self, seat: str | None) -> bool:
        """Whether somebody has more turns in this step."""
        here = takewhile(lambda turn: turn.step == self.table.step, self.coming)
        return any(turn.who == seat for turn in here)

    def fill_in(self) -> None:
        """What one person does in a step in which the example has no more turns for him or her."""
        if self.table.step == CLOSED:
            self.fail("the conversation is over")
        if "." in self.table.step:
            # Of a flow that is called, which has an example of its own.
            event = self.colleagues.next_event()
            self.table.take(event) if event is not None else self.table.waits()
            return
        walk = self.looking()
        kind, step = kind_of(walk)
        told = self.last == self.place or any(turn.step == step.id for turn in self.coming[:1])
        if not told and step.kind not in UNTOLD:
            self.fail("the example has no turns for this step now")
        seats = [seat for seat in kind.awaited(walk, step) if not self.has_more(seat)]
        if not seats:
            self.fail(f"the step waits for {', '.join(kind.awaited(walk, step)) or 'nobody'}")
        self.tap(seats[0], self.by_rule(walk, seats[0]))

    def by_rule(self, walk: Walk, seat: SeatId) -> str:
        kind, step = kind_of(walk)
        if walk.floor.phase == "answer":
            self.fail(f"{seat} has no answer to the question of {walk.floor.asker}")
        if step.kind in PASSED or (step.kind == "choose" and seat not in walk.floor.picks):
            return "pass"
        rows = kind.own_buttons(walk, step, seat) or kind.buttons(walk, step)
        offered = {button.action for row in rows for button in row}
        action = next((action for action in BY_RULE if action in offered), "")
        return action or self.fail(
            f"{seat} stops halfway; what can be done is {', '.join(sorted(offered)) or 'writing'}"
        )

    def round_off(self, who: str) -> None:
        """What somebody does for himself is finished after the last turn, without waiting for the others."""
        while self.last == self.place and not self.has_more(who):
            walk = self.looking()
            kind, step = kind_of(walk)
            if not (kind.private and kind.in_private(walk)) or who not in kind.awaited(walk, step):
                return
            self.tap(who, self.by_rule(walk, SeatId(who)))

    # A turn of the example.

    def follow(self, turn: Turn) -> None:
        if turn.says:
            self.say(turn, turn.says[self.language])
        if turn.hint:
            entry = held(self.looking(), SeatId(turn.who))
            self.tap(turn.who, turn.hint, entry.number if entry is not None else "")
        if turn.days:
            self.plan(turn)
        if turn.sorts:
            self.tap(turn.who, "sort", f"{self.contribution(turn, turn.sorts)}:{turn.into}")
        for pick in turn.picks:
            self.tap(turn.who, *self.picked(turn, pick))

    def say(self, turn: Turn, text: str) -> None:
        walk = self.looking()
        kind, step = kind_of(walk)
        if any(button.action == "another" for row in kind.own_buttons(walk, step, SeatId(turn.who)) for button in row):
            self.tap(turn.who, "another")
        (self.table.writes if kind.in_private(walk) else self.table.says)(turn.who, text)
        if not self.is_taken(turn, walk):
            after = ", ".join(walk.floor.queue) or "nobody"
            self.fail(f"{turn.who} speaks; up is {walk.floor.up or 'nobody'}, after that {after}")
        hints = [key for key in self.table.told(turn.who) if key.startswith("hint.")]
        if bool(hints) != bool(turn.hint):
            self.fail(f"the example has {turn.hint or 'no hint'}, a guard {hints[0] if hints else 'none'}: {text}")

    def is_taken(self, turn: Turn, before: Walk) -> bool:
        """As a turn of this step, or to be decided on by whoever only listens; not as an addition to an earlier one."""
        entry = self.table.session.entries[-1] if self.table.outcome.keeps else None
        if entry is None or (entry.step, entry.visit) != self.last:
            return False
        return before.floor.up in (None, turn.who) or entry.state == "held"

    def plan(self, turn: Turn) -> None:
        """When it is to be and how sure that is; a day without a button is written."""
        if turn.days in DAYS:
            self.tap(turn.who, "day", turn.days)
        else:
            day = self.table.now + timedelta(days=turn.days)
            self.table.writes(turn.who, f"{day.day}-{day.month}")
        self.tap(turn.who, "sure", turn.sure)

    def picked(self, turn: Turn, pick: str) -> tuple[str, str]:
        """The button for a pick, and its value."""
        kind = self.script.steps[turn.step].kind
        if pick in ("bring", "leave_it"):
            return pick, self.kept(turn)
        if pick in ("pass", "done"):
            return pick, ""
        if kind == "choose":
            return "pick", self.option(turn, pick)
        if kind == "rate":
            return "rate", f"{pick}:{turn.item}" if turn.item else pick
        return ("vote", pick) if pick in self.example.people else (pick, "")

    def option(self, turn: Turn, pick: str) -> str:
        """An option by its id, or a contribution by the name of whoever brought it in."""
        walk = self.looking()
        _, step = kind_of(walk)
        return pick if pick in ChooseKind().options(walk, step) else self.contribution(turn, pick)

    def contribution(self, turn: Turn, name: str) -> str:
        """The number of what somebody brought in, where it is chosen from or put in places."""
        walk = self.looking()
        source = getattr(walk.step, "source", None)
        theirs = [str(entry.number) for entry in walk.open_entries(source) if entry.seat == name] if source else []
        return theirs[turn.nth - 1] if turn.nth <= len(theirs) else self.fail(f"of {name} there are {len(theirs)}")

    def kept(self, turn: Turn) -> str:
        walk = self.looking()
        entries = parked_for(walk, walk.step, SeatId(turn.who))
        return str(entries[0].number) if entries else self.fail(f"{turn.who} kept nothing for this step")

    def tap(self, who: str, action: str, value: str | int = "") -> None:
        self.table.taps(who, action, value)
        if self.table.outcome.idle:
            self.fail(f"{who} cannot {action} {value} ({self.table.answer}); up is {self.table.up or 'nobody'}")
        for role, seat in self.table.session.roles.items():
            if role in self.own_roles:
                self.roles.setdefault(role, str(seat))
        if any(self.roles[role] != self.example.roles.get(role) for role in self.by_lot & self.roles.keys()):
            raise OtherLot

    def fail(self, what: str) -> NoReturn:
        """Says which turn it is of which flow, and what is the matter."""
        whole, coming = self.example.script, self.coming[:1]
        number = f"turn {len(whole) - len(self.coming) + 1} of {len(whole)}" if coming else "after all turns"
        turn = next((f"{turn.step}, {turn.who}: {turn.says or turn.picks or turn.sorts}" for turn in coming), "")
        raise AssertionError(
            f"{self.flow} ({self.language}), {number} {turn}\nThe conversation is in {self.table.step}: {what}"
        )

    # What is kept of it.

    def transcript(self) -> str:
        """What people say and tap, and the keys of what the bot says: the rest is in the transcripts of the kinds."""
        moves = ",\n".join(json.dumps(_lean(move), ensure_ascii=False) for move in self.table.moves)
        return f'{{"moves": [\n{moves}\n]}}\n'


def _lean(move: dict[str, Any]) -> dict[str, Any]:
    event, effects = move["event"], move["effects"]
    does = "joins" if event["@"] == "Joined" else f"{event.get('action', '')} {event.get('value', '')}".strip()
    bot = [move["answer"]] if "answer" in move else []
    bot += (line for effect in effects for line in _heard(effect))
    lean = {"who": event["seat"]} | ({"says": event["text"]} if event["@"] == "Said" else {"does": does})
    if bot:
        lean["bot"] = bot
    if {"@": "Show", "fresh": True} in effects:
        card = move["card"]
        lines = (line["key"] for part in ("news", "head", "lines") for line in card.get(part, ()))
        lean["card"] = " ".join((card["step"], *lines))
    return lean


def _heard(effect: dict[str, Any]) -> list[str]:
    """Whom the bot tells what."""
    to = f"{effect['to']}: " if effect.get("to") and effect["@"] == "Say" else ""
    return [f"{to}{line['key']}" for line in effect.get("lines", ())]
