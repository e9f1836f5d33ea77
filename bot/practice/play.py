"""``beurtelings flows play``: a whole conversation of simulated people, for reading and for comparing."""

from __future__ import annotations

import json
import sys
from typing import Any

from bot.config import Config
from bot.listing import unknown_flow
from bot.practice.colleagues import Colleagues, Manners
from bot.practice.example import Example, whole_example
from bot.practice.stage import Move, Stage
from bot.shelf import open_shelf
from bot.wording import Wording
from flows.engine.effects import Relay, Say, Show
from flows.engine.events import Tapped
from flows.engine.script import Script
from flows.engine.session import CLOSED, Pace
from flows.engine.view import looking, room_card

#: More names than any example has, for a larger group.
NAMES = ("Anna", "Bram", "Cato", "Dirk", "Eva", "Faruk", "Gijs", "Hana", "Ivo", "Jara", "Koen", "Lina",
         "Mats", "Nour", "Olaf", "Puck", "Quinten", "Roos", "Siem", "Tess", "Uma", "Vera")  # fmt: skip
#: More events than any conversation needs; beyond it something is wrong with the flow.
MAX_MOVES = 5000


class Stuck(Exception):
    """A conversation that does not end."""


def names_for(example: Example | None, people: int) -> list[str]:
    known = list(example.people if example is not None else ())
    return [*known, *(name for name in NAMES if name not in known)][:people]


def run_to_the_end(stage: Stage, colleagues: Colleagues) -> None:
    """Let them talk until the conversation is over; when all wait and no timer runs, whoever leads goes on."""
    for _ in range(MAX_MOVES):
        if stage.session.state == CLOSED:
            return
        event = colleagues.next_event()
        if event is not None:
            stage.take(event)
        elif not stage.wait():
            walk = looking(stage.script, stage.session)
            leader = walk.leader or stage.session.present[0]
            stage.take(Tapped(seat=leader, action="next", stamp=stage.session.stamp))
    raise Stuck(f"{stage.script.flow.flow} did not end; it is in {stage.session.state}")


def stage_for(script: Script, example: Example | None, *, people: int, pace: str, language: str) -> Stage:
    room = "private" if script.flow.people.max <= 2 else "group"
    return Stage(script, names=names_for(example, people), pace=Pace(pace), language=language, room=room)


def play(config: Config, *, flow: str, people: int | None, pace: str, seed: int, language: str, as_json: bool) -> int:
    shelf = open_shelf(config)
    script = shelf.scripts.get(flow)
    if script is None:
        return unknown_flow(flow, config)
    size = script.flow.people
    people = size.ideal if people is None else people
    if not size.min <= people <= size.max:
        print(f"{flow} is for {size.min} to {size.max} people, not for {people}.", file=sys.stderr)
        return 2
    example = whole_example(script, shelf.folder_of)
    stage = stage_for(script, example, people=people, pace=pace, language=language)
    manners = Manners(passes=0.05, silent=0.05 if pace == "days" else 0.0)
    run_to_the_end(stage, Colleagues(stage, example, seed=seed, manners=manners))
    if as_json:
        print(json.dumps(transcript(stage, seed=seed), indent=1, ensure_ascii=False))
    else:
        print(as_text(stage))
    return 0


def transcript(stage: Stage, *, seed: int) -> dict[str, Any]:
    session = stage.session
    return {
        "flow": session.flow,
        "version": session.version,
        "language": session.language,
        "pace": str(session.pace),
        "seed": seed,
        "people": [seat.name for seat in session.seats.values()],
        "ended": session.reason,
        "moves": [_move(stage, number, move) for number, move in enumerate(stage.moves, start=1)],
    }


def _move(stage: Stage, number: int, move: Move) -> dict[str, Any]:
    event = move.event
    session = move.outcome.session
    seat = getattr(event, "seat", None)
    plain: dict[str, Any] = {
        "n": number,
        "at": move.at.isoformat(),
        "step": session.state,
        "event": type(event).__name__,
    }
    if seat is not None and seat in session.seats:
        plain["who"] = session.seats[seat].name
    if isinstance(event, Tapped):
        plain["does"] = f"{event.action} {event.value}".strip()
    if move.words is not None:
        plain["says"] = move.words
    told = [line for effect in move.outcome.effects for line in _told(stage, move, effect)]
    if told:
        plain["bot"] = told
    return plain


def _told(stage: Stage, move: Move, effect: object) -> list[str]:
    session = move.outcome.session
    wording = Wording(stage.script, session, words=stage.words)
    if isinstance(effect, Say):
        to = "" if effect.to is None else f"(to {session.seats[effect.to].name}) "
        return [to + "\n".join(wording.line(line) for line in effect.lines)]
    if isinstance(effect, Relay):
        return []
    if isinstance(effect, Show) and effect.to is None and effect.fresh:
        return ["\n\n".join(wording.card(room_card(stage.script, session)))]
    return []


def as_text(stage: Stage) -> str:
    """To be read aloud."""
    lines = []
    for number, move in enumerate(stage.moves, start=1):
        plain = _move(stage, number, move)
        if "says" in plain:
            lines.append(f"{plain['who']}: {plain['says']}")
        elif "does" in plain and not move.outcome.idle:
            lines.append(f"    [{plain['who']}: {plain['does']}]")
        lines += ["  | " + told.replace("\n", "\n  | ") for told in plain.get("bot", ())]
    return "\n".join(lines)
