"""What is said in answer to a form, kept in a cookie for a moment: the next page shows it, once."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

SAID = "gezegd"
SECONDS = 60
#: A browser keeps no larger cookies.
MOST_LETTERS = 800


def keep_said(response: Response, secret: str, text: str, *, secure: bool) -> None:
    if text:
        kept = urlsafe_b64encode(text[:MOST_LETTERS].encode(errors="replace")).decode().rstrip("=")
        value = f"{_mark(secret, kept)}.{kept}"
        response.set_cookie(SAID, value, max_age=SECONDS, httponly=True, samesite="lax", secure=secure, path="/")


def said_in(request: Request, secret: str) -> str:
    """Nothing that another site, or another page of this host, put there."""
    mark, _, kept = request.cookies.get(SAID, "").partition(".")
    if not kept or not hmac.compare_digest(_mark(secret, kept).encode(), mark.encode(errors="replace")):
        return ""
    return urlsafe_b64decode(kept + "=" * (-len(kept) % 4)).decode()


def drop_said(response: Response) -> None:
    response.delete_cookie(SAID, path="/", httponly=True, samesite="lax")


def _mark(secret: str, kept: str) -> str:
    return hmac.new(secret.encode(), kept.encode(errors="replace"), sha256).hexdigest()[:32]
