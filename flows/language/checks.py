"""What the shape of a flow file cannot say by itself: roles that nobody gets, steps that refer to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from flows.language.mistakes import Mistake
from flows.language.model import AnyStep, Assign, Block, Choose, Flow, Note, Sort
from flows.language.texts import placeholders

Line = Callable[[tuple[str | int, ...]], int]
Finding = tuple[tuple[str | int, ...], str, str, str, bool]

#: Longer than this without a break and attention is gone.
BREAK_AFTER = 120


def check(flow: Flow, *, file: str, line: Line) -> list[Mistake]:
    found = [*_head(flow), *_ids(flow), *_roles(flow), *_references(flow), *_blocks(flow), *_minutes(flow)]
    return [
        Mistake(file=file, line=line(w), step=s, says=says, do=do, severe=severe) for w, s, says, do, severe in found
    ]


def places(flow: Flow) -> Iterator[tuple[tuple[str | int, ...], AnyStep, Block | None]]:
    for n, part in enumerate(flow.steps):
        if isinstance(part, Block):
            for m, step in enumerate(part.steps):
                yield ("steps", n, "steps", m), step, part
        else:
            yield ("steps", n), part, None


def _head(flow: Flow) -> Iterator[Finding]:
    if not flow.people.min <= flow.people.ideal <= flow.people.max:
        yield ("people",), "", "min, ideal and max are not in order", "write the smallest first", True
    leaders = [name for name, role in flow.roles.items() if role.leads]
    if len(leaders) > 1:
        yield ("roles",), "", f"{' and '.join(leaders)} both lead", "keep leads: true with one role", True


def _ids(flow: Flow) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, step, _ in places(flow):
        if step.id in seen:
            yield where, step.id, f'two steps are called "{step.id}"', "give one of them another id", True
        seen.add(step.id)
        options = [option.id for option in getattr(step, "options", ())]
        for option in sorted({one for one in options if options.count(one) > 1}):
            yield where, step.id, f'two options are called "{option}"', "give one of them another id", True
        if step.id in ("lobby", "paused", "closed"):
            yield where, step.id, f'"{step.id}" is a word of the engine', "give the step another id", True
    blocks = [part.id for part in flow.steps if isinstance(part, Block)]
    for n, part in enumerate(flow.steps):
        if isinstance(part, Block) and blocks.count(part.id) > 1:
            yield ("steps", n), part.id, f'two blocks are called "{part.id}"', "give one of them another id", True


def _roles(flow: Flow) -> Iterator[Finding]:
    filled: set[str] = set()
    for where, step, block in places(flow):
        if block is not None:
            filled |= {role for role in (block.repeat.each, block.repeat.others) if role}
        if isinstance(step, Assign):
            filled.add(step.role)
        named = [(role, "who it is for") for who in step.involved for role in who.mentions]
        named += [(role, "its text") for _, text in step.texts for role in placeholders(text)]
        for role, what in named:
            if role not in flow.roles:
                close = get_close_matches(role, flow.roles, n=1)
                do = f'write "{close[0]}"' if close else f'add it to "roles", or choose from: {", ".join(flow.roles)}'
                yield where, step.id, f'{what} names "{role}", which is no role of this flow', do, True
            elif role not in filled:
                do = f"let a step of kind assign give {role} to somebody before this"
                yield where, step.id, f"{what} names {role}, but nobody has that role yet", do, True
    for n, part in enumerate(flow.steps):
        if isinstance(part, Block):
            for cast in (part.repeat.each, part.repeat.others):
                if cast is not None and cast not in flow.roles:
                    yield (
                        ("steps", n, "repeat"),
                        part.id,
                        f'"{cast}" is no role of this flow',
                        'add it to "roles"',
                        True,
                    )
            if part.repeat.others is not None and flow.people.max > 2:
                do = "leave others out: with more than two people the rest has no name of its own"
                yield ("steps", n, "repeat"), part.id, "others is one person, and there are more", do, True
    for role in flow.roles:
        if role not in filled:
            yield (
                ("roles", role),
                "",
                f"nobody ever gets the role {role}",
                "add a step of kind assign, or leave it out",
                True,
            )


def _references(flow: Flow) -> Iterator[Finding]:
    before: dict[str, AnyStep] = {}
    later = {step.id for step in flow.all_steps}
    for where, step, _ in places(flow):
        if isinstance(step, Assign) and step.by == "vote":
            source = before.get(step.candidates or "")
            if not isinstance(source, Note):
                do = "name in candidates: an earlier step of kind note"
                yield where, step.id, "there is nothing to vote on", do, True
            elif source.reveal != "together":
                yield (
                    where,
                    step.id,
                    f"{source.id} is not revealed together, so a vote would leak it",
                    "reveal: together",
                    True,
                )
        if (unpark := getattr(step, "unpark", None)) and unpark not in before:
            yield where, step.id, f'"{unpark}" is no earlier step', "name the step in which tips are parked", True
        if (keep := getattr(step, "keep_for", None)) and keep not in later - set(before) - {step.id}:
            yield where, step.id, f'"{keep}" is no later step', "name the step in which it is to come back", True
        if getattr(step, "silent", None) and not keep:
            says = "what is said by who only listens comes back nowhere"
            yield where, step.id, says, "name in keep_for the step in which they speak again", True
        if step.when is not None and step.when.what == "pace" and step.when.value not in flow.paces:
            says = f'"{step.when.value}" is no pace of this flow'
            yield where, step.id, says, f"choose from: {', '.join(flow.paces)}", True
        if step.when is not None and step.when.what not in ("people", "pace"):
            chosen = before.get(step.when.what)
            if not isinstance(chosen, Choose):
                says = f'"{step.when.what}" is no earlier step in which something is chosen'
                yield where, step.id, says, "name a step of kind choose that comes before this one", True
            elif step.when.value not in {option.id for option in chosen.options}:
                options = ", ".join(option.id for option in chosen.options)
                yield (
                    where,
                    step.id,
                    f'{chosen.id} has no option "{step.when.value}"',
                    f"choose from: {options}",
                    True,
                )
        yield from _sources(where, step, before)
        before[step.id] = step


def _sources(where: tuple[str | int, ...], step: AnyStep, before: dict[str, AnyStep]) -> Iterator[Finding]:
    """What a step takes from an earlier one has to be there, and must not be meant for no other eyes."""
    shown = step.shows
    for name in (getattr(step, "source", None), shown.step if shown else None):
        if name is None:
            continue
        source = before.get(name)
        if source is None:
            yield where, step.id, f'"{name}" is no earlier step', "name a step that comes before this one", True
        elif getattr(source, "reveal", "") == "never":
            says = f"{name} promises that nobody will see it, and this step would show it"
            yield where, step.id, says, "reveal: later there, or take another step", True
        elif isinstance(source, Note) and source.reveal == "anonymous" and not isinstance(step, Choose):
            says = f"{name} is shown without names, and this step would show them"
            yield where, step.id, says, "reveal: together there, or take another step", True
    if shown and shown.place:
        sorted_in = before.get(shown.step)
        if not isinstance(sorted_in, Sort):
            yield (
                where,
                step.id,
                f"{shown.step} sorts nothing",
                "name a step of kind sort, or leave the place out",
                True,
            )
        elif shown.place not in {place.id for place in sorted_in.places}:
            known = ", ".join(place.id for place in sorted_in.places)
            yield where, step.id, f'{shown.step} has no place "{shown.place}"', f"choose from: {known}", True
    if isinstance(step, Choose) and bool(step.options) == bool(step.source):
        yield where, step.id, "there has to be something to choose from", "give options, or a source", True
    if isinstance(step, Choose) and len(step.options) == 1:
        yield where, step.id, "with one option there is nothing to choose", "give at least two", True


def _blocks(flow: Flow) -> Iterator[Finding]:
    for n, part in enumerate(flow.steps):
        if not isinstance(part, Block):
            continue
        where = ("steps", n, "repeat")
        until = part.repeat.until
        if (part.repeat.each is None) == (until is None):
            yield where, part.id, "it has to be said what it is repeated for", "write each: <role>, or until: …", True
        if until is not None:
            inside = {step.id: step for step in part.steps}
            chosen = inside.get(until.what)
            if not isinstance(chosen, Choose) or until.value not in {option.id for option in chosen.options}:
                do = "name a step of kind choose inside the block, and one of its options"
                yield where, part.id, f'"{until}" can never hold', do, True


def _minutes(flow: Flow) -> Iterator[Finding]:
    total = 0
    for _, step, block in places(flow):
        rounds = flow.people.ideal if block is not None and block.repeat.each is not None else 1
        total += (step.minutes or 0) * rounds
    if total > BREAK_AFTER:
        yield ("minutes",), "", f"the steps take {total} minutes together", f"make it {BREAK_AFTER} at most", True
    elif total > flow.minutes * 1.2:
        yield (
            ("minutes",),
            "",
            f"the steps take {total} minutes, the flow says {flow.minutes}",
            "make them agree",
            False,
        )
