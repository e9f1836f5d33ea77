"""What everything that answers a page has: a language, a form that is ours, and who sent it."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.incoming import Incoming, Place, Sender
from bot.outgoing import Notice, Opened, Outgoing, Toast, Turned
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.given import Form, form_in
from bot.web.house import LARGEST_UPDATE, House
from bot.web.places import address
from bot.web.said import drop_said, keep_said, said_in
from bot.web.visitors import (
    address_of,
    csrf_of,
    keep,
    keep_language,
    language_of,
    new_secret,
    secret_of,
    sender,
    user_of,
)
from storage.people import Person


class Answering:
    def __init__(self, house: House) -> None:
        self._house = house

    def _language(self, request: Request) -> str:
        return language_of(request, self._house.language)

    def _say(self, request: Request, key: str, **fillers: object) -> str:
        return catalogue(self._language(request)).say(key, **fillers)

    def _page(self, request: Request, template: str, *, status: int = 200, path: str = "", **context: Any) -> Response:
        """With what was said in answer to the form that led here, once. A path is where it is shown anew."""
        secure, language = self._house.secure, self._language(request)
        secret = secret_of(request) or new_secret()
        said = said_in(request, secret)
        html = draw(
            template, language, path=path or address_of(request), csrf=csrf_of(secret), once=self._house.new_update(),
            said=said, **context,
        )  # fmt: skip
        response = HTMLResponse(html, status)
        keep(response, secret, secure=secure)
        keep_language(request, response, language, secure=secure)
        if said:
            drop_said(response)
        return response

    # What was sent.

    async def _sent(self, request: Request) -> tuple[str, Form]:
        """Whose form it is, and what was filled in."""
        self._house.knock(request)
        form = await self._form(request)
        return await self._house.must_be_ours(request, form.get("csrf", "")), form

    async def _form(self, request: Request) -> Form:
        try:
            return form_in(await request.body())
        except ValueError:
            raise HTTPException(400) from None

    def _update(self, secret: str, form: Form, *what: str) -> int:
        """The same for a form that is sent once more, so that it is taken in once."""
        once = form.get("once", "")
        if not once:
            return self._house.new_update()
        seen = "\n".join((secret, once, *what)).encode(errors="replace")
        return int.from_bytes(hashlib.sha256(seen).digest()[:8], "big") % LARGEST_UPDATE

    # Who it is.

    async def _person(self, request: Request) -> Person | None:
        return await self._house.worker.run(self._house.visitors.person, secret_of(request))

    async def _known_name(self, request: Request) -> str:
        person = await self._person(request)
        return "" if person is None else person.name

    async def _remembered(self, request: Request, secret: str, name: str) -> Sender:
        """From now on this browser is known, by this name."""
        house, language = self._house, self._language(request)
        await house.worker.run(house.visitors.remember, secret, name=name, language=language, at=house.clock.now())
        return sender(secret, name=name, language=language)

    def _sender(self, request: Request, person: Person) -> Sender:
        return Sender(user=person.user, name=person.name, full_name=person.name, language=self._language(request))

    @staticmethod
    def _place(secret: str) -> Place:
        return Place(chat=user_of(secret), kind="private")

    async def _opened(self, request: Request, incoming: Incoming) -> Response | None:
        """The way to the room that it opened; sent twice, to where somebody is already."""
        told = await self._house.take(incoming)
        if told is None:
            person = await self._person(request)
            return RedirectResponse(f"/r/{person.focus}" if person is not None and person.focus else "/", 303)
        session = next((one.session for one in told if isinstance(one, Opened)), None)
        return None if session is None else RedirectResponse(f"/r/{session}", 303)

    # What came of it.

    async def answered(self, request: Request, secret: str, incoming: Incoming, *, back: str) -> Response:
        """On to the page that it led to, or back; there it says what was said in answer."""
        told = await self._house.take(incoming)
        turned = [one for one in told or () if isinstance(one, Turned)]
        where = address(turned[-1].circle, turned[-1].page) if turned else back
        response = RedirectResponse(where, 303)
        said = "\n".join(text for one in told or () if (text := self._worded(one)))
        keep_said(response, secret, said, secure=self._house.secure)
        return response

    @staticmethod
    def _worded(outgoing: Outgoing) -> str:
        if isinstance(outgoing, Toast):
            return outgoing.text
        if not isinstance(outgoing, Notice):
            return ""
        return "\n".join(catalogue(outgoing.language).say(key, **fillers) for key, fillers in outgoing.lines)
