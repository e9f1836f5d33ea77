"""What can be typed, in Dutch and in English, in a group and in private."""

from __future__ import annotations

import pytest

from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import PATIENCE, Town


def under_way(here: Town) -> Players:
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group, example=True)
    players.begin()
    players.play(until_step="casus")
    return players


def in_group(players: Players, text: str, who: str = "p2") -> str:
    """Somebody types it; what the bot then says last."""
    assert players.place is not None
    players.person(who).says(text, players.place)
    players.town.settle()
    return players.place.cards_of_bot[-1].text


def in_private(players: Players, text: str, who: str = "p2") -> str:
    person = players.person(who)
    person.says(text)
    players.town.settle()
    return person.chat.last_of_bot.text


@pytest.mark.parametrize(("pause", "resume", "card"), [("pauze", "verder", "kaart"), ("pause", "resume", "card")])
def test_pause_go_on_and_card(town: Found, pause: str, resume: str, card: str) -> None:
    players = under_way(town())
    assert "Even pauze" in in_group(players, f"/{pause}")
    assert players.session.pause == "asked"
    assert "staat even stil" in in_group(players, f"/{pause}")
    assert "Waar zit je mee" in in_group(players, f"/{resume}")
    assert players.place is not None
    before = players.card()
    assert "Waar zit je mee" in in_group(players, f"/{resume}")
    assert "Waar zit je mee" in in_group(players, f"/{card}")
    assert before.deleted, "one card of a step is enough"
    players.play()
    players.check()


def test_in_private_the_card_is_ones_own(town: Found) -> None:
    players = under_way(town())
    assert players.place is not None
    before = len(players.place.messages)
    assert "Schrijf het hier" in in_private(players, "/kaart")
    assert "Schrijf het hier" in in_private(players, "/verder")
    assert len(players.place.messages) == before
    cards = [message for message in players.person("p2").chat.messages if message.by_bot and message.buttons]
    assert len(cards) == 1, "the older ones are gone"


def test_in_private_one_hears_what_came_of_a_command(town: Found) -> None:
    players = under_way(town())
    assert "Even pauze" in in_private(players, "/pauze")
    assert "verder" in in_private(players, "/verder")
    assert players.session.running
    assert in_private(players, "/stop").startswith("Goed, ik vraag het aan iedereen")
    assert players.session.motion is not None
    assert in_private(players, "/weg").startswith("Je doet niet meer mee")
    assert in_private(players, "/kaart").startswith("Je doet hier nu niet mee")


@pytest.mark.parametrize("leave", ["weg", "leave"])
def test_leaving(town: Found, leave: str) -> None:
    players = under_way(town())
    assert "Noor doet niet meer mee" in in_group(players, f"/{leave}@beurtelings_bot", "p3")
    assert "p3" not in players.session.present
    players.play()
    players.check()


def test_stopping_takes_more_than_half(town: Found) -> None:
    players = under_way(town())
    assert "stelt voor om hier te stoppen" in in_group(players, "/stop")
    for seat in ("p3", "p4", "p5"):
        players.tap(seat, "agree_motion")
    players.check(reason="stopped")
    assert in_group(players, "/kaart").startswith("Je doet hier nu niet mee")


def test_stopping_before_the_beginning_is_cancelling(town: Found) -> None:
    here = town()
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group)
    in_group(players, "/pauze")
    assert "Doen mee: " in players.card().text
    in_group(players, "/stop")
    players.check(reason="cancelled")
    assert not [message for message in group.cards_of_bot if message.buttons], "no buttons stay behind"


def test_help_speaks_the_language_of_who_asks(town: Found) -> None:
    here = town()
    players = under_way(here)
    assert "een gesprek beginnen" in in_group(players, "/help")
    assert "een gesprek beginnen" in in_private(players, "/help")
    jane = here.api.person("Jane", language="en-GB", started=True)
    jane.says("/help")
    here.settle()
    assert "start a conversation" in jane.chat.last_of_bot.text.lower()


def test_commands_of_another_bot_are_not_ours(town: Found) -> None:
    here = town()
    players = under_way(here)
    assert players.place is not None
    before = len(players.place.messages)
    in_group(players, "/pauze@weather_bot")
    in_group(players, "/weather")
    assert players.session.running
    assert len(players.place.messages) == before + 2


def test_a_conversation_in_english(town: Found) -> None:
    here = town()
    people = [here.api.person(name, language="en") for name in ("Els", "Daan", "Noor")]
    group = here.api.group("Team", people, bot=True)
    players = gather(here, people, place=group, language="en", example=True)
    players.begin()
    assert "step 1 of" in players.card().text
    players.play()
    players.check()


def test_the_commands_are_in_the_menu_of_telegram(town: Found) -> None:
    here = town()
    here.api.wait(lambda: {one["command"] for one in here.api.commands} >= {"begin", "help", "stop"}, PATIENCE)
