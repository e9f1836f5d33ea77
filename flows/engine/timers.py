"""Setting timers and letting them go, and the hours in which nobody is disturbed."""

from __future__ import annotations

from datetime import datetime, time
from functools import cache

from flows.engine.effects import Hush, Ring
from flows.engine.walk import Walk
from flows.rhythm.holidays import free_days
from flows.rhythm.hours import Hours, soonest

#: Nobody is disturbed outside these hours, nor at the weekend or in the holidays.
MORNING, EVENING = time(8, 0), time(20, 0)


@cache
def _hours(zone: str, region: str) -> Hours:
    return Hours(zone=zone, opens=MORNING, shuts=EVENING, free=free_days(region))


def awake(moment: datetime, zone: str, region: str = "") -> datetime:
    """The moment itself, or the first one after it at which somebody may be disturbed."""
    return soonest(_hours(zone, region), moment).astimezone(moment.tzinfo)


def ring(walk: Walk, timer: str, due: datetime) -> None:
    walk.effects = [
        effect for effect in walk.effects if not (isinstance(effect, Ring | Hush) and effect.timer == timer)
    ]
    walk.effects.append(Ring(timer=timer, stamp=walk.session.stamp, due=due))
    if timer not in walk.session.timers:
        walk.session.timers.append(timer)


def hush(walk: Walk, *timers: str) -> None:
    for timer in timers or tuple(walk.session.timers):
        if timer in walk.session.timers:
            walk.session.timers.remove(timer)
            walk.effects.append(Hush(timer=timer))
