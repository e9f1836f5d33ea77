"""What is wrong with a flow file, in words for its author."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    file: str
    line: int
    step: str = ""
    says: str
    #: A proposal.
    do: str
    #: A severe mistake keeps the flow out; the others are warnings.
    severe: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        step = f" (step {self.step})" if self.step else ""
        return f"{place}: {'error' if self.severe else 'warning'}{step}: {self.says}; {self.do}"
