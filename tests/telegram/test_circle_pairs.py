"""Pairs on Telegram: told in private, each in a room of their own, and what somebody would rather not is nowhere."""

from __future__ import annotations

from flows.engine.session import SessionId
from tests.telegram.circling import Crew
from tests.telegram.conftest import Found
from tests.telegram.players import newest_menu
from tests.telegram.town import Town


def going(here: Town, people: int = 5) -> Crew:
    crew = Crew(here, people)
    crew.made()
    crew.tap(crew.people[0], "page", "pairs")
    crew.tap(crew.people[1], "pairs", "on")
    return crew


def rooms(crew: Crew) -> dict[SessionId, list[str]]:
    """Who was invited to which conversation."""
    found: dict[SessionId, list[str]] = {}
    for person in crew.people:
        for message in person.chat.messages:
            for button in message.buttons:
                if button.url and "start=j" in button.url:
                    found.setdefault(SessionId(button.url.partition("start=j")[2]), []).append(person.first_name)
    return found


def test_five_people_and_a_veto(town: Found) -> None:
    here = town()
    crew = going(here)
    assert "We gaan twee aan twee praten" in crew.shared()
    els = crew.people[0]
    crew.tap(els, "page", "vetoes")
    assert "Met wie liever niet?" in crew.private(els)
    assert crew.tap(els, "veto", "m2").answer == "Onthouden. Het blijft tussen ons."
    shared = crew.all_shared()
    here.passes(hours=20)
    found = rooms(crew)
    assert sorted(len(names) for names in found.values()) == [2, 3]
    assert not any({"Els", "Daan"} <= {*names} for names in found.values())
    assert crew.all_shared() == shared, "who talks with whom is for those alone"
    assert "Onthouden" not in crew.all_private(crew.people[1])


def test_two_talk_in_a_room_of_their_own_and_are_asked_once(town: Found) -> None:
    here = town()
    crew = going(here, 4)
    here.passes(hours=20)
    (session, names), *_ = rooms(crew).items()
    two = [one for one in crew.people if one.first_name in names]
    assert f"{names[0]}, deze ronde praat je met {names[1]}. Er staat een kamer" in crew.private(two[0])
    players = crew.in_room(session, two)
    players.begin()
    players.play()
    players.check()
    here.passes(hours=24 * 20)
    for one in crew.people:
        assert crew.all_private(one).count("Kwam het er nog van") == 1
    assert crew.tap(two[0], "met").answer == "Fijn om te horen."
    assert "De volgende ronde begint" in crew.private(two[0])


def test_everybody_would_rather_not(town: Found) -> None:
    here = town()
    crew = going(here, 2)
    for who, other in ((0, "m2"), (1, "m1")):
        crew.page(crew.people[who], "pairs > vetoes")
        crew.tap(crew.people[who], "veto", other)
    here.passes(hours=20)
    for one in crew.people:
        assert "ben jij een keer vrij" in crew.private(one)
    assert here.sessions() == []


def test_who_has_rest_is_in_no_pair(town: Found) -> None:
    here = town()
    crew = going(here, 3)
    els = crew.people[0]
    crew.page(els, "me")
    assert crew.tap(els, "snooze", "4").answer == "Goed, even niets. Neem je rust."
    here.passes(hours=20)
    assert list(rooms(crew).values()) == [["Daan", "Noor"]]


def test_alone_there_is_no_pair(town: Found) -> None:
    crew = Crew(town(), 1)
    crew.made()
    crew.tap(crew.people[0], "page", "pairs")
    assert newest_menu(crew.group.messages).labels == ["Iemand erbij vragen", "Terug"]


def test_of_a_pair_one_leaves(town: Found) -> None:
    here = town()
    crew = going(here, 2)
    here.passes(hours=20)
    els, daan = crew.people
    els.leaves(crew.group)
    here.settle()
    assert "Deze ronde ben jij nu vrij" in crew.private(daan)
