"""The files in which the rules stand: how they are written, and what is said of one that is wrong."""

import pytest

from flows.guards import GUARDS, RulesError
from flows.guards.notice import look
from flows.guards.phrase import PhraseError, read_phrase
from flows.guards.rules import COUNTS, read_rules
from flows.guards.words import read


def rules_text(advice: str = "", top: str = "") -> str:
    head = top or "language: nl\ngap: 3\nshort_question: 3\nopeners: [en]\nlists:\n  hem: [hem, haar]"
    empty = "\n".join(f"  {guard}:\n    about: x\n    rules: []" for guard in GUARDS[1:])
    return f"{head}\nguards:\n  advice:\n    about: tip\n    rules:\n{advice or '      []'}\n{empty}\n"


def mistakes(text: str) -> str:
    with pytest.raises(RulesError) as refused:
        read_rules(text, name="nl.yaml")
    assert str(refused.value).startswith("The rules cannot be used. Correct these lines:\n")
    return "\n".join(refused.value.mistakes)


def test_a_good_file_is_read() -> None:
    rules = read_rules(rules_text(), name="nl.yaml")
    assert (rules.language, rules.openers, rules.short_question) == ("nl", frozenset({"en"}), 3)


def test_all_mistakes_in_a_rule_are_told_at_once_with_their_lines() -> None:
    told_all = mistakes(
        rules_text(
            """\
      - id: one
        phrases: [zet <haar>, zet (hem]
        yes: [a]
        no: [a, b]
      - id: one
        yes: [a, b]
        no: [a, b]
        colour: red
        questions_over: veel
      - id: two
        phrase: [zet]
        yes: [a, b]
        no: [a, ""]"""
        )
    )
    known = ", ".join(("id", "yes", "no", "phrases", "unless", *COUNTS))
    counts = ", ".join(COUNTS)
    assert told_all.splitlines() == [
        "nl.yaml, line 12: the phrase 'zet (hem' has '(hem' where a word should stand",
        "nl.yaml, line 12: the phrase 'zet <haar>' speaks of the list <haar>, "
        "which is not among the lists of this file",
        "nl.yaml, line 13: give at least two examples",
        "nl.yaml, line 15: there is already a rule with the id 'one'",
        f"nl.yaml, line 18: 'colour' is not known here; known are {known}",
        "nl.yaml, line 19: a whole number is expected here, not 'veel'",
        f"nl.yaml, line 20: rule 'two' listens to nothing; give it phrases or one of {counts}",
        f"nl.yaml, line 21: 'phrase' is not known here; known are {known}",
        "nl.yaml, line 23: a text is expected here; put it between quotes if it has a colon in it",
    ]


def test_mistakes_in_the_shape_of_the_file_are_told() -> None:
    told_all = mistakes(
        "gap: 3\ngap: 4\nopeners: en\nlists: [a]\nguards:\n  why:\n    about: x\n    only_alone: maybe\n"
    )
    for line, what in (
        (1, "'language' is missing"),
        (1, "'short_question' is missing"),
        (2, "'gap' stands here twice"),
        (3, "a list is expected here"),
        (4, "names with a value each are expected here"),
        (6, "'advice' is missing"),
        (7, "'rules' is missing"),
        (8, "only_alone is 'maybe'; write yes or no"),
    ):
        assert f"nl.yaml, line {line}: {what}" in told_all
    missing = mistakes("language: nl")
    assert missing.splitlines() == [
        f"nl.yaml, line 1: '{key}' is missing" for key in ("gap", "guards", "lists", "openers", "short_question")
    ]


def test_a_word_in_a_list_is_one_word() -> None:
    top = "language: nl\ngap: 3\nshort_question: 3\nopeners: [en dan]\nlists: {}"
    assert mistakes(rules_text(top=top)) == "nl.yaml, line 4: 'en dan' is not one word"


def test_the_guards_stand_in_the_order_in_which_people_are_told() -> None:
    turned = "\n".join(f"  {guard}:\n    about: x\n    rules: []" for guard in reversed(GUARDS))
    told_all = mistakes(f"language: nl\ngap: 3\nshort_question: 3\nopeners: []\nlists: {{}}\nguards:\n{turned}\n")
    assert told_all == f"nl.yaml, line 7: the guards stand in another order than {', '.join(GUARDS)}"


def test_a_file_that_is_not_yaml_or_empty_is_refused() -> None:
    assert mistakes("language: nl\nguards: [") == (
        "nl.yaml, line 2: this is not YAML: expected the node content, but found '<stream end>'"
    )
    assert "line 1: this is not YAML: unacceptable character" in mistakes("language: \x00")
    assert mistakes("") == "nl.yaml, line 1: the file is empty"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("(al) (eens)", "has no word that must be there"),
        ("zet *", "begins or ends with *"),
        ("* zet", "begins or ends with *"),
        ("(a|b|c) (a|b|c) (a|b|c) (a|b|c) zet", "can be said in 256 ways"),
        ("zet | hem", "has '' where a word should stand"),
        ("time-out", "has 'time-out' where a word should stand"),
        ("zet (*)", "has '*' where a word should stand"),
    ],
)
def test_a_phrase_that_cannot_be_understood_says_why(written: str, complaint: str) -> None:
    with pytest.raises(PhraseError) as refused:
        read_phrase(written, lists={}, gap=3)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("phrase", "text", "fires"),
    [
        ("zet <hem>", "ik zet haar neer", True),
        ("zet (maar) <hem>", "zet maar hem", True),
        ("^zet", "ik zet", False),
        ("^zet", "nou, zet", True),
        ("^zet", "en zet", True),
        ("zet?", "zet hem?", True),
        ("zet?", "zet hem", False),
        ("zet.", "zet hem?", False),
        ("zet * neer", "zet een twee drie neer", True),
        ("zet * neer", "zet een twee drie vier neer", False),
        ("zet * neer", "zet. neer", False),
        ("zet * neer", "zet", False),
        ("zet neer", "zet", False),
        ("zet neer", "zet. neer", False),
        ("probeer*", "hij probeerde", True),
        ("zét", "ZET", True),
    ],
)
def test_the_notation(phrase: str, text: str, fires: bool) -> None:
    advice = f"""\
      - id: one
        phrases: ["{phrase}"]
        yes: [a, b]
        no: [a, b]"""
    rules = read_rules(rules_text(advice), name="nl.yaml")
    message = read(text, openers=rules.openers)
    assert bool(look(message, guards=["advice"], rules=rules)) is fires
