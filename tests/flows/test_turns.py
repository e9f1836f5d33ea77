"""One after the other: tell, round and ask."""

from __future__ import annotations

import pytest

from flows.engine.effects import Relay, Show
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
TELL = "- {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: 'Vertel, {eigenaar}.', listen: Luister.}\n"
ROUND = "- {id: ronde, kind: round, title: Ronde, prompt: Zeg iets.}\n"
ROUND_TWICE = "- {id: ronde, kind: round, each: 2, title: Ronde, prompt: Zeg iets.}\n"
ASK = """
- {id: vragen, kind: ask, who: iedereen behalve eigenaar, to: eigenaar, each: 2, title: Vragen, prompt: Vraag iets.}
"""
AFTER = "- {id: daarna, kind: show, title: Daarna, prompt: Lees.}\n"


def test_the_owner_tells_in_three_messages_and_ten_thousand_characters() -> None:
    table = Table(TELL + AFTER, *PEOPLE, owner="Daan")
    parts = [letter * 3334 for letter in "abc"]
    for part in parts:
        table.says("Daan", part)
    assert table.record("verhaal") == [("Daan", part) for part in parts]
    assert table.step == "verhaal", "only the teller says when the story is over"
    table.taps("Daan", "done")
    assert table.step == "daarna"


def test_whoever_listens_is_told_once_in_a_step_that_it_is_not_their_turn() -> None:
    table = Table(TELL, *PEOPLE, owner="Daan")
    table.says("Noor", "Wacht even!")
    assert table.told("Noor") == ["said.not_now"]
    table.says("Noor", "Nog iets!")
    assert table.outcome.idle
    assert table.record() == []


def test_somebody_out_of_reach_is_told_in_the_room() -> None:
    table = Table(TELL, *PEOPLE, owner="Daan", unreachable=["Noor"])
    table.says("Noor", "Wacht even!")
    assert table.told() == ["said.not_now"]


def test_the_teller_passes() -> None:
    table = Table(TELL + AFTER, *PEOPLE, owner="Daan")
    table.taps("Daan", "pass")
    assert (table.step, table.answer) == ("daarna", "answer.passed")


def test_done_without_a_word_is_a_pass_in_a_chat_and_a_story_at_a_table() -> None:
    twice = TELL.replace("eigenaar", "leider en eigenaar", 1)
    written = Table(twice, *PEOPLE, leader="Els", owner="Daan")
    written.taps("Els", "done")
    assert written.marks()["Els"] == "passed"
    spoken = Table(twice, *PEOPLE, leader="Els", owner="Daan", pace="table")
    spoken.taps("Els", "done")
    assert spoken.marks() == {"Els": "done", "Daan": "up"}


def test_whoever_leads_can_end_the_story_and_another_cannot() -> None:
    table = Table(TELL + AFTER, *PEOPLE, leader="Els", owner="Daan")
    table.taps("Noor", "done")
    assert (table.outcome.idle, table.answer) == (True, "answer.not_yours")
    table.taps("Els", "done")
    assert table.step == "daarna"


def test_everybody_has_a_turn_in_a_round() -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    assert table.marks() == {"Els": "up", "Daan": "waiting", "Noor": "waiting"}
    table.says("Els", "Een.")
    table.taps("Daan", "pass")
    assert table.marks() == {"Els": "done", "Daan": "passed", "Noor": "up"}
    table.says("Noor", "Drie.")
    assert table.step == "daarna"
    assert table.record("ronde") == [("Els", "Een."), ("Noor", "Drie.")]


def test_what_is_added_before_the_next_one_speaks_belongs_to_the_turn() -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    table.says("Els", "Een.")
    table.says("Els", "En ook dit.")
    table.says("Daan", "Twee.")
    table.says("Els", "Te laat.")
    assert table.told("Els") == ["said.not_now"]
    table.says("Noor", "Drie.")
    assert table.step == "daarna"
    assert table.record("ronde") == [("Els", "Een."), ("Els", "En ook dit."), ("Daan", "Twee."), ("Noor", "Drie.")]


def test_at_a_table_people_speak_and_tap_and_may_type_what_they_like() -> None:
    table = Table(ROUND + AFTER, *PEOPLE, pace="table")
    table.says("Noor", "haha")
    assert table.outcome.idle
    table.taps("Els", "done")
    table.says("Els", "nog iets")
    assert (table.up, table.outcome.idle) == ("Daan", True)
    table.taps("Daan", "done")
    table.taps("Noor", "done")
    assert table.step == "daarna"


def test_who_passes_gives_up_all_turns_of_the_step() -> None:
    table = Table(ROUND_TWICE + AFTER, "Els", "Daan")
    table.says("Els", "Een.")
    table.taps("Daan", "pass")
    assert table.up == "Els"
    table.taps("Els", "pass")
    assert table.step == "daarna"


def test_done_in_a_written_round_is_a_pass() -> None:
    table = Table(ROUND + AFTER, "Els", "Daan")
    table.taps("Els", "done")
    assert (table.answer, table.marks()["Els"]) == ("answer.passed", "passed")
    table.taps("Daan", "card")
    assert [effect.fresh for effect in table.outcome.effects if hasattr(effect, "fresh")] == [True]


def test_a_button_of_an_earlier_turn_is_old() -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    stamp = table.session.stamp
    table.taps("Els", "pass")
    table.taps("Els", "pass", stamp=stamp)
    assert (table.outcome.idle, table.answer, table.up) == (True, "answer.old", "Daan")
    table.taps("Els", "pass")
    assert table.answer == "answer.had_yours"


def test_who_comes_late_is_last_and_who_leaves_is_passed_over() -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    table.joins("Sam")
    assert table.told() == ["presence.joined"]
    table.leaves("Els")
    assert table.up == "Daan"
    table.leaves("Noor")
    table.says("Daan", "Twee.")
    assert table.up == "Sam"
    table.says("Sam", "Vier.")
    assert table.step == "daarna"


def test_questions_go_round_and_each_is_answered_before_the_next() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan")
    assert table.lines() == ["assign.given", "card.asks"]
    table.says("Els", "Wat zag je?")
    assert (table.up, table.lines()) == ("Daan", ["assign.given", "card.answers"])
    table.says("Daan", "Een deur.")
    table.says("Daan", "Die open stond.")
    table.says("Noor", "Wie waren erbij?")
    table.taps("Daan", "pass")
    assert table.answer == "answer.passed", "a question may be let rest"
    table.taps("Els", "done")
    assert table.answer == "answer.passed", "no second question"
    table.says("Noor", "En toen?")
    table.taps("Daan", "done")
    assert (table.answer, table.step) == ("answer.done", "daarna")
    assert table.record("vragen") == [
        ("Els", "Wat zag je?"),
        ("Daan", "Een deur."),
        ("Daan", "Die open stond."),
        ("Noor", "Wie waren erbij?"),
        ("Noor", "En toen?"),
    ]


def test_at_a_table_one_tap_is_a_question_with_its_answer() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan", pace="table")
    for asker in ("Els", "Noor", "Els", "Noor"):
        assert table.up == asker
        table.taps(asker, "done")
    assert table.step == "daarna"


def test_the_asker_leaves_while_being_answered() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan")
    table.says("Els", "Wat zag je?")
    table.leaves("Els")
    assert table.up == "Daan"
    table.says("Daan", "Een deur.")
    assert table.up == "Noor"


def test_somebody_who_would_ask_later_leaves() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan")
    table.says("Els", "Wat zag je?")
    table.leaves("Noor")
    table.says("Daan", "Een deur.")
    assert (table.up, table.marks()) == ("Els", {})


def test_without_anybody_to_answer_nothing_is_asked() -> None:
    table = Table(ASK.replace("to: eigenaar", "to: leider") + AFTER, *PEOPLE, owner="Daan")
    assert table.leader is None
    assert table.step == "daarna"


def test_whoever_may_not_tap_in_a_step_of_all_is_told_so() -> None:
    table = Table("- {id: lees, kind: show, who: eigenaar, title: Lees, prompt: Lees.}", *PEOPLE, owner="Daan")
    table.taps("Els", "done")
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "something")
    assert table.answer == "answer.not_for_you"


def test_a_stranger_and_somebody_who_left_take_no_part() -> None:
    table = Table(ROUND, *PEOPLE)
    table.leaves("Noor")
    for name in ("Noor", "Vreemde"):
        table.says(name, "Hallo?")
        assert (table.outcome.idle, table.answer) == (True, "answer.not_in")
        table.leaves(name)
        assert table.answer == "answer.not_in"


@pytest.mark.parametrize("medium", ["voice", "photo"])
def test_a_voice_message_or_a_photo_is_a_turn(medium: str) -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    table.says("Els", "een verwijzing", medium=medium)
    assert table.up == "Daan"
    assert table.session.entries[-1].medium == medium


def test_an_edit_is_taken_over_while_the_step_is_open() -> None:
    table = Table(ROUND + AFTER, "Els", "Daan")
    number = table.says("Els", "Eern.").session.number
    table.edits("Els", number, "Een.")
    assert table.record("ronde") == [("Els", "Een.")]
    table.edits("Daan", number, "Iets van een ander.")
    assert table.outcome.idle
    table.says("Daan", "Twee.")
    table.edits("Els", number, "Te laat.")
    assert (table.outcome.idle, table.answer) == (True, "answer.edit_late")
    assert table.record("ronde") == [("Els", "Een."), ("Daan", "Twee.")]


# A room of private chats: words are passed on.


def test_in_a_room_of_private_chats_words_are_passed_on() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan", room="private")
    outcome = table.says("Els", "Wat zag je?")
    assert table.relayed() == [("Els", "Wat zag je?")]
    assert [effect.to for effect in outcome.effects if isinstance(effect, Relay)] == [("Daan", "Noor")]
    assert "done" in table.buttons("Daan")
    assert "done" not in table.buttons("Noor"), "who is not up has no button for it"
    table.says("Els", "En wat hoorde je?")
    assert table.relayed() == [("Els", "En wat hoorde je?")]
    table.says("Noor", "Mag ik ook?")
    assert table.told("Noor") == ["said.not_now"]


# In a group, what somebody writes in private goes to the room only when he or she says so.

TALK = "- {id: praat, kind: discuss, title: Praat, prompt: Praat samen.}\n"
STORY = TELL.replace("eigenaar, title", "iedereen, title")
OPEN_ASK = ASK.replace("iedereen behalve eigenaar", "iedereen")


@pytest.mark.parametrize("steps", [ROUND, STORY, TALK, OPEN_ASK])
def test_what_is_said_in_private_at_ones_turn_in_a_group_waits_for_a_yes(steps: str) -> None:
    table = Table(steps, *PEOPLE, owner="Els")
    table.writes("Els", "Vanuit mijn eigen chat.")
    assert (table.relayed(), table.told("Els"), table.told(), table.record()) == ([], ["hint.aloud"], [], [])
    assert [(b.action, b.label) for b in table.offered("Els")] == [("keep", "aloud"), ("ask", "not_aloud")]
    assert table.up == (None if steps == TALK else "Els")
    table.decides("Els", "keep")
    assert (table.answer, table.relayed()) == ("answer.brought", [("Els", "Vanuit mijn eigen chat.")])
    assert table.record() == [("Els", "Vanuit mijn eigen chat.")]
    table.writes("Els", "En dit ook.")
    assert table.relayed() == [("Els", "En dit ook.")], "who said yes is not asked again in this step"


def test_after_a_yes_the_turn_goes_on_and_the_next_one_is_asked_too() -> None:
    table = Table(ROUND, *PEOPLE)
    table.writes("Els", "Een.")
    table.decides("Els", "keep")
    assert table.up == "Daan"
    table.writes("Daan", "Twee.")
    assert (table.relayed(), table.told("Daan")) == ([], ["hint.aloud"])


def test_a_no_leaves_it_in_private_and_the_turn_stays() -> None:
    table = Table(ROUND, *PEOPLE)
    number = table.writes("Els", "Vanuit mijn eigen chat.").session.number
    table.taps("Els", "park", number)
    assert table.answer == "answer.old"
    table.decides("Els", "ask")
    assert (table.answer, table.relayed(), table.up) == ("answer.dropped", [], "Els")
    assert table.record(state="dropped") == [("Els", "Vanuit mijn eigen chat.")]
    table.writes("Els", "Dan dit.")
    assert table.told("Els") == ["hint.aloud"], "a no is about that one alone"


@pytest.mark.parametrize("second", ["writes", "says"])
def test_what_follows_before_the_answer_takes_nothing_away(second: str) -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan")
    first = table.writes("Els", "Wat zag je?").session.number
    getattr(table, second)("Els", "En wat hoorde je?")
    assert table.session.entries[0].state == "held"
    if second == "writes":
        assert (table.told("Els"), table.relayed()) == (["hint.aloud"], [])
        table.decides("Els", "keep")
    assert table.up == "Daan"
    table.taps("Els", "keep", first)
    assert (table.relayed(), table.up) == ([("Els", "Wat zag je?")], "Daan")
    assert len(table.record("vragen")) == 2


def test_a_question_and_its_answer_both_from_private_chats() -> None:
    table = Table(ASK + AFTER, *PEOPLE, owner="Daan")
    table.writes("Els", "Wat zag je?")
    table.says("Daan", "Ik zit klaar hoor.")
    assert table.told("Daan") == ["said.not_now"], "nobody answers what they did not see"
    table.decides("Els", "keep")
    assert (table.up, table.lines()[-1]) == ("Daan", "card.answers")
    table.writes("Daan", "Een deur.")
    assert (table.relayed(), table.told("Daan")) == ([], ["hint.aloud"])
    table.decides("Daan", "keep")
    assert (table.relayed(), table.up) == ([("Daan", "Een deur.")], "Noor")


def test_an_edit_of_what_waits_for_a_yes_passes_nothing_on() -> None:
    table = Table(ROUND, *PEOPLE)
    number = table.writes("Els", "Eern.").session.number
    table.edits("Els", number, "Een.")
    assert (table.relayed(), table.record(state="held")) == ([], [("Els", "Een.")])
    table.decides("Els", "keep")
    assert table.relayed() == [("Els", "Een.")]


def test_what_is_added_in_private_to_what_was_said_in_the_group_waits_for_a_yes_too() -> None:
    table = Table(ROUND + AFTER, *PEOPLE)
    table.says("Els", "Een.")
    table.writes("Els", "En dit, in mijn eigen chat.")
    assert (table.relayed(), table.told("Els"), table.up) == ([], ["hint.aloud"], "Daan")
    table.decides("Els", "keep")
    assert (table.relayed(), table.up) == ([("Els", "En dit, in mijn eigen chat.")], "Daan")
    table.taps("Daan", "pass")
    table.says("Noor", "Drie.")
    table.writes("Noor", "O ja.")
    assert (table.step, table.relayed(), table.told("Noor")) == ("daarna", [], ["said.not_here"])


def test_who_is_asked_for_a_role_or_takes_no_part_has_nothing_to_pass_on() -> None:
    asked = Table("- {id: wie, kind: assign, role: leider, by: rotation, title: W, prompt: W.}\n" + ROUND, *PEOPLE)
    assert asked.up == "Els"
    asked.writes("Els", "Liever niet eigenlijk.")
    assert (asked.record(state="held"), asked.told("Els")) == ([], ["said.not_now"])
    apart = Table(TALK.replace("title", "who: iedereen behalve eigenaar, title"), *PEOPLE, owner="Daan")
    apart.writes("Daan", "Maar ik …")
    assert (apart.record(state="held"), apart.told("Daan")) == ([], ["said.not_here"])


def test_whose_turn_it_is_in_private_chats_gets_a_new_card() -> None:
    table = Table(ROUND, *PEOPLE, room="private")
    table.says("Els", "Een.")
    assert [(e.to, e.fresh) for e in table.outcome.effects if isinstance(e, Show)] == [
        (None, False),
        ("Daan", True),
    ]


def test_a_card_that_scrolled_away_is_sent_anew() -> None:
    table = Table(TELL, *PEOPLE, owner="Daan")
    fresh = []
    for n in range(9):
        table.says("Daan", f"Zin {n}.")
        fresh.append(any(getattr(effect, "fresh", False) for effect in table.outcome.effects))
    assert fresh == [False] * 7 + [True, False]


def test_at_a_table_what_is_typed_after_a_story_is_let_be() -> None:
    table = Table(TELL + AFTER, *PEOPLE, owner="Daan", pace="table")
    table.says("Daan", "Zo begon het.")
    table.taps("Daan", "done")
    table.says("Daan", "O ja, en dit.")
    assert (table.outcome.idle, table.record("verhaal")) == (True, [("Daan", "Zo begon het.")])
