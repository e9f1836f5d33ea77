"""What was sent is changed, pinned or taken away."""

from __future__ import annotations

import pytest
from telegram import ForceReply

from tests.botapi import Clock, Group, Person
from tests.serverapi.client import PNG, Waiting, card_in, keyboard, refused


def test_an_edit_changes_the_card_in_place(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, "een", reply_markup=keyboard("Klaar"))
    bot.edit_message_text("<i>twee</i>", group.id, card.id, parse_mode="HTML")
    assert (card.text, card.labels, card.edited, card.earlier[0].text) == ("twee", [], 1, "een")
    bot.edit_message_reply_markup(group.id, card.id, reply_markup=keyboard("Verder"))
    assert (card.text, card.labels, card.edited) == ("twee", ["Verder"], 2)
    assert len(group.messages) == 1


def test_an_edit_without_a_change_is_an_error(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    with refused("Message is not modified"):
        bot.edit_message_text("<b>een</b> ", group.id, card.id, parse_mode="HTML", reply_markup=keyboard("Klaar"))
    with refused("Message is not modified"):
        bot.edit_message_reply_markup(group.id, card.id, reply_markup=keyboard("Klaar"))
    assert card.edited == 0


@pytest.mark.parametrize(("text", "words"), [("", "Message text is empty"), ("x" * 4097, "Message_too_long")])
def test_an_edit_has_the_same_limits(bot: Waiting, group: Group, text: str, words: str) -> None:
    card = card_in(bot, group)
    with refused(words):
        bot.edit_message_text(text, group.id, card.id)


def test_what_is_gone_or_not_ours_cannot_be_edited(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group)
    said = noor.says("mijn woorden", group)
    asking = card_in(bot, group, reply_markup=ForceReply())
    photo = bot.send_photo(group.id, PNG)
    noor.deletes(card)
    for number, words in (
        (card.id, "Message to edit not found"),
        (said.id, "Message can't be edited"),
        (asking.id, "Message can't be edited"),
        (photo.message_id, "There is no text in the message to edit"),
    ):
        with refused(words):
            bot.edit_message_text("anders", group.id, number)


def test_only_young_messages_can_be_deleted(clock: Clock, bot: Waiting, group: Group, noor: Person) -> None:
    young, old = card_in(bot, group), card_in(bot, group)
    said = noor.says("mijn woorden", group)
    with refused("Message can't be deleted"):
        bot.delete_message(group.id, said.id)
    bot.delete_message(group.id, young.id)
    assert group.messages == [old, said]
    with refused("Message to delete not found"):
        bot.delete_message(group.id, young.id)
    clock.advance(hours=48)
    with refused("Message can't be deleted"):
        bot.delete_message(group.id, old.id)


def test_pinning_takes_an_admin(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    with refused("Not enough rights to manage pinned messages"):
        bot.pin_chat_message(group.id, card.id)
    group.promotes_bot()
    bot.hears()
    bot.pin_chat_message(group.id, card.id)
    (line,) = bot.hears()
    assert card.pinned
    assert line.message.pinned_message.message_id == card.id


def test_an_edit_takes_inline_buttons_only(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    with refused("inline keyboard expected"):
        bot.edit_message_text("hoi", group.id, card.id, reply_markup=ForceReply())


def test_an_admin_cleans_up_after_others(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("mijn woorden", group)
    group.promotes_bot()
    bot.delete_message(group.id, said.id)
    assert said.deleted


def test_a_bot_is_not_told_of_deletions(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("/begin", group)
    bot.hears()
    noor.deletes(said)
    assert bot.hears() == []
