"""A circle takes whatever comes: anything anybody does at any time, and every button of every card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rhythm.circle.events import Began, Ended, Event, Freed, Pressed, Wrote
from flows.rhythm.circle.state import Circle, MemberId
from flows.rhythm.circle.take import _ACTIONS, take
from flows.rhythm.circle.view import _PAGES, view
from flows.rhythm.effects import Tell
from flows.rhythm.hours import Days
from flows.rhythm.words import Card, Press
from tests.rhythm.ring import MONDAY, Ring, m

#: What a channel does by itself with a button, and what it says on a page of its own.
OF_THE_CHANNEL = {"join", "invite", "ics"}
OWN_PAGES = {"forms"}
LONGEST = 40

WHO = st.integers(1, 6)
IDS = st.sampled_from(["", "1", "2", "3", "4", "9"])
TEXTS = st.sampled_from([
    "", "{x}", "=weekday.1", "Passen mag\nStil zijn", "donderdag 16:00", "31 juni 15:00", "gisteren", "8 oktober 23:50",
    "Asia/Tokyo", "amsterdam", "Utopia", "9:00 morgen", "x" * 300,
])  # fmt: skip


def _values(circle: Circle) -> st.SearchStrategy[str]:
    shown = sorted({one.value for one in buttons(circle)})
    parts = st.sampled_from(["1", "2", "1.1", "2.1", "lead", "bring", "m1", "m2", "m3", "0", "yes", "no", "on", "9"])
    return st.one_of(st.sampled_from(shown), st.lists(parts, max_size=4).map(":".join), TEXTS)


def buttons(circle: Circle) -> Iterator[Press]:
    for member in (*circle.members, None):
        for page in (*_PAGES, *(f"{page} {n}" for page in ("meeting", "drop", "swap") for n in range(5))):
            for row in view(circle, member, page, MONDAY).rows:
                yield from row


STEPS = st.sampled_from(["press", "press", "press", "tap", "tap", "write", "comes", "goes", "time", "time", "odd"])


def _step(draw: Callable[[st.SearchStrategy[Any]], Any], ring: Ring) -> None:
    match draw(STEPS):
        case "press":
            ring.press(draw(WHO), draw(st.sampled_from(sorted(_ACTIONS))), draw(_values(ring.circle)))
        case "tap":
            press = draw(st.sampled_from(list(buttons(ring.circle))))
            ring.press(draw(WHO), press.action, press.value)
        case "write":
            ring.write(draw(WHO), draw(st.sampled_from(["rules", "moment", "zone", "name", "x"])), draw(TEXTS))
        case "comes":
            ring.comes(draw(WHO), reachable=draw(st.booleans()))
        case "goes":
            ring.goes(draw(WHO))
        case "time":
            hours = draw(st.sampled_from([0.1, 3, 13, 30, 60, 24 * 8, 24 * 45, 24 * 200]))
            if draw(st.booleans()):
                ring.passes(hours=hours)
            else:
                # The bot is away, and people do things before it wakes.
                ring.now += timedelta(hours=hours)
        case _:
            ring.happens(draw(ODD))


DAY = MONDAY.date()
ODD: st.SearchStrategy[Event] = st.one_of(
    st.builds(Began, meeting=IDS, session=st.just("s")),
    st.builds(Ended, meeting=IDS, held=st.booleans(), at=st.just(MONDAY), present=st.just((m(1), m(9)))),
    st.builds(
        Freed, member=st.just(m(1)), days=st.sampled_from([(), (Days(first=DAY, last=DAY + timedelta(days=150)),)])
    ),
)


@settings(max_examples=60)
@given(data=st.data(), people=st.integers(0, 5), meets=st.booleans())
def test_whatever_happens_it_goes_on(data: st.DataObject, people: int, meets: bool) -> None:
    """Nothing raises; what is given stays as it is and can be stored; nobody is disturbed; it never wakes in vain."""
    ring = Ring.of(people)
    ring.meets = meets
    for _ in range(data.draw(st.integers(1, 12))):
        _step(data.draw, ring)
    ring.passes(days=40)
    for member in (*ring.circle.members, None):
        for page in _PAGES:
            assert view(ring.circle, member, page, ring.now).lines


# Every button.


def early(people: int) -> Ring:
    return Ring.of(people)


def in_full(people: int) -> Ring:
    """There is something of everything."""
    ring = Ring.of(people)
    ring.write(1, "moment", "9 september 15:30")
    ring.write(1, "moment", "30 september 15:30")
    ring.press(1, "pairs", "on")
    ring.passes(days=3)
    ring.press(1, "year")
    ring.press(2, "usual_rules", "Passen mag")
    ring.press(1, "find")
    ring.taps(2, "answer.yes", "poll")
    lead = ring.who("lead", "2")
    assert lead is not None
    other = next(one for one in ring.circle.present if one != lead)
    ring.press(int(lead[1:]), "swap", f"2:lead:{other}")
    ring.press(int(other[1:]), "snooze", "2")
    return ring


def just_prepared(people: int) -> Ring:
    ring = Ring.of(people)
    ring.write(1, "moment", "9 september 15:30")
    ring.passes(hours=6)
    assert "prepare" in ring.meeting().sent
    return ring


def open_now(people: int) -> Ring:
    ring = just_prepared(people)
    ring.meets = False
    ring.until(ring.at())
    assert ring.meeting().state == "open"
    return ring


def pages_of(circle: Circle, member: MemberId | None, ring: Ring) -> dict[str, Card]:
    """All pages that somebody gets to by tapping, from the first one on."""
    found: dict[str, Card] = {}
    to_do = ["home", *(one.page for _, one in ring.effects if isinstance(one, Tell) and one.page)]
    while to_do:
        page = to_do.pop()
        if page in found or page in OWN_PAGES:
            continue
        found[page] = view(circle, member, page, ring.now)
        to_do += [one.value for row in found[page].rows for one in row if one.action == "page"]
    return found


@pytest.mark.parametrize(
    ("how", "people"), [(early, 1), (early, 3), (in_full, 3), (in_full, 4), (just_prepared, 2), (open_now, 3)]
)
def test_every_button_leads_to_a_card_or_an_answer(how: Callable[[int], Ring], people: int) -> None:
    ring = how(people)
    found: dict[tuple[str, str], Press] = {}
    for member in (*ring.circle.present, None):
        cards = pages_of(ring.circle, member, ring)
        assert {page.partition(" ")[0] for page in cards} <= _PAGES.keys()
        for page, card in cards.items():
            assert card.lines, page
            found |= {(press.action, press.value): press for row in card.rows for press in row}
    for press in found.values():
        assert len(press.value.encode()) <= LONGEST, "it has to fit on a button"
        for who in ring.circle.present[:3]:
            _leads_somewhere(ring, press, who)


def _leads_somewhere(ring: Ring, press: Press, who: MemberId) -> None:
    if press.action in OF_THE_CHANNEL:
        return
    event = Pressed(member=who, action=press.action, value=press.value)
    once = take(ring.circle, event, ring.now)
    assert once.answer.line is not None or once.answer.page, press
    for page in [once.answer.page] if once.answer.page else []:
        assert page.partition(" ")[0] in _PAGES.keys() | OWN_PAGES, page
        assert page in OWN_PAGES or view(once.circle, who, page, ring.now).lines
    # Twice, or by two at once, and by somebody who has left.
    twice = take(deepcopy(once.circle), event, ring.now)
    assert twice.answer.line is not None or twice.answer.page, press
    left = deepcopy(ring.circle)
    left.members[who].here = False
    assert take(left, event, ring.now).answer.idle


def test_every_page_that_asks_for_a_text_takes_one() -> None:
    ring = in_full(4)
    for member in (*ring.circle.present, None):
        for card in pages_of(ring.circle, member, ring).values():
            if card.awaits:
                outcome = take(ring.circle, Wrote(member=m(1), about=card.awaits, text="?"), ring.now)
                assert outcome.answer.page, card.awaits


def test_every_page_can_be_got_to() -> None:
    ring = in_full(4)
    found: set[str] = set()
    for member in (*ring.circle.present, None):
        found |= {page.partition(" ")[0] for page in pages_of(ring.circle, member, ring)}
    assert _PAGES.keys() - found == set()
