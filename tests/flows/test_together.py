"""All at the same time, in sight of each other: consent, show, discuss, choose and rate."""

from __future__ import annotations

import pytest

from flows.engine.session import SeatId
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
CONSENT = "- {id: akkoord, kind: consent, title: Akkoord, prompt: Kan dit?, points: [Een., Twee.]}\n"
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"
TALK = "- {id: praat, kind: discuss, title: Praat, prompt: Praat samen., questions: [Waarover?]}\n"
CHOOSE = """
- {id: keuze, kind: choose, title: Kies, prompt: Kies er een., options: [{id: ja, text: Ja}, {id: nee, text: Nee}]}
"""
DRAW = CHOOSE.replace("title", "by: draw, title")
RATE = "- {id: cijfer, kind: rate, title: Cijfer, prompt: Geef een cijfer., low: laag, high: hoog}\n"


def test_everybody_agrees_for_himself() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE)
    table.taps("Els", "agree")
    table.taps("Els", "agree")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Daan", "pass")
    assert (table.outcome.idle, table.answer) == (True, "answer.not_for_you"), "nobody can pass this"
    table.taps("Els", "next")
    assert table.answer == "answer.not_yet"
    table.taps("Daan", "agree")
    table.taps("Noor", "agree")
    assert table.step == "lees"


def test_a_doubt_is_told_once_and_takes_back_a_yes() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE)
    table.taps("Els", "agree")
    table.taps("Els", "doubt")
    assert (table.told(), table.marks()["Els"]) == (["consent.doubt"], "waiting")
    table.taps("Els", "doubt")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.all_tap("agree")
    assert table.step == "lees"


def test_who_is_not_asked_does_not_agree() -> None:
    table = Table(CONSENT.replace("title", "who: eigenaar, title"), *PEOPLE, owner="Daan")
    table.taps("Els", "agree")
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "wink")
    assert table.outcome.idle


def test_who_comes_late_agrees_too_and_who_left_is_not_waited_for() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE)
    table.joins("Sam")
    table.leaves("Els")
    table.taps("Daan", "agree")
    table.taps("Noor", "agree")
    assert table.step == "akkoord"
    table.taps("Sam", "agree")
    assert table.step == "lees"


def test_the_last_one_awaited_leaves_and_it_goes_on() -> None:
    table = Table(CONSENT + SHOW, *PEOPLE)
    table.taps("Els", "agree")
    table.taps("Daan", "agree")
    table.leaves("Noor")
    assert table.step == "lees"


def test_what_people_say_meanwhile_is_in_the_record_and_passed_on_between_private_chats() -> None:
    for steps in (CONSENT, SHOW, CHOOSE, RATE):
        group = Table(steps, *PEOPLE)
        group.says("Els", "Even iets anders.")
        assert (group.record(), group.relayed()) == ([("Els", "Even iets anders.")], [])
        apart = Table(steps, *PEOPLE, room="private")
        apart.says("Els", "Even iets anders.")
        assert apart.relayed() == [("Els", "Even iets anders.")]
        table = Table(steps, *PEOPLE, pace="table")
        table.says("Els", "Even iets anders.")
        assert table.outcome.idle


def test_what_is_said_in_private_meanwhile_is_not_told_to_the_group() -> None:
    table = Table(CONSENT, *PEOPLE)
    table.writes("Els", "Alleen voor jou.")
    assert (table.record(), table.relayed(), table.told("Els")) == ([], [], ["said.not_here"])


def test_everybody_has_read_it_or_passes() -> None:
    table = Table(SHOW + RATE, *PEOPLE)
    table.taps("Els", "done")
    table.taps("Els", "done")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Daan", "pass")
    table.taps("Daan", "pass")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Noor", "done")
    assert table.step == "cijfer"


def test_an_open_conversation_ends_when_more_than_half_are_ready() -> None:
    table = Table(TALK + SHOW, *PEOPLE, "Sam")
    table.says("Els", "Ik denk dit.")
    table.taps("Els", "done")
    table.taps("Els", "done")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.says("Els", "Toch nog iets.")
    assert table.marks()["Els"] == "waiting", "who still speaks is not ready after all"
    for name in ("Els", "Daan"):
        table.taps(name, "done")
    assert table.step == "praat"
    table.taps("Noor", "done")
    assert table.step == "lees"


def test_of_two_both_must_be_ready() -> None:
    table = Table(TALK + SHOW, "Els", "Daan")
    table.taps("Els", "done")
    assert table.step == "praat"
    table.taps("Daan", "done")
    assert table.step == "lees"


def test_who_is_not_in_the_conversation_is_not_heard() -> None:
    table = Table(TALK.replace("title", "who: iedereen behalve eigenaar, title"), *PEOPLE, owner="Daan")
    table.says("Daan", "Maar ik …")
    assert (table.record(), table.outcome.idle) == ([], True)
    table.taps("Daan", "done")
    assert table.answer == "answer.not_for_you"


@pytest.mark.parametrize(("picks", "chosen", "news"), [
    (("ja", "ja", "nee"), "ja", "choose.option.chosen"),
    (("nee", "nee", "nee"), "nee", "choose.option.chosen"),
])  # fmt: skip
def test_most_votes_decide(picks: tuple[str, ...], chosen: str, news: str) -> None:
    table = Table(CHOOSE + SHOW, *PEOPLE)
    for name, pick in zip(PEOPLE, picks, strict=True):
        table.taps(name, "pick", pick)
    assert (table.session.answers["keuze"], table.lines()[0]) == (chosen, news)


def test_a_choice_can_be_changed_and_tapping_it_twice_changes_nothing() -> None:
    table = Table(CHOOSE + SHOW, *PEOPLE)
    table.taps("Els", "pick", "ja")
    table.taps("Els", "pick", "ja")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Els", "pick", "nee")
    assert table.answer == "answer.picked"
    table.taps("Daan", "pick", "misschien")
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "pick", "nee")
    table.taps("Noor", "pass")
    assert table.session.answers["keuze"] == "nee"


def test_a_tie_is_decided_by_lot_and_nobodys_choice_by_nothing() -> None:
    table = Table(CHOOSE + SHOW, "Els", "Daan")
    table.taps("Els", "pick", "ja")
    table.taps("Daan", "pick", "nee")
    assert (table.session.answers["keuze"] in ("ja", "nee"), table.lines()[0]) == (True, "choose.option.tied")
    nobody = Table(CHOOSE + SHOW, "Els", "Daan")
    nobody.all_tap("pass")
    assert (nobody.session.answers["keuze"], nobody.lines()) == ("", ["card.read"])


def test_one_chooses_alone() -> None:
    table = Table(CHOOSE.replace("title", "who: eigenaar, title") + SHOW, *PEOPLE, owner="Daan")
    assert "card.chooses" in table.lines()
    table.taps("Els", "pick", "ja")
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "pick", "ja")
    assert table.step == "lees"


def test_a_draw_asks_nobody() -> None:
    table = Table(DRAW + SHOW, *PEOPLE)
    assert (table.step, table.lines()[0]) == ("lees", "choose.option.drawn")


def test_a_voter_leaves_and_takes_the_vote_along() -> None:
    table = Table(CHOOSE + SHOW, *PEOPLE)
    table.taps("Noor", "pick", "ja")
    table.leaves("Noor")
    table.taps("Els", "pick", "nee")
    table.taps("Daan", "pick", "nee")
    assert table.session.answers["keuze"] == "nee"


def test_marks_are_shown_from_low_to_high_and_without_names() -> None:
    table = Table(RATE + SHOW, *PEOPLE, "Sam", "Ilse")
    table.taps("Els", "rate", 9)
    table.taps("Els", "rate", 9)
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    assert (table.marks(), table.card().head[0].values) == ({}, {"done": "1", "all": "5"}), "how many, not who"
    table.taps("Els", "rate", 8)
    table.taps("Daan", "rate", 11)
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "rate", 10)
    for name, number in (("Noor", 7), ("Sam", 8), ("Ilse", 6)):
        table.taps(name, "rate", number)
    assert (table.card().news[0].key, table.card().news[0].values) == ("rate.spread", {"spread": "6 7 8 8 10"})


@pytest.mark.parametrize("passing", [1, 3])
def test_fewer_than_five_marks_are_never_shown(passing: int) -> None:
    table = Table(RATE + SHOW, *PEOPLE, "Sam", "Ilse")
    for n, name in enumerate(table.present):
        table.taps(name, "pass") if n < passing else table.taps(name, "rate", 8)
    assert [line.values for line in table.card().news] == [{}]
    assert table.lines()[0] == "rate.few"


def test_no_marks_at_all_and_marks_for_nobody_are_not_spoken_of() -> None:
    table = Table(RATE + SHOW, *PEOPLE)
    table.all_tap("pass")
    assert table.lines() == ["card.read"]
    never = Table(RATE.replace("title", "reveal: never, title") + SHOW, *PEOPLE)
    never.all_tap("rate", 9)
    assert never.lines() == ["card.read"]
    last = Table(RATE, *PEOPLE)
    last.all_tap("rate", 9)
    assert (last.step, last.session.floor.picks) == ("closed", {})
    assert "9" not in [*never.session.answers.values(), *never.session.floor.picks.values()]


def test_a_mark_of_somebody_who_leaves_counts_no_more() -> None:
    table = Table(RATE + SHOW, *PEOPLE, "Sam", "Ilse", "Omar")
    for name in (*PEOPLE, "Ilse", "Omar"):
        table.taps(name, "rate", 8)
    table.leaves("Noor")
    table.taps("Sam", "pass")
    assert table.lines()[0] == "rate.few"
    assert SeatId("Noor") not in table.session.floor.picks
