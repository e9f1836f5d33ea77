"""The methods by which the bot changes what is there already."""

from __future__ import annotations

from datetime import timedelta

from .access import message_in, readable, writable
from .entities import Json, units
from .errors import bad_request
from .keyboard import read_markup
from .messages import Message
from .params import Params
from .sending import MOST_TEXT, html_of, parsed
from .wire import message_json
from .world import World

DELETABLE = timedelta(hours=48)
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _editable(world: World, params: Params) -> Message:
    chat = readable(world, params)
    message = message_in(world, chat, params, "message to edit")
    kind = message.markup.kind if message.markup else "inline"
    # A message that asks for a reply, or brought a keyboard, stays as it is for ever.
    if not message.by_bot or message.service or kind != "inline":
        raise bad_request("message can't be edited")
    writable(world, params)
    return message


def edit_message_text(world: World, params: Params) -> Json:
    text = parsed(params, "text")
    if not text.text:
        raise bad_request("message text is empty")
    markup = read_markup(params.object("reply_markup"), inline_only=True)
    message = _editable(world, params)
    if message.attachment is not None:
        raise bad_request("there is no text in the message to edit")
    if units(text.text) > MOST_TEXT:
        # For an edit Telegram passes on the bare code of its inner server.
        raise bad_request("MESSAGE_TOO_LONG")
    if (text.text, text.entities, markup) == (message.text, message.entities, message.markup):
        raise bad_request(_SAME)
    world.rates.edit(message.chat, world.now())
    message.show(text.text, html_of(params, "text"), text.entities, markup, world.now())
    return message_json(message)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    markup = read_markup(params.object("reply_markup"), inline_only=True)
    message = _editable(world, params)
    if markup == message.markup:
        raise bad_request(_SAME)
    world.rates.edit(message.chat, world.now())
    message.show(message.text, message.html, message.entities, markup, world.now())
    return message_json(message)


def delete_message(world: World, params: Params) -> bool:
    chat = writable(world, params)
    message = message_in(world, chat, params, "message to delete")
    mine = message.by_bot or chat.kind == "private" or chat.bot_is_admin
    if not mine or world.now() - message.at >= DELETABLE:
        raise bad_request("message can't be deleted")
    message.deleted = True
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = writable(world, params)
    message = message_in(world, chat, params, "message to pin")
    if chat.kind != "private" and not chat.bot_is_admin:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if message.service:
        raise bad_request("message can't be pinned")
    if not message.pinned:
        message.pinned = True
        # One of the few things a bot hears of its own doing.
        world.post(chat, world.bot, topic=message.topic, service={"pinned_message": message})
    return True
