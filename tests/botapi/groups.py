"""Groups, supergroups and forums: who is in, what the bot may, and which topics there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import membership
from .chats import Chat
from .entities import Json
from .errors import Impossible
from .messages import Message

if TYPE_CHECKING:
    from .people import Person
    from .world import World


class Topic:
    """One topic of a forum; its number is that of the message that opened it."""

    def __init__(self, group: Group, name: str, opener: Message) -> None:
        self.group = group
        self.name = name
        self.opener = opener
        self.id = opener.id
        self.closed = False
        self.deleted = False

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.group.messages if message.topic is self]

    @property
    def cards_of_bot(self) -> list[Message]:
        return [message for message in self.messages if message.by_bot]

    @property
    def last(self) -> Message:
        return self.messages[-1]

    def closes(self) -> None:
        self._turn(closed=True)

    def reopens(self) -> None:
        self._turn(closed=False)

    def _turn(self, *, closed: bool) -> None:
        with self.group.world.act():
            self.closed = closed
            line: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
            self.group.world.post(self.group, self.group.owner, topic=self, service=line)

    def deletes(self) -> None:
        """With everything in it, and without a word to the bot."""
        with self.group.world.act():
            self.deleted = True
            for message in self.group.all_messages:
                message.deleted = message.deleted or message.topic is self


class Group(Chat):
    def __init__(self, world: World, title: str, kind: str, members: list[Person], *, is_forum: bool = False) -> None:
        super().__init__(world, world.next_group_id(kind))
        self.title = title
        self.kind = kind
        self.is_forum = is_forum
        self.old_id: int | None = None
        """the id before it became a supergroup"""
        self.statuses = dict.fromkeys(members, "member")
        self.statuses[members[0]] = "creator"
        self.bot_status = "left"
        self.bot_privacy = True
        """as it was when the bot came in; the setting works only for groups joined later"""
        self.message_count = 0
        self.topics: list[Topic] = []

    @property
    def name(self) -> str:
        return self.title

    @property
    def bot_inside(self) -> bool:
        return self.bot_status in ("member", "administrator")

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_status == "administrator"

    @property
    def owner(self) -> Person:
        return next(person for person, status in self.statuses.items() if status == "creator")

    @property
    def members(self) -> list[Person]:
        return [person for person in self.statuses if self.has(person)]

    def has(self, person: Person) -> bool:
        return self.statuses.get(person) in ("creator", "administrator", "member")

    def is_admin(self, person: Person) -> bool:
        return self.statuses.get(person) in ("creator", "administrator")

    def adds(self, person: Person, by: Person | None = None) -> None:
        membership.person_enters(self, person, by or self.owner)

    def removes(self, person: Person, by: Person | None = None) -> None:
        membership.person_goes(self, person, by or self.owner, "kicked")

    def promotes(self, person: Person) -> None:
        with self.world.act():
            membership.change_person(self, person, "administrator", self.owner)

    def adds_bot(self, by: Person | None = None, *, admin: bool = False) -> None:
        membership.bot_enters(self, by or self.owner, "administrator" if admin else "member")

    def removes_bot(self, by: Person | None = None) -> None:
        membership.bot_goes(self, by or self.owner, "kicked")

    def promotes_bot(self) -> None:
        with self.world.act():
            membership.change_bot(self, "administrator", self.owner)

    def demotes_bot(self) -> None:
        with self.world.act():
            membership.change_bot(self, "member", self.owner)

    def topic(self, name: str, by: Person | None = None) -> Topic:
        if not self.is_forum:
            raise Impossible(f"{self.title} has no topics: make it with api.forum(...)")
        with self.world.act():
            line: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            opener = self.world.post(self, by or self.owner, service=line)
            # The opening line lies in the topic that it opens, so its number can only be known afterwards.
            found = Topic(self, name, opener)
            opener.topic, opener.thread_id = found, found.id
            self.topics.append(found)
            return found

    def migrate(self) -> None:
        """Become a supergroup, under a new id, with new message numbers."""
        if self.kind != "group":
            raise Impossible(f"{self.title} is a {self.kind} already")
        with self.world.act():
            world, old, new = self.world, self.id, self.world.next_group_id("supergroup")
            world.post(self, self.owner, service={"migrate_to_chat_id": new})
            self.old_id, self.id, self.kind = old, new, "supergroup"
            world.chats[new] = world.chats.pop(old)
            world.upgraded[old] = self
            world.post(self, self.owner, service={"migrate_from_chat_id": old})
