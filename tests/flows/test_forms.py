"""What the library of conversations needs: sources, sorting, writing, time in between, rounds until it holds."""

from __future__ import annotations

import pytest

from flows.language.loading import Source, load
from flows.language.model import Sort, Write
from tests.flows.table import HEAD, Table

PEOPLE = ("Els", "Daan", "Noor")
READ = "- {id: lees, kind: show, title: L, prompt: L.}\n"
OPTIONS = "options: [{id: ja, text: Ja}, {id: nee, text: Nee}]"
ITEMS = "items: [{id: een, text: Een}, {id: twee, text: Twee}]"
FIELDS = "fields: [{id: plus, label: Plus, ask: Wat is de plus?}, {id: min, label: Min, ask: Wat is de min?}]"


def step(id: str, kind: str, more: str = "") -> str:
    return f"- {{id: {id}, kind: {kind}, title: T, prompt: P.{', ' if more else ''}{more}}}\n"


def numbers(table: Table, id: str) -> dict[str, int]:
    return {str(entry.seat): entry.number for entry in table.session.entries if entry.step == id}


def all_write(table: Table) -> None:
    for name in table.present:
        table.writes(name, f"Van {name}.")


# Choosing.


def test_what_was_brought_in_is_chosen_from_and_shown() -> None:
    table = Table(
        step("idee", "note")
        + step("kies", "choose", "source: idee")
        + step("praat", "discuss", "shows: kies")
        + step("alles", "show", "shows: idee"),
        *PEOPLE,
    )
    all_write(table)
    assert table.lines() == ["card.choose.vote", "choose.of.item", "choose.of.item", "choose.of.item"]
    table.all_tap("pick", numbers(table, "idee")["Noor"])
    assert table.shown("choose.of.chosen") == ["Van Noor."]
    assert table.lines() == ["card.discuss", "note.of"]
    table.all_tap("done")
    assert table.lines().count("note.of") == 3


def test_where_there_is_one_or_nothing_to_choose_nobody_is_asked() -> None:
    table = Table(step("idee", "note") + step("kies", "choose", "source: idee") + READ, *PEOPLE)
    table.writes("Els", "Van Els.")
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    assert (table.step, table.shown("choose.of.chosen")) == ("lees", ["Van Els."])
    nobody = Table(step("idee", "note") + step("kies", "choose", "source: idee") + READ, *PEOPLE)
    nobody.all_tap("pass")
    assert (nobody.step, nobody.session.answers) == ("lees", {})


def test_only_what_its_writer_released_is_chosen_from_or_shown() -> None:
    note = step("brief", "note", "reveal: owner")
    table = Table(note + step("kies", "choose", "source: brief") + step("lees", "show", "shows: brief"), *PEOPLE)
    for name, choice in zip(PEOPLE, ("reveal", "conceal", "reveal"), strict=True):
        table.writes(name, f"Van {name}.")
        table.taps(name, choice)
    mine = numbers(table, "brief")
    assert table.buttons().count("pick") == 2
    table.taps("Els", "pick", mine["Daan"])
    assert table.outcome.idle
    table.all_tap("pick", mine["Els"])
    assert table.lines().count("note.of") == 2
    assert not table.names_words(mine["Daan"], to="Els")


def test_what_has_no_name_has_none_either_when_it_is_chosen_or_shown() -> None:
    note = step("brief", "note", "reveal: anonymous")
    table = Table(note + step("kies", "choose", "source: brief") + step("lees", "show", "shows: kies"), *PEOPLE)
    all_write(table)
    assert table.lines().count("choose.words.item") == 3
    table.all_tap("pick", numbers(table, "brief")["Els"])
    assert table.shown("choose.words.chosen") == ["Van Els."]
    assert "note.anonymous" in table.lines()
    assert not any(line.names for line in table.card().lines)


def test_dots_are_given_to_one_or_spread() -> None:
    table = Table(step("kies", "choose", f"by: dots, dots: 2, {OPTIONS}") + READ, *PEOPLE)
    table.taps("Els", "done")
    assert table.outcome.idle
    table.taps("Els", "pick", "ja")
    table.taps("Els", "pick", "ja")
    table.taps("Els", "pick", "nee")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Daan", "pick", "nee")
    table.taps("Daan", "done")
    table.taps("Noor", "pick", "ergens")
    table.taps("Noor", "pass")
    assert (table.step, table.session.answers) == ("lees", {"kies": "ja"})


def test_a_first_choice_weighs_more() -> None:
    table = Table(step("kies", "choose", f"by: rank, {OPTIONS}") + READ, *PEOPLE)
    for name, first in zip(PEOPLE, ("ja", "nee", "nee"), strict=True):
        table.taps(name, "pick", first)
        table.taps(name, "pick", first)
        assert table.answer == "answer.ranked_already"
        table.taps(name, "pick", "ja" if first == "nee" else "nee")
    assert (table.step, table.session.answers) == ("lees", {"kies": "nee"})


def test_until_all_choose_the_same_three_times_at_most() -> None:
    table = Table(step("kies", "choose", f"by: consensus, {OPTIONS}") + READ, *PEOPLE)
    for attempt in range(3):
        assert table.step == "kies"
        for name, pick in zip(PEOPLE, ("ja", "nee", "ja"), strict=True):
            table.taps(name, "pick", pick)
        assert ("choose.not_yet" in table.told()) == (attempt < 2)
    assert (table.step, table.session.answers) == ("lees", {"kies": "ja"})
    agreed = Table(step("kies", "choose", f"by: consensus, {OPTIONS}") + READ, *PEOPLE)
    agreed.all_tap("pick", "nee")
    assert agreed.session.answers == {"kies": "nee"}


# Giving numbers.


def rated(*names: str) -> Table:
    steps = step("scan", "rate", f"low: l, high: h, top: 5, {ITEMS}") + step("kies", "choose", "source: scan") + READ
    return Table(steps, *names)


def test_everybody_gives_several_numbers_and_only_the_spread_is_shown() -> None:
    table = rated("Els", "Daan", "Noor", "Sam", "Ilse")
    assert table.lines("Els")[-1] == "own.rate.item"
    table.taps("Els", "rate", "0:een")
    table.taps("Els", "rate", "3:twee")
    assert table.outcome.idle
    for name in table.present:
        table.taps(name, "rate", "3:een")
        table.taps(name, "rate", "-:twee" if name == "Sam" else "5:twee")
        if name == "Els":
            assert (table.lines("Els")[-1], table.card("Els").buttons) == ("own.rate.done", ())
            table.taps("Els", "rate", "3:een")
            assert table.outcome.idle
    assert table.told() == ["rate.spreads", "rate.item"]
    assert table.step == "kies"
    table.all_tap("pick", "twee")
    assert table.lines()[0] == "choose.option.chosen"


def test_nothing_is_shown_where_too_few_gave_a_number() -> None:
    few = rated(*PEOPLE)
    for item in ("een", "twee"):
        few.all_tap("rate", f"4:{item}")
    assert few.lines()[0] == "rate.few"
    skipped = rated("Els", "Daan", "Noor", "Sam", "Ilse")
    for item in ("een", "twee"):
        skipped.all_tap("rate", f"-:{item}")
    assert (skipped.lines()[0], skipped.told()) == ("rate.few", [])


def test_who_gives_no_numbers_has_no_card_for_it() -> None:
    steps = step("scan", "rate", f"low: l, high: h, who: eigenaar, {ITEMS}")
    table = Table(steps, *PEOPLE, owner="Daan")
    assert table.lines("Els") == ["own.nothing"]


# Notes.


def test_notes_come_on_the_card_one_by_one() -> None:
    table = Table(step("idee", "note", "reveal: one-by-one, most: 2") + READ, *PEOPLE, "Sam", leader="Els")
    table.writes("Els", "Een van Els.")
    assert (table.lines("Els")[0], "done" in table.buttons("Els")) == ("own.note.several", True)
    table.writes("Els", "Twee van Els.")
    table.writes("Els", "Drie van Els.")
    assert table.record("idee")[-1] == ("Els", "Twee van Els.")
    for name in ("Daan", "Noor", "Sam"):
        table.writes(name, f"Van {name}.")
        table.taps(name, "done")
    assert (table.up, table.lines()[1:]) == ("Els", ["card.note_of", "note.of", "note.of"])
    assert "own.note.several" not in table.lines("Noor")
    table.says("Noor", "Mooi.")
    said = table.session.number
    table.edits("Noor", said, "Heel mooi.")
    assert len(table.card().lines) == 2, "a remark is no note"
    table.taps("Noor", "done")
    assert table.outcome.idle
    table.taps("Els", "done")
    assert table.up == "Daan"
    table.joins("Kim")
    table.leaves("Kim")
    table.leaves("Daan")
    assert table.up == "Noor"
    table.taps("Els", "pass")
    assert table.up == "Sam", "whoever leads may go on to the next"
    table.taps("Sam", "pass")
    assert table.step == "lees"


def test_a_remark_on_a_note_that_is_written_in_private_is_asked_about_first() -> None:
    table = Table(step("idee", "note", "reveal: one-by-one") + READ, *PEOPLE)
    all_write(table)
    table.writes("Noor", "Alleen dit nog.")
    assert table.relayed() == []
    table.decides("Noor", "keep")
    assert (table.relayed(), len(table.card().lines)) == ([("Noor", "Alleen dit nog.")], 1)
    table.edits("Daan", numbers(table, "idee")["Daan"], "Toch anders van Daan.")
    assert table.relayed() == [], "a note that is not on the card yet is shown in its turn"


def test_at_a_table_people_speak_about_the_notes() -> None:
    table = Table(step("idee", "note", "reveal: one-by-one") + READ, *PEOPLE, pace="table")
    all_write(table)
    table.writes("Els", "Nog iets.")
    assert len(table.card().lines) == 1


def test_a_note_for_later_is_shown_by_a_later_step() -> None:
    table = Table(step("slot", "note", "reveal: later") + step("lees", "show", "shows: slot"), *PEOPLE)
    table.writes("Els", "Zo liep het af.")
    assert "own.note.kept.later" in table.lines("Els")
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    assert (table.told(), table.lines()) == ([], ["card.read", "note.of"])


# Questions that are only collected.


def test_questions_are_collected_without_answers() -> None:
    steps = step("vragen", "ask", "who: iedereen behalve eigenaar, to: eigenaar, answers: none, guards: [advice]")
    table = Table(steps + READ, *PEOPLE, owner="Daan")
    assert table.lines()[0] == "assign.given"
    table.says("Els", "Heb je al eens geprobeerd om hem vooraan te zetten?")
    table.says("Daan", "Nee.")
    assert table.record("vragen") == []
    table.says("Els", "Wat zag je?")
    assert table.up == "Noor"
    table.says("Noor", "En toen?")
    assert (table.step, [words for _, words in table.record("vragen")]) == ("lees", ["Wat zag je?", "En toen?"])


# Sorting and writing.

PLACES = "places: [{id: warm, text: Warm}, {id: koud, text: Koud}]"


def test_nothing_to_sort_is_sorted_at_once_and_only_its_own_writer_sorts() -> None:
    table = Table(step("idee", "note") + step("leg", "sort", f"source: idee, {PLACES}") + READ, *PEOPLE)
    table.writes("Els", "Van Els.")
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    assert (table.lines("Daan")[-1], table.lines("Els")[-1]) == ("own.sort.done", "own.sort.next")
    table.taps("Els", "pass")
    assert (table.step, table.told()) == ("lees", [])
    apart = Table(step("idee", "note") + step("leg", "sort", f"source: idee, {PLACES}") + READ, *PEOPLE)
    apart.all_tap("pass")
    assert apart.step == "lees"


def test_what_was_sorted_is_sorted_anew_and_shown_by_its_place() -> None:
    steps = step("leg", "sort", f"who: eigenaar, source: idee, {PLACES}")
    shows = step("lees", "show", "shows: leg is koud") + step("alles", "show", "shows: leg")
    table = Table(step("idee", "note") + steps + shows, *PEOPLE, owner="Daan", leader="Els")
    table.writes("Els", "Van Els.")
    table.writes("Noor", "Van Noor.")
    table.taps("Daan", "pass")
    assert table.lines("Els") != ["own.sort.next"]
    mine = numbers(table, "idee")
    table.taps("Daan", "sort", f"{mine['Els']}:koud")
    table.taps("Daan", "sort", f"{mine['Noor']}:warm")
    assert table.told() == ["sort.place", "note.of", "sort.place", "note.of"]
    assert table.lines().count("note.of") == 1
    table.taps("Els", "back")
    table.taps("Daan", "pass")
    assert table.lines().count("note.of") == 0
    table.all_tap("done")
    assert table.lines().count("note.of") == 2


def test_what_is_written_is_for_its_writer_to_show_and_later_steps_know_that() -> None:
    steps = step("brief", "write", f"who: iedereen, rows: 2, reveal: owner, {FIELDS}")
    table = Table(steps + step("lees", "show", "shows: brief"), *PEOPLE)
    for name in PEOPLE:
        table.writes(name, f"Plus van {name}.")
        table.writes(name, f"Min van {name}.")
        assert table.lines(name)[-1] == "own.write.more"
        table.taps(name, "done")
        assert table.lines(name)[-1] == "own.note.decide"
        table.writes(name, "Te laat.")
        table.taps(name, "conceal")
    assert table.step == "lees"
    assert "write.of" not in table.lines()
    table.writes("Noor", "Nog een.")
    assert len(table.record("brief")) == 6


def test_who_shows_it_may_say_so_once() -> None:
    table = Table(step("brief", "write", f"who: iedereen, reveal: owner, {FIELDS}") + READ, *PEOPLE)
    table.writes("Els", "Plus.")
    table.taps("Els", "done")
    assert table.outcome.idle
    table.writes("Els", "Min.")
    table.taps("Els", "reveal")
    table.taps("Els", "reveal")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Els", "pass")
    assert table.outcome.idle
    table.taps("Daan", "pass")
    table.taps("Noor", "pass")
    assert table.told() == ["write.of", "write.field", "write.field"]


def test_what_is_added_after_writing_fills_no_field() -> None:
    table = Table(step("schema", "write", f"who: eigenaar, {FIELDS}") + step("r", "tell", "who: eigenaar").replace(
        "id: r,", "id: rest,"), *PEOPLE, owner="Daan")  # fmt: skip
    table.says("Noor", "Ik ook?")
    table.writes("Daan", "Plus.")
    table.writes("Daan", "Min.")
    table.writes("Daan", "En nog iets.")
    assert [words for _, words in table.record("schema")] == ["Plus.", "Min."]
    assert table.lines("Noor") == ["own.nothing"]


# Time in between, and again until it holds.


def test_time_in_between_ends_when_all_are_ready_or_the_day_is_there() -> None:
    table = Table(step("thuis", "wait", "days: 7") + READ, *PEOPLE, pace="days")
    table.taps("Els", "wink")
    assert table.outcome.idle
    table.all_tap("ready")
    assert table.step == "lees"
    waited = Table(step("thuis", "wait", "days: 7") + READ, *PEOPLE, pace="days")
    due = waited.timers["wait"][0]
    waited.taps("Els", "more")
    assert (waited.timers["wait"][0] - due).days == 1
    assert [waited.waits(), waited.waits()] == ["remind", "wait"]
    assert waited.step == "lees"


UNTIL = f"""
- id: lus
  repeat: {{until: geholpen is ja, most: 2}}
  steps:
    - {{id: probeer, kind: show, title: T, prompt: P.}}
    - {{id: geholpen, kind: choose, title: T, prompt: P., {OPTIONS}}}
"""


@pytest.mark.parametrize("picks", [("ja",), ("nee", "ja"), ("nee", "nee")])
def test_it_is_done_again_until_it_holds_or_often_enough(picks: tuple[str, ...]) -> None:
    table = Table(UNTIL + READ, *PEOPLE)
    for n, pick in enumerate(picks, start=1):
        assert (table.step, table.progress) == ("probeer", (n * 2 - 1, n * 2 + 1))
        table.all_tap("done")
        table.all_tap("pick", pick)
    assert table.step == "lees"


# What is wrong with such a flow.

GOOD = (
    step("idee", "note")
    + step("stil", "note", "reveal: never")
    + step("naamloos", "note", "reveal: anonymous")
    + step("leg", "sort", f"source: idee, {PLACES}")
    + step("kies", "choose", OPTIONS)
)
WRONG = [
    (step("x1", "show", "shows: niets"), '"niets" is no earlier step'),
    (step("x1", "sort", f"source: x1, {PLACES}"), '"x1" is no earlier step'),
    (step("x1", "show", "shows: stil"), "stil promises that nobody will see it"),
    (step("x1", "choose", "source: stil"), "stil promises that nobody will see it"),
    (step("x1", "sort", f"source: naamloos, {PLACES}"), "naamloos is shown without names"),
    (step("x1", "show", "shows: idee is warm"), "idee sorts nothing"),
    (step("x1", "show", "shows: leg is lauw"), 'leg has no place "lauw"; choose from: warm, koud'),
    (step("x1", "show", "shows: leg is"), '"leg is" is not understood'),
    (step("x1", "choose"), "there has to be something to choose from"),
    (step("x1", "choose", "options: [{id: ja, text: Ja}]"), "with one option there is nothing to choose"),
    (UNTIL.replace("until: geholpen is ja, ", ""), "it has to be said what it is repeated for"),
    (UNTIL.replace("until: geholpen is ja", "until: geholpen is misschien"), '"geholpen is misschien" can never hold'),
    (UNTIL.replace("until: geholpen is ja", "until: kies is ja"), '"kies is ja" can never hold'),
]


def told(steps: str) -> list[str]:
    head = HEAD.partition("roles:")[0]
    text = head + "steps:\n" + "\n".join(f"  {line}" for line in (GOOD + steps).splitlines())
    return [str(mistake) for mistake in load(Source(files={"flow.yaml": text}))[1]]


def test_a_sound_one_has_no_mistakes() -> None:
    more = step("x1", "choose", "source: naamloos") + step("x2", "show", "shows: leg is warm") + UNTIL
    assert told(more) == []


@pytest.mark.parametrize(("steps", "says"), WRONG)
def test_a_mistake_is_told(steps: str, says: str) -> None:
    assert [mistake for mistake in told(steps) if says in mistake], told(steps)


def test_places_items_and_fields_are_translated() -> None:
    head = HEAD.partition("roles:")[0]
    steps = step("idee", "note") + step("leg", "sort", f"source: idee, {PLACES}")
    steps += step("schema", "write", f"who: iedereen, {FIELDS}")
    flow = head + "steps:\n" + "\n".join(f"  {line}" for line in steps.splitlines())
    english = """
language: en
title: T
menu: M.
goal: G.
inspired_by: N.
not_for: N.
steps:
  idee: {title: T, prompt: P.}
  leg: {title: T, prompt: P., places: {warm: Warm, koud: Cold}}
  schema:
    title: T
    prompt: P.
    fields: {plus: {label: Good, ask: What is good?}, min: {label: Bad, ask: What is bad?}}
"""
    too_long = english.replace("warm: Warm", f"warm: {'W' * 90}")
    _, mistakes = load(Source(files={"flow.yaml": flow, "en.yaml": too_long}))
    assert ["steps.leg.places.0.text" in str(mistake) for mistake in mistakes] == [True]
    loaded, mistakes = load(Source(files={"flow.yaml": flow, "en.yaml": english}))
    assert mistakes == []
    assert loaded is not None
    _, sort, write = loaded.flows["en"].all_steps
    assert isinstance(sort, Sort)
    assert isinstance(write, Write)
    assert [place.text for place in sort.places] == ["Warm", "Cold"]
    assert [(blank.label, blank.ask) for blank in write.fields][1] == ("Bad", "What is bad?")


def test_what_is_added_after_a_field_was_filled_in_is_no_addition() -> None:
    steps = step("vul", "write", f"who: iedereen, {FIELDS}") + step("vertel", "tell", "who: eigenaar")
    table = Table(steps, *PEOPLE, room="private", owner="Els")
    for name in PEOPLE:
        table.writes(name, "Plus.")
        table.writes(name, "Min.")
    assert (table.step, table.up) == ("vertel", "Els")
    table.writes("Noor", "En nog iets.")
    assert (len(table.record("vul")), table.told("Noor")) == (6, ["said.not_now"])


def test_a_field_that_is_mended_stays_where_it_is() -> None:
    table = Table(step("vul", "write", f"who: iedereen, {FIELDS}") + READ, *PEOPLE)
    table.writes("Els", "Plus.")
    table.edits("Els", table.session.number, "Een plus.")
    assert (table.record("vul"), table.relayed()) == ([("Els", "Een plus.")], [])
