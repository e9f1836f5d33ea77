"""Every kind of step has a golden transcript: a small conversation, move by move, with all that follows from each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.engine.steps import KINDS
from flows.language.model import Flow
from tests.flows.golden import FOLDER, equals_golden
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
TIP = "Heb je al eens geprobeerd om hem vooraan te zetten?"


def consent() -> Table:
    table = Table(
        "- {id: akkoord, kind: consent, title: Akkoord, prompt: Kan dit?, points: [Een.], minutes: 3}", *PEOPLE
    )
    table.taps("Els", "agree")
    table.taps("Els", "agree")
    table.taps("Daan", "doubt")
    table.says("Noor", "Wat wringt er?")
    table.waits()
    table.taps("Daan", "agree")
    table.joins("Sam")
    table.leaves("Noor")
    table.taps("Sam", "agree")
    return table


def assign() -> Table:
    steps = """
    - {id: leiding, kind: assign, role: leider, by: rotation, bot_may: true, title: Leiding, prompt: Wie leidt?}
    - {id: briefje, kind: note, who: iedereen behalve leider, title: Briefje, prompt: Schrijf.}
    - {id: wie, kind: assign, role: eigenaar, by: vote, candidates: briefje, title: Wie, prompt: Wie?}
    """
    table = Table(steps, *PEOPLE, "Sam", served={"Els": {"leider": "2026-01-01"}})
    table.taps("Daan", "decline")
    table.taps("Noor", "accept")
    table.writes("Els", "Van Els.")
    table.writes("Daan", "Van Daan.")
    table.taps("Sam", "pass")
    table.taps("Els", "vote", "Els")
    table.taps("Els", "vote", "Daan")
    table.taps("Daan", "vote", "Els")
    table.taps("Noor", "pass")
    table.taps("Sam", "vote", "Daan")
    return table


def show() -> Table:
    table = Table("- {id: lees, kind: show, title: Lees, prompt: Lees dit.}", *PEOPLE, room="private")
    table.taps("Els", "done")
    table.says("Daan", "Even wachten.")
    table.taps("Daan", "done")
    table.taps("Noor", "pass")
    return table


def tell() -> Table:
    steps = (
        "- {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: 'Vertel.', listen: Luister., cue: Let op.}"
    )
    table = Table(steps, *PEOPLE, leader="Els", owner="Daan")
    table.says("Daan", "Het begon zo.")
    table.says("Noor", "O ja?")
    table.waits()
    table.writes("Daan", "En toen was het klaar.")
    table.decides("Daan", "keep")
    table.writes("Daan", "Nu echt.")
    table.taps("Noor", "done")
    table.taps("Daan", "done")
    return table


def round_() -> Table:
    steps = """
    - {id: vragen, kind: ask, who: iedereen behalve eigenaar, to: eigenaar, guards: [advice], title: V, prompt: V.}
    - id: advies
      kind: round
      who: iedereen behalve eigenaar
      silent: eigenaar
      keep_for: reactie
      unpark: vragen
      guards: [defends, diagnosis]
      title: Advies
      prompt: Geef een idee.
    - {id: reactie, kind: tell, who: eigenaar, title: Reactie, prompt: Wat blijft?}
    """
    table = Table(steps, *PEOPLE, owner="Daan")
    table.says("Els", TIP)
    kept = table.session.number
    table.decides("Els", "park")
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    table.taps("Els", "bring", kept)
    table.says("Els", "En nog iets.")
    table.says("Daan", "Ja maar dat heb ik al geprobeerd.")
    defence = table.session.number
    table.decides("Daan", "park")
    table.taps("Noor", "pass")
    table.taps("Daan", "bring", defence)
    table.taps("Daan", "done")
    return table


def ask() -> Table:
    steps = """
    - id: vragen
      kind: ask
      who: iedereen behalve eigenaar
      to: eigenaar
      guards: [advice, suggestion, why, stacked]
      title: Vragen
      prompt: Vraag iets.
    """
    table = Table(steps, *PEOPLE, "Sam", owner="Daan", room="private")
    table.says("Els", TIP)
    table.decides("Els", "ask")
    table.says("Els", "Wat zag je?")
    table.says("Daan", "Een deur.")
    table.says("Daan", "Die open stond.")
    number = table.says("Noor", "Wat zag je? En wie waren erbij? En hoe ging het verder daarna?").session.number
    table.edits("Noor", number, "Wie waren erbij?")
    table.taps("Daan", "pass")
    table.says("Sam", "En toen?")
    table.taps("Daan", "done")
    return table


def discuss() -> Table:
    steps = """
    - {id: praat, kind: discuss, who: iedereen behalve eigenaar, silent: eigenaar, keep_for: slot, title: P, prompt: P.}
    - {id: slot, kind: tell, who: eigenaar, title: Slot, prompt: Nog iets?}
    """
    table = Table(steps, *PEOPLE, leader="Els", owner="Daan", pace="days")
    table.says("Noor", "Ik zie dit.")
    table.says("Daan", "Maar ik …")
    table.decides("Daan", "park")
    table.taps("Noor", "done")
    table.says("Noor", "Toch nog iets.")
    table.waits()
    table.taps("Noor", "done")
    table.taps("Els", "done")
    table.taps("Daan", "leave_it", next(entry.number for entry in table.session.entries if entry.state == "parked"))
    table.taps("Daan", "pass")
    return table


def note() -> Table:
    steps = """
    - {id: voor-mij, kind: note, reveal: never, title: Voor mij, prompt: Schrijf.}
    - {id: van-mij, kind: note, reveal: owner, title: Van mij, prompt: Schrijf.}
    - {id: naamloos, kind: note, reveal: anonymous, title: Naamloos, prompt: Schrijf.}
    - {id: samen, kind: note, reveal: together, title: Samen, prompt: Schrijf.}
    """
    table = Table(steps, *PEOPLE)
    for name in PEOPLE:
        table.writes(name, f"Alleen voor {name}.")
    for name, choice in zip(PEOPLE, ("reveal", "conceal", "reveal"), strict=True):
        table.writes(name, f"Misschien van {name}.")
        table.taps(name, choice)
    for name in PEOPLE:
        table.writes(name, f"Van iemand, {len(name)} letters.")
    table.says("Els", "In de groep.")
    table.writes("Els", "Van Els.")
    table.taps("Daan", "pass")
    table.writes("Noor", "Van Noor.")
    return table


def choose() -> Table:
    options = "options: [{id: ja, text: Ja}, {id: nee, text: Nee}]"
    steps = f"""
    - {{id: keuze, kind: choose, title: Kies, prompt: Kies., {options}}}
    - {{id: bij-ja, kind: show, when: keuze is ja, title: Ja, prompt: Lees.}}
    - {{id: loten, kind: choose, by: draw, title: Kies, prompt: Kies., {options}}}
    - {{id: alleen, kind: choose, who: eigenaar, title: Kies, prompt: Kies., {options}}}
    """
    table = Table(steps, *PEOPLE, owner="Daan")
    table.taps("Els", "pick", "ja")
    table.taps("Els", "pick", "nee")
    table.taps("Daan", "pick", "nee")
    table.taps("Noor", "pass")
    table.taps("Els", "pick", "ja")
    table.taps("Daan", "pick", "ja")
    return table


def rate() -> Table:
    steps = "- {id: cijfer, kind: rate, title: Cijfer, prompt: Geef een cijfer., low: laag, high: hoog}"
    table = Table(steps, *PEOPLE, "Sam", "Ilse", pace="table")
    table.taps("Els", "rate", 9)
    table.taps("Daan", "rate", 7)
    table.taps("Daan", "rate", 8)
    table.taps("Noor", "rate", 10)
    table.taps("Sam", "rate", 6)
    table.taps("Ilse", "rate", 8)
    return table


def commit() -> Table:
    table = Table(
        "- {id: stap, kind: commit, who: eigenaar, title: Stap, prompt: Wat ga je doen?}", *PEOPLE, owner="Daan"
    )
    table.writes("Daan", "Als de bel gaat, dan sta ik er.")
    table.writes("Daan", "2 maart 2026")
    table.writes("Daan", "ooit")
    table.writes("Daan", "donderdag")
    table.taps("Daan", "sure", 5)
    table.writes("Daan", "Als de bel gaat, dan kijk ik op.")
    table.taps("Daan", "sure", 9)
    table.taps("Daan", "reveal")
    return table


def sort() -> Table:
    steps = """
    - {id: vragen, kind: ask, who: iedereen behalve eigenaar, to: eigenaar, answers: none, title: V, prompt: V.}
    - id: warm
      kind: sort
      who: eigenaar
      source: vragen
      places: [{id: warm, text: Warm}, {id: koud, text: Koud}]
      title: S
      prompt: S.
    - {id: antwoord, kind: tell, who: eigenaar, shows: warm is warm, title: A, prompt: A.}
    - {id: idee, kind: note, title: I, prompt: I.}
    - id: eigen
      kind: sort
      source: idee
      places: [{id: zelf, text: Zelf}, {id: samen, text: Samen}]
      title: E
      prompt: E.
    """
    table = Table(steps, *PEOPLE, owner="Daan")
    table.says("Els", "Wat zag je?")
    table.says("Noor", "Wie was er?")
    first, second = (entry.number for entry in table.session.entries)
    table.taps("Daan", "sort", f"{second}:warm")
    table.taps("Els", "sort", f"{first}:warm")
    table.taps("Daan", "sort", f"{first}:koud")
    table.says("Daan", "Iedereen.")
    table.taps("Daan", "done")
    table.writes("Els", "Van Els.")
    table.writes("Daan", "Van Daan.")
    table.taps("Noor", "pass")
    mine = {str(entry.seat): entry.number for entry in table.session.entries if entry.step == "idee"}
    table.taps("Els", "sort", f"{mine['Els']}:ergens")
    table.taps("Els", "sort", f"{mine['Daan']}:zelf")
    table.taps("Els", "sort", f"{mine['Els']}:zelf")
    table.taps("Daan", "pass")
    return table


FIELDS = "fields: [{id: plus, label: Plus, ask: Wat is de plus?}, {id: min, label: Min, ask: Wat is de min?}]"


def write() -> Table:
    steps = f"""
    - {{id: schema, kind: write, who: eigenaar, rows: 3, {FIELDS}, title: S, prompt: S.}}
    - {{id: praat, kind: discuss, shows: schema, title: P, prompt: P.}}
    - {{id: brief, kind: write, who: iedereen, reveal: owner, {FIELDS}, title: B, prompt: B.}}
    - {{id: slot, kind: show, shows: brief, title: L, prompt: L.}}
    """
    table = Table(steps, *PEOPLE, owner="Daan")
    table.says("Daan", "In de groep.")
    table.writes("Els", "Niet van mij.")
    for text in ("Rust.", "Stilte."):
        table.writes("Daan", text)
    table.taps("Daan", "another")
    for text in ("Humor.", "Flauw."):
        table.writes("Daan", text)
    table.taps("Daan", "done")
    table.all_tap("done")
    for name in ("Els", "Noor"):
        table.writes(name, f"Plus van {name}.")
        table.writes(name, f"Min van {name}.")
    table.taps("Els", "reveal")
    table.taps("Noor", "conceal")
    table.writes("Daan", "Half.")
    table.taps("Daan", "pass")
    table.all_tap("done")
    return table


def wait() -> Table:
    table = Table("- {id: huiswerk, kind: wait, days: 7, title: H, prompt: H.}", *PEOPLE)
    table.taps("Els", "ready")
    table.taps("Els", "more")
    table.taps("Daan", "later", "month")
    table.says("Noor", "Liever vrijdag 13 maart")
    table.says("Noor", "Of 31 juni?")
    table.taps("Els", "pause")
    table.taps("Daan", "resume")
    table.waits()
    table.waits()
    return table


def split() -> Table:
    table = Table("- {id: apart, kind: split, size: 2, title: A, prompt: A., questions: [Wat?]}", *PEOPLE, "Sam")
    table.writes("Els", "Onder ons.")
    table.says("Daan", "In de groep.")
    table.edits("Els", table.session.number - 1, "Onder ons gezegd.")
    table.taps("Els", "done")
    table.joins("Lou")
    table.leaves("Noor")
    table.all_tap("done")
    return table


STORIES: dict[str, Callable[[], Table]] = {
    "consent": consent, "assign": assign, "show": show, "tell": tell, "round": round_, "ask": ask, "discuss": discuss,
    "split": split,
    "note": note, "choose": choose, "rate": rate, "commit": commit, "sort": sort, "write": write, "wait": wait,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_step_has_a_golden_transcript(kind: str) -> None:
    assert kind in STORIES, f"a kind of step without a golden transcript: tell a small story with {kind!r} in it"
    table = STORIES[kind]()
    assert (table.step, table.session.reason) == ("closed", "done")
    assert kind in {step.kind for step in table.script.flow.all_steps}
    equals_golden(kind, table.transcript())


def test_no_golden_transcript_is_of_nothing() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(KINDS)


def test_the_language_knows_the_kinds_that_the_engine_knows() -> None:
    names = str(Flow.model_json_schema()["$defs"])
    assert all(f"'const': '{kind}'" in names for kind in KINDS)
