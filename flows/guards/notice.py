"""What the guards notice in a text."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.guards.rules import GUARDS, Guard, Rule, Rules, UnknownNameError, rules_for
from flows.guards.words import Message, Sentence, read


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule that fired, and where, so that it can be explained."""

    guard: str
    rule: str
    start: int  # place in the text, in characters as Python counts them
    end: int


def notice(text: str, *, guards: Sequence[str], language: str) -> tuple[Finding, ...]:
    """What these guards notice in a text; what a person is told first comes first."""
    for name in guards:
        if name not in GUARDS:
            raise UnknownNameError("unknown-guard", name, GUARDS)
    rules = rules_for(language)
    return look(read(text, openers=rules.openers), guards=guards, rules=rules)


def look(message: Message, *, guards: Sequence[str], rules: Rules) -> tuple[Finding, ...]:
    """What these guards notice in a message that was taken apart before."""
    findings: list[Finding] = []
    mild: list[Finding] = []
    for guard in rules.guards:
        if guard.id in guards:
            (mild if guard.only_alone else findings).extend(_listen(guard, message, rules))
    return tuple(findings or mild)


def _listen(guard: Guard, message: Message, rules: Rules) -> list[Finding]:
    found = []
    for rule in guard.rules:
        place = _place(rule, message, rules)
        if place:
            first, after = place
            start, end = message.words[first].start, message.words[after - 1].end
            found.append(Finding(guard=guard.id, rule=rule.id, start=start, end=end))
    return sorted(found, key=lambda finding: finding.start)


def _place(rule: Rule, message: Message, rules: Rules) -> tuple[int, int] | None:
    """Where a rule fires: the first word and the place after the last."""
    place: tuple[int, int] | None = None
    for what, most in rule.counts.items():
        place = _COUNTED[what](message, most, rules.short_question)
        if place is None:
            return None
    if rule.phrases is None:
        return None if any(rule.unless.find(message)) else place
    hits = list(rule.phrases.find(message))
    if not hits:
        return None
    # An exception holds for its own sentence: "he said …" does not excuse the sentence after it.
    excused = {message.words[start].sentence for start, _ in rule.unless.find(message)}
    return next((hit for hit in hits if message.words[hit[0]].sentence not in excused), None)


def _questions(message: Message, short: int) -> list[Sentence]:
    return [one for one in message.sentences if one.asked and one.after - one.first >= short]


def _questions_over(message: Message, most: int, short: int) -> tuple[int, int] | None:
    questions = _questions(message, short)
    return (questions[most].first, questions[most].after) if len(questions) > most else None


def _words_before_question_over(message: Message, most: int, short: int) -> tuple[int, int] | None:
    questions = _questions(message, short)
    return (0, questions[0].after) if questions and questions[0].after > most else None


def _words_without_question_over(message: Message, most: int, short: int) -> tuple[int, int] | None:
    asked = any(one.asked for one in message.sentences)
    return (0, len(message.words)) if not asked and len(message.words) > most else None


_COUNTED = {
    "questions_over": _questions_over,
    "words_before_question_over": _words_before_question_over,
    "words_without_question_over": _words_without_question_over,
}
