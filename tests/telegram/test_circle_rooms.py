"""When somebody leaves a circle, or the room it meets in is lost: the others go on."""

from __future__ import annotations

from flows.rhythm.circle.state import CircleId
from tests.botapi import Message
from tests.telegram.circling import Crew, circle_in, planned
from tests.telegram.conftest import Found
from tests.telegram.players import newest_menu


def test_in_the_evening_nobody_is_disturbed(town: Found) -> None:
    here = town()
    crew = circle_in(here, 3)
    els = crew.people[0]
    here.passes(hours=6)
    before = len(crew.group.messages)
    crew.page(els, "dates > moment")
    crew.types(els, "maandag 16:00", private=True)
    crew.page(els, "dates > year")
    assert (crew.tap(els, "year").answer or "").startswith("Genoteerd. De anderen laat ik nu met rust.")
    assert len(crew.group.messages) == before
    here.passes(hours=12)
    assert "Els plande vooruit" in crew.all_shared()


def test_who_leaves_the_group_leaves_the_circle_and_the_others_go_on(town: Found) -> None:
    here = town()
    crew = planned(here)
    els = crew.people[0]
    crew.until(hours=24)
    els.leaves(crew.group)
    here.settle()
    assert crew.names == ["Daan", "Noor", "Sam"]
    assert crew.shared() == "Els is uit de kring gestapt. Wij gaan verder."
    leader = crew.meeting().fixed["lead"]
    person = next(one for one in crew.people if one.first_name == crew.circle.members[leader].name)
    assert "Het stokje ligt nu bij jou" in crew.private(person)
    crew.until()
    players = crew.sits_down(people=crew.people[1:])
    players.begin()
    players.play()
    players.check()
    assert crew.meeting().state == "held"


def test_who_leaves_by_a_button_comes_back_by_the_link(town: Found) -> None:
    here = town()
    crew = circle_in(here, 3)
    daan = crew.people[1]
    crew.page(daan, "me > leave")
    crew.tap(daan, "leave")
    assert crew.private(daan).startswith("Je bent uit Team onderbouw.")
    assert crew.names == ["Els", "Noor"]
    daan.opens(here.api.link(f"k{crew.id}"))
    here.settle()
    crew.tap(daan, "join")
    assert crew.names == ["Els", "Daan", "Noor"]


def test_who_wipes_everything_leaves_the_circles(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    els = crew.people[0]
    crew.types(els, "/mijn", private=True)
    for data in ("d|page|all", "d|page|wipe_all", "d|wipe_all|"):
        crew.press(els, data)
    assert crew.names == ["Daan", "Noor"]
    assert "Els" not in crew.page(crew.people[1], "dates")


def test_the_bot_is_thrown_out_and_let_back(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    group, els = crew.group, crew.people[0]
    group.removes_bot()
    here.settle()
    crew.until(hours=24)
    assert all("Bijna weer tijd voor Team onderbouw" in crew.all_private(who) for who in crew.people)
    crew.page(els, "dates")
    group.adds_bot()
    here.settle()
    crew.until()
    assert "Over tien minuten beginnen we, Team onderbouw" in crew.all_shared()
    assert len(here.sessions()) == 1


def test_thrown_out_it_meets_in_private(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    crew.group.removes_bot()
    here.settle()
    crew.until()
    crew.place = None
    players = crew.sits_down()
    players.begin()
    players.play()
    players.check()
    assert crew.meeting().state == "held"


def test_a_group_that_gets_another_number_is_the_same_circle(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    crew.group.migrate()
    here.settle()
    crew.types(crew.people[0], "/plan")
    assert "donderdag 5 maart om 16:00" in crew.shared()
    crew.until()
    assert "Over tien minuten beginnen we, Team onderbouw" in crew.all_shared()


def test_topics_of_a_forum_are_circles_of_their_own(town: Found) -> None:
    here = town()
    crew = Crew(here, 3, group=False)
    forum = here.api.forum("School", crew.people, bot=True)
    here.settle()
    ids = []
    for name in ("Onderbouw", "Bovenbouw"):
        crew.place = forum.topic(name)
        crew.types(crew.people[0], "/kring")
        crew.press(crew.people[0], "k|new|make|")
        newest: Message = newest_menu(crew.place.messages)
        ids.append((newest.buttons[0].data or "").split("|")[1])
    assert len({*ids}) == 2
    crew.people[0].leaves(forum)
    here.settle()
    with here.database.glance() as move:
        circles = [move.circles.load(CircleId(id), lock=False) for id in ids]
    assert [one is not None and one.present for one in circles] == [[], []]
