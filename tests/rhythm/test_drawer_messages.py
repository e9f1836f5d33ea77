"""What is due when, and messages that wait as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rhythm.codec import decode, encode
from flows.rhythm.due import Due, missed, next_moment, now_due
from flows.rhythm.effects import Tell
from flows.rhythm.hours import Days, Hours
from flows.rhythm.words import Named, Press, Sentence, Value, press, say

HOURS = Hours(zone="Europe/Amsterdam")
#: A Monday, at three in the afternoon in Amsterdam.
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def due(what: str, begins: float, ends: float, *, polite: bool = True) -> Due:
    return Due(what=what, about="", at=NOW + begins * HOUR, until=NOW + ends * HOUR, polite=polite)


def test_what_is_due_comes_in_order_and_only_within_its_time() -> None:
    agenda = [due("later", 1, 9), due("at leisure", 0, 8), due("now", 0, 1), due("earlier", -2, 1), due("over", -3, 0)]
    assert [one.what for one in now_due(agenda, NOW, HOURS)] == ["earlier", "now", "at leisure"]
    assert [one.what for one in missed(agenda, NOW)] == ["over"]


def test_what_is_polite_waits_for_the_morning_and_the_rest_does_not() -> None:
    night = NOW + 8 * HOUR
    agenda = [due("polite", 0, 99), due("at its hour", 0, 99, polite=False)]
    assert [one.what for one in now_due(agenda, night, HOURS)] == ["at its hour"]
    assert next_moment(agenda[:1], night, HOURS) == NOW + 17 * HOUR
    assert next_moment(agenda, night, HOURS) == night


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [
        (1, 9, 1),
        (-1, 9, 0),
        # It is over already, or will be before anybody may be disturbed: then it is looked at once more.
        (-9, -1, 0),
        (4, 6, 6),
    ],
)
def test_the_next_moment_is_never_over(begins: float, ends: float, found: float) -> None:
    assert next_moment([due("this", begins, ends)], NOW, HOURS) == NOW + found * HOUR


def test_with_nothing_due_there_is_no_next_moment() -> None:
    assert next_moment([], NOW, HOURS) is None


def test_without_a_school_day_ahead_it_is_looked_at_when_its_time_is_over() -> None:
    never = Hours(free=(Days(first=date(2020, 1, 1), last=date(2035, 12, 31)),))
    assert next_moment([due("this", 1, 5)], NOW, never) == NOW + 5 * HOUR


# As JSON.

words = st.text(max_size=20)
moments = st.integers(0, 10**8).map(lambda seconds: NOW + timedelta(seconds=seconds))
values: st.SearchStrategy[Value] = st.one_of(
    words,
    words.map(Named),
    st.integers(),
    moments,
    st.dates(),
    st.lists(words | words.map(Named), max_size=3).map(tuple),
)
fillers = st.dictionaries(words, values, max_size=3)
sentences = st.builds(Sentence, key=words, values=fillers)
buttons = st.builds(Press, label=words, action=words, value=words, values=fillers, chosen=st.booleans())
tells = st.builds(
    Tell,
    lines=st.lists(sentences, max_size=3).map(tuple),
    rows=st.lists(st.lists(buttons, max_size=2).map(tuple), max_size=3).map(tuple),
    to=st.none() | words,
    page=words,
    awaits=words,
    again=st.booleans(),
)


@given(tells)
def test_a_message_that_waits_comes_back_as_it_was(tell: Tell) -> None:
    back = decode(encode(tell))
    assert back == tell
    assert [kinds(one.values) for one in back.lines] == [kinds(one.values) for one in tell.lines]


def kinds(values: dict[str, Value]) -> dict[str, list[type]]:
    """A name of a text is equal to the same word of somebody, and yet something else."""
    return {
        key: [type(one) for one in value] if isinstance(value, tuple) else [type(value)]
        for key, value in values.items()
    }


def test_a_message_can_be_read_as_it_waits() -> None:
    tell = Tell(lines=(say("circle.welcome", name="Team Noord"),), rows=((press("back", "page", "home"),),), to="m1")
    assert encode(tell) == (
        '[[["circle.welcome", {"name": "Team Noord"}]], [[["back", "page", "home", {}, false]]], "m1", "", "", true]'
    )
