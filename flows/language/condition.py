"""When a step is done at all: "people >= 4", "pace is days", "genoeg is not ja"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

_SHAPE = re.compile(r"(?P<what>[\w.-]+)\s+(?P<how>is not|is|>=|<=)\s+(?P<value>[\w-]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    #: "people", "pace", or the id of a step in which something was chosen.
    what: str
    how: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Condition:
        match = _SHAPE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f'"{text}" is not understood; write "people >= 4", "pace is days" or "<step> is <option>"')
        condition = cls(what=match["what"], how=match["how"], value=match["value"])
        if (condition.what == "people") != (condition.how in (">=", "<=")):
            raise ValueError(f'"{text}": ">=" and "<=" go with people, "is" and "is not" with a pace or a step')
        if condition.what == "people" and not re.fullmatch("[0-9]{1,2}", condition.value):
            raise ValueError(f'"{text}": the number of people is a number')
        return condition

    def holds(self, *, people: int, pace: str, answers: dict[str, str]) -> bool:
        if self.how == ">=":
            return people >= int(self.value)
        if self.how == "<=":
            return people <= int(self.value)
        found = pace if self.what == "pace" else answers.get(self.what, "")
        return (found == self.value) == (self.how == "is")

    def known(self, answers: Mapping[str, str]) -> bool:
        """Whether it can be said by now if it holds."""
        return self.what in ("people", "pace") or self.what in answers

    def within(self, part: str) -> Condition:
        """The same, about the steps of a part."""
        return self if self.what in ("people", "pace") else replace(self, what=f"{part}.{self.what}")

    def __str__(self) -> str:
        return f"{self.what} {self.how} {self.value}"
