"""Guards: a private hint to the writer, who decides; a kept tip comes back in the advice round."""

from __future__ import annotations

from typing import Any

from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
TIP = "Heb je al eens geprobeerd om hem vooraan te zetten?"
QUESTION = "Wat zag je toen?"
STACKED = "Wat zag je toen? En wie waren erbij? En hoe ging het daarna verder?"
DIAGNOSIS = "Jij bent gewoon veel te onzeker."
DEFENCE = "Ja maar dat heb ik al geprobeerd."
ASK = """
- id: vragen
  kind: ask
  who: iedereen behalve eigenaar
  to: eigenaar
  guards: [advice, suggestion, why, stacked]
  title: Vragen
  prompt: Vraag iets.
"""
ADVICE = """
- id: advies
  kind: round
  who: iedereen behalve eigenaar
  silent: eigenaar
  keep_for: reactie
  unpark: vragen
  guards: [defends, diagnosis]
  title: Advies
  prompt: Geef een idee.
"""
REACTION = "- {id: reactie, kind: tell, who: eigenaar, title: Reactie, prompt: Wat blijft er hangen?}\n"
TALK = """
- {id: praat, kind: discuss, who: iedereen behalve eigenaar, silent: eigenaar, keep_for: reactie, title: P, prompt: P.}
"""
ALL = ASK + ADVICE + REACTION


def asking(room: str = "group", **more: Any) -> Table:
    return Table(ALL, *PEOPLE, owner="Daan", room=room, **more)


def held(table: Table) -> str:
    return table.session.entries[-1].state


def test_a_tip_in_the_question_round_waits_for_its_writer() -> None:
    table = asking()
    table.says("Els", TIP)
    assert table.told("Els") == ["hint.advice"]
    assert [button.action for button in table.offered("Els")] == ["park", "ask", "keep"]
    assert (table.up, held(table), table.told("Noor"), table.told()) == ("Els", "held", [], [])


def test_a_kept_tip_is_offered_in_the_advice_round_and_brought_in() -> None:
    table = asking()
    table.says("Els", TIP)
    table.decides("Els", "park")
    assert (table.answer, held(table), table.up) == ("answer.parked", "parked", "Els")
    table.says("Els", QUESTION)
    table.says("Daan", "Een deur.")
    kept = table.session.entries[0]
    table.taps("Els", "bring", kept.number)
    assert table.answer == "answer.old", "not before there is a step for it"
    table.taps("Noor", "pass")
    assert (table.step, table.told("Els")) == ("advies", ["parked.offer"])
    table.taps("Els", "bring", kept.number)
    assert (table.answer, table.up, table.relayed()) == ("answer.brought", "Noor", [("Els", TIP)])
    assert table.record("advies") == [("Els", TIP)]
    table.taps("Els", "bring", kept.number)
    assert table.answer == "answer.old"


def test_two_kept_tips_are_both_brought_in_at_ones_turn() -> None:
    table = asking()
    numbers = []
    for text in (TIP, "Je zou ook eens met hem kunnen praten."):
        numbers.append(table.says("Els", text).session.number)
        table.decides("Els", "park")
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    assert table.told("Els") == ["parked.offer", "parked.offer"]
    table.taps("Els", "bring", numbers[0])
    table.taps("Els", "bring", numbers[1])
    assert len(table.record("advies")) == 2
    assert table.up == "Noor"


def test_a_kept_tip_is_let_be_or_waits_for_ones_turn() -> None:
    table = asking()
    table.says("Els", QUESTION)
    table.says("Daan", "Een deur.")
    number = table.says("Noor", TIP).session.number
    table.decides("Noor", "park")
    table.taps("Noor", "pass")
    assert (table.step, table.told("Noor")) == ("advies", [])
    table.taps("Noor", "bring", number)
    assert (table.answer, table.outcome.idle) == ("answer.not_yours", True)
    table.says("Els", "Ik zou naar buiten gaan.")
    assert table.told("Noor") == ["parked.offer"]
    table.taps("Noor", "leave_it", number)
    assert (table.answer, table.record(state="dropped")) == ("answer.left_it", [("Noor", TIP)])


def test_a_tip_is_worded_as_a_question_and_kept_all_the_same() -> None:
    table = asking()
    table.says("Els", TIP)
    table.decides("Els", "ask")
    assert (table.answer, held(table), table.up) == ("answer.ask", "dropped", "Els")
    table.says("Els", TIP)
    table.says("Els", QUESTION)
    assert [e.state for e in table.session.entries] == ["dropped", "parked", ""]
    assert table.up == "Daan"


def test_what_is_no_tip_is_worded_anew_and_forgotten() -> None:
    table = asking()
    table.says("Els", STACKED)
    assert [button.label for button in table.offered("Els")] == ["reword", "keep"]
    table.decides("Els", "park")
    assert (table.answer, table.outcome.idle) == ("answer.old", True)
    table.says("Els", QUESTION)
    assert [e.state for e in table.session.entries] == ["dropped", ""]


def test_a_question_is_left_as_it_is() -> None:
    for room in ("group", "private"):
        table = asking(room)
        number = table.says("Els", STACKED).session.number
        table.decides("Els", "keep")
        assert (table.answer, table.up, held(table)) == ("answer.kept", "Daan", "")
        assert table.relayed() == ([("Els", STACKED)] if room == "private" else [])
        table.taps("Els", "keep", number)
        assert table.answer == "answer.old"


def test_what_was_held_in_a_private_chat_is_passed_on_when_it_stands() -> None:
    table = asking()
    table.writes("Els", STACKED)
    assert table.relayed() == []
    table.says("Daan", "Ik wil ook nog wat zeggen.")
    assert table.told("Daan") == ["said.not_now"], "the owner cannot answer what nobody saw"
    table.decides("Els", "keep")
    assert (table.relayed(), table.told("Els")) == ([], ["hint.aloud"]), "to stand is not yet to be passed on"
    table.decides("Els", "keep")
    assert table.relayed() == [("Els", STACKED)]


def test_a_hint_comes_before_the_question_whether_the_group_may_read_it() -> None:
    table = asking()
    number = table.writes("Els", TIP).session.number
    assert (table.told("Els"), table.relayed()) == (["hint.advice"], [])
    table.edits("Els", number, QUESTION)
    assert (table.told("Els"), table.relayed(), table.up) == (["hint.aloud"], [], "Els")
    table.decides("Els", "keep")
    assert (table.relayed(), table.up) == ([("Els", QUESTION)], "Daan")


def test_a_tip_that_is_worded_anew_in_private_is_kept_all_the_same() -> None:
    table = asking()
    table.writes("Els", TIP)
    table.writes("Els", QUESTION)
    assert [e.state for e in table.session.entries] == ["parked", "held"]


def test_the_silent_owner_keeps_what_was_written_in_private() -> None:
    table = Table(TALK + REACTION, *PEOPLE, owner="Daan")
    table.writes("Daan", "Maar ik …")
    assert (table.told("Daan"), table.record()) == (["hint.silent"], [])


def test_a_tip_that_the_owner_answered_already_is_still_kept_for_later() -> None:
    table = asking()
    number = table.says("Els", TIP).session.number
    table.says("Daan", "Nee, dat niet.")
    table.taps("Noor", "park", number)
    assert table.answer == "answer.old", "it is not hers"
    table.taps("Els", "park", number)
    assert (table.answer, table.record("vragen")[0]) == ("answer.parked", ("Els", TIP)), "it was a question as well"
    table.taps("Els", "park", number)
    assert (table.answer, table.record(state="parked")) == ("answer.old", [("Els", TIP)]), "once is enough"
    table.taps("Noor", "pass")
    assert (table.step, table.told("Els")) == ("advies", ["parked.offer"])
    [kept] = [e.number for e in table.session.entries if e.state == "parked"]
    table.taps("Els", "bring", kept)
    assert (table.record("advies"), table.relayed()) == ([("Els", TIP)], [("Els", TIP)])


def test_the_owner_answers_what_is_still_pondered_over() -> None:
    table = asking()
    table.says("Els", TIP)
    table.says("Daan", "Nee, dat niet.")
    assert (table.up, table.record("vragen")) == ("Noor", [("Els", TIP), ("Daan", "Nee, dat niet.")])


def test_in_private_chats_nobody_answers_what_they_did_not_see() -> None:
    table = asking("private")
    table.says("Els", TIP)
    table.says("Daan", "Ik zit klaar hoor.")
    assert (table.up, table.told("Daan"), table.record()) == ("Els", ["said.not_now"], [])


def test_an_edit_while_it_waits_is_read_anew() -> None:
    table = asking()
    number = table.says("Els", STACKED).session.number
    table.edits("Els", number, TIP)
    assert (table.told("Els"), held(table)) == (["hint.advice"], "held")
    table.edits("Els", number, TIP + " Echt.")
    assert (table.told("Els"), held(table)) == ([], "held"), "the same hint is not given twice"
    table.edits("Els", number, QUESTION)
    assert (table.up, table.record("vragen")) == ("Daan", [("Els", QUESTION)])


def test_an_edit_in_the_advice_round_is_read_anew_too() -> None:
    table = asking()
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    number = table.says("Els", DIAGNOSIS).session.number
    assert table.told("Els") == ["hint.diagnosis"]
    table.edits("Els", number, "Ik zou even wachten.")
    assert (table.up, table.record("advies")) == ("Noor", [("Els", "Ik zou even wachten.")])


def test_an_edit_of_what_the_owner_keeps_changes_only_its_words() -> None:
    table = asking()
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    number = table.says("Daan", DEFENCE).session.number
    table.edits("Daan", number, "Goed idee.")
    assert (table.told("Daan"), table.record(state="held")) == ([], [("Daan", "Goed idee.")])


def test_an_edit_of_what_was_dropped_is_nothing() -> None:
    table = asking()
    number = table.says("Els", TIP).session.number
    table.decides("Els", "ask")
    table.edits("Els", number, QUESTION)
    assert table.outcome.idle


def test_the_turn_is_skipped_while_a_question_waits_and_then_it_is_left() -> None:
    table = Table(ALL, *PEOPLE, leader="Noor", owner="Daan")
    number = table.writes("Els", STACKED).session.number
    table.taps("Noor", "skip_person")
    assert (table.answer, table.up) == ("answer.skipped", "Noor")
    table.taps("Els", "keep", number)
    assert (table.answer, table.told("Els")) == ("answer.kept", ["hint.aloud"])
    table.taps("Els", "keep", number)
    assert (table.answer, table.up, table.relayed()) == ("answer.brought", "Noor", [("Els", STACKED)])


def test_a_choice_after_the_step_is_over() -> None:
    table = Table(ALL, *PEOPLE, leader="Noor", owner="Daan")
    numbers = [table.says("Els", text).session.number for text in (STACKED,)]
    table.taps("Noor", "next")
    table.taps("Els", "keep", numbers[0])
    assert (table.answer, table.record("vragen")) == ("answer.kept", [("Els", STACKED)]), "it stands where it was said"


def test_a_choice_to_let_it_go_after_the_step_is_over() -> None:
    table = Table(ALL, *PEOPLE, leader="Noor", owner="Daan")
    number = table.says("Els", STACKED).session.number
    table.taps("Noor", "next")
    table.taps("Els", "ask", number)
    assert table.answer == "answer.dropped"


def test_a_listener_out_of_reach_has_it_kept_without_being_asked() -> None:
    table = Table(TALK + REACTION, *PEOPLE, owner="Daan", unreachable=["Daan"])
    table.says("Daan", "Maar ik …")
    assert (table.told(), table.record(state="parked")) == ([], [("Daan", "Maar ik …")])


def test_the_owner_who_defends_keeps_it_for_the_reaction() -> None:
    table = asking()
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    number = table.says("Daan", DEFENCE).session.number
    assert (table.told("Daan"), [b.action for b in table.offered("Daan")]) == (["hint.defends"], ["park", "ask"])
    table.taps("Daan", "keep", number)
    assert table.answer == "answer.old"
    table.decides("Daan", "park")
    assert table.answer == "answer.parked_reaction"
    table.says("Daan", "Mooi.")
    assert table.told("Daan") == ["hint.silent"]
    table.decides("Daan", "ask")
    assert table.answer == "answer.dropped"
    table.says("Els", "Ik zou naar buiten gaan.")
    table.taps("Noor", "pass")
    assert (table.step, table.told("Daan")) == ("reactie", ["parked.offer"])
    table.taps("Daan", "bring", number)
    assert (table.relayed(), table.up) == ([("Daan", DEFENCE)], "Daan")
    table.says("Daan", "En verder niks.")
    table.taps("Daan", "done")
    assert table.record("reactie") == [("Daan", DEFENCE), ("Daan", "En verder niks.")]


def test_what_the_owner_says_during_a_conversation_of_the_others_is_kept_too() -> None:
    table = Table(TALK + REACTION, *PEOPLE, owner="Daan")
    assert table.lines() == ["assign.given", "card.discuss", "card.listens"]
    table.says("Daan", "Maar ik …")
    assert (table.told("Daan"), table.record()) == (["hint.silent"], [])


def test_a_mild_word_to_all_at_the_third_hint() -> None:
    table = asking()
    words = []
    for _ in range(4):
        table.says("Els", STACKED)
        words.append(table.told())
    assert words == [[], [], ["hint.everyone"], []]


def test_guards_can_be_switched_off() -> None:
    table = asking(guards=False)
    table.says("Els", TIP)
    assert (table.up, held(table)) == ("Daan", "")


def test_who_cannot_be_reached_gets_no_hint() -> None:
    table = asking(unreachable=["Els"])
    table.says("Els", TIP)
    assert table.up == "Daan"
    advice = asking(unreachable=["Els"])
    advice.taps("Els", "pass")
    advice.taps("Noor", "pass")
    advice.says("Els", DIAGNOSIS)
    assert advice.up == "Noor"


def test_a_tip_has_nowhere_to_go_in_a_flow_without_an_advice_round() -> None:
    table = Table(ASK, *PEOPLE, owner="Daan")
    table.says("Els", TIP)
    assert [button.action for button in table.offered("Els")] == ["ask", "keep"]
    table.decides("Els", "park")
    assert table.answer == "answer.old"


def test_a_voice_message_says_nothing_to_a_guard() -> None:
    table = asking()
    table.says("Els", "", medium="voice")
    assert table.up == "Daan"


# In an open conversation.


def test_in_an_open_conversation_its_writer_is_told_once_and_what_was_said_stands() -> None:
    table = Table("- {id: praat, kind: discuss, guards: [advice], title: P, prompt: P.}", *PEOPLE)
    table.says("Els", TIP)
    assert (table.record("praat"), table.told("Els")) == ([("Els", TIP)], ["hint.open.advice"])
    table.says("Els", TIP)
    assert table.told("Els") == []


def test_a_tip_that_was_kept_comes_back_in_an_open_conversation() -> None:
    steps = """
    - {id: vraag, kind: ask, who: iedereen behalve eigenaar, to: eigenaar, guards: [advice], title: V, prompt: V.}
    - {id: praat, kind: discuss, unpark: [vraag], title: P, prompt: P.}
    """
    table = Table(steps, *PEOPLE, owner="Els")
    table.says("Daan", TIP)
    table.decides("Daan", "park")
    table.taps("Daan", "pass")
    while table.step == "vraag":
        table.taps(str(table.up), "pass")
    assert "parked.offer" in table.told("Daan")
    kept = next(entry for entry in table.session.entries if entry.state == "parked")
    table.taps("Noor", "bring", kept.number)
    assert table.outcome.idle
    table.taps("Daan", "bring", kept.number)
    assert ("Daan", TIP) in table.record("praat")


def test_where_no_tip_can_be_kept_that_is_not_offered() -> None:
    who = "who: iedereen behalve eigenaar, to: eigenaar"
    table = Table(f"- {{id: vraag, kind: ask, {who}, guards: [advice], title: V, prompt: V.}}", *PEOPLE, owner="Els")
    table.says("Daan", TIP)
    assert table.told("Daan") == ["hint.now.advice"]
    assert [button.action for button in table.offered("Daan")] == ["ask", "keep"]
