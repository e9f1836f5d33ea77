"""Towns to play in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.database import Database
from tests.telegram.town import KEY, Town

Found = Callable[..., Town]


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "beurtelings.sqlite"
    database = Database.open(f"sqlite:///{file}", KEY)
    database.upgrade()
    database.close()
    return file


@pytest.fixture
def town(tmp_path: Path, empty_sqlite: Path) -> Iterator[Found]:
    """Found a town: on SQLite, with privacy mode as wanted."""
    with ExitStack() as stack:

        def found(*, privacy: bool = False) -> Town:
            file = tmp_path / "beurtelings.sqlite"
            shutil.copy(empty_sqlite, file)
            return stack.enter_context(Town(f"sqlite:///{file}", tmp_path, privacy=privacy))

        yield found
