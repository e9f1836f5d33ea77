"""Updates of Telegram in the bot's own words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.incoming import Command, Gone, Incoming, Membership, Message, Migrated, Nothing, Reopened, Tap
from bot.telegram.translate import translate

Json = dict[str, Any]

ELS: Json = {"id": 7, "is_bot": False, "first_name": "Els", "last_name": "de Wit", "language_code": "nl"}
BOT: Json = {"id": 1, "is_bot": True, "first_name": "Beurtelings", "username": "beurtelings_bot"}
GROUP: Json = {"id": -5, "type": "supergroup", "title": "Team"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Els"}


def message(kind: str = "message", **more: Any) -> Incoming:
    plain: Json = {"message_id": 3, "date": 1_772_460_000, "chat": GROUP, "from": ELS} | more
    return translate({"update_id": 9, kind: plain}, "telegram:1", name="beurtelings_bot")


def test_a_text() -> None:
    found = message(text="Hoi", reply_to_message={"message_id": 2, "date": 1, "chat": GROUP})
    assert isinstance(found, Message)
    assert (found.text, found.medium, found.reply_to, found.edit) == ("Hoi", "text", 2, False)
    assert found.sender is not None
    assert (found.sender.user, found.sender.name, found.sender.full_name) == (7, "Els", "Els de Wit")
    assert found.place is not None
    assert (found.place.chat, found.place.kind, found.place.topic, found.place.title) == (-5, "group", None, "Team")


def test_an_edit_is_never_a_command() -> None:
    found = message("edited_message", text="/stop")
    assert isinstance(found, Message)
    assert found.edit


def test_only_a_command_that_stands_alone_is_one() -> None:
    found = message(text="/weg maar niet echt")
    assert isinstance(found, Message)
    assert found.text == "/weg maar niet echt"


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/begin", "begin", ""),
        ("/Kaart@Beurtelings_bot", "kaart", ""),
        ("/start jabc", "start", "jabc"),
    ],
)
def test_a_command(text: str, name: str, argument: str) -> None:
    found = message(text=text)
    assert isinstance(found, Command)
    assert (found.name, found.argument) == (name, argument)


@pytest.mark.parametrize("text", ["/", "/ hm", "/5-4=1", "/é", "5/6"])
def test_a_slash_alone_is_no_command(text: str) -> None:
    assert isinstance(message(text=text), Message)


def test_a_command_for_another_bot_is_of_no_concern() -> None:
    assert isinstance(message(text="/stop@weather_bot"), Nothing)


def test_a_topic_counts_only_when_it_is_one() -> None:
    for is_topic, topic in ((True, 40), (False, None)):
        more: Json = {"is_topic_message": True} if is_topic else {}
        found = message(text="Hoi", message_thread_id=40, **more)
        assert found.place is not None
        assert found.place.topic == topic


@pytest.mark.parametrize(
    ("content", "medium"),
    [("voice", "voice"), ("audio", "voice"), ("video_note", "voice"), ("sticker", "other"), ("video", "other")],
)
def test_what_is_no_text(content: str, medium: str) -> None:
    more: Json = {content: {"file_id": "x"}}
    found = message(**more)
    assert isinstance(found, Message)
    assert (found.medium, found.text) == (medium, "")


def test_a_photo_with_words() -> None:
    found = message(photo=[{"file_id": "x"}], caption="Kijk")
    assert isinstance(found, Message)
    assert (found.medium, found.text) == ("photo", "Kijk")


def test_nobody_speaks_for_an_anonymous_admin_or_a_channel() -> None:
    group_bot = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    said: list[Json] = [{"from": group_bot, "sender_chat": GROUP}, {"sender_chat": {"id": -9, "type": "channel"}}]
    for more in said:
        assert message(text="Hoi", **more).sender is None


def test_the_group_has_another_number() -> None:
    for found in (message(migrate_to_chat_id=-100), message(migrate_from_chat_id=-4)):
        assert isinstance(found, Migrated)
    old = message(migrate_to_chat_id=-100)
    assert isinstance(old, Migrated)
    assert (old.old, old.new) == (-5, -100)


def test_people_and_bots_go() -> None:
    found = message(left_chat_member=ELS)
    assert isinstance(found, Gone)
    assert [sender.user for sender in found.people] == [7]
    found = message(left_chat_member=BOT)
    assert isinstance(found, Gone)
    assert found.people == ()


def test_a_topic_is_open_again() -> None:
    assert isinstance(message(forum_topic_reopened={}), Reopened)
    assert isinstance(message(new_chat_members=[ELS]), Nothing)


@pytest.mark.parametrize(
    ("status", "more", "present", "hears"),
    [
        ("member", {}, True, False),
        ("administrator", {}, True, True),
        ("left", {}, False, False),
        ("kicked", {"until_date": 0}, False, False),
        ("restricted", {"is_member": True}, True, False),
        ("restricted", {"is_member": False}, False, False),
    ],
)
def test_what_the_bot_may(status: str, more: Json, present: bool, hears: bool) -> None:
    event = {
        "chat": GROUP,
        "from": ELS,
        "date": 1,
        "old_chat_member": {"user": BOT, "status": "member"},
        "new_chat_member": {"user": BOT, "status": status} | more,
    }
    found = translate({"update_id": 9, "my_chat_member": event}, "telegram:1", name="beurtelings_bot")
    assert isinstance(found, Membership)
    assert (found.present, found.hears) == (present, hears)


def test_a_tap_also_without_a_message() -> None:
    query: Json = {"id": "12", "from": ELS, "chat_instance": "1", "data": "s|a|1.1|done|"}
    shown = {"message_id": 3, "date": 1, "chat": PRIVATE}
    for more, place in (({"message": shown}, 7), ({}, None)):
        found = translate({"update_id": 9, "callback_query": query | more}, "telegram:1", name="beurtelings_bot")
        assert isinstance(found, Tap)
        assert (found.tap, found.data) == ("12", "s|a|1.1|done|")
        assert (None if found.place is None else found.place.chat) == place


def test_what_we_did_not_ask_for_is_of_no_concern() -> None:
    assert isinstance(translate({"update_id": 9, "poll": {}}, "telegram:1", name="beurtelings_bot"), Nothing)
