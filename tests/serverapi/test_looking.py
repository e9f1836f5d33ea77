"""What the bot can look up, about itself and about others."""

from __future__ import annotations

from telegram import BotCommand

from tests.botapi import BotApi, Group, Person
from tests.serverapi.client import Waiting, refused


def test_the_bot_knows_itself(bot: Waiting) -> None:
    me = bot.get_me()
    assert (me.username, me.is_bot, me.can_read_all_group_messages) == ("beurtelings_bot", True, False)


def test_chats_and_members(api: BotApi, bot: Waiting, group: Group, noor: Person, daan: Person) -> None:
    assert (bot.get_chat(group.id).title, bot.get_chat(noor.id).first_name) == ("Team onderbouw", "Noor")
    assert bot.get_chat_member_count(group.id) == 3
    assert bot.get_chat_member(group.id, noor.id).status == "creator"
    assert bot.get_chat_member(group.id, api.bot.id).status == "member"
    daan.leaves(group)
    assert bot.get_chat_member(group.id, daan.id).status == "left"
    group.promotes_bot()
    assert bot.get_chat_member(group.id, api.bot.id).status == "administrator"
    with refused("user not found"):
        bot.get_chat_member(group.id, 42)


def test_commands_are_set(api: BotApi, bot: Waiting) -> None:
    bot.set_my_commands([BotCommand("begin", "Begin een gesprek")])
    assert api.commands == [{"command": "begin", "description": "Begin een gesprek"}]
    with refused("BOT_COMMAND_INVALID"):
        bot.set_my_commands([BotCommand("Begin", "x")])
