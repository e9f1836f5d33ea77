"""The worked example of a flow: what people in it say, for simulated colleagues to say after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from flows.engine.script import Script


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One thing that somebody does in the example."""

    step: str
    who: str
    #: By language; empty for a turn that is only a tap.
    says: Mapping[str, str] = field(default_factory=dict)
    pick: str = ""
    #: Several, in their order, where one has more than one choice.
    picks: tuple[str, ...] = ()
    #: Whose contribution is put in which place, and which one of theirs; what a number is given to.
    sorts: str = ""
    into: str = ""
    nth: int = 1
    item: str = ""
    hint: str = ""
    days: int = 0
    sure: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    people: tuple[str, ...]
    roles: Mapping[str, str]
    script: tuple[Turn, ...]
    #: More lines, by step, language and "says" or "answers".
    spare: Mapping[str, Mapping[str, tuple[str, ...]]]
    answers: Mapping[str, Mapping[str, tuple[str, ...]]]

    def lines(self, step: str, language: str) -> list[tuple[str, str]]:
        """Who says what in a step, in order."""
        return [(turn.who, turn.says[language]) for turn in self.script if turn.step == step and turn.says]


def read_example(folder: Path) -> Example:
    """What stands beside the flow; an empty one where its author wrote none."""
    if not (folder / "example.yaml").is_file():
        return Example(people=(), roles={}, script=(), spare={}, answers={})
    plain = yaml.safe_load((folder / "example.yaml").read_text(encoding="utf-8"))
    spare: dict[str, Any] = plain.get("spare") or {}
    return Example(
        people=tuple(plain["people"]),
        roles=plain.get("roles") or {},
        script=tuple(_turn(turn) for turn in plain["script"]),
        spare={step: _by_language(lines) for step, lines in spare.items()},
        answers={step: _by_language(lines["answers"]) for step, lines in spare.items() if "answers" in lines},
    )


def whole_example(script: Script, folder_of: Callable[[str], Path]) -> Example:
    """The example of a flow with those of the flows it calls and those beside it, told by its own people."""
    own = read_example(folder_of(script.flow.flow))
    beside = {name: name for name in script.asides}
    others = [(part, read_example(folder_of(flow))) for part, flow in {**script.loaded.parts, **beside}.items()]
    turns = [turn for part, other in others for turn in _told_by(other, own.people, part)]
    spare = {f"{part}.{step}": lines for part, other in others for step, lines in other.spare.items()}
    answers = {f"{part}.{step}": lines for part, other in others for step, lines in other.answers.items()}
    return replace(own, script=(*own.script, *turns), spare={**own.spare, **spare}, answers={**own.answers, **answers})


def _told_by(other: Example, people: tuple[str, ...], part: str) -> list[Turn]:
    """The turns of an example in the mouths of other people, by the order of their seats."""
    instead = dict(zip(other.people, people, strict=False))
    name = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in other.people))

    def said(text: str) -> str:
        return name.sub(lambda match: instead.get(match[0], match[0]), text)

    return [
        replace(
            turn, step=f"{part}.{turn.step}", who=instead[turn.who],
            says={language: said(text) for language, text in turn.says.items()},
            pick=instead.get(turn.pick, turn.pick), picks=tuple(instead.get(pick, pick) for pick in turn.picks),
            sorts=instead.get(turn.sorts, turn.sorts),
        )
        for turn in other.script if turn.who in instead
    ]  # fmt: skip


def _turn(plain: dict[str, Any]) -> Turn:
    says: dict[str, str] = {language: plain[language].strip() for language in ("nl", "en") if language in plain}
    pick = plain.get("pick", "")
    picks = tuple(map(str, pick)) if isinstance(pick, list) else (str(pick),) if pick else ()
    return Turn(
        step=plain["step"],
        who=plain["who"],
        says=says,
        pick=picks[0] if picks else "",
        picks=picks,
        sorts=plain.get("sorts", ""),
        into=plain.get("into", ""),
        nth=plain.get("nth", 1),
        item=plain.get("item", ""),
        hint=plain.get("hint", ""),
        days=plain.get("days", 0),
        sure=plain.get("sure", 0),
    )


def _by_language(plain: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(plain[language]) for language in ("nl", "en") if language in plain}
