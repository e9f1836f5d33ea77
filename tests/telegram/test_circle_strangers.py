"""What a stranger gets of a circle, and what never becomes a matter of the circle by mistake."""

from __future__ import annotations

from bot.incoming import Place, Sender, Tap
from tests.telegram.circling import Crew, circle_in
from tests.telegram.conftest import Found
from tests.telegram.players import Players


def test_the_number_of_a_circle_alone_opens_nothing(town: Found) -> None:
    here = town()
    crew = circle_in(here, 2)
    stranger = here.api.person("Fien", language="nl", started=True)
    before = len(stranger.chat.messages)
    for number, action in enumerate(("invite", "ics", "page", "join", "leave"), start=900_000):
        tap = Tap(
            account=f"telegram:{here.api.bot.id}", update=number, place=Place(chat=stranger.id, kind="private"),
            sender=Sender(user=stranger.id, name="Fien"), tap=str(number), data=f"k|{crew.id}|{action}|home",
            message=1,
        )  # fmt: skip
        here.take_in(tap)
    here.settle()
    told = " ".join(message.text for message in stranger.chat.messages[before:])
    assert not any(word in told for word in ("Team onderbouw", "Els", "Daan", "start="))
    assert not any(message.document for message in stranger.chat.messages[before:])
    assert crew.names == ["Els", "Daan"]


def test_what_is_said_in_a_conversation_becomes_no_rule_of_the_circle(town: Found) -> None:
    here = town()
    crew = Crew(here, 2)
    crew.made()
    els = crew.people[0]
    crew.page(els, "pairs")
    crew.tap(els, "pairs", "on")
    here.passes(hours=24)
    [session] = here.sessions()
    for person in crew.people:
        person.opens(Players(here, session, [], place=None).link)
        here.settle()
    players = Players(here, session, crew.people, place=None)
    crew.page(els, "rules > write")
    players.begin()
    els.says("Dit is vertrouwelijk.")
    here.settle()
    assert crew.circle.rules == []
    assert "vertrouwelijk" not in crew.all_shared()
