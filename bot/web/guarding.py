"""What holds for every page: nothing from elsewhere, nothing kept by anything in between, and nothing too big."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import calendars
from bot.moves import without_content

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: A chapter of text, in the widest letters there are.
MOST_BYTES = 128 * 1024
#: A calendar with the free days of a school is larger; where one is brought, with the form around it.
BRINGS = re.compile(r"/(?:mine|k/[^/]+)/free")
MOST_BROUGHT = calendars.MOST_BYTES + 4 * 1024


class Guarding:
    def __init__(self, app: ASGIApp, *, secure: Callable[[], bool], failed: Callable[[Request], Response]) -> None:
        self._app, self._secure, self._failed = app, secure, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._add_headers(scope, message)
            await send(message)

        try:
            await self._app(scope, _bounded(receive, _length(scope), _most(scope)), with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            # Told here: whoever logs it further on would add the message, and that can quote what somebody said.
            log.error("a page failed: %s", without_content(error))
            if not begun:
                await self._failed(Request(scope))(scope, receive, with_headers)

    def _add_headers(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        static = scope["path"].startswith("/static/") and message["status"] < 400
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cache-Control"] = "public, max-age=3600" if static else "no-store"
        if self._secure():
            headers["Strict-Transport-Security"] = "max-age=31536000"


def _most(scope: Scope) -> int:
    return MOST_BROUGHT if scope["method"] == "POST" and BRINGS.fullmatch(scope["path"]) else MOST_BYTES


def _length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 10 else MOST_BROUGHT + 1
    return 0


def _bounded(receive: Receive, length: int, most: int) -> Receive:
    """No more is taken in than this, also of a body that does not say how long it is."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        if length > most:
            raise HTTPException(413)
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413)
        return message

    return bounded
