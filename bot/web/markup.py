"""How a page writes names, emphasis and what people said: everything escaped, and nothing else is HTML."""

from __future__ import annotations

from html import escape

from bot.wording import Markup
from flows.engine.session import SeatId


class WebMarkup(Markup):
    def escape(self, text: str) -> str:
        return escape(text)

    def strong(self, text: str) -> str:
        return f"<strong>{text}</strong>"

    def name(self, seat: SeatId, name: str) -> str:
        return f"<b>{escape(name)}</b>"


def lines_broken(html: str) -> str:
    return html.replace("\n", "<br>")
