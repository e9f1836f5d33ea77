"""Two people who share no group: a room of private chats."""

from __future__ import annotations

import re

from tests.botapi import Message, Person
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather
from tests.telegram.town import Town


def pair(here: Town, **more: object) -> Players:
    els = here.api.person("Els", last_name="de Wit", language="nl", started=True)
    daan = here.api.person("Daan", last_name="Bakker", language="nl")
    return gather(here, [els, daan], flow="verhalenderwijs", example=True, **more)  # type: ignore[arg-type]


def from_bot(person: Person) -> list[Message]:
    return [message for message in person.chat.all_messages if message.by_bot]


def test_two_people_do_a_whole_conversation(town: Found) -> None:
    here = town(privacy=True)
    players = pair(here)
    players.begin()
    players.play()
    players.check()
    els, daan = players.crowd
    for teller, listener in ((els, daan), (daan, els)):
        relayed = [message.text for message in from_bot(listener) if message.text.startswith(f"{teller.first_name}:\n")]
        assert len(relayed) == len(set(relayed)) > 8
        assert all(text.partition("\n")[2] in players.said for text in relayed)
        assert not any(f"{listener.first_name}:\n" in message.text for message in from_bot(listener))


def test_each_hears_all_that_the_other_says_and_nobody_a_last_name(town: Found) -> None:
    here = town()
    players = pair(here)
    players.begin()
    players.play()
    told = "\n".join(message.text for person in players.crowd for message in from_bot(person))
    assert all(words in told for words in players.record())
    assert "Bakker" not in told
    assert "de Wit" not in told


def test_a_pair_over_days(town: Found) -> None:
    here = town()
    players = pair(here, pace="days")
    players.begin()
    players.play()
    players.check()


def test_a_pair_at_a_table_only_presses_buttons(town: Found) -> None:
    here = town()
    players = pair(here, pace="table")
    players.begin()
    players.play()
    players.check()


def test_the_invitation_can_be_forwarded_and_followed(town: Found) -> None:
    here = town()
    els = here.api.person("Els", language="nl", started=True)
    players = gather(here, [els, here.api.person("Daan", language="nl")], flow="verhalenderwijs")
    invitation = next(message for message in from_bot(els) if "https://t.me/" in message.text)
    link = re.search(r"https://\S+", invitation.text)
    assert link is not None
    assert link.group() == players.link
    assert not invitation.buttons, "a forwarded message loses its buttons"


def test_a_third_person_is_told_that_it_is_full(town: Found) -> None:
    here = town()
    players = pair(here)
    noor = here.api.person("Noor", language="nl")
    noor.opens(players.link)
    here.settle()
    assert noor.chat.last_of_bot.text.startswith("Het groepje is al vol")
    assert len(players.session.seats) == 2
    players.begin()
    players.play()
    players.check()
    assert len(from_bot(noor)) == 1


def test_the_card_in_the_lobby_has_no_button_to_join_for_those_who_did(town: Found) -> None:
    players = pair(town())
    for person in players.crowd:
        card = next(message for message in reversed(from_bot(person)) if message.buttons)
        assert "Ik doe mee" not in card.labels
        assert "We beginnen" in card.labels


def test_whoever_leaves_a_pair_ends_it_for_both(town: Found) -> None:
    here = town()
    players = pair(here)
    players.begin()
    els, daan = players.crowd
    daan.says("/weg")
    here.settle()
    players.check(reason="too_few")
    assert daan.chat.last_of_bot.text.startswith("Je doet niet meer mee")
    assert "te weinig mensen" in els.chat.last_of_bot.text


def test_an_edit_reaches_the_other_while_the_step_is_open(town: Found) -> None:
    here = town()
    players = pair(here)
    players.begin()
    players.play(until_step="verhaal")
    teller = players.person(players.session.floor.up or "")
    listener = next(person for person in players.crowd if person is not teller)
    message = teller.says("Het was dinsdag.")
    here.settle()
    teller.edits(message, "Het was woensdag.")
    here.settle()
    assert players.record()[-1] == "Het was woensdag."
    assert "Het was woensdag." in listener.chat.last_of_bot.text


def test_the_invitation_of_a_conversation_that_is_over(town: Found) -> None:
    here = town()
    players = pair(here)
    players.tap("p1", "cancel")
    players.crowd[1].opens(players.link)
    here.settle()
    assert players.crowd[1].chat.last_of_bot.text.startswith("Dat gesprek is al afgelopen")
    noor = here.api.person("Noor", language="en")
    noor.opens(here.api.link("jnietbestaand"))
    here.settle()
    assert "doesn't work" in noor.chat.last_of_bot.text or "no longer" in noor.chat.last_of_bot.text
