"""What is somebody's own: plans, a good question now and then, notes; only in private, and only as long as wanted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flows.rhythm.questions import bank
from tests.botapi import Message
from tests.telegram.alone import Alone, actions, wall
from tests.telegram.conftest import Found
from tests.telegram.players import gather
from tests.telegram.test_secrecy import Collector, everything
from tests.telegram.test_secrecy import collected as collected
from tests.telegram.town import Town

#: What Els wrote: words that are nowhere else.
LAUGHED, WOBBLED = "Hij lachte <b>{hard}</b> & ik ook.\nEn toen was het stil.", "De tafel wiebelde, wij ook."
OURS = ("bot", "storage", "flows")
LESSON = "Als de bel gaat, dan wacht ik tot Sem zit."


def subscribed(here: Town) -> Alone:
    """Since Monday the second of March, for a question on Thursdays at four."""
    els = Alone(here)
    els.says("/nudge")
    els.taps("Ja, graag")
    return els


def question_in(message: Message, language: str = "nl") -> str:
    """Which question of the bank it is."""
    return next(one.id for one in bank(language).values() if message.text.startswith(one.first))


def tapped_question(els: Alone) -> Message:
    """One with answers to tap, however often another one has to be asked for."""
    els.says("/nudge")
    els.taps("Stel er nu een")
    while "tap" not in actions(els.last):
        els.taps("Een andere", els.last)
    return els.last


# A question now and then.


def test_from_the_first_tap_to_an_answer_that_can_be_read_back(town: Found) -> None:
    here = town()
    els = Alone(here)
    assert els.says("/mijn").text.startswith("Van jou, en van niemand anders.")
    els.taps("Een goede vraag")
    assert els.taps("Ja, graag").answer == "Goed. De volgende vraag komt donderdag 5 maart om 16:00."
    els.news()
    (question,) = els.until(date(2026, 3, 5), "18:00")
    assert wall(question) == "Thu 05 Mar 16:00"
    assert bank("nl")[question_in(question)].then in question.text
    assert els.says(LAUGHED).text == "Dank je. Het staat bij je notities."
    read = els.walks("Lees terug").text
    assert read.startswith("Jouw notities: 1. Alleen jij leest ze.")
    assert bank("nl")[question_in(question)].first in read
    assert LAUGHED in read


def test_day_hour_weeks_and_strands_are_a_tap_each(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.walks("di", "07:45", "Elke 2 weken", "Waarover?", "Leerlingen", "Collega's", "Terug")
    assert (
        els.last.text
        == "De volgende vraag komt dinsdag 3 maart om 07:45.\n\nHet gaat over leerlingen of jongeren en collega's."
    )
    els.news()
    came = [*els.until(date(2026, 3, 4), "12:00")]
    els.says(WOBBLED)
    els.news()
    came += els.until(date(2026, 3, 18), "12:00")
    assert [wall(one) for one in came] == ["Tue 03 Mar 07:45", "Tue 17 Mar 07:45"]
    assert {bank("nl")[question_in(one)].strand for one in came} == {"leerlingen", "uitwisseling"}


def test_a_tap_is_an_answer_and_the_same_tap_twice_is_one(town: Found) -> None:
    here = town()
    els = Alone(here)
    question = tapped_question(els)
    chosen = question.labels[0]
    for _ in range(2):
        assert els.taps(chosen, question).answer == "Bewaard, alleen voor jou."
    assert bank("nl")[question_in(question)].then in els.last.text
    els.says(WOBBLED)
    read = els.walks("Lees terug").text
    assert read.startswith("Jouw notities: 2.")
    assert read.index(WOBBLED) < read.index(f"“{chosen}”")


def test_an_answer_may_take_more_than_one_message(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.says("/nudge")
    els.taps("Stel er nu een")
    els.says(LAUGHED)
    assert els.says(WOBBLED).text == "Dank je. Het staat bij je notities."
    assert els.walks("Lees terug").text.startswith("Jouw notities: 2.")


def test_not_this_week_and_no_more_are_one_tap_away(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.news()
    (question,) = els.until(date(2026, 3, 5), "18:00")
    assert els.taps("Deze week niet", question).answer == "Helemaal goed. De volgende komt donderdag 12 maart om 16:00."
    els.news()
    (question,) = els.until(date(2026, 3, 12), "18:00")
    assert els.taps("Stop ermee", question).answer == "Goed, ik vraag niets meer. Je notities blijven van jou."
    els.news()
    assert els.until(date(2026, 6, 1), "12:00") == []


def test_nobody_answers_and_after_one_question_more_it_is_quiet(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.news()
    *_, stop = came = els.until(date(2026, 6, 1), "12:00")
    assert [wall(one) for one in came] == ["Thu 05 Mar 16:00", "Thu 12 Mar 16:00", "Thu 19 Mar 16:00"]
    assert stop.text == "Er wordt al zoveel gevraagd op een dag. Zal ik met mijn vragen stoppen?"
    assert els.taps("Ga maar door", stop).answer == "Goed. De volgende vraag komt donderdag 4 juni om 16:00."


def test_a_question_waits_until_a_conversation_is_over(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.until(date(2026, 3, 5), "15:55")
    daan = here.api.person("Daan", language="nl", started=True)
    players = gather(here, [els.person, daan], flow="verhalenderwijs", example=True)
    players.begin()
    players.play(until_step="wie-begint")
    els.news()
    assert not [one for one in els.until(date(2026, 3, 5), "16:05") if "skip_week" in actions(one)]
    (question,) = [one for one in els.until(date(2026, 3, 5), "17:00") if "skip_week" in actions(one)]
    assert wall(question) == "Thu 05 Mar 16:15", "nothing more was said since five to four"


def test_in_english_it_is_all_in_english(town: Found) -> None:
    here = town()
    els = Alone(here, language="en")
    assert els.says("/mine").text.startswith("Yours, and nobody else's.")
    els.says("/nudge")
    els.taps("Ask me one now")
    assert question_in(els.last, "en")


# Notes.


def noting(els: Alone, *texts: str) -> None:
    for text in texts:
        els.says("/nudge")
        els.taps("Stel er nu een")
        els.says(text)


def test_older_and_newer_notes_are_a_page_away(town: Found) -> None:
    here = town()
    els = Alone(here)
    noting(els, *(f"Notitie nummer {number}." for number in range(1, 7)))
    assert shown(els.walks("Lees terug")) == [6, 5, 4, 3]
    assert shown(els.walks("Ouder")) == [2, 1]
    assert shown(els.walks("Nieuwer")) == [6, 5, 4, 3]


def shown(message: Message) -> list[int]:
    return [int(one.split(".")[0]) for one in message.text.split("Notitie nummer ")[1:]]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("WIEBEL", "Notities met “WIEBEL”: 1.\n\nmaandag 2 maart\n"),
        ("<b>{hard}", "Notities met “<b>{hard}”: 1."),
        ("olifant", "“olifant” staat er niet in. Misschien schreef je het anders."),
    ],
)
def test_a_word_is_found_or_not(town: Found, word: str, found: str) -> None:
    here = town()
    els = Alone(here)
    noting(els, LAUGHED, WOBBLED)
    els.walks("Lees terug", "Zoek een woord")
    assert els.says(word).text.startswith(found)
    els.taps("Zoek een woord", els.last)
    assert els.says("tafel").text.startswith("Notities met “tafel”: 1.")


def test_one_note_goes_or_all_of_them(town: Found) -> None:
    here = town()
    els = Alone(here)
    noting(els, LAUGHED, WOBBLED, "Nog iets.")
    assert els.walks("Lees terug", "Gooi 1 weg").text.startswith("Jouw notities: 2.")
    assert "Nog iets." not in els.last.text
    els.taps("Gooi alles weg")
    assert els.last.text == "Al je notities weg (2)? Terughalen kan niet, ook niet door mij."
    assert els.taps("Ja, alles weg").answer == "Alles is weg. Een schone bladzijde."
    assert els.last.text.startswith("Nog een lege bladzijde.")


def test_notes_are_taken_along_as_a_file(town: Found) -> None:
    here = town()
    els = Alone(here)
    noting(els, LAUGHED, WOBBLED)
    els.walks("Lees terug", "Neem alles mee")
    document = els.last.document
    assert document is not None
    assert document.name == "beurtelings.md"
    text = document.content.decode()
    assert text.startswith("# Al je notities, om zelf te bewaren\n\n## 2026-03-02 15:00\n\n*")
    assert text.index(LAUGHED) < text.index(WOBBLED)


def test_everything_is_taken_along_as_a_file(town: Found) -> None:
    here = town()
    els = Alone(here)
    noting(els, LAUGHED)
    els.plans(LESSON, date(2026, 3, 5))
    els.says("/mijn")
    els.walks("Alles van mij", "Neem alles mee")
    document = els.last.document
    assert document is not None
    text = document.content.decode()
    assert LAUGHED in text
    assert LESSON in text


def test_a_text_that_is_too_long_is_not_taken_in(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.says("/nudge")
    els.taps("Stel er nu een")
    assert els.says("x" * 4_050).text.startswith("Dit past niet in één keer.")
    assert els.says("y" * 3_990).text == "Dank je. Het staat bij je notities."
    assert "y" * 400 in els.walks("Lees terug").text


# Plans.


def asked_how_it_went(els: Alone) -> Message:
    """The sentence on the morning of the day, and the day after how it went."""
    assert els.drawer is not None
    plan = els.drawer.plans[-1]
    els.news()
    before, after = els.until(plan.day + timedelta(days=5), "18:00")
    assert (before.text, wall(before)[-5:]) == (plan.text, "08:00")
    assert after.text == f"Je wilde: “{plan.text}”\nHoe ging het?"
    assert after.labels == ["Gedaan", "Deels", "Nog niet", "Anders gedaan", "Ik laat het los", "Hier niet meer over"]
    assert wall(after)[-5:] == "16:00"
    return after


def test_a_plan_of_a_conversation_is_recalled_to_whoever_wants_that(town: Found) -> None:
    here = town()
    people = [here.api.person(name, language="nl", started=True) for name in ("Els", "Daan")]
    players = gather(here, people, flow="verhalenderwijs", example=True)
    players.begin()
    players.play()
    players.check()
    els, daan = (Alone(here, person=person) for person in people)
    offer = next(one for one in reversed(els.messages) if one.text.startswith("Jouw plan voor"))
    assert els.taps("Help me eraan denken", offer).answer == "Komt goed. Je hoort van me."
    after = asked_how_it_went(els)
    own = after.text.split("“")[1].split("”")[0]
    assert own in offer.text
    assert own in players.said
    els.taps("Gedaan", after)
    assert els.says(LAUGHED).text == "Bewaard, alleen voor jou."
    els.news()
    (meaning,) = els.until(els.today + timedelta(days=40), "12:00")
    assert meaning.text.startswith(f"Een paar weken terug wilde je: “{own}”")
    assert daan.news() == [], "whoever did not say yes is left alone"


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        ("Gedaan", "Wat gebeurde er?"),
        ("Deels", "Wat gebeurde er?"),
        ("Nog niet", "Wat kwam ertussen?"),
        ("Anders gedaan", "Wat gebeurde er?"),
    ],
)
def test_each_way_it_may_have_gone_has_its_own_question(town: Found, outcome: str, asked: str) -> None:
    here = town()
    els = Alone(here)
    els.plans(LESSON, date(2026, 3, 5))
    after = asked_how_it_went(els)
    assert els.taps(outcome, after).answer == "Dank je."
    assert els.last.text.startswith(asked)
    els.taps(outcome, after)
    assert els.says(LAUGHED).text == "Bewaard, alleen voor jou."
    assert els.says(WOBBLED).text == "Dank je. Het staat bij je notities."
    assert els.walks("Lees terug").text.count(LESSON) == 2
    els.news()
    assert [wall(one) for one in els.until(date(2026, 6, 1), "12:00")] == ["Mon 23 Mar 16:00"]


def test_whoever_lets_go_of_a_plan_is_left_alone(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.plans(LESSON, date(2026, 3, 5))
    assert els.taps("Ik laat het los", asked_how_it_went(els)).answer == "Goed. Los is los."
    els.news()
    assert els.until(date(2026, 6, 1), "12:00") == []


def test_not_yet_may_become_smaller_or_later(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.plans(LESSON, date(2026, 3, 5))
    els.taps("Nog niet", asked_how_it_went(els))
    follow_up = els.last
    els.taps("Maak het kleiner", follow_up)
    assert "Wat is het kleinste stukje" in els.last.text
    els.says(WOBBLED)
    assert els.last.text.startswith(f"“{WOBBLED}”\nwoensdag 11 maart")
    assert els.until(date(2026, 3, 11), "12:00")[-1].text == WOBBLED


def test_two_without_an_answer_and_it_is_asked_whether_to_stop(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.plans(LESSON, date(2026, 3, 5))
    els.plans(WOBBLED, date(2026, 3, 10))
    *_, stop = came = els.until(date(2026, 6, 1), "12:00")
    assert [one.text.split("\n")[0] for one in came] == [
        LESSON, f"Je wilde: “{LESSON}”", WOBBLED, f"Je wilde: “{WOBBLED}”",
        "Je hebt vast genoeg aan je hoofd. Zal ik ophouden over je plannen?",
    ]  # fmt: skip
    assert els.taps("Ja, hou maar op", stop).answer == "Goed, ik ben stil. Je plannen blijven gewoon staan."
    els.says("/mijn")
    assert LESSON in els.walks("Mijn plannen").text
    els.news()
    assert els.until(date(2026, 9, 1), "12:00") == []


def test_plans_are_looked_at_one_by_one_and_thrown_away(town: Found) -> None:
    here = town()
    els = Alone(here)
    els.plans(LESSON, date(2026, 3, 5), wanted=False)
    els.plans(WOBBLED, date(2026, 3, 6))
    els.says("/mijn")
    listed = els.walks("Mijn plannen").text
    assert listed.index(f"1. “{WOBBLED}”") < listed.index(f"2. “{LESSON}”")
    els.walks("Plan 2", "Meer", "Gooi weg")
    assert LESSON not in els.last.text
    els.walks("Plan 1", "Meer")
    assert els.taps("Een week later").answer == "Goed, dan wordt het vrijdag 13 maart."


def test_whoever_blocked_the_bot_hears_nothing_and_later_no_pile(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.plans(LESSON, date(2026, 3, 5))
    els.person.blocks()
    here.settle()
    els.news()
    assert els.until(date(2026, 3, 20), "12:00") == []
    els.person.starts()
    here.settle()
    assert len(els.news()) <= 1


# In a group.


@pytest.mark.parametrize("command", ["/mijn", "/nudge"])
def test_in_a_group_nothing_private_is_shown(town: Found, command: str) -> None:
    here = town()
    els = subscribed(here)
    els.plans(LESSON, date(2026, 3, 5))
    group = here.api.group("Team onderbouw", [els.person, here.api.person("Daan", language="nl")], bot=True)
    els.person.says(command, group)
    here.settle()
    assert group.last_of_bot.text == "Dat blijft tussen jou en mij. Open even de privéchat."
    assert els.last.text.startswith(("Van jou, en van niemand anders.", "De volgende vraag komt"))
    assert not [one for one in group.messages if LESSON in one.text]


# All of it away.


def test_everything_away_and_a_new_start(town: Found) -> None:
    here = town()
    els = subscribed(here)
    els.plans(LESSON, date(2026, 3, 5))
    noting(els, LAUGHED)
    daan = here.api.person("Daan", language="nl", started=True)
    group = here.api.group("Team onderbouw", [els.person, daan], bot=True)
    els.person.says("/kring", group)
    here.settle()
    els.person.taps("Ja, maak een kring", group.last_of_bot)
    here.settle()
    els.says("/mijn")
    assert "Team onderbouw" in "".join(els.walks("Mijn kringen").labels)
    els.says("/mijn")
    els.walks("Alles van mij", "Gooi alles weg")
    assert els.taps("Ja, alles weg").answer == "Het is weg. Je begint weer met een schone lei."
    els.news()
    assert els.until(date(2026, 4, 1), "12:00") == []
    fresh = els.says("/mijn").text
    assert "Er staan geen plannen open." in fresh
    assert els.walks("Mijn kringen").text.startswith("Je zit nog niet in een kring.")
    els.says("/mijn")
    assert els.walks("Mijn notities").text.startswith("Nog een lege bladzijde.")
    old = next(one for one in els.messages if one.text.startswith("Jouw notities") or "Lees terug" in one.labels)
    assert LAUGHED not in els.walks(old.labels[0]).text
    els.says("/nudge")
    els.taps("Ja, graag")
    els.news()
    assert len(els.until(date(2026, 4, 3), "12:00")) == 1


# Nobody else's eyes.


def test_nothing_of_it_is_in_a_log_or_readable_in_the_database(town: Found, collected: Collector) -> None:
    here = town()
    els = subscribed(here)
    els.plans(LESSON, date(2026, 3, 5))
    here.api.fault("sendMessage", "500", times=2)
    els.until(date(2026, 3, 6), "18:00")
    els.taps("Gedaan")
    els.says(LAUGHED)
    here.restarts()
    noting(els, WOBBLED)
    els.walks("Lees terug", "Zoek een woord")
    els.says("wiebelde")
    stored = b"".join(file.read_bytes() for file in here.folder.glob("beurtelings.sqlite*"))
    logged = [everything(record) for record in collected.records if record.name.partition(".")[0] in OURS]
    assert logged
    for words in (LESSON, *LAUGHED.split("\n"), WOBBLED, "wiebelde"):
        assert words.encode() not in stored
        assert not any(words in line for line in logged)
