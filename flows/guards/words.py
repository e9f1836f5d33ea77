"""A message as the guards see it: plain words in sentences, without what is quoted."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

# A letter or digit, or an accent that is written as a character of its own.
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f])+"
WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")

_LINK = r"(?:https?://|www\.)\S+"
_PIECES = re.compile(
    rf"(?P<link>{_LINK})|(?P<word>{WORD.pattern})|(?P<mark>[.?!…]+)|(?P<blank>\n[ \t\r]*\n)"
    r"|(?P<pause>\n|[^\w\s'’/&%+-])"
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTE_MARKS = re.compile(r"[\"“”„«»'‘’]|\n[ \t\r]*\n")
_DOUBLE = '"“”„«»'
# 's ochtends, 't, 'm, 'em, 'cause: an apostrophe that opens no quotation.
_SHORTENED = re.compile(r"(?:[stnkmr]|ns|em|cause|til|tis)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word; a quotation or a link is one word without text, which no rule can match."""

    text: str  # without capitals, accents and apostrophes
    start: int  # place in the message, in characters
    end: int
    sentence: int
    opens: bool  # stands where a sentence, or a part of it, begins


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A stretch of words up to a full stop, question mark, exclamation mark or blank line."""

    first: int  # place of its first word among the words
    after: int  # place after its last word
    asked: bool  # ends in a question mark


@dataclass(frozen=True, kw_only=True)
class Message:
    """A text, taken apart once for all the rules."""

    words: Sequence[Word]
    sentences: tuple[Sentence, ...]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word.text, []).append(place)
        return found


def plain(word: str) -> str:
    """People type in haste: capitals, accents and apostrophes make no difference."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign) and sign not in "'’")


def read(text: str, *, openers: AbstractSet[str]) -> Message:
    """Take a text apart. After an opener ("but", "well") a sentence still counts as beginning."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    first, opens = 0, True
    for kind, start, end in _pieces(text):
        if kind in ("mark", "blank"):
            if len(words) > first:
                asked = "?" in text[start:end]
                sentences.append(Sentence(first=first, after=len(words), asked=asked))
            first, opens = len(words), True
        elif kind == "pause":
            opens = True
        else:
            said = plain(text[start:end]) if kind == "word" else ""
            words.append(Word(text=said, start=start, end=end, sentence=len(sentences), opens=opens))
            # A quotation is often followed by a sentence of the writer's own.
            opens = kind == "quote" or (opens and said in openers)
    if len(words) > first:
        sentences.append(Sentence(first=first, after=len(words), asked=False))
    return Message(words=tuple(words), sentences=tuple(sentences))


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """The words, marks and pauses in order, each quotation as one piece."""
    at = 0
    for start, end in _quotations(text):
        yield from _unquoted(text, at, start)
        yield "quote", start, end
        at = end
    yield from _unquoted(text, at, len(text))


def _unquoted(text: str, at: int, until: int) -> Iterator[tuple[str, int, int]]:
    for found in _PIECES.finditer(text, at, until):
        kind = str(found.lastgroup)
        # The full stop in "b.v." or "3.5" ends nothing.
        if found.group() == "." and text[found.end() : found.end() + 1].isalnum():
            continue
        yield kind, found.start(), found.end()


def _quotations(text: str) -> list[tuple[int, int]]:
    """Where somebody else is quoted: between quotation marks, or a whole line after ">"."""
    spans = [found.span() for found in _QUOTED_LINE.finditer(text)]
    opened: int | None = None
    for found in _QUOTE_MARKS.finditer(text):
        at, mark = found.start(), found.group()
        if mark.isspace():
            opened = None  # a mark that was never closed quotes nothing
        elif opened is None:
            opened = at if mark in _DOUBLE or _opens_single(text, at) else None
        elif (mark in _DOUBLE) == (text[opened] in _DOUBLE) and _closes(text, at):
            spans.append((opened, at + 1))
            opened = None
    return _joined(sorted(spans))


def _opens_single(text: str, at: int) -> bool:
    within_word = text[at - 1 : at].isalnum()
    return not within_word and text[at + 1 : at + 2].isalnum() and not _SHORTENED.match(text, at + 1)


def _closes(text: str, at: int) -> bool:
    """The apostrophe of "don't" closes no quotation."""
    return text[at] in _DOUBLE or not text[at + 1 : at + 2].isalnum()


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotations that overlap (marks on a quoted line) as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
