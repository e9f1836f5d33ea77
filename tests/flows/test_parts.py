"""Flows within a flow: called as a part of it, and beside it to step aside into."""

from __future__ import annotations

import pytest

from flows.engine import controls
from flows.engine.script import Script
from flows.engine.view import looking
from flows.language.loading import Loaded, Source, load
from flows.language.model import Round
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")

SHORT = """\
flow: kort
language: nl
title: Kort gesprek
menu: Kort.
goal: Kort.
inspired_by: Niets.
not_for: Niemand.
people: {min: 2, ideal: 3, max: 6}
minutes: 10
roles:
  teller: {name: teller, owns: true}
steps:
  - {id: wie, kind: assign, role: teller, by: volunteer, title: Wie, prompt: Wie?}
  - {id: verhaal, kind: tell, who: teller, title: Verhaal, prompt: "{teller}, vertel."}
  - {id: iets, kind: note, title: Iets, prompt: Schrijf.}
  - id: kies
    kind: choose
    title: Kies
    prompt: Kies.
    options: [{id: door, text: Door}, {id: weg, text: Weg}]
  - {id: weg, kind: show, when: kies is weg, title: Weg, prompt: Weg.}
"""
EN = """\
title: A short one
menu: Short.
goal: Short.
inspired_by: Nothing.
not_for: Nobody.
roles: {teller: teller}
steps:
  wie: {title: Who, prompt: Who?}
  verhaal: {title: Story, prompt: "{teller}, tell us."}
  iets: {title: Thing, prompt: Write.}
  kies: {title: Choose, prompt: Choose., options: {door: Go on, weg: Away}}
  weg: {title: Away, prompt: Away.}
"""
HEAD = SHORT.partition("roles:")[0].replace("flow: kort", "flow: lang").replace("Kort gesprek", "Lang gesprek")
CALLS = """\
steps:
  - {id: vooraf, kind: show, title: V, prompt: V.}
  - {id: deel, kind: call, flow: kort, title: Het deel, prompt: Nu iets korts.}
  - {id: praat, kind: discuss, shows: deel.iets, when: deel.kies is door, title: P, prompt: "Met {deel.teller}."}
  - {id: na, kind: show, title: N, prompt: N.}
"""
ASIDE = """\
asides: [kort]
steps:
  - {id: eerst, kind: discuss, title: E, prompt: E.}
  - {id: dan, kind: discuss, title: D, prompt: D.}
"""
IN_A_BLOCK = """\
steps:
  - id: weer
    repeat: {until: kies is ja, most: 2}
    steps:
      - {id: deel, kind: call, flow: kort, title: D, prompt: D.}
      - {id: kies, kind: choose, title: K, prompt: K., options: [{id: ja, text: Ja}, {id: nee, text: Nee}]}
"""
FILES = {"kort": {"flow.yaml": SHORT, "en.yaml": EN}}


def loaded(steps: str, files: dict[str, dict[str, str]] = FILES, **more: str) -> tuple[Loaded | None, list[str]]:
    found, mistakes = load(Source(files={"flow.yaml": HEAD + steps, **more}), find=lambda name: files.get(name, {}))
    return found, [str(mistake) for mistake in mistakes]


def script(steps: str) -> Script:
    found, mistakes = loaded(steps)
    assert found is not None, mistakes
    return Script(found)


def through_the_part(table: Table, part: str, choice: str = "door") -> None:
    table.taps("Daan", "offer")
    table.taps("Els", "pass")
    table.taps("Noor", "pass")
    assert (table.step, table.up) == (f"{part}.verhaal", "Daan")
    table.says("Daan", "Er was eens.")
    table.taps("Daan", "done")
    for name in table.present:
        table.writes(name, f"Van {name}.")
    table.all_tap("pick", choice)


# Called as a part.


def test_a_called_flow_is_walked_as_a_part() -> None:
    table = Table(script(CALLS), *PEOPLE)
    table.all_tap("done")
    assert (table.step, table.progress) == ("deel", (2, 4))
    table.all_tap("done")
    assert (table.step, table.progress) == ("deel.wie", (1, 5))
    through_the_part(table, "deel")
    assert (table.step, table.lines().count("note.of")) == ("praat", 3)
    table.all_tap("done")
    table.all_tap("done")
    assert (table.step, table.session.reason) == ("closed", "done")


def test_what_was_chosen_in_a_part_decides_about_what_follows() -> None:
    table = Table(script(CALLS), *PEOPLE)
    table.all_tap("done")
    table.all_tap("done")
    through_the_part(table, "deel", "weg")
    assert table.step == "deel.weg"
    table.all_tap("done")
    assert table.step == "na"


def test_a_part_that_is_only_done_sometimes() -> None:
    steps = CALLS.replace("flow: kort, title", "flow: kort, when: people >= 3, title")
    few = Table(script(steps), "Els", "Daan")
    few.all_tap("done")
    assert few.step == "na"
    more = Table(script(steps), *PEOPLE)
    more.all_tap("done")
    assert more.step == "deel"


def test_the_parts_title_and_its_roles_are_in_its_words() -> None:
    found = script(CALLS)
    table = Table(found, *PEOPLE)
    table.all_tap("done")
    table.all_tap("done")
    through_the_part(table, "deel")
    assert dict(table.session.roles) == {"deel.teller": "Daan"}
    golden = str(table.moves)
    assert "deel.verhaal" in golden


def test_a_part_is_stored_with_the_flow_that_calls_it() -> None:
    found, _ = loaded(CALLS)
    assert found is not None
    again, mistakes = load(Source.of(found.source.text))
    assert (mistakes, again) == ([], found)


def test_a_part_that_calls_another() -> None:
    middle = HEAD.replace("flow: lang", "flow: midden") + CALLS
    outer = CALLS.replace("flow: kort", "flow: midden").replace("deel.iets", "deel.deel.iets").replace(
        "when: deel.kies", "when: deel.deel.kies").replace("{deel.teller}", "{deel.deel.teller}")  # fmt: skip
    found, mistakes = loaded(outer, {**FILES, "midden": {"flow.yaml": middle}})
    assert found is not None, mistakes
    table = Table(Script(found), *PEOPLE)
    for _ in range(5):
        table.all_tap("done")
    through_the_part(table, "deel.deel")
    assert table.step == "deel.praat"
    assert load(Source.of(found.source.text))[0] == found


@pytest.mark.parametrize(("steps", "says"), [
    (CALLS.replace("flow: kort", "flow: weg"), 'there is no flow "weg" to use here'),
    (CALLS.replace("flow: kort", "flow: lang"), 'there is no flow "lang" to use here'),
    (CALLS.replace("flow: kort", "flow: stuk"), '"stuk" is used here and cannot be used itself'),
    (CALLS.replace("flow: kort", "flow: rond"), '"rond" is used here and cannot be used itself'),
    (CALLS.replace("flow: kort", "flow: groot"), "groot is for 4 to 6 people, and this flow for 2 to 6"),
    (ASIDE.replace("[kort]", "[weg]"), 'there is no flow "weg" to use here'),
    (ASIDE.replace("[kort]", "[dan, kort]"), 'there is no flow "dan" to use here'),
    (IN_A_BLOCK, "a flow cannot be called in what is repeated"),
    (ASIDE.replace("[kort]", "[geleid]"), "has somebody who leads"),
    (ASIDE.replace("[kort]", f"[{'k' * 30}]"), "is too long for a button"),
    (CALLS.replace("shows: deel.iets", "shows: vooraf"), "in vooraf nobody brings in anything"),
    (CALLS.replace("show, title: N", "round, silent: iedereen, keep_for: weg, title: N"), "is no later step"),
    (CALLS.replace("show, title: V", "round, silent: iedereen, keep_for: na, title: V"), "can be brought in"),
    (CALLS.replace("deel.kies is door", "deel.kies is nooit"), 'deel.kies has no option "nooit"'),
    (CALLS.replace("shows: deel.iets", "shows: deel.niets"), '"deel.niets" is no earlier step'),
])  # fmt: skip
def test_what_cannot_be_used_is_told(steps: str, says: str) -> None:
    others = {
        **FILES,
        "stuk": {"flow.yaml": SHORT.replace("kind: note", "kind: noot")},
        "rond": {"flow.yaml": HEAD.replace("flow: lang", "flow: rond") + CALLS.replace("flow: kort", "flow: lang")},
        "lang": {"flow.yaml": HEAD + CALLS},
        "groot": {"flow.yaml": SHORT.replace("min: 2, ideal: 3", "min: 4, ideal: 4").replace("kort", "groot")},
    }
    others["geleid"] = {"flow.yaml": SHORT.replace("owns: true", "leads: true").replace("kort", "geleid")}
    others["k" * 30] = FILES["kort"]
    found, mistakes = loaded(steps, others)
    assert found is None
    assert any(says in mistake for mistake in mistakes), mistakes


def test_a_step_must_not_be_called_as_a_flow_beside_it() -> None:
    _, mistakes = loaded(ASIDE.replace("id: dan", "id: kort"))
    assert any("also the name of a flow" in mistake for mistake in mistakes)


# Aside, and back.


def aside(*people: str) -> Table:
    table = Table(script(ASIDE), *people)
    table.taps("Els", "aside", "kort")
    return table


def test_a_group_goes_aside_when_more_than_half_agree_and_comes_back() -> None:
    table = aside(*PEOPLE)
    assert (table.step, "motion.aside" in table.lines()) == ("eerst", True)
    table.taps("Daan", "agree_motion")
    assert (table.step, table.session.beside) == ("kort.wie", "eerst")
    through_the_part(table, "kort")
    assert (table.step, table.session.beside) == ("eerst", "")
    table.all_tap("done")
    assert table.step == "dan"


def test_going_aside_twice_and_from_another_conversation() -> None:
    table = aside("Els", "Daan", "Noor")
    table.taps("Daan", "agree_motion")
    through_the_part(table, "kort")
    table.all_tap("done")
    table.taps("Noor", "aside", "kort")
    table.taps("Daan", "agree_motion")
    through_the_part(table, "kort", "weg")
    table.all_tap("done")
    assert table.step == "dan"


def test_back_before_its_end() -> None:
    table = aside(*PEOPLE)
    table.taps("Daan", "agree_motion")
    table.taps("Daan", "return")
    assert "motion.return" in table.lines()
    table.taps("Els", "agree_motion")
    assert (table.step, table.answer) == ("eerst", "answer.returned")
    table.taps("Els", "return")
    assert (table.outcome.idle, table.answer) == (True, "answer.old")


def test_one_step_back_leads_out_of_it_too() -> None:
    table = aside(*PEOPLE)
    table.taps("Daan", "agree_motion")
    table.taps("Daan", "back")
    table.taps("Els", "agree_motion")
    assert (table.step, table.session.beside) == ("eerst", "")


def test_it_is_offered_in_an_open_conversation_only_and_there_by_name() -> None:
    table = Table(script(ASIDE), *PEOPLE)
    table.taps("Els", "menu")
    assert "aside:kort" in [button.label for button in table.offered("Els")]
    table.taps("Els", "aside", "lang")
    assert (table.outcome.idle, table.answer) == (True, "answer.old")
    table.taps("Els", "aside", "kort")
    table.taps("Daan", "agree_motion")
    table.taps("Els", "menu")
    labels = [button.label for button in table.offered("Els")]
    assert ("return" in labels, "aside:kort" in labels) == (True, False)
    table.taps("Els", "aside", "kort")
    assert table.outcome.idle


def test_who_leaves_and_a_break_while_aside() -> None:
    table = aside(*PEOPLE)
    table.taps("Daan", "agree_motion")
    table.taps("Els", "pause")
    table.taps("Els", "resume")
    assert table.step == "kort.wie"
    table.leaves("Noor")
    table.taps("Daan", "offer")
    table.taps("Els", "pass")
    table.says("Daan", "Er was eens.")
    table.leaves("Daan")
    assert table.session.reason == "too_few"


def test_back_after_an_aside_leads_to_what_came_before_the_conversation() -> None:
    first = ASIDE.replace("steps:\n", "steps:\n  - {id: vooraf, kind: show, title: V, prompt: V.}\n")
    table = Table(script(first), *PEOPLE)
    table.all_tap("done")
    for action in ("aside", "return", "back"):
        table.taps("Els", action, "kort" if action == "aside" else "")
        table.taps("Daan", "agree_motion")
    assert (table.step, table.session.beside) == ("vooraf", "")
    table.taps("Els", "return")
    assert table.outcome.idle


def test_what_was_said_before_an_aside_is_still_of_the_conversation() -> None:
    table = Table(script(ASIDE), *PEOPLE)
    table.says("Els", "Voor.")
    number = table.session.number
    for action in ("aside", "return"):
        table.taps("Els", action, "kort" if action == "aside" else "")
        table.taps("Daan", "agree_motion")
    table.says("Els", "Na.")
    table.edits("Els", number, "Vooraf.")
    walk = looking(table.script, table.session)
    assert [table.words[e.words] for e in walk.entries("eerst")] == ["Vooraf.", "Na."]


def test_whose_round_it_is_leaves_during_an_aside() -> None:
    steps = """\
roles: {wij: {name: wij}}
asides: [kort]
steps:
  - id: beurt
    repeat: {each: wij}
    steps:
      - {id: praat, kind: discuss, title: P, prompt: "Over {wij}."}
      - {id: samen, kind: show, title: S, prompt: "{wij}."}
"""
    table = Table(script(steps), *PEOPLE, "Sam")
    table.taps("Els", "aside", "kort")
    table.taps("Daan", "agree_motion")
    table.taps("Sam", "agree_motion")
    assert table.step == "kort.wie"
    table.leaves("Els")
    table.taps("Daan", "return")
    table.taps("Sam", "agree_motion")
    assert (table.step, table.session.roles["wij"]) == ("praat", "Daan")


def test_an_aside_is_offered_to_as_many_as_it_is_for() -> None:
    small = {"kort": {"flow.yaml": SHORT.replace("max: 6", "max: 3"), "en.yaml": EN}}
    found, mistakes = loaded(ASIDE, small)
    assert found is not None, mistakes
    table = Table(Script(found), *PEOPLE)
    assert controls.asides(looking(table.script, table.session)) == ("kort",)
    table.joins("Sam")
    assert controls.asides(looking(table.script, table.session)) == ()


def test_a_part_that_began_goes_on_when_somebody_leaves() -> None:
    table = Table(script(CALLS.replace("flow: kort, title", "flow: kort, when: people >= 3, title")), *PEOPLE)
    table.all_tap("done")
    table.all_tap("done")
    table.leaves("Noor")
    table.taps("Daan", "offer")
    table.taps("Els", "pass")
    assert table.step == "deel.verhaal"


def test_a_stored_flow_is_not_judged_anew() -> None:
    wrong = HEAD + "steps:\n  - {id: nooit, kind: show, when: people >= 9, title: N, prompt: N.}\n"
    source = Source(files={"flow.yaml": wrong})
    assert load(source)[0] is None
    assert load(source, stored=True)[0] is not None


def test_both_are_there_in_english() -> None:
    found = script(ASIDE)
    assert found.step_in("kort.verhaal", "nl").title == "Verhaal"
    assert found.flow_of("kort.verhaal", "nl").title == "Kort gesprek"


def test_what_stands_nowhere_else_is_found_nowhere() -> None:
    found, mistakes = load(Source(files={"flow.yaml": HEAD + CALLS}))
    assert found is None
    assert "there is no flow" in str(mistakes[0])


def test_tips_that_are_kept_in_a_part_come_back_in_it() -> None:
    steps = (
        SHORT.replace("roles:\n", "roles:\n").partition("steps:")[0]
        + """\
steps:
  - {id: wie, kind: assign, role: teller, by: volunteer, title: Wie, prompt: Wie?}
  - {id: vraag, kind: ask, who: iedereen behalve teller, to: teller, guards: [advice], title: V, prompt: V.}
  - {id: raad, kind: round, unpark: vraag, title: R, prompt: R.}
"""
    )
    found, mistakes = loaded(CALLS[: CALLS.index("  - {id: praat")], {"kort": {"flow.yaml": steps}})
    assert found is not None, mistakes
    step = Script(found).steps["deel.raad"]
    assert isinstance(step, Round)
    assert step.unpark == ("deel.vraag",)
