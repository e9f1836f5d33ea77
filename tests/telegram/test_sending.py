"""The way out when Telegram does not do what it should."""

from __future__ import annotations

import json

import pytest

from storage.parcels import UNCERTAIN
from storage.tables import outbox
from tests.botapi import Group, Kind, Message
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import Town


def under_way(here: Town, *, until: str = "verhelderen") -> Players:
    people = six(here)[:4]
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group, example=True)
    players.begin()
    players.play(until_step=until)
    return players


def group_of(players: Players) -> Group:
    assert isinstance(players.place, Group)
    return players.place


def begun(here: Town, name: str) -> tuple[Group, list[Message]]:
    els = here.api.person(name, language="nl", started=True)
    group = here.api.group(f"Team van {name}", [els], bot=True)
    here.settle()
    return group, group.messages


def test_a_chat_that_has_to_wait_does_not_hold_up_another(town: Found) -> None:
    here = town()
    here.flooded = True
    (slow, _), (quick, _) = begun(here, "Els"), begun(here, "Daan")
    here.api.flood(slow, 300)
    slow.owner.says("/begin", slow)
    here.quiet()
    before = here.clock.now()
    quick.owner.says("/begin", quick)
    here.wait(lambda: "hoevelen" in quick.last_of_bot.text)
    assert here.clock.now() == before
    assert "hoevelen" not in slow.last_of_bot.text
    here.settle()
    assert "hoevelen" in slow.last_of_bot.text
    assert (here.clock.now() - before).total_seconds() >= 300


def test_what_waited_comes_in_order(town: Found) -> None:
    here = town()
    here.flooded = True
    players = under_way(here)
    here.api.flood(group_of(players), 120)
    before = len(group_of(players).cards_of_bot)
    players.person("p4").says("/weg", group_of(players))
    players.person("p3").says("/help", group_of(players))
    players.person("p2").says("/begin", group_of(players))
    here.settle()
    told = [message.text[:9] for message in group_of(players).cards_of_bot[before:]]
    assert told == ["Sam doet ", "Ik leid j", "Hier loop"]


@pytest.mark.parametrize("kind", [Kind.UNDELIVERED, Kind.ERROR_500, Kind.PAGE_502])
def test_what_did_not_get_through_is_sent_again_once_it_can(town: Found, kind: Kind) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    here.api.fault("sendMessage", kind, times=3)
    players.play()
    players.check()
    titles = [m.text.splitlines()[0] for m in group_of(players).cards_of_bot if " · stap " in m.text]
    assert len(titles) == len(set(titles)), "each card came once, or the one that came twice is gone"


def test_a_card_whose_answer_was_lost_is_sent_again(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    here.api.fault("sendMessage", Kind.ANSWER_LOST, chat=group_of(players))
    players.play(until_step="vertellen")
    assert "Het verhaal" in players.card().text
    players.play()
    players.check()


def test_a_word_that_may_have_arrived_is_not_said_twice(town: Found) -> None:
    here = town()
    players = under_way(here)
    fault = here.api.fault("sendMessage", Kind.ANSWER_LOST, chat=group_of(players))
    players.person("p4").says("/weg", group_of(players))
    here.settle()
    assert fault.hits == 1
    assert len([message for message in group_of(players).cards_of_bot if "Sam doet niet meer mee" in message.text]) == 1
    with here.database._engine.connect() as connection:
        rows = connection.execute(outbox.select().where(outbox.c.status == UNCERTAIN)).all()
    assert len(rows) == 1


def test_a_card_that_somebody_deleted_comes_back(town: Found) -> None:
    here = town()
    players = under_way(here, until="afspraken")
    owner = group_of(players).owner
    owner.deletes(players.card())
    players.person("p2").says("/kaart", group_of(players))
    here.settle()
    assert "Zo doen we het" in players.card().text
    players.play()
    players.check()


def test_an_edit_of_a_card_that_is_gone_becomes_a_new_card(town: Found) -> None:
    here = town()
    players = under_way(here)
    group_of(players).owner.deletes(players.card())
    players.person(players.session.floor.up or "").says("Hoe vaak gebeurt het nu?", group_of(players))
    here.settle()
    assert "geeft antwoord" in players.card().text


def test_after_a_long_outage_everything_goes_on(town: Found) -> None:
    here = town()
    players = under_way(here)
    outage = here.api.fault("*", Kind.UNDELIVERED, times=100_000, chat=group_of(players))
    asker = players.session.floor.up
    players.said.append(players.person(asker or "").says("Hoe vaak gebeurt het nu?", group_of(players)).text)
    here.quiet()
    here.clock.advance(seconds=7 * 3600)
    here.quiet()
    assert outage.hits > 1
    outage.left = 0
    here.settle()
    assert "geeft antwoord" in players.card().text
    players.play()
    players.check()


def test_a_tap_that_is_answered_too_late_harms_nobody(town: Found) -> None:
    here = town()
    players = under_way(here, until="afspraken")
    fault = here.api.fault("answerCallbackQuery", Kind.UNDELIVERED, times=1000)
    person = players.person("p1")
    tap = person.taps("Ja, prima", players.card())
    here.quiet()
    here.clock.advance(seconds=60)
    here.quiet()
    fault.left = 0
    here.settle()
    assert not tap.answered
    assert "p1" in players.session.floor.marks
    players.play()
    players.check()


def test_many_people_talking_at_once_do_not_flood_the_group(town: Found) -> None:
    here = town()
    players = under_way(here)
    for _ in range(8):
        for seat in players.session.present:
            players.person(seat).says("/kaart", group_of(players))
    here.settle()
    assert here.api.sent_in(group_of(players)) <= 20
    players.play()
    players.check()


def test_the_pieces_of_a_long_text_come_once_each_whatever_happens(town: Found) -> None:
    here = town()
    here.flooded = True
    els, daan = six(here, started=True)[:2]
    players = gather(here, [els, daan], flow="verhalenderwijs", example=True)
    players.begin()
    players.play(until_step="verhaal")
    teller = players.person(players.session.floor.up or "")
    listener = daan if teller is els else els
    here.api.fault("sendMessage", Kind.ERROR_500, times=1, chat=listener.chat)
    for start in range(0, 600, 100):
        teller.says(" ".join(f"Zin {number} van mijn verhaal, dus." for number in range(start, start + 100)))
    here.settle()
    heard = " ".join(message.text for message in listener.chat.messages)
    assert [heard.count(f"Zin {number} van") for number in range(600)] == [1] * 600


def test_nothing_is_sent_that_telegram_refuses(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    players.play()
    refused = [call for call in here.api.calls if not call.ok]
    assert not refused, json.dumps([call.description for call in refused])


def test_no_buttons_stay_behind(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    players.play()
    live = [message for message in group_of(players).cards_of_bot if message.buttons]
    assert not live
    own = [m for person in players.crowd for m in person.chat.cards_of_bot if m.buttons]
    # What came of it for somebody alone goes on after the conversation.
    hints = [m for m in own if not all((button.data or "").startswith("d|") for button in m.buttons)]
    assert not hints, [m.text for m in hints]
