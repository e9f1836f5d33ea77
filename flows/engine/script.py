"""A flow made ready to be walked: one machine for each version of a flow, never one for each session.

Steps are its states. ``begin``, ``advance``, ``aside``, ``back``, ``repeat``, ``pause``, ``resume``, ``rechoose`` and
``close`` are its triggers; whatever depends on the session (does the step apply, is there another round) is a
condition asked of the walk that pulls the trigger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from transitions import EventData, Machine

from flows.engine.session import CLOSED, LOBBY, PAUSED
from flows.language.loading import Loaded
from flows.language.model import AnyStep, Assign, Block, Discuss, Flow

Callback = Callable[[EventData], Any]
Transition = dict[str, Any]


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
    def goes_aside_to(self, flow: str) -> bool: ...
    def was_beside(self, step: str) -> bool: ...


class Script:
    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.flow: Flow = loaded.flow
        self.version = loaded.source.digest
        #: The steps of the short flows beside it, by the name of the flow.
        self.asides = {name: [step.id for step in flow.all_steps] for name, flow in self._beside(None).items()}
        whole = (self.flow, *self._beside(None).values())
        self.blocks = {part.id: part for flow in whole for part in flow.steps if isinstance(part, Block)}
        self.block_of: dict[str, Block] = {step.id: block for block in self.blocks.values() for step in block.steps}
        self.order = [step.id for step in self.flow.all_steps]
        self.steps = {step.id: step for flow in whole for step in flow.all_steps}
        self.roles = {name: role for flow in whole for name, role in flow.roles.items()}
        self.leader = next((name for name, role in self.flow.roles.items() if role.leads), None)
        self.owner_roles = frozenset(name for name, role in self.flow.roles.items() if role.owns)
        self.machine = _machine(self)

    def _beside(self, language: str | None) -> dict[str, Flow]:
        asides = self.loaded.asides
        return {name: flows[language or self.flow.language] for name, flows in asides.items()}

    def in_language(self, language: str) -> Flow:
        return self.loaded.in_language(language)

    def step_in(self, step: str, language: str) -> AnyStep:
        return next(one for one in self.flow_of(step, language).all_steps if one.id == step)

    def flow_of(self, step: str, language: str) -> Flow:
        """The flow in which a step stands: this one, or one beside it."""
        flow = self.in_language(language)
        aside = self.aside_of(step)
        return self.loaded.asides[aside][flow.language] if aside else flow

    def aside_of(self, step: str) -> str:
        """The short flow that a step belongs to, when it is no step of the flow itself."""
        part = step.partition(".")[0]
        return part if part in self.asides else ""

    def pull(self, trigger: str, walker: Walker) -> bool:
        """Whether the trigger moved it; an impossible one changes nothing."""
        event = self.machine.events.get(trigger)
        return event is not None and bool(event.trigger(walker))


def _machine(script: Script) -> Machine:
    """All there is, and every way between: along the flow, aside from it and back, and the breaks."""
    open_steps = [step for step in script.order if isinstance(script.steps[step], Discuss)]
    end = [_Way(CLOSED)]
    forth = [_move("begin", LOBBY, way) for way in _ways(script, "", script.order, end)]
    forth += (_move("advance", step, way) for step in script.order for way in _ways(script, step, script.order, end))
    back = [_Way(step, _asks("was_beside", step)) for step in open_steps]
    for name, order in script.asides.items():
        into = _asks("goes_aside_to", name)
        forth += (_move("aside", step, way, into) for step in open_steps for way in _ways(script, "", order, []))
        forth += (_move("advance", step, way) for step in order for way in _ways(script, step, order, back))
    return Machine(
        model=None,
        states=[LOBBY, *script.steps, PAUSED, CLOSED],
        transitions=[*forth, *_back(forth), *_breaks(script)],
        initial=LOBBY,
        auto_transitions=False,
        send_event=True,
        ignore_invalid_triggers=True,
    )


def _back(forth: list[Transition]) -> Iterator[Transition]:
    """The same ways the other way round."""
    ways = {(one["dest"], one["source"]) for one in forth if one["source"] != LOBBY and one["dest"] != CLOSED}
    for now, then in sorted(ways):
        yield _move("back", now, _Way(then, _asks("came_from", then)))


def _breaks(script: Script) -> Iterator[Transition]:
    for step, spec in script.steps.items():
        yield _move("repeat", step, _Way("="))
        yield _move("pause", step, _Way(PAUSED))
        yield _move("resume", PAUSED, _Way(step, _asks("was_held_in", step)))
        if isinstance(spec, Assign):
            yield _move("rechoose", PAUSED, _Way(step, _asks("must_rechoose", step)))
    for state in (LOBBY, PAUSED, *script.steps):
        yield _move("close", state, _Way(CLOSED))


class _Way:
    """Where a trigger leads, when all this holds, and what is to be done before."""

    def __init__(self, dest: str, *conditions: Callback, before: Callback | None = None) -> None:
        self.dest, self.conditions, self.before = dest, conditions, before


def _move(trigger: str, source: str, way: _Way, *conditions: Callback) -> Transition:
    move: Transition = {"trigger": trigger, "source": source, "dest": way.dest}
    if conditions or way.conditions:
        move["conditions"] = [*conditions, *way.conditions]
    return move if way.before is None else {**move, "before": way.before}


def _ways(script: Script, source: str, order: list[str], ends: Sequence[_Way]) -> Iterator[_Way]:
    """Where a step can lead, the first possible one first: over steps that do not apply, round repeated blocks."""
    block_of, steps = script.block_of, script.steps
    inside = block_of.get(source)
    left_out = ""
    for step in order[order.index(source) + 1 if source else 0 :]:
        if left_out and step.startswith(left_out):
            # Of a part that is not called: its steps are left out with it.
            continue
        coming = block_of.get(step)
        if inside is not None and coming is not inside:
            yield from _round_again(inside)
        first = coming is not None and coming is not block_of.get(source)
        before = _asks("start_rounds", coming.id) if coming is not None and first else None
        yield _Way(step, *_when(steps[step]), before=before)
        if steps[step].when is None:
            return
        left_out = f"{step}." if step in script.loaded.parts else left_out
        inside = coming
    if inside is not None:
        yield from _round_again(inside)
    yield from ends


def _round_again(block: Block) -> Iterator[_Way]:
    for step in block.steps:
        another = _asks("has_another_round", block.id)
        yield _Way(step.id, another, *_when(step), before=_asks("next_round", block.id))
        if step.when is None:
            return


def _when(step: AnyStep) -> list[Callback]:
    return [] if step.when is None else [_asks("applies", step.id)]


def _asks(question: str, about: str) -> Callback:
    return lambda event: getattr(event.model, question)(about)
