"""Letters as calls of the Bot API."""

from __future__ import annotations

from datetime import datetime

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.adapter import Verdict
from bot.letters import Attach, Copy, Edit, Letter, Remove, Reply, Send, Unbutton
from bot.telegram.answers import judge
from bot.telegram.limits import Limits
from bot.telegram.render import keyboard, toast

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramAdapter:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._limits = Limits()

    def wait(self, letter: Letter, now: datetime) -> float:
        match letter:
            case Reply() | Remove() | Unbutton():
                # One at most for each new message or tap, and those have limits of their own.
                return 0.0
            case Edit():
                return self._limits.wait(letter.chat, edit=True, now=now)
            case Send() | Copy() | Attach():
                return self._limits.wait(letter.chat, edit=False, now=now)

    def recall(self, chat: int, at: datetime) -> None:
        self._limits.count(chat, at)

    def moved(self, old: int, new: int) -> None:
        self._limits.moved(old, new)

    async def deliver(self, letter: Letter) -> Verdict:
        private = not isinstance(letter, Reply) and letter.chat > 0
        try:
            return Verdict(what="sent", message=await self._call(letter))
        except TelegramError as error:
            verdict = judge(error, private=private)
            if verdict.what == "moved" and not isinstance(letter, Reply):
                self.moved(letter.chat, verdict.moved_to)
            return verdict

    async def _call(self, letter: Letter) -> int | None:
        bot = self._bot
        match letter:
            case Send():
                message = await bot.send_message(
                    letter.chat,
                    letter.text,
                    parse_mode=ParseMode.HTML,
                    message_thread_id=letter.topic,
                    reply_markup=keyboard(letter.keys),
                    link_preview_options=_NO_PREVIEW,
                )
                return message.message_id
            case Edit():
                await bot.edit_message_text(
                    letter.text,
                    chat_id=letter.chat,
                    message_id=letter.message,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(letter.keys),
                    link_preview_options=_NO_PREVIEW,
                )
            case Unbutton():
                await bot.edit_message_reply_markup(letter.chat, letter.message, reply_markup=None)
            case Remove():
                await bot.delete_message(letter.chat, letter.message)
            case Copy():
                copied = await bot.copy_message(
                    letter.chat, letter.from_chat, letter.message, message_thread_id=letter.topic
                )
                return copied.message_id
            case Attach():
                return await self._attach(letter)
            case Reply():
                await bot.answer_callback_query(letter.tap, text=toast(letter.text) or None)
        return None

    async def _attach(self, letter: Attach) -> int:
        keys, caption = keyboard(letter.keys), letter.caption or None
        if letter.picture:
            message = await self._bot.send_photo(
                letter.chat, letter.content, caption, filename=letter.name, parse_mode=ParseMode.HTML,
                message_thread_id=letter.topic, reply_markup=keys,
            )  # fmt: skip
        else:
            message = await self._bot.send_document(
                letter.chat, letter.content, caption, filename=letter.name, parse_mode=ParseMode.HTML,
                message_thread_id=letter.topic, reply_markup=keys,
            )  # fmt: skip
        return message.message_id
