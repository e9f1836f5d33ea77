"""The bank of small questions: how they are written, and in which order they come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.guards import notice
from flows.rhythm import questions
from flows.rhythm.questions import STRANDS, Question, bank, choose

LANGUAGES = ("nl", "en")
ALL = [question for language in LANGUAGES for question in bank(language).values()]
START = date(2026, 1, 8)
EACH = 22
YEAR = timedelta(days=365)

SOME_STRANDS = st.sets(st.sampled_from(STRANDS))
SEEDS = st.text(max_size=12)

in_both = pytest.mark.parametrize("language", LANGUAGES)


def raw(language: str) -> dict[str, list[dict[str, Any]]]:
    file = Path(questions.__file__).parent / "bank" / f"{language}.yaml"
    return cast(dict[str, list[dict[str, Any]]], yaml.safe_load(file.read_text(encoding="utf-8"))["strands"])


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def words(sentence: str) -> int:
    return len(sentence.split())


def texts(question: Question) -> Iterator[str]:
    yield from (question.first, question.then, *question.taps)


def steps(language: str) -> list[str]:
    return [text for question in bank(language).values() for text in (question.first, question.then)]


def weeks(count: int, strands: Collection[str], seed: str, every: int = 7) -> list[tuple[date, str | None]]:
    """What is asked, once in so many days, of somebody who was asked nothing before."""
    asked: dict[str, date] = {}
    came = []
    for week in range(count):
        today = START + timedelta(days=every * week)
        id = choose(asked, strands=strands, today=today, seed=seed)
        came.append((today, id))
        if id:
            asked[id] = today
    return came


def strand_of(id: str | None) -> str:
    return bank("nl")[id or ""].strand


@in_both
def test_there_are_as_many_questions_in_every_strand(language: str) -> None:
    assert Counter(question.strand for question in bank(language).values()) == dict.fromkeys(STRANDS, EACH)
    assert len(bank(language)) >= 120


@in_both
def test_the_file_holds_what_is_known_and_nothing_twice(language: str) -> None:
    told = raw(language)
    entries = [entry for strand in told.values() for entry in strand]
    assert tuple(told) == STRANDS
    assert all({"id", "first", "then"} <= set(entry) <= {"id", "first", "then", "taps"} for entry in entries)
    assert not [id for id, times in Counter(entry["id"] for entry in entries).items() if times > 1]
    # Unquoted, "no" and "on" would not be words.
    said = [(entry["id"], entry["first"], entry["then"], *entry.get("taps", ())) for entry in entries]
    assert all(isinstance(text, str) for texts in said for text in texts)


@in_both
def test_an_id_says_its_strand_and_its_place(language: str) -> None:
    expected = [f"{strand}-{n:02}" for strand in STRANDS for n in range(1, EACH + 1)]
    assert list(bank(language)) == expected
    assert all(question.id.rpartition("-")[0] == question.strand for question in bank(language).values())


def test_every_question_is_there_in_both_languages_with_as_many_taps() -> None:
    shapes = [[(one.id, one.strand, len(one.taps)) for one in bank(language).values()] for language in LANGUAGES]
    assert shapes[0] == shapes[1]


def test_a_language_we_have_not_is_dutch() -> None:
    assert bank("fy") is bank("nl")
    assert bank("../bank/en") is bank("nl")
    assert bank("en") is not bank("nl")


def test_the_bank_is_read_once_and_cannot_be_changed() -> None:
    assert bank("en") is bank("en")
    with pytest.raises(TypeError):
        cast(dict[str, Question], bank("nl"))["leren-01"] = bank("en")["leren-01"]


def test_a_question_fits_on_a_phone() -> None:
    assert not [text for one in ALL for text in (one.first, one.then) if not 0 < len(text) <= 160]
    assert not [tap for one in ALL for tap in one.taps if not 0 < len(tap) <= 24]


def test_taps_are_a_choice_and_follow_a_question() -> None:
    tapped = [one for one in ALL if one.taps]
    assert not [one.id for one in tapped if not 2 <= len(set(one.taps)) == len(one.taps) <= 4]
    assert not [one.first for one in tapped if not one.first.endswith("?")]


def test_a_question_is_plain_and_clean() -> None:
    said = [text for one in ALL for text in texts(one)]
    assert not [text for text in said if re.search(r"[{}<>*_`\[\]]", text) or text != " ".join(text.split())]
    assert not [one.then for one in ALL if "?" not in one.then]


@in_both
def test_about_a_third_can_be_answered_by_a_tap(language: str) -> None:
    for strand in STRANDS:
        tapped = [one for one in bank(language).values() if one.strand == strand and one.taps]
        assert 6 <= len(tapped) <= 9, strand


@in_both
def test_no_two_questions_begin_or_end_alike(language: str) -> None:
    said = bank(language).values()
    for heard in ([sentences(one.first)[0] for one in said], [one.then for one in said]):
        assert not [text for text, times in Counter(heard).items() if times > 1]


@in_both
def test_a_tired_reader_can_read_it(language: str) -> None:
    lengths = {part: words(part) for text in steps(language) for part in sentences(text)}
    assert sum(lengths.values()) / len(lengths) <= 14
    assert not [part for part, length in lengths.items() if length > 24]


@in_both
def test_no_question_asks_why_or_hides_a_tip(language: str) -> None:
    guards = ("suggestion", "why", "diagnosis")
    assert not [text for text in steps(language) if notice(text, guards=guards, language=language)]


def test_nobody_is_told_to_reflect() -> None:
    solemn = re.compile(r"\b(?:reflect\w*|evalue\w*|evaluat\w*|competent\w*|professionele?|streaks?)\b", re.IGNORECASE)
    assert not [text for question in ALL for text in texts(question) if solemn.search(text)]


@settings(max_examples=25, deadline=None)
@given(SOME_STRANDS, SEEDS)
def test_a_question_never_comes_back_within_a_year(strands: set[str], seed: str) -> None:
    before: dict[str, date] = {}
    for today, id in weeks(156, strands, seed):
        if id is None:
            continue
        assert not strands or strand_of(id) in strands
        assert id not in before or today - before[id] > YEAR
        before[id] = today


@settings(max_examples=25, deadline=None)
@given(SOME_STRANDS, SEEDS)
def test_strands_take_turns(strands: set[str], seed: str) -> None:
    turns = [strand for strand in STRANDS if not strands or strand in strands]
    came = [strand_of(id) for _, id in weeks(EACH * len(turns), strands, seed, every=1)]
    assert came == turns * EACH


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_question_comes_before_any_comes_again(seed: str) -> None:
    came = [id for _, id in weeks(len(bank("nl")) + EACH, (), seed)]
    assert set(came[:-EACH]) == set(bank("nl"))
    assert len(set(came[-EACH:])) == EACH


@pytest.mark.parametrize("strand", STRANDS)
def test_there_is_none_when_a_strand_is_used_up(strand: str) -> None:
    # The 53rd week is the first that is more than a year after the first.
    came = [id for _, id in weeks(53 + EACH, [strand], "seed")]
    assert len(set(came[:EACH])) == EACH
    assert set(came[EACH:53]) == {None}
    assert came[53:] == came[:EACH], "what was asked longest ago comes first"


def test_a_strand_that_is_used_up_leaves_its_turn_to_the_others() -> None:
    asked = {id: START for id, question in bank("nl").items() if question.strand == "leren"}
    asked |= {"dilemma-01": START + timedelta(days=30)}
    id = choose(asked, strands=("leren", "dilemma"), today=START + timedelta(days=40), seed="a")
    assert strand_of(id) == "dilemma"


def test_a_year_is_over_only_when_it_is_over() -> None:
    asked = dict.fromkeys(bank("nl"), START)
    assert choose(asked, strands=(), today=START + YEAR, seed="a") is None
    assert choose(asked, strands=(), today=START + YEAR + timedelta(days=1), seed="a") is not None


def test_a_day_to_come_counts_as_asked() -> None:
    asked = dict.fromkeys(bank("nl"), START + timedelta(days=3))
    assert choose(asked, strands=(), today=START, seed="a") is None


def test_what_is_no_longer_known_does_no_harm() -> None:
    assert choose({"gone-01": START}, strands=("leren", "gone"), today=START, seed="a") in bank("nl")
    assert choose({}, strands=("gone",), today=START, seed="a") is None


def test_the_seed_draws() -> None:
    drawn = {choose({}, strands=("leren",), today=START, seed=str(n)) for n in range(400)}
    assert len(drawn) == EACH
    assert len({choose({}, strands=("leren",), today=START, seed="same") for _ in range(3)}) == 1
