"""The diary: what somebody answered and noted, to read back, to search, to take along and to wipe. For nobody else."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flows.rhythm.drawer.plans import DIGITS
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.questions import bank
from flows.rhythm.words import Card, Press, Rows, Sentence, press, say
from storage.diary import Page
from storage.move import Move
from storage.people import Person

#: How many notes stand on one card.
AT_ONCE = 4
MOST_FOUND = 10
LONGEST_SHOWN = 500


def diary(move: Move, person: Person, drawer: Drawer, about: str) -> Card:
    """A page of it, the newest notes first; ``about`` is the number to go on before."""
    known = about.isdecimal() and len(about) <= DIGITS
    notes = move.diary.pages(person.id, int(about) if known else None, AT_ONCE + 1)
    shown = notes[:AT_ONCE]
    if not shown:
        rows: Rows = ((press("nudge.now", "ask_now"),), _back("home"))
        return Card(lines=(say("diary.none"),), rows=rows)
    lines = [say("diary.title", n=move.diary.count(person.id)), *(item(note, person, drawer) for note in shown)]
    older = [press("diary.older", "page", f"diary {shown[-1].n}")] if len(notes) > AT_ONCE else []
    newer = [press("diary.newer", "page", "diary")] if about else []
    removing = tuple(press("diary.remove", "remove_note", str(note.n), n=n) for n, note in enumerate(shown, start=1))
    around: tuple[Press, ...] = (*newer, *older)
    finding = (press("diary.search", "page", "search"), press("diary.take_along", "take_along"))
    rows = (
        *((around,) if around else ()),
        finding,
        removing,
        (press("diary.wipe", "page", "wipe_diary"),),
        _back("home"),
    )
    return Card(lines=tuple(lines), rows=rows)


def item(note: Page, person: Person, drawer: Drawer) -> Sentence:
    day = note.at.astimezone(ZoneInfo(drawer.zone)).date()
    text = note.text if len(note.text) <= LONGEST_SHOWN else f"{note.text[:LONGEST_SHOWN]}…"
    asked = asked_by(note, person, drawer)
    return (
        say("diary.item", day=day, question=asked, text=text) if asked else say("diary.item_plain", day=day, text=text)
    )


def asked_by(note: Page, person: Person, drawer: Drawer) -> str:
    """The question it was an answer to, or the plan it is about."""
    question = bank(person.language).get(note.question)
    if question is not None:
        return question.first
    kind, _, id = note.question.partition(":")
    plan = drawer.plan(int(id)) if kind == "plan" and id.isdecimal() else None
    return "" if plan is None else plan.text


def search(person: Person) -> Card:
    return Card(lines=(say("diary.ask_search"),), rows=(_back("diary"),), awaits="search")


def found(move: Move, person: Person, drawer: Drawer, word: str) -> Card:
    """The notes in which a word is, the newest first."""
    wanted = " ".join(word.split()).casefold()
    notes = [
        note
        for note in reversed(move.diary.all(person.id))
        if wanted and wanted in f"{note.text} {asked_by(note, person, drawer)}".casefold()
    ]
    again: Rows = ((press("diary.search", "page", "search"),), _back("diary"))
    if not notes:
        return Card(lines=(say("diary.found_none", word=word[:40]),), rows=again)
    lines = [say("diary.found", n=len(notes), word=word[:40])]
    return Card(lines=(*lines, *(item(note, person, drawer) for note in notes[:MOST_FOUND])), rows=again)


def wipe_sure(move: Move, person: Person) -> Card:
    rows: Rows = ((press("diary.wipe_yes", "wipe_diary"),), _back("diary"))
    return Card(lines=(say("diary.wipe_sure", n=move.diary.count(person.id)),), rows=rows)


def _back(page: str) -> tuple[Press, ...]:
    return (press("back", "page", page),)
