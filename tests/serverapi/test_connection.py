"""The line between client and server: who gets in, and all the trouble that can be ordered on it."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request

import pytest
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from tests.botapi import BotApi, Group, Kind, Person, forbidden
from tests.serverapi.client import Waiting, client, refused


def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    async def start() -> None:
        async with client(api, "1:wrong"):
            pass

    with refused("was rejected by the server", InvalidToken):
        asyncio.run(start())


def test_an_unknown_method_does_not_exist(bot: Waiting) -> None:
    with refused("Not Found", InvalidToken):
        bot.get_my_commands()


def test_json_bodies_are_read_too(api: BotApi, noor: Person) -> None:
    body = json.dumps({"chat_id": noor.id, "text": "dag", "reply_markup": {"force_reply": True}}).encode()
    request = urllib.request.Request(
        f"{api.base_url}{api.token}/sendMessage", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["result"]["text"] == "dag"
    assert noor.chat.last.asks_reply


def test_stopping_ends_a_long_poll() -> None:
    async def poll(api: BotApi) -> None:
        async with client(api) as bot:
            with pytest.raises(NetworkError):
                await bot.get_updates(timeout=20)

    with BotApi() as api:
        thread = threading.Thread(target=lambda: asyncio.run(poll(api)))
        thread.start()
        api.wait(lambda: api.world.polling)
    thread.join(5)
    assert not thread.is_alive()


# Trouble on the line


@pytest.mark.parametrize(
    ("kind", "error", "delivered"),
    [
        (Kind.UNDELIVERED, NetworkError, 0),
        (Kind.ANSWER_LOST, NetworkError, 1),
        (Kind.ERROR_500, NetworkError, 0),
        (Kind.PAGE_502, NetworkError, 0),
    ],
)
def test_faults(
    api: BotApi, bot: Waiting, noor: Person, kind: Kind, error: type[TelegramError], delivered: int
) -> None:
    fault = api.fault("sendMessage", kind)
    bot.get_me()
    with pytest.raises(error):
        bot.send_message(noor.id, "hoi")
    assert (len(noor.chat.messages), api.calls[-1].fault, fault.hits) == (delivered, kind.value, 1)
    assert api.calls[-1].ok == bool(delivered)
    bot.send_message(noor.id, "hoi")
    assert len(noor.chat.messages) == delivered + 1


def test_a_slow_answer_comes_when_the_test_lets_it(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def send() -> None:
        fault = api.fault("sendMessage", "slow", times=2)
        with pytest.raises(TimedOut):
            await bot.real.send_message(noor.id, "een", read_timeout=0.05)
        waiting = asyncio.create_task(bot.real.send_message(noor.id, "twee"))
        await asyncio.to_thread(api.wait, lambda: len(noor.chat.messages) == 2)
        assert not waiting.done()
        fault.release()
        assert (await waiting).text == "twee"

    bot.run(send())


def test_any_refusal_can_be_ordered(api: BotApi, bot: Waiting, noor: Person, group: Group) -> None:
    api.fault("*", Kind.REFUSED, chat=noor.chat, refusal=forbidden("user is deactivated"))
    bot.send_message(group.id, "hoi")
    with refused("user is deactivated", Forbidden):
        bot.send_message(noor.id, "hoi")
