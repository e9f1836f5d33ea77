"""The letters of pictures: a font that the machine has, and else the plain one that comes along."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import cache

from PIL import ImageFont

#: What is looked for, in this order; they know the letters of most languages of Europe.
_WANTED = ("DejaVuSansCondensed.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "Helvetica.ttc")
ELLIPSIS = "…"
#: In no font, so that it shows what a font draws for a letter it lacks.
_NOWHERE = "\uffff"


@cache
def font(size: float) -> ImageFont.FreeTypeFont:
    for name in _WANTED:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    # It has no letters with accents: "Zoë" is drawn as "Zoe".
    plain = ImageFont.load_default(size)
    assert isinstance(plain, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return plain


def width(text: str, size: float) -> float:
    """What the font lacks is as wide as a picture sign would be."""
    known = drawable(text)
    return font(size).getlength(known) + size * max(0, len(unicodedata.normalize("NFC", text)) - len(known))


def cut(text: str, room: float, size: float) -> str:
    """As much of a text as there is room for."""
    text = " ".join(text.split())
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def drawable(text: str) -> str:
    """With the letters there are: of one that the font lacks its plain letter, and of a picture sign nothing."""
    return "".join(_drawn(sign) for sign in unicodedata.normalize("NFC", text))


@cache
def _drawn(sign: str) -> str:
    if _has(sign):
        return sign
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if _has(part))


def _has(sign: str) -> bool:
    seen, missing = font(20).getmask(sign), font(20).getmask(_NOWHERE)
    return sign.isprintable() and (seen.size, bytes(seen)) != (missing.size, bytes(missing))
