"""Free days out of a calendar: a circle and a drawer leave them free."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flows.rhythm.circle import take as circle
from flows.rhythm.circle.events import Came
from flows.rhythm.circle.events import Freed as CircleFreed
from flows.rhythm.circle.state import Circle, CircleId, MemberId
from flows.rhythm.drawer import take as drawer
from flows.rhythm.drawer.events import Freed, Pressed
from flows.rhythm.drawer.state import Drawer
from flows.rhythm.hours import Days, count

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
ELS = MemberId("m1")
WEEK, DAY = Days(first=date(2026, 3, 2), last=date(2026, 3, 6)), Days(first=date(2026, 4, 6), last=date(2026, 4, 6))


def test_days_are_counted_one_by_one() -> None:
    assert (count(()), count((DAY,)), count((WEEK, DAY))) == (0, 1, 6)


def test_a_member_brings_the_free_days_of_the_school_and_later_ones_take_their_place() -> None:
    ours = Circle(id=CircleId("k1"), name="Onderbouw", language="nl", zone="Europe/Amsterdam")
    ours = circle.take(ours, Came(member=ELS, name="Els"), NOW).circle
    told = circle.take(ours, CircleFreed(member=ELS, days=(WEEK, DAY)), NOW)
    assert told.circle.free == [WEEK, DAY]
    assert told.answer.line is not None
    assert (told.answer.line.values, told.answer.page) == ({"n": 6}, "rhythm")
    assert circle.take(told.circle, CircleFreed(member=ELS, days=(DAY,)), NOW).circle.free == [DAY]


def test_somebody_else_brings_nothing() -> None:
    ours = Circle(id=CircleId("k1"), name="Onderbouw", language="nl", zone="Europe/Amsterdam")
    told = circle.take(ours, CircleFreed(member=ELS, days=(WEEK,)), NOW)
    assert told.answer.idle
    assert told.circle.free == []


def test_on_ones_own_free_days_no_question_comes() -> None:
    mine = drawer.take(Drawer(language="nl", zone="Europe/Amsterdam"), Pressed(action="nudge_on"), NOW).drawer
    assert mine.subscription.next == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
    told = drawer.take(mine, Freed(days=(WEEK,)), NOW)
    assert told.drawer.free == [WEEK]
    assert told.answer.page == "calendar"
    assert told.drawer.subscription.next == datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
