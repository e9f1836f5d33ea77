"""From the text of a YAML file to what stands in it, with the line of every part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from flows.language.mistakes import Mistake

#: A PyYAML built without libyaml is slower, not different.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_FILE = 200_000
MAX_DEPTH = 40
Where = tuple[str | int, ...]


def parse(text: str | None, file: str, mistakes: list[Mistake]) -> tuple[Any, dict[Where, int]]:
    """What stands in a file, and the line of everything in it; None when it cannot be read."""
    if text is None:
        mistakes.append(Mistake(file=file, line=0, says="there is no such file", do="write the script in it"))
        return None, {}
    if len(text) > MAX_FILE:
        mistakes.append(Mistake(file=file, line=0, says=f"longer than {MAX_FILE} characters", do="make it shorter"))
        return None, {}
    try:
        _look_through(text)
        loader = Loader(text)
        node = loader.get_single_node()
        lines: dict[Where, int] = {}
        _number(node, (), lines, file, mistakes)
        plain = loader.construct_document(node) if node else None
        return {} if plain is None else plain, lines
    except Exception as error:  # besides its own errors, PyYAML lets many others out: "!!bool maybe" is a KeyError
        mark = getattr(error, "problem_mark", None)
        says = str(getattr(error, "problem", None) or "this is not YAML")
        look = "look for a missing quote, a tab, or an indent that differs from its neighbours"
        do = getattr(error, "note", None) or look
        mistakes.append(Mistake(file=file, line=mark.line + 1 if mark else 0, says=says, do=do))
        return None, {}


def _look_through(text: str) -> None:
    """Refuse what has no bottom before anything is built of it: nesting without end, and parts that repeat others."""
    depth = 0
    mark: Any
    for event in yaml.parse(text, Loader=Loader):
        mark = event.start_mark
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            says, do = "this is nested too deep", "leave out a bracket or an indent"
            raise yaml.MarkedYAMLError(problem=says, problem_mark=mark, note=do)
        if isinstance(event, yaml.AliasEvent):
            says, do = f'"*{event.anchor}" repeats what stands elsewhere', "write it out"
            raise yaml.MarkedYAMLError(problem=says, problem_mark=mark, note=do)


def _number(node: Any, where: Where, lines: dict[Where, int], file: str, mistakes: list[Mistake]) -> None:
    """Remember the line of every value, and refuse a key that stands twice: YAML would keep the last in silence."""
    if node is None:
        return
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            line = key.start_mark.line + 1
            if key.value in seen:
                says, do = f'"{key.value}" stands here twice', "keep one of the two"
                mistakes.append(Mistake(file=file, line=line, says=says, do=do))
            seen.add(key.value)
            lines[(*where, key.value)] = line
            _number(value, (*where, key.value), lines, file, mistakes)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _number(value, (*where, index), lines, file, mistakes)


def line_of(lines: Mapping[Where, int], where: Where) -> int:
    """The line of a place in the file, or of what it stands in."""
    while where not in lines and where:
        where = where[:-1]
    return lines.get(where, 0)
