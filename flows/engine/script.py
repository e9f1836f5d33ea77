"""A flow made ready to be walked: one machine for each version of a flow, never one for each session.

Steps are its states. ``begin``, ``advance``, ``back``, ``repeat``, ``pause``, ``resume``, ``rechoose`` and ``close``
are its triggers; whatever depends on the session (does the step apply, is there another round) is a condition asked of
the walk that pulls the trigger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from transitions import EventData, Machine

from flows.engine.session import CLOSED, LOBBY, PAUSED
from flows.language.loading import Loaded
from flows.language.model import AnyStep, Assign, Block, Flow

Callback = Callable[[EventData], Any]


class Walker(Protocol):
    """What the machine asks of whoever pulls its triggers."""

    state: str

    def applies(self, step: str) -> bool: ...
    def has_another_round(self, block: str) -> bool: ...
    def start_rounds(self, block: str) -> None: ...
    def next_round(self, block: str) -> None: ...
    def came_from(self, step: str) -> bool: ...
    def was_held_in(self, step: str) -> bool: ...
    def must_rechoose(self, step: str) -> bool: ...


class Script:
    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.flow: Flow = loaded.flow
        self.version = loaded.source.digest
        self.blocks = {part.id: part for part in self.flow.steps if isinstance(part, Block)}
        self.block_of: dict[str, Block] = {step.id: block for block in self.blocks.values() for step in block.steps}
        self.order = [step.id for step in self.flow.all_steps]
        self.steps = {step.id: step for step in self.flow.all_steps}
        self.leader = next((name for name, role in self.flow.roles.items() if role.leads), None)
        self.owner_roles = frozenset(name for name, role in self.flow.roles.items() if role.owns)
        self.machine = _machine(self)

    def in_language(self, language: str) -> Flow:
        return self.loaded.flows.get(language, self.flow)

    def step_in(self, step: str, language: str) -> AnyStep:
        return next(one for one in self.in_language(language).all_steps if one.id == step)

    def pull(self, trigger: str, walker: Walker) -> bool:
        """Whether the trigger moved it; an impossible one changes nothing."""
        event = self.machine.events.get(trigger)
        return event is not None and bool(event.trigger(walker))


def _machine(script: Script) -> Machine:
    order = script.order
    transitions: list[dict[str, Any]] = list(_onward(script, "begin", LOBBY, -1))
    back: set[tuple[str, str]] = set()
    for n, step in enumerate(order):
        onward = list(_onward(script, "advance", step, n))
        transitions += onward
        back |= {(one["dest"], step) for one in onward if one["dest"] != CLOSED}
        transitions.append(_move("repeat", step, "="))
        transitions.append(_move("pause", step, PAUSED))
        transitions.append(_move("resume", PAUSED, step, conditions=[_asks("was_held_in", step)]))
        if isinstance(script.steps[step], Assign):
            transitions.append(_move("rechoose", PAUSED, step, conditions=[_asks("must_rechoose", step)]))
    transitions += (_move("back", now, then, conditions=[_asks("came_from", then)]) for now, then in sorted(back))
    transitions += (_move("close", state, CLOSED) for state in (LOBBY, PAUSED, *order))
    return Machine(
        model=None,
        states=[LOBBY, *order, PAUSED, CLOSED],
        transitions=transitions,
        initial=LOBBY,
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )


def _move(trigger: str, source: str, dest: str, **more: Any) -> dict[str, Any]:
    return {"trigger": trigger, "source": source, "dest": dest, **more}


def _onward(script: Script, trigger: str, source: str, n: int) -> Iterator[dict[str, Any]]:
    """Where a step can lead, the first possible one first: over steps that do not apply, round repeated blocks."""
    order, block_of, steps = script.order, script.block_of, script.steps
    inside = block_of.get(source)
    for m in range(n + 1, len(order)):
        coming = block_of.get(order[m])
        if inside is not None and coming is not inside:
            yield from _round_again(trigger, source, inside)
        more: dict[str, Any] = {"conditions": _when(steps[order[m]])}
        if coming is not None and coming is not block_of.get(source):
            more["before"] = _asks("start_rounds", coming.id)
        yield _move(trigger, source, order[m], **more)
        if steps[order[m]].when is None:
            return
        inside = coming
    if inside is not None:
        yield from _round_again(trigger, source, inside)
    yield _move(trigger, source, CLOSED)


def _round_again(trigger: str, source: str, block: Block) -> Iterator[dict[str, Any]]:
    for step in block.steps:
        conditions = [_asks("has_another_round", block.id), *_when(step)]
        yield _move(trigger, source, step.id, conditions=conditions, before=_asks("next_round", block.id))
        if step.when is None:
            return


def _when(step: AnyStep) -> list[Callback]:
    return [] if step.when is None else [_asks("applies", step.id)]


def _asks(question: str, about: str) -> Callback:
    return lambda event: getattr(event.model, question)(about)
