"""What the shape of a flow file cannot say by itself: roles that nobody gets, steps that refer to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from flows.language.condition import Condition
from flows.language.mistakes import Mistake
from flows.language.model import (
    AnyStep,
    Ask,
    Assign,
    Block,
    Call,
    Choose,
    Commit,
    Discuss,
    Flow,
    Note,
    Rate,
    Round,
    Sort,
    Split,
    Tell,
    Wait,
    Write,
)  # fmt: skip
from flows.language.parsing import Where
from flows.language.texts import placeholders

Line = Callable[[Where], int]
Finding = tuple[Where, str, str, str, bool]

#: Longer than this without a break and attention is gone.
BREAK_AFTER = 120
#: A button of Telegram carries 64 bytes in all.
LONGEST_ASIDE = 24
#: Kinds in which people bring in what a later step can show, sort or choose from.
GIVING = (Tell, Round, Ask, Discuss, Note, Write, Commit, Sort, Choose)
#: Kinds in which what was kept for later can be brought in.
BRINGING = (Tell, Round, Ask, Discuss)
#: Of the 4096 characters that a message of Telegram can have.
ROOM_ON_A_CARD = 2000


def check(flow: Flow, *, file: str, line: Line) -> list[Mistake]:
    """What is wrong with a flow that has its parts among its steps; each part was checked by itself."""
    parts = (_head, _ids, _roles, _references, _blocks, _minutes, _lengths)
    found = [finding for part in parts for finding in part(flow)]
    return _told(found, file=file, line=line)


def check_parts(flow: Flow, parts: Mapping[str, Flow], *, file: str, line: Line) -> list[Mistake]:
    """Whether the flows that this one uses suit it."""
    return _told(_sizes(flow, parts), file=file, line=line)


def _told(found: Iterable[Finding], *, file: str, line: Line) -> list[Mistake]:
    return [
        Mistake(file=file, line=line(w), step=s, says=says, do=do, severe=severe)
        for w, s, says, do, severe in found
        if "." not in s
    ]


def numbered(flow: Flow) -> Iterator[tuple[int, AnyStep | Block]]:
    """The steps and blocks with the number they have in the file; what is called has that of its call."""
    n = -1
    for part in flow.steps:
        n += "." not in part.id
        yield n, part


def places(flow: Flow) -> Iterator[tuple[Where, AnyStep, Block | None]]:
    for n, part in numbered(flow):
        if isinstance(part, Block):
            for m, step in enumerate(part.steps):
                yield ("steps", n, "steps", m), step, part
        else:
            yield ("steps", n), part, None


def used_at(flow: Flow, name: str) -> Where:
    """Where another flow is named."""
    if name in flow.asides:
        return ("asides",)
    return next(where for where, step, _ in places(flow) if isinstance(step, Call) and step.flow == name)


def _sizes(flow: Flow, parts: Mapping[str, Flow]) -> Iterator[Finding]:
    """An aside may be for fewer or more: it is offered when as many are there as it is for."""
    for name, part in parts.items():
        if name in flow.asides and any(role.leads for role in part.roles.values()):
            says = f"{name} has somebody who leads, and beside this flow that is whoever leads here"
            yield ("asides",), "", says, "name a flow without such a role", True
        if name in flow.asides and len(name) > LONGEST_ASIDE:
            says = f'"{name}" is too long for a button'
            yield ("asides",), "", says, f"a name of {LONGEST_ASIDE} characters at most", True
        low, high = part.people.min, part.people.max
        if name not in flow.asides and not low <= flow.people.min <= flow.people.max <= high:
            says = f"{name} is for {low} to {high} people, and this flow for {flow.people.min} to {flow.people.max}"
            yield used_at(flow, name), "", says, "let this flow ask for no others", True


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
        if step.id in flow.asides:
            says = f'"{step.id}" is also the name of a flow to step aside into'
            yield where, step.id, says, "give the step another id", True
        if step.id in ("lobby", "paused", "closed"):
            yield where, step.id, f'"{step.id}" is a word of the engine', "give the step another id", True
    blocks = [part.id for part in flow.steps if isinstance(part, Block)]
    for n, part in numbered(flow):
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
    for n, part in numbered(flow):
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
            if part.repeat.others is not None and (flow.people.min < 2 or part.repeat.others == part.repeat.each):
                do = "leave others out, or name another role"
                yield ("steps", n, "repeat"), part.id, "there have to be two people with a role each", do, True
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
        for unpark in getattr(step, "unpark", ()):
            if unpark not in before:
                yield where, step.id, f'"{unpark}" is no earlier step', "name the step in which tips are parked", True
        if (keep := getattr(step, "keep_for", None)) and keep not in later - set(before) - {step.id}:
            yield where, step.id, f'"{keep}" is no later step', "name the step in which it is to come back", True
        elif keep and not isinstance(next(one for one in flow.all_steps if one.id == keep), BRINGING):
            says = f"in {keep} nothing can be brought in"
            yield where, step.id, says, "name a round, a story, questions or an open conversation", True
        if getattr(step, "silent", None) and not keep:
            says = "what is said by who only listens comes back nowhere"
            yield where, step.id, says, "name in keep_for the step in which they speak again", True
        if step.when is not None and step.when.what == "pace" and step.when.value not in flow.paces:
            says = f'"{step.when.value}" is no pace of this flow'
            yield where, step.id, says, f"choose from: {', '.join(flow.paces)}", True
        if step.when is not None and step.when.what == "people" and not _possible(step.when, flow):
            says = f"{step.when} never holds with {flow.people.min} to {flow.people.max} people, so nobody gets here"
            yield where, step.id, says, "change the number, or leave the step out", True
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


def _possible(when: Condition, flow: Flow) -> bool:
    sizes = range(flow.people.min, flow.people.max + 1)
    return any(when.holds(people=size, pace="", answers={}) for size in sizes)


def _rated(source: AnyStep, step: AnyStep) -> bool:
    """One of the things that got a number can be chosen."""
    return isinstance(source, Rate) and bool(source.items) and isinstance(step, Choose)


def _lengths(flow: Flow) -> Iterator[Finding]:
    """A card also holds names and what people said."""
    for where, step, _ in places(flow):
        length = sum(len(text) for field, text in step.texts if field not in ("cue", "fields", "items"))
        if length > ROOM_ON_A_CARD:
            says = f"{length} characters on one card, where {ROOM_ON_A_CARD} leave room for what people say"
            yield where, step.id, says, "say it shorter, or make two steps of it", False


def _sources(where: tuple[str | int, ...], step: AnyStep, before: dict[str, AnyStep]) -> Iterator[Finding]:
    """What a step takes from an earlier one has to be there, and must not be meant for no other eyes."""
    shown = step.shows
    for name in (getattr(step, "source", None), shown.step if shown else None):
        if name is None:
            continue
        source = before.get(name)
        if source is None:
            yield where, step.id, f'"{name}" is no earlier step', "name a step that comes before this one", True
        elif isinstance(source, Split) and not isinstance(step, Split):
            says = f"what is said in {name} stays in its groups, and this step would show it"
            yield where, step.id, says, "let people write down what they bring back, and show that", True
        elif not isinstance(source, GIVING) and not isinstance(step, Split) and not _rated(source, step):
            yield where, step.id, f"in {name} nobody brings in anything", "name a step in which people do", True
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
    grouped = isinstance(before.get(getattr(step, "source", None) or ""), Split)
    if isinstance(step, Split) and (step.how != "draw", step.source is not None) != (grouped, grouped):
        do = "name in source: an earlier step of kind split, and say how: same, mixed or joined"
        yield where, step.id, "it is not clear which groups are meant", do, True
    if isinstance(step, Choose) and bool(step.options) == bool(step.source):
        yield where, step.id, "there has to be something to choose from", "give options, or a source", True
    if isinstance(step, Choose) and len(step.options) == 1:
        yield where, step.id, "with one option there is nothing to choose", "give at least two", True


def _blocks(flow: Flow) -> Iterator[Finding]:
    for n, part in numbered(flow):
        if not isinstance(part, Block):
            continue
        where = ("steps", n, "repeat")
        if any(isinstance(step, Call) for step in part.steps):
            yield where, part.id, "a flow cannot be called in what is repeated", "call it before or after", True
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
    meetings = [0]
    #: Of steps that are done for one choice or another, only the longest way counts.
    ways: Counter[tuple[str, str]] = Counter()

    def settle() -> None:
        choices = {choice for choice, _ in ways}
        meetings[-1] += sum(max(time for (one, _), time in ways.items() if one == choice) for choice in choices)
        ways.clear()

    for _, step, block in places(flow):
        rounds = flow.people.ideal if block is not None and block.repeat.each is not None else 1
        time = (step.minutes or 0) * rounds
        if isinstance(step, Wait):
            settle()
            meetings.append(0)
        elif step.when is not None and step.when.how == "is" and step.when.what != "pace":
            ways[step.when.what, step.when.value] += time
        else:
            meetings[-1] += time
    settle()
    longest, total = max(meetings), sum(meetings)
    if longest > BREAK_AFTER:
        says = f"{longest} minutes without a break"
        yield ("minutes",), "", says, f"make it {BREAK_AFTER} at most, or put a step of kind wait in between", True
    elif total > flow.minutes * 1.2:
        says = f"the steps take {total} minutes, the flow says {flow.minutes}"
        yield ("minutes",), "", says, "make them agree", False
