"""What hangs under a message: buttons, or the request for a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .entities import Json
from .errors import bad_request

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_DATA_BYTES = 64

_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_LINK = re.compile(r"(?:https?://(?:[\w-]+\.)+\w{2,}|tg://\w)", re.IGNORECASE)
# A room on the own machine has to be linkable in tests; Telegram itself refuses these two hosts.
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?(?:/|$)")


@dataclass(frozen=True, kw_only=True)
class Button:
    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Markup:
    kind: str
    """inline, force_reply, keyboard or remove"""
    rows: tuple[tuple[Button, ...], ...] = ()
    json: Any = None
    """as it was given, for what goes back to the bot"""

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]


def read_markup(given: Any, *, inline_only: bool = False) -> Markup | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        return _inline(given["inline_keyboard"])
    if inline_only:
        raise bad_request("inline keyboard expected")
    if given.get("force_reply"):
        placeholder = given.get("input_field_placeholder")
        if placeholder is not None and not 1 <= len(placeholder) <= 64:
            raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
        return Markup(kind="force_reply", json=given)
    if "keyboard" in given:
        return Markup(kind="keyboard", json=given)
    if given.get("remove_keyboard"):
        return Markup(kind="remove", json=given)
    raise bad_request("object expected as reply markup")


def _inline(given: Any) -> Markup | None:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad_request('Field "inline_keyboard" must be of type Array of Arrays')
    rows = tuple(tuple(_button(one) for one in row) for row in given if row)
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    if not rows:
        return None
    return Markup(kind="inline", rows=rows, json={"inline_keyboard": [row for row in given if row]})


def _button(given: Json) -> Button:
    label = given.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad_request("can't parse inline keyboard button: Text is empty")
    actions = [name for name in _ACTIONS if name in given]
    if not actions or (actions == ["callback_data"] and given["callback_data"] == ""):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram takes the first of them in silence. Nobody means that, so here it is an error.
        raise bad_request(f"can't parse inline keyboard button: more than one action: {', '.join(actions)}")
    data, url = given.get("callback_data"), given.get("url")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= MOST_DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not (isinstance(url, str) and (_LINK.match(url) or _LOOPBACK.match(url))):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Button(label=label, data=data, url=url)
