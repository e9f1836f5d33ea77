"""Groups: who is in them, their topics, their growth, and what a bot sees of them."""

from __future__ import annotations

import pytest
from telegram import ForceReply, ReplyParameters
from telegram.error import ChatMigrated, Forbidden

from tests.botapi import BotApi, Group, Person
from tests.serverapi.client import Waiting, card_in, refused, texts

# Coming and going


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


def test_members_who_are_sent_away_or_promoted(api: BotApi, bot: Waiting, noor: Person, daan: Person) -> None:
    team = api.supergroup("Team", [noor, daan], admin=True)
    bot.get_updates(allowed_updates=["chat_member"])
    team.promotes(daan)
    team.removes(daan)
    changes = [update.chat_member.new_chat_member.status for update in bot.hears() if update.chat_member]
    assert changes == ["administrator", "kicked"]
    assert team.members == [noor]


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
