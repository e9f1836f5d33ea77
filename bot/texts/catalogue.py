"""The texts of one language, by key: "answer.agreed" is the text at ``answer: {agreed: …}`` in its YAML files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

#: The first is spoken to whoever asks for one that is not here.
LANGUAGES = ("nl", "en")

#: What is said in a conversation and around it; and what is said between conversations.
FILES = ("{language}.yaml", "rhythm.{language}.yaml")

_HERE = Path(__file__).parent

Text = str | tuple[str, ...]


class MissingText(LookupError):
    def __init__(self, key: str, language: str) -> None:
        files = " or ".join(file.format(language=language) for file in FILES)
        super().__init__(f"there is no text {key!r} in {files}; add it, in every language")
        self.key, self.language = key, language


class MissingFiller(LookupError):
    def __init__(self, key: str, language: str, filler: str) -> None:
        super().__init__(f"the text {key!r} ({language}) needs {{{filler}}}, which it was not given")
        self.key, self.language, self.filler = key, language, filler


class Catalogue:
    def __init__(self, language: str, texts: Mapping[str, Text]) -> None:
        self.language = language
        self._texts = dict(texts)

    def say(self, key: str, /, **fillers: object) -> str:
        """The text with its {places} filled. Fillers without a place are let be: a text need not use them all."""
        text = self._texts.get(key)
        if not isinstance(text, str):
            raise MissingText(key, self.language)
        try:
            return text.format_map(fillers)
        except KeyError as missing:
            raise MissingFiller(key, self.language, str(missing.args[0])) from None

    def list(self, key: str) -> tuple[str, ...]:
        """A text that is a row of words, such as the names of the months."""
        text = self._texts.get(key)
        if not isinstance(text, tuple):
            raise MissingText(key, self.language)
        return text

    def has(self, key: str) -> bool:
        return key in self._texts

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)


def catalogue(language: str) -> Catalogue:
    """The texts of a language; a region ("en-GB") makes no difference."""
    spoken = language.partition("-")[0].lower()
    return _load(spoken if spoken in LANGUAGES else LANGUAGES[0])


@cache
def _load(language: str) -> Catalogue:
    return Catalogue(language, texts_in(_HERE, language))


def texts_in(folder: Path, language: str) -> dict[str, Text]:
    """Of all files together; a key belongs to one of them."""
    texts: dict[str, Text] = {}
    for file in (name.format(language=language) for name in FILES):
        found = dict(_flat(yaml.safe_load((folder / file).read_text(encoding="utf-8"))))
        if twice := texts.keys() & found.keys():
            raise ValueError(f"{file} has {', '.join(sorted(twice))}, which another file has too; keep one of them")
        texts |= found
    return texts


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Text]]:
    for name, below in tree.items():
        if isinstance(below, Mapping):
            yield from _flat(below, f"{above}{name}.")
        else:
            yield f"{above}{name}", tuple(below) if isinstance(below, list) else str(below)
