"""Whatever happens, in whatever order and however late: nobody is disturbed too often, too late or without end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rhythm.drawer.agenda import APART, MOST, wakes
from flows.rhythm.drawer.events import Comes, Event, Freed, Heard, Planned, Pressed, Woke, Wrote
from flows.rhythm.drawer.questions import CLOCKS
from flows.rhythm.drawer.state import OUTCOMES, Drawer
from flows.rhythm.drawer.take import SHUTS, take
from flows.rhythm.effects import Answer, Tell
from flows.rhythm.holidays import REGIONS
from flows.rhythm.hours import Days, welcome
from flows.rhythm.questions import STRANDS, bank
from tests.rhythm.somebody import Somebody

ZONES = ("Europe/Amsterdam", "Europe/London", "America/New_York", "Australia/Sydney", "Pacific/Apia", "nowhere")
START = datetime(2026, 2, 2, 14, 0, tzinfo=UTC)
#: What is said about plans, and what of it asks something.
NUDGES = ("plan.before", "plan.after", "plan.meaning", "plan.note", "plan.shall_i_stop")
ASKS = ("plan.after", "plan.meaning", "plan.shall_i_stop")

ids = st.integers(1, 8).map(str)
texts = st.text(max_size=30) | st.sampled_from(
    ["{text}", "=plan.made", "Als het regent, dan lees ik voor.", "x" * 2000]
)
question_ids = st.sampled_from([*bank("nl")][:12])


def joined(*parts: st.SearchStrategy[str], by: str = ":") -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(by.join)


days = (st.integers(0, 4) | st.integers(-3, 40)).map(lambda n: (START + timedelta(days=n)).date())
presses = st.one_of(
    st.builds(Pressed, action=st.just("want"), value=joined(ids, st.sampled_from(["yes", "no"]))),
    st.builds(Pressed, action=st.just("went"), value=joined(ids, st.sampled_from(OUTCOMES))),
    st.builds(Pressed, action=st.sampled_from(["skip", "remove"]), value=ids),
    st.builds(Pressed, action=st.just("later"), value=joined(ids, days.map(date.isoformat))),
    st.builds(
        Pressed,
        action=st.sampled_from(
            ["stop_plans", "go_on", "nudge_on", "nudge_off", "ask_now", "skip_week", "seen", "page", "what"]
        ),
        value=ids,
    ),
    st.builds(Pressed, action=st.just("nudge_weeks"), value=st.sampled_from("124")),
    st.builds(Pressed, action=st.just("nudge_day"), value=st.sampled_from("0123456")),
    st.builds(Pressed, action=st.just("nudge_clock"), value=st.sampled_from(CLOCKS)),
    st.builds(Pressed, action=st.just("strand"), value=st.sampled_from(STRANDS)),
    st.builds(Pressed, action=st.just("tap"), value=joined(question_ids, st.sampled_from("012"))),
    st.builds(Pressed, action=st.just("region"), value=st.sampled_from(["", *REGIONS])),
    st.builds(Pressed, action=st.just("shuts"), value=st.sampled_from(SHUTS)),
    st.builds(Pressed, action=st.just("weekend"), value=st.sampled_from(["yes", "no"])),
    st.builds(Pressed, action=texts, value=texts),
)
writings = st.one_of(
    st.builds(Wrote, about=joined(st.sampled_from(["q", "more"]), question_ids, by=" "), text=texts),
    st.builds(Wrote, about=joined(st.sampled_from(["plan", "smaller"]), ids, by=" "), text=texts),
    st.builds(Wrote, about=st.just("zone"), text=st.sampled_from(ZONES)),
    st.builds(Wrote, about=texts, text=texts),
)
spans = st.builds(
    lambda first, length: (Days(first=first, last=first + timedelta(days=length)),),
    days,
    st.sampled_from([0, 3, 9, 60, 500]),
)
others = st.one_of(
    st.builds(
        Planned, text=texts, day=days, sure=st.integers(0, 10), session=st.just("s"), circle=st.sampled_from(["", "c"])
    ),
    st.builds(
        lambda day: Comes(circle="c", name="Team", at=datetime(day.year, day.month, day.day, 14, tzinfo=UTC)), days
    ),
    st.builds(Freed, days=spans | st.just(())),
    st.builds(lambda: Heard(lines=(("plan.kept", {}),))),
    st.builds(Woke),
)
events: st.SearchStrategy[Event] = presses | writings | others
#: A quarter of an hour up to two weeks; and whether the machine was on meanwhile.
steps = st.tuples(
    st.sampled_from([0, 0, 1, 15, 60, 300, 60 * 24, 60 * 24 * 3, 60 * 24 * 14]), st.sampled_from([True, True, False])
)
lives = st.lists(st.tuples(events, steps), min_size=1, max_size=14)
planned = st.builds(Planned, text=texts, day=days, sure=st.just(8), circle=st.sampled_from(["", "c"]))
#: Most people have plans, and a question on Thursdays.
begun = st.tuples(st.lists(planned, min_size=1, max_size=5), lives).map(
    lambda both: [*((event, (5, True)) for event in (*both[0], Pressed(action="nudge_on"))), *both[1]]
)


def live(life: list[tuple[Event, tuple[int, bool]]]) -> Somebody:
    els = Watched(drawer=Drawer(language="nl", zone="Europe/Amsterdam", seed="zaad"), now=START)
    for event, (minutes, on) in life:
        els.does(event)
        if isinstance(event, Planned) and minutes:
            els.presses("want", f"{els.drawer.plans[-1].id}:yes")
        end = els.now + timedelta(minutes=minutes)
        if on:
            els.rings(end)
        els.now = end
    return els


class Watched(Somebody):
    """Somebody of whom is noted which hours were welcome when a message came."""

    def does(self, event: Event) -> Answer:
        hours, count = self.drawer.hours, len(self.heard)
        answer = super().does(event)
        for heard in self.heard[count:]:
            if heard.what in NUDGES:
                assert welcome(hours, self.now), f"{heard.what} at {self.wall}"
        return answer


@settings(max_examples=120, deadline=None)
@given(lives | begun)
def test_whatever_happens_nothing_breaks_and_nobody_hears_too_much(life: list[tuple[Event, tuple[int, bool]]]) -> None:
    els = live(life)
    els.rings(els.now + timedelta(days=120))
    assert all(len(plan.sent) <= MOST for plan in els.drawer.plans)
    _not_too_close(els)
    # After so long a time without a word, it is quiet.
    assert len(els.heard) <= 4 * len(life) + 10


def _not_too_close(els: Somebody) -> None:
    for one, other in zip(els.heard, els.heard[1:], strict=False):
        assert other.at - one.at >= APART, f"{one.what} and {other.what} at {other.at}"


@settings(max_examples=40, deadline=None)
@given(begun)
def test_in_one_zone_nothing_about_plans_is_asked_twice_on_a_day(life: list[tuple[Event, tuple[int, bool]]]) -> None:
    els = live([(event, step) for event, step in life if not (isinstance(event, Wrote) and event.about == "zone")])
    asked = Counter(one.at.astimezone(ZoneInfo("Europe/Amsterdam")).date() for one in els.heard if one.what in ASKS)
    assert all(times == 1 for times in asked.values())


@settings(max_examples=40, deadline=None)
@given(begun, st.integers(0, 60 * 24 * 30))
def test_a_timer_that_rings_at_any_time_changes_nothing_that_is_not_due(
    life: list[tuple[Event, tuple[int, bool]]], minutes: int
) -> None:
    els = live(life)
    due = wakes(els.drawer, els.now)
    early = min(els.now + timedelta(minutes=minutes), due - timedelta(seconds=1) if due else els.now)
    if early >= els.now:
        outcome = take(els.drawer, Woke(), early)
        assert not [one for one in outcome.answer.effects if isinstance(one, Tell)]
        assert wakes(outcome.drawer, early) == due


@settings(max_examples=40, deadline=None)
@given(begun)
def test_somebody_who_never_answers_hears_little_and_then_nothing(life: list[tuple[Event, tuple[int, bool]]]) -> None:
    els = live(life)
    els.rings(els.now + timedelta(days=150))
    count = len(els.heard)
    els.rings(els.now + timedelta(days=365))
    assert len(els.heard) == count
