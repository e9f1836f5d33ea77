"""The ways in: starting a conversation, joining one, and practising."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.addressing import WEB
from bot.incoming import Begin, Enter, Incoming, Place
from bot.joining import LONGEST_NAME
from bot.menu import MANY, MINUTES, PROPOSALS, PURPOSES, SIZES
from bot.outgoing import Opened
from bot.pages import CODE_ALPHABET, CODE_LENGTH
from bot.practice.example import whole_example
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.house import House
from bot.web.visitors import (
    SECRET_LENGTH,
    TONGUE,
    csrf_of,
    keep,
    language_of,
    new_secret,
    secret_of,
    sender,
    user_of,
)
from flows.engine.script import Script
from flows.engine.session import CLOSED, Session

Form = dict[str, str]

#: Practised first: a pair and a group.
FIRST = ("verhalenderwijs", "intervisie")


class Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    # What all pages have.

    def _page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
        house = self._house
        language = language_of(request, house.language)
        secret = secret_of(request) or new_secret()
        query = "&".join(f"{key}={value}" for key, value in request.query_params.items() if key != TONGUE)
        path = f"{request.url.path}?{query}" if query else request.url.path
        html = draw(template, language, path=path, csrf=csrf_of(secret), **context)
        response = HTMLResponse(html, status)
        keep(response, secret, secure=house.secure)
        if TONGUE in request.query_params:
            response.set_cookie(TONGUE, language, max_age=365 * 24 * 3600, samesite="lax", secure=house.secure)
        return response

    async def _form(self, request: Request) -> tuple[str, Form]:
        house = self._house
        house.must_not_hurry(house.knocking, request.client.host if request.client else "")
        try:
            form = dict(parse_qsl((await request.body()).decode(), max_num_fields=10))
        except ValueError:
            raise HTTPException(400) from None
        return await house.must_be_ours(request, form.get("csrf", "")), form

    async def _remember(self, secret: str, name: str, language: str) -> None:
        house = self._house
        await house.worker.run(house.visitors.remember, secret, name=name, language=language, at=house.clock.now())

    async def _let_in(self, incoming: Incoming) -> Response:
        """To the room that it opened."""
        for outgoing in await self._house.take(incoming):
            if isinstance(outgoing, Opened):
                return RedirectResponse(f"/r/{outgoing.session}", 303)
        raise HTTPException(410)

    # The pages.

    async def start(self, request: Request) -> Response:
        return self._page(request, "start.html")

    async def begin(self, request: Request) -> Response:
        """At most two questions, and then what fits."""
        say = catalogue(language_of(request, self._house.language)).say
        asked = request.query_params
        people, minutes, seen = (_number(asked.get(name, "")) for name in ("people", "minutes", "seen"))
        purpose = asked.get("purpose", "") if asked.get("purpose", "") in PURPOSES else ""
        if not people:
            sizes = [(1, say("button.alone")), *SIZES, (MANY, say("button.many"))]
            return self._page(request, "begin.html", step="people", sizes=sizes)
        if not (minutes or purpose or people == 1):
            return self._page(
                request, "begin.html", step="how_long", people=people,
                times=[(m, say(f"button.minutes_{m}")) for m in MINUTES],
                purposes=[(p, say(f"button.purpose_{p}")) for p in PURPOSES],
            )  # fmt: skip
        fitting = await self._house.worker.run(
            self._house.shelf.fitting, people=people, minutes=minutes, purpose=purpose
        )
        following = seen + PROPOSALS if seen + PROPOSALS < len(fitting) else 0
        more = f"/begin?people={people}&minutes={minutes}&purpose={purpose}&seen={following}"
        return self._page(
            request, "begin.html", step="which", people=people,
            proposals=[self._form_shown(request, one) for one in fitting[seen : seen + PROPOSALS]],
            more_url=more if len(fitting) > PROPOSALS else "", name=await self._known_name(request),
        )  # fmt: skip

    async def begun(self, request: Request) -> Response:
        secret, form = await self._form(request)
        language = language_of(request, self._house.language)
        name, flow = _name(form), form.get("flow", "")
        if not name or flow not in self._house.shelf.scripts:
            raise HTTPException(400)
        await self._house.worker.run(
            self._house.visitors.remember, secret, name=name, language=language, at=self._house.clock.now()
        )
        return await self._let_in(self._begin(secret, name, flow, language))

    def _begin(self, secret: str, name: str, flow: str, language: str, *, seat: int = 0) -> Begin:
        return Begin(
            account=WEB, update=self._house.new_update(), sender=sender(secret, name=name, language=language),
            place=Place(chat=user_of(secret), kind="private"), flow=flow, language=language, practice=seat > 0,
            seat=seat or 1,
        )  # fmt: skip

    async def join(self, request: Request) -> Response:
        return self._page(request, "join.html", error="", code="")

    async def joined(self, request: Request) -> Response:
        _, form = await self._form(request)
        given = form.get("code", "").strip()
        code = _code_in(given)
        if await self._session_of(code) is None:
            say = catalogue(language_of(request, self._house.language)).say
            return self._page(request, "join.html", status=404, error=say("web.error.no_code"), code=given[:200])
        return RedirectResponse(f"/j/{code}", 303)

    async def _session_of(self, code: str) -> Session | None:
        def find() -> Session | None:
            with self._house.moves.database.glance() as move:
                id = move.codes.find(code)
                return None if id is None else move.sessions.load(id, lock=False)

        return await self._house.worker.run(find) if len(code) == CODE_LENGTH else None

    async def _invitation(self, request: Request) -> tuple[str, Session]:
        house = self._house
        house.must_not_hurry(house.knocking, request.client.host if request.client else "")
        code = request.path_params["code"].upper()
        session = await self._session_of(code)
        if session is None:
            raise HTTPException(404)
        if session.state == CLOSED:
            raise HTTPException(410)
        if session.room == "group":
            raise HTTPException(409)
        return code, session

    async def invited(self, request: Request, *, error: str = "", status: int = 200) -> Response:
        code, session = await self._invitation(request)
        secret = secret_of(request)
        if await self._house.worker.run(self._house.visitors.seat, secret, session.id) is not None:
            return RedirectResponse(f"/r/{session.id}", 303)
        script = await self._script(session)
        flow = script.in_language(session.language)
        say = catalogue(language_of(request, self._house.language)).say
        names = [session.seats[seat].name for seat in session.present]
        size = say("lobby.pair" if flow.people.min == flow.people.max else "lobby.people",
                   min=flow.people.min, max=flow.people.max, minutes=flow.minutes)  # fmt: skip
        return self._page(
            request, "invited.html", status=status, code=code, title=flow.title, menu=flow.menu, size=size,
            host=names[:1], names=names, full=len(names) >= flow.people.max, error=error,
            name=await self._known_name(request),
        )  # fmt: skip

    async def entered(self, request: Request) -> Response:
        secret, form = await self._form(request)
        _, session = await self._invitation(request)
        language = language_of(request, self._house.language)
        name = _name(form)
        if not name:
            return await self.invited(request, error=catalogue(language).say("web.error.no_name"), status=422)
        await self._house.worker.run(
            self._house.visitors.remember, secret, name=name, language=language, at=self._house.clock.now()
        )
        return await self._let_in(
            Enter(
                account=WEB, update=self._house.new_update(), sender=sender(secret, name=name, language=language),
                place=Place(chat=user_of(secret), kind="private"), session=session.id,
            )
        )  # fmt: skip

    async def practise(self, request: Request) -> Response:
        flow = request.query_params.get("flow", "")
        if flow not in self._house.shelf.scripts:
            return self._page(request, "practise.html", groups=await self._groups(request), chosen=None)
        chosen = await self._house.worker.run(self._seats, flow, language_of(request, self._house.language))
        return self._page(request, "practise.html", groups=[], chosen=chosen)

    async def practised(self, request: Request) -> Response:
        secret, form = await self._form(request)
        flow, seat = form.get("flow", ""), _number(form.get("seat", ""))
        language = language_of(request, self._house.language)
        if flow not in self._house.shelf.scripts:
            raise HTTPException(400)
        people = (await self._house.worker.run(self._seats, flow, language))["seats"]
        if not 1 <= seat <= len(people):
            raise HTTPException(400)
        name = people[seat - 1]["name"]
        await self._house.worker.run(
            self._house.visitors.remember, secret, name=name, language=language, at=self._house.clock.now()
        )
        return await self._let_in(self._begin(secret, name, flow, language, seat=seat))

    async def personal(self, request: Request) -> Response:
        """Somebody's own link, opened on another device."""
        secret = request.path_params["secret"]
        house = self._house
        house.must_not_hurry(house.knocking, request.client.host if request.client else "")
        person = await house.worker.run(house.visitors.person, secret) if len(secret) == SECRET_LENGTH else None
        if person is None:
            raise HTTPException(404)
        response = RedirectResponse(f"/r/{person.focus}" if person.focus else "/", 303)
        keep(response, secret, secure=house.secure)
        return response

    # What is shown on them.

    async def _known_name(self, request: Request) -> str:
        person = await self._house.worker.run(self._house.visitors.person, secret_of(request))
        return "" if person is None else person.name

    async def _script(self, session: Session) -> Script:
        def find() -> Script:
            with self._house.moves.database.glance() as move:
                return self._house.moves.conversations.script(move, session)

        return await self._house.worker.run(find)

    def _form_shown(self, request: Request, script: Script) -> dict[str, Any]:
        flow = script.in_language(language_of(request, self._house.language))
        people = str(flow.people.min) if flow.people.min == flow.people.max else f"{flow.people.min}-{flow.people.max}"
        return {"flow": flow.flow, "title": flow.title, "people": people, "minutes": flow.minutes, "menu": flow.menu}

    async def _groups(self, request: Request) -> list[dict[str, Any]]:
        say = catalogue(language_of(request, self._house.language)).say
        scripts = await self._house.worker.run(lambda: [*self._house.shelf.scripts.values()])
        scripts.sort(key=lambda script: (script.flow.flow not in FIRST, script.flow.people.ideal, script.flow.minutes))
        return [
            {
                "label": say(f"button.purpose_{purpose}"),
                "forms": [self._form_shown(request, one) for one in scripts if one.flow.purpose == purpose],
            }
            for purpose in PURPOSES
        ]

    def _seats(self, flow: str, language: str) -> dict[str, Any]:
        """The colleagues of the example, with the role each has in it."""
        script = self._house.shelf.scripts[flow]
        example = whole_example(script, self._house.shelf.folder_of)
        there = script.in_language(language)
        roles = {who: there.roles[role].name for role, who in reversed([*example.roles.items()]) if role in there.roles}
        seats = [
            {"number": number, "name": name, "role": roles.get(name, "")}
            for number, name in enumerate(example.people, start=1)
        ]
        return {"flow": flow, "title": there.title, "seats": seats}


def _name(form: Form) -> str:
    """A first name, without what would make a card unreadable."""
    given = " ".join(form.get("name", "").split())
    return "".join(letter for letter in given if letter.isprintable())[:LONGEST_NAME].strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _code_in(given: str) -> str:
    """What somebody typed or pasted: a code, or a link that ends with one."""
    last = urlsplit(given).path.rstrip("/").rpartition("/")[2] if "/" in given else given
    return "".join(letter for letter in last.upper() if letter in CODE_ALPHABET)
