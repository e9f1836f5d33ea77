"""How far a conversation is: which step of how many."""

from __future__ import annotations

from collections import Counter

from flows.engine.walk import Walk
from flows.language.model import Block


def progress(walk: Walk) -> tuple[int, int]:
    """Which step of how many: repeated blocks count once for each round, steps that will not be done not at all.

    In a part it counts those of the part; to the flow that calls it, the part is one step.
    """
    session = walk.session
    position = total = 0
    inside = part_of(session.state)
    for part in walk.script.flow_of(session.state, session.language).steps:
        if part_of(part.id) != inside:
            continue
        steps = part.steps if isinstance(part, Block) else (part,)
        ids = [step.id for step in steps if step.id == session.state or _foreseen(walk, step.id)]
        rounds, done = _rounds(walk, part.id) if isinstance(part, Block) else (1, 0)
        if session.state in ids:
            position = total + done * len(ids) + ids.index(session.state) + 1
        total += rounds * len(ids)
    return position, total


def part_of(step: str) -> str:
    """The part of a flow that a step belongs to."""
    return step.rpartition(".")[0]


def _rounds(walk: Walk, block: str) -> tuple[int, int]:
    """How many rounds a repeated block has in all, and how many of them are over."""
    session = walk.session
    if walk.script.blocks[block].repeat.each is None:
        # Until it holds: once more is only known when it comes.
        now = session.rounds.get(block, 0)
        return now + 1, now
    if block not in session.rounds:
        return len(session.present), 0
    order, now = session.orders[block], session.rounds[block]
    coming = {*order[now + 1 :], *session.present} - set(order[: now + 1])
    return now + 1 + sum(session.seats[seat].present for seat in coming), now


def _foreseen(walk: Walk, step: str) -> bool:
    """Whether a step will be done, as far as can be said; of several ways that are still open, the longest."""
    when = walk.script.steps[step].when
    if when is None or when.known(walk.session.answers):
        return when is None or walk.applies(step)
    if when.how != "is":
        return True
    beside = (spec for name, spec in walk.script.steps.items() if part_of(name) == part_of(step))
    others = (spec.when for spec in beside if spec.when is not None)
    ways = Counter(one.value for one in others if (one.what, one.how) == (when.what, "is"))
    return when.value == ways.most_common(1)[0][0]
