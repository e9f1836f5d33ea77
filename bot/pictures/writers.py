"""A picture as text for a page, and as a file for a chat."""

from __future__ import annotations

import re
from html import escape
from io import BytesIO

from PIL import Image, ImageDraw

from bot.pictures.letters import drawable, font
from bot.pictures.shapes import Box, Disc, Picture, Shape, Tone, Words

#: How strong each tone is in the colour of the page.
_STRENGTH: dict[Tone, float] = {"ink": 1, "soft": 0.72, "mark": 1, "faint": 0.25, "band": 0.08}
_PALE = 0.62
#: On a white card.
_WHITE = (255, 255, 255)
_COLOURS: dict[Tone, tuple[int, int, int]] = {
    "ink": (28, 37, 38), "soft": (85, 96, 95), "mark": (27, 101, 95), "faint": (196, 204, 200), "band": (229, 240, 237),
}  # fmt: skip
#: Twice as many dots as points, so that it is sharp; drawn on twice as many again, so that it is smooth.
SHARP, SMOOTH = 2, 2
#: What XML does not take, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_svg(picture: Picture, *, id: str) -> str:
    """In the colour of the page it stands on; `id` is unlike that of any other picture there."""
    size = f'viewBox="0 0 {picture.width} {picture.height}" width="{picture.width}" height="{picture.height}"'
    own = _written(id)
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" {size} role="img" '
        f'aria-labelledby="{own}-title {own}-desc" font-family="system-ui, sans-serif" fill="currentColor">',
        f'<title id="{own}-title">{_written(picture.title)}</title>',
        f'<desc id="{own}-desc">{_written(picture.telling)}</desc>',
        *map(_element, picture.shapes),
        "</svg>",
    ))  # fmt: skip


def _written(text: str) -> str:
    return escape(_UNWRITABLE.sub(" ", text))


def _element(shape: Shape) -> str:
    strength = _STRENGTH[shape.tone] * (_PALE if shape.pale else 1)
    look = f'class="p-{shape.tone}"' + (f' opacity="{strength:.2g}"' if strength < 1 else "")
    match shape:
        case Words():
            anchor = ' text-anchor="middle"' if shape.middle else ""
            where = f'x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size:g}"{anchor}'
            return f"<text {where} {look}>{_written(shape.text)}</text>"
        case Disc():
            ring = f' fill="none" stroke="currentColor" stroke-width="{shape.width:g}"' if shape.width else ""
            return f'<circle cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}"{ring} {look}/>'
        case Box():
            where = f'x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}"'
            return f'<rect {where} rx="{shape.radius:g}" {look}/>'


def as_png(picture: Picture) -> bytes:
    scale = SHARP * SMOOTH
    image = Image.new("RGB", (picture.width * scale, picture.height * scale), _WHITE)
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(draw, shape, scale)
    written = BytesIO()
    image.reduce(SMOOTH).save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw(draw: ImageDraw.ImageDraw, shape: Shape, scale: int) -> None:
    colour = _colour(shape)
    x, y = shape.x * scale, shape.y * scale
    match shape:
        case Words():
            anchor = "ms" if shape.middle else "ls"
            # A name of which the font has no letter at all still has its row.
            draw.text((x, y), drawable(shape.text).strip() or "?", colour, font(shape.size * scale), anchor=anchor)
        case Disc():
            # The width lies half within the circle and half outside, as on a page.
            outer = (shape.radius + shape.width / 2) * scale
            fill, line = (None, round(shape.width * scale)) if shape.width else (colour, 0)
            draw.ellipse((x - outer, y - outer, x + outer, y + outer), fill, colour if line else None, line)
        case Box():
            corner = (x + shape.width * scale, y + shape.height * scale)
            draw.rounded_rectangle(((x, y), corner), shape.radius * scale, colour)


def _colour(shape: Shape) -> tuple[int, int, int]:
    red, green, blue = (
        round(white + (ink - white) * (_PALE if shape.pale else 1))
        for ink, white in zip(_COLOURS[shape.tone], _WHITE, strict=True)
    )
    return red, green, blue
