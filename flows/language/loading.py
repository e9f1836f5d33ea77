"""From files to flows: every mistake at once, each with file, line, step and what to do about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from flows.language.checks import Line, check, check_parts, used_at
from flows.language.mistakes import Mistake
from flows.language.model import AnyStep, Block, Call, Flow
from flows.language.parsing import Where, line_of, parse
from flows.language.parts import assemble, parts_of, prefixed
from flows.language.translation import translate


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The texts of one flow, as its author wrote them."""

    #: File name ("flow.yaml", "en.yaml") to content.
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """What is stored when a session begins, so that editing a file never changes a running conversation."""
        return json.dumps(dict(self.files), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @classmethod
    def of(cls, text: str) -> Source:
        return cls(files=json.loads(text))

    @property
    def own(self) -> Mapping[str, str]:
        """The files of the flow itself; those of its parts have the part's name before theirs."""
        return {name: text for name, text in self.files.items() if "/" not in name}

    def part(self, name: str) -> Source:
        """A flow that is used in this one, with whatever that may use in turn."""
        of_it = {
            file.removeprefix(f"{name}/"): text for file, text in self.files.items() if file.startswith(f"{name}/")
        }
        return Source(files={**{file: text for file, text in self.files.items() if "/" in file}, **of_it})


#: Where the files of another flow are found, when they do not stand in the source itself.
Find = Callable[[str], Mapping[str, str]]


def _nowhere(name: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A flow in every language it has; the first is its author's."""

    source: Source
    flows: Mapping[str, Flow]

    #: The flows that are called, by the names of the steps that do.
    parts: Mapping[str, str]
    #: The short flows one can step aside into, in the same languages.
    asides: Mapping[str, Mapping[str, Flow]]

    @property
    def flow(self) -> Flow:
        return next(iter(self.flows.values()))

    def in_language(self, language: str) -> Flow:
        return self.flows.get(language, self.flow)


def load(
    source: Source, *, folder: str = "", find: Find = _nowhere, stored: bool = False
) -> tuple[Loaded | None, list[Mistake]]:
    """The flow, when it is sound enough to be used, and all that is wrong with it.

    A stored one was sound when it was stored: what later checks find in it must not stop a conversation.
    """
    mistakes: list[Mistake] = []
    plain, lines = parse(source.files.get("flow.yaml"), f"{folder}flow.yaml", mistakes)
    if plain is None:
        return None, mistakes
    file, line = f"{folder}flow.yaml", _finder(lines)
    try:
        flow = Flow.model_validate(plain)
    except ValidationError as error:
        problems = [problem for problem in error.errors() if not _follows(problem, error.errors())]
        mistakes += (_mistake(problem, plain, lines, file) for problem in problems)
        mended = _mended(plain, [(problem["type"], _path(problem["loc"], lines)) for problem in problems])
        if mended is not None:
            mistakes += check(mended, file=file, line=line)
        return None, sorted(mistakes, key=lambda mistake: mistake.line)
    flows: dict[str, Flow] = {flow.language: flow}
    for name in source.own:
        if name != "flow.yaml":
            texts, at = parse(source.files[name], folder + name, mistakes)
            if texts is not None:
                other = translate(flow, texts, file=folder + name, mistakes=mistakes, line=_finder(at))
                if other is not None:
                    flows[other.language] = other
    source, parts = _gather(flow, source, find, stored=stored, file=file, line=line, mistakes=mistakes)
    if set(parts) != set(parts_of(flow)):
        return None, mistakes
    whole = {language: assemble(one, _in_language(parts, language)) for language, one in flows.items()}
    if not stored:
        mistakes += check(whole[flow.language], file=file, line=line)
        mistakes += check_parts(flow, {name: part.flow for name, part in parts.items()}, file=file, line=line)
    asides = {
        name: {language: prefixed(parts[name].in_language(language), name) for language in flows}
        for name in flow.asides
    }
    called = {step.id: step.flow for step in flow.all_steps if isinstance(step, Call)}
    inner = {f"{id}.{name}": part for id, of in called.items() for name, part in parts[of].parts.items()}
    loaded = Loaded(source=source, flows=whole, parts=called | inner, asides=asides)
    return (None if any(m.severe for m in mistakes) else loaded), mistakes


def _in_language(parts: Mapping[str, Loaded], language: str) -> Callable[[str], Flow]:
    return lambda name: parts[name].in_language(language)


def _gather(
    flow: Flow, source: Source, find: Find, *, stored: bool, file: str, line: Line, mistakes: list[Mistake]
) -> tuple[Source, dict[str, Loaded]]:
    """The flows that this one uses, and the source with their texts in it; without those that cannot be used."""
    files, parts, others = dict(source.files), dict[str, Loaded](), _but(flow.flow, find)
    for name in parts_of(flow):
        part = source.part(name)
        part = part if part.own else Source(files=others(name))
        if not part.own:
            says, do = f'there is no flow "{name}" to use here', "name one that stands beside this one, and not itself"
            mistakes.append(Mistake(file=file, line=line(used_at(flow, name)), says=says, do=do))
            continue
        loaded = (
            _aside(part.text, stored=stored)
            if name in flow.asides
            else load(part, find=_but(name, others), stored=stored)[0]
        )
        if loaded is None:
            says, do = (
                f'"{name}" is used here and cannot be used itself',
                f"mend {name}; beside a flow it uses no others",
            )
            mistakes.append(Mistake(file=file, line=line(used_at(flow, name)), says=says, do=do))
            continue
        parts[name] = loaded
        files |= {one if "/" in one else f"{name}/{one}": text for one, text in loaded.source.files.items()}
    return Source(files=files), parts


def _but(flow: str, find: Find) -> Find:
    """A flow that uses itself by a detour does not find itself."""
    return lambda name: {} if name == flow else find(name)


@lru_cache(maxsize=64)
def _aside(text: str, *, stored: bool) -> Loaded | None:
    """Many flows have the same few asides; these use no other flows."""
    return load(Source.of(text), stored=stored)[0]


def _follows(problem: Any, problems: list[Any]) -> bool:
    """A part that is wrong is left out by pydantic, which then finds the list it was in too short."""
    inside, size = problem["loc"], len(problem["loc"])
    others = (one["loc"] for one in problems if one is not problem)
    return problem["type"] == "too_short" and any(len(loc) > size and loc[:size] == inside for loc in others)


def _finder(lines: Mapping[Where, int]) -> Any:
    return lambda where: line_of(lines, where)


def _mistake(problem: Any, plain: Any, lines: Mapping[Where, int], file: str) -> Mistake:
    """One finding of pydantic in words for an author."""
    where = _path(problem["loc"], lines)
    says, do = _words(problem, where)
    return Mistake(file=file, line=line_of(lines, where), step=_step(plain, where), says=says, do=do)


def _path(loc: Iterable[Any], lines: Mapping[Where, int]) -> Where:
    """The place in the file: pydantic also names the kind it tried, which is no place."""
    where: Where = ()
    for part in loc:
        if (*where, part) in lines or (isinstance(part, str) and not _is_a_try(part, where)):
            where = (*where, part)
    return where


def _is_a_try(part: str, where: Where) -> bool:
    """The kind that was tried stands right after the number of a step."""
    return part in _KINDS and (not where or where[-2:-1] == ("steps",))


def _step(plain: Any, where: Where) -> str:
    found, spot = "", plain
    for part in where:
        try:
            spot = spot[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(spot, dict) and isinstance(spot.get("id"), str) and "steps" in where:
            found = spot["id"]
    return found


def _mended(plain: Any, problems: list[tuple[str, Where]]) -> Flow | None:
    """The flow without what is wrong in it, so that the rest can be checked too; None when too little is left."""
    rest = deepcopy(plain)
    try:
        for kind, where in reversed(problems):
            if kind == "invalid_key" or not where or where[-2:-1] == ("steps",):
                return None
            _mend(rest, kind, where)
        return Flow.model_validate(rest)
    except (ValidationError, KeyError, IndexError, TypeError, AttributeError):
        # What is wrong there has no place of its own in the file.
        return None


def _mend(plain: Any, kind: str, where: Where) -> None:
    spot = plain
    for part in where[:-1]:
        spot = spot[part]
    if kind == "missing":
        spot[where[-1]] = "…"
    else:
        spot.pop(where[-1])


_KINDS = ("block", "step", *(kind.model_fields["kind"].annotation.__args__[0] for kind in AnyStep.__args__))
_FIELDS = sorted({name for model in (Flow, Block, *AnyStep.__args__) for name in model.model_fields})


def _words(problem: Any, where: Where) -> tuple[str, str]:
    name, kind, context = str((where or problem["loc"] or ("",))[-1]), problem["type"], problem.get("ctx", {})
    if kind == "missing":
        return f'"{name}" is missing', f'add "{name}: …"'
    if kind == "extra_forbidden":
        if name in _FIELDS:
            return f'"{name}" means nothing here', "leave it out"
        close = get_close_matches(name, _FIELDS, n=1)
        return f'"{name}" is not a word of the flow language', f'write "{close[0]}"' if close else "leave it out"
    if kind == "union_tag_invalid":
        close = get_close_matches(str(context.get("tag")), _KINDS[2:], n=1)
        return (
            f'there is no kind of step "{context.get("tag")}"',
            f'write "{(close or ["tell"])[0]}", or one of: {", ".join(_KINDS[2:])}',
        )
    if kind == "union_tag_not_found":
        return '"kind" is missing', f'add "kind: …", one of: {", ".join(_KINDS[2:])}'
    if kind == "literal_error":
        return f'"{problem["input"]}" cannot stand here', f"write {context['expected']}"
    if kind == "string_pattern_mismatch":
        return (
            f'"{problem["input"]}" is no good id',
            "use small letters, digits and hyphens, such as eigen-verhaal",
        )
    if kind in ("model_type", "model_attributes_type"):
        return "here a list of fields is expected", 'write fields, each as "name: value"'
    if kind == "string_type":
        return f'"{name}" is no text', f'put it in quotes: {name}: "…"'
    if kind == "value_error":
        return str(context["error"]), "write it as in the example"
    return f'"{name}": {problem["msg"][0].lower()}{problem["msg"][1:]}', "change it so that it fits"
