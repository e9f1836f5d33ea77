"""The methods by which the bot says something new."""

from __future__ import annotations

import struct
from typing import Any

from .access import message_in, place, readable
from .entities import Json, units
from .errors import bad_request
from .keyboard import read_markup
from .markup import Parsed, parse_html, plain
from .messages import Attachment, Message, shown
from .params import Params
from .wire import message_json
from .world import World

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_FILE_BYTES = 50 * 1024 * 1024
#: Of a picture: width and height together, and how much longer one is than the other.
MOST_SIDES, MOST_STRETCHED = 10_000, 20
_FILE_PARAMETERS = {
    "allow_paid_broadcast",
    "business_connection_id",
    "caption",
    "caption_entities",
    "chat_id",
    "direct_messages_topic_id",
    "disable_notification",
    "message_effect_id",
    "message_thread_id",
    "parse_mode",
    "protect_content",
    "reply_markup",
    "reply_parameters",
    "suggested_post_parameters",
}
_PARAMETERS = {
    "document": {*_FILE_PARAMETERS, "document", "disable_content_type_detection", "thumbnail"},
    "photo": {*_FILE_PARAMETERS, "photo", "has_spoiler", "show_caption_above_media"},
}
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURES = (_PNG, b"\xff\xd8\xff")
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def parsed(params: Params, name: str) -> Parsed:
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(params.text(name))
    if mode:
        raise bad_request("unsupported parse_mode")
    return plain(params.text(name))


def html_of(params: Params, name: str) -> str:
    given = params.text(name)
    return given if params.text("parse_mode") else shown(given)


def _say(world: World, params: Params, content: dict[str, Any]) -> Message:
    markup = read_markup(params.object("reply_markup"))
    chat, topic, reply_to = place(world, params)
    world.rates.send(chat, world.now())
    return world.post(
        chat,
        world.bot,
        topic=topic,
        reply_to=reply_to,
        markup=markup,
        silent=params.flag("disable_notification"),
        link_preview=params.object("link_preview_options"),
        **content,
    )


def send_message(world: World, params: Params) -> Json:
    text = parsed(params, "text")
    if not text.text:
        raise bad_request("message text is empty")
    if units(text.text) > MOST_TEXT:
        raise bad_request("message is too long")
    content = {"text": text.text, "html": html_of(params, "text"), "entities": text.entities}
    return message_json(_say(world, params, content))


def send_document(world: World, params: Params) -> Json:
    return _send_file(world, params, "document", MOST_FILE_BYTES)


def send_photo(world: World, params: Params) -> Json:
    return _send_file(world, params, "photo", MOST_PHOTO_BYTES)


def _send_file(world: World, params: Params, kind: str, most: int) -> Json:
    _refuse_unknown(params, kind)
    caption = parsed(params, "caption")
    if units(caption.text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    attachment = _attachment(world, params, kind, most)
    content = {"text": caption.text, "html": html_of(params, "caption"), "entities": caption.entities}
    message = _say(world, params, content | {"attachment": attachment})
    world.files[attachment.file_id] = attachment
    return message_json(message)


def _refuse_unknown(params: Params, kind: str) -> None:
    """Telegram passes them over in silence. Nobody means that, so here it is an error."""
    attached = {value.removeprefix("attach://") for value in params.values.values()}
    unknown = {*params.values, *(params.files.keys() - attached)} - _PARAMETERS[kind]
    if unknown:
        raise bad_request(f"unknown parameter {', '.join(sorted(unknown))}")


def _attachment(world: World, params: Params, kind: str, most: int) -> Attachment:
    upload = params.file(kind)
    if upload is None:
        known = world.files.get(params.text(kind))
        if not params.text(kind):
            raise bad_request(f"there is no {kind} in the request")
        if not isinstance(known, Attachment) or known.kind != kind:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    name, content = upload
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > most:
        raise bad_request(f"file is too big for a {kind}")
    if kind == "photo" and not content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if kind == "photo":
        _refuse_shape(content)
    return Attachment(kind=kind, file_id=world.next_file_id(), name=name, content=content)


def _refuse_shape(content: bytes) -> None:
    """Of a PNG, which says how big it is at its beginning."""
    if not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return
    width, height = struct.unpack(">II", content[16:24])
    if width + height > MOST_SIDES or max(width, height) > MOST_STRETCHED * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def copy_message(world: World, params: Params) -> Json:
    source = readable(world, params, "from_chat_id")
    message = message_in(world, source, params, "message to copy")
    if message.service:
        raise bad_request("message can't be copied")
    content: dict[str, Any] = {
        "text": message.text,
        "html": message.html,
        "entities": message.entities,
        "attachment": message.attachment,
    }
    return {"message_id": _say(world, params, content).id}


def send_chat_action(world: World, params: Params) -> bool:
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    place(world, params)
    return True
