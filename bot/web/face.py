"""From plain data to HTML: the templates, and the texts they ask for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.texts import catalogue

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def draw(template: str, language: str, **context: Any) -> str:
    texts = catalogue(language)

    def t(key: str, **fillers: object) -> Markup:
        return Markup(texts.say(f"web.{key}", **{name: str(escape(filler)) for name, filler in fillers.items()}))

    return _environment().get_template(template).render(t=t, s=texts.say, language=language, **context)
