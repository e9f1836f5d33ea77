"""What a picture is made of, in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: "ink" is read first and "soft" afterwards; a "mark" says something, "faint" and "band" only lead the eye.
Tone = Literal["ink", "soft", "mark", "faint", "band"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """On one line; y is where the letters stand."""

    x: float
    y: float
    text: str
    size: float
    tone: Tone = "ink"
    middle: bool = False
    pale: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Disc:
    """Filled; with a width it is a ring."""

    x: float
    y: float
    radius: float
    width: float = 0
    tone: Tone = "mark"
    pale: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0
    tone: Tone = "soft"
    pale: bool = False


Shape = Words | Disc | Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    #: For whoever does not see it.
    title: str
    telling: str
