"""A program with pages to open, and browsers to open them in."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.shelf import Shelf, fill_shelf
from tests.web.serving import Serving, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.people import Person

Invite = Callable[..., "Person"]
NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@cache
def library() -> Shelf:
    """All there is to choose from, read once."""
    return fill_shelf()


@pytest.fixture
def serving(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Serving]:
    """A running program; it may not complain."""
    serving = Serving(f"sqlite:///{tmp_path}/beurtelings.sqlite", tmp_path, shelf=library())
    with served(serving):
        yield serving
    complaints = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not complaints, complaints


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all tests of a module, and gone after it: while it is driven, this thread has an event loop going."""
    found = next((path for name in NAMES_OF_CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine: install it to see the pages in a browser")
    driver = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser, and is not installed")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, serving: Serving) -> Iterator[Invite]:
    """Somebody new, with a browser of his or her own in which nothing goes wrong."""
    from tests.web.people import Person

    with ExitStack() as stack:
        people: list[Person] = []

        def invite(name: str, **context: Any) -> Person:
            opened = chromium.new_context(**{"locale": "nl-NL", "reduced_motion": "reduce", **context})
            stack.callback(opened.close)
            people.append(Person(opened, serving.url, name))
            return people[-1]

        yield invite
        for one in people:
            assert not one.complaints, f"the page of {one.name} complains: {one.complaints}"
