"""How often somebody may do something: enough for a hurry, too little for a machine."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

#: More than this many visitors at once are not told apart any longer than needed.
MOST_KNOWN = 10_000


class Allowance:
    """So many at once, and so many a second after that."""

    def __init__(self, *, at_once: int, a_second: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self.at_once, self.a_second = at_once, a_second
        #: Tests bring a clock of their own.
        self.seconds = seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def takes(self, who: str) -> bool:
        now = self.seconds()
        left, before = self._left.pop(who, (float(self.at_once), now))
        left = min(self.at_once, left + (now - before) * self.a_second)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        while len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)
        return allowed

    def returns(self, who: str) -> None:
        """It was all right, and does not count."""
        if who in self._left:
            left, before = self._left[who]
            self._left[who] = (left + 1, before)
