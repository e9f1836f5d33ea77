"""The HTML that Telegram takes: few tags, all closed, everything else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .entities import Json, units
from .errors import Refusal, bad_request

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_KNOWN = {*_SIMPLE, "a", "span", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));")
_TAG_NAME = re.compile(r"[^\s>/]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass(frozen=True, kw_only=True)
class Parsed:
    text: str
    entities: tuple[Json, ...]


@dataclass(kw_only=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int
    byte: int


def parse_html(source: str) -> Parsed:
    return _Reader(source).read()


def plain(text: str) -> Parsed:
    return _trimmed(text, [])


def _sign(hit: re.Match[str]) -> str:
    if hit[3]:
        return _NAMED.get(hit[3], hit[0])
    number = int(hit[1]) if hit[1] else int(hit[2], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else hit[0]


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> Parsed:
        while self._at < len(self._source):
            sign = self._source[self._at]
            if sign == "<":
                self._tag()
            elif sign == "&" and (hit := _ENTITY.match(self._source, self._at)):
                self._write(_sign(hit))
                self._at = hit.end()
            else:
                self._write(sign)
                self._at += 1
        if self._open:
            last = self._open[-1]
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{last.tag}"')
        return _trimmed("".join(self._text), sorted(self._entities, key=lambda one: (one["offset"], -one["length"])))

    def _write(self, piece: str) -> None:
        self._text.append(piece)
        self._length += units(piece)

    def _byte(self) -> int:
        return len(self._source[: self._at].encode())

    def _tag(self) -> None:
        byte = self._byte()
        closing = self._source.startswith("</", self._at)
        self._at += 2 if closing else 1
        hit = _TAG_NAME.match(self._source, self._at)
        name = hit[0].lower() if hit else ""
        self._at += len(name)
        if closing:
            self._close(name, byte)
        else:
            self._start(name, byte)

    def _close(self, name: str, byte: int) -> None:
        if not self._open:
            raise _unparsed(f"Unexpected end tag at byte offset {byte}")
        opened = self._open.pop()
        if name and name != opened.tag:
            raise _unparsed(f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{name}>"')
        end = self._source.find(">", self._at)
        if end < 0 or self._source[self._at : end].strip():
            raise _unparsed(f"Unclosed end tag at byte offset {byte}")
        self._at = end + 1
        if self._length > opened.start:
            self._remember(opened)

    def _start(self, name: str, byte: int) -> None:
        if name not in _KNOWN:
            raise _unparsed(f'Unsupported start tag "{name}" at byte offset {byte}')
        attributes: dict[str, str] = {}
        while True:
            rest = self._source[self._at :].lstrip()
            if not rest:
                raise _unparsed(f'Unclosed start tag "{name}" at byte offset {byte}')
            if rest[0] == ">":
                self._at = len(self._source) - len(rest) + 1
                break
            hit = _ATTRIBUTE.match(self._source, self._at)
            if hit is None:
                raise _unparsed(f'Empty attribute name in the tag "{name}" at byte offset {byte}')
            self._at = hit.end()
            value = next((group for group in hit.groups()[1:] if group is not None), "")
            attributes[hit[1].lower()] = _ENTITY.sub(_sign, value)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        self._open.append(_Open(tag=name, attributes=attributes, start=self._length, byte=byte))

    def _remember(self, opened: _Open) -> None:
        entity: Json = {"offset": opened.start, "length": self._length - opened.start}
        if opened.tag == "a":
            link = opened.attributes.get("href", "")
            # A link without a good address is shown as plain text, without an error.
            if not re.match(r"(https?|tg|mailto|tel):|[\w-]+\.\w", link):
                return
            entity |= {"type": "text_link", "url": link}
        elif opened.tag == "span":
            entity["type"] = "spoiler"
        elif opened.tag == "tg-emoji":
            if not opened.attributes.get("emoji-id", "").isdigit():
                raise _unparsed(f"Invalid custom emoji identifier specified at byte offset {opened.byte}")
            entity |= {"type": "custom_emoji", "custom_emoji_id": opened.attributes["emoji-id"]}
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        else:
            entity["type"] = _SIMPLE[opened.tag]
        self._entities.append(entity)


def _unparsed(what: str) -> Refusal:
    return bad_request(f"can't parse entities: {what}")


def _trimmed(text: str, entities: list[Json]) -> Parsed:
    """The server strips blank ends, and what was marked moves along."""
    head = units(text) - units(text.lstrip())
    kept = text.strip()
    last = units(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - head)
        end = min(last, entity["offset"] - head + entity["length"])
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return Parsed(text=kept, entities=tuple(moved[:100]))
