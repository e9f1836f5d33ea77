"""The words that a flow file is made of: names, texts, and who, when and what is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from flows.language.condition import Condition
from flows.language.who import Who

_NAME = r"[a-z][a-z0-9-]{1,39}"
Name = Annotated[str, StringConstraints(pattern=f"^{_NAME}$")]
#: A step of this flow, or one of a flow that it calls: "kern", or "start.kern".
_STEP = rf"{_NAME}(?:\.{_NAME})*"
StepName = Annotated[str, StringConstraints(pattern=f"^{_STEP}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


def _who(value: Any) -> Any:
    return Who.parse(value) if isinstance(value, str) else value


def _condition(value: Any) -> Any:
    return Condition.parse(value) if isinstance(value, str) else value


WhoText = Annotated[
    Who, BeforeValidator(_who), WithJsonSchema({"type": "string", "examples": ["iedereen behalve inbrenger"]})
]
WhenText = Annotated[
    Condition,
    BeforeValidator(_condition),
    WithJsonSchema({"type": "string", "examples": ["people >= 4", "genoeg is ja"]}),
]
EVERYONE = Who()


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Contributions of an earlier step; of a sort step those in one place."""

    step: str
    place: str = ""

    @classmethod
    def parse(cls, text: str) -> Shown:
        step, _, place = text.strip().partition(" is ")
        if not re.fullmatch(_STEP, step) or (place and not re.fullmatch(_NAME, place)):
            raise ValueError(f'"{text}" is not understood; write "<step>", or "<step of kind sort> is <place>"')
        return cls(step=step, place=place)

    def within(self, part: str) -> Shown:
        return Shown(step=f"{part}.{self.step}", place=self.place)


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    return Shown.parse(value) if isinstance(value, str) else value


#: One step, or a list of them.
StepNames = Annotated[
    tuple[StepName, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
ShownText = Annotated[Shown, BeforeValidator(_shown), WithJsonSchema({"type": "string", "examples": ["vragen"]})]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Option(Part):
    #: Short, because a button of Telegram carries 64 bytes in all.
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
    text: Short


class Blank(Part):
    """One thing to fill in, of what is written together or alone."""

    id: Name
    #: What stands above it in the result.
    label: Short
    #: How it is asked.
    ask: Text


Guard = Literal["advice", "suggestion", "why", "stacked", "statement", "diagnosis", "defends"]
