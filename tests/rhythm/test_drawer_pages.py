"""What somebody sees of his or her own, and when to be left in peace."""

from __future__ import annotations

from datetime import time

import pytest

from flows.rhythm.drawer import plans
from flows.rhythm.drawer.events import Heard
from flows.rhythm.drawer.state import MOST_NEWS, OUTCOMES
from flows.rhythm.drawer.view import LONGEST, SHOWN
from flows.rhythm.words import Card, Named, say
from tests.rhythm.somebody import Somebody

PAGES = ("home", "plans", "nudge", "strands", "peace", "zone")


def presses(card: Card) -> list[tuple[str, str]]:
    return [(one.action, one.value) for row in card.rows for one in row]


def test_the_first_page_tells_how_things_are() -> None:
    els = Somebody()
    assert els.page("home").lines == (say("mine.title"), say("mine.no_plans"), say("mine.no_question"))
    els.presses("nudge_on")
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-05")
    assert els.page("home").lines[1:] == (
        say("mine.plans", n=1),
        say("mine.question", at=els.drawer.subscription.next or els.now),
    )


@pytest.mark.parametrize(
    "page", ["", "nowhere", "plan", "plan x", "plan 99", "brief 99", "smaller 99", "more 99", "plan ²"]
)
def test_a_page_that_is_not_there_is_one_that_is(page: str) -> None:
    assert Somebody().page(page).lines[0] in (say("mine.title"), say("plan.none"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_on(page: str) -> None:
    els = Somebody()
    for action, value in presses(els.page(page)):
        if action == "page":
            assert els.presses(action, value).page == value
            assert els.page(value).lines


def test_plans_are_listed_with_the_newest_first_and_a_long_one_is_cut() -> None:
    els = Somebody()
    for number in range(SHOWN + 1):
        els.plans(f"Plan {number} " + "lang " * 100, "2026-03-05", wanted=False)
    title, *listed = els.page("plans").lines
    assert title == say("plan.title")
    assert [line.values["n"] for line in listed] == [*range(1, SHOWN + 1)]
    assert str(listed[0].values["text"]).startswith(f"Plan {SHOWN} ")
    assert all(len(str(line.values["text"])) <= LONGEST for line in listed)
    assert [len(row) for row in els.page("plans").rows] == [3, 3, 1]


def test_a_plan_shows_how_it_went_and_what_can_be_done_about_it() -> None:
    els = Somebody()
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-05", wanted=False)
    els.presses("went", "1:partly")
    short = [("went", "1:done"), ("went", "1:not_yet"), ("page", "more 1"), ("page", "plans")]
    assert presses(els.page("plan 1")) == short
    card = els.page("more 1")
    assert card.lines[0].values["how"] == Named("plan.how.partly")
    assert [one.value for row in card.rows for one in row if one.chosen] == ["1:partly"]
    others = [("want", "1:yes"), ("page", "smaller 1"), ("later", "1:2026-03-05"), ("remove", "1"), ("page", "plan 1")]
    assert presses(card) == [*(("went", f"1:{one}") for one in OUTCOMES), *others]
    els.presses("want", "1:yes")
    assert ("want", "1:no") in presses(els.page("more 1"))


def test_a_plan_that_was_answered_about_is_shown_in_brief() -> None:
    els = Somebody()
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-05")
    card = els.page(els.answers[-1].page)
    assert card.lines[0].key == "plan.one"
    assert presses(card) == [("page", "plans")]


def test_to_make_a_plan_smaller_a_text_is_awaited() -> None:
    els = Somebody()
    els.plans("Als Sem zucht, dan wacht ik.", "2026-03-05")
    assert els.page("smaller 1").awaits == "smaller 1"
    assert els.page("zone").awaits == "zone"


def test_when_to_be_left_in_peace_is_chosen_and_shown() -> None:
    els = Somebody()
    for action, value in (("shuts", "21:00"), ("weekend", "yes"), ("region", "zuid")):
        assert els.presses(action, value).page == "peace"
    assert (els.drawer.shuts, els.drawer.weekend, els.drawer.region) == (time(21), True, "zuid")
    card = els.page("peace")
    assert card.lines[0] == say("peace.title", shuts="21:00", weekend=Named("peace.weekend.yes"))
    chosen = [(one.action, one.value) for row in card.rows for one in row if one.chosen]
    assert chosen == [("shuts", "21:00"), ("region", "zuid"), ("weekend", "no")]
    els.presses("weekend", "no")
    els.presses("region", "")
    assert els.page("peace").lines[1] == say("peace.where", region=Named("region.none"), zone="Europe/Amsterdam")


@pytest.mark.parametrize(("action", "value"), [("shuts", "03:00"), ("region", "atlantis")])
def test_what_cannot_be_chosen_changes_nothing(action: str, value: str) -> None:
    assert Somebody().presses(action, value) == plans.OLD


def test_news_for_somebody_without_a_chat_is_kept_until_it_was_seen() -> None:
    els = Somebody()
    for number in range(MOST_NEWS + 1):
        els.does(Heard(lines=(("circle.welcome", {"name": str(number)}),), rows=((("=Ja", "k|x|yes|"),),)))
    assert [one.id for one in els.drawer.news] == [*range(2, MOST_NEWS + 2)]
    assert els.presses("seen", "3").page == "home"
    els.presses("seen", "three")
    assert [one.id for one in els.drawer.news] == [2, *range(4, MOST_NEWS + 2)]
