"""The master key: from the environment, or from a file made at the first start."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from storage.errors import MasterKeyError
from storage.vault import KEY_BYTES

_ADVICE = f"it has to be {KEY_BYTES} bytes, written in base64 or as {2 * KEY_BYTES} hexadecimal digits"


def master_key(value: str | None, path: Path) -> bytes:
    """The key from the environment, or else that in the file, which is made when it is not there yet."""
    if value:
        return _decode(value, "the master key in the environment")
    try:
        new = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise MasterKeyError(
            f"the master key cannot be written to {path} ({error.strerror}): "
            "make a folder for it that this program can write in, or give the key in the environment"
        ) from error
    return _make(new, path)


def _make(new: int, path: Path) -> bytes:
    key = os.urandom(KEY_BYTES)
    with os.fdopen(new, "wb") as file:
        file.write(base64.b64encode(key) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    # The name has to last as well as the contents: without this key every word is lost.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return key


def _read(path: Path) -> bytes:
    with path.open(encoding="ascii", errors="replace") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise MasterKeyError(
                f"the master key in {path} can be read by others (mode {mode:04o}): "
                f"take that away with chmod 600 {path}, and think about who may have seen it"
            )
        return _decode(file.read(), f"the master key in {path}")


def _decode(text: str, what: str) -> bytes:
    text = text.strip()
    try:
        hexadecimal = len(text) == 2 * KEY_BYTES
        key = bytes.fromhex(text) if hexadecimal else base64.b64decode(text, validate=True)
    except ValueError:
        raise MasterKeyError(f"{what} cannot be read: {_ADVICE}") from None
    if len(key) != KEY_BYTES:
        raise MasterKeyError(f"{what} has {len(key)} bytes: {_ADVICE}")
    return key
