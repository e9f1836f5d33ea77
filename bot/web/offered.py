"""What there is to choose from: conversations, and seats in their worked examples; plain data for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.menu import PURPOSES
from bot.practice.example import whole_example
from bot.shelf import Shelf
from bot.texts import catalogue
from flows.engine.script import Script

Shown = dict[str, Any]

#: Practised first: a pair and a group.
FIRST = ("verhalenderwijs", "intervisie")


def form_shown(script: Script, language: str) -> Shown:
    flow = script.in_language(language)
    least, most = flow.people.min, flow.people.max
    people = str(least) if least == most else f"{least}-{most}"
    return {"flow": flow.flow, "title": flow.title, "people": people, "minutes": flow.minutes, "menu": flow.menu}


def by_purpose(scripts: Iterable[Script], language: str) -> list[Shown]:
    """The conversations in groups."""

    def place(script: Script) -> tuple[bool, int, int]:
        return script.flow.flow not in FIRST, script.flow.people.ideal, script.flow.minutes

    ordered = sorted(scripts, key=place)
    return [
        {
            "label": catalogue(language).say(f"button.purpose_{purpose}"),
            "forms": [form_shown(script, language) for script in ordered if script.flow.purpose == purpose],
        }
        for purpose in PURPOSES
    ]


def seats_shown(shelf: Shelf, flow: str, language: str) -> Shown | None:
    """The colleagues of the example, with the role each has in it; None when there is no such conversation."""
    script = shelf.scripts.get(flow)
    if script is None:
        return None
    example = whole_example(script, shelf.folder_of)
    there = script.in_language(language)
    roles = {who: there.roles[role].name for role, who in reversed([*example.roles.items()]) if role in there.roles}
    seats = [
        {"number": number, "name": name, "role": roles.get(name, "")}
        for number, name in enumerate(example.people, start=1)
    ]
    return {"flow": flow, "title": there.title, "seats": seats}
