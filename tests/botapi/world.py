"""The one truth behind the server: who is where, what was said, what the bot still has to hear."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from .calls import Call
from .chats import Chat
from .clock import TellsTime
from .entities import Json
from .faults import Faults
from .groups import Group
from .messages import Message
from .people import Person
from .privacy import sees
from .rates import Limits, Rates
from .robot import Robot
from .taps import Tap
from .updates import Update, Updates
from .webhook import Webhook
from .wire import message_json


class World:
    def __init__(self, clock: TellsTime, bot: Robot, limits: Limits, tap_seconds: float) -> None:
        self.clock = clock
        self.bot = bot
        self.tap_life = timedelta(seconds=tap_seconds)
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.upgraded: dict[int, Group] = {}
        """old ids of groups that became supergroups"""
        self.updates = Updates()
        self.calls: list[Call] = []
        self.rates = Rates(limits)
        self.faults = Faults()
        self.taps: dict[str, Tap] = {}
        self.files: dict[str, Any] = {}
        self.commands: list[Json] = []
        self.webhook: Webhook | None = None
        self.poll = 0
        """number of the newest long poll; an older one has to give way"""
        self.polling = False
        self.stopped = False
        self._message_id = 100
        self._query_id = 4_611_686_018_427_387_904
        self._file = 0
        self._chat = 0

    def now(self) -> datetime:
        return self.clock.now()

    @contextmanager
    def act(self) -> Iterator[None]:
        """Change something, and wake whoever waits for a change."""
        with self.changed:
            yield
            self.changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout: float, what: str = "the condition") -> None:
        with self.changed:
            if not self.changed.wait_for(condition, timeout):
                recent = [f"{call.method} {call.error_code or 'ok'} {call.description}" for call in self.calls[-8:]]
                raise AssertionError(f"Waited {timeout} s for {what}. The bot's last calls: {recent}")

    def publish(self, kind: str, body: Json) -> Update | None:
        return self.updates.add(kind, body, self.now())

    def next_person_id(self) -> int:
        """Every other one does not fit in 32 bits."""
        count = len(self.people) + 1
        return 6_800_000_000 + count * 7 if count % 2 else 210_000_000 + count * 7

    def next_group_id(self, kind: str) -> int:
        self._chat += 1
        if kind == "supergroup":
            return -(1_002_000_000_000 + self._chat * 11)
        return -(4_900_000_000 + self._chat * 11) if self._chat % 2 else -(480_000_000 + self._chat * 11)

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves, so the same number occurs in several of them."""
        if isinstance(chat, Group) and chat.kind == "supergroup":
            chat.message_count += 1
            return chat.message_count
        self._message_id += 1
        return self._message_id

    def next_query_id(self) -> str:
        self._query_id += 1
        return str(self._query_id)

    def next_file_id(self) -> str:
        self._file += 1
        return f"AgACAgQAAxkBAAIB{self._file:012d}"

    def post(self, chat: Chat, sender: Person | Robot, **rest: Any) -> Message:
        """Put a message in the chat, and tell the bot if it may know."""
        by_bot = isinstance(sender, Robot)
        message = Message(
            chat=chat,
            chat_id=chat.id,
            id=self.next_message_id(chat),
            sender=sender,
            by_bot=by_bot,
            at=self.now(),
            **rest,
        )
        message.thread_id = self._thread(message)
        chat.all_messages.append(message)
        # Of itself a bot hears only some service messages.
        told = not by_bot or bool(message.service)
        if told and chat.bot_inside and sees(self.bot, message):
            self.publish("message", message_json(message))
        return message

    def tell_edit(self, message: Message) -> None:
        if message.chat.bot_inside and sees(self.bot, message):
            self.publish("edited_message", message_json(message))

    def _thread(self, message: Message) -> int | None:
        if message.topic is not None:
            return message.topic.id
        replied = message.reply_to
        if replied is not None and isinstance(message.chat, Group) and message.chat.kind == "supergroup":
            # A chain of replies has a number too, that of its first message, and it is no topic.
            return replied.thread_id or replied.id
        return None

    def find_message(self, chat_id: int, message_id: int) -> Message | None:
        chat = self.chats.get(chat_id) or self.upgraded.get(chat_id)
        for message in chat.all_messages if chat else []:
            if (message.chat_id, message.id) == (chat_id, message_id) and not message.deleted:
                return message
        return None
