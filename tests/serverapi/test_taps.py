"""A tap on a button, and the one answer to it."""

from __future__ import annotations

import pytest

from tests.botapi import BotApi, Clock, Group, Impossible, Person
from tests.serverapi.client import Waiting, card_in, keyboard, refused


def test_a_tap_gets_one_answer(bot: Waiting, group: Group, daan: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar", "Ik pas"))
    tap = daan.taps("Ik", card)
    (update,) = bot.hears()
    query = update.callback_query
    assert (query.data, query.from_user.id, query.message.message_id) == ("data Ik pas", daan.id, card.id)
    assert not tap.answered
    bot.answer_callback_query(query.id, "Goed hoor", show_alert=True)
    assert (tap.answered, tap.answer, tap.alert) == (True, "Goed hoor", True)
    with refused("Query is too old and response timeout expired or query id is invalid"):
        bot.answer_callback_query(query.id)


@pytest.mark.parametrize(("seconds", "answered"), [(15, True), (15.1, False)])
def test_a_tap_waits_so_long(
    clock: Clock, bot: Waiting, group: Group, noor: Person, seconds: float, answered: bool
) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    clock.advance(seconds=seconds)
    if answered:
        bot.answer_callback_query(tap.id)
    else:
        with refused("Query is too old"):
            bot.answer_callback_query(tap.id)
    assert (tap.answered, tap.answer) == (answered, None)


def test_an_answer_is_short(bot: Waiting, group: Group, noor: Person) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    with refused("Message_too_long"):
        bot.answer_callback_query(tap.id, "x" * 201)
    bot.answer_callback_query(tap.id, "x" * 200)


def test_the_same_press_can_come_twice(api: BotApi, bot: Waiting, group: Group, noor: Person) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    second = api.deliver_again(tap)
    first_update, second_update = bot.hears()
    assert first_update.update_id != second_update.update_id
    assert first_update.callback_query.data == second_update.callback_query.data
    assert second is not None
    assert second.id == second_update.callback_query.id


def test_a_button_that_was_there_a_moment_ago_can_be_pressed(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar"))
    bot.edit_message_text("verder", group.id, card.id)
    with pytest.raises(Impossible, match="No button"):
        noor.taps("Klaar", card)
    assert noor.taps("Klaar", card, stale=True).data == "data Klaar"


def test_only_who_is_there_can_press(api: BotApi, bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar"))
    with pytest.raises(Impossible, match="is not in"):
        api.person("Sam").taps("Klaar", card)
