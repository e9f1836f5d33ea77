"""Flows within a flow: what is called becomes part of the steps, so that to the engine it is one flow.

The steps of a part carry its name before theirs ("start.kern"), and so do its roles, but for the one that leads:
whoever leads does so throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.language.model import AnyStep, Block, Call, Flow, Role, Show, StepBase
from flows.language.who import Who

#: Fields that name another step, and fields that say who.
_STEPS = ("source", "candidates", "keep_for")
_INTRO = tuple(name for name in StepBase.model_fields)
_WHO = ("who", "to", "among", "silent")


def parts_of(flow: Flow) -> tuple[str, ...]:
    """The flows that this one needs beside its own text."""
    called = (step.flow for step in flow.all_steps if isinstance(step, Call))
    return tuple(dict.fromkeys((*called, *flow.asides)))


def assemble(flow: Flow, part: Callable[[str], Flow]) -> Flow:
    """The flow with what it calls among its steps."""
    if not any(isinstance(step, Call) for step in flow.all_steps):
        return flow
    steps: list[AnyStep | Block] = []
    roles = dict(flow.roles)
    for step in flow.steps:
        if not isinstance(step, Call):
            steps.append(step)
            continue
        called = prefixed(part(step.flow), step.id, leader=next((n for n, r in flow.roles.items() if r.leads), ""))
        intro = {name: getattr(step, name) for name in _INTRO}
        steps += (Show.model_construct(kind="show", **intro), *called.steps)
        roles = {**called.roles, **roles}
    return flow.model_copy(update={"steps": tuple(steps), "roles": roles})


def prefixed(flow: Flow, part: str, *, leader: str = "") -> Flow:
    """A flow as a part of another one, which may call whoever leads by another name."""
    names = {name: (leader or name) if role.leads else f"{part}.{name}" for name, role in flow.roles.items()}
    roles: dict[str, Role] = {names[name]: role for name, role in flow.roles.items()}
    steps = tuple(_block(one, part, names) if isinstance(one, Block) else _step(one, part, names) for one in flow.steps)
    return flow.model_copy(update={"steps": steps, "roles": roles})


def _block(block: Block, part: str, names: Mapping[str, str]) -> Block:
    repeat = block.repeat
    changes = {
        "each": names.get(repeat.each or ""),
        "others": names.get(repeat.others or ""),
        "until": repeat.until and repeat.until.within(part),
    }
    steps = tuple(_step(step, part, names) for step in block.steps)
    update = {"id": f"{part}.{block.id}", "repeat": repeat.model_copy(update=changes), "steps": steps}
    return block.model_copy(update=update)


def _step(step: AnyStep, part: str, names: Mapping[str, str]) -> AnyStep:
    changes: dict[str, Any] = {"id": f"{part}.{step.id}"}
    changes |= {name: f"{part}.{found}" for name in _STEPS if (found := getattr(step, name, None))}
    changes |= {name: found.renamed(names) for name in _WHO if isinstance(found := getattr(step, name, None), Who)}
    if unpark := getattr(step, "unpark", ()):
        changes["unpark"] = tuple(f"{part}.{name}" for name in unpark)
    if step.shows is not None:
        changes["shows"] = step.shows.within(part)
    if hasattr(step, "role"):
        changes["role"] = names[step.role]
    if step.when is not None:
        changes["when"] = step.when.within(part)
    return step.model_copy(update=changes)
