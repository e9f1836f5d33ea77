"""The ways in: starting a conversation, joining one, and practising."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.addressing import WEB
from bot.incoming import Begin, Enter
from bot.menu import MANY, MINUTES, PROPOSALS, PURPOSES, SIZES
from bot.texts import catalogue
from bot.web.answering import Answering
from bot.web.circles import Circles
from bot.web.given import Form, code_in, name_in, number_in
from bot.web.house import House
from bot.web.offered import by_purpose, form_shown, seats_shown
from bot.web.places import MINE
from bot.web.visitors import is_secret, keep, secret_of
from flows.engine.script import Script
from flows.engine.session import CLOSED, Session
from flows.rhythm.circle.state import CircleId


class Doors(Answering):
    def __init__(self, house: House, circles: Circles) -> None:
        super().__init__(house)
        self._circles = circles

    # Starting one.

    async def start(self, request: Request) -> Response:
        running, news = await self._house.worker.run(self._known, secret_of(request))
        return self._page(request, "start.html", running=running, news=news)

    def _known(self, secret: str) -> tuple[dict[str, str] | None, int]:
        """The conversation this browser is in the middle of, and how much there is to read on its own page."""
        person = self._house.visitors.person(secret)
        return self._running(secret), 0 if person is None else self._house.visitors.news(person)

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
        return await self._begin(request, secret, name, form)

    def _nameless(self, request: Request, *, people: int) -> Response:
        return self._page(
            request, "error.html", status=422, title=self._say(request, "web.your_name"),
            text=self._say(request, "web.error.no_name"), action_label=self._say(request, "web.back"),
            action_url=f"/begin?people={people}",
        )  # fmt: skip

    async def _begin(self, request: Request, secret: str, name: str, form: Form, *, seat: int = 0) -> Response:
        flow = form.get("flow", "")
        begin = Begin(
            account=WEB, update=self._update(secret, form, "begin", flow, str(seat)), place=self._place(secret),
            sender=await self._remembered(request, secret, name), flow=flow, language=self._language(request),
            practice=seat > 0, seat=seat or 1,
        )  # fmt: skip
        opened = await self._opened(request, begin)
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
        if await self._house.worker.run(self._lead, code) is None:
            error = self._say(request, "web.error.no_code")
            return self._page(request, "join.html", status=404, error=error, code=given[:200])
        return RedirectResponse(f"/j/{code}", 303)

    def _lead(self, code: str) -> Session | CircleId | None:
        """What a code leads to: also when the people went on in another conversation meanwhile."""
        with self._house.moves.database.glance() as move:
            id = move.codes.find(code) if code else None
            if id is None:
                return move.codes.find_circle(code) if code else None
            session = move.sessions.load(id, lock=False)
            if session is None or session.state != CLOSED:
                return session
            successor = move.sessions.open_in(move.sessions.room(session.id))
            return session if successor is None else move.sessions.load(successor, lock=False)

    async def _invitation(self, request: Request) -> tuple[str, Session | CircleId]:
        who = self._house.knock(request)
        code = code_in(request.path_params["code"])
        lead = await self._house.worker.run(self._lead, code)
        if lead is None:
            raise HTTPException(404)
        self._house.knocking.returns(who)
        if isinstance(lead, Session) and lead.state == CLOSED:
            raise HTTPException(410)
        if isinstance(lead, Session) and lead.room == "group":
            raise HTTPException(409)
        return code, lead

    async def invited(self, request: Request) -> Response:
        code, lead = await self._invitation(request)
        if not isinstance(lead, Session):
            return await self._circles.invited(request, code, lead)
        found = await self._house.worker.run(self._house.visitors.seat, secret_of(request), lead.id)
        if found is not None and found[1] in lead.present:
            return RedirectResponse(f"/r/{lead.id}", 303)
        return await self._ask_in(request, code, lead)

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
        code, lead = await self._invitation(request)
        name = name_in(form)
        error = "" if name else self._say(request, "web.error.no_name")
        if not isinstance(lead, Session):
            return await self._circles.entered(request, code, lead, form, error=error)
        if error:
            return await self._ask_in(request, code, lead, error=error, status=422)
        enter = Enter(
            account=WEB, update=self._update(secret, form, "enter", lead.id), place=self._place(secret),
            sender=await self._remembered(request, secret, name), session=lead.id,
        )  # fmt: skip
        # Somebody else may have taken the last seat in the meantime.
        return await self._opened(request, enter) or await self._full(request)

    async def _full(self, request: Request) -> Response:
        code, lead = await self._invitation(request)
        assert isinstance(lead, Session)
        return await self._ask_in(request, code, lead, status=409)

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
        return await self._begin(request, secret, await self._known_name(request), form, seat=seat)

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
        response = RedirectResponse(f"/r/{person.focus}" if person.focus else MINE, 303)
        keep(response, secret, secure=house.secure)
        return response
