"""Files that the bot sends to the pretended Telegram."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.botapi import BotApi, Person
from tests.botapi.sending import MOST_FILE_BYTES, MOST_PHOTO_BYTES
from tests.serverapi.client import client

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def png(width: int, height: int, *, bytes: int = 40) -> bytes:
    """As much of a picture as Telegram's rules are about."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height)
    return head + b"\0" * (bytes - len(head))


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def bot(api: BotApi, run: Run) -> Iterator[Bot]:
    found = client(api)
    run(found.initialize())
    yield found
    run(found.shutdown())


def test_a_document_arrives_with_its_name_and_its_words(bot: Bot, noor: Person, run: Run) -> None:
    content = bytes(range(256)) * 3 + b"\r\n--\r\n"
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Klaar", callback_data="klaar")]])
    send = bot.send_document(
        noor.id, content, "<b>Jouw</b> agenda", filename="kring.ics", parse_mode="HTML", reply_markup=keys
    )
    assert run(send).document.file_name == "kring.ics"
    last = noor.chat.last
    assert last.document is not None
    assert (last.document.name, last.document.content) == ("kring.ics", content)
    assert (last.photo, last.text, last.labels) == (None, "Jouw agenda", ["Klaar"])


def test_a_picture_arrives_as_a_picture(bot: Bot, noor: Person, run: Run) -> None:
    run(bot.send_photo(noor.id, png(900, 700), filename="rota.png"))
    last = noor.chat.last
    assert last.photo is not None
    assert (last.photo.name, last.photo.content) == ("rota.png", png(900, 700))
    assert last.document is None


def test_words_are_counted_after_the_marks(bot: Bot, noor: Person, run: Run) -> None:
    run(bot.send_document(noor.id, b"verslag", f"<b>{'👍' * 512}</b>", parse_mode="HTML"))
    with pytest.raises(BadRequest, match="caption is too long"):
        run(bot.send_photo(noor.id, png(9, 9), "👍" * 512 + "x"))


@pytest.mark.parametrize(("width", "height"), [(9_000, 1_001), (2_101, 100), (100, 2_101), (0, 0x7FFF_FFFF)])
def test_a_picture_of_an_impossible_shape_is_refused(bot: Bot, noor: Person, run: Run, width: int, height: int) -> None:
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        run(bot.send_photo(noor.id, png(width, height)))


@pytest.mark.parametrize(("width", "height"), [(9_000, 1_000), (2_000, 100), (1, 1)])
def test_a_picture_of_a_possible_shape_is_taken(bot: Bot, noor: Person, run: Run, width: int, height: int) -> None:
    run(bot.send_photo(noor.id, png(width, height)))
    assert noor.chat.last.photo is not None


def test_a_file_can_be_too_big(bot: Bot, noor: Person, run: Run) -> None:
    run(bot.send_photo(noor.id, png(9, 9, bytes=MOST_PHOTO_BYTES)))
    with pytest.raises(BadRequest, match="too big for a photo"):
        run(bot.send_photo(noor.id, png(9, 9, bytes=MOST_PHOTO_BYTES + 1)))
    with pytest.raises(BadRequest, match="too big for a document"):
        run(bot.send_document(noor.id, bytes(MOST_FILE_BYTES + 1)))


@pytest.mark.parametrize("method", ["send_document", "send_photo"])
def test_what_telegram_does_not_know_is_refused(bot: Bot, noor: Person, run: Run, method: str) -> None:
    send = getattr(bot, method)
    with pytest.raises(BadRequest, match=r"(?i)unknown parameter link_preview_options, text"):
        run(send(noor.id, png(9, 9), api_kwargs={"text": "hoi", "link_preview_options": {"is_disabled": True}}))


def test_all_that_the_client_can_say_is_known(bot: Bot, noor: Person, run: Run) -> None:
    more: dict[str, Any] = {"disable_notification": True, "protect_content": True, "allow_paid_broadcast": False}
    run(bot.send_document(noor.id, b"x", disable_content_type_detection=True, thumbnail=png(9, 9), **more))
    run(bot.send_photo(noor.id, png(9, 9), has_spoiler=True, show_caption_above_media=True, **more))
    assert noor.chat.last.photo is not None
