"""Where messages are: what private chats and groups have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from .messages import Message

if TYPE_CHECKING:
    from .people import Person
    from .world import World


class Chat(ABC):
    """A place with messages."""

    def __init__(self, world: World, chat_id: int) -> None:
        self.world = world
        self.id = chat_id
        self.kind = "private"
        """private, group or supergroup"""
        self.title = ""
        self.is_forum = False
        self.all_messages: list[Message] = []
        """with the service messages and the deleted ones"""

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def bot_inside(self) -> bool:
        """Whether the bot hears what is said here."""

    @property
    def bot_is_admin(self) -> bool:
        return False

    @abstractmethod
    def has(self, person: Person) -> bool: ...

    @abstractmethod
    def is_admin(self, person: Person) -> bool: ...

    @property
    def messages(self) -> list[Message]:
        """What somebody who scrolls through the chat reads, without the grey service lines."""
        with self.world.lock:
            return [one for one in self.all_messages if not one.deleted and not one.service]

    @property
    def service_messages(self) -> list[Message]:
        with self.world.lock:
            return [one for one in self.all_messages if one.service and not one.deleted]

    @property
    def cards_of_bot(self) -> list[Message]:
        return [one for one in self.messages if one.by_bot]

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def last_of_bot(self) -> Message:
        return self.cards_of_bot[-1]


class Private(Chat):
    """The chat of one person with the bot; its id is the person's."""

    def __init__(self, world: World, person: Person) -> None:
        super().__init__(world, person.id)
        self.person = person
        self.started = False
        self.blocked = False

    @property
    def name(self) -> str:
        return f"the private chat of {self.person.first_name}"

    @property
    def bot_inside(self) -> bool:
        return self.started and not self.blocked

    def has(self, person: Person) -> bool:
        return person is self.person

    def is_admin(self, person: Person) -> bool:
        return False
