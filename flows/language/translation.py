"""A flow in another language: the same tree, other texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from flows.language.mistakes import Mistake
from flows.language.model import Flow
from flows.language.texts import placeholders

_HEAD = ("title", "menu", "goal", "inspired_by", "not_for")
_PLAIN = ("title", "prompt", "cue", "listen", "low", "high")
_LISTS = ("points", "questions")
_OPTIONS = ("options", "places", "items")


def translate(
    flow: Flow,
    texts: Any,
    *,
    file: str,
    mistakes: list[Mistake],
    line: Callable[[tuple[str | int, ...]], int],
) -> Flow | None:
    """The flow with these texts; where one is missing, the author's own stands in and the mistake is told.

    None when there is no such language, or a text does not fit.
    """
    plain = flow.model_dump(exclude_defaults=True)
    plain["steps"] = _dump_steps(flow)
    reader = _Reader(texts if isinstance(texts, Mapping) else {}, file, mistakes, line)
    plain["language"] = reader.given.get("language", "en")
    for field in _HEAD:
        plain[field] = reader.text((field,), plain[field])
    for name, role in plain.get("roles", {}).items():
        role["name"] = reader.text(("roles", name), role["name"])
    for step in _flat(plain["steps"]):
        where: tuple[str | int, ...] = ("steps", step["id"])
        for field in _PLAIN:
            if field in step:
                step[field] = reader.text((*where, field), step[field], step=step["id"])
        for field in _LISTS:
            step_list = step.get(field, ())
            if step_list:
                step[field] = [
                    reader.text((*where, field, n), text, step=step["id"]) for n, text in enumerate(step_list)
                ]
        for field in _OPTIONS:
            for option in step.get(field, ()):
                option["text"] = reader.text((*where, field, option["id"]), option["text"], step=step["id"])
        for blank in step.get("fields", ()):
            for part in ("label", "ask"):
                blank[part] = reader.text((*where, "fields", blank["id"], part), blank[part], step=step["id"])
    reader.complain_of_strangers()
    if plain["language"] == flow.language:
        reader.complain(("language",), "", f'this is in "{flow.language}", as flow.yaml is', "name another language")
        return None
    try:
        return Flow.model_validate(plain)
    except ValidationError as error:
        for problem in error.errors():
            if problem["type"] == "too_short":
                continue
            where, wrong = _place(problem["loc"], plain)
            says = f'"{_dotted(where)}": {problem["msg"][0].lower()}{problem["msg"][1:]}'
            reader.complain(where, wrong, says, "change it so that it fits")
        return None


def _place(loc: tuple[str | int, ...], plain: Any) -> tuple[tuple[str | int, ...], str]:
    """Where a text stands in the translation: by the id of its step."""
    spot: Any = plain
    step = ""
    rest: tuple[str | int, ...] = ()
    for part in loc:
        try:
            spot = spot[part]
        except (KeyError, IndexError, TypeError):
            # The kind of step that was tried, which is no place.
            continue
        rest = (*rest, part)
        if isinstance(spot, dict) and "steps" in rest and "id" in spot and "repeat" not in spot and "title" in spot:
            step, rest = spot["id"], ("steps", spot["id"])
    return rest, step


def _dotted(where: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in where)


def _dump_steps(flow: Flow) -> list[dict[str, Any]]:
    return [part.model_dump(exclude_unset=True) for part in flow.steps]


def _flat(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for part in parts for step in (part["steps"] if "repeat" in part else [part])]


class _Reader:
    def __init__(
        self,
        given: Mapping[str, Any],
        file: str,
        mistakes: list[Mistake],
        line: Callable[[tuple[str | int, ...]], int],
    ) -> None:
        self.given, self.file, self.mistakes, self.line = given, file, mistakes, line
        self.used: set[tuple[str | int, ...]] = {("language",)}

    def text(self, where: tuple[str | int, ...], own: str, *, step: str = "") -> str:
        spot: Any = self.given
        for part in where:
            try:
                spot = spot[part]
            except (KeyError, IndexError, TypeError):
                spot = None
        self.used.add(where)
        name = _dotted(where)
        if spot is not None and not isinstance(spot, str):
            self.complain(where, step, f'the translation of "{name}" is no text', 'put it in quotes: "…"')
            return own
        if spot is None or not spot.strip():
            self.complain(where, step, f'the translation of "{name}" is missing', "add it")
            return own
        lost, extra = placeholders(own) - placeholders(spot), placeholders(spot) - placeholders(own)
        if lost or extra:
            odd = ", ".join(f"{{{one}}}" for one in sorted(lost | extra))
            self.complain(where, step, f'"{name}" and its translation differ in {odd}', "name the same people in both")
        return spot

    def complain_of_strangers(self) -> None:
        for where in _leaves(self.given, ()):
            if where not in self.used:
                self.complain(where, "", f'"{_dotted(where)}" is not in flow.yaml', "leave it out, or mend its name")

    def complain(self, where: tuple[str | int, ...], step: str, says: str, do: str) -> None:
        self.mistakes.append(Mistake(file=self.file, line=self.line(where), step=step, says=says, do=do))


def _leaves(spot: Any, where: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    if isinstance(spot, Mapping):
        return [leaf for key, value in spot.items() for leaf in _leaves(value, (*where, key))]
    if isinstance(spot, list):
        return [leaf for n, value in enumerate(spot) for leaf in _leaves(value, (*where, n))]
    return [where]
