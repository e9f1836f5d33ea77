"""What a bot gets to see of a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entities import command_in
from .groups import Group
from .robot import Robot

if TYPE_CHECKING:
    from .messages import Message


def sees(bot: Robot, message: Message) -> bool:
    chat = message.chat
    if not isinstance(chat, Group):
        return True
    if chat.bot_status == "administrator" or not chat.bot_privacy or message.service:
        return True
    if message.reply_to is not None and message.reply_to.by_bot:
        return True
    command = command_in(message.text)
    return command is not None and (command[1] is None or command[1].lower() == bot.username.lower())
