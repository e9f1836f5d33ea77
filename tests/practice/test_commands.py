"""``beurtelings try`` and ``beurtelings flows play``, as somebody at a keyboard has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from bot.cli import main


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> object:
    """What somebody types, line by line; the last one again and again."""

    def typing(*lines: str) -> None:
        coming: Iterator[str] = chain(lines[:-1], repeat(lines[-1]))

        def read(prompt: str = "") -> str:
            print(prompt)
            return next(coming)

        monkeypatch.setattr("builtins.input", read)

    return typing


FLOWS = ("intervisie", "verhalenderwijs")


@pytest.mark.parametrize("seat", [1, 2])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_somebody_who_taps_the_first_button_comes_to_the_end(
    flow: str, language: str, seat: int, types: object, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Ik zag een deur." if language == "nl" else "I saw a door."
    types(*[line for _ in range(400) for line in ("1", words, "2", "9")], "q")  # type: ignore[operator]
    assert main(["try", flow, "--seat", str(seat), "--language", language, "--quick"]) == 0
    shown = capsys.readouterr().out
    end = {"nl": "Dat was het hele gesprek.", "en": "That was the whole conversation."}[language]
    assert end in shown
    assert "{" not in shown


def test_somebody_chooses_the_flow_and_the_seat_and_stops(types: object, capsys: pytest.CaptureFixture[str]) -> None:
    types("999", "x", "1", "1", "", "99", "q")  # type: ignore[operator]
    assert main(["try", "--language", "en", "--quick"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("That one isn't on the list.") == 3
    assert shown.rstrip().endswith("See you.")


def test_a_conversation_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "niets"]) == 2
    assert main(["flows", "play", "niets"]) == 2
    assert capsys.readouterr().err.count('There is no flow "niets"') == 2


def test_as_many_people_as_the_conversation_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "play", "verhalenderwijs", "--people", "3"]) == 2
    assert "is for 2 to 2 people, not for 3" in capsys.readouterr().err


@pytest.mark.parametrize("pace", ["table", "chat", "days"])
@pytest.mark.parametrize("flow", FLOWS)
def test_playing_with_the_same_seed_prints_the_same(flow: str, pace: str, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(seed: int) -> str:
        assert main(["flows", "play", flow, "--pace", pace, "--seed", str(seed), "--json"]) == 0
        return capsys.readouterr().out

    first = printed(7)
    assert first == printed(7)
    assert first != printed(8)
    played = json.loads(first)
    assert (played["flow"], played["pace"], played["seed"], played["ended"]) == (flow, pace, 7, "done")
    assert [move["n"] for move in played["moves"]] == list(range(1, len(played["moves"]) + 1))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_a_played_conversation_reads_aloud(flow: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "play", flow, "--language", language]) == 0
    shown = capsys.readouterr().out
    assert "{" not in shown
    assert shown.count("\n") > 100
