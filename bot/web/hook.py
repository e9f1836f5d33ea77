"""What Telegram brings to us, where it does: answered with 200 when it is in, and not before."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Hook:
    secret: str
    take: Callable[[dict[str, Any]], Awaitable[bool]]

    async def brought(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self.secret.encode()):
            return PlainTextResponse("who are you?\n", 403)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            return PlainTextResponse("no update\n", 400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return PlainTextResponse("no update\n", 400)
        taken = await self.take(update)
        return PlainTextResponse("thank you\n" if taken else "later\n", 200 if taken else 503)
