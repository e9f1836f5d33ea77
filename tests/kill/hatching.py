"""The test's side of the hatchery."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

TOP = Path(__file__).parents[2]
#: How a process ends by SIGKILL.
KILLED = -9
#: Nothing takes longer; beyond it something hangs.
PATIENCE = 20.0


class Hatchery:
    """The process that bots are forked from, one at a time. It ends with us, and so does the bot."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.hatchery"], cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, name="hatchery", daemon=True)
        self._reader.start()

    def close(self) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._reader.join(PATIENCE)

    def hatch(self, asked: dict[str, str]) -> int:
        """The process id of a new bot."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._lines.get(timeout=PATIENCE))

    def ended(self, *, within: float = PATIENCE) -> int | None:
        """How the bot ended: an exit code, or the signal below zero; None when it still lives."""
        try:
            return int(self._lines.get(timeout=within) if within else self._lines.get_nowait())
        except Empty:
            return None

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
