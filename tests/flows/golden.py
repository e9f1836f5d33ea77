"""Transcripts that are kept, so that every change in what people see is seen by whoever makes it."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
#: Set to "write", it makes the transcripts anew; read the difference before keeping it.
SWITCH = "BEURTELINGS_GOLDEN"


def equals_golden(name: str, transcript: str) -> None:
    file = FOLDER / f"{name}.json"
    if os.environ.get(SWITCH) == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(transcript.encode())
    assert file.exists(), f"there is no golden transcript {file.name}; make it with {SWITCH}=write"
    kept = file.read_bytes().decode()
    if kept == transcript:
        return
    number, (then, now) = next(
        (n, pair) for n, pair in enumerate(zip(kept.split("\n"), transcript.split("\n"), strict=False), 1)
        if pair[0] != pair[1]
    )  # fmt: skip
    raise AssertionError(
        f"{file.name}:{number} was\n{then}\nand is\n{now}\nIs that meant? Then run with {SWITCH}=write"
    )
