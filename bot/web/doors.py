"""The ways in: starting a conversation, joining one, and practising."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.addressing import WEB
from bot.incoming import Begin, Enter, Incoming, Place, Sender
from bot.menu import MANY, MINUTES, PROPOSALS, PURPOSES, SIZES
from bot.outgoing import Opened
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.given import Form, code_in, form_in, name_in, number_in
from bot.web.house import House
from bot.web.offered import by_purpose, form_shown, seats_shown
from bot.web.visitors import (
    address_of,
    csrf_of,
    is_secret,
    keep,
    keep_language,
    language_of,
    new_secret,
    secret_of,
    sender,
    user_of,
)
from flows.engine.script import Script
from flows.engine.session import CLOSED, Session


class Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    # What all pages have.

    def _language(self, request: Request) -> str:
        return language_of(request, self._house.language)

    def _say(self, request: Request, key: str) -> str:
        return catalogue(self._language(request)).say(key)

    def _page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
        secure, language = self._house.secure, self._language(request)
        secret = secret_of(request) or new_secret()
        html = draw(template, language, path=address_of(request), csrf=csrf_of(secret), **context)
        response = HTMLResponse(html, status)
        keep(response, secret, secure=secure)
        keep_language(request, response, language, secure=secure)
        return response

    async def _sent(self, request: Request) -> tuple[str, Form]:
        """Whose form it is, and what was filled in."""
        self._house.knock(request)
        try:
            form = form_in(await request.body())
        except ValueError:
            raise HTTPException(400) from None
        return await self._house.must_be_ours(request, form.get("csrf", "")), form

    async def _known_name(self, request: Request) -> str:
        person = await self._house.worker.run(self._house.visitors.person, secret_of(request))
        return "" if person is None else person.name

    async def _remembered(self, request: Request, secret: str, name: str) -> Sender:
        """From now on this browser is known, by this name."""
        house, language = self._house, self._language(request)
        await house.worker.run(house.visitors.remember, secret, name=name, language=language, at=house.clock.now())
        return sender(secret, name=name, language=language)

    async def _opened(self, incoming: Incoming) -> Response | None:
        """The way to the room that it opened."""
        for outgoing in await self._house.take(incoming) or ():
            if isinstance(outgoing, Opened):
                return RedirectResponse(f"/r/{outgoing.session}", 303)
        return None

    # Starting one.

    async def start(self, request: Request) -> Response:
        return self._page(
            request, "start.html", running=await self._house.worker.run(self._running, secret_of(request))
        )

    def _running(self, secret: str) -> dict[str, str] | None:
        """The conversation this browser is in the middle of."""
        house = self._house
        person = house.visitors.person(secret)
        with house.moves.database.glance() as move:
            for id in move.sessions.of_person(person.id) if person is not None else ():
                session = move.sessions.load(id, lock=False)
                seat = move.seats.seat_of(session=id, person=person.id) if person is not None else None
                if session is not None and seat in session.present:
                    script = house.moves.conversations.script(move, session)
                    return {"url": f"/r/{id}", "title": script.in_language(session.language).title}
        return None

    async def begin(self, request: Request) -> Response:
        """At most two questions, and then what fits."""
        asked = request.query_params
        people, minutes = number_in(asked.get("people", "")), number_in(asked.get("minutes", ""))
        purpose = asked.get("purpose", "") if asked.get("purpose", "") in PURPOSES else ""
        if not people:
            return self._how_many(request)
        if not (minutes or purpose or people == 1):
            return self._how_long(request, people)
        return await self._which(request, people, minutes, purpose, seen=number_in(asked.get("seen", "")))

    def _how_many(self, request: Request) -> Response:
        sizes = [(1, self._say(request, "button.alone")), *SIZES, (MANY, self._say(request, "button.many"))]
        return self._page(request, "begin.html", step="people", sizes=sizes)

    def _how_long(self, request: Request, people: int) -> Response:
        return self._page(
            request, "begin.html", step="how_long", people=people,
            times=[(minutes, self._say(request, f"button.minutes_{minutes}")) for minutes in MINUTES],
            purposes=[(purpose, self._say(request, f"button.purpose_{purpose}")) for purpose in PURPOSES],
        )  # fmt: skip

    async def _which(self, request: Request, people: int, minutes: int, purpose: str, *, seen: int) -> Response:
        house, language = self._house, self._language(request)
        fitting = await house.worker.run(house.shelf.fitting, people=people, minutes=minutes, purpose=purpose)
        seen = seen if seen < len(fitting) else 0
        # After the last ones come the first again.
        following = seen + PROPOSALS if seen + PROPOSALS < len(fitting) else 0
        more = f"/begin?people={people}&minutes={minutes}&purpose={purpose}&seen={following}"
        return self._page(
            request, "begin.html", step="which", people=people,
            proposals=[form_shown(script, language) for script in fitting[seen : seen + PROPOSALS]],
            more_url=more if len(fitting) > PROPOSALS else "", name=await self._known_name(request),
        )  # fmt: skip

    async def begun(self, request: Request) -> Response:
        secret, form = await self._sent(request)
        name, flow = name_in(form), form.get("flow", "")
        if not name:
            return self._nameless(request, people=number_in(form.get("people", "")))
        if await self._house.worker.run(self._house.shelf.scripts.get, flow) is None:
            raise HTTPException(400)
        return await self._begin(request, secret, name, flow)

    def _nameless(self, request: Request, *, people: int) -> Response:
        return self._page(
            request, "error.html", status=422, title=self._say(request, "web.your_name"),
            text=self._say(request, "web.error.no_name"), action_label=self._say(request, "web.back"),
            action_url=f"/begin?people={people}",
        )  # fmt: skip

    async def _begin(self, request: Request, secret: str, name: str, flow: str, *, seat: int = 0) -> Response:
        begin = Begin(
            account=WEB, update=self._house.new_update(), sender=await self._remembered(request, secret, name),
            place=Place(chat=user_of(secret), kind="private"), flow=flow, language=self._language(request),
            practice=seat > 0, seat=seat or 1,
        )  # fmt: skip
        opened = await self._opened(begin)
        if opened is None:
            raise HTTPException(500)
        return opened

    # Joining one.

    async def join(self, request: Request) -> Response:
        return self._page(request, "join.html", error="", code="")

    async def joined(self, request: Request) -> Response:
        _, form = await self._sent(request)
        given = form.get("code", "")
        code = code_in(given)
        if await self._house.worker.run(self._session_of, code) is None:
            error = self._say(request, "web.error.no_code")
            return self._page(request, "join.html", status=404, error=error, code=given[:200])
        return RedirectResponse(f"/j/{code}", 303)

    def _session_of(self, code: str) -> Session | None:
        """What a code leads to: also when the people went on in another conversation meanwhile."""
        with self._house.moves.database.glance() as move:
            id = move.codes.find(code) if code else None
            session = None if id is None else move.sessions.load(id, lock=False)
            if session is None or session.state != CLOSED:
                return session
            successor = move.sessions.open_in(move.sessions.room(session.id))
            return session if successor is None else move.sessions.load(successor, lock=False)

    async def _invitation(self, request: Request) -> tuple[str, Session]:
        who = self._house.knock(request)
        code = code_in(request.path_params["code"])
        session = await self._house.worker.run(self._session_of, code)
        if session is None:
            raise HTTPException(404)
        self._house.knocking.returns(who)
        if session.state == CLOSED:
            raise HTTPException(410)
        if session.room == "group":
            raise HTTPException(409)
        return code, session

    async def invited(self, request: Request) -> Response:
        code, session = await self._invitation(request)
        found = await self._house.worker.run(self._house.visitors.seat, secret_of(request), session.id)
        if found is not None and found[1] in session.present:
            return RedirectResponse(f"/r/{session.id}", 303)
        return await self._ask_in(request, code, session)

    async def _ask_in(
        self, request: Request, code: str, session: Session, *, error: str = "", status: int = 200
    ) -> Response:
        flow = (await self._house.worker.run(self._script, session)).in_language(session.language)
        kind = "lobby.pair" if flow.people.min == flow.people.max else "lobby.people"
        size = catalogue(self._language(request)).say(
            kind, min=flow.people.min, max=flow.people.max, minutes=flow.minutes
        )
        names = [session.seats[seat].name for seat in session.present]
        return self._page(
            request, "invited.html", status=status, code=code, title=flow.title, menu=flow.menu, size=size,
            host=names[:1], names=names, full=len(names) >= flow.people.max, error=error,
            name=await self._known_name(request),
        )  # fmt: skip

    def _script(self, session: Session) -> Script:
        with self._house.moves.database.glance() as move:
            return self._house.moves.conversations.script(move, session)

    async def entered(self, request: Request) -> Response:
        secret, form = await self._sent(request)
        code, session = await self._invitation(request)
        name = name_in(form)
        if not name:
            error = self._say(request, "web.error.no_name")
            return await self._ask_in(request, code, session, error=error, status=422)
        enter = Enter(
            account=WEB, update=self._house.new_update(), sender=await self._remembered(request, secret, name),
            place=Place(chat=user_of(secret), kind="private"), session=session.id,
        )  # fmt: skip
        # Somebody else may have taken the last seat in the meantime.
        return await self._opened(enter) or await self._ask_in(request, *await self._invitation(request), status=409)

    # Practising.

    async def practise(self, request: Request) -> Response:
        house, language = self._house, self._language(request)
        chosen = await house.worker.run(seats_shown, house.shelf, request.query_params.get("flow", ""), language)
        groups = [] if chosen else await house.worker.run(lambda: by_purpose(house.shelf.scripts.values(), language))
        return self._page(request, "practise.html", groups=groups, chosen=chosen)

    async def practised(self, request: Request) -> Response:
        secret, form = await self._sent(request)
        house, flow, seat = self._house, form.get("flow", ""), number_in(form.get("seat", ""))
        chosen = await house.worker.run(seats_shown, house.shelf, flow, self._language(request))
        if chosen is None or not 1 <= seat <= len(chosen["seats"]):
            raise HTTPException(400)
        # Whoever sits in the seat of somebody of the example keeps a name of his or her own.
        return await self._begin(request, secret, await self._known_name(request), flow, seat=seat)

    # Coming back.

    async def personal(self, request: Request) -> Response:
        """Somebody's own link, opened on another device."""
        house, secret = self._house, request.path_params["secret"]
        who = house.knock(request)
        person = await house.worker.run(house.visitors.person, secret) if is_secret(secret) else None
        if person is None:
            raise HTTPException(404)
        house.knocking.returns(who)
        mine = await house.worker.run(house.visitors.person, secret_of(request))
        if mine is not None and mine.id != person.id:
            # Nobody's own place is lost by following a link.
            raise HTTPException(423)
        response = RedirectResponse(f"/r/{person.focus}" if person.focus else "/", 303)
        keep(response, secret, secure=house.secure)
        return response
