"""What is tapped and written on the pages of circles and on somebody's own."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.addressing import WEB
from bot.incoming import Incoming, Tap, Write
from bot.rhythm.saying import CIRCLE, LONGEST_DATA, OWN, Pressed
from bot.web.answering import Answering
from bot.web.given import Form
from bot.web.house import House
from bot.web.mine import Mine
from bot.web.places import MINE, address, ours
from flows.rhythm.circle.state import CircleId
from storage.people import Person

SEARCH = f"{OWN}:search"


class Pressing(Answering):
    def __init__(self, house: House, mine: Mine) -> None:
        super().__init__(house)
        self._mine = mine

    async def _acted(self, request: Request) -> tuple[str, Form, Person | None]:
        form = await self._form(request)
        secret = await self._house.must_be_ours(request, form.get("csrf", ""))
        self._house.must_not_hurry(self._house.acting, secret)
        return secret, form, await self._person(request)

    async def press(self, request: Request) -> Response:
        secret, form, person = await self._acted(request)
        data = form.get("data", "")
        what = Pressed.read(data) if _is_sound(data) else None
        if what is None:
            raise HTTPException(400)
        if person is None:
            return RedirectResponse(MINE, 303)
        return await self._done(request, secret, form, self._tap(request, secret, form, person, data), what.circle)

    def _tap(self, request: Request, secret: str, form: Form, person: Person, data: str) -> Tap:
        update = self._update(secret, form, "press", data)
        return Tap(
            account=WEB, update=update, place=self._place(secret), sender=self._sender(request, person),
            tap=str(update), data=data, message=0,
        )  # fmt: skip

    async def write(self, request: Request) -> Response:
        secret, form, person = await self._acted(request)
        about, text = form.get("about", ""), form.get("text", "").replace("\r\n", "\n").strip()
        kind, _, of = about.partition(":")
        if kind not in (CIRCLE, OWN) or not of or not _is_sound(about):
            raise HTTPException(400)
        if person is None or not text:
            return RedirectResponse(ours(form.get("back", "")), 303)
        if about == SEARCH:
            return await self._mine.found(request, person, text)
        written = Write(
            account=WEB, update=self._update(secret, form, "write", about, text), place=self._place(secret),
            sender=self._sender(request, person), about=about, text=text,
        )  # fmt: skip
        circle = of.partition(":")[0] if kind == CIRCLE else ""
        return await self._done(request, secret, form, written, circle)

    async def _done(self, request: Request, secret: str, form: Form, incoming: Incoming, circle: str) -> Response:
        person = await self._person(request)
        assert person is not None
        # What is somebody's own is answered by something to read.
        back = ours(form.get("back", "")) if circle else MINE
        response = await self.answered(request, secret, incoming, back=back)
        news = form.get("news", "")
        if news.isdecimal() and len(news) < 10:
            await self._house.take(self._tap(request, secret, form, person, f"{OWN}|seen|{news}"))
        if circle and not await self._house.worker.run(self._house.visitors.is_in, CircleId(circle), person):
            response.headers["location"] = address("", "circles")
        return response


def _is_sound(data: str) -> bool:
    return data.isprintable() and len(data.encode()) <= LONGEST_DATA
