"""The rules of the guards, read from one file a language and compiled once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from flows.guards.phrase import Phrase, PhraseError, Phrases, gather, read_phrase
from flows.guards.words import WORD, plain

# In the order in which a person is told: one hint at a time is enough.
GUARDS: Final = ("advice", "suggestion", "why", "stacked", "statement", "diagnosis", "defends")
COUNTS: Final[tuple[str, ...]] = (
    "questions_over",
    "words_before_question_over",
    "words_without_question_over",
)

_HERE = Path(__file__).parent


class RulesError(ValueError):
    """A rules file cannot be used; says every mistake in it, each with file and line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("The rules cannot be used. Correct these lines:\n" + "\n".join(mistakes))


class UnknownNameError(ValueError):
    """A caller asks for a guard or a language that there is not."""

    def __init__(self, code: str, name: str, known: Sequence[str]) -> None:
        self.code = code  # unknown-guard or unknown-language
        super().__init__(f"{code}: {name!r}; there is {', '.join(known)}")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One reason to say something. Everything it asks must hold."""

    id: str
    written: tuple[str, ...]  # its phrases as they stand in the file, to explain a finding
    phrases: Phrases | None
    counts: Mapping[str, int]  # what must be more than so many
    unless: Phrases
    yes: tuple[str, ...]  # examples, checked by the tests
    no: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What notices one common mistake."""

    id: str
    about: str
    only_alone: bool  # a mild one: silent as soon as another guard speaks
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All guards in one language."""

    language: str
    openers: frozenset[str]  # words after which a sentence still begins
    short_question: int  # a question of fewer words ("echt?") does not count as one
    guards: tuple[Guard, ...]

    def rule(self, id: str) -> Rule:
        """The rule a finding speaks of."""
        every = {rule.id: rule for guard in self.guards for rule in guard.rules}
        if id not in every:
            raise UnknownNameError("unknown-rule", id, sorted(every))
        return every[id]


def languages() -> tuple[str, ...]:
    """The languages there are rules for."""
    return tuple(sorted(file.stem for file in _HERE.glob("*.yaml")))


@lru_cache
def rules_for(language: str) -> Rules:
    """The rules in one language, read once."""
    if language not in languages():
        raise UnknownNameError("unknown-language", language, languages())
    file = _HERE / f"{language}.yaml"
    return read_rules(file.read_text(encoding="utf-8"), name=file.name)


def read_rules(text: str, *, name: str) -> Rules:
    """Read a rules file; `name` is what its mistakes call it."""
    try:
        # The nodes and not the values: they know their line, and `yes`, `no` and `on` stay words.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1  # a forbidden character has no line
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise RulesError([f"{name}, line {line}: this is not YAML: {what}"]) from error
    if node is None:
        raise RulesError([f"{name}, line 1: the file is empty"])
    reader = _Reader(name)
    rules = reader.rules(node)
    if reader.mistakes:
        raise RulesError([f"{name}, line {line}: {what}" for line, what in sorted(reader.mistakes)])
    return rules


class _Reader:
    """Reads on after a mistake, so that an author sees all of them at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.mistakes: list[tuple[int, str]] = []
        self.lists: dict[str, tuple[str, ...]] = {}
        self.gap = 0
        self.ids: set[str] = set()

    def rules(self, node: yaml.Node) -> Rules:
        top = self.entries(node, needed=("language", "gap", "short_question", "openers", "lists", "guards"))
        self.gap = self.number(top.get("gap"))
        for key, listed in self.entries(top.get("lists"), free=True).items():
            self.lists[key] = tuple(self.word(one) for one in self.items(listed))
        return Rules(
            language=self.text(top.get("language")),
            openers=frozenset(self.word(one) for one in self.items(top.get("openers"))),
            short_question=self.number(top.get("short_question")),
            guards=self.guards(top.get("guards")),
        )

    def guards(self, node: yaml.Node | None) -> tuple[Guard, ...]:
        found = self.entries(node, needed=GUARDS)
        if node is not None and set(found) == set(GUARDS) and tuple(found) != GUARDS:
            self.wrong(node, f"the guards stand in another order than {', '.join(GUARDS)}")
        return tuple(self.guard(id, one) for id, one in found.items())

    def guard(self, id: str, node: yaml.Node) -> Guard:
        said = self.entries(node, needed=("about", "rules"), allowed=("only_alone", "unless"))
        unless = self.phrases(said.get("unless"))
        alone = self.text(said["only_alone"]) if "only_alone" in said else "no"
        if alone not in ("yes", "no"):
            self.wrong(said["only_alone"], f"only_alone is {alone!r}; write yes or no")
        rules = tuple(self.rule(one, unless) for one in self.items(said.get("rules")))
        return Guard(id=id, about=self.text(said.get("about")), only_alone=alone == "yes", rules=rules)

    def rule(self, node: yaml.Node, unless: list[Phrase]) -> Rule:
        said = self.entries(node, needed=("id", "yes", "no"), allowed=("phrases", "unless", *COUNTS))
        id = self.text(said.get("id"))
        if id in self.ids:
            self.wrong(node, f"there is already a rule with the id {id!r}")
        self.ids.add(id)
        counts = {key: self.number(said[key]) for key in COUNTS if key in said}
        if "phrases" not in said and not counts:
            self.wrong(node, f"rule {id!r} listens to nothing; give it phrases or one of {', '.join(COUNTS)}")
        return Rule(
            id=id,
            written=self.texts(said.get("phrases")),
            phrases=gather(self.phrases(said["phrases"])) if "phrases" in said else None,
            counts=counts,
            unless=gather([*unless, *self.phrases(said.get("unless"))]),
            yes=self.examples(said.get("yes")),
            no=self.examples(said.get("no")),
        )

    def phrases(self, node: yaml.Node | None) -> list[Phrase]:
        found = []
        for one in self.items(node):
            written = self.text(one)
            try:
                found += read_phrase(written, lists=self.lists, gap=self.gap)
            except PhraseError as error:
                self.wrong(one, f"the phrase {written!r} {error}")
        return found

    def examples(self, node: yaml.Node | None) -> tuple[str, ...]:
        found = self.texts(node)
        if node is not None and len(found) < 2:
            self.wrong(node, "give at least two examples")
        return found

    def entries(
        self,
        node: yaml.Node | None,
        *,
        needed: Sequence[str] = (),
        allowed: Sequence[str] = (),
        free: bool = False,
    ) -> dict[str, yaml.Node]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "names with a value each are expected here (name: value)")
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if key in found:
                self.wrong(key_node, f"{key!r} stands here twice")
            elif not free and key not in (*needed, *allowed):
                self.wrong(key_node, f"{key!r} is not known here; known are {', '.join((*needed, *allowed))}")
            else:
                found[key] = value
        for key in needed:
            if key not in found:
                self.wrong(node, f"{key!r} is missing")
        return found

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, "a list is expected here (a line for each, beginning with -)")
            return []
        return list(node.value)

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        return tuple(self.text(one) for one in self.items(node))

    def text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.wrong(node, "a text is expected here; put it between quotes if it has a colon in it")
            return ""
        return str(node.value)

    def word(self, node: yaml.Node) -> str:
        said = self.text(node)
        if said and not WORD.fullmatch(said):
            self.wrong(node, f"{said!r} is not one word")
        return plain(said)

    def number(self, node: yaml.Node | None) -> int:
        said = self.text(node)
        if said.isascii() and said.isdigit():
            return int(said)
        if node is not None and said:
            self.wrong(node, f"a whole number is expected here, not {said!r}")
        return 0

    def wrong(self, node: yaml.Node, what: str) -> None:
        self.mistakes.append((node.start_mark.line + 1, what))
