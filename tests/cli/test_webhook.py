"""Telegram brings its updates to the pages' address, and they are answered when they are in."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.botapi import BotApi
from tests.botapi.updates import Update
from tests.botapi.webhook import Webhook
from tests.cli.conftest import PATIENCE, TOP, Run, environment, one_sentence
from tests.cli.test_serving import Serving

ADDRESS = "https://school.example"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def post(port: int, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/telegram", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_updates_that_are_brought_are_taken_in_once_and_by_nobody_else(tmp_path: Path) -> None:
    port = free_port()
    with BotApi() as api, subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=TOP, text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        env=environment(tmp_path, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url, TELEGRAM_WEBHOOK="yes",
                        BEURTELINGS_URL=ADDRESS, BEURTELINGS_PORT=str(port)),
    ) as process:  # fmt: skip
        try:
            bot = Serving(process)
            bot.says("ready as @")
            els = api.person("Els", language="nl")
            els.starts()
            api.wait(lambda: api.world.webhook is not None, PATIENCE)
            hook = api.world.webhook
            assert hook is not None
            assert (hook.url, hook.max_connections) == (f"{ADDRESS}/telegram", 1)

            def brought(hook: Webhook, update: Update) -> int:
                return post(port, *hook.request(update))

            first = api.pending_updates[0]
            body, headers = hook.request(first)
            assert post(port, body, {**headers, "X-Telegram-Bot-Api-Secret-Token": "wrong"}) == 403
            assert post(port, b"[]", headers) == 400
            assert post(port, b"{", headers) == 400
            assert set(api.push(brought)) == {200}
            assert post(port, body, headers) == 200, "brought once more, it is known"
            api.wait(lambda: any(message.by_bot for message in els.chat.messages), PATIENCE)
            assert sum(message.by_bot for message in els.chat.messages) == 1
            assert bot.stops() == 0
        finally:
            process.kill()


def test_without_an_address_nothing_can_be_brought(run: Run) -> None:
    one_sentence(run(TELEGRAM_TOKEN="1:x", TELEGRAM_WEBHOOK="yes"), 2, "BEURTELINGS_URL")
    one_sentence(run(TELEGRAM_TOKEN="1:x", TELEGRAM_WEBHOOK="maybe"), 2, "TELEGRAM_WEBHOOK")


def test_who_asks_again_after_a_webhook_is_heard(tmp_path: Path) -> None:
    with BotApi() as api:
        api.world.webhook = Webhook(url="https://elsewhere.example/telegram")
        with subprocess.Popen(
            [sys.executable, "-m", "bot"], cwd=TOP, text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            env=environment(tmp_path, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url),
        ) as process:  # fmt: skip
            try:
                bot = Serving(process)
                bot.says("we ask for them now")
                api.wait(lambda: api.world.polling, PATIENCE)
                assert api.world.webhook is None
                assert bot.stops() == 0
            finally:
                process.kill()
