"""Who gets a role: by rotation, by volunteering, by a vote or by lot."""

from __future__ import annotations

import pytest

from flows.engine.session import PROMISED
from tests.flows.table import Table

PEOPLE = ("Els", "Daan", "Noor")
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"
ROTATION = "- {id: leiding, kind: assign, role: leider, by: rotation, bot_may: true, title: Wie, prompt: Wie?}\n"
WITHOUT_BOT = ROTATION.replace("bot_may: true, ", "")
VOLUNTEER = "- {id: wie, kind: assign, role: eigenaar, by: volunteer, title: Wie, prompt: Wie?}\n"
DRAW = VOLUNTEER.replace("volunteer", "draw")
NOTE = "- {id: briefje, kind: note, title: Briefje, prompt: Schrijf.}\n"
VOTE = "- {id: wie, kind: assign, role: eigenaar, by: vote, candidates: briefje, title: Wie, prompt: Wie?}\n"


def voting(*writers: str, people: tuple[str, ...] = PEOPLE) -> Table:
    table = Table(NOTE + VOTE + SHOW, *people)
    for name in people:
        table.writes(name, f"Van {name}.") if name in writers else table.taps(name, "pass")
    return table


def test_who_led_longest_ago_or_never_is_asked_first() -> None:
    served = {"Els": {"leider": "2026-02-01"}, "Daan": {"leider": "2026-01-01"}, "Noor": {}}
    table = Table(ROTATION + SHOW, *PEOPLE, served=served)
    asked = []
    for _ in PEOPLE:
        assert table.up is not None
        asked.append(table.up)
        table.taps(table.up, "decline")
    assert asked == ["Noor", "Daan", "Els"]
    assert (table.step, table.lines()[0], table.leader) == ("lees", "assign.bot", None)
    assert table.served == []


def test_who_is_asked_accepts_and_it_is_remembered() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE)
    table.taps("Daan", "accept")
    assert (table.outcome.idle, table.answer) == (True, "answer.not_yours")
    table.taps("Els", "accept")
    assert (table.leader, table.served, table.lines()[0]) == ("Els", [("Els", "leider")], "assign.given")


def promised(role: str, *, by: str) -> dict[str, dict[str, str]]:
    return {name: {role: PROMISED} if name == by else {role: "2026-01-01"} for name in PEOPLE}


def test_what_was_agreed_before_is_asked_first_and_of_nobody_else() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE, served=promised("leider", by="Noor"))
    assert (table.up, table.buttons()[:2], "bot" in table.buttons()) == ("Noor", ["accept", "decline"], False)
    table.taps("Els", "offer")
    assert table.outcome.idle
    table.taps("Noor", "accept")
    assert (table.leader, table.step, table.lines()[0]) == ("Noor", "lees", "assign.given")
    assert not any(PROMISED in seat.served.values() for seat in table.session.seats.values())


def test_whoever_promised_may_still_decline_and_then_it_goes_as_usual() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE, served=promised("leider", by="Noor"))
    table.taps("Noor", "decline")
    assert (table.up, table.session.floor.phase) == ("Els", "rotation")
    passing = Table(ROTATION + SHOW, *PEOPLE, served=promised("leider", by="Noor"))
    passing.leaves("Noor")
    assert (passing.up, passing.session.floor.phase) == ("Els", "rotation")
    voting = Table(NOTE + VOTE + SHOW, *PEOPLE, served=promised("eigenaar", by="Daan"))
    for name in PEOPLE:
        voting.writes(name, f"Van {name}.")
    assert (voting.up, voting.session.floor.phase) == ("Daan", "promised")
    voting.taps("Daan", "decline")
    assert voting.session.floor.phase == "vote"


def test_another_offers_or_the_bot_may_do_it() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE)
    table.taps("Noor", "offer")
    assert table.leader == "Noor"
    bot = Table(ROTATION + SHOW, *PEOPLE)
    bot.taps("Noor", "bot")
    assert (bot.leader, bot.step) == (None, "lees")
    never = Table(WITHOUT_BOT + SHOW, *PEOPLE)
    never.taps("Noor", "bot")
    assert (never.outcome.idle, "bot" in never.buttons()) == (True, False)


def test_when_nobody_wants_it_and_the_bot_may_not_lots_are_drawn() -> None:
    table = Table(WITHOUT_BOT + SHOW, *PEOPLE)
    for name in PEOPLE:
        table.taps(name, "pass")
    assert (table.leader in PEOPLE, table.lines()[0]) == (True, "assign.drawn")


def test_a_late_joiner_can_offer() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE)
    table.joins("Sam")
    table.taps("Sam", "offer")
    assert table.leader == "Sam"


def test_whose_role_keeps_them_out_cannot_offer() -> None:
    table = Table(ROTATION + VOLUNTEER.replace("title", "among: iedereen behalve leider, title") + SHOW, *PEOPLE)
    table.taps("Els", "accept")
    table.taps("Els", "offer")
    assert (table.outcome.idle, table.step) == (True, "wie")
    table.joins("Sam")
    table.taps("Sam", "offer")
    assert table.session.roles["eigenaar"] == "Sam"


def test_a_late_joiner_for_whom_the_role_is_not_cannot_offer() -> None:
    table = Table(ROTATION + VOLUNTEER.replace("title", "among: leider, title") + SHOW, *PEOPLE)
    table.taps("Els", "accept")
    table.joins("Sam")
    table.taps("Sam", "offer")
    assert (table.outcome.idle, table.step) == (True, "wie")
    table.taps("Els", "offer")
    assert table.session.roles["eigenaar"] == "Els"


def test_who_is_asked_leaves_and_the_next_is_asked() -> None:
    table = Table(ROTATION + SHOW, *PEOPLE, "Sam")
    table.leaves("Els")
    assert table.up == "Daan"
    table.leaves("Noor")
    assert table.up == "Daan"


def test_the_last_one_not_asked_yet_leaves_in_the_step_that_gives_the_lead() -> None:
    table = Table(WITHOUT_BOT + SHOW, *PEOPLE)
    table.taps("Els", "decline")
    table.taps("Daan", "decline")
    table.leaves("Noor")
    assert table.leader in ("Els", "Daan")
    assert "leader.left" not in table.told()


def test_who_took_over_meanwhile_leaves_and_another_gets_the_lead() -> None:
    table = Table(WITHOUT_BOT + SHOW, *PEOPLE)
    table.taps("Els", "decline")
    table.taps("Daan", "decline")
    table.taps("Noor", "take")
    table.leaves("Noor")
    assert table.leader in ("Els", "Daan")
    assert "leader.left" not in table.told()


@pytest.mark.parametrize("steps", [VOLUNTEER, DRAW])
def test_one_volunteers_or_is_drawn(steps: str) -> None:
    table = Table(steps + SHOW, *PEOPLE)
    if table.step == "wie":
        table.taps("Noor", "draw")
    assert (table.session.roles["eigenaar"] in PEOPLE, table.lines()[0]) == (True, "assign.drawn")


def test_nobody_volunteers_so_lots_are_drawn() -> None:
    table = Table(VOLUNTEER + SHOW, *PEOPLE)
    table.taps("Els", "pass")
    table.taps("Els", "pass")
    assert table.outcome.idle
    table.taps("Daan", "pass")
    table.leaves("Noor")
    assert (table.step, table.lines()[0]) == ("lees", "assign.drawn")


def test_the_last_to_pass_has_lots_drawn() -> None:
    table = Table(VOLUNTEER + SHOW, "Els", "Daan")
    table.all_tap("pass")
    assert table.lines()[0] == "assign.drawn"


def test_most_votes_win() -> None:
    table = voting("Els", "Daan", "Noor")
    assert table.marks() == {"Els": "waiting", "Daan": "waiting", "Noor": "waiting"}
    table.taps("Els", "vote", "Els")
    assert (table.outcome.idle, table.answer) == (True, "answer.not_yourself")
    table.taps("Els", "vote", "Sam")
    assert table.answer == "answer.not_for_you"
    table.taps("Els", "vote", "Noor")
    table.taps("Els", "vote", "Noor")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Els", "vote", "Daan")
    table.taps("Daan", "vote", "Noor")
    table.taps("Noor", "vote", "Daan")
    assert (table.session.roles["eigenaar"], table.lines()[0]) == ("Daan", "assign.voted")


def test_a_tie_is_decided_by_lot() -> None:
    table = voting("Els", "Daan")
    table.taps("Els", "vote", "Daan")
    table.taps("Daan", "vote", "Els")
    table.taps("Noor", "pass")
    assert (table.session.roles["eigenaar"] in ("Els", "Daan"), table.lines()[0]) == (True, "assign.tied")


def test_one_candidate_needs_no_vote() -> None:
    table = voting("Daan")
    assert (table.session.roles["eigenaar"], table.lines()[0], table.step) == ("Daan", "assign.only", "lees")


def test_without_candidates_somebody_volunteers() -> None:
    table = voting()
    assert (table.step, table.lines()) == ("wie", ["card.assign.volunteer"])
    table.taps("Noor", "offer")
    assert table.session.roles["eigenaar"] == "Noor"


def test_a_vote_can_be_cut_short_by_lot_or_counted_as_it_stands() -> None:
    table = voting("Els", "Daan", "Noor")
    table.taps("Els", "draw")
    assert table.lines()[0] == "assign.drawn"
    counted = voting("Els", "Daan", "Noor")
    counted.taps("Els", "vote", "Noor")
    counted.taps("Els", "next")
    counted.taps("Daan", "next")
    assert (counted.session.roles["eigenaar"], counted.lines()[0]) == ("Noor", "assign.voted")


def test_a_candidate_leaves_and_who_voted_for_them_votes_again() -> None:
    table = voting("Els", "Daan", "Noor", people=(*PEOPLE, "Sam"))
    for voter, candidate in (("Els", "Noor"), ("Daan", "Els"), ("Sam", "Noor")):
        table.taps(voter, "vote", candidate)
    table.leaves("Noor")
    assert table.marks() == {"Els": "waiting", "Daan": "done", "Sam": "waiting"}
    table.taps("Sam", "vote", "Els")
    table.taps("Els", "pass")
    assert table.session.roles["eigenaar"] == "Els"


def test_the_only_other_candidate_leaves() -> None:
    table = voting("Els", "Daan")
    table.leaves("Daan")
    assert (table.session.roles["eigenaar"], table.lines()[0]) == ("Els", "assign.only")


def test_the_last_voter_leaves() -> None:
    table = voting("Els", "Daan")
    table.taps("Els", "vote", "Daan")
    table.taps("Daan", "pass")
    table.leaves("Noor")
    assert table.session.roles["eigenaar"] == "Daan"


def test_skipping_the_step_lets_the_lot_or_the_bot_decide() -> None:
    table = Table(VOLUNTEER + SHOW, "Els", "Daan")
    table.all_tap("skip")
    assert (table.step, table.lines()[0]) == ("lees", "assign.drawn")
    bot = Table(ROTATION + SHOW, "Els", "Daan")
    bot.all_tap("skip")
    assert (bot.step, bot.lines()[0]) == ("lees", "assign.bot")


def test_a_role_for_people_who_are_all_gone_goes_to_somebody_who_is_here() -> None:
    steps = ROTATION + DRAW.replace("title", "among: leider, title") + SHOW
    table = Table(steps, *PEOPLE)
    table.taps("Els", "bot")
    assert (table.session.roles["eigenaar"] in PEOPLE, table.step) == (True, "lees")
