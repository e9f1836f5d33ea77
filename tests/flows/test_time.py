"""Time is soft: bells, silence, reminders over days, and the hours in which nobody is disturbed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.engine.clocks import SILENCE
from flows.engine.timers import awake
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
ROUND = "- {id: ronde, kind: round, title: Ronde, prompt: Zeg iets., minutes: 10}\n"
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"
CONSENT = "- {id: akkoord, kind: consent, title: Akkoord, prompt: Kan dit?, minutes: 3}\n"
VOLUNTEER = "- {id: wie, kind: assign, role: eigenaar, by: volunteer, title: Wie, prompt: Wie?}\n"


def test_the_bell_rings_for_the_group_and_ends_nothing() -> None:
    table = Table(CONSENT, *PEOPLE)
    assert table.waits() == "bell"
    assert (table.told(), [b.action for b in table.offered()]) == (["bell.everyone"], ["more", "next"])
    assert (table.step, table.timers) == ("akkoord", {})


def test_the_bell_rings_for_whoever_leads_and_then_for_who_could_take_over() -> None:
    table = Table(ROUND, *PEOPLE, leader="Els", owner="Daan", pace="table")
    table.waits()
    assert table.told("Els") == ["bell.leader"]
    table.waits()
    assert (table.told(), table.session.leaderless, table.timers) == (["leader.silent"], True, {})
    table.taps("Noor", "take")
    assert (table.leader, table.session.leaderless) == ("Noor", False)


def test_who_asks_for_more_time_is_not_silent() -> None:
    table = Table(ROUND, *PEOPLE, leader="Els", owner="Daan", pace="table")
    table.waits()
    table.taps("Els", "more")
    table.waits()
    assert table.told("Els") == ["bell.leader"]


def test_the_bell_is_heard_in_the_group_when_whoever_leads_is_out_of_reach() -> None:
    table = Table(ROUND, *PEOPLE, leader="Els", owner="Daan", pace="table", unreachable=["Els"])
    table.waits()
    assert table.told() == ["bell.leader"]


@pytest.mark.parametrize(("unreachable", "to"), [((), "Els"), (("Els",), None)])
def test_in_a_chat_whoever_is_silent_hears_once_that_there_is_no_hurry(
    unreachable: tuple[str, ...], to: str | None
) -> None:
    table = Table(ROUND, *PEOPLE, unreachable=unreachable)
    assert table.waits() == "turn"
    assert (table.told(to), table.up) == (["turn.silent"], "Els")
    assert set(table.timers) == {"bell"}


TELL = "- {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: Vertel.}\n"


@pytest.mark.parametrize("room", ["group", "private"])
def test_whoever_is_up_and_speaks_is_not_silent(room: str) -> None:
    table = Table(TELL, *PEOPLE, owner="Daan", room=room)
    before = table.timers["turn"]
    table.says("Noor", "O ja?")
    assert table.timers["turn"] == before, "a word of another is not theirs"
    table.says("Daan", "Het begon zo.")
    assert table.timers["turn"] == (table.now + SILENCE, table.session.stamp)
    table.writes("Daan", "En dit.")
    assert table.timers["turn"] == (table.now + SILENCE, table.session.stamp), "nor when it waits for a yes"
    table.waits()
    table.says("Daan", "En toen.")
    assert "turn" not in table.timers, "one friendly word and no more"


def test_at_a_table_nobody_is_reminded() -> None:
    table = Table(ROUND, *PEOPLE, pace="table")
    assert set(table.timers) == {"bell"}


def test_a_timer_of_an_earlier_turn_or_step_rings_for_nothing() -> None:
    table = Table(ROUND + SHOW, *PEOPLE)
    stamp = table.session.stamp
    table.says("Els", "Een.")
    table.rings("turn", stamp)
    assert table.outcome.idle
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    for timer in ("bell", "turn"):
        table.rings(timer, stamp)
        assert table.outcome.idle
    table.rings("bell", table.session.stamp)
    assert table.outcome.idle, "a step without minutes has no bell"


def test_over_days_two_reminders_and_then_the_others_go_on() -> None:
    table = Table(ROUND, *PEOPLE, pace="days", unreachable=["Daan"])
    assert table.card().until == datetime(2026, 3, 4, 15, 0, 20, tzinfo=UTC)
    for _ in range(2):
        assert table.waits() == "turn"
        assert table.told("Els") == ["turn.reminder"]
    table.waits()
    assert (table.told(), table.up, table.marks()["Els"]) == (["turn.went_on"], "Daan", "passed")
    table.waits()
    assert table.told("Daan") == [], "who cannot be reached gets no reminder"
    table.taps("Daan", "more")
    assert table.answer == "answer.more"


def test_over_days_nobody_agrees_for_another_but_the_others_go_on() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE, pace="days")
    table.taps("Els", "agree")
    for _ in range(3):
        table.waits()
    assert (table.step, table.told()) == ("lees", ["turn.went_on"])


def test_when_nobody_at_all_is_there_the_conversation_waits() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE, pace="days")
    for _ in range(3):
        table.waits()
    assert (table.step, table.lines(), table.timers) == ("paused", ["paused.asked"], {})
    table.taps("Noor", "resume")
    assert (table.step, set(table.timers)) == ("akkoord", {"turn"})


def test_over_days_a_role_that_nobody_wants_goes_by_lot() -> None:
    table = Table(VOLUNTEER + SHOW, *PEOPLE, pace="days")
    table.taps("Els", "pass")
    for _ in range(3):
        table.waits()
    assert (table.step, table.lines()[0]) == ("lees", "assign.drawn")


def test_somebody_who_was_gone_on_without_takes_part_again_after_a_break() -> None:
    table = Table(CONSENT.replace("minutes: 3", "cue: Let op") + SHOW, *PEOPLE, "Sam", pace="days")
    table.taps("Els", "pause")
    table.taps("Els", "resume")
    assert set(table.marks()) == {*PEOPLE, "Sam"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("at", "then"), [
    ("2026-03-04T12:00+01:00", "2026-03-04T12:00+01:00"),  # a Wednesday
    ("2026-03-04T20:00+01:00", "2026-03-05T08:00+01:00"),
    ("2026-03-04T03:00+01:00", "2026-03-04T08:00+01:00"),
    ("2026-03-06T21:00+01:00", "2026-03-09T08:00+01:00"),  # Friday evening
    ("2026-03-07T12:00+01:00", "2026-03-09T08:00+01:00"),
    ("2026-03-08T06:00+01:00", "2026-03-09T08:00+01:00"),
    ("2026-03-28T12:00+01:00", "2026-03-30T08:00+02:00"),  # the clocks go forward
    ("2026-10-24T12:00+02:00", "2026-10-26T08:00+01:00"),  # and back
])  # fmt: skip
def test_nobody_is_disturbed_at_night_or_at_the_weekend(at: str, then: str) -> None:
    assert awake(moment(at).astimezone(UTC), "Europe/Amsterdam") == moment(then)


def test_a_turn_that_ends_in_the_night_ends_in_the_morning() -> None:
    table = Table(ROUND, *PEOPLE, pace="days", begins=False)
    table.now = moment("2026-03-27T18:30+00:00")  # a Friday evening; on Sunday the clocks go forward
    table.taps("Els", "begin")
    assert table.card().until == moment("2026-03-30T08:00+02:00")
    table.waits()
    assert table.now == moment("2026-03-30T06:00+00:00")
    assert table.card().until == table.now + timedelta(days=1)
