"""Coming, going and being promoted, with everything the bot is told about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import Impossible
from .wire import membership_json, user_json

if TYPE_CHECKING:
    from .chats import Private
    from .groups import Group
    from .people import Person
    from .robot import Robot


def change_bot(group: Group, status: str, by: Person | Robot) -> None:
    old, group.bot_status = group.bot_status, status
    if old != status:
        world = group.world
        world.publish("my_chat_member", membership_json(group, by, world.bot, old, status, world.now()))


def change_person(group: Group, person: Person, status: str, by: Person) -> None:
    old = group.statuses.get(person, "left")
    group.statuses[person] = status
    if group.bot_status == "administrator" and old != status:
        world = group.world
        world.publish("chat_member", membership_json(group, by, person, old, status, world.now()))


def bot_enters(group: Group, by: Person, status: str = "member") -> None:
    world = group.world
    with world.act():
        if group.bot_inside:
            raise Impossible(f"The bot is in {group.title} already")
        group.bot_privacy = not world.bot.reads_all
        change_bot(group, status, by)
        bot = user_json(world.bot)
        world.post(group, by, service={"new_chat_members": [bot]})


def bot_goes(group: Group, by: Person | Robot, status: str) -> None:
    world = group.world
    with world.act():
        if not group.bot_inside:
            raise Impossible(f"The bot is not in {group.title}")
        # The line about its own going is the last one the bot gets to see.
        world.post(group, by, service={"left_chat_member": user_json(world.bot)})
        change_bot(group, status, by)


def person_enters(group: Group, person: Person, by: Person) -> None:
    with group.world.act():
        if group.has(person):
            raise Impossible(f"{person.first_name} is in {group.title} already")
        change_person(group, person, "member", by)
        group.world.post(group, by, service={"new_chat_members": [user_json(person)]})


def person_goes(group: Group, person: Person, by: Person, status: str) -> None:
    with group.world.act():
        if not group.has(person):
            raise Impossible(f"{person.first_name} is not in {group.title}")
        change_person(group, person, status, by)
        group.world.post(group, by, service={"left_chat_member": user_json(person)})


def block(chat: Private, *, blocked: bool) -> None:
    world = chat.world
    with world.act():
        if not chat.started or chat.blocked == blocked:
            raise Impossible(f"{chat.person.first_name} cannot {'block' if blocked else 'unblock'} the bot now")
        chat.blocked = blocked
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        world.publish("my_chat_member", membership_json(chat, chat.person, world.bot, old, new, world.now()))
