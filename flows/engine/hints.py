"""What a guard leads to: a private hint to the writer, who decides. Nothing is blocked and nobody is named."""

from __future__ import annotations

from typing import Any

from flows.engine.effects import Button, Line
from flows.engine.session import Entry, SeatId
from flows.engine.walk import Walk

#: Findings whose text is a tip, worth keeping for the advice round.
TIPS = ("advice", "suggestion")
#: Written in private at one's turn in the group.
ALOUD = "aloud"
#: When hints come this often in one step, the whole group gets a mild word, once.
MILD_WORD_AT = 3


def hint(walk: Walk, entry: Entry) -> None:
    """Ask the writer privately what to do with it; until then it waits."""
    label = "ask" if entry.finding in TIPS else "reword"
    buttons = [(Button(action="ask", value=str(entry.number), label=label),)]
    keeps = can_park(walk, entry)
    if keeps:
        buttons.insert(0, (Button(action="park", value=str(entry.number), label="park"),))
    buttons.append((Button(action="keep", value=str(entry.number), label="keep"),))
    key = f"hint.now.{entry.finding}" if entry.finding in TIPS and not keeps else f"hint.{entry.finding}"
    walk.say(Line(key=key, words={"words": entry.words}), to=entry.seat, buttons=tuple(buttons), again=False)
    walk.floor.hints += 1
    if walk.floor.hints == MILD_WORD_AT:
        walk.say(Line(key="hint.everyone"), again=False)


def whisper(walk: Walk, entry: Entry) -> None:
    """In an open conversation nothing waits for a hint: its writer is told once, and what was said stands."""
    if not any(earlier.finding for earlier in walk.here(entry.seat)[:-1]):
        walk.say(Line(key=f"hint.open.{entry.finding}"), to=entry.seat, again=False)


def ask_aloud(walk: Walk, entry: Entry) -> None:
    """It was written in private, where people feel unheard by others: may the group read it?"""
    yes = Button(action="keep", value=str(entry.number), label="aloud")
    no = Button(action="ask", value=str(entry.number), label="not_aloud")
    walk.say(Line(key="hint.aloud", words={"words": entry.words}), to=entry.seat, buttons=((yes,), (no,)), again=False)


def can_park(walk: Walk, entry: Entry) -> bool:
    """Whether it is a tip and there is a later step in which tips come back."""
    steps = walk.script.steps.values()
    return entry.finding in TIPS and any(entry.step in getattr(step, "unpark", ()) for step in steps)


def offer_to_keep(walk: Walk, entry: Entry) -> None:
    """Somebody who only listens now said something: keep it for later?"""
    if not walk.session.seats[entry.seat].reachable:
        # Nobody can be asked, so it is kept.
        walk.amend(entry, state="parked")
        return
    line = Line(key=f"hint.{entry.finding or 'silent'}", words={"words": entry.words})
    park = Button(action="park", value=str(entry.number), label="park_reaction")
    drop = Button(action="ask", value=str(entry.number), label="drop")
    walk.say(line, to=entry.seat, buttons=((park,), (drop,)), again=False)


def let_go(walk: Walk, seat: SeatId) -> None:
    """Somebody words anew what a hint was about; a tip is kept for later all the same, so that nothing is lost."""
    waiting = pondered(walk, seat)
    if waiting is not None:
        walk.amend(waiting, state="parked" if can_park(walk, waiting) else "dropped")


def held(walk: Walk, seat: SeatId, number: str = "") -> Entry | None:
    """What somebody still has to decide about."""
    for entry in reversed(walk.session.entries):
        if entry.seat == seat and entry.state == "held" and number in ("", str(entry.number)):
            return entry
    return None


def pondered(walk: Walk, seat: SeatId) -> Entry | None:
    """What a guard gave somebody a hint on, who did not choose yet."""
    entries = walk.session.entries
    return next((e for e in reversed(entries) if (e.seat, e.state) == (seat, "held") and e.finding != ALOUD), None)


def parked_for(walk: Walk, step: Any, seat: SeatId) -> list[Entry]:
    """What somebody kept for this step."""
    steps = walk.script.steps
    wanted = getattr(step, "unpark", ())
    return [
        entry
        for entry in walk.session.entries
        if entry.seat == seat
        and entry.state == "parked"
        and (entry.step in wanted or getattr(steps[entry.step], "keep_for", None) == step.id)
    ]


def offer_parked(walk: Walk, step: Any, seat: SeatId | None) -> None:
    """At somebody's turn: what he or she kept earlier, to bring in or not."""
    if seat is None:
        return
    for entry in parked_for(walk, step, seat):
        bring = Button(action="bring", value=str(entry.number), label="bring")
        later = Button(action="leave_it", value=str(entry.number), label="leave_it")
        walk.say(
            Line(key="parked.offer", words={"words": entry.words}), to=seat, buttons=((bring, later),), again=False
        )
