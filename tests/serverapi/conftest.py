"""A pretended Telegram with a bot, people and groups in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.botapi import BotApi, Clock, Group, Person
from tests.serverapi.client import Waiting, connected


@pytest.fixture(autouse=True)
def _time_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it the client warns while it makes a RetryAfter, and here a warning is an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> Iterator[BotApi]:
    with BotApi(clock) as found:
        yield found


@pytest.fixture
def bot(api: BotApi) -> Iterator[Waiting]:
    with connected(api) as found:
        yield found


@pytest.fixture
def noor(api: BotApi) -> Person:
    return api.person("Noor", language="nl", started=True)


@pytest.fixture
def daan(api: BotApi) -> Person:
    return api.person("Daan")


@pytest.fixture
def group(api: BotApi, noor: Person, daan: Person, bot: Waiting) -> Group:
    found = api.group("Team onderbouw", [noor, daan], bot=True)
    bot.hears()
    return found


@pytest.fixture
def forum(api: BotApi, noor: Person, daan: Person, bot: Waiting) -> Group:
    found = api.forum("Sectie Nederlands", [noor, daan], bot=True)
    bot.hears()
    return found
