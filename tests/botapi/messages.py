"""A message as everybody in the chat sees it now, and what it looked like before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from .entities import Json
from .errors import Impossible
from .keyboard import Button, Markup

if TYPE_CHECKING:
    from .chats import Chat
    from .groups import Topic
    from .people import Person
    from .robot import Robot


@dataclass(frozen=True, kw_only=True)
class Attachment:
    kind: str
    """photo, document, voice or sticker"""
    file_id: str
    name: str = ""
    content: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Version:
    text: str
    html: str
    markup: Markup | None


@dataclass(eq=False, kw_only=True)
class Message:
    """A live view: it changes when the message is edited."""

    chat: Chat
    chat_id: int
    """the id of the chat when it was sent; a migrated group has another one now"""
    id: int
    sender: Person | Robot
    by_bot: bool
    at: datetime
    text: str = ""
    """plain, as people read it; the caption of a photo or document"""
    html: str = ""
    """as the bot wrote it"""
    entities: tuple[Json, ...] = ()
    markup: Markup | None = None
    reply_to: Message | None = None
    topic: Topic | None = None
    thread_id: int | None = None
    attachment: Attachment | None = None
    service: Json = field(default_factory=dict)
    """what a service message is about; empty for an ordinary message"""
    anonymous: bool = False
    silent: bool = False
    link_preview: Json | None = None
    edited: int = 0
    edited_at: datetime | None = None
    deleted: bool = False
    pinned: bool = False
    earlier: list[Version] = field(default_factory=list)

    def __repr__(self) -> str:
        gone = " deleted" if self.deleted else ""
        return f"<Message {self.id} of {self.sender.first_name} in {self.chat.name}{gone}: {self.text!r}>"

    @property
    def buttons(self) -> list[Button]:
        return self.markup.buttons if self.markup else []

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def document(self) -> Attachment | None:
        return self._attached("document")

    @property
    def photo(self) -> Attachment | None:
        return self._attached("photo")

    def _attached(self, kind: str) -> Attachment | None:
        return self.attachment if self.attachment is not None and self.attachment.kind == kind else None

    @property
    def asks_reply(self) -> bool:
        return self.markup is not None and self.markup.kind == "force_reply"

    def button(self, label: str, *, stale: bool = False) -> Button:
        """The button with this label, or with a label that begins so. Stale: as the message once was."""
        markups = [version.markup for version in reversed(self.earlier)] if stale else [self.markup]
        for markup in markups:
            buttons = markup.buttons if markup else []
            exact = [button for button in buttons if button.label == label]
            near = exact or [button for button in buttons if button.label.startswith(label)]
            if len(near) > 1:
                raise Impossible(f"{label!r} is the beginning of more than one button: {[b.label for b in near]}")
            if near:
                return near[0]
        raise Impossible(f"No button {label!r} on {self!r}; there are {self.labels}")

    def show(self, text: str, html: str, entities: tuple[Json, ...], markup: Markup | None, at: datetime) -> None:
        self.earlier.append(Version(text=self.text, html=self.html, markup=self.markup))
        self.text, self.html, self.entities, self.markup = text, html, entities, markup
        self.edited += 1
        self.edited_at = at


def shown(text: str) -> str:
    return escape(text, quote=False)
