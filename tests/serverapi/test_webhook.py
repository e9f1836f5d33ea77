"""Updates that are brought instead of fetched."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from telegram.error import Conflict

from tests.botapi import BotApi, Person
from tests.serverapi.client import Waiting, refused


def test_a_webhook_gets_the_updates(api: BotApi, bot: Waiting, noor: Person) -> None:
    heard: list[tuple[str | None, str]] = []
    answers = [500, 200, 200]

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
            self.send_response(answers.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *given: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Ear) as ear:
        thread = threading.Thread(target=ear.serve_forever, args=(0.01,))
        thread.start()
        bot.set_webhook(f"http://127.0.0.1:{ear.server_port}/hook", secret_token="geheim_1")
        noor.says("een")
        noor.says("twee")
        assert api.push() == [500]
        assert bot.get_webhook_info().pending_update_count == 2
        assert api.push() == [200, 200]
        ear.shutdown()
        thread.join()
    assert heard == [("geheim_1", "een"), ("geheim_1", "een"), ("geheim_1", "twee")]
    assert api.pending_updates == []


def test_a_webhook_and_fetching_exclude_each_other(api: BotApi, bot: Waiting, noor: Person) -> None:
    with refused("An HTTPS URL must be provided"):
        bot.set_webhook("http://example.org/hook")
    bot.set_webhook("https://example.org/hook", allowed_updates=["message"])
    with refused("can't use getUpdates method while webhook is active", Conflict):
        bot.get_updates()
    info = bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://example.org/hook", ("message",))
    noor.says("hoi")
    bot.delete_webhook(drop_pending_updates=True)
    assert bot.hears() == []
