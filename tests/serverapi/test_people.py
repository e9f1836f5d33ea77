"""What people do: open the door and shut it, follow a link, and say what they like as far as Telegram lets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram.error import Forbidden

from tests.botapi import BotApi, Group, Impossible, Person
from tests.serverapi.client import Waiting, card_in, keyboard, refused, texts

# First words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (lambda person: None, "bot can't initiate conversation with a user"),
        (lambda person: (person.starts(), person.blocks()), "bot was blocked by the user"),
    ],
)
def test_who_did_not_open_the_door_is_not_reached(
    bot: Waiting, daan: Person, before: Callable[[Person], None], words: str
) -> None:
    before(daan)
    with refused(words, Forbidden):
        bot.send_message(daan.id, "hoi")
    assert daan.chat.cards_of_bot == []


def test_blocking_and_coming_back_are_told(bot: Waiting, noor: Person) -> None:
    noor.blocks()
    noor.starts()
    block, unblock, start = bot.hears()
    assert block.my_chat_member.new_chat_member.status == "kicked"
    assert unblock.my_chat_member.new_chat_member.status == "member"
    assert start.message.text == "/start"
    bot.send_message(noor.id, "welkom terug")


def test_an_unknown_chat_is_not_found(bot: Waiting) -> None:
    with refused("Chat not found"):
        bot.send_message(42, "hoi")


def test_deep_links_carry_their_payload(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    daan.opens(api.link("Seat_1-a"))
    assert texts(bot.hears()) == ["/start Seat_1-a"]
    team = api.group("Team", [noor])
    noor.opens(api.link("circle", group=True), team)
    mine, entered, command = bot.hears()
    assert mine.my_chat_member.new_chat_member.status == "member"
    assert entered.message.new_chat_members[0].id == api.bot.id
    assert command.message.text == "/start@beurtelings_bot circle"


@pytest.mark.parametrize("payload", ["x" * 65, "a b", "a=b"])
def test_a_payload_that_telegram_would_drop_is_noticed(api: BotApi, daan: Person, payload: str) -> None:
    with pytest.raises(Impossible):
        daan.opens(api.link(payload))


def test_a_button_with_a_deep_link_opens_it(api: BotApi, bot: Waiting, group: Group, daan: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard(Privé=api.link("seat")))
    tap = daan.taps("Privé", card)
    assert tap.url == api.link("seat")
    assert texts(bot.hears()) == ["/start seat"]


# Who they are and what they say


def test_ids_do_not_fit_in_32_bits(api: BotApi) -> None:
    people = [api.person("Noor"), api.person("Noor")]
    groups = [api.group("Team", people), api.group("Team", people), api.supergroup("Team", people)]
    assert [person.id > 2**32 for person in people] == [True, False]
    assert [group.id < -(2**32) for group in groups] == [True, False, True]


def test_namesakes_are_told_apart_by_id(api: BotApi, bot: Waiting) -> None:
    first, second = (api.person("Noor", started=True) for _ in range(2))
    first.says("hoi")
    second.says("hoi")
    users = [update.message.from_user for update in bot.hears()]
    assert [user.first_name for user in users] == ["Noor", "Noor"]
    assert [user.id for user in users] == [first.id, second.id]


def test_supergroups_number_their_own_messages(api: BotApi, bot: Waiting, noor: Person) -> None:
    one, two = (api.supergroup("Team", [noor], admin=True) for _ in range(2))
    assert noor.says("hoi", one).id == noor.says("hoi", two).id


def test_voice_photo_and_sticker(bot: Waiting, noor: Person) -> None:
    noor.sends_voice()
    noor.sends_photo(caption="het bord")
    noor.sends_sticker()
    voice, photo, sticker = (update.message for update in bot.hears())
    assert (voice.voice.mime_type, photo.caption, sticker.sticker.emoji) == ("audio/ogg", "het bord", "👍")
    assert photo.photo
    assert voice.text is photo.text is sticker.text is None


def test_an_anonymous_admin_speaks_as_the_group(bot: Waiting, group: Group, noor: Person, daan: Person) -> None:
    noor.says("/begin", group, anonymously=True)
    (update,) = bot.hears()
    assert update.message.from_user.id == 1087968824
    assert update.message.sender_chat.id == group.id
    with pytest.raises(Impossible):
        daan.says("/begin", group, anonymously=True)


def test_an_edit_may_change_nothing(bot: Waiting, noor: Person) -> None:
    said = noor.says("hoi")
    noor.edits(said, "hoi")
    _, edit = bot.hears()
    assert (edit.edited_message.text, edit.edited_message.edit_date) == ("hoi", edit.edited_message.date)


def test_commands_and_addresses_are_marked(bot: Waiting, noor: Person) -> None:
    noor.says("/begin 👍 @daan_b noor@school.nl https://example.org")
    (update,) = bot.hears()
    marks = [(str(one.type), update.message.parse_entity(one)) for one in update.message.entities]
    assert [what for _, what in marks] == ["/begin", "@daan_b", "noor@school.nl", "https://example.org"]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda daan, group: daan.says("hoi"),
        lambda daan, group: daan.says(" ", group),
        lambda daan, group: daan.edits(group.owner.says("hoi", group), "anders"),
        lambda daan, group: daan.joins(group),
        lambda daan, group: daan.blocks(),
        lambda daan, group: group.topic("Intervisie"),
    ],
)
def test_people_cannot_do_the_impossible(
    group: Group, daan: Person, attempt: Callable[[Person, Group], object]
) -> None:
    with pytest.raises(Impossible):
        attempt(daan, group)
