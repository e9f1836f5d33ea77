"""A year in words: a line for each meeting, and a table of who had how many turns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from tests.botapi import Person
from tests.rhythm.year import Held
from tests.rhythm.year_checks import Checks

HEAD = f"{'meeting':<20}{'led by':<9}{'brought in by':<15}{'away':<22}{'prepared':<20}{'followed':<20}began with"


def told(checks: Checks, *, seconds: float) -> list[str]:
    return [HEAD, *_meetings(checks), "", *_turns(checks), "", *_figures(checks, seconds)]


def _meetings(checks: Checks) -> Iterator[str]:
    lines = [(held.at, _meeting(checks, held)) for held in checks.year.held]
    lines += [(at, f"{_at(checks, at):<20}called off on {_at(checks, said)}") for at, said in checks.year.dropped]
    return (line for _, line in sorted(lines))


def _meeting(checks: Checks, held: Held) -> str:
    prepared, followed = checks.sent.preparations(held.at), checks.followed(held)
    absent = [person for person in held.members if person not in held.present]
    names = ", ".join(f"{person.first_name}{'' if person in held.away else ' (no word)'}" for person in absent)
    return (
        f"{_at(checks, held.at):<20}{_name(held.leader):<9}{_name(held.bringer):<15}{names or '–':<22}"
        f"{_at(checks, prepared[0].at) if prepared else '–':<20}{_at(checks, followed.at) if followed else '–':<20}"
        f"{held.first_step}"
    )


def _turns(checks: Checks) -> Iterator[str]:
    year = checks.year
    yield f"{'who':<9}{'in the circle':<20}{'meetings':<10}{'led':<5}{'brought in':<12}passed on a turn or stayed away"
    for person in year.people.all:
        since, until = year.joined[person], year.left.get(person)
        span = f"{since:%d-%m-%y} – {f'{until:%d-%m-%y}' if until else ''}"
        meetings = sum(person in held.members for held in year.held)
        brought = sum(held.bringer is person for held in year.held)
        passed = sum((person, held.id) in year.passed for held in year.held)
        yield f"{person.first_name:<9}{span:<20}{meetings:<10}{checks.led(person):<5}{brought:<12}{passed}"


def _figures(checks: Checks, seconds: float) -> Iterator[str]:
    year, letters = checks.year, checks.sent.letters
    plans = checks.plans()
    reminded = [checks.reminded(person, text) for person, text in plans]
    most = max((ceil(times / made) for times, made in zip(reminded, plans.values(), strict=True)), default=0)
    unasked = sum(not letter.answer for letter in letters)
    yield f"The most any two differed in turns, over the time both were in the circle: {checks.widest()}."
    yield f"Plans: {plans.total()}, reminded of {sum(reminded)} times, of one at most {most}."
    yield f"Messages: {len(letters)}, of which {unasked} of the bot's own accord. Played in {seconds:.0f} s."
    for begins, ends in year.down:
        yield f"The server was down from {_at(checks, begins)} to {_at(checks, ends)}."


def _at(checks: Checks, at: datetime) -> str:
    return f"{checks.there(at):%a %d-%m-%y %H:%M}"


def _name(person: Person | None) -> str:
    return "–" if person is None else person.first_name
