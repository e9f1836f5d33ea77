"""The test's own means: calls looked back on, waiting for the bot, and the clock."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from telegram.error import Forbidden

from tests.botapi import BotApi, Clock, Person
from tests.serverapi.client import Waiting, client, keyboard


def test_calls_are_kept(api: BotApi, clock: Clock, bot: Waiting, noor: Person, daan: Person) -> None:
    bot.send_message(noor.id, "hoi")
    with pytest.raises(Forbidden):
        bot.send_message(daan.id, "hoi")
    good, bad = api.calls_of("sendMessage")
    assert (good.chat, good.ok, good.error_code, good.at) == (noor.chat, True, None, clock.now())
    assert (bad.chat, bad.ok, bad.error_code) == (daan.chat, False, 403)
    assert bad.description == "Forbidden: bot can't initiate conversation with a user"
    assert good.params["text"] == "hoi"
    assert api.calls_of("sendMessage", daan.chat) == [bad]


def test_waiting_gives_up_with_what_the_bot_did(api: BotApi, bot: Waiting) -> None:
    bot.get_me()
    with pytest.raises(AssertionError, match="getMe ok"):
        api.wait(lambda: False, timeout=0.01)


def test_a_bot_of_its_own_thread_is_waited_for(api: BotApi, noor: Person) -> None:
    async def live() -> None:
        async with client(api) as bot:
            offset: int | None = None
            while True:
                update: Any
                for update in await bot.get_updates(offset=offset, timeout=20):
                    offset = update.update_id + 1
                    if update.callback_query:
                        await bot.answer_callback_query(update.callback_query.id, "Dank je")
                        continue
                    if update.message.text == "stop":
                        return
                    await bot.send_message(noor.id, update.message.text, reply_markup=keyboard("Klaar"))

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    noor.says("hoi")
    api.wait_until_idle()
    assert noor.chat.last_of_bot.text == "hoi"
    assert noor.taps("Klaar", noor.chat.last).wait().answer == "Dank je"
    noor.says("stop")
    thread.join(5)
    assert not thread.is_alive()


def test_a_clock_does_not_run_back(clock: Clock) -> None:
    with pytest.raises(ValueError, match="does not run back"):
        clock.advance(seconds=-1)
