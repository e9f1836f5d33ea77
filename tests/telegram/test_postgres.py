"""The whole bot on a server instead of a file."""

from __future__ import annotations

from pathlib import Path

from bot.shelf import fill_shelf
from tests.kill.hatchery import FLOWS
from tests.postgres import postgres
from tests.telegram.players import gather
from tests.telegram.town import Town


def test_a_conversation_on_postgresql(tmp_path: Path) -> None:
    with postgres().fresh() as name, Town(postgres().address(name), tmp_path, shelf=fill_shelf(FLOWS)) as here:
        people = [here.api.person(name, language="nl", started=True) for name in ("Els", "Daan")]
        group = here.api.group("Team onderbouw", people, bot=True)
        here.settle()
        players = gather(here, people, flow="rondje", place=group)
        players.tap(next(iter(players.people)), "begin")
        players.play(until_step="vragen")
        here.restarts()
        players.play()
        assert players.session.reason == "done"
        assert here.words(players.id) == players.said
