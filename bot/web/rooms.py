"""The room: the page of a conversation, what streams to it, and what people say and tap on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.addressing import WEB
from bot.buttons import MAX_BYTES, Token, join_payload
from bot.incoming import Message, Nothing, Place, Tap
from bot.outgoing import Notice, Outgoing, Strip, Toast
from bot.pages import PRACTICE
from bot.speech import MAX_WORDS
from bot.texts import catalogue
from bot.web.face import draw
from bot.web.house import LARGEST_UPDATE, House
from bot.web.live import Reader
from bot.web.qr import qr
from bot.web.shown import PLAY, card_shown, post_shown
from bot.web.snapshot import Snapshot
from bot.web.visitors import address_of, csrf_of, keep, keep_language, language_of, secret_of, sender
from bot.wording import Wording
from flows.engine.session import CLOSED, LOBBY, SeatId, SessionId
from storage.people import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Somebody in a room."""

    secret: str
    person: Person
    seat: SeatId
    session: SessionId
    language: str

    @property
    def place(self) -> Place:
        return Place(chat=self.person.user, kind="private", session=self.session)


class Rooms:
    def __init__(self, house: House) -> None:
        self._house = house

    async def _visit(self, request: Request) -> Visit:
        house = self._house
        secret, session = secret_of(request), SessionId(request.path_params["id"])
        found = await house.worker.run(house.visitors.seat, secret, session) if session.isprintable() else None
        if found is None:
            raise HTTPException(403)
        person, seat = found
        language = language_of(request, house.language)
        return Visit(secret=secret, person=person, seat=seat, session=session, language=language)

    async def page(self, request: Request) -> Response:
        visit = await self._visit(request)
        snapshot = await self._house.live.look(visit.session, seat=visit.seat, after=0)
        if snapshot is None:
            raise HTTPException(410)
        if snapshot.left(visit.seat):
            # Whoever left comes back as he or she came in; a practice is begun anew.
            return RedirectResponse(f"/j/{snapshot.code}" if snapshot.code else "/practise", 303)
        mine = [(post, effect) for post, effect in snapshot.posts if post.seat == visit.seat]
        posts = _newest_wording([shown for one in mine if (shown := post_shown(snapshot, *one)) is not None])
        html = draw(
            "room.html", visit.language, path=address_of(request), csrf=csrf_of(visit.secret), posts=posts,
            card=card_shown(snapshot, visit.seat, catalogue(visit.language)),
            room=self._room(snapshot, visit, last=mine[-1][0].n if mine else 0),
        )  # fmt: skip
        response = HTMLResponse(html)
        keep(response, visit.secret, secure=self._house.secure)
        keep_language(request, response, visit.language, secure=self._house.secure)
        return response

    def _room(self, snapshot: Snapshot, visit: Visit, *, last: int) -> dict[str, Any]:
        session, house = snapshot.session, self._house
        flow = snapshot.script.in_language(session.language)
        link = f"{house.url}/j/{snapshot.code}"
        telegram = house.telegram_link(join_payload(session.id)) if house.telegram_link is not None else None
        open_to_others = session.state != CLOSED and not snapshot.practice and flow.people.max > 1 and snapshot.code
        return {
            "id": session.id,
            "title": flow.title,
            "practice": snapshot.practice,
            "me": {"seat": visit.seat, "name": session.seats[visit.seat].name},
            "invite": {"url": link, "code": snapshot.code, "telegram_url": telegram,
                       "qr_svg": qr(link) if session.state == LOBBY else ""} if open_to_others else None,
            "personal_url": f"{house.url}/me/{visit.secret}",
            "last": last,
        }  # fmt: skip

    async def stream(self, request: Request) -> Response:
        visit = await self._visit(request)
        # A browser that comes back says which one it had last.
        after = max(_number(request.query_params.get("after", "")), _number(request.headers.get("last-event-id", "")))
        reader = Reader(session=visit.session, seat=visit.seat, last=after)
        headers = {"X-Accel-Buffering": "no"}
        stream = self._house.live.stream(reader, visit.language)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _acted(self, request: Request) -> tuple[Visit, dict[str, Any], int]:
        """What was sent by a page of ours, and not too often."""
        house = self._house
        secret = await house.must_be_ours(request, request.headers.get("x-csrf", ""))
        house.must_not_hurry(house.acting, secret)
        visit = await self._visit(request)
        if not await house.worker.run(self._is_there, visit.session):
            raise HTTPException(410)
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        if not isinstance(body, dict):
            raise HTTPException(400)
        return visit, body, _whole(body.get("id"))

    def _is_there(self, session: SessionId) -> bool:
        """Not wiped: else what is said would be lost without a word."""
        with self._house.moves.database.glance() as move:
            return move.sessions.load(session, lock=False) is not None

    async def say(self, request: Request) -> Response:
        visit, body, update = await self._acted(request)
        return await self._write(visit, update, body.get("text"), message=update)

    async def edit(self, request: Request) -> Response:
        visit, body, update = await self._acted(request)
        entry = _whole(body.get("entry"))

        def source() -> tuple[int, int] | None:
            with self._house.moves.database.glance() as move:
                return move.journal.source(session=visit.session, number=entry)

        said = await self._house.worker.run(source)
        if said is None or said[0] != visit.person.user:
            return JSONResponse({"error": catalogue(visit.language).say("answer.edit_late")}, 409)
        return await self._write(visit, update, body.get("text"), message=said[1], edit=True)

    async def _write(self, visit: Visit, update: int, text: object, *, message: int, edit: bool = False) -> Response:
        if not isinstance(text, str) or not text.strip() or not _is_sound(text):
            raise HTTPException(400)
        if len(text) > MAX_WORDS:
            too_long = catalogue(visit.language).say("too_long", max=MAX_WORDS)
            return JSONResponse({"toast": None, "settled": [], "error": too_long})
        person = visit.person
        written = Message(
            account=WEB, update=update, place=visit.place, message=message, text=text.strip(), edit=edit,
            sender=sender(visit.secret, name=person.name, language=visit.language),
        )  # fmt: skip
        house = self._house
        told = await house.take(written)
        stands = await house.worker.run(self._stands, visit, written)
        if told is None and not stands:
            # It was refused before, and may be welcome now: a browser sends the same words with the same number.
            told = await house.take(replace(written, update=house.new_update()))
            stands = await house.worker.run(self._stands, visit, written)
        # What is not kept is never taken for said: the browser lets go of it then.
        otherwise = "" if stands else catalogue(visit.language).say("web.error.not_now")
        return await self._answer(visit, told or [], otherwise=otherwise)

    def _stands(self, visit: Visit, written: Message) -> bool:
        """Whether these words were taken in."""
        with self._house.moves.database.glance() as move:
            number = move.journal.number_at(session=visit.session, chat=visit.person.user, message=written.message)
            session = move.sessions.load(visit.session, lock=False)
            if number is None or session is None or not written.edit:
                return number is not None
            kept = [entry.words for entry in session.entries if entry.number == number]
            return written.text in move.journal.words(session=visit.session, numbers=kept).values()

    async def tap(self, request: Request) -> Response:
        visit, body, update = await self._acted(request)
        data, post = body.get("data"), body.get("post")
        if data == PLAY:
            return await self._play(visit, update)
        token = _token(data)
        if token is None or token.session != visit.session:
            raise HTTPException(400)
        tapped = Tap(
            account=WEB, update=update, place=visit.place, tap=str(update), data=str(data),
            message=0 if post is None else _whole(post),
            sender=sender(visit.secret, name=visit.person.name, language=visit.language),
        )  # fmt: skip
        return await self._answer(visit, await self._house.take(tapped) or [])

    async def _play(self, visit: Visit, update: int) -> Response:
        """What the example would do; asked once more, it is done once."""
        house = self._house
        if not await house.worker.run(self._is_practice, visit.session):
            raise HTTPException(400)
        noted = Nothing(account=WEB, update=update, place=visit.place, why=PLAY)
        if await house.worker.run(house.moves.take, noted, house.clock.now()):
            await house.rehearsals.play_for(visit.session, visit.seat)
        return await self._answer(visit, [])

    def _is_practice(self, session: SessionId) -> bool:
        with self._house.moves.database.glance() as move:
            room = move.rooms.get(move.sessions.room(session))
            return room is not None and room.kind == PRACTICE

    async def _answer(self, visit: Visit, told: list[Outgoing], *, otherwise: str = "") -> Response:
        toasts, settled, errors = list[str](), list[int](), list[str]()
        for outgoing in told:
            if isinstance(outgoing, Toast) and outgoing.line is not None:
                toasts.append(await self._house.worker.run(self._worded, visit, outgoing))
            elif isinstance(outgoing, Strip):
                settled.append(outgoing.message)
            elif isinstance(outgoing, Notice):
                lines = [catalogue(outgoing.language).say(key, **fillers) for key, fillers in outgoing.lines]
                errors.append("\n".join(lines))
        return JSONResponse(
            {"toast": "\n".join(toasts) or None, "settled": settled, "error": "\n".join(errors) or otherwise or None}
        )

    def _worded(self, visit: Visit, toast: Toast) -> str:
        moves = self._house.moves
        with moves.database.glance() as move:
            session = move.sessions.load(visit.session, lock=False)
            if session is None or toast.line is None:
                return ""
            return Wording(moves.conversations.script(move, session), session).line(toast.line)


def _newest_wording(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was edited stands once, where it was said first."""
    found: dict[object, dict[str, Any]] = {}
    for post in posts:
        found[post["entry"] or f"bot {post['n']}"] = post
    return list(found.values())


def _whole(given: object) -> int:
    """A number of ours; True is one for the language, and not for us."""
    if type(given) is not int or not 0 <= given <= LARGEST_UPDATE:
        raise HTTPException(400)
    return given


def _token(given: object) -> Token | None:
    if not isinstance(given, str) or not _is_sound(given) or len(given.encode()) > MAX_BYTES:
        return None
    return Token.read(given)


def _is_sound(text: str) -> bool:
    """JSON can hold halves of letters, which cannot be written down."""
    return text.isascii() or text.encode(errors="replace").decode() == text


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
