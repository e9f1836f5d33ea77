"""From files to flows: every mistake at once, each with file, line, step and what to do about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from flows.language.checks import check
from flows.language.mistakes import Mistake
from flows.language.model import Block, Flow
from flows.language.parsing import Where, line_of, parse
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A flow in every language it has; the first is its author's."""

    source: Source
    flows: Mapping[str, Flow]

    @property
    def flow(self) -> Flow:
        return next(iter(self.flows.values()))


def load(source: Source, *, folder: str = "") -> tuple[Loaded | None, list[Mistake]]:
    """The flow, when it is sound enough to be used, and all that is wrong with it."""
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
    mistakes += check(flow, file=file, line=line)
    flows: dict[str, Flow] = {flow.language: flow}
    for name in source.files:
        if name != "flow.yaml":
            texts, at = parse(source.files[name], folder + name, mistakes)
            if texts is not None:
                other = translate(flow, texts, file=folder + name, mistakes=mistakes, line=_finder(at))
                if other is not None:
                    flows[other.language] = other
    return (None if any(m.severe for m in mistakes) else Loaded(source=source, flows=flows)), mistakes


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
        if (*where, part) in lines or (isinstance(part, str) and part not in _KINDS):
            where = (*where, part)
    return where


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
    for kind, where in reversed(problems):
        if kind == "invalid_key" or not where or where[-2:-1] == ("steps",):
            return None
        spot = rest
        for part in where[:-1]:
            spot = spot[part]
        if kind == "missing":
            spot[where[-1]] = "…"
        else:
            spot.pop(where[-1])
    try:
        return Flow.model_validate(rest)
    except ValidationError:
        return None


_KINDS = (
    "block",
    "step",
    "consent",
    "assign",
    "show",
    "tell",
    "round",
    "ask",
    "discuss",
    "note",
    "choose",
    "rate",
    "commit",
)
_FIELDS = sorted(
    {name for model in (Flow, Block) for name in model.model_fields}
    | {"kind", "title", "prompt", "cue", "minutes", "when", "who", "to", "each", "guards", "silent", "keep_for"}
    | {
        "unpark",
        "reveal",
        "points",
        "questions",
        "options",
        "by",
        "role",
        "among",
        "candidates",
        "low",
        "high",
        "listen",
    }
)


def _words(problem: Any, where: Where) -> tuple[str, str]:
    name, kind, context = str((where or problem["loc"] or ("",))[-1]), problem["type"], problem.get("ctx", {})
    if kind == "missing":
        return f'"{name}" is missing', f'add "{name}: …"'
    if kind == "extra_forbidden":
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
