"""Placeholders in the texts of a flow: "{inbrenger}" becomes the name of whoever has that role."""

from __future__ import annotations

import re

_PLACE = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def fill(text: str, names: dict[str, str]) -> str:
    return _PLACE.sub(lambda match: names.get(match[1], match[1]), text)
