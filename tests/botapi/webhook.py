"""Updates that go to the bot's own address instead of being fetched."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass

from .errors import bad_request
from .updates import Update

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ADDRESS = re.compile(r"https://[^/\s]+|http://(?:127\.0\.0\.1|localhost)[:/]")


@dataclass(frozen=True, kw_only=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40

    def __post_init__(self) -> None:
        # Telegram demands HTTPS; loopback is let through because tests live there.
        if not _ADDRESS.match(self.url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")

    def request(self, update: Update) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        return json.dumps(update.json).encode(), headers

    def post(self, update: Update) -> int:
        """The status the bot answered with, or 0 when nobody answered."""
        body, headers = self.request(update)
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0
