"""What the documentation promises: its links lead somewhere, its examples load, and its names are those of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from bot.page import page
from bot.practice.colleagues import Colleagues
from bot.practice.example import read_example
from bot.practice.play import run_to_the_end, stage_for
from bot.shelf import fill_shelf, library_folder, read_source
from flows.engine.script import Script
from flows.engine.session import CLOSED
from flows.engine.steps import KINDS
from flows.guards import GUARDS
from flows.language.loading import Loaded, Source, load
from flows.language.model import Flow
from storage.tables import metadata

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
WRITE_A_FLOW = DOCS / "how-to" / "write-a-flow.md"
SELF_HOST = DOCS / "how-to" / "self-host.md"

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A file of the project in backticks; what is to be made yet, or stands for several, has another shape.
FILE = re.compile(r"`((?:bot|docs|flows|storage|tests)/[\w./-]*)`")
#: Files that a page tells somebody to make.
TO_BE_MADE: set[str] = set()
VARIABLE = re.compile(r"\b(?:BEURTELINGS|DATABASE|TELEGRAM)_[A-Z_]+\b")

#: What stands around a piece of a flow: a step says nothing without people and roles.
AROUND = """
flow: voorbeeld
language: nl
title: Een voorbeeld
menu: Een voorbeeld.
goal: Een voorbeeld.
inspired_by: Niets.
not_for: Echte gesprekken.
people: {min: 3, ideal: 4, max: 6}
minutes: 60
roles:
  gespreksleider: {name: gespreksleider, leads: true}
  inbrenger: {name: inbrenger}
steps:
  - {id: wie-leidt, kind: assign, role: gespreksleider, by: draw, title: Wie leidt, prompt: We loten.}
  - {id: wie-brengt-in, kind: assign, role: inbrenger, by: draw, title: Wie brengt in, prompt: We loten.}
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    inside = [link for link in links if link and "://" not in link]
    assert not [link for link in inside if not (page.parent / link).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = set(FILE.findall(page.read_text(encoding="utf-8"))) - TO_BE_MADE
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


@pytest.mark.parametrize(("name", "language"), [("gesprekken.md", "nl"), ("conversations.md", "en")])
def test_the_page_of_the_conversations_is_up_to_date(name: str, language: str) -> None:
    made = page([*fill_shelf().scripts.values()], language)
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == made, f"make it anew: python -m bot flows page --language {language} > docs/{name}"


def test_every_page_is_in_the_index() -> None:
    index = LINK.findall((DOCS / "README.md").read_text(encoding="utf-8"))
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")} - {"README.md"}
    assert set(index) == pages


def test_the_picture_is_whole_and_names_files_that_exist() -> None:
    picture = ElementTree.parse(DOCS / "way-of-an-event.svg").getroot()
    text = " ".join(piece for piece in picture.itertext())
    named = re.findall(r"\b(?:bot|flows|storage)/[\w/]+\.py", text)
    assert len(named) >= 8
    assert not [name for name in named if not (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_table_has_rows_of_one_length(page: Path) -> None:
    for table in tables(page):
        assert len({len(row) for row in table}) == 1, table[0]


def test_every_example_of_a_flow_loads_without_a_mistake() -> None:
    examples = list(sources())
    assert len(examples) >= 14
    for source in examples:
        sound(source)


def test_the_examples_show_every_kind_of_step_and_every_guard() -> None:
    flows = [sound(source).flow for source in sources()]
    steps = [step for flow in flows for step in flow.all_steps]
    assert {step.kind for step in steps} == set(KINDS)
    text = WRITE_A_FLOW.read_text(encoding="utf-8")
    assert not [guard for guard in GUARDS if f"| `{guard}` |" not in text]


@pytest.mark.parametrize("pace", ["table", "chat", "days"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_flow_to_begin_with_can_be_played(tmp_path: Path, pace: str, language: str) -> None:
    (whole,) = (source for source in sources() if "en.yaml" in source.files)
    (example,) = (text for text in blocks("yaml") if heading(text) == "example.yaml")
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    said = read_example(tmp_path)
    loaded = sound(whole)
    assert set(loaded.flows) == {"nl", "en"}
    stage = stage_for(Script(loaded), said, people=4, pace=pace, language=language)
    run_to_the_end(stage, Colleagues(stage, said, seed=1))
    assert (stage.session.state, stage.session.reason) == (CLOSED, "done")


def test_the_settings_are_those_of_the_code() -> None:
    read = set(re.findall(r'environ\.get\("(\w+)"\)', (ROOT / "bot" / "config.py").read_text(encoding="utf-8")))
    text = SELF_HOST.read_text(encoding="utf-8")
    (table,) = (table for table in tables(SELF_HOST) if table[0][0] == "variable")
    assert read
    assert {row[0].strip("`") for row in table[2:]} == read
    assert set(VARIABLE.findall(text)) == read


def test_the_privacy_page_names_every_table_and_no_other() -> None:
    (table,) = (table for table in tables(DOCS / "privacy.md") if "sealed" in table[0])
    named = {name for row in table[2:] for name in re.findall(r"`(\w+)`", row[1])}
    assert named - {"words", "event", "data", "payload"} == set(metadata.tables)


def test_the_flow_of_the_head_has_every_word_explained() -> None:
    (table,) = (table for table in tables(WRITE_A_FLOW) if table[0][0] == "word")
    explained = {word for row in table[2:] for word in re.findall(r"`(\w+)`", row[0])}
    assert explained == set(Flow.model_fields) - {"steps"}


def blocks(kind: str) -> list[str]:
    text = WRITE_A_FLOW.read_text(encoding="utf-8")
    return [content for found, content in FENCED.findall(text) if found == kind]


def heading(block: str) -> str:
    """The file a block is, when it says so."""
    first = block.partition("\n")[0]
    return first.removeprefix("# ") if first.startswith("# ") else ""


def sources() -> Iterator[Source]:
    """Each example as files of a flow; a translation belongs to the flow on top."""
    named = {heading(block): block for block in blocks("yaml") if heading(block)}
    yield Source(files={name: named[name] for name in ("flow.yaml", "en.yaml")})
    for block in blocks("yaml"):
        if not heading(block):
            yield Source(files={"flow.yaml": yaml.safe_dump(completed(yaml.safe_load(block)), allow_unicode=True)})


def completed(piece: Any) -> dict[str, Any]:
    """A list of steps comes after those that give the roles; anything else takes the place of what it names."""
    around: dict[str, Any] = yaml.safe_load(AROUND)
    if isinstance(piece, list):
        return around | {"steps": [*around["steps"], *piece]}
    return around | dict(piece)


def sound(source: Source) -> Loaded:
    loaded, mistakes = load(source, find=lambda flow: read_source(library_folder() / flow).files)
    assert not mistakes, "\n".join(str(mistake) for mistake in mistakes) + "\n" + source.files["flow.yaml"]
    assert loaded is not None
    return loaded


def tables(page: Path) -> list[list[list[str]]]:
    """The tables of a page, each as rows of cells."""
    found: list[list[list[str]]] = []
    inside = fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.lstrip().startswith("```")
        is_row = line.startswith("|") and not fenced
        if is_row and not inside:
            found.append([])
        if is_row:
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        inside = is_row
    return found
