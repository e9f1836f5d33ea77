"""Who is there: the lobby, joining, leaving, out of reach, and the room lost and found."""

from __future__ import annotations

import pytest

from flows.engine.effects import Show
from flows.engine.events import Edited, Joined, Left, Rang, Reached, RoomFound, RoomLost, Said, Tapped
from flows.engine.session import Pace, SeatId
from tests.flows.table import HEAD, Table, script_of

PEOPLE = ("Els", "Daan", "Noor")
ROUND = "- {id: ronde, kind: round, title: Ronde, prompt: Zeg iets., minutes: 10}\n"
TELL = "- {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: Vertel.}\n"
NOTE = "- {id: briefje, kind: note, title: Briefje, prompt: Schrijf.}\n"
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"


def owned() -> Table:
    return Table(TELL + ROUND + TELL.replace("verhaal", "slot"), *PEOPLE, "Sam", leader="Els", owner="Daan")


# The lobby.


def test_in_the_lobby_people_choose_how_and_begin() -> None:
    table = Table(ROUND, "Els", begins=False)
    assert table.lines() == ["flow:menu", "lobby.pace.chat"]
    table.taps("Els", "begin")
    assert (table.outcome.idle, table.answer) == (True, "answer.too_few")
    table.joins("Daan")
    table.taps("Daan", "pace", "chat")
    assert table.answer == "answer.pace_already"
    table.taps("Daan", "pace", "days")
    assert (table.session.pace, table.lines("Els")[-1]) == (Pace.DAYS, "lobby.pace.days")
    for answer in ("answer.guards_off", "answer.guards_on"):
        table.taps("Els", "guards")
        assert table.answer == answer
    for action in ("pace", "done", "take"):
        table.taps("Els", action, "nooit")
        assert (table.outcome.idle, table.answer) == (True, "answer.old")
    table.says("Els", "Hallo.")
    assert table.outcome.idle
    table.taps("Els", "card")
    assert not table.outcome.idle
    table.taps("Els", "begin")
    assert (table.step, table.answer) == ("ronde", "answer.begun")


def test_it_is_called_off() -> None:
    table = Table(ROUND, *PEOPLE, begins=False)
    table.taps("Noor", "cancel")
    assert (table.step, table.session.reason, table.lines()) == ("closed", "cancelled", ["closed.cancelled"])


def test_a_lobby_in_which_nobody_sits_can_be_cleared_away() -> None:
    table = Table(ROUND, begins=False)
    table.loses_room()
    assert (table.step, table.session.reason) == ("closed", "cancelled")


def test_what_is_mended_in_a_break_counts_afterwards() -> None:
    table = Table(NOTE, *PEOPLE)
    number = table.writes("Els", "Over Kevin.").session.number
    table.taps("Els", "pause")
    table.edits("Els", number, "Over een jongen.")
    assert (table.relayed(), table.outcome.keeps) == ([], True)
    table.taps("Els", "resume")
    assert table.record() == [("Els", "Over een jongen.")]


def test_whoever_asked_for_it_leaves_the_lobby_and_the_others_begin() -> None:
    table = Table(ROUND, *PEOPLE, begins=False)
    table.taps("Els", "leave")
    assert (table.step, table.answer, table.present) == ("lobby", "answer.left", ["Daan", "Noor"])
    table.taps("Els", "begin")
    assert table.answer == "answer.not_in"
    table.taps("Daan", "begin")
    assert table.step == "ronde"


def test_the_last_one_leaves_the_lobby() -> None:
    table = Table(ROUND, "Els", begins=False)
    table.leaves("Els")
    assert (table.step, table.session.reason) == ("closed", "cancelled")
    assert [type(effect).__name__ for effect in table.outcome.effects].count("Closed") == 1


def test_somebody_joins_twice_and_a_group_is_full() -> None:
    table = Table(ROUND, *PEOPLE, begins=False)
    table.joins("Els")
    assert (table.outcome.idle, table.answer) == (True, "answer.in_already")
    table.joins("Els", reachable=False)
    assert (table.outcome.idle, table.session.seats[SeatId("Els")].reachable) == (False, False)
    for name in ("Sam", "Ilse", "Tarik"):
        table.joins(name)
    table.joins("Lou")
    assert (table.outcome.idle, table.answer) == (True, "answer.full")


def test_a_flow_without_a_step_for_these_people_is_over_at_once() -> None:
    table = Table("- {id: lees, kind: show, when: people >= 5, title: Lees, prompt: Lees.}", *PEOPLE)
    assert (table.step, table.session.reason) == ("closed", "done")


# Coming and going.


def test_a_late_joiner_gets_a_private_card_where_something_is_asked_in_private() -> None:
    table = Table(NOTE, *PEOPLE)
    table.joins("Sam")
    shows = [(e.to, e.fresh) for e in table.outcome.effects if isinstance(e, Show)]
    assert ("Sam", True) in shows


def test_somebody_leaves_and_comes_back() -> None:
    table = Table(ROUND, *PEOPLE)
    table.leaves("Noor")
    assert table.told() == ["presence.left"]
    table.joins("Noor")
    assert (table.told(), table.marks()["Noor"]) == (["presence.joined"], "waiting")


def test_too_few_are_left() -> None:
    table = Table(ROUND, "Els", "Daan")
    table.leaves("Els")
    assert (table.step, table.session.reason, table.timers) == ("closed", "too_few", {})


def test_a_group_goes_on_with_one_less_than_it_began_with() -> None:
    script = script_of(ROUND, HEAD.replace("min: 2", "min: 4"))
    table = Table(script, "Els", "Daan", "Noor", "Sam")
    table.leaves("Els")
    assert table.step == "ronde"
    table.leaves("Daan")
    assert table.session.reason == "too_few"


def test_whoever_leads_leaves_and_the_lead_is_offered() -> None:
    table = owned()
    table.leaves("Els")
    assert table.told() == ["leader.left"]
    assert [button.action for button in table.offered()] == ["take"]
    table.taps("Noor", "take")
    assert table.leader == "Noor"


def test_the_owner_leaves_and_another_case_is_chosen() -> None:
    table = owned()
    table.taps("Daan", "done")
    table.leaves("Daan")
    assert (table.step, table.lines(), table.buttons()) == ("paused", ["paused.owner_left"], ["other", "stop"])
    table.taps("Noor", "resume")
    assert table.answer == "answer.is_paused"
    table.taps("Noor", "other")
    assert (table.step, table.answer) == ("wie", "answer.resumed")
    table.taps("Noor", "offer")
    assert (table.step, table.session.roles["eigenaar"]) == ("verhaal", "Noor")
    table.taps("Els", "back")
    table.taps("Els", "back")
    assert table.step == "leiding", "the way back is the way that was gone, without the first case"


def test_the_owner_leaves_and_the_others_stop() -> None:
    table = owned()
    table.leaves("Daan")
    table.taps("Noor", "stop")
    table.taps("Els", "agree_motion")
    assert table.session.reason == "stopped"


def test_the_owner_comes_back_and_it_goes_on() -> None:
    table = owned()
    table.leaves("Daan")
    table.joins("Daan")
    assert table.lines() == ["paused.asked"]
    table.taps("Daan", "resume")
    assert (table.step, table.session.roles["eigenaar"]) == ("verhaal", "Daan")


def test_somebody_else_comes_while_the_owner_is_gone() -> None:
    table = owned()
    table.leaves("Daan")
    table.joins("Ilse")
    assert table.lines() == ["paused.owner_left"]


def test_an_owner_who_is_needed_no_more_can_leave() -> None:
    table = Table(TELL + ROUND, *PEOPLE, leader="Els", owner="Daan")
    table.taps("Daan", "done")
    table.leaves("Daan")
    assert table.step == "ronde"


def test_an_owner_leaves_whose_role_goes_round_and_the_rest_goes_on() -> None:
    block = (
        "- {id: beurt, repeat: {each: eigenaar}, steps: "
        "[{id: verhaal, kind: tell, who: eigenaar, title: V, prompt: Vertel.}]}\n"
        "- {id: slot, kind: tell, who: eigenaar, title: S, prompt: Nog iets?}\n"
    )
    table = Table(block, *PEOPLE)
    for _ in PEOPLE:
        table.taps(str(table.up), "done")
    assert (table.step, table.up) == ("slot", "Noor")
    table.leaves("Noor")
    assert (table.step, table.session.reason) == ("closed", "done")


def test_whose_round_it_is_leaves_during_a_break() -> None:
    block = (
        "- {id: beurt, repeat: {each: eigenaar}, steps: "
        "[{id: verhaal, kind: tell, who: eigenaar, title: V, prompt: Vertel.}]}\n"
    )
    table = Table(block, *PEOPLE)
    table.taps("Els", "pause")
    table.leaves("Els")
    table.taps("Daan", "resume")
    assert (table.step, table.up) == ("verhaal", "Daan")


def test_people_come_and_go_during_a_break() -> None:
    table = Table(ROUND, *PEOPLE)
    table.taps("Els", "pause")
    table.leaves("Els")
    table.joins("Sam")
    assert table.told() == ["presence.joined"]
    table.taps("Daan", "resume")
    assert table.marks() == {"Daan": "up", "Noor": "waiting", "Sam": "waiting"}


def test_the_owner_leaves_during_a_break() -> None:
    table = owned()
    table.taps("Els", "pause")
    table.leaves("Daan")
    assert table.lines() == ["paused.owner_left"]
    table.taps("Noor", "other")
    assert table.step == "wie"


def test_a_break_in_a_private_step_ends_with_new_private_cards() -> None:
    table = Table(NOTE, *PEOPLE)
    table.writes("Els", "Van Els.")
    table.taps("Els", "pause")
    table.taps("Els", "resume")
    shows = {e.to for e in table.outcome.effects if isinstance(e, Show) and e.fresh}
    assert shows == {None, "Daan", "Noor"}


# Out of reach.


def test_the_group_is_told_how_to_mend_that_somebody_is_out_of_reach() -> None:
    table = Table(ROUND, *PEOPLE)
    table.reaches("Noor", False)
    assert (table.told(), [b.action for b in table.offered()]) == (["presence.unreachable"], ["open"])
    table.reaches("Noor", False)
    assert table.outcome.idle
    table.reaches("Noor", True)
    assert (table.told(), table.outcome.idle) == ([], False)
    table.reaches("Vreemde", False)
    assert table.outcome.idle


def test_in_private_chats_who_cannot_be_reached_is_not_there() -> None:
    table = Table(ROUND, *PEOPLE, room="private")
    table.reaches("Els", False)
    assert (table.told(), table.up) == (["presence.left"], "Daan")
    table.reaches("Els", True)
    assert table.present == ["Daan", "Noor"], "coming back is joining again"


# The room.


def test_the_room_is_lost_and_found() -> None:
    table = Table(ROUND, *PEOPLE, unreachable=["Noor"])
    table.loses_room()
    assert (table.step, table.lines(), table.timers) == ("paused", ["paused.room_lost"], {})
    assert (table.told("Els"), table.told("Noor")) == (["room.lost"], [])
    table.loses_room()
    assert table.outcome.idle
    table.finds_room()
    assert (table.step, table.told(), table.up) == ("ronde", ["room.found"], "Els")
    table.finds_room()
    assert table.outcome.idle


def test_a_lost_room_goes_on_in_private_chats() -> None:
    table = Table(ROUND, *PEOPLE)
    table.loses_room()
    table.finds_room("private")
    assert (table.step, table.session.room) == ("ronde", "private")
    table.says("Els", "Hier dan.")
    assert table.relayed() == [("Els", "Hier dan.")]


def test_another_room_during_a_break_is_remembered() -> None:
    table = Table(ROUND, *PEOPLE)
    table.taps("Els", "pause")
    table.loses_room()
    assert table.outcome.idle
    table.finds_room("private")
    assert (table.step, table.session.room) == ("paused", "private")


def test_the_owner_leaves_while_the_room_is_lost() -> None:
    table = owned()
    table.loses_room()
    table.leaves("Daan")
    assert table.lines() == ["paused.room_lost"]
    table.finds_room()
    assert (table.step, table.lines()) == ("paused", ["paused.owner_left"])


@pytest.mark.parametrize("begins", [True, False])
def test_after_the_end_nothing_happens_any_more(begins: bool) -> None:
    table = Table(SHOW, "Els", "Daan", begins=begins)
    if begins:
        table.all_tap("done")
    else:
        table.taps("Els", "cancel")
    assert [type(effect).__name__ for effect in table.outcome.effects].count("Closed") == 1
    els = SeatId("Els")
    for event in (
        Tapped(seat=els, action="done"), Joined(seat=SeatId("Sam"), name="Sam"), Left(seat=els),
        Said(seat=els, text="Nog iets."), Edited(seat=els, number=1, text="Iets."), Reached(seat=els, reachable=False),
        RoomLost(), RoomFound(room="private"), Rang(timer="bell", stamp="1.0"),
    ):  # fmt: skip
        outcome = table.take(event)
        assert (outcome.idle, table.answer, outcome.effects) == (True, "answer.closed", ())


def test_whoever_leads_gets_a_last_card() -> None:
    table = Table(SHOW, "Els", "Daan", leader="Els", owner="Daan")
    table.all_tap("done")
    assert [getattr(e, "to", "") for e in table.outcome.effects if type(e).__name__ == "Show"] == [None, "Els"]


def test_who_cannot_be_written_to_is_left_behind_when_it_goes_on_in_private() -> None:
    table = Table(ROUND, *PEOPLE, "Sam", unreachable=["Els", "Sam"])
    table.loses_room()
    table.finds_room("private")
    assert (table.present, table.up) == (["Daan", "Noor"], "Daan")
    few = Table(ROUND, *PEOPLE, unreachable=PEOPLE)
    few.loses_room()
    few.finds_room("private")
    assert (few.session.reason, few.told().count("presence.left")) == ("too_few", 2)


def test_somebody_taps_to_leave() -> None:
    table = Table(ROUND, *PEOPLE)
    table.taps("Els", "leave", stamp="0.0")
    assert (table.answer, table.up) == ("answer.left", "Daan")
