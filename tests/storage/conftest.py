"""Every test that asks for a database runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from storage.database import Database
from storage.tables import master_keys, metadata
from tests.postgres import postgres
from tests.storage.story import MASTER_KEY

BOTH = ("sqlite", "postgresql")


def _upgraded(url: str) -> None:
    database = Database.open(url, MASTER_KEY)
    database.upgrade()
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.db"
    _upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[str]:
    with postgres().fresh() as name:
        _upgraded(postgres().address(name))
        yield postgres().address(name)


@pytest.fixture
def postgresql_url(_postgresql: str) -> Iterator[str]:
    yield _postgresql
    # A hundred times as quick as a new database for each test, and every bit as empty.
    with psycopg.connect(_postgresql) as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not master_keys:
                connection.execute(f"DELETE FROM {table.name}".encode())


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that has its tables and nothing in them."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("postgresql_url")
        return address
    file = tmp_path / "beurtelings.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'beurtelings.db'}"
    else:
        with postgres().fresh() as name:
            yield postgres().address(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database.open(url, MASTER_KEY)
    yield opened
    opened.close()


@pytest.fixture
def server_database(postgresql_url: str) -> Iterator[Database]:
    """For what only a server can do: several moves at the same time."""
    opened = Database.open(postgresql_url, MASTER_KEY)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    """The file of an SQLite database, alone in its folder."""
    folder = tmp_path / "alone"
    folder.mkdir()
    return Path(shutil.copy(sqlite_template, folder / "beurtelings.db"))


@pytest.fixture
def file_database(file: Path) -> Iterator[Database]:
    # It gives up at once where a patient one would wait for the writer before it.
    opened = Database.open(f"sqlite:///{file}?timeout=0", MASTER_KEY)
    yield opened
    opened.close()
