"""People, chats and messages in the JSON of the Bot API."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .chats import Chat, Private
from .entities import Json
from .robot import Robot

if TYPE_CHECKING:
    from .messages import Attachment, Message
    from .people import Person
    from .taps import Tap

ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def user_json(one: Person | Robot) -> Json:
    if isinstance(one, Robot):
        return {"id": one.id, "is_bot": True, "first_name": one.first_name, "username": one.username}
    found: Json = {"id": one.id, "is_bot": False, "first_name": one.first_name}
    optional = {"last_name": one.last_name, "username": one.username, "language_code": one.language}
    return found | {name: value for name, value in optional.items() if value}


def chat_json(chat: Chat, chat_id: int | None = None) -> Json:
    if isinstance(chat, Private):
        person = user_json(chat.person)
        return {"type": "private"} | {
            name: person[name] for name in ("id", "first_name", "last_name", "username") if name in person
        }
    if chat_id is not None and chat_id != chat.id:
        return {"id": chat_id, "type": "group", "title": chat.title}
    found: Json = {"id": chat.id, "type": chat.kind, "title": chat.title}
    if chat.is_forum:
        found["is_forum"] = True
    return found


def member_json(one: Person | Robot, status: str) -> Json:
    found: Json = {"user": user_json(one), "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    if status == "administrator":
        found |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    if status == "kicked":
        found["until_date"] = 0
    return found


def attachment_json(attachment: Attachment) -> Json:
    file: Json = {
        "file_id": attachment.file_id,
        "file_unique_id": attachment.file_id[-12:],
        "file_size": len(attachment.content),
    }
    if attachment.kind == "photo":
        return {"photo": [file | {"width": 640, "height": 480}]}
    if attachment.kind == "voice":
        return {"voice": file | {"duration": 4, "mime_type": "audio/ogg"}}
    if attachment.kind == "sticker":
        look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": file | look | {"emoji": "👍"}}
    return {"document": file | {"file_name": attachment.name}}


def message_json(message: Message, *, with_reply: bool = True) -> Json:
    chat = chat_json(message.chat, message.chat_id)
    found: Json = {"message_id": message.id, "date": seconds(message.at), "chat": chat}
    found["from"] = ANONYMOUS if message.anonymous else user_json(message.sender)
    if message.anonymous:
        found["sender_chat"] = chat
    if message.thread_id is not None:
        found["message_thread_id"] = message.thread_id
    if message.topic is not None:
        found["is_topic_message"] = True
    if message.edited_at is not None:
        found["edit_date"] = seconds(message.edited_at)
    found |= _content(message)
    if message.markup is not None and message.markup.kind == "inline":
        found["reply_markup"] = message.markup.json
    replied = message.reply_to
    if replied is None and message.topic is not None and not message.service:
        # In a topic a plain message looks like a reply to the line that opened the topic.
        replied = message.topic.opener
    if with_reply and replied is not None and not replied.deleted:
        found["reply_to_message"] = message_json(replied, with_reply=False)
    return found


def _content(message: Message) -> Json:
    found: Json = dict(message.service)
    pinned = found.get("pinned_message")
    if pinned is not None:
        found["pinned_message"] = message_json(pinned, with_reply=False)
    text, entities = ("caption", "caption_entities") if message.attachment else ("text", "entities")
    if message.attachment:
        found |= attachment_json(message.attachment)
    if message.text:
        found[text] = message.text
    if message.entities:
        found[entities] = list(message.entities)
    return found


def tap_json(tap: Tap) -> Json:
    return {
        "id": tap.id,
        "from": user_json(tap.person),
        "message": message_json(tap.message),
        "chat_instance": str(abs(tap.message.chat_id) * 31),
        "data": tap.data,
    }


def membership_json(chat: Chat, by: Person | Robot, whom: Any, old: str, new: str, at: datetime) -> Json:
    return {
        "chat": chat_json(chat),
        "from": user_json(by),
        "date": seconds(at),
        "old_chat_member": member_json(whom, old),
        "new_chat_member": member_json(whom, new),
    }
