"""Going from step to step: entering one, ending one, and ending the conversation."""

from __future__ import annotations

from typing import Any

from flows.engine import clocks
from flows.engine.effects import Closed
from flows.engine.session import Floor, SeatId
from flows.engine.steps import KINDS
from flows.engine.steps.kind import Kind
from flows.engine.timers import hush
from flows.engine.walk import MAX_STEPS, Walk
from flows.language.model import Block


def kind_of(walk: Walk) -> tuple[Kind, Any]:
    step = walk.step
    return KINDS[step.kind], step


def enter(walk: Walk) -> None:
    """The session is in a step that it was not in before this event; what was decided on the way is news there."""
    session = walk.session
    session.visit += 1
    session.floor = Floor()
    session.motion = None
    if session.beside and not walk.script.aside_of(session.state) and not _returned(walk):
        return
    session.news = walk.announced
    session.leaderless = False
    kind, step = kind_of(walk)
    kind.enter(walk, step)
    clocks.start_step(walk)
    clocks.start_turn(walk)


def _returned(walk: Walk) -> bool:
    """What was done beside it is over, and the open conversation goes on; False when it has nobody to go on about."""
    session, script = walk.session, walk.script
    session.beside = ""
    # One step back now leads to what came before it.
    session.trail = [trace for trace in session.trail if not script.aside_of(trace.state)]
    if session.trail and session.trail[-1].state == session.state:
        session.trail = session.trail[:-1]
    said = [entry for entry in session.entries if entry.step == session.state]
    for entry in said:
        if entry.visit == said[-1].visit:
            walk.amend(entry, visit=session.visit)
    block = script.block_of.get(session.state)
    owner = session.roles.get(block.repeat.each or "") if block is not None else None
    if block is not None and owner is not None and not session.seats[owner].present:
        end_round(walk, block)
        return False
    return True


def finish(walk: Walk) -> None:
    """The step ends and the next one begins."""
    kind, step = kind_of(walk)
    kind.leave(walk, step)
    onward(walk, "advance")


def onward(walk: Walk, trigger: str) -> None:
    """To the step where the trigger leads, or to the end."""
    walk.pull(trigger)
    if walk.closed:
        walk.session.reason = "done"
    else:
        enter(walk)


def end_round(walk: Walk, block: Block) -> None:
    """Whose round it is left: what is still to come of it makes no sense any more."""
    session = walk.session
    now = session.rounds[block.id]
    while walk.script.block_of.get(session.state) is block and session.rounds[block.id] == now:
        walk.pull("advance")
    if walk.closed:
        session.reason = "done"
    else:
        enter(walk)


def settle(walk: Walk) -> None:
    """Go on while steps turn out to be complete, and show where that leads."""
    steps = 0
    while walk.session.running:
        kind, step = kind_of(walk)
        kind.proceed(walk, step)
        if not kind.complete(walk, step):
            break
        steps += 1
        if steps > MAX_STEPS:
            walk.close("stuck")
            break
        finish(walk)


def show(walk: Walk, *, visit: int, turn: int) -> None:
    """The cards after an event: a new one for a new step, an edit of the old one otherwise."""
    session = walk.session
    if walk.closed:
        session.news = walk.announced
        hush(walk)
        walk.show(fresh=True)
        for seat in session.present if walk.shared else ():
            # A private card that still asks for something would be a loose end.
            if seat == walk.leader or seat in session.cards:
                walk.show(seat)
        walk.effects.append(Closed(reason=session.reason))
        return
    if not session.running:
        walk.show()
        return
    new_step = session.visit != visit
    walk.show(fresh=new_step)
    if session.floor.up is not None and (new_step or session.floor.turn != turn):
        _call(walk, session.floor.up, new_step)
    if walk.shared:
        _show_own(walk, new_step, new_step or session.floor.turn != turn)


def _call(walk: Walk, seat: SeatId, new_step: bool) -> None:
    """Whoever's turn it is should notice: an edit of a card rings no bell."""
    if not walk.shared and not new_step:
        walk.show(seat, fresh=True)


def _show_own(walk: Walk, new_step: bool, new_turn: bool) -> None:
    """Private cards, in a group: what is asked of somebody in private, and the cues of whoever leads."""
    kind, step = kind_of(walk)
    actor = getattr(walk.event, "seat", None)
    for seat in walk.session.present:
        if not walk.session.seats[seat].reachable:
            continue
        own = bool(kind.own_lines(walk, step, seat))
        if own and (new_step or seat == actor):
            walk.show(seat, fresh=new_step)
        elif (seat == walk.leader and new_turn) or (new_step and seat in walk.session.cards):
            # A card that asked for something in the step before does so no longer.
            walk.show(seat)
