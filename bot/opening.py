"""A new session, before anybody sits in it, and the code by which others come in."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.settings import Settings
from flows.engine.script import Script
from flows.engine.session import Pace, Session, SessionId
from flows.rhythm.circle.state import Circle
from storage.move import Move
from storage.rooms import Room

#: Letters and digits that nobody mistakes for others, read aloud or typed over.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


def new_session(
    settings: Settings, move: Move, script: Script, room: Room, *, language: str, at: datetime,
    like: Session | None = None, home: Circle | None = None,
) -> Session:  # fmt: skip
    """With the hours and holidays of the circle whose meeting it is, of the one it is like, or of the house."""
    where = home or like or settings
    session = Session(
        id=settings.new_id(),
        flow=script.flow.flow,
        version=script.version,
        language=language,
        zone=where.zone,
        region=where.region,
        pace=like.pace if like is not None and like.pace in script.flow.paces else _usual_pace(script),
        guards=like is None or like.guards,
        seed=settings.new_seed(),
        room="group" if room.kind == "group" else "private",
    )
    move.flow_versions.keep(digest=script.version, flow=script.flow.flow, text=script.loaded.source.text, at=at)
    move.sessions.add(session, room=room.id, at=at)
    return session


def _usual_pace(script: Script) -> Pace:
    return Pace.CHAT if Pace.CHAT in script.flow.paces else Pace(script.flow.paces[0])


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def give_code(move: Move, session: SessionId) -> str:
    """A code by which others come in on a page: the one there is, or a new one."""
    known = move.codes.of(session)
    while known is None:
        code = new_code()
        known = code if move.codes.add(code, session) else None
    return known
