"""The small notation in which a rule says what it listens to.

je zou kunnen        these words, in this order, within one sentence
je|jij               one of these words
(al|al eens)         may be there or not
<vraagwoord>         one of the words of that list, at the top of the file
geprobeer*           every word that begins like this
*                    a few words, or none (how many: "gap" at the top of the file)
^zet                 only where a sentence, or a part of it, begins
zou * niet?          only in a sentence with a question mark
zet hem.             only in a sentence without a question mark
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flows.guards.words import WORD, Message, Word, plain

# Optional parts double the ways to say a phrase; beyond this it is no longer readable either.
MAX_WAYS = 64

_PARTS = re.compile(r"\(([^()]*)\)|(\S+)")


class PhraseError(ValueError):
    """A phrase is not written in the notation; the text says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One place in a phrase: a word out of these, or one beginning like these."""

    whole: frozenset[str]
    stems: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.stems)


# A place where a few words may stand.
_GAP = None
Place = Choice | None


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One way to say what a rule listens to, without optional parts."""

    opens: bool  # only at the beginning of a sentence
    asked: bool | None  # only with (True) or without (False) a question mark
    places: tuple[Place, ...]  # begins with a word, never with a gap
    gap: int

    def end(self, words: Sequence[Word], start: int) -> int | None:
        """The place after the last word if the phrase stands at `start`.

        Follows all possible places at once, at most `gap` more for each gap: no way back, so no explosion.
        """
        sentence = words[start].sentence
        reached = {start}
        for place in self.places:
            if place is _GAP:
                reached = {at for begin in reached for at in _within(words, begin, sentence, self.gap)}
            else:
                reached = {at + 1 for at in reached if _stands(words, at, sentence, place)}
                if not reached:
                    return None
        return min(reached)


def _within(words: Sequence[Word], begin: int, sentence: int, gap: int) -> Iterator[int]:
    """The places that can be reached by stepping over at most `gap` words; nobody steps over a quotation."""
    yield begin
    for at in range(begin, min(begin + gap, len(words))):
        word = words[at]
        if word.sentence != sentence or not word.text:
            return
        yield at + 1


def _stands(words: Sequence[Word], at: int, sentence: int, choice: Choice) -> bool:
    if at >= len(words):
        return False
    word = words[at]
    return word.sentence == sentence and choice.fits(word.text)


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """All phrases of a rule, by the word they begin with, so that most words cost one look."""

    by_word: Mapping[str, tuple[Phrase, ...]]
    by_stem: tuple[Phrase, ...]

    def find(self, message: Message) -> Iterator[tuple[int, int]]:
        """Each place where a phrase stands: its first word and the place after its last."""
        for start in self._starts(message):
            word = message.words[start]
            for phrase in (*self.by_word.get(word.text, ()), *self.by_stem):
                if phrase.opens and not word.opens:
                    continue
                if phrase.asked not in (None, message.sentences[word.sentence].asked):
                    continue
                end = phrase.end(message.words, start)
                if end is not None:
                    yield start, end
                    break

    def _starts(self, message: Message) -> Iterable[int]:
        """Where a phrase could begin: mostly nowhere, and that is found out at once."""
        if self.by_stem:
            return range(len(message.words))
        heads = self.by_word.keys() & message.places.keys()
        return sorted(place for head in heads for place in message.places[head]) if heads else ()


def gather(phrases: Sequence[Phrase]) -> Phrases:
    """Put phrases in order of the word they begin with."""
    by_word: dict[str, list[Phrase]] = {}
    by_stem = []
    for phrase in phrases:
        head = phrase.places[0]
        assert head is not _GAP  # read_phrase sees to it
        if head.stems:
            by_stem.append(phrase)
            continue
        for word in head.whole:
            by_word.setdefault(word, []).append(phrase)
    return Phrases(by_word={word: tuple(some) for word, some in by_word.items()}, by_stem=tuple(by_stem))


def read_phrase(written: str, *, lists: Mapping[str, Sequence[str]], gap: int) -> list[Phrase]:
    """Every way to say one written phrase."""
    body = written.strip()
    opens = body.startswith("^")
    asked = {"?": True, ".": False}.get(body[-1:])
    body = body.removeprefix("^")
    if asked is not None:
        body = body[:-1]
    parts = [_part(found, lists) for found in _PARTS.finditer(body)]
    ways = 1
    for part in parts:
        ways *= len(part)
    if ways > MAX_WAYS:
        raise PhraseError(f"can be said in {ways} ways, at most {MAX_WAYS}; split it into two phrases")
    phrases = []
    for way in product(*parts):
        places = tuple(place for part in way for place in part)
        if not places:
            raise PhraseError("has no word that must be there")
        if places[0] is _GAP or places[-1] is _GAP:
            raise PhraseError("begins or ends with *, where it means nothing; leave it out")
        phrases.append(Phrase(opens=opens, asked=asked, places=places, gap=gap))
    return phrases


def _part(found: re.Match[str], lists: Mapping[str, Sequence[str]]) -> list[tuple[Place, ...]]:
    """The ways to say one part of a phrase."""
    maybe, word = found.groups()
    if word == "*":
        return [(_GAP,)]
    if word is not None:
        return [(_choice(word, lists),)]
    said = [tuple(_choice(one, lists) for one in way.split()) for way in maybe.split("|")]
    return [(), *said]


def _choice(written: str, lists: Mapping[str, Sequence[str]]) -> Choice:
    whole: set[str] = set()
    stems = []
    for one in written.split("|"):
        name = one.removeprefix("<").removesuffix(">")
        stem = one.removesuffix("*")
        if one == f"<{name}>":
            if name not in lists:
                raise PhraseError(f"speaks of the list <{name}>, which is not among the lists of this file")
            whole.update(lists[name])
        elif not WORD.fullmatch(stem):
            raise PhraseError(f"has {one!r} where a word should stand")
        elif stem == one:
            whole.add(plain(one))
        else:
            stems.append(plain(stem))
    return Choice(whole=frozenset(whole), stems=tuple(stems))
