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
    #: Instead of a line: what is said outside any conversation.
    text: str = ""


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
class Document:
    """A file; what is in it as text (base64), so that it can wait in the outbox."""

    name: str
    content: str
    #: The key of what is said with it, and what fills that.
    caption: tuple[str, Mapping[str, str]]
    language: str = "nl"
    #: It is shown as a picture.
    picture: bool = False
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A conversation there is now, for a page to go to."""

    session: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Turned:
    """The page of a circle, or of what is somebody's own, that is to be looked at now."""

    circle: str
    page: str


Outgoing = Effect | Toast | Strip | Notice | Document | Opened | Turned


def pack(outgoing: Outgoing) -> str:
    match outgoing:
        case Toast(tap=tap, line=line, text=text):
            return json.dumps({"toast": tap, "line": None if line is None else encode(line), "text": text})
        case Strip(message=message, away=away):
            return json.dumps({"strip": message, "away": away})
        case Notice():
            plain = {"notice": outgoing.lines, "buttons": outgoing.buttons, "language": outgoing.language}
            return json.dumps(plain | {"replaces": outgoing.replaces}, ensure_ascii=False)
        case Document():
            document = {"document": outgoing.name, "content": outgoing.content, "caption": outgoing.caption}
            more = {"language": outgoing.language, "picture": outgoing.picture, "buttons": outgoing.buttons}
            return json.dumps(document | more, ensure_ascii=False)
        case Opened() | Turned():
            raise TypeError("a page is told at once, and nobody by way of the outbox")
        case effect:
            return encode(effect)


def unpack(payload: str) -> Outgoing:
    if payload.startswith('{"@"'):
        return decode_effect(payload)
    plain: dict[str, Any] = json.loads(payload)
    if "toast" in plain:
        line = plain["line"]
        return Toast(tap=plain["toast"], line=None if line is None else decode_line(line), text=plain.get("text", ""))
    if "strip" in plain:
        return Strip(message=plain["strip"], away=plain["away"])
    if "document" in plain:
        key, fillers = plain["caption"]
        return Document(
            name=plain["document"], content=plain["content"], caption=(key, fillers), language=plain["language"],
            picture=plain["picture"], buttons=_buttons(plain["buttons"]),
        )  # fmt: skip
    return Notice(
        lines=tuple((key, fillers) for key, fillers in plain["notice"]),
        buttons=_buttons(plain["buttons"]),
        language=plain["language"],
        replaces=plain["replaces"],
    )


def _buttons(rows: list[list[tuple[str, str]]]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple((label, data) for label, data in row) for row in rows)
