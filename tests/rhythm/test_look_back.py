"""The look back: every form can be done with it as its first step, in both languages."""

from __future__ import annotations

import pytest
import yaml

from bot.shelf import fill_shelf
from flows.language.loading import Source, load
from flows.rhythm.look_back import STEP, with_look_back

SHELF = fill_shelf()


@pytest.mark.parametrize("flow", sorted(SHELF.scripts))
def test_it_is_the_first_step_of_every_form(flow: str) -> None:
    script = SHELF.looking_back(flow)
    assert script is not None
    assert script.order[0] == STEP
    assert [*script.order[1:]] == [*SHELF.scripts[flow].order]
    for language in ("nl", "en"):
        title = {"nl": "Eerst even terug", "en": "First, back for a moment"}[language]
        assert script.step_in(STEP, language).title == title


def test_what_has_a_look_back_gets_no_second_one() -> None:
    files = with_look_back(SHELF.scripts["intervisie"].loaded.source.files)
    assert with_look_back(files) == files


def test_a_flow_in_another_language_stays_as_it_is() -> None:
    files = {"flow.yaml": "flow: x\nlanguage: de\nsteps:\n  - id: eins\n"}
    assert with_look_back(files) == files
    assert with_look_back({}) == {}
    assert with_look_back({"flow.yaml": "flow: x\n"}) == {"flow.yaml": "flow: x\n"}


def test_a_flow_that_begins_with_its_steps() -> None:
    files = with_look_back({"flow.yaml": "steps:\n  - id: een\nlanguage: nl\n", "en.yaml": "title: x\n"})
    assert [step["id"] for step in yaml.safe_load(files["flow.yaml"])["steps"]] == [STEP, "een"]
    assert files["en.yaml"] == "title: x\n"


def test_a_form_that_is_not_here() -> None:
    assert SHELF.looking_back("nergens") is None
    assert SHELF.looking_back("intervisie") is SHELF.looking_back("intervisie")


def test_what_it_makes_is_sound() -> None:
    for flow in ("intervisie", "troika"):
        _, mistakes = load(Source(files=with_look_back(SHELF.scripts[flow].loaded.source.files)))
        assert not [mistake for mistake in mistakes if STEP in str(mistake)]
