"""The bank of small questions for in between, and which of them comes next."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

#: In the order in which they come to somebody who was never asked anything.
STRANDS: Final[tuple[str, ...]] = ("terugkijken", "voldoening", "dilemma", "leren", "leerlingen", "uitwisseling")

_BANK: Final = Path(__file__).parent / "bank"
_USUAL: Final = "nl"
_REST: Final = 365


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Two steps: something that happened, and then what it means or where to look next."""

    id: str
    strand: str
    first: str
    then: str
    taps: tuple[str, ...]  # answers to the first step, to start from; often none


def bank(language: str) -> Mapping[str, Question]:
    """All questions by their id; in Dutch for a language there is none in."""
    return _read(language if language in _languages() else _USUAL)


def choose(asked: Mapping[str, date], *, strands: Collection[str], today: date, seed: str) -> str | None:
    """The next question of these strands (none named: of all), or None if each was asked within the year.

    The strand that was silent longest has its turn; in it the seed draws among those not asked yet, or longest ago.
    """
    wanted = [strand for strand in STRANDS if not strands or strand in strands]
    open_to = [strand for strand in wanted if _rested(strand, asked, today)]
    if not open_to:
        return None
    turn = min(open_to, key=lambda strand: max(_days(strand, asked), default=date.min))
    # The day belongs to the draw: who forgets what was asked long ago does not get the same row every year.
    salt = f"{seed} {today.isoformat()}"
    return min(_rested(turn, asked, today), key=lambda id: (asked.get(id, date.min), _lot(salt, id)))


def _rested(strand: str, asked: Mapping[str, date], today: date) -> list[str]:
    """What may be asked again, or for the first time."""
    return [id for id in _ids(strand) if id not in asked or (today - asked[id]).days > _REST]


def _days(strand: str, asked: Mapping[str, date]) -> Iterator[date]:
    return (asked[id] for id in _ids(strand) if id in asked)


def _lot(salt: str, id: str) -> bytes:
    return hashlib.sha256(f"{salt} {id}".encode()).digest()


@cache
def _ids(strand: str) -> tuple[str, ...]:
    return tuple(question.id for question in bank(_USUAL).values() if question.strand == strand)


@cache
def _languages() -> frozenset[str]:
    return frozenset(file.stem for file in _BANK.glob("*.yaml"))


@cache
def _read(language: str) -> Mapping[str, Question]:
    told = yaml.safe_load((_BANK / f"{language}.yaml").read_text(encoding="utf-8"))
    questions = (_question(strand, entry) for strand, entries in told["strands"].items() for entry in entries)
    return MappingProxyType({question.id: question for question in questions})


def _question(strand: str, entry: Mapping[str, Any]) -> Question:
    taps = tuple(entry.get("taps", ()))
    return Question(id=entry["id"], strand=strand, first=entry["first"], then=entry["then"], taps=taps)
