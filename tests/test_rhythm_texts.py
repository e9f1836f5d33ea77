"""There are words, in every language, for all that is said between conversations; no more, and none too long."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.texts import LANGUAGES, catalogue
from bot.texts.catalogue import texts_in
from flows.rhythm.circle.meetings import MOST_AT_ONCE
from flows.rhythm.circle.state import DUTIES
from flows.rhythm.circle.view import USUAL_RULES
from flows.rhythm.dates import Answer as Mark
from flows.rhythm.dates import Unclear
from flows.rhythm.drawer.plans import ASKED
from flows.rhythm.drawer.state import OUTCOMES
from flows.rhythm.holidays import REGIONS
from flows.rhythm.questions import STRANDS
from tests.test_texts import EDGES, REPOSITORY, calls, in_each_language, literal_keys, parsed, places, raw

MODULES = parsed(REPOSITORY / "flows" / "rhythm")
RAW = {language: raw(f"rhythm.{language}.yaml") for language in LANGUAGES}

WEEKDAYS = {str(day) for day in range(7)}

#: Keys of sentences that are made while it runs: as they stand in the source, and all that can be filled in.
MADE: dict[str, set[str]] = {
    "circle.{duty}s": {*DUTIES},
    "circle.moment.{found}": {*get_args(Unclear)},
    "circle.now_you.{duty}": {*DUTIES},
    "circle.not_you.{duty}": {*DUTIES},
    "circle.rota_{name}": {f"{duty}_{key}" for duty in DUTIES for key in ("both", "had", "will", "none")},
    "circle.swap.said_{word}": {"yes", "no"},
    "circle.swap.{duty}": {*DUTIES},
    "circle.swap.{word}": {"yes", "no"},
    "circle.you.{duty}": {*DUTIES},
    "pairs.ask_{action}": {"wish", "veto"},
    "plan.ask.{asked}": {*ASKED.values()} - {""},
}
#: The same of labels.
MADE_LABELS: dict[str, set[str]] = {
    "answer.{answer}": {*get_args(Mark)},
    "circle.rather_not.{duty}": {*DUTIES},
    "circle.swap.{duty}": {*DUTIES},
    "plan.out.{one}": {*OUTCOMES},
    "region.{one or 'none'}": {*REGIONS, "none"},
    "region.{one}": {*REGIONS},
    "strand.{one}": {*STRANDS},
    "weekday.{day}": WEEKDAYS,
    "weekday.{n}": WEEKDAYS,
}
#: What fills a sentence and is a text itself. A flow has its own title.
MADE_VALUES: dict[str, set[str]] = {
    "circle.count.{len(found)}": {str(n) for n in range(1, MOST_AT_ONCE + 1)},
    "circle.count.{left}": {str(n) for n in range(1, MOST_AT_ONCE + 1)},
    "circle.mark.{answer}": {*get_args(Mark)},
    "circle.usual.{rule}": {*USUAL_RULES},
    "peace.weekend.{'yes' if drawer.weekend else 'no'}": {"yes", "no"},
    "plan.how.{plan.outcome or 'open'}": {*OUTCOMES, "open"},
    "region.{circle.region}": {*REGIONS},
    "region.{drawer.region or 'none'}": {*REGIONS, "none"},
    "strand.{one}": {*STRANDS},
    "weekday.{circle.weekday}": WEEKDAYS,
}
FLOW = "flow:"
#: What a sentence is given that is not written out in its call.
GIVEN = {
    f"circle.rota_{duty}_{key}": given
    for duty in DUTIES
    for key, given in {
        "both": {"who", "last", "next"},
        "had": {"who", "last"},
        "will": {"who", "next"},
        "none": {"who"},
    }.items()
}

#: Texts of the edges: all that begins like this, and those that stand among the others.
OF_THE_EDGES = ("all.", "calendar.", "commands.", "diary.", "ics.", "moment.", "mypage.", "picture.",
                "press.all.", "press.calendar.", "press.diary.", "press.mypage.")  # fmt: skip
ALSO_OF_THE_EDGES = {
    "circle.ask_name", "circle.forms_title", "circle.in_already", "circle.in_private",
    "circle.invite_link", "circle.invite_page", "circle.invited", "circle.last_plans", "circle.made", "circle.make_ask",
    "circle.open_here", "circle.open_here_late", "circle.open_me",
    "circle.opens", "circle.opens_late",
    "circle.opens_rules", "circle.pair_opens", "circle.rule_item", "circle.unknown_link",
    "mine.circles_title", "mine.no_circles", "plan.item",
    "press.circle.form", "press.circle.make", "press.circle.new", "press.circle.open", "press.circle.private",
    "press.circle.see",
}  # fmt: skip

MOST, MOST_OF_AN_ANSWER, MOST_OF_A_LABEL, MOST_OF_A_COMMAND = 400, 190, 24, 60
#: The longest that is usual, in a sentence and on a button.
USUAL = {
    "nl": {
        "at": "woensdag 16 september om 15:30",
        "day": "woensdag 16 september",
        "flow": "Op de automatische piloot?",
    },
    "en": {"at": "Wednesday 16 September at 15:30", "day": "Wednesday 16 September", "flow": "On autopilot?"},
}
SHORT = {"nl": "wo 16 dec 15:30", "en": "Wed 16 Dec 15:30"}
ON_A_BUTTON = {"name": "Marieken", "title": "Samen uitzoeken", "text": "Wisselend bewolkt", "time": "15:30", "n": "8"}


# What is said, read from its source.


def written(key: ast.expr) -> set[str]:
    """What may stand there: the key itself, either of two, or how it is made."""
    match key:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return written(one) | written(other)
        case ast.JoinedStr(values=parts):
            return {"".join(part_of(part) for part in parts)}
    raise AssertionError(f"a key that cannot be read: {ast.unparse(key)}")


def part_of(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    assert isinstance(part, ast.Constant)
    return str(part.value)


def full(found: set[str], made: dict[str, set[str]]) -> set[str]:
    return {key for one in found for key in filled(one, made)}


def filled(one: str, made: dict[str, set[str]]) -> Iterator[str]:
    if "{" not in one:
        yield one
        return
    assert one in made, f"{one} is made while it runs; say here of what"
    yield from (re.sub(r"\{[^}]*\}", end, one) for end in made[one])


def fillers(call: ast.Call) -> set[str]:
    return {one.arg for one in call.keywords if one.arg is not None} - {"chosen"}


def given_by(function: str, made: dict[str, set[str]]) -> dict[str, set[str]]:
    """For each key that this function is called with, what it is given each time."""
    given: dict[str, set[str]] = {}
    for tree in MODULES.values():
        for call in calls(tree, function):
            if isinstance(call.args[0], ast.Name):  # handed on by ``_to``
                continue
            for key in full(written(call.args[0]), made):
                carries = fillers(call) | GIVEN.get(key, set())
                given[key] = given[key] & carries if key in given else carries
    return given


def labels() -> dict[str, set[str]]:
    found = given_by("press", MADE_LABELS)
    for function in ("to", "_to"):
        found |= {key: set[str]() for key in given_by(function, MADE_LABELS)}
    return {f"press.{label}": carries for label, carries in found.items()}


def values() -> set[str]:
    """Texts that fill others: ``Named("weekday.1")``."""
    found = {text for tree in MODULES.values() for call in calls(tree, "Named") for text in _named(call)}
    return full({text for text in found if not text.startswith(FLOW)}, MADE_VALUES)


def _named(call: ast.Call) -> set[str]:
    # What comes back from JSON was a literal before.
    return set() if isinstance(call.args[0], ast.Name | ast.Subscript) else written(call.args[0])


def said() -> dict[str, set[str]]:
    """All that flows.rhythm says, and what fills it; what an old button is answered stands in the main file."""
    elsewhere = raw("nl.yaml").keys()
    plain = {key: carries for key, carries in given_by("say", MADE).items() if key not in elsewhere}
    return plain | labels() | {key: set[str]() for key in values()}


def answers() -> set[str]:
    """What comes of a tap: a line in an Answer, written there or just before."""
    found: set[str] = set()
    for tree in MODULES.values():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            named = defaultdict(list)
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    named[node.targets[0].id].append(node.value)
            for call in calls(function, "Answer"):
                for line in (one.value for one in call.keywords if one.arg == "line"):
                    for given in named[line.id] if isinstance(line, ast.Name) else [line]:
                        for one in calls(given, "say"):
                            found |= full(written(one.args[0]), MADE)
    return found


SAID = said()


# The catalogue.


@in_each_language
def test_both_files_are_one_catalogue(language: str) -> None:
    assert catalogue(language).keys() == raw(f"{language}.yaml").keys() | RAW[language].keys()


def test_a_text_that_stands_in_both_files_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "nl.yaml").write_text("circle:\n  title: Kring\n", encoding="utf-8")
    (tmp_path / "rhythm.nl.yaml").write_text("circle:\n  title: Kring\n  who: Wij\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^rhythm\.nl\.yaml has circle\.title, which another file has too"):
        texts_in(tmp_path, "nl")


# The texts.


@in_each_language
def test_every_language_has_the_same_texts_and_fills_in_the_same(language: str) -> None:
    asked, dutch = ({key: places(text) for key, text in RAW[one].items()} for one in (language, "nl"))
    assert asked == dutch


def test_there_is_a_text_for_all_that_is_said() -> None:
    assert SAID.keys() - RAW["nl"].keys() == set()


def test_a_text_asks_for_nothing_that_it_is_not_given() -> None:
    for key, given in SAID.items():
        assert places(RAW["nl"][key]) <= given, key


def test_no_text_is_left_unused() -> None:
    left = RAW["nl"].keys() - SAID.keys() - ALSO_OF_THE_EDGES
    assert {key for key in left if not key.startswith(OF_THE_EDGES)} == set()
    assert ALSO_OF_THE_EDGES - RAW["nl"].keys() == set()
    assert ALSO_OF_THE_EDGES & SAID.keys() == set()


def test_there_is_a_text_for_all_that_the_edges_say() -> None:
    groups = {key.partition(".")[0] for key in RAW["nl"]} - {"press"}
    named = {key for tree in EDGES.values() for key in literal_keys(tree) if key.partition(".")[0] in groups}
    assert {key for key in named if not key.endswith(".html") and f"press.{key}" not in RAW["nl"]} <= RAW["nl"].keys()


@in_each_language
def test_a_sentence_is_short(language: str) -> None:
    assert [key for key, text in RAW[language].items() if not 0 < len(text) <= MOST] == []


@in_each_language
def test_an_answer_to_a_tap_fits(language: str) -> None:
    texts, usual = catalogue(language), USUAL[language]
    for key in answers():
        fills = {place: usual.get(place, "Marieken van den Boogaard") for place in SAID.get(key, set())}
        assert len(texts.say(key, **fills)) <= MOST_OF_AN_ANSWER, key


@in_each_language
def test_a_label_fits_on_its_button(language: str) -> None:
    texts = catalogue(language)
    for key, text in RAW[language].items():
        if key.startswith("press."):
            fills = {place: {**ON_A_BUTTON, "at": SHORT[language]}[place] for place in places(text)}
            assert len(texts.say(key, **fills)) <= MOST_OF_A_LABEL, key


@in_each_language
def test_a_command_fits_in_the_list(language: str) -> None:
    lengths = {key: len(text) for key, text in RAW[language].items() if key.startswith("commands.")}
    assert {key for key, length in lengths.items() if length > MOST_OF_A_COMMAND} == set()


@in_each_language
def test_the_months_fit_on_a_button(language: str) -> None:
    months = catalogue(language).list("moment.months")
    assert (len(set(months)), {len(month) for month in months}) == (12, {3})


@in_each_language
def test_texts_can_be_sent_as_html_and_shout_at_nobody(language: str) -> None:
    assert [key for key, text in RAW[language].items() if re.search(r"[<>&!]", text)] == []


@in_each_language
def test_what_may_end_in_a_question_mark_is_not_followed_by_a_full_stop(language: str) -> None:
    own = re.compile(r"\{(?:flow|title|text|rule)\}[.,?]")
    assert [key for key, text in RAW[language].items() if own.search(text)] == []
