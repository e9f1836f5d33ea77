"""A group of six on Telegram does a whole intervisie."""

from __future__ import annotations

import pytest

from bot.practice.colleagues import Manners
from tests.telegram.conftest import Found
from tests.telegram.players import gather, six
from tests.telegram.town import Town

#: With the worked example's lines, each with another place, privacy mode and pace.
CONVERSATIONS = [
    *(("group", privacy, pace) for privacy in (False, True) for pace in ("table", "chat", "days")),
    ("topic", False, "days"),
    ("topic", True, "chat"),
    ("topic", False, "table"),
    ("topic", True, "table"),
]


def messages_of_bot(town: Town) -> int:
    return sum(call.ok for method in ("sendMessage", "copyMessage") for call in town.api.calls_of(method))


@pytest.mark.parametrize(("place", "privacy", "pace"), CONVERSATIONS)
def test_six_people_do_a_whole_conversation(town: Found, place: str, privacy: bool, pace: str) -> None:
    here = town(privacy=privacy)
    people = six(here)
    if place == "topic":
        forum = here.api.forum("Team onderbouw", people, bot=True)
        players = gather(here, people, place=forum.topic("Intervisie"), pace=pace, example=True)
    else:
        group = here.api.group("Team onderbouw", people, bot=True)
        players = gather(here, people, place=group, pace=pace, example=True)
    players.begin()
    players.play()
    players.check()
    if pace == "chat":
        assert messages_of_bot(here) < len(players.record())
    if pace != "table":
        assert len(players.record()) > 40


@pytest.mark.parametrize(("pace", "seed"), [("table", 1), ("chat", 2), ("days", 3)])
def test_people_who_do_not_just_follow_get_to_an_end_as_well(town: Found, pace: str, seed: int) -> None:
    here = town(privacy=seed % 2 == 0)
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    here.settle()
    manners = Manners(passes=0.1, silent=0.05, comes_late=0.005, leaves=0.002, presses_old=0.03, meddles=0.05)
    players = gather(here, people, place=group, pace=pace, seed=seed, manners=manners, example=True)
    players.begin()
    players.play()
    assert players.session.reason in ("done", "too_few", "stopped")
    players.check_record()
