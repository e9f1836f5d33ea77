"""What happens to the room: it moves, it shuts, the bot is thrown out, the machine restarts."""

from __future__ import annotations

import pytest

from tests.botapi import Group, Topic
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import Town


def under_way(here: Town, place: Group | Topic | None = None, *, until: str = "verhelderen") -> Players:
    people = six(here)[:4] if place is None else list((place if isinstance(place, Group) else place.group).members)
    place = place or here.api.group("Team onderbouw", people, bot=True)
    here.settle()
    players = gather(here, people, place=place, example=True)
    players.begin()
    players.play(until_step=until)
    return players


def group_of(players: Players) -> Group:
    assert isinstance(players.place, Group)
    return players.place


def test_a_group_becomes_a_supergroup_in_the_middle(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).migrate()
    here.settle()
    card = group_of(players).last_of_bot
    assert card.chat_id == group_of(players).id
    assert "Eerst vragen" in card.text
    players.play()
    players.check()


def test_the_new_number_is_learnt_from_an_answer_as_well(town: Found) -> None:
    here = town()
    players = under_way(here)
    here.stops()
    group_of(players).migrate()
    here.api.world.updates.waiting.clear()
    here.starts()
    players.person("p1").says("/pauze")
    here.settle()
    assert here.api.calls_of("sendMessage")[-1].ok
    assert "Even pauze" in group_of(players).last_of_bot.text
    players.play()
    players.check()


def test_a_pause_lasts_over_a_restart(town: Found) -> None:
    here = town()
    players = under_way(here)
    players.control("p3", "pause")
    assert "Even pauze" in group_of(players).last_of_bot.text
    here.restarts()
    here.passes(hours=30)
    assert players.session.pause == "asked"
    players.tap("p4", "resume")
    assert "Eerst vragen" in group_of(players).last_of_bot.text
    players.play()
    players.check()


@pytest.mark.parametrize("step", ["casus", "advies", "stap"])
def test_a_restart_in_the_middle_is_not_noticed(town: Found, step: str) -> None:
    here = town()
    players = under_way(here, until=step)
    here.restarts()
    players.play()
    players.check()


def test_what_is_said_while_the_bot_is_away_is_taken_in_later(town: Found) -> None:
    here = town()
    players = under_way(here)
    here.stops()
    players.person("p1").says("Hoe vaak gebeurt het nu?", group_of(players))
    here.starts()
    assert players.record()[-1] == "Hoe vaak gebeurt het nu?"


def test_a_restart_does_not_lift_the_limit_of_a_group(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    for _ in range(12):
        players.person("p1").says("/kaart", group_of(players))
    here.settle()
    here.restarts()
    for _ in range(12):
        players.person("p1").says("/kaart", group_of(players))
        here.settle()
    assert 15 < here.api.sent_in(group_of(players)) <= 20


def test_thrown_out_and_let_in_again(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).removes_bot()
    here.settle()
    assert players.session.pause == "room_lost"
    els = players.person("p1")
    assert els.chat.last_of_bot.text.startswith("Ik kan niet meer in de groep schrijven")
    before = len(group_of(players).all_messages)
    group_of(players).adds_bot()
    here.settle()
    new = [message.text for message in group_of(players).all_messages[before:] if message.by_bot]
    assert new[0].startswith("Daar ben ik weer")
    assert "Eerst vragen" in new[1]
    assert len(new) == 2, "who is back in the middle of a conversation does not introduce itself"
    players.play()
    players.check()


def test_thrown_out_and_on_in_private(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).removes_bot()
    here.settle()
    els, daan = players.person("p1"), players.person("p2")
    els.taps("Verder in privé", els.chat.last_of_bot)
    here.settle()
    players.place = None
    assert (players.session.room, players.session.pause) == ("private", "")
    tap = daan.taps("Verder in privé", next(m for m in daan.chat.messages if "Verder in privé" in m.labels))
    here.settle()
    assert "daarnet" in (tap.answer or "")
    players.play()
    players.check()


def test_in_private_nobody_waits_for_who_is_out_of_reach(town: Found) -> None:
    here = town()
    players = under_way(here)
    players.person("p4").blocks()
    here.settle()
    group_of(players).removes_bot()
    here.settle()
    els = players.person("p1")
    els.taps("Verder in privé", els.chat.last_of_bot)
    here.settle()
    players.place = None
    assert "p4" not in players.session.present
    players.play()
    players.check()


def test_thrown_out_and_on_in_another_group(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).removes_bot()
    other = here.api.group("Nieuw team", players.crowd, bot=True)
    here.settle()
    els = players.person("p1")
    els.says("/begin", other)
    here.settle()
    els.taps("Verder met ons gesprek", other.last_of_bot)
    here.settle()
    players.place = other
    assert "Eerst vragen" in other.last_of_bot.text
    players.play()
    players.check()


def test_a_group_that_is_busy_is_not_a_place_to_go_on(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).removes_bot()
    other = here.api.group("Nieuw team", players.crowd, bot=True)
    here.settle()
    els = players.person("p1")
    els.says("/begin", other)
    here.settle()
    menu = other.last_of_bot
    gather(here, players.crowd[1:4], place=other)
    tap = els.taps("Verder met ons gesprek", menu)
    here.settle()
    assert (tap.answer or "").startswith("Hier loopt al een gesprek")
    assert players.session.pause == "room_lost"


def test_a_topic_is_closed_and_opened_again(town: Found) -> None:
    here = town()
    forum = here.api.forum("School", six(here)[:4], bot=True)
    topic = forum.topic("Intervisie")
    players = under_way(here, topic)
    topic.closes()
    els = players.person("p1")
    els.says("/kaart", els.chat)
    owner = players.session.roles["inbrenger"]
    players.person(owner).says("/pauze")
    here.settle()
    els.says("/verder")
    here.settle()
    assert players.session.pause == "room_lost"
    topic.reopens()
    here.settle()
    assert players.session.running
    assert "Eerst vragen" in topic.cards_of_bot[-1].text
    players.play()
    players.check()


def test_a_topic_is_deleted_and_the_conversation_goes_on_in_another(town: Found) -> None:
    here = town()
    forum = here.api.forum("School", six(here)[:4], bot=True)
    topic = forum.topic("Intervisie")
    players = under_way(here, topic)
    topic.deletes()
    els = players.person("p1")
    els.says("/pauze")
    here.settle()
    els.says("/verder")
    here.settle()
    assert players.session.pause == "room_lost"
    new = forum.topic("Intervisie 2")
    els.says("/begin", new)
    here.settle()
    els.taps("Verder met ons gesprek", new.cards_of_bot[-1])
    here.settle()
    players.place = new
    players.play()
    players.check()


def test_how_to_speak_to_a_bot_that_does_not_hear_all_is_on_the_card(town: Found) -> None:
    here = town(privacy=True)
    players = under_way(here, until="vertellen")
    assert "Veeg dit bericht opzij" in group_of(players).last_of_bot.text
    players.play(until_step="stap")
    assert "Veeg dit bericht opzij" not in group_of(players).last_of_bot.text


def test_an_admin_bot_hears_all(town: Found) -> None:
    here = town(privacy=True)
    players = under_way(here)
    group_of(players).promotes_bot()
    here.settle()
    players.person("p1").says("Hoe vaak gebeurt het nu?", group_of(players))
    here.settle()
    assert players.record()[-1] == "Hoe vaak gebeurt het nu?"
    assert "Veeg dit bericht opzij" not in group_of(players).last_of_bot.text
