"""The day that a short text names, in Dutch and in English."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mrt maart mar march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("maandag monday", "dinsdag tuesday", "woensdag wednesday", "donderdag thursday", "vrijdag friday",
         "zaterdag saturday", "zondag sunday")
    )
    for name in names.split()
}  # fmt: skip
_RELATIVE = {"vandaag": 0, "today": 0, "morgen": 1, "tomorrow": 1, "overmorgen": 2}
_NAMED = re.compile(r"\b(\d{1,2})\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?\b")
_NUMBERED = re.compile(r"\b(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}))?\b")
#: A time of day beside it; that is not what is asked for.
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b(\s*(uur|u|am|pm))?|\b\d{1,2}\s*(uur|u|am|pm)\b", re.IGNORECASE)
#: What can stand around a day that is proposed.
_AROUND = re.compile(
    "of|op|om|rond|naar|tot|pas|liever|graag|dan|we|wij|gaan|verder|doen|zullen|kunnen|kan|het|maar|wordt"
    "|or|on|at|by|around|until|till|rather|please|then|let|us|let's|go|ahead|shall|can|could|make|it"
)


def proposed_day(text: str, today: date) -> date | None:
    """The day in a text that proposes one, whatever time of day stands beside it; None for one that does not exist."""
    return named_day(_CLOCK.sub(" ", text), today)


def only_a_day(text: str) -> bool:
    """Whether a text proposes a day and says nothing else: a story with a day in it is no such thing."""
    text = _CLOCK.sub(" ", text.lower())
    dates = [match for match in _NAMED.finditer(text) if match[2] in _MONTHS] or [*_NUMBERED.finditer(text)]
    if dates:
        text = text[: dates[0].start()] + text[dates[0].end() :]
    words = re.findall(r"[\w']+", text)
    days = [word for word in words if word in _WEEKDAYS]
    return bool(dates or days) and all(word in _WEEKDAYS or _AROUND.fullmatch(word) for word in words)


def named_day(text: str, today: date) -> date | None:
    """The day a short text names: "3 december", "3-12", "donderdag", "morgen". Without a year it is the next one."""
    text = text.lower().strip()
    if len(text) > 60:
        return None
    if match := _NAMED.search(text):
        month = _MONTHS.get(match[2])
        return None if month is None else _date(match[3], month, int(match[1]), today)
    if match := _NUMBERED.search(text):
        return _date(match[3], int(match[2]), int(match[1]), today)
    for word in re.findall(r"[a-z]+", text):
        if word in _RELATIVE:
            return today + timedelta(days=_RELATIVE[word])
        if word in _WEEKDAYS:
            return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    return None


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    for candidate in [int(year)] if year else [today.year, today.year + 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None
