"""Which methods there are; everything else is answered as if it did not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import editing, fetching, looking, sending
from .params import Params
from .world import World

Method = Callable[[World, Params], Any]

METHODS: dict[str, Method] = {
    "getme": looking.get_me,
    "getchat": looking.get_chat,
    "getchatmember": looking.get_chat_member,
    "getchatmembercount": looking.get_chat_member_count,
    "leavechat": looking.leave_chat,
    "setmycommands": looking.set_my_commands,
    "answercallbackquery": looking.answer_callback_query,
    "getupdates": fetching.get_updates,
    "setwebhook": fetching.set_webhook,
    "deletewebhook": fetching.delete_webhook,
    "getwebhookinfo": fetching.get_webhook_info,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendphoto": sending.send_photo,
    "sendchataction": sending.send_chat_action,
    "copymessage": sending.copy_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "pinchatmessage": editing.pin_chat_message,
}
