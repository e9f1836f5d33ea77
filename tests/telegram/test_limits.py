"""How much is let through, on a clock of the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.limits import MAX_CHATS, Limits
from tests.botapi.rates import most_within

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
GROUP, PERSON = -100, 100


@given(st.lists(st.floats(min_value=0, max_value=20), min_size=1, max_size=120))
def test_a_group_never_gets_more_than_twenty_in_a_minute(pauses: list[float]) -> None:
    limits, now, sent = Limits(), START, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        if limits.wait(GROUP, edit=False, now=now) <= 0:
            sent.append(now)
    assert most_within(sent, timedelta(seconds=60)) <= 20


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=30, max_size=60))
def test_whoever_waits_as_long_as_told_gets_through(chats: list[int]) -> None:
    limits, now = Limits(), START
    for chat in chats:
        now += timedelta(seconds=max(limits.wait(-chat, edit=False, now=now), 0))
    assert limits.wait(-99, edit=False, now=now + timedelta(seconds=1)) <= 0


def test_edits_and_messages_are_counted_apart() -> None:
    limits = Limits()
    later = START
    for _ in range(25):
        later += timedelta(seconds=0.1)
        limits.wait(GROUP, edit=False, now=later)
    assert limits.wait(GROUP, edit=False, now=later) > 50
    assert limits.wait(GROUP, edit=True, now=later) <= 0


def test_another_chat_does_not_wait_for_a_busy_one() -> None:
    limits = Limits()
    for _ in range(3):
        limits.wait(PERSON, edit=False, now=START)
    assert limits.wait(PERSON, edit=False, now=START) > 0
    assert limits.wait(PERSON + 1, edit=False, now=START) <= 0


def test_all_chats_together_stay_below_thirty_a_second() -> None:
    limits = Limits()
    assert sum(limits.wait(chat, edit=False, now=START) <= 0 for chat in range(1, 60)) < 30


def test_what_was_sent_before_a_restart_counts() -> None:
    limits = Limits()
    for second in range(19):
        limits.count(GROUP, START + timedelta(seconds=second))
    assert limits.wait(GROUP, edit=False, now=START + timedelta(seconds=20)) == 40


def test_a_group_that_moves_takes_its_count_along() -> None:
    limits = Limits()
    for _ in range(19):
        limits.count(GROUP, START)
    limits.moved(GROUP, GROUP - 1)
    limits.moved(GROUP, GROUP - 1)
    assert limits.wait(GROUP - 1, edit=False, now=START) > 0


def test_chats_of_long_ago_are_forgotten() -> None:
    limits = Limits()
    for chat in range(MAX_CHATS + 10):
        limits.wait(chat + 1, edit=False, now=START + timedelta(seconds=chat))
    assert len(limits._chats) <= MAX_CHATS
