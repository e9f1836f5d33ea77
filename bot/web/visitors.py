"""Who is at the other end of a browser: a secret in a cookie, that nothing but this server can read."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.addressing import WEB
from bot.incoming import Sender
from bot.moves import Moves
from bot.texts import LANGUAGES
from flows.engine.session import SeatId, SessionId
from flows.rhythm.circle.state import CircleId
from storage.people import Person

COOKIE = "beurtelings"
TONGUE = "taal"
A_YEAR = 365 * 24 * 3600
#: What a secret looks like that we made.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def secret_of(request: Request) -> str:
    """The secret of this browser; "" when it has none, or one that is not ours."""
    secret = request.cookies.get(COOKIE, "")
    return secret if is_secret(secret) else ""


def is_secret(text: str) -> bool:
    return _SECRET.fullmatch(text) is not None


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def csrf_of(secret: str) -> str:
    """What a form has to bring along: it follows from the secret, which another site cannot read."""
    return hashlib.sha256(f"form {secret}".encode()).hexdigest()[:32]


def is_ours(secret: str, given: str) -> bool:
    # As bytes: what was given may hold letters that no token has.
    return bool(secret) and hmac.compare_digest(csrf_of(secret).encode(), given.encode(errors="replace"))


def user_of(secret: str) -> int:
    """The number by which storage knows the person."""
    return int.from_bytes(hashlib.sha256(f"person {secret}".encode()).digest()[:7], "big")


def keep(response: Response, secret: str, *, secure: bool) -> None:
    response.set_cookie(COOKIE, secret, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure, path="/")


def keep_language(request: Request, response: Response, language: str, *, secure: bool) -> None:
    """What was chosen on a page holds for the next one."""
    if TONGUE in request.query_params:
        response.set_cookie(TONGUE, language, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure)


def language_of(request: Request, default: str) -> str:
    """What was chosen on the page, else what the browser asks for first."""
    chosen = request.query_params.get(TONGUE) or request.cookies.get(TONGUE, "")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.strip()[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return default


def address_of(request: Request) -> str:
    """Where a page is within ours, apart from its language."""
    # Two strokes at the front would lead to another host.
    path = quote("/" + request.scope["path"].lstrip("/"))
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != TONGUE])
    return f"{path}?{query}" if query else path


def sender(secret: str, *, name: str, language: str) -> Sender:
    return Sender(user=user_of(secret), name=name, full_name=name, language=language)


class Visitors:
    """Synchronous: it is asked in a thread of the core."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves

    def person(self, secret: str) -> Person | None:
        with self._moves.database.glance() as move:
            id = move.passes.person(secret) if secret else None
            return None if id is None else move.people.get(id)

    def seat(self, secret: str, session: SessionId) -> tuple[Person, SeatId] | None:
        """The person, and where he or she sits in a conversation; None for somebody who takes no part."""
        with self._moves.database.glance() as move:
            id = move.passes.person(secret) if secret else None
            person = None if id is None else move.people.get(id)
            seat = None if person is None else move.seats.seat_of(session=session, person=person.id)
            return None if person is None or seat is None else (person, seat)

    def is_in(self, circle: CircleId, person: Person) -> bool:
        with self._moves.database.glance() as move:
            found = move.circles.load(circle, lock=False)
            return found is not None and move.members.member_of(circle, person.id) in found.present

    def news(self, person: Person) -> int:
        """How much there is to read on somebody's own page."""
        with self._moves.database.glance() as move:
            drawer = move.drawers.load(person.id, lock=False)
            return 0 if drawer is None else len(drawer.news)

    def remember(self, secret: str, *, name: str, language: str, at: datetime) -> None:
        """From now on this browser is known, by this name."""
        moves = self._moves
        with moves.database.move() as move:
            person = move.people.meet(account=WEB, user=user_of(secret), name=name, language=language, at=at)
            # Whatever is told to somebody here, waits on a page of his or her own.
            move.people.reachable(person.id, True)
            if move.passes.person(secret) is None:
                move.passes.add(secret, person=person.id, at=at)
            move.commit()
