"""What the moves have to know of the world around them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.shelf import Shelf
from flows.engine.session import SessionId

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_session_id() -> SessionId:
    """Short enough for a button, and not to be guessed: it also opens the invitation link."""
    return SessionId("".join(secrets.choice(_ALPHABET) for _ in range(12)))


def new_seed() -> str:
    """Chance for a session, not to be guessed by those who know its id."""
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    shelf: Shelf
    language: str = "nl"
    zone: str = "Europe/Amsterdam"
    region: str = ""
    #: Makes a link to the bot that carries a payload.
    link: Callable[[str], str] = field(default=lambda payload: payload)
    #: Where the pages are, when others can reach them.
    page_url: str = ""
    #: Makes a link to a page from a code, where pages can be reached by others.
    page_link: Callable[[str], str] | None = None
    #: The channel gives the bot everything that is said in any group.
    hears_all: bool = False
    new_id: Callable[[], SessionId] = new_session_id
    #: What draws by lot in a session come from.
    new_seed: Callable[[], str] = new_seed
