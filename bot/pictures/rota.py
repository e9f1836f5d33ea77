"""The rota as a picture: people below each other, meetings side by side, and who does what where they cross."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.pictures.letters import cut, width
from bot.pictures.shapes import Box, Disc, Picture, Shape, Tone, Words
from bot.pictures.writers import as_png, as_svg
from bot.texts import catalogue
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting, MemberId

MOST_PEOPLE, MOST_HELD, MOST_PLANNED = 12, 3, 6

# In points: a phone shows all of it at about three quarters of its size.
_EDGE, _NAMES, _COLUMN, _ROW = 18, 118, 36, 34
#: Where the dates stand below the name of the circle, and the first row below the dates.
_DATES, _FIRST = 44, 88
_TITLE, _NAME, _SMALL = 18.0, 15.0, 11.5
#: Between what was and what is to come.
_GAP = 10
_LEAST = 320
#: A disc alone, a ring, and the disc that fits into it.
_DISC, _RING, _INNER, _LINE = 8.25, 8.0, 4.0, 2.25


@dataclass(frozen=True, kw_only=True, slots=True)
class _Column:
    """A meeting: its day, and who does what."""

    day: date
    past: bool
    duties: dict[Duty, MemberId]
    away: frozenset[MemberId]


def svg(circle: Circle, language: str, now: datetime) -> str:
    return as_svg(layout(circle, language, now), id=f"rota-{circle.id}")


def png(circle: Circle, language: str, now: datetime) -> bytes:
    return as_png(layout(circle, language, now))


def layout(circle: Circle, language: str, now: datetime) -> Picture:
    """Where everything stands."""
    texts = catalogue(language)
    columns = _columns(circle, now)
    people, more = _people(circle, columns)
    end = _FIRST + len(people) * _ROW
    bottom = end + (_ROW if more else 0)
    legend, legend_end = _legend(language, bottom + 22) if columns else ([], 0)
    wide = max(_LEAST, _EDGE + _NAMES + len(columns) * _COLUMN + _gap(columns), legend_end) + _EDGE
    title = cut(circle.name, wide - 2 * _EDGE, _TITLE)
    shapes: list[Shape] = [Words(x=_EDGE, y=_EDGE + 14, text=title, size=_TITLE)]
    if not columns:
        shapes.append(Words(x=_EDGE, y=_DATES + 21, text=texts.say("picture.no_dates"), size=_NAME, tone="soft"))
    shapes += _days(columns, language, len(people))
    for row, member in enumerate(people):
        shapes += _row(circle, member, columns, _FIRST + row * _ROW + _ROW / 2)
    if more:
        text = texts.say("picture.more", n=str(more))
        shapes.append(Words(x=_EDGE, y=end + 22, text=text, size=_NAME, tone="soft"))
    return Picture(
        width=wide, height=bottom + (44 if columns else _EDGE), shapes=(*shapes, *legend),
        title=texts.say("picture.title", name=circle.name), telling=_told(circle, columns, language),
    )  # fmt: skip


# What is to be seen.


def _columns(circle: Circle, now: datetime) -> list[_Column]:
    held = sorted((one for one in circle.meetings if one.state == "held" and one.at), key=_moment)[-MOST_HELD:]
    who = {duty: planned(circle, duty) for duty in DUTIES}
    return [_column(circle, one, who, now) for one in (*held, *circle.planned[:MOST_PLANNED])]


def _moment(meeting: Meeting) -> datetime:
    assert meeting.at is not None
    return meeting.at


def _column(circle: Circle, meeting: Meeting, who: dict[Duty, dict[str, MemberId | None]], now: datetime) -> _Column:
    zone = ZoneInfo(circle.zone)
    day = _moment(meeting).astimezone(zone).date()
    held = meeting.state == "held"
    found = {duty: meeting.fixed.get(duty) if held else who[duty].get(meeting.id) for duty in DUTIES}
    return _Column(
        day=day, past=held or day < now.astimezone(zone).date(),
        duties={duty: one for duty, one in found.items() if one is not None},
        away=frozenset(member for member in circle.present if _away(circle, member, meeting)),
    )  # fmt: skip


def _away(circle: Circle, member: MemberId, meeting: Meeting) -> bool:
    who, at = circle.members[member], _moment(meeting)
    if meeting.state == "held" and meeting.present:
        # Whoever came to the circle later was not missed.
        return member not in meeting.present and who.joined <= at
    return member in meeting.away or (who.snoozed is not None and at.date() < who.snoozed)


def _people(circle: Circle, columns: list[_Column]) -> tuple[list[MemberId], int]:
    """Who is shown, in the order of the circle, and how many are not: first of all whoever does something."""
    busy = {member for column in columns for member in column.duties.values()}
    shown = sorted(circle.present, key=lambda member: member not in busy)[:MOST_PEOPLE]
    return [member for member in circle.present if member in shown], len(circle.present) - len(shown)


def _told(circle: Circle, columns: list[_Column], language: str) -> str:
    """The same in words."""
    texts = catalogue(language)
    if not columns:
        return texts.say("picture.no_dates")
    return " ".join(f"{_date(column, language)}: {_deeds(circle, column, language) or '–'}." for column in columns)


def _date(column: _Column, language: str) -> str:
    return f"{column.day.day} {_month(column.day, language)}"


def _deeds(circle: Circle, column: _Column, language: str) -> str:
    done: list[tuple[MemberId, str]] = [(who, duty) for duty, who in column.duties.items() if who in circle.members]
    done += [(who, "away") for who in circle.present if who in column.away and who not in column.duties.values()]
    return ", ".join(f"{circle.members[who].name} {catalogue(language).say(f'picture.{what}')}" for who, what in done)


# Where it stands.


def _gap(columns: list[_Column]) -> int:
    return _GAP if len({column.past for column in columns}) == 2 else 0


def _middle(columns: list[_Column], number: int) -> float:
    gap = 0 if columns[number].past else _gap(columns)
    return _EDGE + _NAMES + number * _COLUMN + _COLUMN / 2 + gap


def _month(day: date, language: str) -> str:
    return catalogue(language).list("picture.months")[day.month - 1]


def _days(columns: list[_Column], language: str, rows: int) -> Iterator[Shape]:
    coming = next((n for n, column in enumerate(columns) if not column.past), None)
    if coming is not None:
        x, height = _middle(columns, coming) - _COLUMN / 2, _FIRST - _DATES + rows * _ROW
        yield Box(x=x, y=_DATES, width=_COLUMN, height=height, radius=10, tone="band")
    for number, column in enumerate(columns):
        x, pale = _middle(columns, number), column.past
        yield Words(x=x, y=_DATES + 20, text=str(column.day.day), size=_NAME, middle=True, pale=pale)
        # Soft as well as pale would be too weak to read.
        tone: Tone = "ink" if pale else "soft"
        month = _month(column.day, language)
        yield Words(x=x, y=_DATES + 34, text=month, size=_SMALL, tone=tone, middle=True, pale=pale)


def _row(circle: Circle, member: MemberId, columns: list[_Column], y: float) -> Iterator[Shape]:
    yield Words(x=_EDGE, y=y + 5, text=cut(circle.members[member].name, _NAMES - 12, _NAME), size=_NAME)
    for number, column in enumerate(columns):
        duties = {duty for duty in DUTIES if column.duties.get(duty) == member}
        yield from _marks(duties, away=member in column.away, x=_middle(columns, number), y=y, pale=column.past)


def _marks(duties: Collection[Duty], *, away: bool = False, x: float, y: float, pale: bool = False) -> Iterator[Shape]:
    if "bring" in duties:
        yield Disc(x=x, y=y, radius=_RING, width=_LINE, pale=pale)
    if "lead" in duties:
        yield Disc(x=x, y=y, radius=_INNER if "bring" in duties else _DISC, pale=pale)
    if away and not duties:
        yield Box(x=x - 6, y=y - 1, width=12, height=2, radius=1, pale=pale)
    elif not duties:
        yield Disc(x=x, y=y, radius=1.25, tone="faint", pale=pale)


def _legend(language: str, y: float) -> tuple[list[Shape], int]:
    """What the marks stand for, and where that ends."""
    texts, x = catalogue(language), _EDGE
    shapes: list[Shape] = []
    for what in (*DUTIES, "away"):
        text = texts.say(f"picture.{what}")
        shapes += _marks([duty for duty in DUTIES if duty == what], away=what == "away", x=x + _DISC, y=y)
        shapes.append(Words(x=x + 24, y=y + 4, text=text, size=_SMALL, tone="soft"))
        x += round(24 + width(text, _SMALL) + _EDGE)
    return shapes, x - _EDGE
