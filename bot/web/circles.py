"""The pages of a circle, for who is in it; and the way in, for who was invited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.addressing import WEB
from bot.desk import Desk
from bot.incoming import Tap
from bot.rhythm import circles
from bot.rhythm.calendar import circle_file
from bot.rhythm.front import CIRCLE_PAYLOAD
from bot.rhythm.saying import about_circle
from bot.web.bringing import FREE, Bringing
from bot.web.cards import CIRCLE_TITLES, Shown, beside, card_shown, title
from bot.web.given import Form, name_in
from bot.web.looking import look
from bot.web.mine import download
from bot.web.places import MINE, address, page_at
from bot.web.qr import qr
from bot.web.visitors import secret_of
from flows.rhythm.circle.state import Circle, CircleId
from flows.rhythm.circle.take import MOST_MEMBERS
from flows.rhythm.words import Card, press
from storage.people import Person

INVITE = "invite"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Somebody who looks at a circle he or she is in."""

    person: Person
    circle: Circle
    language: str


class Circles(Bringing):
    async def _visit(self, request: Request) -> Visit:
        house, id = self._house, request.path_params["circle"]
        circle = await house.worker.run(self._circle, id) if id.isascii() and id.isalnum() else None
        if circle is None:
            raise HTTPException(404)
        person = await self._person(request)
        if person is None or not await house.worker.run(house.visitors.is_in, circle.id, person):
            raise HTTPException(403)
        return Visit(person=person, circle=circle, language=self._language(request))

    def _circle(self, id: str) -> Circle | None:
        with self._house.moves.database.glance() as move:
            return move.circles.load(CircleId(id), lock=False)

    async def page(self, request: Request) -> Response:
        visit = await self._visit(request)
        page = page_at(request.path_params.get("page", ""))
        invite = await self._invitation(visit) if page == INVITE else None
        if page == INVITE and invite is None:
            # There is none before somebody asks for it.
            return RedirectResponse(address(visit.circle.id), 303)
        bring = self._bring(request, visit.circle.id, tried=False) if page == FREE else None
        return await self._sheet(request, visit, page, invite=invite, bring=bring)

    async def brought(self, request: Request) -> Response:
        """The free days of the school."""
        visit = await self._visit(request)
        secret, form, days = await self._brought(request)
        if days:
            return await self._freed(request, visit.person, secret, form, days, circle=visit.circle.id)
        bring = self._bring(request, visit.circle.id, days=days, tried=True)
        return await self._sheet(request, visit, FREE, bring=bring, status=422)

    def _seen(self, visit: Visit, page: str) -> Shown:
        reader, circle = replace(visit.person, language=visit.language), visit.circle

        def see(desk: Desk) -> Shown:
            card = Card(lines=()) if page in (INVITE, FREE) else circles.card(desk, circle, reader, page)
            if card.lines and card.lines[0].key == "circle.title":
                # It is the heading of the page.
                card = replace(card, lines=card.lines[1:])
            if page == "rhythm":
                card = replace(card, rows=beside(card.rows, press("mypage.free", "page", FREE)))
            picture = _rota(circle, visit.language, desk.now) if card.picture == "rota" else ""
            saying = desk.rounds.saying(visit.language, circle.zone)
            shown = card_shown(card, saying, about=about_circle(circle.id))
            if card.awaits == "rules":
                shown["field"]["value"] = "\n".join(circle.rules)
            return {"card": shown, "picture": Markup(picture)}

        return look(self._house, visit.person, see)

    async def file(self, request: Request) -> Response:
        """The meetings, to open in a calendar."""
        visit = await self._visit(request)

        def see(desk: Desk) -> bytes:
            return circle_file(desk.rounds, visit.circle, visit.language, desk.now)

        return download(await self._house.worker.run(look, self._house, visit.person, see), "beurtelings.ics")

    async def _sheet(
        self, request: Request, visit: Visit, page: str, *, invite: Shown | None = None, bring: Shown | None = None,
        status: int = 200,
    ) -> Response:  # fmt: skip
        house, circle = self._house, visit.circle
        shown = await house.worker.run(self._seen, visit, page)
        heading = title(CIRCLE_TITLES, page, visit.language, home=circle.name)
        above = {"label": circle.name, "url": address(circle.id)}
        if heading == circle.name:
            above = {"label": self._say(request, "mypage.title"), "url": MINE}
        return self._page(
            request, "sheet.html", status=status, title=heading, card=shown["card"], picture=shown["picture"], news=[],
            back=address(circle.id, page), above=above, invite=invite, bring=bring, personal_url="",
            waiting=await house.worker.run(house.visitors.news, visit.person),
        )  # fmt: skip

    async def _invitation(self, visit: Visit) -> Shown | None:
        house, id = self._house, visit.circle.id

        def code() -> str | None:
            with house.moves.database.glance() as move:
                return move.codes.circle_code_of(id)

        found = await house.worker.run(code)
        if found is None:
            return None
        link = f"{house.url}/j/{found}"
        telegram = house.telegram_link(f"{CIRCLE_PAYLOAD}{id}") if house.telegram_link is not None else None
        return {"url": link, "code": found, "telegram_url": telegram, "qr_svg": qr(link)}

    # Coming in.

    async def invited(
        self, request: Request, code: str, id: CircleId, *, error: str = "", status: int = 200
    ) -> Response:
        house = self._house
        circle = await house.worker.run(self._circle, id)
        if circle is None:
            raise HTTPException(404)
        person = await self._person(request)
        if person is not None and await house.worker.run(house.visitors.is_in, circle.id, person):
            return RedirectResponse(address(id), 303)
        names = circle.names(circle.present)
        return self._page(
            request, "invited.html", status=status, code=code, title=circle.name, host=[], names=names, size="",
            menu=self._say(request, "mypage.circle"), full=len(names) >= MOST_MEMBERS, error=error,
            name="" if person is None else person.name,
        )  # fmt: skip

    async def entered(self, request: Request, code: str, id: CircleId, form: Form, *, error: str) -> Response:
        if error:
            return await self.invited(request, code, id, error=error, status=422)
        secret = secret_of(request)
        update = self._update(secret, form, "enter", id)
        came = Tap(
            account=WEB, update=update, sender=await self._remembered(request, secret, name_in(form)),
            place=self._place(secret), tap=str(update), data=f"{about_circle(id)}|join|{code}", message=0,
        )  # fmt: skip
        answer = await self.answered(request, secret, came, back=address(id))
        person = await self._person(request)
        if person is not None and await self._house.worker.run(self._house.visitors.is_in, id, person):
            return answer
        # Somebody else may have taken the last place in the meantime.
        return await self.invited(request, code, id, status=409)


def _rota(circle: Circle, language: str, now: datetime) -> str:
    # Who looks at no picture waits for no drawing tools.
    from bot.pictures.rota import svg

    return svg(circle, language, now)
