"""What somebody sees on a page of his or her own: the room, the own corner, and who reads what is written."""

from __future__ import annotations

import pytest

from flows.engine.session import SeatId
from flows.engine.view import Card, page_card
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor", "Sam")


def page(table: Table, name: str) -> Card:
    return page_card(table.script, table.session, SeatId(name))


def actions(card: Card) -> list[str]:
    return [button.action for row in card.buttons for button in row]


def step(kind: str, more: str = "") -> str:
    return f"- {{id: stap, kind: {kind}, title: T, prompt: P.{', ' if more else ''}{more}}}\n"


def test_the_buttons_of_a_turn_are_for_whoever_has_it() -> None:
    table = Table(step("round"), *PEOPLE, room="private")
    assert (actions(page(table, "Els")), actions(page(table, "Daan"))) == (["done", "pass"], [])
    assert page(table, "Daan").menu


def test_what_is_asked_of_somebody_alone_stands_apart() -> None:
    table = Table(step("note"), *PEOPLE, room="private")
    table.writes("Els", "Van Els.")
    mine, other = page(table, "Els"), page(table, "Daan")
    assert [line.key for line in mine.own] == ["own.note.kept.together"]
    assert ([line.key for line in other.own], [b.action for row in other.own_buttons for b in row]) == (
        ["own.note.together"], ["pass"],
    )  # fmt: skip
    assert not {"own.note.together", "own.note.kept.together"} & {line.key for line in other.lines}


@pytest.mark.parametrize(("kind", "more", "pace", "readers"), [
    ("round", "", "chat", "all"), ("round", "", "table", ""), ("note", "", "table", "nobody"),
    ("split", "size: 2", "chat", "group"), ("split", "size: 2", "table", ""), ("discuss", "", "days", "all"),
])  # fmt: skip
def test_who_reads_what_is_written(kind: str, more: str, pace: str, readers: str) -> None:
    table = Table(step(kind, more), *PEOPLE, room="private", pace=pace)
    assert page(table, "Els").readers == readers


def test_before_in_a_break_and_after_it_is_what_all_see() -> None:
    table = Table(step("discuss"), *PEOPLE, room="private", begins=False)
    assert page(table, "Els").about == "lobby"
    table.taps("Els", "begin")
    table.taps("Els", "pause")
    assert page(table, "Els").about == "paused"
    table.taps("Els", "resume")
    table.all_tap("done")
    assert page(table, "Els").about == "closed"
