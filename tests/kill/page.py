"""One page of memory that a test and the bot it runs both see: what time it is, and when the bot is to die."""

from __future__ import annotations

import mmap
import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = struct.Struct("q")
_NOW, _FUSE, _PASSED = 0, 8, 16


class Page:
    """Numbers of eight bytes, each written by one side alone, which are never seen half written."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        file = os.open(path, os.O_RDWR)
        self._memory = mmap.mmap(file, mmap.PAGESIZE)
        os.close(file)

    @property
    def now(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self._get(_NOW))

    @now.setter
    def now(self, now: datetime) -> None:
        self._put(_NOW, (now - _EPOCH) // timedelta(microseconds=1))

    @property
    def fuse(self) -> int:
        """How many points, counted from the first one ever, are lived through; none when 0."""
        return self._get(_FUSE)

    @fuse.setter
    def fuse(self, points: int) -> None:
        self._put(_FUSE, points)

    @property
    def passed(self) -> int:
        """The points that were reached so far."""
        return self._get(_PASSED)

    def reach(self) -> bool:
        """One more point; whether it is the last."""
        self._put(_PASSED, self.passed + 1)
        return self.passed == self.fuse

    def _get(self, place: int) -> int:
        return int(_NUMBER.unpack_from(self._memory, place)[0])

    def _put(self, place: int, number: int) -> None:
        _NUMBER.pack_into(self._memory, place, number)
