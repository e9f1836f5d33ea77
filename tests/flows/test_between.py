"""Time in between: a reminder, another day, a month's pause, and what it means to stop halfway."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.engine.reading import read
from flows.engine.timers import awake
from tests.flows.table import HEAD, START, Table, script_of

PEOPLE = ("Els", "Daan", "Noor")
WAIT = "- {{id: thuis, kind: wait, days: {}, title: Thuis, prompt: Probeer het uit.}}\n"
READ = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"


def between(days: int = 7, *, at: str = "", **more: Any) -> Table:
    """A conversation with time in between, which begins on a Tuesday afternoon."""
    table = Table(WAIT.format(days) + READ, *PEOPLE, begins=False, **more)
    table.now = moment(at) if at else table.now
    table.taps("Els", "begin")
    return table


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def due(table: Table, timer: str = "wait") -> str:
    return f"{table.timers[timer][0].astimezone(START.tzinfo):%Y-%m-%d %H:%M}"


# The reminder, and the day itself.


def test_two_days_before_everybody_hears_what_there_is_to_do_and_when_it_goes_on() -> None:
    table = between(days=7)
    assert (due(table, "remind"), due(table)) == ("2026-03-06 15:00", "2026-03-10 15:00")
    assert table.waits() == "remind"
    for name in PEOPLE:
        assert table.told(name) == ["wait.reminder", "flow:prompt"]
        assert [button.action for button in table.offered(name)] == ["ready", "later", "later"]
    assert (table.told(), set(table.timers)) == ([], {"wait"})


def test_the_reminder_is_for_whoever_is_not_ready_yet() -> None:
    table = between()
    table.taps("Els", "ready")
    table.waits()
    assert [bool(table.told(name)) for name in PEOPLE] == [False, True, True]


def test_who_is_out_of_reach_is_reminded_in_the_room_once() -> None:
    table = between(unreachable=["Daan", "Noor"])
    table.waits()
    assert table.told("Els") == ["wait.reminder", "flow:prompt"]
    assert (table.told(), table.told("Daan")) == (["wait.reminder", "flow:prompt"], [])


def test_on_the_day_itself_the_new_card_says_that_it_goes_on() -> None:
    table = between()
    table.waits()
    assert table.waits() == "wait"
    assert (table.step, table.lines()[0], table.told()) == ("lees", "wait.over", [])
    assert table.timers == {}


def test_time_that_is_short_has_no_reminder() -> None:
    assert set(between(days=3).timers) == {"wait"}
    assert set(between(days=4).timers) == {"wait", "remind"}


@pytest.mark.parametrize(("days", "at", "region", "reminds", "goes_on"), [
    # A Monday: the Friday before it, at the same time of day.
    (6, "2026-03-03T15:00+01:00", "", "2026-03-06 14:00", "2026-03-09 14:00"),
    # The first Monday after the May holidays: the last school day before them.
    (14, "2026-04-20T15:00+02:00", "zuid", "2026-04-24 13:00", "2026-05-04 13:00"),
    # The last afternoon before a holiday: there is no day left to remind anybody.
    (14, "2026-12-18T15:00+01:00", "noord", "", "2027-01-04 07:00"),
])  # fmt: skip
def test_a_reminder_is_never_in_the_weekend_or_in_the_holidays(
    days: int, at: str, region: str, reminds: str, goes_on: str
) -> None:
    table = between(days, at=at, region=region)
    for timer in table.timers.values():
        assert awake(timer[0], "Europe/Amsterdam", region) == timer[0]
    assert (due(table, "remind") if reminds else "", due(table)) == (reminds, goes_on)


def test_a_reminder_after_the_last_school_day_comes_on_the_first_one_after_it() -> None:
    table = between(14, at="2026-12-18T15:00+01:00", region="noord")
    table.says("Els", "5 januari")
    assert (due(table, "remind"), due(table)) == ("2027-01-04 07:00", "2027-01-05 07:00")


def test_whoever_was_away_on_the_day_hears_of_it_at_a_decent_hour() -> None:
    table = between()
    stamp = table.session.stamp
    table.now = moment("2026-03-13T23:00+01:00")  # a Friday night
    table.rings("wait", stamp)
    assert (table.step, due(table), len(table.timers)) == ("thuis", "2026-03-16 07:00", 1)
    table.waits()
    assert table.step == "lees"


def test_a_reminder_that_comes_late_waits_for_the_morning_too() -> None:
    table = between()
    stamp = table.session.stamp
    table.now = moment("2026-03-06T23:00+01:00")
    table.rings("remind", stamp)
    assert (table.sayings, due(table, "remind")) == ([], "2026-03-09 07:00")
    table.waits()
    assert table.told("Els") == ["wait.reminder", "flow:prompt"]


@pytest.mark.parametrize("at", ["2026-03-13T23:00+01:00", "2026-03-12T12:00+01:00"])
def test_a_reminder_that_comes_too_late_is_left_out(at: str) -> None:
    table = between()
    stamp = table.session.stamp
    table.now = moment(at)
    table.rings("remind", stamp)
    assert (table.sayings, set(table.timers)) == ([], {"wait"})


def test_a_reminder_is_not_given_twice_after_a_break() -> None:
    table = between()
    table.waits()
    table.taps("Els", "pause")
    assert table.timers == {}
    table.taps("Daan", "resume")
    assert (set(table.timers), due(table)) == ({"wait"}, "2026-03-10 15:00")


def test_a_reminder_that_was_still_to_come_is_so_after_a_break() -> None:
    table = between()
    table.taps("Els", "pause")
    table.taps("Daan", "resume")
    assert due(table, "remind") == "2026-03-06 15:00"
    table.taps("Els", "pause")
    table.now += timedelta(days=30)
    table.taps("Daan", "resume")
    assert set(table.timers) == {"wait"}, "the day went by in the break, so it goes on now"


# Another day.


@pytest.mark.parametrize(("how", "key", "then"), [
    ("week", "wait.week", "2026-03-17 15:00"), ("month", "wait.month", "2026-04-07 14:00"),
])  # fmt: skip
def test_anybody_can_make_it_later_and_everybody_hears_who_did(how: str, key: str, then: str) -> None:
    table = between()
    table.taps("Noor", "later", how)
    assert (table.answer, table.told(), due(table)) == ("answer.moved", [key, "wait.until", "wait.undo"], then)
    assert table.sayings[0].lines[0].names == {"name": "Noor"}
    assert table.card().until == table.timers["wait"][0]


def test_a_button_of_before_somebody_made_it_later_is_old() -> None:
    table = between()
    stamp = table.session.stamp
    table.taps("Noor", "later", "week")
    table.taps("Noor", "later", "week", stamp=stamp)
    assert (table.answer, due(table)) == ("answer.old", "2026-03-17 15:00")
    table.taps("Noor", "ready", stamp=stamp)
    assert table.marks()["Noor"] == "done", "who is ready is so whatever the day"


def test_there_is_an_end_to_making_it_later() -> None:
    table = between(days=100)
    table.taps("Els", "later", "month")
    assert (table.answer, table.outcome.idle) == ("answer.too_far", True)
    table.taps("Els", "later", "century")
    assert table.outcome.idle


def test_the_card_has_what_can_be_done_in_the_time_between() -> None:
    table = between()
    assert table.buttons() == ["ready", "later", "later", "menu"]
    alone = between(room="private")
    assert alone.buttons("Els") == ["ready", "later", "later", "menu"]


@pytest.mark.parametrize(("text", "then"), [
    ("donderdag 5 maart", "2026-03-05 15:00"),
    ("5-3", "2026-03-05 15:00"),
    ("Liever donderdag?", "2026-03-05 15:00"),
    ("Zullen we 13 maart om 16:30 verder gaan?", "2026-03-13 15:00"),
    ("let's make it 13 March at 4 pm", "2026-03-13 15:00"),
    ("1 april", "2026-04-01 14:00"),
    ("3 maart", "2026-03-03 15:00"),
])  # fmt: skip
def test_anybody_can_name_a_day(text: str, then: str) -> None:
    table = between()
    table.says("Daan", text)
    assert (table.told(), due(table)) == (["wait.named", "wait.until", "wait.undo"], then)
    assert (table.record(), table.outcome.keeps) == ([], False)


@pytest.mark.parametrize("text", [
    "Donderdag heb ik het geprobeerd", "3 minuten is genoeg", "tot morgen", "5 maart kan ik niet", "Ik denk na",
])  # fmt: skip
def test_what_people_tell_each_other_meanwhile_is_no_appointment(text: str) -> None:
    table = between()
    before = due(table)
    table.says("Daan", text)
    assert (due(table), table.record()) == (before, [("Daan", text)])


@pytest.mark.parametrize(("text", "key"), [
    ("31 juni", "wait.no_such_day"), ("35-3", "wait.no_such_day"), ("2-3-2026", "wait.past"), ("2 maart", "wait.far"),
])  # fmt: skip
@pytest.mark.parametrize(("unreachable", "to"), [((), "Els"), (("Els",), None)])
def test_a_day_that_cannot_be_is_answered_with_a_way_on(
    text: str, key: str, unreachable: tuple[str, ...], to: str | None
) -> None:
    table = between(unreachable=unreachable)
    before = due(table)
    table.says("Els", text)
    assert (table.told(to), due(table), table.record()) == ([key], before, [])


def test_on_a_free_day_nobody_is_disturbed_and_it_is_said() -> None:
    table = between(region="noord")
    table.says("Els", "zaterdag 14 maart")
    assert (table.told(), due(table)) == (
        ["wait.named", "wait.free", "wait.until", "wait.undo"], "2026-03-16 07:00",
    )  # fmt: skip
    table.says("Els", "27 april")
    assert "wait.free" in table.told(), "a national day, and then the holidays"
    assert due(table) == "2026-05-04 06:00"


def test_who_names_today_late_in_the_evening_is_left_alone_until_the_morning() -> None:
    table = between()
    table.now = moment("2026-03-05T21:00+01:00")
    table.says("Els", "donderdag 5 maart")
    assert (table.told(), due(table)) == (["wait.named", "wait.free", "wait.until", "wait.undo"], "2026-03-06 07:00")


def test_after_a_break_that_ended_at_night_a_named_day_begins_in_the_morning() -> None:
    table = between()
    table.taps("Els", "pause")
    table.now = moment("2026-03-20T23:00+01:00")
    table.taps("Els", "resume")
    table.rings("wait", table.session.stamp)
    table.says("Els", "26 maart")
    assert due(table) == "2026-03-26 15:00", "at the time of day it was to go on"


def test_a_wait_that_began_at_night_goes_on_in_the_morning() -> None:
    table = between(at="2026-03-03T23:00+01:00")
    table.says("Els", "26 maart")
    assert due(table) == "2026-03-26 07:00"


def test_a_day_in_a_private_message_is_no_note_that_needs_asking() -> None:
    steps = "- {id: plan, kind: commit, who: iedereen, reveal: never, title: P, prompt: P.}\n" + WAIT.format(7) + READ
    table = Table(steps, *PEOPLE)
    for name in PEOPLE:
        table.writes(name, "Als het kan, dan doe ik het.")
        table.taps(name, "day", 3)
        table.taps(name, "sure", 8)
    table.writes("Noor", "26 maart")
    assert (table.told(), due(table)) == (["wait.named", "wait.until", "wait.undo"], "2026-03-26 15:01")


def test_a_new_day_brings_a_new_reminder_and_a_near_one_none() -> None:
    table = between()
    table.waits()
    table.taps("Els", "later", "month")
    assert due(table, "remind") == "2026-04-03 14:00"
    table.says("Daan", "9 maart")
    assert set(table.timers) == {"wait"}


def test_whoever_is_alone_is_not_told_who_did_it() -> None:
    head = HEAD.replace("min: 2, ideal: 4, max: 6", "min: 1, ideal: 1, max: 1")
    table = Table(script_of(WAIT.format(7) + READ, head), "Els", room="private")
    table.taps("Els", "later", "week")
    assert table.told() == ["wait.until", "wait.undo"]


def test_what_a_text_holds_depends_on_the_step() -> None:
    table = between()
    step = table.script.steps["lees"]
    assert read(step, table.session, "5 maart", date(2026, 3, 3)).day is None


# Stopping halfway.


def test_whoever_stops_halfway_is_thanked_and_not_asked_why() -> None:
    table = between()
    for name in PEOPLE[:2]:
        table.taps(name, "stop")
    assert (table.step, table.lines(), table.timers) == ("closed", ["closed.stopped_halfway"], {})


def test_with_too_few_left_after_time_in_between_there_are_thanks_too() -> None:
    table = between()
    table.all_tap("ready")
    table.leaves("Els")
    table.leaves("Daan")
    assert (table.step, table.lines(), table.timers) == ("closed", ["closed.too_few_halfway"], {})


def test_what_somebody_set_out_to_do_stays_after_stopping() -> None:
    steps = "- {id: plan, kind: commit, who: iedereen, title: P, prompt: P.}\n" + WAIT.format(7) + READ
    table = Table(steps, *PEOPLE)
    for name in PEOPLE:
        table.writes(name, f"{name} doet iets.")
        table.taps(name, "day", 3)
        table.taps(name, "sure", 8)
        table.taps(name, "conceal")
    table.all_tap("stop")
    assert table.session.reason == "stopped_halfway"
    assert {f"plan {name}": "2026-03-06 8" for name in PEOPLE}.items() <= table.session.answers.items()
    assert len(table.record("plan")) == 3
