"""A calendar file with free days that somebody brings: the school's, for a circle, or one's own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.addressing import WEB
from bot.calendars import free_days
from bot.incoming import Free
from bot.web.answering import Answering
from bot.web.cards import Shown
from bot.web.given import Form, upload_in
from bot.web.places import address
from bot.web.visitors import secret_of
from flows.rhythm.hours import Days
from storage.people import Person

FREE = "free"
#: A calendar is of another zone perhaps, where it is yesterday still.
SOME = timedelta(days=1)


class Bringing(Answering):
    async def _brought(self, request: Request) -> tuple[str, Form, tuple[Days, ...] | None]:
        """Who brings it, and the days in it; None for what is no calendar."""
        self._house.knock(request)
        self._house.must_not_hurry(self._house.bringing, secret_of(request))
        try:
            form, data = upload_in(request.headers.get("content-type", ""), await request.body())
        except ValueError:
            raise HTTPException(400) from None
        secret = await self._house.must_be_ours(request, form.get("csrf", ""))
        since = self._house.clock.now().date() - SOME
        async with self._house.one_calendar:
            try:
                return secret, form, await asyncio.to_thread(free_days, data, since=since)
            except ValueError:
                return secret, form, None

    async def _freed(
        self, request: Request, person: Person, secret: str, form: Form, days: tuple[Days, ...], *, circle: str = ""
    ) -> Response:
        freed = Free(
            account=WEB, update=self._update(secret, form, FREE, circle, repr(days)), place=self._place(secret),
            sender=self._sender(request, person), days=days, circle=circle,
        )  # fmt: skip
        return await self.answered(request, secret, freed, back=address(circle))

    def _bring(self, request: Request, circle: str = "", *, days: tuple[Days, ...] | None = None, tried: bool) -> Shown:
        """The form for a file; with what was wrong with the one that was tried."""
        error = "" if not tried else "calendar.free_bad" if days is None else "calendar.free_none"
        return {
            "why": self._say(request, "mypage.free_circle" if circle else "mypage.free_own"),
            "action": address(circle, FREE),
            "back": address(circle, "rhythm" if circle else "calendar"),
            "error": self._say(request, error) if error else "",
        }
