"""What the bot sends: how long it may be, what comes along with it, and what it answers to."""

from __future__ import annotations

import pytest
from telegram import ForceReply, LinkPreviewOptions, ReplyParameters

from tests.botapi import Group, Person
from tests.serverapi.client import PNG, Waiting, card_in, keyboard, refused


@pytest.mark.parametrize("text", ["", "  \n ", "<b></b>"])
def test_an_empty_text_is_refused(bot: Waiting, noor: Person, text: str) -> None:
    with refused("Message text is empty"):
        bot.send_message(noor.id, text, parse_mode="HTML")


def test_length_is_measured_after_the_marks_in_utf16(bot: Waiting, noor: Person) -> None:
    bot.send_message(noor.id, f"<b>{'👍' * 2048}</b>", parse_mode="HTML")
    with refused("Message is too long"):
        bot.send_message(noor.id, "👍" * 2048 + "x")


def test_captions_are_shorter(bot: Waiting, noor: Person) -> None:
    bot.send_document(noor.id, b"verslag", filename="verslag.md", caption="x" * 1024)
    assert noor.chat.last.attachment is not None
    assert (noor.chat.last.attachment.name, noor.chat.last.attachment.content) == ("verslag.md", b"verslag")
    with refused("Message caption is too long"):
        bot.send_document(noor.id, b"verslag", caption="x" * 1025)


def test_a_photo_is_a_picture(bot: Waiting, noor: Person) -> None:
    sent = bot.send_photo(noor.id, PNG, caption="<b>stap</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    assert (sent.caption, noor.chat.last.labels) == ("stap", ["Klaar"])
    bot.send_photo(noor.id, sent.photo[-1].file_id)
    with refused("Image_process_failed"):
        bot.send_photo(noor.id, b"tekst")
    with refused("File must be non-empty"):
        bot.send_document(noor.id, b"")


def test_small_print_of_a_message_is_kept(bot: Waiting, noor: Person) -> None:
    bot.send_message(
        noor.id,
        "stil",
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=ForceReply(selective=True, input_field_placeholder="Schrijf hier"),
    )
    assert noor.chat.last.silent
    assert noor.chat.last.link_preview == {"is_disabled": True}
    assert noor.chat.last.asks_reply


def test_a_copy_has_the_words_and_not_the_buttons(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group, "<b>woorden</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    copied = bot.copy_message(noor.id, group.id, card.id)
    assert (noor.chat.last.id, noor.chat.last.text, noor.chat.last.labels) == (
        copied.message_id,
        "woorden",
        [],
    )
    assert noor.chat.last.entities == card.entities
    with refused("Message to copy not found"):
        bot.copy_message(noor.id, group.id, 99999)
    with refused("Message can't be copied"):
        bot.copy_message(noor.id, group.id, group.service_messages[0].id)


def test_a_reply_needs_its_message(bot: Waiting, group: Group) -> None:
    with refused("message to be replied not found"):
        bot.send_message(group.id, "hoi", reply_parameters=ReplyParameters(4711))
    lenient = ReplyParameters(4711, allow_sending_without_reply=True)
    assert bot.send_message(group.id, "hoi", reply_parameters=lenient).reply_to_message is None


def test_a_quote_must_be_in_the_message(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("mijn eigen woorden", group)
    bot.send_message(group.id, "mooi", reply_parameters=ReplyParameters(said.id, quote="eigen"))
    with refused("QUOTE_TEXT_INVALID"):
        bot.send_message(group.id, "mooi", reply_parameters=ReplyParameters(said.id, quote="andermans"))


def test_an_action_is_one_of_a_list(bot: Waiting, noor: Person) -> None:
    assert bot.send_chat_action(noor.id, "typing")
    with refused("wrong parameter action"):
        bot.send_chat_action(noor.id, "thinking")
