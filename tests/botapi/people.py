"""People, and what they can do with their thumbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from . import membership
from .chats import Chat, Private
from .entities import spot, units
from .errors import Impossible
from .messages import Attachment, Message, shown
from .taps import Tap, press

if TYPE_CHECKING:
    from .groups import Group, Topic
    from .world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Person:
    def __init__(
        self,
        world: World,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
    ) -> None:
        self.world = world
        self.id = world.next_person_id()
        self.first_name = first_name
        self.last_name = last_name
        self.username = username
        self.language = language
        self.chat = Private(world, self)

    def __repr__(self) -> str:
        return f"<{self.first_name} {self.id}>"

    def starts(self, payload: str = "") -> Message:
        """Press Start in the private chat; after a block this first lets the bot in again."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise Impossible(f"A start payload is 1 to 64 of A-Z, a-z, 0-9, _ and -, not {payload!r}")
        with self.world.act():
            if self.chat.blocked:
                self.unblocks()
            self.chat.started = True
            return self.says(f"/start {payload}".strip())

    def opens(self, link: str, group: Group | None = None) -> Message:
        """Follow a link to the bot: t.me/bot, ?start=..., or ?startgroup=... with the group it is for."""
        parts = urlsplit(link)
        bot = self.world.bot.username
        if parts.netloc not in ("t.me", "telegram.me") or parts.path.strip("/").lower() != bot.lower():
            raise Impossible(f"{link} does not lead to @{bot}")
        asked = parse_qs(parts.query, keep_blank_values=True)
        if "startgroup" not in asked:
            return self.starts(asked.get("start", [""])[0])
        payload = asked["startgroup"][0]
        if payload and not _PAYLOAD.fullmatch(payload):
            raise Impossible(f"A startgroup payload is 1 to 64 of A-Z, a-z, 0-9, _ and -, not {payload!r}")
        if group is None:
            raise Impossible(f"{link} asks to choose a group: opens(link, group)")
        with self.world.act():
            if not group.bot_inside:
                group.adds_bot(by=self)
            return self.says(f"/start@{bot} {payload}".strip(), group)

    def says(
        self,
        text: str,
        where: Chat | Topic | None = None,
        *,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        anonymously: bool = False,
    ) -> Message:
        """Write in a group or topic, or in private when no place is given."""
        if not text.strip() or units(text) > 4096:
            raise Impossible(f"A text has 1 to 4096 characters, this one {units(text)}")
        found = {"text": text, "html": shown(text), "entities": tuple(spot(text))}
        return self._posts(where, reply_to, topic, anonymously, found)

    def replies(self, text: str, message: Message) -> Message:
        return self.says(text, message.chat, reply_to=message, topic=message.topic)

    def sends_voice(self, where: Chat | Topic | None = None, *, reply_to: Message | None = None) -> Message:
        return self._sends("voice", where, reply_to, "")

    def sends_sticker(self, where: Chat | Topic | None = None, *, reply_to: Message | None = None) -> Message:
        return self._sends("sticker", where, reply_to, "")

    def sends_photo(
        self, where: Chat | Topic | None = None, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        return self._sends("photo", where, reply_to, caption)

    def edits(self, message: Message, text: str) -> Message:
        """The bot also hears of an edit that changed nothing to be seen."""
        if message.sender is not self:
            raise Impossible(f"{self.first_name} cannot edit {message!r}")
        with self.world.act():
            message.show(text, shown(text), tuple(spot(text)), None, self.world.now())
            self.world.tell_edit(message)
        return message

    def deletes(self, message: Message) -> None:
        """Nobody tells the bot."""
        admin = message.chat.is_admin(self)
        if message.sender is not self and message.chat is not self.chat and not admin:
            raise Impossible(f"{self.first_name} cannot delete {message!r}")
        with self.world.act():
            message.deleted = True

    def taps(self, label: str, message: Message, *, stale: bool = False) -> Tap:
        """Press the button with this label; stale: one that was there before the last edit."""
        with self.world.act():
            self._must_be_in(message.chat)
            if message.deleted and not stale:
                raise Impossible(f"{message!r} is gone")
            button = message.button(label, stale=stale)
            if button.url is None:
                return press(self.world, self, message, button)
            tap = Tap(
                world=self.world,
                id="",
                person=self,
                message=message,
                button=button,
                at=self.world.now(),
                url=button.url,
            )
            if re.match(rf"https://t\.me/{self.world.bot.username}(\?start=|$)", button.url, re.IGNORECASE):
                self.opens(button.url)
            return tap

    def blocks(self) -> None:
        membership.block(self.chat, blocked=True)

    def unblocks(self) -> None:
        membership.block(self.chat, blocked=False)

    def joins(self, group: Group) -> None:
        membership.person_enters(group, self, self)

    def leaves(self, group: Group) -> None:
        membership.person_goes(group, self, self, "left")

    def _sends(self, kind: str, where: Chat | Topic | None, reply_to: Message | None, caption: str) -> Message:
        with self.world.act():
            attachment = Attachment(kind=kind, file_id=self.world.next_file_id(), content=b"\0" * 64)
            self.world.files[attachment.file_id] = attachment
            found = {"text": caption, "html": shown(caption), "entities": tuple(spot(caption))}
            return self._posts(where, reply_to, None, False, found | {"attachment": attachment})

    def _posts(
        self,
        where: Chat | Topic | None,
        reply_to: Message | None,
        topic: Topic | None,
        anonymously: bool,
        content: dict[str, Any],
    ) -> Message:
        with self.world.act():
            chat: Chat
            if where is None:
                chat = self.chat
            elif isinstance(where, Chat):
                chat = where
            else:
                chat, topic = where.group, where
            if topic is None and reply_to is not None:
                topic = reply_to.topic
            self._must_be_in(chat)
            if topic is not None and (topic.deleted or (topic.closed and not topic.group.is_admin(self))):
                raise Impossible(f"The topic {topic.name} is {'deleted' if topic.deleted else 'closed'}")
            if reply_to is not None and (reply_to.chat is not chat or reply_to.deleted):
                raise Impossible(f"{self.first_name} cannot reply in {chat.name} to {reply_to!r}")
            if anonymously and not chat.is_admin(self):
                raise Impossible(f"Only an admin of a group can be anonymous, {self.first_name} is not")
            return self.world.post(chat, self, reply_to=reply_to, topic=topic, anonymous=anonymously, **content)

    def _must_be_in(self, chat: Chat) -> None:
        if isinstance(chat, Private):
            if chat is not self.chat:
                raise Impossible(f"{self.first_name} cannot get into {chat.name}")
            if not chat.bot_inside:
                raise Impossible(f"{self.first_name} has not pressed Start, or blocked the bot: starts() comes first")
        elif not chat.has(self):
            raise Impossible(f"{self.first_name} is not in {chat.name}")
