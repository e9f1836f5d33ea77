"""The pretended Telegram keeps the rules of the real one, as the real client sees them."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.botapi import BotApi, Clock, Group, Impossible, Kind, Limits, Person, Private, forbidden

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def refused(words: str, kind: type[TelegramError] = BadRequest) -> Any:
    # The client puts what it hears in lower case, with one capital in front.
    return pytest.raises(kind, match=f"(?i){re.escape(words)}")


@pytest.fixture(autouse=True)
def _time_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it the client warns while it makes a RetryAfter, and here a warning is an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def client(api: BotApi, token: str = "") -> Bot:
    # Loading the certificates of the world costs more than all the rest of a test.
    plain: Any = {"verify": False}
    return Bot(
        token or api.token,
        base_url=api.base_url,
        request=HTTPXRequest(httpx_kwargs=plain, connection_pool_size=8),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain, connection_pool_size=8),
    )


class Waiting:
    """The client, called without await."""

    def __init__(self, api: BotApi, runner: asyncio.Runner) -> None:
        self.real = client(api)
        self._runner = runner

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: self.run(getattr(self.real, name)(*given, **named))

    def hears(self) -> list[Any]:
        """Everything new, confirmed at once."""
        found = list(self.get_updates())
        if found:
            self.get_updates(offset=found[-1].update_id + 1)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> Iterator[BotApi]:
    with BotApi(clock) as found:
        yield found


@contextmanager
def connected(api: BotApi) -> Iterator[Waiting]:
    with asyncio.Runner() as runner:
        found = Waiting(api, runner)
        found.initialize()
        yield found
        found.shutdown()


@pytest.fixture
def bot(api: BotApi) -> Iterator[Waiting]:
    with connected(api) as found:
        yield found


@pytest.fixture
def noor(api: BotApi) -> Person:
    return api.person("Noor", language="nl", started=True)


@pytest.fixture
def daan(api: BotApi) -> Person:
    return api.person("Daan")


@pytest.fixture
def group(api: BotApi, noor: Person, daan: Person, bot: Waiting) -> Group:
    found = api.group("Team onderbouw", [noor, daan], bot=True)
    bot.hears()
    return found


@pytest.fixture
def forum(api: BotApi, noor: Person, daan: Person, bot: Waiting) -> Group:
    found = api.forum("Sectie Nederlands", [noor, daan], bot=True)
    bot.hears()
    return found


def keyboard(*labels: str, **rest: str) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(label, callback_data=f"data {label}") for label in labels]
    buttons += [InlineKeyboardButton(label, url=url) for label, url in rest.items()]
    return InlineKeyboardMarkup([buttons])


def texts(updates: Iterable[Update]) -> list[str]:
    return [update.message.text or "" for update in updates if update.message]


def card_in(bot: Waiting, chat: Group | Private, text: str = "kaart", **rest: Any) -> Any:
    bot.send_message(chat.id, text, **rest)
    return chat.last


# The connection


def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    async def start() -> None:
        async with client(api, "1:wrong"):
            pass

    with refused("was rejected by the server", InvalidToken):
        asyncio.run(start())


def test_an_unknown_method_does_not_exist(bot: Waiting) -> None:
    with refused("Not Found", InvalidToken):
        bot.get_my_commands()


def test_the_bot_knows_itself(bot: Waiting) -> None:
    me = bot.get_me()
    assert (me.username, me.is_bot, me.can_read_all_group_messages) == ("beurtelings_bot", True, False)


def test_json_bodies_are_read_too(api: BotApi, noor: Person) -> None:
    body = json.dumps({"chat_id": noor.id, "text": "dag", "reply_markup": {"force_reply": True}}).encode()
    request = urllib.request.Request(
        f"{api.base_url}{api.token}/sendMessage", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["result"]["text"] == "dag"
    assert noor.chat.last.asks_reply


def test_a_second_fetcher_ends_the_first(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def both() -> None:
        first = asyncio.create_task(bot.real.get_updates(timeout=20))
        await asyncio.to_thread(api.wait, lambda: api.world.polling)
        second = asyncio.create_task(bot.real.get_updates(timeout=20))
        with refused("terminated by other getUpdates", Conflict):
            await first
        noor.says("hoi")
        assert texts(list(await second)) == ["hoi"]

    bot.run(both())


def test_a_long_poll_returns_as_soon_as_there_is_something(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def poll() -> list[Update]:
        waiting = asyncio.create_task(bot.real.get_updates(timeout=20))
        await asyncio.to_thread(api.wait_until_idle)
        await asyncio.to_thread(noor.says, "hoi")
        return list(await waiting)

    assert texts(bot.run(poll())) == ["hoi"]


def test_stopping_ends_a_long_poll() -> None:
    async def poll(api: BotApi) -> None:
        async with client(api) as bot:
            with pytest.raises(NetworkError):
                await bot.get_updates(timeout=20)

    with BotApi() as api:
        thread = threading.Thread(target=lambda: asyncio.run(poll(api)))
        thread.start()
        api.wait(lambda: api.world.polling)
    thread.join(5)
    assert not thread.is_alive()


# Updates


def test_updates_come_again_until_a_higher_offset_confirms_them(api: BotApi, bot: Waiting, noor: Person) -> None:
    noor.says("een")
    noor.says("twee")
    assert texts(bot.get_updates()) == ["een", "twee"]
    again = bot.get_updates(limit=1)
    assert texts(again) == ["een"]
    assert texts(bot.get_updates(offset=again[0].update_id + 1)) == ["twee"]
    assert [update.json["message"]["text"] for update in api.pending_updates] == ["twee"]


def test_a_negative_offset_forgets_all_but_the_last(bot: Waiting, noor: Person) -> None:
    for text in ("een", "twee", "drie"):
        noor.says(text)
    assert texts(bot.get_updates(offset=-1)) == ["drie"]


def test_an_update_is_kept_for_a_day(clock: Clock, bot: Waiting, noor: Person) -> None:
    noor.says("oud")
    clock.advance(hours=24)
    noor.says("nieuw")
    assert texts(bot.get_updates()) == ["nieuw"]


def test_an_update_can_be_delivered_twice(api: BotApi, bot: Waiting, noor: Person) -> None:
    noor.says("hoi")
    (first,) = bot.hears()
    api.deliver_again()
    (second,) = bot.hears()
    assert (second.update_id, second.message.text) == (first.update_id, "hoi")
    assert bot.hears() == []


def test_only_allowed_updates_are_made(bot: Waiting, noor: Person) -> None:
    bot.get_updates(allowed_updates=["callback_query"])
    noor.says("hoi")
    assert bot.hears() == []
    bot.get_updates(allowed_updates=[])
    noor.says("dag")
    assert texts(bot.hears()) == ["dag"]


def test_who_comes_and_goes_must_be_asked_for(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    team = api.supergroup("Team", [noor], admin=True)
    daan.joins(team)
    bot.hears()
    bot.get_updates(allowed_updates=["message", "chat_member"])
    daan.leaves(team)
    member, line = bot.hears()
    assert member.chat_member.old_chat_member.status == "member"
    assert member.chat_member.new_chat_member.status == "left"
    assert line.message.left_chat_member.id == daan.id


def test_a_bot_that_is_no_admin_hears_of_members_by_service_lines_only(
    bot: Waiting, group: Group, daan: Person
) -> None:
    bot.get_updates(allowed_updates=["message", "chat_member"])
    daan.leaves(group)
    assert [bool(update.chat_member) for update in bot.hears()] == [False]


# First words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (lambda person: None, "bot can't initiate conversation with a user"),
        (lambda person: (person.starts(), person.blocks()), "bot was blocked by the user"),
    ],
)
def test_who_did_not_open_the_door_is_not_reached(
    bot: Waiting, daan: Person, before: Callable[[Person], None], words: str
) -> None:
    before(daan)
    with refused(words, Forbidden):
        bot.send_message(daan.id, "hoi")
    assert daan.chat.cards_of_bot == []


def test_blocking_and_coming_back_are_told(bot: Waiting, noor: Person) -> None:
    noor.blocks()
    noor.starts()
    block, unblock, start = bot.hears()
    assert block.my_chat_member.new_chat_member.status == "kicked"
    assert unblock.my_chat_member.new_chat_member.status == "member"
    assert start.message.text == "/start"
    bot.send_message(noor.id, "welkom terug")


def test_an_unknown_chat_is_not_found(bot: Waiting) -> None:
    with refused("Chat not found"):
        bot.send_message(42, "hoi")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_bot_thrown_out_cannot_write(api: BotApi, bot: Waiting, noor: Person, kind: str) -> None:
    team = getattr(api, kind)("Team", [noor])
    with refused(f"bot is not a member of the {kind} chat", Forbidden):
        bot.send_message(team.id, "hoi")
    team.adds_bot()
    bot.hears()
    team.removes_bot()
    line, mine = bot.hears()
    assert line.message.left_chat_member.id == api.bot.id
    assert mine.my_chat_member.new_chat_member.status == "kicked"
    with refused(f"bot was kicked from the {kind} chat", Forbidden):
        bot.send_message(team.id, "hoi")


def test_the_bot_can_leave(bot: Waiting, group: Group) -> None:
    bot.leave_chat(group.id)
    with refused("not a member", Forbidden):
        bot.get_chat(group.id)


def test_deep_links_carry_their_payload(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    daan.opens(api.link("Seat_1-a"))
    assert texts(bot.hears()) == ["/start Seat_1-a"]
    team = api.group("Team", [noor])
    noor.opens(api.link("circle", group=True), team)
    mine, entered, command = bot.hears()
    assert mine.my_chat_member.new_chat_member.status == "member"
    assert entered.message.new_chat_members[0].id == api.bot.id
    assert command.message.text == "/start@beurtelings_bot circle"


@pytest.mark.parametrize("payload", ["x" * 65, "a b", "a=b"])
def test_a_payload_that_telegram_would_drop_is_noticed(api: BotApi, daan: Person, payload: str) -> None:
    with pytest.raises(Impossible):
        daan.opens(api.link(payload))


def test_a_button_with_a_deep_link_opens_it(api: BotApi, bot: Waiting, group: Group, daan: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard(Privé=api.link("seat")))
    tap = daan.taps("Privé", card)
    assert tap.url == api.link("seat")
    assert texts(bot.hears()) == ["/start seat"]


# Texts and their marks


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<b>Noor</b> is <i>aan</i> de beurt", "Noor is aan de beurt"),
        (
            "1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;ja&quot; &#39;nee&#x27; &nbsp;",
            "1 < 2 && 3 > 2 \"ja\" 'nee' &nbsp;",
        ),
        ('<a href="https://example.org/?a=1&amp;b=2">hier</a>', "hier"),
        ('<pre><code class="language-nl">x</code></pre>', "x"),
        ('<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>', "st"),
        ("<blockquote expandable>lang</blockquote>\n\n", "lang"),
        ('<tg-emoji emoji-id="536">👍</tg-emoji>', "👍"),
    ],
)
def test_good_html(bot: Waiting, noor: Person, source: str, text: str) -> None:
    sent = bot.send_message(noor.id, source, parse_mode="HTML")
    assert sent.text == text == noor.chat.last.text
    assert noor.chat.last.html == source


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>open", 'find end tag corresponding to start tag "b"'),
        ("<b><i>kruis</b></i>", 'Unmatched end tag at byte offset 11, expected "</i>", found "</b>"'),
        ("dicht</b>", "Unexpected end tag at byte offset 5"),
        ("é<p>nee</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", 'Unclosed start tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<b =x>y</b>", "Empty attribute name"),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier"),
        ("<b>x</b", "Unclosed end tag"),
    ],
)
def test_bad_html(bot: Waiting, noor: Person, source: str, words: str) -> None:
    with refused(words) as caught:
        bot.send_message(noor.id, source, parse_mode="HTML")
    assert caught.value.message.startswith("Can't parse entities: ")


def test_marks_are_counted_in_utf16_and_follow_the_trimming(bot: Waiting, noor: Person) -> None:
    sent = bot.send_message(noor.id, "  👍 <b>ja</b>  ", parse_mode="HTML")
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [("bold", 3, 2)]
    assert sent.parse_entity(sent.entities[0]) == "ja"


@pytest.mark.parametrize("text", ["", "  \n ", "<b></b>"])
def test_an_empty_text_is_refused(bot: Waiting, noor: Person, text: str) -> None:
    with refused("Message text is empty"):
        bot.send_message(noor.id, text, parse_mode="HTML")


def test_length_is_measured_after_the_marks_in_utf16(bot: Waiting, noor: Person) -> None:
    bot.send_message(noor.id, f"<b>{'👍' * 2048}</b>", parse_mode="HTML")
    with refused("Message is too long"):
        bot.send_message(noor.id, "👍" * 2048 + "x")


def test_captions_are_shorter(bot: Waiting, noor: Person) -> None:
    bot.send_document(noor.id, b"verslag", filename="verslag.md", caption="x" * 1024)
    assert noor.chat.last.attachment is not None
    assert (noor.chat.last.attachment.name, noor.chat.last.attachment.content) == ("verslag.md", b"verslag")
    with refused("Message caption is too long"):
        bot.send_document(noor.id, b"verslag", caption="x" * 1025)


def test_a_photo_is_a_picture(bot: Waiting, noor: Person) -> None:
    sent = bot.send_photo(noor.id, PNG, caption="<b>stap</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    assert (sent.caption, noor.chat.last.labels) == ("stap", ["Klaar"])
    bot.send_photo(noor.id, sent.photo[-1].file_id)
    with refused("Image_process_failed"):
        bot.send_photo(noor.id, b"tekst")
    with refused("File must be non-empty"):
        bot.send_document(noor.id, b"")


def test_small_print_of_a_message_is_kept(bot: Waiting, noor: Person) -> None:
    bot.send_message(
        noor.id,
        "stil",
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=ForceReply(selective=True, input_field_placeholder="Schrijf hier"),
    )
    assert noor.chat.last.silent
    assert noor.chat.last.link_preview == {"is_disabled": True}
    assert noor.chat.last.asks_reply


# Buttons


def rows(*sizes: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")] * size for size in sizes])


def one(**action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", **action)]])


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (one(callback_data="é" * 32 + "x"), "Button_data_invalid"),
        (one(), "Text buttons are unallowed"),
        (one(callback_data="x", url="https://example.org"), "more than one action"),
        (one(url="example"), "Wrong HTTP URL"),
        (one(url="ftp://example.org"), "Wrong HTTP URL"),
        (rows(9), "Reply markup is too long"),
        (rows(*[8] * 12, 5), "Reply markup is too long"),
    ],
)
def test_bad_buttons(bot: Waiting, noor: Person, markup: InlineKeyboardMarkup, words: str) -> None:
    with refused(words):
        bot.send_message(noor.id, "kaart", reply_markup=markup)


@pytest.mark.parametrize(
    "markup",
    [
        one(callback_data="é" * 32),
        one(url="https://t.me/beurtelings_bot?start=x"),
        one(url="tg://resolve?domain=x"),
        one(url="http://127.0.0.1:8080/room"),
        rows(*[8] * 12, 4),
    ],
)
def test_good_buttons(bot: Waiting, noor: Person, markup: InlineKeyboardMarkup) -> None:
    bot.send_message(noor.id, "kaart", reply_markup=markup)


# Edits and deletions


def test_an_edit_changes_the_card_in_place(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, "een", reply_markup=keyboard("Klaar"))
    bot.edit_message_text("<i>twee</i>", group.id, card.id, parse_mode="HTML")
    assert (card.text, card.labels, card.edited, card.earlier[0].text) == ("twee", [], 1, "een")
    bot.edit_message_reply_markup(group.id, card.id, reply_markup=keyboard("Verder"))
    assert (card.text, card.labels, card.edited) == ("twee", ["Verder"], 2)
    assert len(group.messages) == 1


def test_an_edit_without_a_change_is_an_error(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    with refused("Message is not modified"):
        bot.edit_message_text("<b>een</b> ", group.id, card.id, parse_mode="HTML", reply_markup=keyboard("Klaar"))
    with refused("Message is not modified"):
        bot.edit_message_reply_markup(group.id, card.id, reply_markup=keyboard("Klaar"))
    assert card.edited == 0


@pytest.mark.parametrize(("text", "words"), [("", "Message text is empty"), ("x" * 4097, "Message_too_long")])
def test_an_edit_has_the_same_limits(bot: Waiting, group: Group, text: str, words: str) -> None:
    card = card_in(bot, group)
    with refused(words):
        bot.edit_message_text(text, group.id, card.id)


def test_what_is_gone_or_not_ours_cannot_be_edited(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group)
    said = noor.says("mijn woorden", group)
    asking = card_in(bot, group, reply_markup=ForceReply())
    photo = bot.send_photo(group.id, PNG)
    noor.deletes(card)
    for number, words in (
        (card.id, "Message to edit not found"),
        (said.id, "Message can't be edited"),
        (asking.id, "Message can't be edited"),
        (photo.message_id, "There is no text in the message to edit"),
    ):
        with refused(words):
            bot.edit_message_text("anders", group.id, number)


def test_only_young_messages_can_be_deleted(clock: Clock, bot: Waiting, group: Group, noor: Person) -> None:
    young, old = card_in(bot, group), card_in(bot, group)
    said = noor.says("mijn woorden", group)
    with refused("Message can't be deleted"):
        bot.delete_message(group.id, said.id)
    bot.delete_message(group.id, young.id)
    assert group.messages == [old, said]
    with refused("Message to delete not found"):
        bot.delete_message(group.id, young.id)
    clock.advance(hours=48)
    with refused("Message can't be deleted"):
        bot.delete_message(group.id, old.id)


def test_pinning_takes_an_admin(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    with refused("Not enough rights to manage pinned messages"):
        bot.pin_chat_message(group.id, card.id)
    group.promotes_bot()
    bot.hears()
    bot.pin_chat_message(group.id, card.id)
    (line,) = bot.hears()
    assert card.pinned
    assert line.message.pinned_message.message_id == card.id


def test_a_copy_has_the_words_and_not_the_buttons(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group, "<b>woorden</b>", parse_mode="HTML", reply_markup=keyboard("Klaar"))
    copied = bot.copy_message(noor.id, group.id, card.id)
    assert (noor.chat.last.id, noor.chat.last.text, noor.chat.last.labels) == (
        copied.message_id,
        "woorden",
        [],
    )
    assert noor.chat.last.entities == card.entities
    with refused("Message to copy not found"):
        bot.copy_message(noor.id, group.id, 99999)
    with refused("Message can't be copied"):
        bot.copy_message(noor.id, group.id, group.service_messages[0].id)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("[]", "object expected as reply markup"),
        ('{"nothing": 1}', "object expected as reply markup"),
        ("{", "can't parse reply markup JSON object"),
        ('{"inline_keyboard": [1]}', "must be of type Array of Arrays"),
        ('{"inline_keyboard": [[{"text": " ", "url": "https://example.org"}]]}', "Text is empty"),
        ('{"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}', "Text buttons are unallowed"),
        ('{"force_reply": true, "input_field_placeholder": ""}', "REPLY_MARKUP_PLACEHOLDER_INVALID"),
    ],
)
def test_markup_that_the_client_would_not_make(api: BotApi, noor: Person, markup: str, words: str) -> None:
    body = json.dumps({"chat_id": noor.id, "text": "dag"})[:-1] + f', "reply_markup": {json.dumps(markup)}}}'
    request = urllib.request.Request(
        f"{api.base_url}{api.token}/sendMessage", body.encode(), {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(request):
        pass
    with caught.value as answer:
        assert answer.code == 400
        assert words in json.load(answer)["description"]


def test_an_edit_takes_inline_buttons_only(bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    with refused("inline keyboard expected"):
        bot.edit_message_text("hoi", group.id, card.id, reply_markup=ForceReply())


def test_an_admin_cleans_up_after_others(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("mijn woorden", group)
    group.promotes_bot()
    bot.delete_message(group.id, said.id)
    assert said.deleted


def test_a_bot_is_not_told_of_deletions(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("/begin", group)
    bot.hears()
    noor.deletes(said)
    assert bot.hears() == []


# Taps


def test_a_tap_gets_one_answer(bot: Waiting, group: Group, daan: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar", "Ik pas"))
    tap = daan.taps("Ik", card)
    (update,) = bot.hears()
    query = update.callback_query
    assert (query.data, query.from_user.id, query.message.message_id) == ("data Ik pas", daan.id, card.id)
    assert not tap.answered
    bot.answer_callback_query(query.id, "Goed hoor", show_alert=True)
    assert (tap.answered, tap.answer, tap.alert) == (True, "Goed hoor", True)
    with refused("Query is too old and response timeout expired or query id is invalid"):
        bot.answer_callback_query(query.id)


@pytest.mark.parametrize(("seconds", "answered"), [(15, True), (15.1, False)])
def test_a_tap_waits_so_long(
    clock: Clock, bot: Waiting, group: Group, noor: Person, seconds: float, answered: bool
) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    clock.advance(seconds=seconds)
    if answered:
        bot.answer_callback_query(tap.id)
    else:
        with refused("Query is too old"):
            bot.answer_callback_query(tap.id)
    assert (tap.answered, tap.answer) == (answered, None)


def test_an_answer_is_short(bot: Waiting, group: Group, noor: Person) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    with refused("Message_too_long"):
        bot.answer_callback_query(tap.id, "x" * 201)
    bot.answer_callback_query(tap.id, "x" * 200)


def test_the_same_press_can_come_twice(api: BotApi, bot: Waiting, group: Group, noor: Person) -> None:
    tap = noor.taps("Klaar", card_in(bot, group, reply_markup=keyboard("Klaar")))
    second = api.deliver_again(tap)
    first_update, second_update = bot.hears()
    assert first_update.update_id != second_update.update_id
    assert first_update.callback_query.data == second_update.callback_query.data
    assert second is not None
    assert second.id == second_update.callback_query.id


def test_a_button_that_was_there_a_moment_ago_can_be_pressed(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar"))
    bot.edit_message_text("verder", group.id, card.id)
    with pytest.raises(Impossible, match="No button"):
        noor.taps("Klaar", card)
    assert noor.taps("Klaar", card, stale=True).data == "data Klaar"


def test_only_who_is_there_can_press(api: BotApi, bot: Waiting, group: Group) -> None:
    card = card_in(bot, group, reply_markup=keyboard("Klaar"))
    with pytest.raises(Impossible, match="is not in"):
        api.person("Sam").taps("Klaar", card)


# Rates


def retry_after(send: Callable[[], Any]) -> float:
    with pytest.raises(RetryAfter) as caught:
        send()
    assert isinstance(caught.value.retry_after, timedelta)
    return caught.value.retry_after.total_seconds()


def test_a_group_takes_twenty_messages_a_minute(clock: Clock, api: BotApi, bot: Waiting, group: Group) -> None:
    for number in range(20):
        bot.send_message(group.id, str(number))
        clock.advance(seconds=1)
    assert retry_after(lambda: bot.send_message(group.id, "te veel")) == 40
    assert (api.calls[-1].error_code, len(group.messages)) == (429, 20)
    clock.advance(seconds=40)
    bot.send_message(group.id, "weer welkom")
    assert api.sent_in(group) == 20
    assert api.sent_in(group, window_seconds=5) == 5


def test_edits_are_counted_apart(api: BotApi, bot: Waiting, group: Group) -> None:
    card = card_in(bot, group)
    for number in range(25):
        bot.edit_message_text(str(number), group.id, card.id)
    assert (api.sent_in(group), api.edits_in(group)) == (1, 25)


def test_edits_can_be_made_to_count() -> None:
    with BotApi(limits=Limits(edits_count=True, in_group=2)) as api, connected(api) as bot:
        group = api.group("Team", [api.person("Noor")], bot=True)
        card = card_in(bot, group)
        bot.edit_message_text("een", group.id, card.id)
        assert retry_after(lambda: bot.edit_message_text("twee", group.id, card.id)) == 60


def test_one_person_takes_a_short_burst(clock: Clock, bot: Waiting, noor: Person) -> None:
    for number in range(3):
        bot.send_message(noor.id, str(number))
    assert retry_after(lambda: bot.send_message(noor.id, "te veel")) == 1
    clock.advance(seconds=1)
    bot.send_message(noor.id, "weer een")
    assert retry_after(lambda: bot.send_message(noor.id, "te veel")) == 1


def test_all_chats_together_take_thirty_a_second(clock: Clock, api: BotApi, bot: Waiting) -> None:
    people = [api.person("Noor", started=True) for _ in range(31)]
    for person in people[:30]:
        bot.send_message(person.id, "hoi")
    assert retry_after(lambda: bot.send_message(people[30].id, "hoi")) == 1
    clock.advance(seconds=1)
    bot.send_message(people[30].id, "hoi")


def test_a_flood_can_be_ordered_for_one_chat(
    clock: Clock, api: BotApi, bot: Waiting, group: Group, noor: Person
) -> None:
    card = card_in(bot, group)
    api.flood(group, 30)
    clock.advance(seconds=0.5)
    assert retry_after(lambda: bot.send_message(group.id, "hoi")) == 30
    assert retry_after(lambda: bot.edit_message_text("hoi", group.id, card.id)) == 30
    bot.send_message(noor.id, "de anderen niet")
    clock.advance(seconds=29.5)
    bot.send_message(group.id, "hoi")


# Topics


def test_a_message_in_a_topic_says_so(bot: Waiting, forum: Group, noor: Person) -> None:
    topic = forum.topic("Intervisie")
    noor.says("/begin", topic)
    opened, command = bot.hears()
    assert opened.message.forum_topic_created.name == "Intervisie"
    assert (command.message.message_thread_id, command.message.is_topic_message) == (topic.id, True)
    # Not a reply by anyone, yet it looks like one.
    assert command.message.reply_to_message.forum_topic_created.name == "Intervisie"
    sent = bot.send_message(forum.id, "kaart", message_thread_id=topic.id)
    assert (sent.message_thread_id, sent.is_topic_message, topic.last.text) == (topic.id, True, "kaart")
    assert forum.is_forum
    assert sent.chat.is_forum


def test_a_reply_lands_in_the_topic_without_its_number(bot: Waiting, forum: Group, noor: Person) -> None:
    said = noor.says("hoi", forum.topic("Intervisie"))
    bot.send_message(forum.id, "dag", reply_parameters=ReplyParameters(said.id))
    assert (forum.last.topic, forum.last.reply_to) == (said.topic, said)


def test_topics_that_are_not_open(bot: Waiting, forum: Group) -> None:
    topic = forum.topic("Intervisie")
    card = card_in(bot, forum, message_thread_id=topic.id)
    for thread in (1, 4711):
        with refused("message thread not found"):
            bot.send_message(forum.id, "hoi", message_thread_id=thread)
    topic.closes()
    with refused("TOPIC_CLOSED"):
        bot.send_message(forum.id, "hoi", message_thread_id=topic.id)
    topic.reopens()
    bot.send_message(forum.id, "hoi", message_thread_id=topic.id)
    topic.deletes()
    with refused("message thread not found"):
        bot.send_message(forum.id, "hoi", message_thread_id=topic.id)
    with refused("message to edit not found"):
        bot.edit_message_text("hoi", forum.id, card.id)


def test_a_reply_in_general_has_a_number_that_is_no_topic(bot: Waiting, forum: Group, noor: Person) -> None:
    card = card_in(bot, forum)
    noor.replies("hoi", card)
    (update,) = bot.hears()
    assert (update.message.message_thread_id, update.message.is_topic_message) == (card.id, None)
    with refused("message thread not found"):
        bot.send_message(forum.id, "hoi", message_thread_id=card.id)


def test_a_topic_number_means_nothing_in_a_group_without_topics(bot: Waiting, group: Group) -> None:
    assert bot.send_message(group.id, "hoi", message_thread_id=4711).message_thread_id is None


def test_a_reply_needs_its_message(bot: Waiting, group: Group) -> None:
    with refused("message to be replied not found"):
        bot.send_message(group.id, "hoi", reply_parameters=ReplyParameters(4711))
    lenient = ReplyParameters(4711, allow_sending_without_reply=True)
    assert bot.send_message(group.id, "hoi", reply_parameters=lenient).reply_to_message is None


# Growing into a supergroup


def test_a_group_that_grows_gets_another_id(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group)
    old = group.id
    group.migrate()
    first, second = bot.hears()
    assert (first.message.chat.id, first.message.migrate_to_chat_id) == (old, group.id)
    assert (second.message.chat.id, second.message.migrate_from_chat_id) == (group.id, old)
    assert group.id < -(10**12)
    for method, given in (
        ("send_message", (old, "hoi")),
        ("edit_message_text", ("hoi", old, card.id)),
        ("send_document", (old, b"verslag")),
    ):
        with pytest.raises(ChatMigrated) as caught:
            getattr(bot, method)(*given)
        assert caught.value.new_chat_id == group.id
    bot.send_message(group.id, "hoi")
    noor.says("/verder", group)
    assert texts(bot.hears()) == ["/verder"]


# Privacy


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hoi allemaal", False),
        ("/begin", True),
        ("/begin@beurtelings_bot nu", True),
        ("/begin@Beurtelings_Bot", True),
        ("/begin@andere_bot", False),
        ("zeg eens /begin", False),
        ("@beurtelings_bot hoi", False),
    ],
)
def test_with_privacy_on_a_bot_sees_commands(bot: Waiting, group: Group, noor: Person, text: str, seen: bool) -> None:
    noor.says(text, group)
    assert texts(bot.hears()) == ([text] if seen else [])


def test_with_privacy_on_a_bot_sees_replies_to_itself(bot: Waiting, group: Group, noor: Person) -> None:
    card = card_in(bot, group, reply_markup=ForceReply())
    unseen = noor.says("hoi", group)
    noor.replies("ook onzichtbaar", unseen)
    seen = noor.replies("zichtbaar", card)
    noor.edits(seen, "zichtbaar!")
    noor.edits(unseen, "hoi!")
    message, edit = bot.hears()
    assert message.message.reply_to_message.message_id == card.id
    assert (edit.edited_message.text, edit.edited_message.message_id) == ("zichtbaar!", seen.id)


def test_an_admin_sees_everything(bot: Waiting, group: Group, noor: Person) -> None:
    group.promotes_bot()
    noor.says("hoi", group)
    group.demotes_bot()
    noor.says("stil", group)
    updates = bot.hears()
    assert texts(updates) == ["hoi"]
    changes = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert changes == ["administrator", "member"]


def test_a_new_privacy_setting_needs_a_new_entry(api: BotApi, bot: Waiting, group: Group, noor: Person) -> None:
    api.set_privacy(False)
    assert bot.get_me().can_read_all_group_messages
    noor.says("stil", group)
    group.removes_bot()
    group.adds_bot()
    noor.says("hoi", group)
    assert [text for text in texts(bot.hears()) if text] == ["hoi"]


# People


def test_ids_do_not_fit_in_32_bits(api: BotApi) -> None:
    people = [api.person("Noor"), api.person("Noor")]
    groups = [api.group("Team", people), api.group("Team", people), api.supergroup("Team", people)]
    assert [person.id > 2**32 for person in people] == [True, False]
    assert [group.id < -(2**32) for group in groups] == [True, False, True]


def test_namesakes_are_told_apart_by_id(api: BotApi, bot: Waiting) -> None:
    first, second = (api.person("Noor", started=True) for _ in range(2))
    first.says("hoi")
    second.says("hoi")
    users = [update.message.from_user for update in bot.hears()]
    assert [user.first_name for user in users] == ["Noor", "Noor"]
    assert [user.id for user in users] == [first.id, second.id]


def test_supergroups_number_their_own_messages(api: BotApi, bot: Waiting, noor: Person) -> None:
    one, two = (api.supergroup("Team", [noor], admin=True) for _ in range(2))
    assert noor.says("hoi", one).id == noor.says("hoi", two).id


def test_voice_photo_and_sticker(bot: Waiting, noor: Person) -> None:
    noor.sends_voice()
    noor.sends_photo(caption="het bord")
    noor.sends_sticker()
    voice, photo, sticker = (update.message for update in bot.hears())
    assert (voice.voice.mime_type, photo.caption, sticker.sticker.emoji) == ("audio/ogg", "het bord", "👍")
    assert photo.photo
    assert voice.text is photo.text is sticker.text is None


def test_an_anonymous_admin_speaks_as_the_group(bot: Waiting, group: Group, noor: Person, daan: Person) -> None:
    noor.says("/begin", group, anonymously=True)
    (update,) = bot.hears()
    assert update.message.from_user.id == 1087968824
    assert update.message.sender_chat.id == group.id
    with pytest.raises(Impossible):
        daan.says("/begin", group, anonymously=True)


def test_an_edit_may_change_nothing(bot: Waiting, noor: Person) -> None:
    said = noor.says("hoi")
    noor.edits(said, "hoi")
    _, edit = bot.hears()
    assert (edit.edited_message.text, edit.edited_message.edit_date) == ("hoi", edit.edited_message.date)


def test_commands_and_addresses_are_marked(bot: Waiting, noor: Person) -> None:
    noor.says("/begin 👍 @daan_b noor@school.nl https://example.org")
    (update,) = bot.hears()
    marks = [(str(one.type), update.message.parse_entity(one)) for one in update.message.entities]
    assert [what for _, what in marks] == ["/begin", "@daan_b", "noor@school.nl", "https://example.org"]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda daan, group: daan.says("hoi"),
        lambda daan, group: daan.says(" ", group),
        lambda daan, group: daan.edits(group.owner.says("hoi", group), "anders"),
        lambda daan, group: daan.joins(group),
        lambda daan, group: daan.blocks(),
        lambda daan, group: group.topic("Intervisie"),
    ],
)
def test_people_cannot_do_the_impossible(
    group: Group, daan: Person, attempt: Callable[[Person, Group], object]
) -> None:
    with pytest.raises(Impossible):
        attempt(daan, group)


# Looking around


def test_a_quote_must_be_in_the_message(bot: Waiting, group: Group, noor: Person) -> None:
    said = noor.says("mijn eigen woorden", group)
    bot.send_message(group.id, "mooi", reply_parameters=ReplyParameters(said.id, quote="eigen"))
    with refused("QUOTE_TEXT_INVALID"):
        bot.send_message(group.id, "mooi", reply_parameters=ReplyParameters(said.id, quote="andermans"))


def test_members_who_are_sent_away_or_promoted(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    team = api.supergroup("Team", [noor, daan], admin=True)
    bot.get_updates(allowed_updates=["chat_member"])
    team.promotes(daan)
    team.removes(daan)
    changes = [update.chat_member.new_chat_member.status for update in bot.hears() if update.chat_member]
    assert changes == ["administrator", "kicked"]
    assert team.members == [noor]


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


def test_an_action_is_one_of_a_list(bot: Waiting, noor: Person) -> None:
    assert bot.send_chat_action(noor.id, "typing")
    with refused("wrong parameter action"):
        bot.send_chat_action(noor.id, "thinking")


# The webhook


def test_a_webhook_gets_the_updates(api: BotApi, bot: Waiting, noor: Person) -> None:
    heard: list[tuple[str | None, str]] = []
    answers = [500, 200, 200]

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
            self.send_response(answers.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *given: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Ear) as ear:
        thread = threading.Thread(target=ear.serve_forever, args=(0.01,))
        thread.start()
        bot.set_webhook(f"http://127.0.0.1:{ear.server_port}/hook", secret_token="geheim_1")
        noor.says("een")
        noor.says("twee")
        assert api.push() == [500]
        assert bot.get_webhook_info().pending_update_count == 2
        assert api.push() == [200, 200]
        ear.shutdown()
        thread.join()
    assert heard == [("geheim_1", "een"), ("geheim_1", "een"), ("geheim_1", "twee")]
    assert api.pending_updates == []


def test_a_webhook_and_fetching_exclude_each_other(api: BotApi, bot: Waiting, noor: Person) -> None:
    with refused("An HTTPS URL must be provided"):
        bot.set_webhook("http://example.org/hook")
    bot.set_webhook("https://example.org/hook", allowed_updates=["message"])
    with refused("can't use getUpdates method while webhook is active", Conflict):
        bot.get_updates()
    info = bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://example.org/hook", ("message",))
    noor.says("hoi")
    bot.delete_webhook(drop_pending_updates=True)
    assert bot.hears() == []


# Trouble on the line


@pytest.mark.parametrize(
    ("kind", "error", "delivered"),
    [
        (Kind.UNDELIVERED, NetworkError, 0),
        (Kind.ANSWER_LOST, NetworkError, 1),
        (Kind.ERROR_500, NetworkError, 0),
        (Kind.PAGE_502, NetworkError, 0),
    ],
)
def test_faults(
    api: BotApi, bot: Waiting, noor: Person, kind: Kind, error: type[TelegramError], delivered: int
) -> None:
    fault = api.fault("sendMessage", kind)
    bot.get_me()
    with pytest.raises(error):
        bot.send_message(noor.id, "hoi")
    assert (len(noor.chat.messages), api.calls[-1].fault, fault.hits) == (delivered, kind.value, 1)
    assert api.calls[-1].ok == bool(delivered)
    bot.send_message(noor.id, "hoi")
    assert len(noor.chat.messages) == delivered + 1


def test_a_slow_answer_comes_when_the_test_lets_it(api: BotApi, bot: Waiting, noor: Person) -> None:
    async def send() -> None:
        fault = api.fault("sendMessage", "slow", times=2)
        with pytest.raises(TimedOut):
            await bot.real.send_message(noor.id, "een", read_timeout=0.05)
        waiting = asyncio.create_task(bot.real.send_message(noor.id, "twee"))
        await asyncio.to_thread(api.wait, lambda: len(noor.chat.messages) == 2)
        assert not waiting.done()
        fault.release()
        assert (await waiting).text == "twee"

    bot.run(send())


def test_any_refusal_can_be_ordered(api: BotApi, bot: Waiting, noor: Person, group: Group) -> None:
    api.fault("*", Kind.REFUSED, chat=noor.chat, refusal=forbidden("user is deactivated"))
    bot.send_message(group.id, "hoi")
    with refused("user is deactivated", Forbidden):
        bot.send_message(noor.id, "hoi")


# The test's own means


def test_calls_are_kept(api: BotApi, clock: Clock, bot: Waiting, noor: Person, daan: Person) -> None:
    bot.send_message(noor.id, "hoi")
    with pytest.raises(Forbidden):
        bot.send_message(daan.id, "hoi")
    good, bad = api.calls_of("sendMessage")
    assert (good.chat, good.ok, good.error_code, good.at) == (noor.chat, True, None, clock.now())
    assert (bad.chat, bad.ok, bad.error_code) == (daan.chat, False, 403)
    assert bad.description == "Forbidden: bot can't initiate conversation with a user"
    assert good.params["text"] == "hoi"
    assert api.calls_of("sendMessage", daan.chat) == [bad]


def test_waiting_gives_up_with_what_the_bot_did(api: BotApi, bot: Waiting) -> None:
    bot.get_me()
    with pytest.raises(AssertionError, match="getMe ok"):
        api.wait(lambda: False, timeout=0.01)


def test_a_bot_of_its_own_thread_is_waited_for(api: BotApi, noor: Person) -> None:
    async def live() -> None:
        async with client(api) as bot:
            offset: int | None = None
            while True:
                update: Any
                for update in await bot.get_updates(offset=offset, timeout=20):
                    offset = update.update_id + 1
                    if update.callback_query:
                        await bot.answer_callback_query(update.callback_query.id, "Dank je")
                        continue
                    if update.message.text == "stop":
                        return
                    await bot.send_message(noor.id, update.message.text, reply_markup=keyboard("Klaar"))

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    noor.says("hoi")
    api.wait_until_idle()
    assert noor.chat.last_of_bot.text == "hoi"
    assert noor.taps("Klaar", noor.chat.last).wait().answer == "Dank je"
    noor.says("stop")
    thread.join(5)
    assert not thread.is_alive()


def test_a_clock_does_not_run_back(clock: Clock) -> None:
    with pytest.raises(ValueError, match="does not run back"):
        clock.advance(seconds=-1)
