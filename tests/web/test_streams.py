"""Lines that break: whoever comes back misses nothing and is told nothing twice."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bot.web.live import MOST_OPEN
from tests.web.client import Room
from tests.web.serving import Serving, Table, gathered, served, shelf_of

#: How often a line is cut in one conversation.
CUTS = 20
NAMES = ("Els", "Daan", "Noor")


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_was_cut_off_has_what_the_others_have(tmp_path: Path, seed: int) -> None:
    at = Serving(f"sqlite:///{tmp_path}/db.sqlite", tmp_path, shelf=shelf_of("intervisie"))
    with served(at):
        rooms = gathered(at, "intervisie", NAMES)
        table = Table(at, rooms, seed=seed)
        # In another tab the same person has a line that breaks, now between two events and now in the middle of one.
        shaky = {seat: room.browser.goes_to(room.id) for seat, room in rooms.items()}
        chance = Random(seed)

        def after() -> None:
            for seat, room in shaky.items():
                if room.times_cut < CUTS:
                    room.opens()
                    if room.cuts_after is None and chance.random() < 0.5:
                        room.cuts_after = chance.randrange(1, 4000)
                    else:
                        room.cut()
                if chance.random() < 0.5:
                    room.read()
                if chance.random() < 0.1 and (entry := _last_said(table, seat)):
                    rooms[seat].edits(entry, f"Anders gezegd, bij {table.session.number}.")

        table.after = after
        table.tap("p1", "begin")
        table.play()
        assert table.session.reason == "done"
        for seat, room in shaky.items():
            assert room.times_cut >= CUTS
            room.cuts_after = None
            _has_everything(table, seat, rooms[seat], room)


def test_of_too_many_open_pages_the_first_makes_room(tmp_path: Path) -> None:
    at = Serving(f"sqlite:///{tmp_path}/db.sqlite", tmp_path, shelf=shelf_of("intervisie"))
    with served(at):
        rooms = gathered(at, "intervisie", NAMES)
        els, daan = rooms["p1"], rooms["p2"]
        daan.opens()
        pages = [els, *(els.browser.goes_to(els.id) for _ in range(MOST_OPEN))]
        for page in pages:
            page.opens()
            page.until(lambda page=page: bool(page.announced))  # type: ignore[misc]
        els.until(lambda: els.over)
        assert "Dit gesprek staat op te veel plekken open" in els.farewell
        Table(at, rooms | {"p1": pages[-1]}).tap("p1", "begin")
        for page in (*pages[1:], daan):
            page.until(lambda page=page: page.about == "step")  # type: ignore[misc]
            assert not page.over


def _last_said(table: Table, seat: str) -> str | None:
    """What somebody can still change."""
    session = table.session
    said = [one for one in session.entries if one.seat == seat]
    return str(said[-1].number) if said and (said[-1].visit, said[-1].state) == (session.visit, "") else None


def _has_everything(table: Table, seat: str, steady: Room, shaky: Room) -> None:
    table.caught_up(steady, shaky, seat=seat)
    assert shaky.received == steady.received == table.at.posts_for(table.id, seat)
    assert shaky.transcript == steady.transcript
    # And so has whoever opens the page only now.
    assert [one.text for one in shaky.browser.goes_to(shaky.id).articles] == shaky.texts
