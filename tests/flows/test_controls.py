"""What can be put around every step, by whoever leads or by the group together."""

from __future__ import annotations

from typing import Any

import pytest

from flows.engine.effects import Show
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
ROUND = "- {id: ronde, kind: round, title: Ronde, prompt: Zeg iets., minutes: 10}\n"
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"
LAST = "- {id: slot, kind: show, title: Slot, prompt: Lees dit ook.}\n"
ALL = ROUND + SHOW + LAST


def led(**more: Any) -> Table:
    return Table(ALL, *PEOPLE, leader="Els", owner="Daan", **more)


def sent_anew(table: Table) -> list[str | None]:
    """Whose cards the last move sends as a new message; the room's has no name."""
    return [effect.to for effect in table.outcome.effects if isinstance(effect, Show) and effect.fresh]


def test_whoever_leads_goes_on_back_and_does_a_step_again() -> None:
    table = led()
    table.taps("Els", "next")
    assert (table.step, table.answer) == ("lees", "answer.next")
    table.taps("Els", "back")
    assert (table.step, table.answer, table.up) == ("ronde", "answer.back", "Els")
    table.says("Els", "Een.")
    table.taps("Els", "again")
    assert (table.step, table.answer, table.up) == ("ronde", "answer.again", "Els")
    for _ in range(2):
        table.taps("Els", "back")
    assert table.step == "leiding"
    table.taps("Els", "back")
    assert (table.outcome.idle, table.answer) == (True, "answer.no_back")


def test_going_back_changes_nothing_about_who_leads() -> None:
    table = led()
    table.taps("Els", "next")
    table.taps("Els", "hand", "Noor")
    table.taps("Noor", "back")
    assert table.leader == "Noor"
    table.taps("Noor", "next")
    table.taps("Noor", "hand", "bot")
    table.taps("Els", "back")
    table.taps("Daan", "agree_motion")
    assert (table.step, "leider" in table.session.roles) == ("ronde", False)


def test_anybody_else_proposes_and_more_than_half_decide() -> None:
    table = led()
    stamp = table.session.stamp
    table.taps("Daan", "next")
    assert (table.answer, table.told(), table.step) == ("answer.proposed", [], "ronde")
    assert "motion.next" in table.lines()
    assert table.buttons()[-2:] == ["agree_motion", "against"]
    assert sent_anew(table) == [None], "a new card, so that nobody misses it"
    table.taps("Daan", "next")
    assert table.answer == "answer.agreed_already"
    table.taps("Noor", "back")
    assert table.answer == "answer.motion_first"
    table.taps("Noor", "next")
    assert (table.step, table.session.motion) == ("lees", None)
    table.taps("Noor", "agree_motion", stamp=stamp)
    assert table.answer == "answer.old"
    table.taps("Noor", "agree_motion")
    assert table.answer == "answer.no_motion"


def test_one_objection_and_it_goes_on_as_it_was() -> None:
    table = led()
    table.taps("Daan", "skip")
    table.taps("Noor", "against")
    assert (table.answer, table.session.motion, table.step) == ("answer.against", None, "ronde")
    assert (table.told(), "agree_motion" in table.buttons()) == (["motion.rejected"], False)
    table.taps("Noor", "against")
    assert table.answer == "answer.no_motion"


def test_whoever_leads_decides_while_something_is_proposed() -> None:
    table = led()
    table.taps("Daan", "back")
    table.taps("Els", "next")
    assert (table.step, table.session.motion) == ("lees", None)


@pytest.mark.parametrize("action", ["skip", "stop"])
def test_skipping_and_stopping_are_proposed_by_whoever_leads_too(action: str) -> None:
    table = led()
    table.taps("Els", action)
    assert (table.step, table.told(), sent_anew(table)) == ("ronde", [], [None])
    assert f"motion.{action}" in table.lines()
    table.taps("Daan", "agree_motion")
    assert table.step == ("lees" if action == "skip" else "closed")


def test_whoever_proposed_leaves_and_whoever_agreed_counts_no_more() -> None:
    table = Table(ALL, *PEOPLE, "Sam", "Ilse", leader="Els", owner="Daan")
    table.taps("Daan", "next")
    table.leaves("Daan")
    assert table.session.motion is None
    table.taps("Noor", "next")
    table.taps("Sam", "agree_motion")
    table.leaves("Sam")
    assert table.session.motion is not None
    assert table.session.motion.agreed == ("Noor",)


def test_two_without_a_leader_both_agree() -> None:
    table = Table(ALL, "Els", "Daan")
    table.taps("Els", "next")
    assert table.step == "ronde"
    table.taps("Daan", "next")
    assert table.step == "lees"


def test_whoever_is_up_is_skipped_at_once_by_whoever_leads() -> None:
    table = led()
    table.taps("Els", "skip_person")
    assert (table.answer, table.up, table.marks()["Els"]) == ("answer.skipped", "Daan", "passed")
    table.taps("Els", "next")
    table.taps("Els", "skip_person")
    assert (table.outcome.idle, table.answer) == (True, "answer.nobody_up")


def test_whoever_is_up_is_skipped_by_the_others() -> None:
    table = Table(ALL, *PEOPLE)
    table.taps("Daan", "skip_person")
    table.taps("Noor", "agree_motion")
    assert (table.answer, table.up) == ("answer.skipped", "Daan")
    table.taps("Noor", "next")
    table.taps("Els", "next")
    table.taps("Noor", "skip_person")
    assert (table.outcome.idle, table.answer, table.session.motion) == (True, "answer.nobody_up", None)


def test_of_two_the_other_skips_a_turn() -> None:
    table = Table(ALL, "Els", "Daan")
    table.taps("Daan", "skip_person")
    assert (table.answer, table.up, table.told()) == ("answer.skipped", "Daan", [])


def test_whoever_was_to_be_skipped_had_the_turn_meanwhile() -> None:
    table = Table(ALL, *PEOPLE)
    table.taps("Daan", "skip_person")
    table.says("Els", "Ik was net bezig.")
    table.taps("Noor", "agree_motion")
    assert (table.answer, table.up, table.session.motion) == ("answer.nobody_up", "Daan", None)


def test_more_time_for_everybody_who_asks() -> None:
    table = led()
    before = table.card().until
    table.taps("Noor", "more")
    after = table.card().until
    assert before is not None
    assert after is not None
    assert (table.answer, (after - before).seconds) == ("answer.more", 300)
    table.taps("Els", "next")
    table.taps("Noor", "more")
    assert table.card().until == table.now + (after - before) * 3 / 5, "a step without a time gets a little"


def test_a_break_for_everybody_who_asks() -> None:
    table = led()
    table.says("Els", "Een.")
    table.taps("Noor", "pause")
    assert (table.step, table.lines(), table.buttons("Daan")) == ("paused", ["paused.asked"], ["resume", "stop"])
    assert table.timers == {}
    table.says("Daan", "Hallo?")
    assert table.told("Daan") == ["said.paused"]
    table.says("Daan", "Hallo?")
    assert table.outcome.idle
    table.taps("Daan", "done")
    assert table.answer == "answer.is_paused"
    table.taps("Daan", "other")
    assert table.answer == "answer.is_paused"
    table.taps("Daan", "card")
    assert not table.outcome.idle
    table.taps("Daan", "resume")
    assert (table.step, table.up, table.answer) == ("ronde", "Daan", "answer.resumed")
    assert set(table.timers) == {"bell", "turn"}
    table.taps("Daan", "resume")
    assert table.outcome.idle


def test_stopping_during_a_break_takes_more_than_half() -> None:
    table = led()
    table.taps("Noor", "pause")
    table.taps("Els", "stop")
    assert (table.step, table.lines()) == ("paused", ["paused.asked", "motion.stop"])
    table.taps("Noor", "against")
    table.taps("Els", "stop")
    table.taps("Daan", "agree_motion")
    assert (table.step, table.session.reason) == ("closed", "stopped")


def test_the_lead_is_handed_to_somebody_or_to_the_bot() -> None:
    table = led()
    table.taps("Noor", "hand")
    assert (table.outcome.idle, table.answer) == (True, "answer.not_leading")
    table.taps("Els", "hand")
    assert [(button.value, button.label) for button in table.offered("Els")] == [
        ("Daan", "name"), ("Noor", "name"), ("bot", "bot"),
    ]  # fmt: skip
    table.taps("Els", "hand", "Sam")
    assert table.answer == "answer.old"
    table.taps("Els", "hand", "Noor")
    assert (table.leader, table.told(), table.answer) == ("Noor", ["leader.new"], "answer.handed")
    assert table.served[-1] == ("Noor", "leider")
    table.taps("Noor", "hand", "bot")
    assert (table.leader, table.told()) == (None, ["leader.bot"])
    table.taps("Daan", "take")
    assert table.leader == "Daan"
    table.taps("Els", "take")
    assert (table.outcome.idle, table.answer) == (True, "answer.led")


def test_in_a_flow_without_a_leader_nobody_takes_over() -> None:
    table = Table(ALL, *PEOPLE)
    table.taps("Els", "take")
    assert table.answer == "answer.led"
    table.taps("Els", "hand")
    assert table.answer == "answer.not_leading"
    table.taps("Els", "menu")
    assert not {"take", "hand"} & {button.action for button in table.offered("Els")}


def test_the_menu_comes_in_private_and_only_to_who_can_be_reached() -> None:
    table = led(unreachable=["Noor"])
    table.taps("Daan", "menu")
    assert (table.answer, table.told("Daan")) == ("answer.private", ["menu.all"])
    table.taps("Els", "menu")
    assert "hand" in {button.action for button in table.offered("Els")}
    table.taps("Noor", "menu")
    assert (table.outcome.idle, table.answer) == (True, "answer.open_first")
    table.taps("Els", "hand", "Noor")
    table.taps("Noor", "hand")
    assert (table.outcome.idle, table.answer) == (True, "answer.open_first")
    table.taps("Noor", "hand", "bot")
    table.taps("Daan", "menu")
    assert "take" in {button.action for button in table.offered("Daan")}


def test_whoever_leads_has_a_card_with_the_cue_and_who_said_little() -> None:
    cue = "- {id: praat, kind: discuss, title: Praat, prompt: P., cue: Let op.}\n"
    table = Table(cue, *PEOPLE, leader="Els", owner="Daan")
    for n in range(3):
        table.says("Els", f"Zin {n}.")
    table.says("Daan", "Ook iets.")
    assert table.lines("Els") == ["flow:cue", "cue.quiet"]
    assert table.card("Els").lines[-1].lists == {"names": ("Daan", "Noor")}
    assert "next" in table.buttons("Els")
    assert table.lines("Noor") == ["own.nothing"]


def test_who_is_quiet_is_named_only_when_it_is_one_or_two_and_never_whoever_leads() -> None:
    talk = "- {id: praat, kind: discuss, title: Praat, prompt: P.}\n"
    table = Table(talk, *PEOPLE, "Sam", leader="Els", owner="Daan")
    for n in range(3):
        table.says("Sam", f"Zin {n}.")
    assert table.card("Els").lines[-1].lists == {"names": ("Daan", "Noor")}, "whoever leads was quiet as well"
    many = Table(talk, *PEOPLE, "Sam", leader="Els", owner="Daan")
    for n in range(3):
        many.says("Els", f"Zin {n}.")
    assert "cue.quiet" not in many.lines("Els"), "with three quiet people, nobody is"


def test_what_is_written_in_private_says_nothing_about_who_is_quiet() -> None:
    note = "- {id: briefje, kind: note, reveal: anonymous, title: Briefje, prompt: S.}\n"
    table = Table(note, *PEOPLE, leader="Els", owner="Daan")
    for n in range(4):
        table.writes("Daan", f"Zin {n}.")
    assert "cue.quiet" not in table.lines("Els")


def test_buttons_of_an_earlier_step_are_old() -> None:
    table = led()
    stamp = table.session.stamp
    table.taps("Els", "next")
    for action in ("next", "back", "done", "agree_motion", "skip"):
        table.taps("Els", action, stamp=stamp)
        assert (table.outcome.idle, table.answer) == (True, "answer.old")
    table.taps("Els", "menu", stamp=stamp)
    assert table.answer == "answer.private"
    table.taps("Els", "next", stamp="")
    assert table.step == "slot", "what is typed as a command is of now"
