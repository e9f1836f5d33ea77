"""What people fill in, type over or paste: made sense of, or nothing."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from bot.joining import LONGEST_NAME
from bot.opening import CODE_ALPHABET, CODE_LENGTH

Form = dict[str, str]

_LINK = re.compile(rf"/j/([A-Za-z0-9]{{{CODE_LENGTH}}})\b")


def form_in(body: bytes) -> Form:
    """Raises ValueError for what is no form."""
    return dict(parse_qsl(body.decode(), max_num_fields=10))


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
