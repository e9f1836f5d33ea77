"""Circles on Telegram: made, planned, prepared, opened, and gone on with when somebody leaves or the room is lost."""

from __future__ import annotations

import pytest

from bot.texts import catalogue
from flows.rhythm.look_back import STEP
from tests.telegram.circling import SOON, Crew, circle_in, planned
from tests.telegram.conftest import Found
from tests.telegram.players import gather, newest_menu

TEXTS = catalogue("nl")


# Made and joined.


def test_a_group_becomes_a_circle(town: Found) -> None:
    crew = circle_in(town())
    assert crew.names == ["Els", "Daan", "Noor", "Sam"]
    assert crew.circle.name == "Team onderbouw"
    assert "Doen mee: Els, Daan, Noor en Sam" in crew.shared()


def test_once_also_when_two_say_so_at_once(town: Found) -> None:
    crew = Crew(town(), 3)
    els, daan, _ = crew.people
    crew.types(els, "/kring")
    asked = newest_menu(crew.group.messages)
    for who in (els, daan):
        who.taps(asked.labels[0], asked)
    crew.here.settle()
    (crew.id,) = crew.ids()
    assert crew.names == ["Els", "Daan"]
    crew.types(daan, "/circle")
    assert "Els en Daan" in crew.shared()


def test_somebody_joins_twice_and_changes_nothing(town: Found) -> None:
    crew = circle_in(town(), 2)
    number = crew.circle.number
    assert crew.tap(crew.people[1], "join").answer == "Je zit er al in."
    assert crew.circle.number == number


def test_who_is_no_member_is_told_what_to_do(town: Found) -> None:
    crew = Crew(town(), 3)
    crew.made(all_join=False)
    answer = crew.tap(crew.people[1], "page", "more").answer
    assert (answer or "").startswith("Je zit niet in deze kring")


def test_a_circle_without_a_group_is_made_with_a_name_and_joined_by_its_link(town: Found) -> None:
    here = town()
    crew = Crew(here, 3, group=False)
    els, daan, noor = crew.people
    crew.types(els, "/kring", private=True)
    crew.press(els, "d|page|new_circle")
    crew.types(els, "Het {team}", private=True)
    (crew.id,) = crew.ids()
    crew.tap(els, "invite")
    assert "Het {team}" in crew.private(els)
    stranger = here.api.person("Fien", language="nl", started=True)
    stranger.opens(here.api.link(f"k{crew.id}"))
    here.settle()
    assert "Het {team}" not in crew.private(stranger), "the number of a circle is no invitation"
    for who in (daan, noor):
        who.opens(here.api.link(f"k{crew.code}"))
        here.settle()
        assert "Je bent gevraagd voor Het {team}" in crew.private(who)
        assert crew.tap(who, "join").answer == "Welkom in Het {team}."
    assert crew.names == ["Els", "Daan", "Noor"]
    crew.page(daan, "dates > moment")
    crew.types(daan, SOON, private=True)
    for who in (els, noor):
        assert "Daan zette een datum klaar: donderdag 5 maart om 16:00" in crew.private(who)
    crew.until(hours=2)
    for who in crew.people:
        assert "Bijna weer tijd voor Het {team}" in crew.all_private(who)
    crew.until()
    players = crew.sits_down()
    assert "Het gesprek staat klaar" in crew.all_private(noor)
    players.place = None
    players.begin()
    players.play()
    players.check()
    here.passes(hours=1)
    assert crew.meeting().state == "held"
    assert "members" not in crew.private(els)


def test_a_link_that_leads_nowhere(town: Found) -> None:
    here = town()
    crew = Crew(here, 1)
    crew.people[0].opens(here.api.link("knergens"))
    here.settle()
    assert "link" in crew.private(crew.people[0])


# Planned.


def test_a_date_is_found_together(town: Found) -> None:
    crew = circle_in(town(), 3)
    els, daan, noor = crew.people
    crew.tap(els, "find")
    assert "Els wil een datum prikken" in crew.shared()
    said: list[str | None] = []
    for who, answers in ((els, ("yes", "no", "maybe")), (daan, ("yes", "yes", "no")), (noor, ("maybe", "no", "no"))):
        said = [crew.tap(who, "mark", f"1.1:{n}:{answer}").answer for n, answer in enumerate(answers)]
    assert said == ["Dag 1: desnoods. Nog twee dagen.", "Dag 2: nee. Nog één dag.", said[2]]
    assert said[2] == "Genoteerd. Je hebt alle dagen gehad."
    poll = next(one for one in crew.group.messages if "Tik bij elke dag aan" in one.text)
    assert "ja: 2 · desnoods: 1 · nee: 0" in poll.text
    assert "Iedereen heeft getikt." in poll.text, "the card shows the last mark too"
    assert crew.shared().startswith("Deze lijkt het te worden: maandag 9 maart om 15:30. Ja: 2")
    settle = newest_menu(crew.group.messages)
    assert crew.tap(noor, "settle").answer == "Afgesproken: maandag 9 maart om 15:30."
    assert "Afgesproken: maandag 9 maart om 15:30" in crew.shared()
    assert (settle.text, settle.labels) == ("Het werd maandag 9 maart om 15:30.", ["Wanneer"])
    again = crew.tap(els, "mark", "1.1:0:no").answer
    assert again == "Het werd maandag 9 maart om 15:30.", "who is a moment later hears so"
    assert (poll.text, poll.labels) == ("Het werd maandag 9 maart om 15:30.", ["Wanneer"])


def test_a_year_is_planned_and_the_rhythm_is_theirs(town: Found) -> None:
    crew = circle_in(town(), 3)
    els, daan, _ = crew.people
    crew.tap(els, "page", "rhythm")
    for page, action, value in (
        ("often", "weeks", "8"), ("slot", "weekday", "3"), ("", "clock", "16:00"), ("holidays", "region", "noord")
    ):  # fmt: skip
        if page:
            crew.tap(daan, "page", page)
        crew.tap(daan, action, value)
    assert "Elke 8 weken, op donderdag om 16:00." in crew.shared()
    assert "Europe/Amsterdam" not in crew.shared()
    crew.tap(daan, "page", "year")
    crew.tap(daan, "year")
    assert crew.shared() == "Daan plande vooruit: vijf keer, de eerste op donderdag 5 maart om 16:00."
    assert len(crew.circle.planned) == 5
    crew.types(els, "/kring")
    crew.tap(els, "page", "more")
    crew.tap(els, "page", "rhythm")
    assert "Wat al gepland staat, blijft zoals het is." in crew.shared()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31 juni 15:00", "no_such_day"),
        ("gisteren 15:00", "past"),
        ("donderdag", "no_time"),
        ("eens een keer", "unclear"),
        ("12 februari 2031 15:00", "far"),
    ],
)
def test_a_date_that_cannot_be_used_is_asked_again(town: Found, text: str, why: str) -> None:
    crew = circle_in(town(), 2)
    els = crew.people[0]
    crew.page(els, "dates > moment")
    crew.types(els, text, private=True)
    assert TEXTS.say(f"circle.moment.{why}") in crew.all_private(els)
    crew.types(els, SOON, private=True)
    assert [one.id for one in crew.circle.planned] == ["1"]


def test_a_zone_that_is_unknown_is_asked_again(town: Found) -> None:
    crew = planned(town(), 2)
    els = crew.people[0]
    crew.page(els, "rhythm > holidays > zone")
    crew.types(els, "Utopia", private=True)
    assert "De tijdzone “Utopia” ken ik niet" in crew.all_private(els)
    crew.types(els, "curacao", private=True)
    assert crew.circle.zone == "America/Curacao"
    assert "donderdag 5 maart om 16:00" in crew.page(els, "dates")


def test_a_circle_of_one_is_told_what_it_needs(town: Found) -> None:
    crew = circle_in(town(), 1)
    (els,) = crew.people
    crew.tap(els, "page", "dates")
    assert "Alleen is ook maar alleen" in (crew.tap(els, "find").answer or "")
    crew.tap(els, "page", "home")
    crew.tap(els, "page", "rota")
    assert "In je eentje ben je altijd aan de beurt" in crew.all_shared()


def test_rules_of_their_own_are_written_in_private(town: Found) -> None:
    crew = circle_in(town(), 3)
    els = crew.people[0]
    crew.tap(els, "page", "rules")
    crew.tap(els, "page", "write")
    assert "elk op een eigen regel" in crew.private(els)
    crew.types(els, "\n".join("regel" for _ in range(9)), private=True)
    assert "Dat onthoudt niemand" in crew.all_private(els)
    crew.types(els, "Wie {praat}, praat\n=weekday.1 & <b>stil</b>", private=True)
    assert crew.circle.rules == ["Wie {praat}, praat", "=weekday.1 & <b>stil</b>"]
    assert "· Wie {praat}, praat\n· =weekday.1 & <b>stil</b>" in crew.shared()


def test_who_has_no_private_chat_yet_is_shown_the_way_there(town: Found) -> None:
    here = town()
    crew = circle_in(here, 2)
    new = here.api.person("Fien", language="nl")
    crew.group.adds(new)
    here.settle()
    crew.people.append(new)
    crew.tap(new, "join")
    crew.tap(new, "page", "me")
    assert "Open even de privéchat" in crew.shared()
    crew.press(new, here.api.link(f"k{crew.id}"))
    assert "Doen mee: Els, Daan en Fien" in crew.private(new)


# The card of a meeting.


def test_who_cannot_come_says_so_and_comes_after_all(town: Found) -> None:
    crew = planned(town())
    els = crew.people[0]
    crew.types(els, "/plan")
    crew.tap(els, "page", "meeting 1")
    assert crew.tap(els, "away", "1").answer == "Jammer, maar fijn dat je het zegt."
    assert "Deze keer niet: Els" in crew.shared()
    assert "Daan leidt" in crew.shared()
    crew.tap(els, "come", "1")
    assert "Els leidt" in crew.shared()


def test_a_turn_is_swapped(town: Found) -> None:
    crew = planned(town())
    els, daan, noor, _ = crew.people
    crew.types(els, "/plan")
    crew.tap(els, "page", "meeting 1")
    crew.tap(els, "page", "turn 1")
    crew.tap(els, "page", "swap 1:lead")
    assert crew.tap(els, "swap", "1:lead:m3").answer == "Ik vraag het aan Noor. Je hoort van me."
    assert "Els vraagt of jij donderdag 5 maart om 16:00 wilt leiden" in crew.private(noor)
    crew.tap(noor, "swap_no", "1")
    assert "Voor Noor komt ruilen nu niet uit" in crew.private(els)
    crew.page(els, "dates > meeting 1 > swap 1:lead")
    crew.tap(els, "swap", "1:lead:m2")
    crew.tap(daan, "swap_yes", "1")
    assert "Daan neemt het van je over" in crew.all_private(els)
    assert "Daan leidt" in crew.page(els, "dates > meeting 1")


def test_who_would_rather_not_is_first_next_time(town: Found) -> None:
    crew = planned(town())
    els = crew.people[0]
    crew.page(els, "dates > meeting 1")
    assert (crew.tap(els, "skip", "1:lead").answer or "").startswith("Goed, deze keer niet")
    assert "Daan leidt" in crew.private(els)


def test_a_meeting_is_called_off_and_all_hear_it(town: Found) -> None:
    crew = planned(town())
    daan = crew.people[1]
    crew.page(daan, "dates > meeting 1 > drop 1")
    crew.tap(daan, "drop", "1")
    assert crew.shared().startswith("Het gesprek van donderdag 5 maart om 16:00 gaat niet door. Dat laat Daan weten.")
    assert "Er staat nog geen datum" in crew.private(daan)


def test_another_form_is_chosen(town: Found) -> None:
    crew = planned(town(), 2)
    els = crew.people[0]
    crew.types(els, "/plan")
    crew.tap(els, "page", "meeting 1")
    crew.tap(els, "page", "forms")
    assert (crew.tap(els, "flow", "verhalenderwijs").answer or "").startswith("Goed, voortaan: ")
    assert crew.meeting().flow == "verhalenderwijs"


# It is nearly time, it is time, and it is over.


def test_prepared_opened_and_the_second_time_with_a_look_back(town: Found) -> None:
    here = town()
    crew = planned(here)
    els, daan, *_ = crew.people
    crew.tap(els, "page", "home")
    crew.tap(els, "page", "rules")
    crew.tap(els, "usual_rules")
    crew.page(els, "dates > moment")
    crew.types(els, "16 maart 15:30", private=True)
    crew.until(hours=24)
    assert "Bijna weer tijd voor Team onderbouw: donderdag 5 maart om 16:00" in crew.all_shared()
    assert "Els leidt.\n\nDaan brengt iets in." in crew.all_shared()
    assert "Jij leidt het gesprek van donderdag 5 maart om 16:00" in crew.all_private(els)
    assert "Jij mag donderdag 5 maart om 16:00 iets inbrengen" in crew.all_private(daan)
    crew.until()
    opened = crew.all_shared()
    assert "Over tien minuten beginnen we, Team onderbouw. Het gesprek gaat hier open." in opened
    assert "Dit spraken we af:\n\n· Wat we hier zeggen, blijft hier." in opened.split("Over tien minuten")[1]
    assert "terugkijken" not in opened
    players = crew.sits_down()
    players.begin()
    players.play()
    players.check()
    here.passes(hours=24)
    meeting = crew.meeting()
    assert (meeting.state, len(meeting.present), meeting.fixed["lead"]) == ("held", 4, "m1")
    assert "Gisteren zaten jullie bij elkaar." in crew.shared()
    assert "De volgende keer: maandag 16 maart om 15:30." in crew.shared()
    crew.until("2")
    assert "We beginnen met terugkijken" in crew.all_shared()
    players = crew.sits_down("2")
    players.begin()
    assert players.session.state == STEP
    players.play()
    players.check()
    crew.page(els, "history")
    assert crew.private(els).count("erbij: 4") == 2


def test_nobody_begins_and_that_is_no_disaster(town: Found) -> None:
    here = town()
    crew = planned(here, 2)
    crew.until()
    (session,) = here.sessions()
    els = crew.people[0]
    crew.sits_down(people=[els])
    crew.types(els, "/stop")
    here.passes(hours=48)
    assert crew.shared().startswith("Van de vorige keer kwam het niet.")
    assert crew.meeting().state == "dropped"
    assert here.session(session).state == "closed"


def test_a_smaller_form_is_still_their_meeting(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    crew.until()
    els, daan, _ = crew.people
    first = crew.meeting().session
    crew.sits_down(people=[els, daan])
    tap = next(one for one in reversed(crew.group.messages) if "Iets voor minder" in " ".join(one.labels))
    els.taps(next(label for label in tap.labels if "Iets voor minder" in label), tap)
    here.settle()
    assert crew.meeting().state == "open"
    assert crew.meeting().session != first


def test_hardly_anybody_can_and_nothing_is_opened(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    for who in crew.people[:2]:
        crew.page(who, "dates > meeting 1")
        crew.tap(who, "away", "1")
    assert "Bijna niemand kan donderdag 5 maart om 16:00" in crew.shared()
    crew.until()
    assert here.sessions() == []


def test_a_meeting_in_the_middle_of_another_conversation(town: Found) -> None:
    here = town()
    crew = planned(here, 3)
    gather(here, crew.people, place=crew.place)
    assert len(here.sessions()) == 1
    crew.until()
    assert len(here.sessions()) == 2
    assert "Het gesprek staat klaar." in crew.private(crew.people[0])


def test_the_group_sees_who_would_not_hear_of_a_turn(town: Found) -> None:
    here = town()
    crew = circle_in(here, 2)
    new = here.api.person("Fien", language="nl")
    crew.group.adds(new)
    here.settle()
    crew.people.append(new)
    crew.tap(new, "join")
    crew.types(crew.people[0], "/kring")
    assert "Fien: open mij even privé." in crew.shared()
    new.starts()
    here.settle()
    crew.types(crew.people[0], "/kring")
    assert "open mij even privé" not in crew.shared()


def test_the_dates_go_into_any_calendar(town: Found) -> None:
    crew = circle_in(town(), 2)
    els = crew.people[0]
    crew.tap(els, "page", "year")
    crew.tap(els, "year")
    crew.tap(els, "ics", "")
    crew.types(els, "/plan")
    crew.tap(els, "page", "meeting 1")
    crew.tap(els, "ics", "1")
    files = [message.document.content.decode() for message in crew.group.messages if message.document is not None]
    assert [file.count("BEGIN:VEVENT") for file in files] == [6, 1]
    assert all("Team onderbouw" in file and crew.id not in file for file in files)
