"""Fair over the year: whoever had the fewest turns is next, whatever happens."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rhythm.circle.rota import can, planned
from flows.rhythm.circle.state import Meeting
from tests.rhythm.ring import Ring, m, told

WHO = st.integers(1, 5)
#: What happens before each meeting: who cannot come, who would rather not, who swaps with whom, who comes and goes.
HAPPENS = st.lists(
    st.tuples(st.sampled_from(["away", "skip", "swap", "goes", "comes"]), WHO, WHO), max_size=4
)  # fmt: skip


@settings(max_examples=40)
@given(months=st.lists(st.lists(st.tuples(st.just("away"), WHO, WHO), max_size=3), max_size=12), people=WHO)
def test_nobody_leads_more_often_than_anybody_but_where_that_one_could_not(
    months: list[list[tuple[str, int, int]]], people: int
) -> None:
    """Of any two who were there all the time: one more at most, and one for each time the other could not come."""
    ring = Ring.of(people + 1)
    could_not = dict.fromkeys(ring.circle.present, 0)
    for happens in months:
        id = one_meeting(ring, happens)
        for one in ring.meeting(id).away:
            could_not[one] += 1
        turns = ring.circle.members
        led = {one: turns[one].turns["lead"].times if "lead" in turns[one].turns else 0 for one in ring.circle.present}
        for one in led:
            for other in led:
                assert led[one] - led[other] <= 1 + could_not[other]


@settings(max_examples=40)
@given(months=st.lists(HAPPENS, max_size=10), people=WHO)
def test_a_turn_goes_to_who_had_the_fewest_of_those_who_can(
    months: list[list[tuple[str, int, int]]], people: int
) -> None:
    """Whatever happens: unless it was swapped, nobody who can has had fewer turns than who gets it."""
    ring = Ring.of(people + 1)
    for happens in months:
        id = one_meeting(ring, happens, check=True)
        assert ring.circle.meeting(id) is not None


def one_meeting(ring: Ring, happens: list[tuple[str, int, int]], *, check: bool = False) -> str:
    """Planned, after which something happens, and held as far as there is anybody left to hold it."""
    at = ring.now + timedelta(days=9)
    ring.circle.met += 1
    id = str(ring.circle.met)
    ring.circle.meetings.append(Meeting(id=id, at=at))
    for what, who, other in happens:
        match what:
            case "goes":
                ring.goes(who)
            case "comes":
                ring.comes(who)
            case "swap":
                ring.press(who, "swap", f"{id}:lead:m{other}")
                ring.press(other, "swap_yes", id)
            case "skip":
                ring.press(who, "skip", f"{id}:lead")
            case _:
                ring.press(who, "away", id)
    meeting = ring.meeting(id)
    if check and not meeting.fixed and meeting.state == "planned":
        _fewest(ring, id)
    ring.until(at + timedelta(days=3))
    return id


def _fewest(ring: Ring, id: str) -> None:
    meeting, had = ring.meeting(id), {}
    for one in ring.circle.present:
        turns = ring.circle.members[one].turns
        had[one] = turns["lead"].times if "lead" in turns else 0
    able = [one for one in ring.circle.present if can(ring.circle, one, "lead", meeting)]
    *before, leader = planned(ring.circle, "lead").values()
    # Of those before it nobody knows yet whether they took place: until then they count as well.
    for sooner in before:
        had |= {sooner: had[sooner] + 1} if sooner is not None else {}
    assert (leader is None) == (not able)
    if leader is not None:
        assert had[leader] == min(had[one] for one in able)


def test_a_swap_of_one_duty_leaves_the_other_where_it_was() -> None:
    ring = Ring.of(4)
    ring.press(1, "year")
    before = [ring.who("bring", id) for id in "123"]
    ring.press(1, "swap", "1:lead:m3")
    ring.press(3, "swap_yes", "1")
    assert (ring.who("lead"), ring.who("lead", "3")) == (m(3), m(1))
    assert [ring.who("bring", id) for id in "12"] == before[:2]


def test_who_takes_the_other_duty_as_well_gives_it_on_and_both_read_so() -> None:
    ring = Ring.of(3)
    ring.write(1, "moment", "15 september 15:30")
    assert (ring.who("lead"), ring.who("bring")) == (m(1), m(2))
    ring.press(1, "swap", "1:lead:m2")
    answer = ring.press(2, "swap_yes", "1")
    bring = ring.who("bring")
    assert (ring.who("lead"), bring in (m(1), m(3))) == (m(2), True)
    assert "circle.now_you.bring" in told(answer, bring)
    assert told(answer, m(2)) == []


def test_whoever_asked_is_told_what_is_not_theirs_any_more() -> None:
    ring = Ring.of(2)
    ring.press(1, "year")
    ring.press(1, "swap", "1:lead:m2")
    answer = ring.press(2, "swap_yes", "1")
    assert [ring.who("lead", id) for id in "12"] == [m(2), m(1)]
    assert [ring.who("bring", id) for id in "12"] == [m(1), m(2)]
    assert told(answer, m(1)) == ["circle.swap.yes", "circle.now_you.bring", "circle.not_you.bring"]
