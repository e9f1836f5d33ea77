"""What people fill in, type over or paste: made sense of, or nothing."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from bot.joining import LONGEST_NAME
from bot.opening import CODE_ALPHABET, CODE_LENGTH

Form = dict[str, str]

#: A form with a file in it: what is between its parts, and what a part is called.
_BETWEEN = re.compile(r'multipart/form-data;.*\bboundary="?([^";,]{1,70})"?', re.IGNORECASE)
_CALLED = re.compile(rb'^content-disposition: *form-data;.*\bname="([a-z]{1,20})"', re.IGNORECASE | re.MULTILINE)
MOST_PARTS = 10

_LINK = re.compile(rf"/j/([A-Za-z0-9]{{{CODE_LENGTH}}})\b")


def form_in(body: bytes) -> Form:
    """Raises ValueError for what is no form."""
    return dict(parse_qsl(body.decode(), max_num_fields=10))


def upload_in(kind: str, body: bytes) -> tuple[Form, bytes]:
    """The fields, and the file that came with them. Raises ValueError for what is no form with a file."""
    between = _BETWEEN.match(kind)
    parts = (b"\r\n" + body).split(b"\r\n--" + between[1].encode())[1:-1] if between else []
    found: dict[str, bytes] = {}
    for part in parts if len(parts) <= MOST_PARTS else ():
        head, _, content = part.partition(b"\r\n\r\n")
        called = _CALLED.search(head)
        if called:
            found[called[1].decode()] = content
    file = found.pop("file", None)
    if file is None:
        raise ValueError("there is no file in it")
    return {name: content.decode() for name, content in found.items()}, file


def name_in(form: Form) -> str:
    """A first name, without what would make a card unreadable."""
    given = " ".join(form.get("name", "").split())
    return "".join(letter for letter in given if letter.isprintable())[:LONGEST_NAME].strip()


def number_in(text: str) -> int:
    """A small number; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def code_in(text: str) -> str:
    """A code, with spaces or dashes or in small letters, or the link that it is in; "" where there is none."""
    link = _LINK.search(text)
    given = link.group(1) if link else text
    code = "".join(letter for letter in given.upper() if letter in CODE_ALPHABET)
    return code if len(code) == CODE_LENGTH else ""
