"""Who a step is for, as an author writes it: "iedereen behalve inbrenger", "inbrenger en gespreksleider"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

EVERYONE = ("iedereen", "everyone")
_EXCEPT = re.compile(r"\s+(?:behalve|except)\s+")
_AND = re.compile(r"\s*,\s*|\s+(?:en|and)\s+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    #: No roles means everyone.
    roles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def mentions(self) -> tuple[str, ...]:
        return self.roles + self.without

    @classmethod
    def parse(cls, text: str) -> Who:
        parts = _EXCEPT.split(text.strip())
        named = _AND.split(parts[0])
        without = tuple(_AND.split(parts[1])) if len(parts) == 2 else ()
        if len(parts) > 2 or not all((*named, *without)):
            raise ValueError(f'"{text}" is not understood; write for example "iedereen behalve inbrenger"')
        everyone = any(name in EVERYONE for name in named)
        if everyone and len(named) > 1:
            raise ValueError(f'"{text}" names everyone and somebody; one of the two is enough')
        return cls(roles=() if everyone else tuple(named), without=without)

    def renamed(self, names: Mapping[str, str]) -> Who:
        roles, without = (tuple(names.get(role, role) for role in part) for part in (self.roles, self.without))
        return Who(roles=roles, without=without)

    def __str__(self) -> str:
        base = " en ".join(self.roles) or EVERYONE[0]
        return f"{base} behalve {' en '.join(self.without)}" if self.without else base
