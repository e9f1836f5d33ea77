"""Updates of Telegram, as the JSON they come in, in the bot's own words.

A telegram.Update of each, with all that hangs on it, would take longer to make than the engine takes for a move.
"""

from __future__ import annotations

import re
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType

from bot.incoming import Command, Gone, Incoming, Membership, Message, Migrated, Nothing, Place, Reopened, Sender, Tap

Json = dict[str, Any]

#: Who posts for an anonymous admin, and for a channel that is linked to the group.
NOBODY = (1087968824, 136817688, 777000)
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_LEADS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)
#: What Telegram takes for a command; somebody can also begin a sentence with a slash.
COMMAND = re.compile(r"/[a-zA-Z0-9_]{1,32}(@\w+)?(\s|$)")
_VOICE = ("voice", "audio", "video_note")
_OTHER = ("sticker", "animation", "document", "video", "poll", "dice")


def translate(update: Json, account: str, *, name: str) -> Incoming:
    """One update in the words of the bot of this name; what is of no concern becomes Nothing."""
    number = update["update_id"]
    if "callback_query" in update:
        return _tap(update["callback_query"], account, number)
    if "my_chat_member" in update:
        return _membership(update["my_chat_member"], account, number)
    edit = "edited_message" in update
    message = update.get("message") or update.get("edited_message")
    if message is None:
        return Nothing(account=account, update=number)
    if "migrate_to_chat_id" in message:
        return Migrated(account=account, update=number, old=message["chat"]["id"], new=message["migrate_to_chat_id"])
    if "migrate_from_chat_id" in message:
        return Migrated(account=account, update=number, old=message["migrate_from_chat_id"], new=message["chat"]["id"])
    if "left_chat_member" in message:
        gone = message["left_chat_member"]
        people = () if gone["is_bot"] else (_sender(gone),)
        return Gone(account=account, update=number, place=_place(message), people=people)
    if "forum_topic_reopened" in message:
        return Reopened(account=account, update=number, place=_place(message))
    if not edit and COMMAND.match(message.get("text", "")):
        return _command(message, account, number, bot=name)
    return _message(message, account, number, edit=edit)


#: Commands that something may follow.
TAKES_MORE = ("start", "startgroup")


def _command(message: Json, account: str, number: int, *, bot: str) -> Incoming:
    word, *rest = message["text"].split(maxsplit=1)
    name, _, whose = word[1:].partition("@")
    if rest and name.lower() not in TAKES_MORE:
        # Only a command that stands alone is one; else somebody says something.
        return _message(message, account, number, edit=False)
    if whose and whose.lower() != bot.lower():
        return Nothing(account=account, update=number, why="for another bot")
    return Command(
        account=account, update=number, place=_place(message), sender=_human(message), message=message["message_id"],
        name=name.lower(), argument="".join(rest).strip(),
    )  # fmt: skip


def _message(message: Json, account: str, number: int, *, edit: bool) -> Incoming:
    medium, text = _content(message)
    if medium == "":
        return Nothing(account=account, update=number, why="service")
    reply = message.get("reply_to_message")
    return Message(
        account=account, update=number, place=_place(message), sender=_human(message), message=message["message_id"],
        text=text, medium=medium, reply_to=None if reply is None else reply["message_id"], edit=edit,
    )  # fmt: skip


def _content(message: Json) -> tuple[str, str]:
    """Which medium it is, and the words in it; a medium of nothing is a message of the service."""
    if "text" in message:
        return "text", message["text"]
    if any(medium in message for medium in _VOICE):
        return "voice", message.get("caption", "")
    if message.get("photo"):
        return "photo", message.get("caption", "")
    return ("other", "") if any(medium in message for medium in _OTHER) else ("", "")


def _place(message: Json) -> Place:
    # In General a reply can carry a thread id that is no topic.
    return _chat(message["chat"], message.get("message_thread_id") if message.get("is_topic_message") else None)


def _chat(chat: Json, topic: int | None = None) -> Place:
    private = chat["type"] == ChatType.PRIVATE
    return Place(chat=chat["id"], kind="private" if private else "group", topic=topic, title=chat.get("title", ""))


def _human(message: Json) -> Sender | None:
    """Nobody where a group or a channel speaks instead of a person."""
    user = message.get("from")
    if user is None or user["is_bot"] or user["id"] in NOBODY or "sender_chat" in message:
        return None
    return _sender(user)


def _sender(user: Json) -> Sender:
    first, last = user["first_name"], user.get("last_name", "")
    return Sender(
        user=user["id"], name=first, full_name=f"{first} {last}".rstrip(), language=user.get("language_code", "")
    )


def _tap(query: Json, account: str, number: int) -> Incoming:
    # A message that is too old to be told about has a number and a chat, and nothing else.
    message = query.get("message")
    return Tap(
        account=account, update=number, place=None if message is None else _place(message),
        sender=_sender(query["from"]), tap=query["id"], data=query.get("data", ""),
        message=0 if message is None else message["message_id"],
    )  # fmt: skip


def _membership(event: Json, account: str, number: int) -> Incoming:
    member = event["new_chat_member"]
    status = member["status"]
    out = status in _OUT or (status == ChatMemberStatus.RESTRICTED and not member["is_member"])
    return Membership(
        account=account, update=number, place=_chat(event["chat"]), sender=_sender(event["from"]), present=not out,
        hears=status in _LEADS,
    )  # fmt: skip
