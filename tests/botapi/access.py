"""Which chat, topic and message a call means, and whether the bot may."""

from __future__ import annotations

from .chats import Chat, Private
from .entities import Json
from .errors import Refusal, bad_request, forbidden
from .groups import Group, Topic
from .messages import Message
from .params import Params
from .world import World

GENERAL = 1


def readable(world: World, params: Params, name: str = "chat_id") -> Chat:
    """A chat the bot may look at."""
    raw = params.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    chat_id = int(raw) if raw.lstrip("-").isdigit() else 0
    if chat_id in world.upgraded:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=world.upgraded[chat_id].id,
        )
    chat = world.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if isinstance(chat, Group) and not chat.bot_inside:
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def writable(world: World, params: Params) -> Chat:
    chat = readable(world, params)
    if isinstance(chat, Private):
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def topic_in(chat: Chat, params: Params) -> Topic | None:
    thread = params.number("message_thread_id")
    # Where there are no topics Telegram passes over the number without a word.
    if not thread or not (chat.is_forum or isinstance(chat, Private)):
        return None
    topics = chat.topics if isinstance(chat, Group) else []
    for topic in topics:
        if topic.id == thread and not topic.deleted:
            _refuse_closed(topic)
            return topic
    raise bad_request("message thread not found")


def _refuse_closed(topic: Topic) -> None:
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")


def reply_in(world: World, chat: Chat, params: Params) -> Message | None:
    wanted: Json = params.object("reply_parameters") or {"message_id": params.number("reply_to_message_id")}
    number = int(wanted.get("message_id") or 0)
    if not number:
        return None
    message = world.find_message(int(wanted.get("chat_id") or chat.id), number)
    if message is None:
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    if wanted.get("quote") and wanted["quote"] not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return message


def place(world: World, params: Params) -> tuple[Chat, Topic | None, Message | None]:
    """Where a message of the bot will end up."""
    chat = writable(world, params)
    topic = topic_in(chat, params)
    reply_to = reply_in(world, chat, params)
    if topic is None and reply_to is not None and reply_to.topic is not None:
        # A reply lands in the topic of what it replies to, also without the number.
        topic = reply_to.topic
        _refuse_closed(topic)
    return chat, topic, reply_to


def message_in(world: World, chat: Chat, params: Params, what: str) -> Message:
    message = world.find_message(chat.id, params.number("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message
