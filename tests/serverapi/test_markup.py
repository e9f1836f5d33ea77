"""What is put around a text: marks in HTML, and buttons beneath it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.botapi import BotApi, Person
from tests.serverapi.client import Waiting, refused

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
