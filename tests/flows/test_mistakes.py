"""What is wrong with a flow file, in words for its author: where it is and what to do, and all of it at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from yaml import safe_load

from bot.shelf import library_folder, read_source
from flows.language.loading import Source, load
from flows.language.parsing import MAX_FILE
from flows.language.schema import schema

GOOD = """\
flow: proef
language: nl
title: Proef
menu: Om iets te proberen.
goal: Zien of het loopt.
inspired_by: Niets.
not_for: Niemand.
people: {min: 2, ideal: 4, max: 6}
minutes: 30
roles:
  leider: {name: leider, leads: true}
  eigenaar: {name: eigenaar, owns: true}
steps:
  - id: leiding
    kind: assign
    role: leider
    by: rotation
    title: Leiding
    prompt: Wie leidt?
  - id: briefje
    kind: note
    title: Briefje
    prompt: Schrijf.
  - id: wie
    kind: assign
    role: eigenaar
    by: vote
    candidates: briefje
    title: Wie
    prompt: Wie?
  - id: keuze
    kind: choose
    title: Keuze
    prompt: Kies.
    options: [{id: ja, text: Ja}, {id: nee, text: Nee}]
  - id: verhaal
    kind: tell
    who: eigenaar
    when: keuze is not nee
    title: Verhaal
    prompt: "{eigenaar} vertelt."
"""
TRANSLATION = """\
language: en
title: Trial
menu: To try something.
goal: See if it runs.
inspired_by: Nothing.
not_for: Nobody.
roles: {leider: leader, eigenaar: owner}
steps:
  leiding: {title: Lead, prompt: Who leads?}
  briefje: {title: Note, prompt: Write.}
  wie: {title: Who, prompt: Who?}
  keuze: {title: Choice, prompt: Choose., options: {ja: "Yes", nee: "No"}}
  verhaal: {title: Story, prompt: "{eigenaar} tells."}
"""


def told(flow: str, **others: str) -> list[str]:
    loaded, mistakes = load(
        Source(files={"flow.yaml": flow, **{f"{name}.yaml": text for name, text in others.items()}})
    )
    assert (loaded is None) == any(mistake.severe for mistake in mistakes)
    return [str(mistake) for mistake in mistakes]


def changed(*changes: tuple[str, str], text: str = GOOD) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_sound_flow_has_no_mistakes_and_both_languages() -> None:
    loaded, mistakes = load(Source(files={"flow.yaml": GOOD, "en.yaml": TRANSLATION}))
    assert mistakes == []
    assert loaded is not None
    assert {language: flow.title for language, flow in loaded.flows.items()} == {"nl": "Proef", "en": "Trial"}
    english = loaded.flows["en"]
    assert english.roles["eigenaar"].name == "owner"
    assert str(english.all_steps[4].when) == "keuze is not nee"
    assert Source.of(loaded.source.text) == loaded.source


SHAPE = [
    (("    title: Briefje\n", ""), 'flow.yaml:20: error (step briefje): "title" is missing; add "title: …"'),
    (("    title: Briefje", "    titel: Briefje"),
     'flow.yaml:22: error (step briefje): "titel" is not a word of the flow language; write "title"'),
    (("    title: Briefje", "    title: Briefje\n    xyzzy: 1"),
     'flow.yaml:23: error (step briefje): "xyzzy" is not a word of the flow language; leave it out'),
    (("kind: note", "kind: nota"),
     'flow.yaml:20: error (step briefje): there is no kind of step "nota"; write "note", or one of: '
     "consent, assign, show, tell, round, ask, discuss, split, note, choose, sort, write, rate, commit, wait, call"),
    (("kind: note", "kind: qqq"),
     'flow.yaml:20: error (step briefje): there is no kind of step "qqq"; write "tell", or one of: '
     "consent, assign, show, tell, round, ask, discuss, split, note, choose, sort, write, rate, commit, wait, call"),
    (("    kind: note\n", ""),
     'flow.yaml:20: error (step briefje): "kind" is missing; add "kind: …", one of: '
     "consent, assign, show, tell, round, ask, discuss, split, note, choose, sort, write, rate, commit, wait, call"),
    (("language: nl", "language: fr"), 'flow.yaml:2: error: "fr" cannot stand here; write \'nl\' or \'en\''),
    (("by: rotation", "by: roulette"),
     "flow.yaml:17: error (step leiding): \"roulette\" cannot stand here; "
     "write 'rotation', 'volunteer', 'vote' or 'draw'"),
    (("id: briefje", "id: Brief je"),
     'flow.yaml:20: error (step Brief je): "Brief je" is no good id; '
     "use small letters, digits and hyphens, such as eigen-verhaal"),
    (("    who: eigenaar", "    who: eigenaar behalve leider behalve wie"),
     'flow.yaml:38: error (step verhaal): "eigenaar behalve leider behalve wie" is not understood; write for example '
     '"iedereen behalve inbrenger"; write it as in the example'),
    (("    who: eigenaar", "    who: iedereen en leider"),
     'flow.yaml:38: error (step verhaal): "iedereen en leider" names everyone and somebody; one of the two is enough; '
     "write it as in the example"),
    (("keuze is not nee", "keuze = nee"),
     'flow.yaml:39: error (step verhaal): "keuze = nee" is not understood; write "people >= 4", "pace is days" or '
     '"<step> is <option>"; write it as in the example'),
    (("keuze is not nee", "people is 4"),
     'flow.yaml:39: error (step verhaal): "people is 4": ">=" and "<=" go with people, "is" and "is not" '
     "with a pace or a step; write it as in the example"),
    (("keuze is not nee", "people >= veel"),
     'flow.yaml:39: error (step verhaal): "people >= veel": the number of people is a number; '
     "write it as in the example"),
    (("minutes: 30", "minutes: 950"),
     'flow.yaml:9: error: "minutes": input should be less than or equal to 900; change it so that it fits'),
    (("  - id: briefje\n    kind: note\n    title: Briefje\n    prompt: Schrijf.\n", "  - hallo\n"),
     'flow.yaml:20: error: here a list of fields is expected; write fields, each as "name: value"'),
    (("people: {min: 2, ideal: 4, max: 6}", "people: 4"),
     'flow.yaml:8: error: here a list of fields is expected; write fields, each as "name: value"'),
    (("title: Proef", "title: [Proef]"), 'flow.yaml:3: error: "title" is no text; put it in quotes: title: "…"'),
    (("title: Proef", "1: Proef"), 'flow.yaml:1: error: "title" is missing; add "title: …"'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), SHAPE)
def test_a_mistake_in_the_shape(change: tuple[str, str], says: str) -> None:
    assert says in told(changed(change))


MEANING = [
    (("min: 2", "min: 5"), "flow.yaml:8: error: min, ideal and max are not in order; write the smallest first"),
    (("owns: true", "leads: true"),
     "flow.yaml:10: error: leider and eigenaar both lead; keep leads: true with one role"),
    (("id: briefje", "id: leiding"),
     'flow.yaml:20: error (step leiding): two steps are called "leiding"; give one of them another id'),
    (("id: leiding", "id: lobby"),
     'flow.yaml:14: error (step lobby): "lobby" is a word of the engine; give the step another id'),
    (("{id: nee", "{id: ja"),
     'flow.yaml:31: error (step keuze): two options are called "ja"; give one of them another id'),
    (("    who: eigenaar", "    who: eigenares"),
     'flow.yaml:36: error (step verhaal): who it is for names "eigenares", which is no role of this flow; '
     'write "eigenaar"'),
    (("{eigenaar} vertelt", "{qqq} vertelt"),
     'flow.yaml:36: error (step verhaal): its text names "qqq", which is no role of this flow; '
     'add it to "roles", or choose from: leider, eigenaar'),
    (("prompt: Wie leidt?", 'prompt: "{eigenaar}, wie leidt?"'),
     "flow.yaml:14: error (step leiding): its text names eigenaar, but nobody has that role yet; "
     "let a step of kind assign give eigenaar to somebody before this"),
    (("  leider: {name", "  derde: {name: derde}\n  leider: {name"),
     "flow.yaml:11: error: nobody ever gets the role derde; add a step of kind assign, or leave it out"),
    (("    candidates: briefje\n", ""),
     "flow.yaml:24: error (step wie): there is nothing to vote on; name in candidates: an earlier step of kind note"),
    (("    kind: note\n", "    kind: note\n    reveal: anonymous\n"),
     "flow.yaml:25: error (step wie): briefje is not revealed together, so a vote would leak it; reveal: together"),
    (("    kind: tell\n", "    kind: round\n    unpark: slot\n"),
     'flow.yaml:36: error (step verhaal): "slot" is no earlier step; name the step in which tips are parked'),
    (("    kind: tell\n", "    kind: round\n    silent: leider\n    keep_for: keuze\n"),
     'flow.yaml:36: error (step verhaal): "keuze" is no later step; name the step in which it is to come back'),
    (("    kind: tell\n", "    kind: round\n    silent: leider\n"),
     "flow.yaml:36: error (step verhaal): what is said by who only listens comes back nowhere; "
     "name in keep_for the step in which they speak again"),
    (("keuze is not nee", "pace is slow"),
     'flow.yaml:36: error (step verhaal): "slow" is no pace of this flow; choose from: table, chat, days'),
    (("keuze is not nee", "wie is ja"),
     'flow.yaml:36: error (step verhaal): "wie" is no earlier step in which something is chosen; '
     "name a step of kind choose that comes before this one"),
    (("keuze is not nee", "keuze is misschien"),
     'flow.yaml:36: error (step verhaal): keuze has no option "misschien"; choose from: ja, nee'),
    (("keuze is not nee", "people >= 9"),
     "flow.yaml:36: error (step verhaal): people >= 9 never holds with 2 to 6 people, so nobody gets here; "
     "change the number, or leave the step out"),
    (('prompt: "{eigenaar} vertelt."', f'prompt: {"x" * 1100}\n    listen: {"y" * 1100}'),
     "flow.yaml:36: warning (step verhaal): 2207 characters on one card, where 2000 leave room for what people say; "
     "say it shorter, or make two steps of it"),
    (("    kind: note\n", "    kind: note\n    listen: Luister.\n"),
     'flow.yaml:22: error (step briefje): "listen" means nothing here; leave it out'),
    (("    kind: note\n", "    kind: note\n    minutes: 120\n"),
     "flow.yaml:9: warning: the steps take 120 minutes, the flow says 30; make them agree"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), MEANING)
def test_a_mistake_in_the_meaning(change: tuple[str, str], says: str) -> None:
    assert says in told(changed(change))


BLOCK = """\
  - id: beurt
    repeat: {each: verteller, others: hoorder}
    steps:
      - {id: vertel, kind: tell, who: leider, minutes: 60, title: Vertel, prompt: Vertel.}
"""


def test_mistakes_in_a_repeated_block() -> None:
    assert told(GOOD + BLOCK + BLOCK.replace("vertel,", "vertel-nog,")) == [
        'flow.yaml:42: error (step beurt): two blocks are called "beurt"; give one of them another id',
        'flow.yaml:46: error (step beurt): two blocks are called "beurt"; give one of them another id',
        'flow.yaml:43: error (step beurt): "verteller" is no role of this flow; add it to "roles"',
        'flow.yaml:43: error (step beurt): "hoorder" is no role of this flow; add it to "roles"',
        "flow.yaml:43: error (step beurt): others is one person, and there are more; "
        "leave others out: with more than two people the rest has no name of its own",
        'flow.yaml:47: error (step beurt): "verteller" is no role of this flow; add it to "roles"',
        'flow.yaml:47: error (step beurt): "hoorder" is no role of this flow; add it to "roles"',
        "flow.yaml:47: error (step beurt): others is one person, and there are more; "
        "leave others out: with more than two people the rest has no name of its own",
        "flow.yaml:9: error: 480 minutes without a break; make it 120 at most, or put a step of kind wait in between",
    ]
    wrong = GOOD + BLOCK.replace("kind: tell", "kind: tel")
    assert [one.split(";")[0] for one in told(wrong)] == [
        'flow.yaml:45: error (step vertel): there is no kind of step "tel"'
    ]


def test_two_who_take_turns_are_two() -> None:
    twice = BLOCK.replace("others: hoorder", "others: verteller")
    assert any("two people with a role each" in mistake for mistake in told(GOOD + twice))


def test_every_mistake_at_once_in_shape_and_in_meaning() -> None:
    text = changed(
        ("title: Proef", "titel: Proef"), ("    title: Briefje\n", ""), ("{name: leider, leads", "{name: leider, lead"),
        ("keuze is not nee", "keuze is misschien"), ("id: ja", "id: ja, tekst: Ja"), ("min: 2", "min: 5"),
    )  # fmt: skip
    assert [one.split(";")[0] for one in told(text)] == [
        'flow.yaml:1: error: "title" is missing',
        'flow.yaml:3: error: "titel" is not a word of the flow language',
        "flow.yaml:8: error: min, ideal and max are not in order",
        'flow.yaml:11: error: "lead" is not a word of the flow language',
        'flow.yaml:20: error (step briefje): "title" is missing',
        'flow.yaml:34: error (step ja): "tekst" is not a word of the flow language',
        'flow.yaml:35: error (step verhaal): keuze has no option "misschien"',
    ]


def test_where_too_little_is_left_only_the_shape_is_told() -> None:
    text = changed(("  - id: briefje\n", "  - naam: briefje\n"), ("min: 2", "min: 5"), ("    who: eigenaar\n", ""))
    assert [one.split(";")[0] for one in told(text)] == [
        'flow.yaml:20: error: "id" is missing',
        'flow.yaml:20: error: "naam" is not a word of the flow language',
        'flow.yaml:36: error (step verhaal): "who" is missing',
    ]


def test_a_mistake_stands_on_its_line_in_its_folder() -> None:
    _, mistakes = load(Source(files={"flow.yaml": "flow: [x"}), folder="proef/")
    assert (mistakes[0].file, mistakes[0].line) == ("proef/flow.yaml", 2)


YAML = [
    ("flow: [proef\ntitle: x", "flow.yaml:2: error: did not find expected"),
    ("flow: proef\n\ttitle: x", "flow.yaml:2: error: found "),
    ('flow: "proef', "flow.yaml:1: error: found unexpected end of stream"),
    ("a: &x [1]\nb: *x", 'flow.yaml:2: error: "*x" repeats what stands elsewhere; write it out'),
    ("[" * 50_000, "flow.yaml:1: error: this is nested too deep; leave out a bracket or an indent"),
    ("- " * 50_000, "flow.yaml:1: error: this is nested too deep; leave out a bracket or an indent"),
    ("a: \x01", "flow.yaml: error: this is not YAML"),
    ("a: !!bool misschien", "flow.yaml: error: this is not YAML"),
    ("a: !!timestamp straks", "flow.yaml: error: this is not YAML"),
    ("? [een, twee]\n: drie", "flow.yaml:1: error: found unhashable key"),
    ("x" * (MAX_FILE + 1), f"flow.yaml: error: longer than {MAX_FILE} characters; make it shorter"),
    ("- een", 'flow.yaml:1: error: here a list of fields is expected; write fields, each as "name: value"'),
    ("gewoon tekst", "flow.yaml:1: error: here a list of fields is expected"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), YAML)
def test_a_file_that_cannot_be_read(text: str, says: str) -> None:
    found = told(text)
    assert len(found) == 1
    assert found[0].startswith(says)


@pytest.mark.parametrize("text", ["", "~", "# alleen een opmerking"])
def test_an_empty_file_lacks_everything(text: str) -> None:
    assert len(told(text)) == 10


def test_there_is_no_file() -> None:
    _, mistakes = load(Source(files={}))
    assert [str(one) for one in mistakes] == ["flow.yaml: error: there is no such file; write the script in it"]


def test_a_key_that_stands_twice() -> None:
    text = changed(("title: Proef", "title: Proef\ntitle: Toch anders"))
    assert told(text) == ['flow.yaml:4: error: "title" stands here twice; keep one of the two']


@given(st.text(alphabet="ab:-[]{}&*!?|>#'\"\n\t ,~<=1", max_size=60))
def test_no_text_makes_it_stumble(text: str) -> None:
    assert told(text)
    told(GOOD, en=text)


# Translations.


def test_a_translation_lacks_texts_and_has_strangers() -> None:
    text = changed(
        ("title: Trial\n", ""), ("title: Note", "titel: Note"),
        ('options: {ja: "Yes", nee: "No"}', "options: {ja: Yes}"),
        ("roles: {leider: leader, eigenaar: owner}",
         "roles: {leider: leader, eigenaar: '  '}\nextra: [een, {b: twee}]"),
        ("{eigenaar} tells", "{leider} tells"), text=TRANSLATION,
    )  # fmt: skip
    assert told(GOOD, en=text) == [
        'en.yaml:1: error: the translation of "title" is missing; add it',
        'en.yaml:6: error: the translation of "roles.eigenaar" is missing; add it',
        'en.yaml:10: error (step briefje): the translation of "steps.briefje.title" is missing; add it',
        'en.yaml:12: error (step keuze): the translation of "steps.keuze.options.ja" is no text; put it in quotes: "…"',
        'en.yaml:12: error (step keuze): the translation of "steps.keuze.options.nee" is missing; add it',
        'en.yaml:13: error (step verhaal): "steps.verhaal.prompt" and its translation differ in {eigenaar}, {leider}; '
        "name the same people in both",
        'en.yaml:7: error: "extra.0" is not in flow.yaml; leave it out, or mend its name',
        'en.yaml:7: error: "extra.1.b" is not in flow.yaml; leave it out, or mend its name',
        'en.yaml:10: error: "steps.briefje.titel" is not in flow.yaml; leave it out, or mend its name',
    ]


def test_lists_and_steps_of_blocks_are_translated_too() -> None:
    flow = changed(("    kind: note\n", "    kind: note\n    cue: Let op.\n")) + (
        "  - {id: praat, kind: discuss, title: Praat, prompt: Praat., questions: [Een?, Twee?]}\n"
        "  - {id: beurt, repeat: {each: eigenaar}, steps: [{id: slot, kind: show, title: Slot, prompt: Lees.}]}\n"
    )
    text = changed(("Note, prompt: Write.", "Note, prompt: Write., cue: Mind."), text=TRANSLATION) + (
        "  praat: {title: Talk, prompt: Talk., questions: [One?, Two?]}\n  slot: {title: End, prompt: Read.}\n"
    )
    loaded, mistakes = load(Source(files={"flow.yaml": flow, "en.yaml": text}))
    assert mistakes == []
    assert loaded is not None
    assert [step.title for step in loaded.flows["en"].all_steps][-2:] == ["Talk", "End"]


def test_a_translation_in_no_known_language_or_in_that_of_the_flow_itself() -> None:
    assert told(GOOD, de=changed(("language: en", "language: de"), text=TRANSLATION)) == [
        "de.yaml:1: error: \"language\": input should be 'nl' or 'en'; change it so that it fits"
    ]
    assert told(GOOD, en=changed(("language: en", "language: nl"), text=TRANSLATION)) == [
        'en.yaml:1: error: this is in "nl", as flow.yaml is; name another language'
    ]


def test_a_translation_that_is_too_long() -> None:
    text = changed(("title: Story", f"title: {'long ' * 20}"), ('{ja: "Yes"', f"{{ja: {'y' * 90}"), text=TRANSLATION)
    assert [one.split(": ", 1)[1][:60] for one in told(GOOD, en=text)] == [
        'error (step keuze): "steps.keuze.options.0.text": string sho',
        'error (step verhaal): "steps.verhaal.title": string should h',
    ]


@pytest.mark.parametrize("text", ["", "- een", "alleen tekst"])
def test_a_translation_without_any_text(text: str) -> None:
    assert len(told(GOOD, en=text)) == 19


def test_a_translation_that_cannot_be_read() -> None:
    assert told(GOOD, en="title: [x")[0].startswith("en.yaml:2: error: ")


@pytest.mark.parametrize("change", [
    ("  leider: {name: leider, leads: true}", "  Leider: {name: leider, leads: true}"),
    ("  leider: {name: leider, leads: true}", "  1: {name: leider, leads: true}"),
    ("kind: note\n", "kind: write\n    who: iedereen\n    fields: [{id: aa, label: A}, {}]\n"),
    ("kind: note\n", "kind: write\n    who: iedereen\n    fields: [{id: aa, label: {a: b}, ask: A}]\n"),
    ("keuze is not nee", f"people >= {'9' * 5000}"),
])  # fmt: skip
def test_what_is_odd_is_told_and_does_not_make_it_stumble(change: tuple[str, str]) -> None:
    assert told(changed(change))


def test_what_a_field_lacks_is_called_by_its_name() -> None:
    fields = ("kind: note\n", "kind: write\n    who: iedereen\n    fields: [{id: aa, label: A}]\n")
    assert any('"ask" is missing' in mistake for mistake in told(changed(fields)))


# The JSON Schema, for editors.


@pytest.mark.parametrize("flow", ["intervisie", "verhalenderwijs"])
def test_the_schema_accepts_the_library(flow: str) -> None:
    text = read_source(library_folder() / flow).files["flow.yaml"]
    assert list(Draft202012Validator(schema()).iter_errors(safe_load(text))) == []


@pytest.mark.parametrize("change", [
    ("kind: note", "kind: nota"), ("title: Proef", "titel: Proef"), ("min: 2", "min: 0"), ("by: vote", "by: stem"),
])  # fmt: skip
def test_the_schema_refuses_what_is_broken(change: tuple[str, str]) -> None:
    validator = Draft202012Validator(schema())
    assert list(validator.iter_errors(safe_load(GOOD))) == []
    assert list(validator.iter_errors(safe_load(changed(change))))


def test_one_option_is_too_few_and_it_is_said() -> None:
    loaded, mistakes = load(Source(files={"flow.yaml": GOOD.replace(", {id: nee, text: Nee}", "")}))
    assert loaded is None
    assert "with one option there is nothing to choose" in [mistake.says for mistake in mistakes], (
        "a flow is never left out in silence"
    )
