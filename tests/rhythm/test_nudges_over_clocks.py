"""Over both changes of clock, in three zones: each nudge comes once, at the right hour there, also after a kill."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from tests import nudges
from tests.nudges import MOMENTS, WAYS, ZONES, Nudge, Way, play
from tests.telegram.conftest import Found
from tests.telegram.conftest import empty_sqlite as empty_sqlite
from tests.telegram.conftest import town as town

HOUR = timedelta(hours=1)
#: One in which the clocks go back in the north, and one in which they go forward.
SEASONS = ("autumn 2026", "spring 2027")


def wrong(nudge: Nudge) -> bool:
    """Whether it came otherwise than it should."""
    if nudge.way == "days off" and nudge.what != "after":
        # Days later it makes no sense any more; how it went can still be asked.
        return nudge.came != ()
    if len(nudge.came) != 1:
        return True
    (came,) = nudge.came
    match nudge.way:
        case "on":
            return came != nudge.planned
        case "days off":
            day = nudge.wall(came).date() - nudge.wall(nudge.planned).date()
            return not (timedelta(0) <= day <= timedelta(days=1) and time(8) <= nudge.wall(came).time() < time(18))
        case _:
            return not nudge.planned <= came <= nudge.planned + HOUR


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("season", SEASONS)
def test_every_nudge_comes_once_at_the_right_hour(town: Found, season: str, way: Way) -> None:
    found = list(play(town(), season, way))
    assert nudges.table([one for one in found if wrong(one)]).count("\n") == 0, nudges.table(found)
    # Each zone changes its clocks, and each kind of nudge is looked at just after that.
    changed = {(one.zone, one.what) for one in found if one.first_after_a_change}
    assert changed == {(zone, what) for zone in ZONES for what in MOMENTS}
