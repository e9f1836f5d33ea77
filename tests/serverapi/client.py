"""The real client, called without await, and small things that these tests often do or say."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from tests.botapi import BotApi, Group, Private

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def refused(words: str, kind: type[TelegramError] = BadRequest) -> Any:
    # The client puts what it hears in lower case, with one capital in front.
    return pytest.raises(kind, match=f"(?i){re.escape(words)}")


def client(api: BotApi, token: str = "") -> Bot:
    # Loading the certificates of the world costs more than all the rest of a test.
    plain: Any = {"verify": False}
    return Bot(
        token or api.token,
        base_url=api.base_url,
        request=HTTPXRequest(httpx_kwargs=plain, connection_pool_size=8),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain, connection_pool_size=8),
    )


class Waiting:
    """The client, called without await."""

    def __init__(self, api: BotApi, runner: asyncio.Runner) -> None:
        self.real = client(api)
        self._runner = runner

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: self.run(getattr(self.real, name)(*given, **named))

    def hears(self) -> list[Any]:
        """Everything new, confirmed at once."""
        found = list(self.get_updates())
        if found:
            self.get_updates(offset=found[-1].update_id + 1)
        return found


@contextmanager
def connected(api: BotApi) -> Iterator[Waiting]:
    with asyncio.Runner() as runner:
        found = Waiting(api, runner)
        found.initialize()
        yield found
        found.shutdown()


def keyboard(*labels: str, **rest: str) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(label, callback_data=f"data {label}") for label in labels]
    buttons += [InlineKeyboardButton(label, url=url) for label, url in rest.items()]
    return InlineKeyboardMarkup([buttons])


def texts(updates: Iterable[Update]) -> list[str]:
    return [update.message.text or "" for update in updates if update.message]


def card_in(bot: Waiting, chat: Group | Private, text: str = "kaart", **rest: Any) -> Any:
    bot.send_message(chat.id, text, **rest)
    return chat.last
