"""Somebody takes part in two conversations at once."""

from __future__ import annotations

from tests.botapi import Message, Person
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather


def card_of(person: Person, players: Players) -> Message:
    return players.find(person, "pass")[0]


def test_a_reply_to_a_card_goes_to_its_conversation(town: Found) -> None:
    here = town()
    els, daan, noor = (here.api.person(name, language="nl", started=True) for name in ("Els", "Daan", "Noor"))
    one = gather(here, [els, daan], flow="verhalenderwijs", example=True)
    two = gather(here, [els, noor], flow="verhalenderwijs", example=True)
    for players in (one, two):
        players.begin()
        players.tap("p1", "agree")
        players.tap("p2", "agree")
        players.tap("p1", "offer")
    # A tap is a choice as well: what Els writes now is about the second.
    els.says("Bij de tweede.")
    els.replies("Bij de eerste.", card_of(els, one))
    els.says("Ook bij de eerste.")
    els.replies("Weer bij de tweede.", card_of(els, two))
    here.settle()
    assert one.record() == ["Bij de eerste.", "Ook bij de eerste."]
    assert two.record() == ["Bij de tweede.", "Weer bij de tweede."]
    assert "tweede" not in "".join(message.text for message in daan.chat.messages)
    assert "eerste" not in "".join(message.text for message in noor.chat.messages if message.by_bot)


def test_who_left_one_conversation_writes_in_the_other(town: Found) -> None:
    here = town()
    els, daan, noor = (here.api.person(name, language="nl", started=True) for name in ("Els", "Daan", "Noor"))
    one = gather(here, [daan, els], flow="verhalenderwijs")
    two = gather(here, [noor, els, daan], place=here.api.group("Team", [noor, els, daan], bot=True))
    two.begin()
    els.opens(one.link)
    here.settle()
    els.says("/weg")
    here.settle()
    assert one.session.present == ["p1"]
    two.play(until_step="casus")
    writer = next(seat for seat in two.session.floor.seats if two.person(seat) is not daan)
    two.person(writer).says("Over deze.")
    here.settle()
    assert two.record() == ["Over deze."]


def test_what_was_asked_last_is_what_is_answered(town: Found) -> None:
    here = town()
    els, *others = (
        here.api.person(name, language="nl", started=True) for name in ("Els", "Daan", "Noor", "Sam", "Ilse")
    )
    first = gather(
        here, [others[0], els, others[1]], place=here.api.group("Een", [others[0], els, others[1]], bot=True)
    )
    second = gather(
        here, [others[2], els, others[3]], place=here.api.group("Twee", [others[2], els, others[3]], bot=True)
    )
    for players in (second, first):
        players.begin()
        players.play(until_step="casus")
    els.says("Dit is voor de eerste groep.")
    here.settle()
    assert first.record() == ["Dit is voor de eerste groep."]
    assert second.record() == []
