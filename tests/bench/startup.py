"""How long it takes to start, next to importing what it is built on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).parents[2]
#: Until they are there, and not until the interpreter has tidied up as well.
_IMPORTS = "import telegram, sqlalchemy, pydantic; print(flush=True)"
#: A start takes a second; beyond this it hangs.
_PATIENCE = 60


def imports() -> float:
    """Seconds from the start of a process until the three are imported."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", _IMPORTS], cwd=TOP, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n"
        return time.perf_counter() - began


class Starts:
    """Starts of the bot in a folder that was used before: its database is there and up to date."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ready()

    def ready(self) -> float:
        """Seconds from the start of the process until its first call to Telegram arrives."""
        with socket.create_server(("127.0.0.1", 0)) as telegram:
            telegram.settimeout(_PATIENCE)
            began = time.perf_counter()
            with self._bot(telegram.getsockname()[1]):
                connection, _ = telegram.accept()
                seconds = time.perf_counter() - began
                connection.close()
        return seconds

    @contextmanager
    def _bot(self, port: int) -> Iterator[None]:
        settings = {
            "BEURTELINGS_DATA": str(self._folder),
            "TELEGRAM_TOKEN": "1:bench",
            "TELEGRAM_API": f"http://127.0.0.1:{port}",
        }
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("BEURTELINGS_", "DATABASE"))}
        with subprocess.Popen(
            [sys.executable, "-m", "bot"], cwd=TOP, env=bare | settings, stderr=subprocess.PIPE
        ) as process:
            try:
                yield
            except TimeoutError:
                process.kill()
                _, errors = process.communicate()
                raise AssertionError(f"it did not start: {errors.decode()}") from None
            finally:
                process.kill()
