"""The methods by which the bot looks around: chats, members, itself."""

from __future__ import annotations

import re
from typing import Any

from .access import readable, writable
from .entities import Json, units
from .errors import bad_request
from .groups import Group
from .membership import bot_goes
from .params import Params
from .wire import chat_json, member_json
from .world import World

MOST_ANSWER = 200
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LINK = re.compile(r"(https?://|tg://|t\.me/)\S+")


def get_me(world: World, params: Params) -> Json:
    bot = world.bot
    return {
        "id": bot.id,
        "is_bot": True,
        "first_name": bot.first_name,
        "username": bot.username,
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, params: Params) -> Json:
    chat = readable(world, params)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat_json(chat) | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, params: Params) -> Json:
    chat = readable(world, params)
    user_id = params.number("user_id")
    if user_id == world.bot.id:
        return member_json(world.bot, chat.bot_status if isinstance(chat, Group) else "member")
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "user not found")
    if not isinstance(chat, Group):
        if not chat.has(person):
            raise bad_request("user not found")
        return member_json(person, "member")
    return member_json(person, chat.statuses.get(person, "left"))


def get_chat_member_count(world: World, params: Params) -> int:
    chat = readable(world, params)
    return len(chat.members) + 1 if isinstance(chat, Group) else 2


def leave_chat(world: World, params: Params) -> bool:
    chat = writable(world, params)
    if not isinstance(chat, Group):
        raise bad_request("chat is not a group or a channel")
    bot_goes(chat, world.bot, "left")
    return True


def set_my_commands(world: World, params: Params) -> bool:
    commands: Any = params.object("commands")
    if not isinstance(commands, list) or not all(isinstance(one, dict) for one in commands):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands = commands
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    tap = world.taps.get(params.text("callback_query_id"))
    if tap is None or tap.answered or world.now() - tap.at > world.tap_life:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text, url = params.text("text"), params.text("url")
    if units(text) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not _LINK.match(url):
        raise bad_request("URL_INVALID")
    tap.answered, tap.answer, tap.url = True, text or None, url or None
    tap.alert = params.flag("show_alert")
    return True
