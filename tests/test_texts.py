"""The bot has words, in every language, for all that the engine can say; no more, and none too long."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
import yaml

from bot.texts import LANGUAGES, MissingFiller, MissingText, catalogue
from flows.engine import controls, hints
from flows.engine.session import Pace
from flows.engine.steps.commit import DAYS
from flows.guards import GUARDS
from flows.language.model import Assign, Choose, Flow, Note

REPOSITORY = Path(__file__).parent.parent


def parsed(folder: Path) -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))}


MODULES = parsed(REPOSITORY / "flows" / "engine")
EDGES = parsed(REPOSITORY / "bot")
TEMPLATES = REPOSITORY / "bot" / "web" / "templates"

KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+")
PURPOSES = get_args(Flow.model_fields["purpose"].annotation)
REVEALS = get_args(Note.model_fields["reveal"].annotation)

CHOSEN = {"chosen", "drawn", "tied", "count", "item"}

#: Keys that the engine makes while it runs: how the f-string begins, and all that can come after it.
MADE: dict[str, set[str]] = {
    "card.assign.": {*get_args(Assign.model_fields["by"].annotation), "given", "promised"},
    "card.choose.": set(get_args(Choose.model_fields["by"].annotation)),
    "choose.of.": CHOSEN,
    "choose.option.": CHOSEN,
    "choose.words.": CHOSEN,
    "hint.": {*GUARDS, "silent"},
    "hint.now.": set(hints.TIPS),
    "hint.open.": set(GUARDS),
    "lobby.pace.": set(Pace),
    "motion.": {*controls._DEEDS, "aside"},
    "own.commit.": {"plan", "day", "sure", "small", "show", "done"},
    "own.note.": set(REVEALS),
    "own.note.kept.": set(REVEALS),
}
#: Why a conversation ends or waits: what is given to these methods, and what is set elsewhere.
REASONS: dict[str, tuple[str, set[str]]] = {"closed.": ("close", {"done", "fault"}), "paused.": ("hold", set())}
#: Labels of buttons that are made in the same way; those of options are the flow's own.
MADE_LABELS: dict[str, set[str]] = {
    "aside:": set(),
    "day_": {str(days) for days in DAYS},
    "pace_": set(Pace),
    "option:": set(),
}
#: What the edges fill in, for lines that carry the step and not its texts.
FILLED_BY_STEP = {"card.scale": {"low", "high"}}

#: Texts of the edges: all that begins like this, and those that stand among texts of the engine.
OF_THE_EDGES = (
    "begin.", "cli.", "commands.", "date.", "help.", "marks.", "medium.", "mention.", "page.", "relay.",
    "start.", "sticker.", "web.",
)  # fmt: skip
ALSO_OF_THE_EDGES = {
    "card.listen", "card.title", "card.until", "card.until_day", "card.hears_replies", "card.write_here",
    "lobby.title", "lobby.who", "lobby.nobody", "lobby.needs", "lobby.ready", "lobby.people", "lobby.pair",
    "lobby.invite", "lobby.invite_page", "lobby.forward",
    "room.added", "room.hears_not", "room.moved",
    "button.resume_here", "button.minutes_30", "button.minutes_60", "button.minutes_90", "button.aside",
    "button.alone", "button.many", "button.others", *(f"button.purpose_{purpose}" for purpose in PURPOSES),
    "turn.yours", "too_long", "trouble", "not_for_groups", "anonymous",
}  # fmt: skip


# What the engine says, read from its source.


def nodes(tree: ast.AST) -> Iterator[ast.expr]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.expr))


def begins(text: ast.JoinedStr) -> str:
    """How an f-string begins; nothing when it begins with what is filled in."""
    first = text.values[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def strings(node: ast.AST) -> set[str]:
    return {one.value for one in nodes(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def made_keys() -> set[str]:
    keys = {start + end for start, ends in MADE.items() for end in ends}
    for start, (method, more) in REASONS.items():
        keys |= {start + reason for reason in more}
        for tree in MODULES.values():
            for call in calls(tree, method):
                given = {one.value for one in call.args if isinstance(one, ast.Constant)}
                keys |= {start + str(reason) for reason in given}
    return keys


def literal_keys(tree: ast.AST) -> set[str]:
    """Every string in the shape of a key, whichever way it takes to a line."""
    parts = {id(part) for node in nodes(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return {
        node.value
        for node in nodes(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in parts
        and KEY.fullmatch(node.value)
    }


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in names:
                yield node


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def labels() -> set[str]:
    found: set[str] = set()
    for tree in MODULES.values():
        for call in calls(tree, "Button"):
            label = keyword(call, "label")
            if isinstance(label, ast.JoinedStr):
                found |= {begins(label) + end for end in MADE_LABELS[begins(label)]}
            elif isinstance(label, ast.Constant):
                found |= strings(label)
        for call in calls(tree, "row"):
            found |= strings(call)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["label"]:
                found |= strings(node.value)
    return {f"button.{label}" for label in found}


def engine_keys() -> set[str]:
    return {key for tree in MODULES.values() for key in literal_keys(tree)} | made_keys() | labels()


def carried(call: ast.Call) -> set[str]:
    """What a line can be filled with."""
    found: set[str] = set()
    for field in ("names", "lists", "words", "values"):
        given = keyword(call, field)
        if isinstance(given, ast.Dict):
            found |= {key.value for key in given.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        elif isinstance(given, ast.Call):
            found |= {str(one.arg) for one in given.keywords}
    return found


def given_to_lines() -> dict[str, set[str]]:
    """For each key what every line with it carries. A key that comes by a variable is one left over in its module."""
    given: dict[str, set[str]] = {}

    def give(keys: set[str], fillers: set[str]) -> None:
        for key in keys:
            given[key] = given[key] & fillers if key in given else fillers

    for tree in MODULES.values():
        named: set[str] = set()
        loose: set[str] = set()
        for call in calls(tree, "tell", "refuse"):
            keys = literal_keys(call)
            named |= keys
            give(keys, {str(one.arg) for one in call.keywords} - {"settles"})
        for call in calls(tree, "announce"):
            fillers = carried(call) | ({"name"} if keyword(call, "name") else set())
            if keys := literal_keys(call.args[0]):
                named |= keys
                give(keys, fillers)
            else:
                loose |= fillers
        for call in calls(tree, "Line"):
            key = keyword(call, "key")
            if isinstance(key, ast.JoinedStr) and begins(key) in MADE | REASONS:
                give({one for one in made_keys() if one.startswith(begins(key))}, carried(call))
            elif isinstance(key, ast.Name):
                loose |= carried(call)
            elif key is not None:
                named |= literal_keys(key)
                give(literal_keys(key), carried(call))
        give(literal_keys(tree) - named, loose)
    return given


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def raw(file: str) -> dict[str, str]:
    """The texts as they stand in the file, a list as one text; a key that stands there twice is a mistake."""
    root = yaml.compose((REPOSITORY / "bot" / "texts" / file).read_text(encoding="utf-8"))
    found: dict[str, str] = {}

    def look(node: yaml.Node, key: str) -> None:
        if isinstance(node, yaml.MappingNode):
            for name, below in node.value:
                look(below, f"{key}.{name.value}".lstrip("."))
        elif isinstance(node, yaml.SequenceNode):
            found[key] = ", ".join(one.value for one in node.value)
        else:
            assert key not in found, f"{key} stands twice in {file}"
            found[key] = node.value

    assert root is not None
    look(root, "")
    return found


#: Of the main file; what is said between conversations stands apart, and so do its tests.
RAW = {language: raw(f"{language}.yaml") for language in LANGUAGES}
ALL_FILLERS = {name for texts in RAW.values() for text in texts.values() for name in places(text)}

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


# The catalogue.


def test_a_text_is_found_and_filled() -> None:
    assert catalogue("nl").say("card.turn", name="Noor") == "Noor is aan de beurt."
    assert catalogue("en").say("card.turn", name="Noor") == "It's Noor's turn."


def test_what_somebody_wrote_is_never_taken_for_a_place_to_fill() -> None:
    assert catalogue("nl").say("note.anonymous", words="{name} {0} {") == "“{name} {0} {”"


def test_a_filler_without_a_place_is_let_be() -> None:
    assert catalogue("nl").say("answer.joined", name="Noor") == catalogue("nl").say("answer.joined")


def test_a_missing_text_is_named() -> None:
    with pytest.raises(MissingText, match=r"'answer\.nothing' in en\.yaml") as raised:
        catalogue("en").say("answer.nothing")
    assert (raised.value.key, raised.value.language) == ("answer.nothing", "en")


def test_a_missing_filler_is_named() -> None:
    with pytest.raises(MissingFiller, match=r"'card\.turn' \(nl\) needs {name}") as raised:
        catalogue("nl").say("card.turn")
    assert raised.value.filler == "name"


def test_a_group_of_texts_is_no_text() -> None:
    assert not catalogue("nl").has("answer")
    with pytest.raises(MissingText):
        catalogue("nl").say("answer")


@in_each_language
def test_months_and_weekdays_are_lists(language: str) -> None:
    texts = catalogue(language)
    assert len(texts.list("date.weekdays")) == 7
    assert len(set(texts.list("date.months"))) == 12
    with pytest.raises(MissingText):
        texts.say("date.months")
    with pytest.raises(MissingText):
        texts.list("card.turn")


def test_an_unknown_language_is_answered_in_dutch() -> None:
    assert catalogue("de") is catalogue("nl")
    assert catalogue("") is catalogue("nl")


def test_a_region_makes_no_difference() -> None:
    assert catalogue("en-GB") is catalogue("en")


# The texts.


@in_each_language
def test_every_language_has_the_same_texts(language: str) -> None:
    assert RAW[language].keys() == RAW["nl"].keys() <= catalogue(language).keys()


@in_each_language
def test_every_language_fills_in_the_same(language: str) -> None:
    asked, dutch = ({key: places(text) for key, text in RAW[one].items()} for one in (language, "nl"))
    assert asked == dutch
    assert all(name.isidentifier() for names in asked.values() for name in names)


@in_each_language
def test_there_is_a_text_for_all_that_the_engine_can_say(language: str) -> None:
    assert engine_keys() - catalogue(language).keys() == set()


def test_there_is_a_text_for_all_that_the_edges_say() -> None:
    groups = {key.partition(".")[0] for key in RAW["nl"] if "." in key}
    said = {key for tree in EDGES.values() for key in literal_keys(tree) if key.partition(".")[0] in groups}
    assert {key for key in said if not key.endswith(".html")} - catalogue("nl").keys() == set()


def test_the_pages_say_all_that_there_is_for_them_and_nothing_else() -> None:
    texts = {key.removeprefix("web.") for key in RAW["nl"] if key.startswith("web.")}
    pages = "".join(page.read_text(encoding="utf-8") for page in TEMPLATES.glob("*.html"))
    asked = set(re.findall(r"""\bt\(\s*["']([a-z_.]+)["'][,)\s]""", pages))
    # Made while it runs: t("begin." ~ asked), t('compose.private' if … else 'compose.open').
    asked |= {found for found in re.findall(r"""["']([a-z_.]+)["']""", pages) if found in texts}
    asked |= {
        key
        for key in texts
        if key.startswith(("begin.how_", "begin.which", "circle.state.", "compose.", "error.", "hint."))
    }
    asked |= {key.removeprefix("web.") for tree in EDGES.values() for key in literal_keys(tree)} & texts
    assert texts - asked == set()
    assert {key for key in asked if "." in key} - texts - {"begin.", "compose.", "circle.state."} == set()


def test_every_key_that_the_engine_makes_is_known_here() -> None:
    made = {begins(node) for tree in MODULES.values() for node in nodes(tree) if isinstance(node, ast.JoinedStr)}
    assert {start for start in made if re.fullmatch(r"[a-z_.]+\.", start)} == MADE.keys() | REASONS.keys()


def test_no_text_is_left_unused() -> None:
    left = RAW["nl"].keys() - engine_keys() - ALSO_OF_THE_EDGES
    assert {key for key in left if not key.startswith(OF_THE_EDGES)} == set()
    assert ALSO_OF_THE_EDGES - RAW["nl"].keys() == set()


def test_a_text_asks_for_nothing_that_its_line_does_not_carry() -> None:
    given = given_to_lines()
    assert given.keys() | labels() == engine_keys()
    for key, carries in given.items():
        assert places(RAW["nl"][key]) <= carries | FILLED_BY_STEP.get(key, set()), key


@in_each_language
def test_an_answer_to_a_tap_fits(language: str) -> None:
    texts = catalogue(language)
    names = dict.fromkeys(ALL_FILLERS, "Anna-Wilhelmina van den Boogaard")
    for key in RAW[language]:
        assert not key.startswith("answer.") or len(texts.say(key, **names)) <= 190, key


@in_each_language
def test_a_label_fits_on_its_button(language: str) -> None:
    for key, text in RAW[language].items():
        if key.startswith("button.") and not places(text):
            assert 0 < len(text) <= 24, key
    assert (RAW[language]["button.name"], RAW[language]["button.number"]) == ("{name}", "{n}")


@in_each_language
def test_texts_can_be_sent_as_html(language: str) -> None:
    for key, text in RAW[language].items():
        assert not re.search(r"[<>&]", text) or key.startswith("cli."), key


@in_each_language
def test_a_hint_shows_the_words_it_is_about(language: str) -> None:
    hints = {key for key in RAW[language] if key.startswith("hint.")} - {"hint.everyone"}
    after = {key for key in hints if key.startswith("hint.open.")}
    assert all(places(RAW[language][key]) == {"words"} for key in hints - after)
    assert not [key for key in after if places(RAW[language][key])], "there it stands just above"


@in_each_language
def test_nobody_is_shouted_at(language: str) -> None:
    assert [key for key, text in RAW[language].items() if "!" in text] == []
