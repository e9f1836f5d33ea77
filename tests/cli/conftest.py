"""The command as a shell runs it: a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
#: Nothing takes longer; beyond it something hangs.
PATIENCE = 60
_OURS = ("BEURTELINGS_", "TELEGRAM_", "DATABASE_URL")

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    # Any free port: other tests serve at the same time.
    ours = {"BEURTELINGS_DATA": str(folder / "data"), "BEURTELINGS_PORT": "0", "PYTHONWARNINGS": "error"}
    return bare | ours | settings


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments], cwd=TOP, env=environment(tmp_path, **settings), text=True,
            capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    return run


def one_sentence(ended: subprocess.CompletedProcess[str], code: int, says: str) -> None:
    """It ended with this code and one line about it, and no stack trace."""
    assert ended.returncode == code, ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
