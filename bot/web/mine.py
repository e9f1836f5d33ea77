"""The pages that are somebody's own: what there is to read, plans, questions, the diary, circles and a calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.desk import Desk
from bot.rhythm import diary, own
from bot.rhythm.calendar import feed_of
from bot.rhythm.saying import OWN
from bot.web.bringing import FREE, Bringing
from bot.web.cards import OWN_TITLES, Shown, beside, card_shown, news_shown, title
from bot.web.given import name_in
from bot.web.looking import look
from bot.web.places import MINE, address, page_at
from bot.web.visitors import secret_of
from flows.rhythm.words import Card, press
from storage.people import Person

SEARCH = "search"
CALENDAR = "text/calendar"
KINDS = {"md": "text/markdown", "ics": CALENDAR}


#: What a page shows, to whom.
See = Callable[[Desk, Person], Card]


class Mine(Bringing):
    async def page(self, request: Request) -> Response:
        person = await self._person(request)
        if person is None:
            return self._newcomer(request)
        page = page_at(request.path_params.get("page", ""))
        if page == FREE:
            return await self._shown(request, person, page, _nothing, bring=self._bring(request, tried=False))
        return await self._shown(request, person, page, lambda desk, reader: own.own_card(desk, reader, page))

    async def brought(self, request: Request) -> Response:
        """Free days out of a calendar of one's own."""
        person = await self._person(request)
        if person is None:
            return RedirectResponse(MINE, 303)
        secret, form, days = await self._brought(request)
        if days:
            return await self._freed(request, person, secret, form, days)
        bring = self._bring(request, days=days, tried=True)
        return await self._shown(request, person, FREE, _nothing, bring=bring, status=422)

    async def found(self, request: Request, person: Person, word: str) -> Response:
        """What somebody looks for is nobody's business: it is in no address."""

        def see(desk: Desk, reader: Person) -> Card:
            return diary.found(desk.move, reader, desk.rounds.drawer_of(desk.move, reader, desk.now), word)

        return await self._shown(request, person, SEARCH, see)

    async def _shown(
        self, request: Request, person: Person, page: str, see: See, *, bring: Shown | None = None, status: int = 200
    ) -> Response:
        language = self._language(request)
        reader = replace(person, language=language)

        def seen(desk: Desk) -> Shown:
            drawer = desk.rounds.drawer_of(desk.move, reader, desk.now)
            card = see(desk, reader)
            if page == "calendar":
                card = replace(card, rows=beside(card.rows, press("calendar.free", "page", FREE)))
            news = [news_shown(one, about=OWN) for one in reversed(drawer.news)]
            return {"card": card_shown(card, desk.rounds.saying(language, drawer.zone), about=OWN), "news": news}

        shown = await self._house.worker.run(look, self._house, person, seen)
        home = self._say(request, "mypage.title")
        heading = title(OWN_TITLES, page, language, home=home)
        at_home = page.partition(" ")[0] not in OWN_TITLES
        return self._page(
            request, "sheet.html", status=status, title=heading, back=address("", page), card=shown["card"],
            path=address("", SEARCH) if page == SEARCH else "",
            above=None if at_home else {"label": home, "url": MINE}, news=shown["news"] if at_home else [],
            waiting=0 if at_home else len(shown["news"]), bring=bring, invite=None,
            personal_url=f"{self._house.url}/me/{secret_of(request)}" if at_home else "", picture="",
        )  # fmt: skip

    # Somebody new.

    def _newcomer(self, request: Request, *, error: str = "", status: int = 200) -> Response:
        return self._page(request, "newcomer.html", status=status, error=error)

    async def named(self, request: Request) -> Response:
        secret, form = await self._sent(request)
        name = name_in(form)
        if not name:
            return self._newcomer(request, error=self._say(request, "web.error.no_name"), status=422)
        if await self._person(request) is None:
            await self._remembered(request, secret, name)
        return RedirectResponse(MINE, 303)

    # To take along.

    async def file(self, request: Request) -> Response:
        person, name = await self._person(request), request.path_params["name"]
        action = next((action for action, (file, _) in own.FILES.items() if file == name), None)
        if person is None or action is None:
            raise HTTPException(404)
        reader = replace(person, language=self._language(request))
        data = await self._house.worker.run(look, self._house, person, lambda desk: own.file(desk, reader, action))
        return download(data, name)

    async def calendar(self, request: Request) -> Response:
        """For a calendar program, which has no cookie: the address itself is the secret."""
        who = self._house.knock(request)
        data = await self._house.worker.run(self._feed, request.path_params["secret"])
        if data is None:
            raise HTTPException(404)
        self._house.knocking.returns(who)
        return Response(data, media_type=CALENDAR)

    def _feed(self, secret: str) -> bytes | None:
        moves = self._house.moves
        with moves.database.glance() as move:
            id = move.feeds.person(secret)
            person = None if id is None else move.people.get(id)
            drawer = None if person is None else move.drawers.load(person.id, lock=False)
            if person is None or drawer is None:
                return None
            return feed_of(moves.conversations.rounds, move, person, drawer, self._house.clock.now())


def _nothing(desk: Desk, reader: Person) -> Card:
    return Card(lines=())


def download(data: bytes, name: str) -> Response:
    kind = KINDS[name.rpartition(".")[2]]
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
