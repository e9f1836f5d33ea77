"""What is seen of a circle, by somebody alone and by a group together."""

from __future__ import annotations

from datetime import timedelta

from tests.rhythm.ring import Ring, line


def lines(ring: Ring, page: str, who: int | None = 1) -> list[str]:
    return [one.key for one in ring.card(who, page).lines]


def test_what_a_circle_needs_most_comes_first() -> None:
    ring = Ring.of(1)
    assert [one.label for one in ring.buttons(1, "home")] == ["circle.invite", "circle.more"]
    ring.comes(2)
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.find", "circle.plan_year"]
    ring.press(1, "find")
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.poll"]
    assert [one.label for one in ring.card(None, "home").rows[0]] == ["circle.join"]
    ring.write(1, "moment", "30 september 11:00")
    ring.press(1, "settle", "1.1:3")
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.dates", "circle.who_does_what"]
    ring.press(1, "find")
    assert [one.label for one in ring.card(1, "home").rows[0]] == ["circle.poll"]
    assert len(ring.card(1, "home").rows) == 3
    assert "circle.first" in lines(ring, "home")


def test_a_group_sees_together_what_is_nobodys_alone() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    ring.press(1, "pairs", "on")
    ring.press(1, "veto", "m2")
    assert {one.label for one in ring.buttons(None, "meeting 1")} >= {"circle.cannot", "circle.can", "circle.my_turn"}
    for page in ("wishes", "vetoes"):
        assert lines(ring, page, None) == ["pairs.in_private"]
        assert not any(one.chosen for one in ring.buttons(None, page))
    for page in ("me", "leave"):
        assert "m1" not in str(ring.card(None, page))
    assert ring.card(None, "swap 1:lead").lines[0].key == "circle.dates_title"


def test_whose_turn_it_is_sees_more_on_the_same_page() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    assert [one.label for one in ring.card(1, "turn 1").rows[1]] == ["circle.rather_not.lead", "circle.swap.lead"]
    assert "circle.rather_not.lead" not in [one.label for one in ring.buttons(3, "turn 1")]
    ring.press(1, "swap", "1:lead:m3")
    assert [one.label for one in ring.card(3, "turn 1").rows[0]] == ["circle.swap_yes", "circle.swap_no"]
    assert ring.card(3, "swap 1:lead").lines[0].key == "circle.meeting_title"
    ring.press(2, "away", "1")
    assert ring.card(2, "turn 1").rows[0][0].label == "circle.can"
    assert "circle.away" in lines(ring, "turn 1")


def test_who_has_nobody_to_swap_with_reads_so() -> None:
    ring = Ring.of(2)
    ring.press(1, "year")
    ring.press(2, "away", "1")
    assert lines(ring, "swap 1:lead") == ["circle.nobody_else"]


def test_the_rota_in_words() -> None:
    ring = Ring.of(3)
    ring.press(1, "year")
    assert lines(ring, "rota").count("circle.rota_lead_will") == 3
    ring.until(ring.at("2") + timedelta(days=2))
    ring.comes(4)
    for id in "3456":
        ring.press(4, "away", id)
    found = lines(ring, "rota")
    assert found[:5] == [
        "circle.rota_title", "circle.rota_lead_both", "circle.rota_lead_both", "circle.rota_lead_will",
        "circle.rota_lead_none",
    ]  # fmt: skip
    assert found[5] == "circle.bring_title"
    assert ring.card(1, "rota").picture == "rota"
    for id in "3456":
        ring.press(1, "drop", id)
    assert lines(ring, "rota")[1:5] == ["circle.rota_lead_had"] * 2 + ["circle.rota_lead_none"] * 2


def test_who_is_alone_is_always_up() -> None:
    card = Ring.of(1).card(1, "rota")
    assert ([one.key for one in card.lines], card.rows[0][0].action) == (
        ["circle.rota_title", "circle.rota_alone"], "invite",
    )  # fmt: skip


def test_the_history_is_dates_forms_and_roles() -> None:
    ring = Ring.of(3)
    assert lines(ring, "history") == ["circle.history_none"]
    ring.press(1, "year")
    ring.passes(days=120)
    ring.goes(1)
    card = ring.card(2, "history")
    assert [one.key for one in card.lines] == ["circle.history_title"] + ["circle.history_item"] * 3
    assert {*card.lines[1].values} == {"day", "flow", "n", "lead", "bring"}
    assert card.lines[1].values["day"] > card.lines[2].values["day"]  # type: ignore[operator]


def test_a_rest_can_be_taken_and_ended() -> None:
    ring = Ring.of(2)
    assert line(ring.press(1, "snooze", "2")) == "circle.snoozed"
    assert "circle.snoozed_until" in lines(ring, "me")
    assert line(ring.press(1, "snooze", "0")) == "circle.back"
    assert "circle.awake" in lines(ring, "me")
