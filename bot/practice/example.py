"""The worked example of a flow: what people in it say, for simulated colleagues to say after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


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
    plain = yaml.safe_load((folder / "example.yaml").read_text(encoding="utf-8"))
    spare: dict[str, Any] = plain.get("spare") or {}
    return Example(
        people=tuple(plain["people"]),
        roles=plain.get("roles") or {},
        script=tuple(_turn(turn) for turn in plain["script"]),
        spare={step: _by_language(lines) for step, lines in spare.items()},
        answers={step: _by_language(lines["answers"]) for step, lines in spare.items() if "answers" in lines},
    )


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
