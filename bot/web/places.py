"""Where the pages of circles and of what is somebody's own are: the address of each, and the page at each address."""

from __future__ import annotations

import re
from urllib.parse import quote

MINE = "/mine"
HOME = "home"
#: Where something is to be taken along.
FILE = "file"
#: No page has a longer name.
MOST_LETTERS = 64
#: What can be gone back to: a page of ours, and nothing else.
_OURS = re.compile(r"/(?:mine|k/[a-z0-9]+)(?:/[A-Za-z0-9_:./-]*)?")


def address(circle: str, page: str = HOME) -> str:
    """Of a page of a circle, or of one's own where no circle is given: "plan 3" is at /mine/plan/3."""
    base = f"/k/{quote(circle, safe='')}" if circle else MINE
    name, space, about = page.partition(" ")
    if name in ("", HOME):
        return base
    return f"{base}/{quote(name)}" + (f"/{quote(about, safe=':')}" if space else "")


def page_at(path: str) -> str:
    """The page that this part of an address leads to."""
    name, stroke, about = path[:MOST_LETTERS].partition("/")
    return f"{name} {about}" if stroke and about else name or HOME


def ours(given: str, otherwise: str = MINE) -> str:
    """An address that came with a form."""
    return given if _OURS.fullmatch(given) and "//" not in given else otherwise
