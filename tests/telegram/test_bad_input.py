"""What people do that nobody asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.incoming import Message as Incoming
from bot.incoming import Place, Sender
from tests.botapi import Group, Message, Person
from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import Town

ODD = '<b>vet</b> & <a href="x">"{inbrenger}" {0} 100% %s 👩‍🏫🇳🇱 שלום עליכם ‮om‬ \\n </b> &amp; &#60;'


def under_way(here: Town, *, until: str, count: int = 4) -> Players:
    people = six(here)[:count]
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group, example=True)
    players.begin()
    players.play(until_step=until)
    return players


def pair(here: Town, *, until: str) -> tuple[Players, Person, Person]:
    people = six(here, started=True)[:2]
    players = gather(here, people, flow="verhalenderwijs", example=True)
    players.begin()
    players.play(until_step=until)
    teller = players.person(players.session.floor.up or "")
    return players, teller, next(person for person in people if person is not teller)


def group_of(players: Players) -> Group:
    assert isinstance(players.place, Group)
    return players.place


def newest(players: Players, person: Person) -> list[Message]:
    return [message for message in person.chat.all_messages if message.by_bot]


# Out of turn.


def test_text_out_of_turn_stays_out_with_one_mild_line(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    other = next(seat for seat in players.session.present if seat != players.session.floor.up)
    for text in ("Mag ik iets vragen?", "Hallo?"):
        players.say(other, text)
    assert "Hallo?" not in players.record()
    assert "Mag ik iets vragen?" not in players.record()
    told = [message for message in newest(players, players.person(other)) if "aan de beurt. Bewaar" in message.text]
    assert len(told) == 1
    players.play()
    players.check()


def test_a_note_that_was_meant_to_be_private_is_not_taken_in_from_the_group(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    players.say("p2", "Ik zit ergens mee.")
    assert players.record() == []
    assert "Deze stap gaat privé" in newest(players, players.person("p2"))[-1].text
    players.play()
    players.check()


def test_chat_in_a_group_that_does_nothing_with_us_leaves_no_trace(town: Found) -> None:
    here = town()
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    here.settle()
    before = len(group.messages)
    people[3].says("Wie heeft de sleutel?", group)
    here.settle()
    assert len(group.messages) == before + 1
    with here.database.glance() as move:
        assert move.rooms.of_chat(account=f"telegram:{here.api.bot.id}", chat=group.id)
        assert not move.sessions.all_open()


# Buttons.


def test_a_button_of_an_earlier_step_is_answered_and_changes_nothing(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    before = players.session
    consent = next(m for m in group_of(players).messages if "Zo doen we het" in m.text)
    tap = players.person("p1").taps("Ja, prima", consent, stale=True)
    here.settle()
    assert tap.answer == "Deze knop hoort bij iets van daarnet. Kijk even op de nieuwste kaart."
    assert players.session == before


def test_the_same_press_delivered_twice_counts_once(town: Found) -> None:
    here = town()
    players = under_way(here, until="afspraken")
    players.tap("p1", "agree")
    before = players.session
    here.api.deliver_again()
    here.settle()
    assert players.session == before


def test_pressing_again_does_no_harm(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    owner = players.session.floor.up
    assert owner is not None
    players.say(owner, "Oké. Donderdag, kwart over één.")
    tap = players.tap(owner, "done")
    state = players.session.state
    again = tap.again()
    here.settle()
    assert "daarnet" in (again.answer or "")
    assert players.session.state == state == "verhelderen"
    players.play()
    players.check()


def test_a_message_delivered_twice_is_in_the_record_once(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    owner = players.session.floor.up
    assert owner is not None
    players.say(owner, "Oké. Donderdag, kwart over één.")
    here.api.deliver_again()
    here.settle()
    assert players.record().count("Oké. Donderdag, kwart over één.") == 1


def test_a_button_for_another_says_whose_turn_it_is(town: Found) -> None:
    here = town()
    players = under_way(here, until="verhelderen")
    before = players.session
    tap = players.tap("p4", "pass")
    assert tap.answer == "Nu is Els aan de beurt."
    assert players.session == before


def test_a_stranger_cannot_press_anything(town: Found) -> None:
    here = town()
    players = under_way(here, until="verhelderen")
    lou = here.api.person("Lou", language="nl")
    group_of(players).adds(lou)
    tap = lou.taps("Ik pas", players.card())
    here.settle()
    assert tap.answer == "Je doet nu niet mee aan dit gesprek."


@pytest.mark.parametrize(
    "data",
    ["x", "s|", "s|a|b|c|d", "s||||", "b|²|0||", "b|0|0||nietbestaand", "b|1|1|nietbestaand|", "b|99|60||", "|" * 64],
)
def test_data_that_makes_no_sense_is_answered(town: Found, data: str) -> None:
    here = town()
    els = here.api.person("Els", language="nl", started=True)
    els.says("/begin")
    here.settle()
    menu = els.chat.last_of_bot
    assert menu.markup is not None
    object.__setattr__(menu.buttons[0], "data", data)
    tap = els.taps(menu.labels[0], menu)
    here.settle()
    assert tap.answered
    assert not here.sessions()
    assert "ging bij mij iets mis" not in els.chat.last_of_bot.text


# Words.


def test_a_story_of_ten_thousand_characters_comes_over_whole(town: Found) -> None:
    here = town()
    players, teller, listener = pair(here, until="verhaal")
    story = " ".join(f"Zin {number} van een heel lang verhaal over de dinsdagmiddag." for number in range(190))
    sent = [story[at : at + 4096] for at in range(0, len(story), 4096)]
    assert len(story) > 10_000
    for piece in sent:
        teller.says(piece)
    here.settle()
    assert players.record() == sent
    heard = [m.text.removeprefix(f"{teller.first_name}:\n") for m in newest(players, listener)]
    assert "".join(" ".join(heard).split()).count("".join(story.split())) == 1


def test_a_long_note_is_shown_whole_and_once(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus", count=3)
    for start in range(0, 320, 80):
        piece = " ".join(f"Zin {number} van een lange casus & meer." for number in range(start, start + 80))
        players.say("p2", piece, private=True)
    players.play(until_step="inbrenger-kiezen")
    shown = " ".join(message.text for message in group_of(players).cards_of_bot)
    assert all(shown.count(f"Zin {number} van") == 1 for number in range(320))


def test_odd_characters_stay_what_they_are(town: Found) -> None:
    here = town()
    players, teller, listener = pair(here, until="verhaal")
    teller.says(ODD)
    here.settle()
    assert players.record() == [ODD]
    assert newest(players, listener)[-1].text == f"{teller.first_name}:\n{ODD}"


def test_odd_characters_in_a_note(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    players.say("p2", ODD, private=True)
    players.play(until_step="inbrenger-kiezen")
    assert f"Daan: “{ODD}”" in "\n".join(message.text for message in group_of(players).cards_of_bot)
    players.play()
    players.check()


def test_too_much_in_one_message_is_refused_with_a_sentence(town: Found) -> None:
    here = town()
    players, teller, _ = pair(here, until="verhaal")
    place, sender = Place(chat=teller.id, kind="private"), Sender(user=teller.id, name=teller.first_name, language="nl")
    for update, length in ((1, 20_001), (2, 20_000)):
        here.take_in(
            Incoming(
                account=f"telegram:{here.api.bot.id}", update=update, place=place, sender=sender,
                message=900_000 + update, text="x" * length,
            )
        )  # fmt: skip
    here.settle()
    assert [len(words) for words in players.record()] == [20_000]
    assert any("van hooguit 20000 tekens elk" in message.text for message in newest(players, teller))


# What is no text.


def test_voice_and_photo_count_and_are_passed_on(town: Found) -> None:
    here = town()
    players, teller, listener = pair(here, until="verhaal")
    teller.sends_voice()
    here.settle()
    teller.sends_photo(caption="Zo zag het bord eruit")
    here.settle()
    assert [entry.medium for entry in players.session.entries] == ["voice", "photo"]
    heard = newest(players, listener)[-4:]
    assert heard[0].text == f"{teller.first_name} sprak dit in:"
    assert heard[1].attachment is not None
    assert heard[1].attachment.kind == "voice"
    assert heard[2].text == f"{teller.first_name} stuurde een foto:"
    assert heard[3].text == "Zo zag het bord eruit"


def test_a_voice_message_is_named_where_notes_are_shown(town: Found) -> None:
    here = town()
    players = under_way(here, until="casus")
    players.person("p2").sends_voice()
    here.settle()
    players.play(until_step="inbrenger-kiezen")
    assert "Daan: “(spraakbericht)”" in "\n".join(message.text for message in group_of(players).cards_of_bot)
    players.play()


def test_a_sticker_does_not_count(town: Found) -> None:
    here = town()
    players, teller, _ = pair(here, until="verhaal")
    teller.sends_sticker()
    here.settle()
    assert players.session.entries == []
    assert newest(players, teller)[-1].text.startswith("Leuk, maar met een sticker")


def test_a_sticker_in_the_group_is_let_be(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    before = len(group_of(players).messages)
    players.person(players.session.floor.up or "").sends_sticker(players.place)
    here.settle()
    assert len(group_of(players).messages) == before + 1


# Edits.


def test_an_edit_counts_while_the_step_is_open(town: Found) -> None:
    here = town()
    players = under_way(here, until="vertellen")
    owner = players.session.floor.up
    assert owner is not None
    message = players.say(owner, "Het was dinsdag.")
    players.person(owner).edits(message, "Het was woensdag.")
    here.settle()
    assert players.record()[-1] == "Het was woensdag."
    players.tap(owner, "done")
    players.person(owner).edits(message, "Het was donderdag.")
    here.settle()
    assert "Het was woensdag." in players.record()
    assert "Het was donderdag." not in players.record()


def test_an_edit_that_comes_too_late_is_answered_in_private(town: Found) -> None:
    here = town()
    players, teller, _ = pair(here, until="verhaal")
    message = teller.says("Het was dinsdag.")
    here.settle()
    players.tap(players.seat(teller), "done")
    teller.edits(message, "Het was woensdag.")
    here.settle()
    assert "ik laat staan wat er stond" in newest(players, teller)[-1].text


def test_writing_to_the_bot_without_a_conversation_gets_an_answer(town: Found) -> None:
    here = town()
    els = here.api.person("Els", language="nl", started=True)
    els.says("Hallo?")
    here.settle()
    assert "/begin" in els.chat.last_of_bot.text
    els.starts()
    here.settle()
    assert els.chat.last_of_bot.text.startswith("Hoi, ik ben Beurtelings")
    assert here.clock.now() > datetime(2026, 3, 2, tzinfo=UTC)
