"""How much may be sent in how much time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from tests.botapi import BotApi, Clock, Group, Limits, Person
from tests.serverapi.client import Waiting, card_in, connected


def retry_after(send: Callable[[], Any]) -> float:
    with pytest.raises(RetryAfter) as caught:
        send()
    assert isinstance(caught.value.retry_after, timedelta)
    return caught.value.retry_after.total_seconds()


def test_a_group_takes_twenty_messages_a_minute(clock: Clock, api: BotApi, bot: Waiting, group: Group) -> None:
    for number in range(20):
        bot.send_message(group.id, str(number))
        clock.advance(seconds=1)
    assert retry_after(lambda: bot.send_message(group.id, "te veel")) == 40
    assert (api.calls[-1].error_code, len(group.messages)) == (429, 20)
    clock.advance(seconds=40)
    bot.send_message(group.id, "weer welkom")
    assert api.sent_in(group) == 20
    assert api.sent_in(group, window_seconds=5) == 5


def test_edits_are_counted_apart(api: BotApi, bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    for number in range(25):
        bot.edit_message_text(str(number), group.id, card.id)
    assert (api.sent_in(group), api.edits_in(group)) == (1, 25)


def test_edits_can_be_made_to_count() -> None:
    with BotApi(limits=Limits(edits_count=True, in_group=2)) as api, connected(api) as bot:
        group = api.group("Team", [api.person("Noor")], bot=True)
        card = card_in(bot, group)
        bot.edit_message_text("een", group.id, card.id)
        assert retry_after(lambda: bot.edit_message_text("twee", group.id, card.id)) == 60


def test_one_person_takes_a_short_burst(clock: Clock, bot: Waiting, noor: Person) -> None:
    for number in range(3):
        bot.send_message(noor.id, str(number))
    assert retry_after(lambda: bot.send_message(noor.id, "te veel")) == 1
    clock.advance(seconds=1)
    bot.send_message(noor.id, "weer een")
    assert retry_after(lambda: bot.send_message(noor.id, "te veel")) == 1


def test_all_chats_together_take_thirty_a_second(clock: Clock, api: BotApi, bot: Waiting) -> None:
    people = [api.person("Noor", started=True) for _ in range(31)]
    for person in people[:30]:
        bot.send_message(person.id, "hoi")
    assert retry_after(lambda: bot.send_message(people[30].id, "hoi")) == 1
    clock.advance(seconds=1)
    bot.send_message(people[30].id, "hoi")


def test_a_flood_can_be_ordered_for_one_chat(
    clock: Clock, api: BotApi, bot: Waiting, group: Group, noor: Person
) -> None:
    card = card_in(bot, group)
    api.flood(group, 30)
    clock.advance(seconds=0.5)
    assert retry_after(lambda: bot.send_message(group.id, "hoi")) == 30
    assert retry_after(lambda: bot.edit_message_text("hoi", group.id, card.id)) == 30
    bot.send_message(noor.id, "de anderen niet")
    clock.advance(seconds=29.5)
    bot.send_message(group.id, "hoi")
