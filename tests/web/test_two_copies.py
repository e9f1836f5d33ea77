"""Two copies of the program on one database, as on a server: people at the one see what is done at the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.web import live
from tests.postgres import postgres
from tests.web.serving import Serving, Table, served, shelf_of

FLOW = "verhalenderwijs"


def test_one_person_at_each_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.02)
    with postgres().fresh() as name:
        url = postgres().address(name)
        one, two = (Serving(url, tmp_path, shelf=shelf_of(FLOW)) for _ in range(2))
        with served(one, two):
            els = one.browser().begins(FLOW, "Els", people=2)
            daan = two.browser().joins(els.code, "Daan")
            table = Table(one, {"p1": els, "p2": daan})
            table.tap("p1", "begin")
            table.play()
            assert table.session.reason == "done"
            for seat, room in table.rooms.items():
                table.caught_up(room, seat=seat)
                assert room.received == one.posts_for(els.id, seat)
