"""The guards notice what a colleague would notice, and are silent when in doubt."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.guards import GUARDS, Finding, UnknownNameError, languages, notice, rules_for
from flows.guards.notice import look
from flows.guards.rules import Rule
from flows.guards.words import Word, read

CORPUS = Path(__file__).parent
LISTENING = {
    "questions": ("advice", "suggestion", "why", "stacked", "statement", "diagnosis"),
    "advice": ("diagnosis",),
    "owner": ("defends",),
}


def told(text: str, *guards: str, language: str = "nl") -> list[str]:
    return [finding.guard for finding in notice(text, guards=guards or GUARDS[:-1], language=language)]


def every_example() -> Iterator[Any]:
    for language in languages():
        for guard in rules_for(language).guards:
            for rule in guard.rules:
                for fires, examples in ((True, rule.yes), (False, rule.no)):
                    for text in examples:
                        what = "fires" if fires else "is silent"
                        yield pytest.param(
                            language,
                            guard.id,
                            rule,
                            text,
                            fires,
                            id=f"{language}-{rule.id}-{what}: {text[:40]}",
                        )


@pytest.mark.parametrize(("language", "guard", "rule", "text", "fires"), list(every_example()))
def test_a_rule_keeps_to_its_own_examples(language: str, guard: str, rule: Rule, text: str, fires: bool) -> None:
    fired = {finding.rule for finding in notice(text, guards=[guard], language=language)}
    assert (rule.id in fired) is fires, f"{rule.id} fired: {sorted(fired)}"


@pytest.mark.parametrize("language", languages())
def test_every_language_says_which_language_it_is_and_has_every_guard(language: str) -> None:
    rules = rules_for(language)
    assert rules.language == language
    assert tuple(guard.id for guard in rules.guards) == GUARDS
    assert all(guard.about for guard in rules.guards)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Message:
    say: str
    where: str
    expect: tuple[str, ...]
    held: bool
    found: frozenset[str]


def corpus(language: str) -> list[Message]:
    messages = []
    for one in yaml.safe_load((CORPUS / f"{language}.yaml").read_text(encoding="utf-8")):
        found = notice(one["say"], guards=LISTENING[one["where"]], language=language)
        messages.append(
            Message(
                say=one["say"],
                where=one["where"],
                expect=tuple(one["expect"]),
                held=one.get("held", False),
                found=frozenset(finding.guard for finding in found),
            )
        )
    return messages


def share(part: int, whole: int) -> str:
    return f"{part:3}/{whole:<3} {100 * part / whole:4.0f} %" if whole else "  -        "


def table(messages: list[Message]) -> Iterator[str]:
    for guard in GUARDS:
        meant = [one for one in messages if guard in one.expect]
        noticed = [one for one in messages if guard in one.found]
        right = len([one for one in meant if guard in one.found])
        yield f"  {guard:11} precision {share(right, len(noticed))}   recall {share(right, len(meant))}"


@pytest.mark.parametrize("language", languages())
def test_messages_of_colleagues(language: str) -> None:
    messages = corpus(language)
    assert len(messages) >= 120
    for held in (False, True):
        part = [one for one in messages if one.held is held]
        fine = [one for one in part if not one.expect]
        faulty = [one for one in part if one.expect]
        alarms = [one for one in fine if one.found]
        missed = [one for one in faulty if not one.found.intersection(one.expect)]
        print(f"\n{language}, {'held apart' if held else 'tuned'}:", *table(part), sep="\n")
        print(f"  false alarms {share(len(alarms), len(fine))}   missed {share(len(missed), len(faulty))}")
        if not held:
            print(*(f"  ! {one.expect} {sorted(one.found)} {one.say}" for one in alarms + missed), sep="\n")
        assert len(alarms) <= 0.05 * len(fine)
        assert len(missed) <= 0.20 * len(faulty)


@pytest.mark.parametrize("language", languages())
def test_half_of_the_messages_is_fine_and_a_third_is_held_apart(language: str) -> None:
    messages = corpus(language)
    assert 0.4 <= len([one for one in messages if not one.expect]) / len(messages) <= 0.6
    assert 0.3 <= len([one for one in messages if one.held]) / len(messages) <= 0.4


@pytest.mark.parametrize(
    "text",
    [
        'hij zei: "probeer het eens"',
        "hij zei: “probeer het eens”",
        "hij riep „zet hem vooraan” door de gang",
        "ik las «je zou kunnen stoppen» op het bord",
        "wat deed 'ik zou hem bellen' met je?",
        "wat deed ‘ik zou hem bellen’ met je?",
        "> je zou hem kunnen bellen\nwat dacht je toen je dat las?",
        '> "je zou hem" kunnen bellen\nwat dacht je?',
    ],
)
def test_what_somebody_else_said_is_not_held_against_the_writer(text: str) -> None:
    assert told(text, "advice", "suggestion", "why") == []


@pytest.mark.parametrize(
    "text",
    [
        "JE ZOU HEM KUNNEN BELLEN",
        "je zou\nhem kunnen bellen",
        "🙈 je zou hém kunnen bellen 👩‍🏫",
        "je zou hem kunnen bellen",
        "je zou he\u0301m kunnen bellen",
        'ik hoorde "nee" en je zou hem kunnen bellen',
        "dat is zo'n jongen, 's ochtends zou ik hem eerst bellen, da's fijn",
        '5" is genoeg\n\nje zou hem "ook" kunnen bellen, toch',
        "ok (je zou hem kunnen bellen)",
    ],
)
def test_the_way_of_typing_makes_no_difference(text: str) -> None:
    expected = [] if '"ook"' in text else ["advice"]  # nobody steps over a quotation
    assert told(text, "advice") == expected


def test_a_quotation_that_was_never_closed_quotes_nothing() -> None:
    assert told('hij stond 5" verderop, je zou hem kunnen bellen', "advice") == ["advice"]


def test_an_apostrophe_within_a_quotation_does_not_close_it() -> None:
    assert told("she wrote 'why don't you just leave' on the board", "advice", language="en") == []


def test_a_link_asks_nothing_and_advises_nothing() -> None:
    assert told("zie https://school.example/probeer?je=zou&nu=1 hoe was dat?", "advice", "stacked") == []


def test_a_full_stop_within_a_word_ends_no_sentence() -> None:
    assert len(read("om 3.5 uur kwam hij. en toen", openers=frozenset()).sentences) == 2


@pytest.mark.parametrize("text", ["", "   ", "👍", "?!", "...\n\n\n"])
def test_a_message_without_words_is_fine(text: str) -> None:
    assert notice(text, guards=GUARDS, language="nl") == ()


def test_a_finding_says_where_and_by_which_rule() -> None:
    text = "Mooi verhaal. Je zou hem kunnen bellen!"
    (finding,) = notice(text, guards=["advice"], language="nl")
    assert finding == Finding(guard="advice", rule="je-zou-kunnen", start=14, end=31)
    assert text[finding.start : finding.end] == "Je zou hem kunnen"
    assert "je|jij|u zou * kunnen" in rules_for("nl").rule(finding.rule).written


def test_what_a_person_is_told_first_comes_first() -> None:
    text = "waarom heb je niks gezegd? ligt het niet aan jou? je zou hem kunnen bellen"
    assert told(text) == sorted(told(text), key=GUARDS.index)
    assert told(text)[0] == "advice"
    assert {"advice", "suggestion", "why", "stacked"} <= set(told(text))


def test_only_the_guards_that_were_asked_for_speak() -> None:
    assert told("waarom heb je niks gezegd?", "advice", "stacked") == []


def test_the_mild_guard_is_silent_when_another_speaks() -> None:
    text = "bij ons op de groep werkt een vaste plek altijd heel erg goed hoor"
    assert told(text, "statement") == ["statement"]
    assert "statement" not in told(text, "advice", "statement")


def test_an_exception_holds_for_its_own_sentence_only() -> None:
    assert told("Hij zei dat je zou kunnen stoppen.", "advice") == []
    assert told("Hij zei niks. Je zou kunnen stoppen.", "advice") == ["advice"]


class Counting(tuple[Word, ...]):
    """Words that count how often they are looked at."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        self.looks += 1
        return super().__getitem__(at)


def looks(text: str, language: str) -> int:
    rules = rules_for(language)
    message = read(text, openers=rules.openers)
    words = Counting(message.words)
    look(dataclasses.replace(message, words=words), guards=GUARDS, rules=rules)
    return words.looks


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "piece",
    [
        "je zou ",
        "zou zou niet ",
        "heb je al al eens ",
        "waarom je niet ",
        "have you ever ",
        "why do you ",
        "a ",
        "? ",
    ],
)
def test_ten_thousand_characters_cost_ten_times_a_thousand(language: str, piece: str) -> None:
    short, long = (looks(piece * (size // len(piece)), language) for size in (1_000, 10_000))
    assert long <= 11 * short
    assert long <= 500 * 10_000


@pytest.mark.parametrize("sign", ['"', "'", "“", "‘a ", ">", "\n", "\n ", " ", "a'", "e\u0301", "www.", "?", "("])
def test_ten_thousand_odd_signs_are_read(sign: str) -> None:
    assert notice(sign * (10_000 // len(sign)), guards=["advice", "why"], language="nl") == ()


def test_an_unknown_guard_or_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown-guard: 'names'; there is advice") as refused:
        notice("hoi", guards=["names"], language="nl")
    assert refused.value.code == "unknown-guard"
    with pytest.raises(UnknownNameError, match=r"unknown-language: '../nl'; there is en, nl"):
        notice("hoi", guards=["advice"], language="../nl")
    with pytest.raises(UnknownNameError, match="unknown-rule: 'nothing'"):
        rules_for("nl").rule("nothing")
