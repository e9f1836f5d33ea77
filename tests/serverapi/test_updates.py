"""Updates are fetched by one, in order, and until they are confirmed."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.error import Conflict

from tests.botapi import BotApi, Clock, Group, Person
from tests.serverapi.client import Waiting, refused, texts


def test_updates_come_again_until_a_higher_offset_confirms_them(api: BotApi, bot: Waiting, noor: Person) -> None:
    noor.says("een")
    noor.says("twee")
    assert texts(bot.get_updates()) == ["een", "twee"]
    again = bot.get_updates(limit=1)
    assert texts(again) == ["een"]
    assert texts(bot.get_updates(offset=again[0].update_id + 1)) == ["twee"]
    assert [update.json["message"]["text"] for update in api.pending_updates] == ["twee"]


def test_a_negative_offset_forgets_all_but_the_last(bot: Waiting, noor: Person) -> None:
    for text in ("een", "twee", "drie"):
        noor.says(text)
    assert texts(bot.get_updates(offset=-1)) == ["drie"]


def test_an_update_is_kept_for_a_day(clock: Clock, bot: Waiting, noor: Person) -> None:
    noor.says("oud")
    clock.advance(hours=24)
    noor.says("nieuw")
    assert texts(bot.get_updates()) == ["nieuw"]


def test_an_update_can_be_delivered_twice(api: BotApi, bot: Waiting, noor: Person) -> None:
    noor.says("hoi")
    (first,) = bot.hears()
    api.deliver_again()
    (second,) = bot.hears()
    assert (second.update_id, second.message.text) == (first.update_id, "hoi")
    assert bot.hears() == []


def test_only_allowed_updates_are_made(bot: Waiting, noor: Person) -> None:
    bot.get_updates(allowed_updates=["callback_query"])
    noor.says("hoi")
    assert bot.hears() == []
    bot.get_updates(allowed_updates=[])
    noor.says("dag")
    assert texts(bot.hears()) == ["dag"]


def test_who_comes_and_goes_must_be_asked_for(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    team = api.supergroup("Team", [noor], admin=True)
    daan.joins(team)
    bot.hears()
    bot.get_updates(allowed_updates=["message", "chat_member"])
    daan.leaves(team)
    member, line = bot.hears()
    assert member.chat_member.old_chat_member.status == "member"
    assert member.chat_member.new_chat_member.status == "left"
    assert line.message.left_chat_member.id == daan.id


def test_a_bot_that_is_no_admin_hears_of_members_by_service_lines_only(
    bot: Waiting, group: Group, daan: Person
) -> None:
    bot.get_updates(allowed_updates=["message", "chat_member"])
    daan.leaves(group)
    assert [bool(update.chat_member) for update in bot.hears()] == [False]


# Waiting for more


def test_a_second_fetcher_ends_the_first(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def both() -> None:
        first = asyncio.create_task(bot.real.get_updates(timeout=20))
        await asyncio.to_thread(api.wait, lambda: api.world.polling)
        second = asyncio.create_task(bot.real.get_updates(timeout=20))
        with refused("terminated by other getUpdates", Conflict):
            await first
        noor.says("hoi")
        assert texts(list(await second)) == ["hoi"]

    bot.run(both())


def test_a_long_poll_returns_as_soon_as_there_is_something(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def poll() -> list[Update]:
        waiting = asyncio.create_task(bot.real.get_updates(timeout=20))
        await asyncio.to_thread(api.wait_until_idle)
        await asyncio.to_thread(noor.says, "hoi")
        return list(await waiting)

    assert texts(bot.run(poll())) == ["hoi"]
