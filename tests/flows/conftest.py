"""What holds for every conversation in these tests, however it went."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.table import MADE


@pytest.fixture(autouse=True)
def every_conversation_replays() -> Iterator[None]:
    MADE.clear()
    yield
    for table in MADE:
        table.replays()
