"""Coming late, leaving, being out of reach, and coming back."""

from __future__ import annotations

from tests.botapi import Group, Person
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import Town


def started(here: Town, *, until: str, pace: str = "chat", people: list[Person] | None = None) -> Players:
    people = people or six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    here.settle()
    players = gather(here, people, place=group, pace=pace, example=True)
    players.begin()
    players.play(until_step=until)
    return players


def group_of(players: Players) -> Group:
    assert isinstance(players.place, Group)
    return players.place


def texts(players: Players) -> str:
    return "\n".join(message.text for message in group_of(players).messages)


def test_somebody_comes_late_and_takes_part(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    late = players.come_late("Lou")
    assert "Lou doet mee" in texts(players)
    assert players.seat(late) in players.session.floor.seats
    players.play()
    players.check()
    assert any(entry.seat == players.seat(late) for entry in players.session.entries)


def test_whoever_comes_late_finds_the_way_by_begin(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    lou = here.api.person("Lou", language="nl")
    group_of(players).adds(lou)
    lou.says("/begin", group_of(players))
    here.settle()
    lou.taps("Ik doe mee", group_of(players).last_of_bot)
    here.settle()
    players.crowd.append(lou)
    assert players.seat(lou) in players.session.present
    players.play()
    players.check()


def test_the_facilitator_leaves_and_somebody_takes_over(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    leader = players.session.roles["gespreksleider"]
    before = len(group_of(players).cards_of_bot)
    players.leave(leader)
    told = group_of(players).cards_of_bot[before:]
    assert "Wie neemt het over?" in told[-1].text
    assert len(told) == 1, "one message says it all"
    players.tap("p4", "take")
    assert players.session.roles["gespreksleider"] == "p4"
    players.play()
    players.check()


def test_without_a_facilitator_the_group_leads_itself(town: Found) -> None:
    here = town()
    players = started(here, until="advies")
    players.leave(players.session.roles["gespreksleider"])
    players.play()
    players.check()


def test_the_owner_leaves_and_another_case_is_chosen(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    players.leave(players.session.roles["inbrenger"])
    assert players.session.pause == "owner_left"
    assert group_of(players).last_of_bot.labels[:2] == ["Kies een andere vraag", "Stoppen"]
    players.tap("p1", "other")
    players.play()
    players.check()


def test_the_owner_leaves_and_the_group_stops(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    players.leave(players.session.roles["inbrenger"])
    players.tap("p1", "stop")
    for seat in [seat for seat in players.session.present if seat != "p1"]:
        if players.session.state != "closed":
            players.tap(seat, "agree_motion")
    players.check(reason="stopped")


def test_leaving_the_telegram_group_is_leaving_the_conversation(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    players.person("p5").leaves(group_of(players))
    here.settle()
    assert "p5" not in players.session.present
    assert "Ilse doet niet meer mee" in texts(players)
    players.play()
    players.check()


def test_leaving_a_forum_is_leaving_the_conversation_in_its_topic(town: Found) -> None:
    here = town()
    people = six(here)
    forum = here.api.forum("School", people, bot=True)
    players = gather(here, people, place=forum.topic("Intervisie"), example=True)
    players.begin()
    people[4].leaves(forum)
    here.settle()
    assert "p5" not in players.session.present
    players.play()
    players.check()


def test_whoever_left_can_come_back(town: Found) -> None:
    here = town()
    players = started(here, until="verhelderen")
    players.leave("p5")
    players.person("p5").opens(players.link)
    here.settle()
    assert "p5" in players.session.present
    assert len(players.session.seats) == 6
    players.play()
    players.check()


def test_two_people_with_one_first_name_are_told_apart(town: Found) -> None:
    here = town()
    names = [("Anna", "Bos"), ("Anna", "Bos"), ("Anna", "Dekker"), ("Bram", None)]
    people = [here.api.person(first, last_name=last, language="nl") for first, last in names]
    group = here.api.group("Team", people, bot=True)
    players = gather(here, people, place=group)
    assert [seat.name for seat in players.session.seats.values()] == ["Anna", "Anna B.", "Anna D.", "Bram"]
    players.begin()
    players.play()
    players.check()


def test_a_name_without_an_end(town: Found) -> None:
    here = town()
    people = [here.api.person("Wolfeschlegelstein" * 12, last_name=last, language="nl") for last in ("A", "A", "B")]
    group = here.api.group("Team", people, bot=True)
    players = gather(here, people, place=group)
    names = [seat.name for seat in players.session.seats.values()]
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 40
    players.begin()
    players.play()
    players.check()


def test_a_name_that_looks_like_markup_or_a_placeholder(town: Found) -> None:
    here = town()
    people = [here.api.person(name, language="nl") for name in ("<b>Els", "{inbrenger}", "A & B%")]
    players = gather(here, people, place=here.api.group("Team <1>", people, bot=True))
    players.begin()
    players.play()
    players.check()
    assert "<b>Els" in texts(players)


def test_the_group_is_told_how_to_mend_that_somebody_is_out_of_reach(town: Found) -> None:
    here = town()
    players = started(here, until="casus")
    daan = players.person("p2")
    daan.blocks()
    here.settle()
    told = group_of(players).last_of_bot
    assert "Daan, ik kan jou nog niet privé schrijven" in told.text
    assert told.labels == ["Open de privéchat"]
    daan.taps("Open de privéchat", told)
    here.settle()
    assert players.session.seats[players.seat(daan)].reachable
    assert "Schrijf" in daan.chat.last_of_bot.text
    players.play()
    players.check()
    assert any(entry.seat == "p2" and entry.step == "casus" for entry in players.session.entries)


def test_the_conversation_goes_on_without_waiting_for_who_is_out_of_reach(town: Found) -> None:
    here = town()
    players = started(here, until="casus")
    players.person("p5").blocks()
    here.settle()
    players.play(until_step="inbrenger-kiezen")
    assert not any(entry.seat == "p5" for entry in players.session.entries)
    players.play()
    players.check()


def test_an_anonymous_admin_can_begin_and_is_known_by_the_tap(town: Found) -> None:
    here = town()
    people = six(here, started=True)
    group = here.api.supergroup("Team", people, bot=True)
    here.settle()
    people[0].says("/begin", group, anonymously=True)
    here.settle()
    menu = group.last_of_bot
    people[0].taps("6", menu)
    here.settle()
    assert "Hoeveel tijd" in group.last_of_bot.text
    people[0].says("/stop", group, anonymously=True)
    here.settle()
    assert "anonieme beheerder" in group.last_of_bot.text
    people[0].says("zomaar iets", group, anonymously=True)
    here.settle()
    assert "anonieme beheerder" in group.last_of_bot.text
