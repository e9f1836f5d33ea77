"""What the outbox holds: an effect of the engine, or a word of the bot itself. Never what people said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.codec import decode_effect, decode_line, encode
from flows.engine.effects import Effect, Line


@dataclass(frozen=True, kw_only=True, slots=True)
class Toast:
    """The answer to a tap, which only whoever tapped sees."""

    tap: str
    line: Line | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """Take the buttons off a message, or the whole message away: it has served."""

    message: int
    away: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A text of the bot outside any session. Each line is a key and what fills it; each button a label and its data."""

    lines: tuple[tuple[str, Mapping[str, str]], ...]
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    language: str = "nl"
    #: It takes the place of this message.
    replaces: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A conversation there is now, for a page to go to."""

    session: str


Outgoing = Effect | Toast | Strip | Notice | Opened


def pack(outgoing: Outgoing) -> str:
    match outgoing:
        case Toast(tap=tap, line=line):
            return json.dumps({"toast": tap, "line": None if line is None else encode(line)})
        case Strip(message=message, away=away):
            return json.dumps({"strip": message, "away": away})
        case Notice():
            plain = {"notice": outgoing.lines, "buttons": outgoing.buttons, "language": outgoing.language}
            return json.dumps(plain | {"replaces": outgoing.replaces}, ensure_ascii=False)
        case Opened():
            raise TypeError("a page is told at once, and nobody by way of the outbox")
        case effect:
            return encode(effect)


def unpack(payload: str) -> Outgoing:
    if payload.startswith('{"@"'):
        return decode_effect(payload)
    plain: dict[str, Any] = json.loads(payload)
    if "toast" in plain:
        line = plain["line"]
        return Toast(tap=plain["toast"], line=None if line is None else decode_line(line))
    if "strip" in plain:
        return Strip(message=plain["strip"], away=plain["away"])
    return Notice(
        lines=tuple((key, fillers) for key, fillers in plain["notice"]),
        buttons=tuple(tuple((label, data) for label, data in row) for row in plain["buttons"]),
        language=plain["language"],
        replaces=plain["replaces"],
    )
