"""What is for no other eyes before it is revealed: notes and plans."""

from __future__ import annotations

import pytest

from flows.engine.session import SeatId
from tests.flows.table import START, Table

PEOPLE = ("Els", "Daan", "Noor")
SHOW = "- {id: lees, kind: show, title: Lees, prompt: Lees dit.}\n"
TALK = "- {id: praat, kind: discuss, title: Praat, prompt: Praat samen.}\n"
COMMIT = "- {id: stap, kind: commit, who: eigenaar, title: Stap, prompt: Wat ga je doen?}\n"
PLANS = COMMIT.replace("eigenaar", "iedereen")


def note(reveal: str, who: str = "iedereen") -> str:
    return f"- {{id: briefje, kind: note, reveal: {reveal}, who: {who}, title: Briefje, prompt: Schrijf.}}\n"


def number_of(table: Table, text: str) -> int:
    return next(number for number, words in table.words.items() if words == text)


@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize("pace", ["table", "chat", "days"])
@pytest.mark.parametrize("reveal", ["never", "owner", "together", "anonymous"])
def test_nobody_sees_a_note_before_it_is_shown(reveal: str, pace: str, room: str) -> None:
    table = Table(note(reveal) + SHOW, *PEOPLE, room=room, pace=pace)
    table.writes("Els", "Het geheim van Els.")
    number = number_of(table, "Het geheim van Els.")
    for other in (None, "Daan", "Noor"):
        assert not table.names_words(number, to=other)
    assert (table.marks(), table.relayed()) == ({}, [])
    assert table.step == "briefje"


def test_notes_are_shown_together_under_a_name() -> None:
    table = Table(note("together") + SHOW, *PEOPLE)
    table.writes("Els", "Van Els.")
    table.writes("Els", "En nog iets.")
    table.writes("Daan", "Van Daan.")
    table.taps("Noor", "pass")
    assert table.shown("note.of") == ["Van Els.", "En nog iets.", "Van Daan."]
    assert table.step == "lees"


def test_notes_without_a_name_are_shown_in_the_order_of_a_lot() -> None:
    table = Table(note("anonymous") + SHOW, *PEOPLE)
    for name in PEOPLE:
        table.writes(name, f"Van {name}.")
    said = next(say for say in table.sayings if say.to is None)
    assert sorted(table.shown("note.anonymous")) == ["Van Daan.", "Van Els.", "Van Noor."]
    assert not any(line.names for line in said.lines)


def test_notes_for_nobody_are_shown_to_nobody() -> None:
    table = Table(note("never") + SHOW, *PEOPLE)
    for name in PEOPLE:
        table.writes(name, f"Van {name}.")
    assert (table.told(), table.step) == ([], "lees")
    assert table.lines("Els") == ["own.nothing"]


def test_each_decides_about_an_own_note() -> None:
    table = Table(note("owner") + SHOW, *PEOPLE)
    table.taps("Els", "reveal")
    assert table.answer == "answer.not_for_you", "there is nothing yet to decide about"
    for name in PEOPLE:
        table.writes(name, f"Van {name}.")
        assert (table.lines(name), table.buttons(name)) == (
            ["card.private", "own.note.decide"][1:],
            ["reveal", "conceal"],
        )
    table.taps("Els", "reveal")
    table.taps("Els", "reveal")
    assert (table.outcome.idle, table.answer) == (True, "answer.had_yours")
    table.taps("Daan", "conceal")
    assert table.lines("Daan") == ["own.note.kept.owner"]
    table.taps("Noor", "conceal")
    assert table.shown("note.of") == ["Van Els."]


def test_nothing_to_show_is_said() -> None:
    table = Table(note("together") + SHOW, *PEOPLE)
    table.all_tap("pass")
    assert table.told() == ["note.nobody"]


def test_in_the_group_a_note_is_not_taken_in_and_its_writer_is_told_where_to_write() -> None:
    table = Table(note("together"), *PEOPLE)
    table.says("Els", "Oeps, in de groep.")
    assert (table.record(), table.told("Els")) == ([], ["said.in_private"])
    assert "open" in table.buttons()


def test_who_has_no_note_to_write_is_told_so_and_has_no_card() -> None:
    table = Table(note("together", "iedereen behalve eigenaar"), *PEOPLE, owner="Daan")
    table.writes("Daan", "Ik ook!")
    assert table.told("Daan") == ["said.not_here"]
    table.taps("Daan", "done")
    assert (table.answer, table.lines("Daan")) == ("answer.not_for_you", ["own.nothing"])
    apart = Table(note("together", "iedereen behalve eigenaar"), *PEOPLE, owner="Daan", room="private")
    assert (apart.lines("Daan"), apart.buttons("Daan")) == (["assign.given", "card.private"], ["more", "menu"])


@pytest.mark.parametrize("pace", ["chat", "table"])
@pytest.mark.parametrize("after", [SHOW, TALK, COMMIT])
def test_the_last_to_write_adds_a_message_to_a_note_that_was_shown(after: str, pace: str) -> None:
    table = Table(note("together") + after, *PEOPLE, owner="Noor", pace=pace)
    for name in ("Noor", "Els", "Daan"):
        table.writes(name, f"Van {name}.")
    table.writes("Daan", "En dit hoort er nog bij.")
    if after == TALK and pace == "chat":
        assert (table.relayed(), table.told("Daan")) == ([], ["hint.aloud"]), "or is it part of the conversation?"
        table.decides("Daan", "keep")
    assert table.relayed() == [("Daan", "En dit hoort er nog bij.")]
    if after != TALK:
        assert table.record("briefje")[-1] == ("Daan", "En dit hoort er nog bij.")


@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize("after", [SHOW, TALK])
@pytest.mark.parametrize("reveal", ["never", "anonymous"])
def test_what_may_be_added_to_a_nameless_note_is_not_passed_on_under_a_name(reveal: str, after: str, room: str) -> None:
    table = Table(note(reveal) + after, *PEOPLE, room=room)
    for name in PEOPLE:
        table.writes(name, f"Van {name}.")
    table.writes("Noor", "En dit hoort er nog bij.")
    assert (table.relayed(), table.told("Noor")) == ([], ["hint.aloud"]), "it may be part of the note"
    assert ("Noor", "En dit hoort er nog bij.") not in table.record()
    table.decides("Noor", "keep")
    assert table.relayed() == [("Noor", "En dit hoort er nog bij.")], "its writer meant it for all"


def test_what_somebody_says_in_the_group_afterwards_is_no_part_of_the_note() -> None:
    table = Table(note("anonymous") + COMMIT, *PEOPLE, owner="Daan")
    for name in PEOPLE:
        table.writes(name, f"Van {name}.")
    table.says("Noor", "Mooie zinnen!")
    assert len(table.record("briefje")) == 3


def test_the_first_word_of_who_is_up_now_is_taken_as_such_and_asked_about() -> None:
    tell = "- {id: verhaal, kind: tell, who: eigenaar, title: Verhaal, prompt: Vertel.}\n"
    table = Table(note("never") + tell, *PEOPLE, owner="Noor")
    for name in ("Els", "Daan", "Noor"):
        table.writes(name, f"Van {name}.")
    table.writes("Noor", "Het begon zo.")
    assert (table.relayed(), table.told("Noor")) == ([], ["hint.aloud"])
    table.decides("Noor", "keep")
    assert table.relayed() == [("Noor", "Het begon zo.")]


def test_once_more_what_was_written_counts_until_it_is_passed() -> None:
    table = Table(note("together") + SHOW, *PEOPLE, leader="Els")
    for name in ("Els", "Daan"):
        table.writes(name, f"Van {name}.")
    table.taps("Els", "again")
    assert table.buttons("Daan") == ["done", "pass"]
    table.taps("Els", "done")
    assert (table.answer, table.lines("Els")[:1]) == ("answer.noted", ["own.note.kept.together"])
    table.taps("Daan", "pass")
    table.taps("Daan", "pass")
    assert table.outcome.idle
    table.taps("Noor", "done")
    assert table.shown("note.of") == ["Van Els."], "who passes now wants nothing shown"


def test_somebody_out_of_reach_is_not_waited_for_in_private() -> None:
    table = Table(note("together") + SHOW, *PEOPLE, unreachable=["Noor"])
    table.writes("Els", "Van Els.")
    table.writes("Daan", "Van Daan.")
    assert table.step == "lees"


def test_an_edit_of_a_note_replaces_what_will_be_shown() -> None:
    table = Table(note("together") + SHOW, "Els", "Daan")
    number = table.writes("Els", "Van Esl.").session.number
    table.edits("Els", number, "Van Els.")
    table.writes("Daan", "Van Daan.")
    assert table.shown("note.of") == ["Van Els.", "Van Daan."]


# Plans.


def test_a_plan_a_day_and_how_sure() -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, owner="Daan")
    assert table.lines("Daan") == ["own.commit.plan"]
    table.taps("Daan", "day", 3)
    assert table.answer == "answer.not_for_you", "first the plan"
    table.writes("Daan", "Als de bel gaat, dan sta ik er.")
    number = number_of(table, "Als de bel gaat, dan sta ik er.")
    assert table.lines("Daan") == ["commit.mine", "own.commit.day"]
    assert not table.names_words(number, to="Els")
    table.taps("Daan", "day", 4)
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "day", 3)
    assert (table.lines("Daan")[1:], len(table.buttons("Daan"))) == (["commit.day", "own.commit.sure"], 11)
    table.taps("Daan", "sure", 11)
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "reveal")
    assert table.answer == "answer.not_for_you"
    table.taps("Daan", "sure", 8)
    assert (table.step, table.told(), table.lines("Daan")[-1]) == ("stap", [], "own.commit.show")
    assert table.buttons("Daan") == ["reveal", "conceal"]
    table.taps("Daan", "reveal")
    assert (table.step, table.told()) == ("lees", ["commit.plan", "commit.day"])
    assert table.session.answers["stap Daan"] == "2026-03-06 8"


def test_not_so_sure_so_it_is_made_smaller_or_kept() -> None:
    table = Table(PLANS + SHOW, "Els", "Daan")
    for name in ("Els", "Daan"):
        table.writes(name, f"Groot, {name}.")
        table.taps(name, "day", 7)
        table.taps(name, "sure", 5)
    assert table.lines("Els")[-1] == "own.commit.small"
    table.taps("Els", "fine")
    assert table.lines("Els")[-1] == "own.commit.show"
    table.writes("Els", "O ja, en dit.")
    assert table.told("Els") == ["said.not_here"]
    table.taps("Els", "reveal")
    assert table.lines("Els")[-1] == "own.commit.done"
    table.writes("Els", "Nog iets.")
    assert (table.record("stap")[-1][1], table.outcome.idle) == ("Groot, Daan.", True), "it was said already"
    table.writes("Daan", "Klein.")
    assert table.lines("Daan")[1:] == ["commit.day", "own.commit.sure"], "the day stands"
    table.taps("Daan", "sure", 9)
    table.taps("Daan", "reveal")
    assert table.shown("commit.plan") == ["Groot, Els.", "Klein."]


def test_who_was_told_something_in_this_step_is_asked_all_the_same_whether_it_is_small_enough() -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, owner="Daan")
    table.says("Daan", "Even denken hoor.")
    table.writes("Daan", "Groot.")
    table.taps("Daan", "day", 7)
    table.taps("Daan", "sure", 5)
    assert table.lines("Daan")[-1] == "own.commit.small"


def test_a_plan_is_kept_from_the_others_and_what_comes_after_it_is_said_in_the_next_step() -> None:
    for room in ("group", "private"):
        table = Table(COMMIT + SHOW, *PEOPLE, owner="Daan", room=room)
        table.writes("Daan", "Mijn plan.")
        table.taps("Daan", "day", 3)
        table.taps("Daan", "sure", 8)
        table.taps("Daan", "conceal")
        assert (table.step, table.told(), table.session.answers["stap Daan"]) == ("lees", [], "2026-03-06 8")
        table.writes("Daan", "Wat een mooi verhaal.")
        if room == "private":
            assert table.relayed() == [("Daan", "Wat een mooi verhaal.")]
        else:
            assert (table.relayed(), table.told("Daan")) == ([], ["said.not_here"])


@pytest.mark.parametrize("passes", [True, False])
def test_a_plan_is_not_shown_before_its_writer_says_so(passes: bool) -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, leader="Els", owner="Daan")
    table.writes("Daan", "Mijn plan.")
    table.taps("Daan", "day", 3)
    table.taps("Daan", "sure", 8)
    table.taps("Daan", "pass") if passes else table.taps("Els", "next")
    assert (table.step, table.told(), table.session.answers["stap Daan"]) == ("lees", [], "2026-03-06 8")


def test_a_plan_in_two_messages() -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, owner="Daan")
    table.writes("Daan", "Als de bel gaat,")
    table.writes("Daan", "dan sta ik bij de deur en kijk ik iedereen even aan.")
    table.taps("Daan", "day", 1)
    table.taps("Daan", "sure", 10)
    table.taps("Daan", "reveal")
    assert (table.shown("commit.plan"), table.shown("commit.more")) == (
        ["Als de bel gaat,"],
        ["dan sta ik bij de deur en kijk ik iedereen even aan."],
    )


def test_a_plan_is_not_made_in_the_group() -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.says("Daan", "Even denken hoor.")
    assert (table.record(), table.told("Daan")) == ([], ["said.in_private"])
    assert "card.commits" in table.lines()


def test_a_plan_may_be_passed_and_need_not_be_shown() -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, owner="Daan")
    table.taps("Daan", "pass")
    assert (table.step, table.told()) == ("lees", [])
    kept = Table(COMMIT.replace("title", "reveal: never, title") + SHOW, *PEOPLE, owner="Daan")
    kept.writes("Daan", "Mijn plan.")
    kept.taps("Daan", "day", 1)
    kept.taps("Daan", "sure", 10)
    assert (kept.step, kept.told()) == ("lees", [])
    kept.writes("Daan", "En nog iets.")
    assert kept.told("Daan") == ["said.not_here"]


def test_a_plan_without_a_day_is_not_shown_when_the_step_is_ended() -> None:
    table = Table(COMMIT + SHOW, *PEOPLE, leader="Els", owner="Daan")
    table.writes("Daan", "Nog niet af.")
    table.taps("Els", "next")
    assert (table.step, table.told(), "stap Daan" in table.session.answers) == ("lees", [], False)


@pytest.mark.parametrize(("text", "day"), [
    ("3 december", "2026-12-03"),
    ("op 3 mrt.", "2026-03-03"),
    ("2 maart", "2027-03-02"),
    ("2 March 2027", "2027-03-02"),
    ("3-12", "2026-12-03"),
    ("12/3/2026", "2026-03-12"),
    ("donderdag", "2026-03-05"),
    ("dinsdag dan maar", "2026-03-10"),
    ("Tomorrow", "2026-03-04"),
    ("overmorgen", "2026-03-05"),
    ("vandaag nog", "2026-03-03"),
])  # fmt: skip
def test_a_day_in_words(text: str, day: str) -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.writes("Daan", "Mijn plan.")
    table.writes("Daan", text)
    assert table.session.floor.picks[SeatId("Daan")] == day
    assert len(table.record("stap")) == 1, "a day is no part of the plan"


@pytest.mark.parametrize("text", ["31 juni", "3 wintermaand", "30-2", "ooit", "x" * 40])
def test_a_short_text_that_names_no_day_is_asked_again(text: str) -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.writes("Daan", "Mijn plan.")
    table.writes("Daan", text)
    assert (table.told("Daan"), len(table.record("stap")), table.session.floor.picks) == (["own.commit.unclear"], 1, {})
    assert not table.outcome.keeps
    table.writes("Daan", "donderdag")
    assert table.lines("Daan")[-1] == "own.commit.sure"


@pytest.mark.parametrize("text", ["x" * 41, "donderdag " * 9])
def test_a_longer_text_that_names_no_day_belongs_to_the_plan(text: str) -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.writes("Daan", "Mijn plan.")
    table.writes("Daan", text)
    assert table.record("stap")[-1] == ("Daan", text)
    assert table.lines("Daan")[-1] == "own.commit.day"


@pytest.mark.parametrize("text", ["2 maart 2026", "1-1-2031"])
def test_a_day_that_has_been_or_is_far_off_is_asked_again(text: str) -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.writes("Daan", "Mijn plan.")
    table.writes("Daan", text)
    assert (table.told("Daan"), table.session.floor.picks) == (["own.commit.past"], {})


def test_tomorrow_is_tomorrow_where_the_people_are() -> None:
    table = Table(COMMIT, *PEOPLE, owner="Daan")
    table.now = START.replace(day=3, hour=23, minute=30)
    table.writes("Daan", "Mijn plan.")
    table.taps("Daan", "day", 1)
    assert table.session.floor.picks[SeatId("Daan")] == "2026-03-05"


def test_what_is_said_in_the_group_after_writing_is_no_part_of_the_note() -> None:
    table = Table(note("together"), *PEOPLE)
    table.writes("Els", "Van Els.")
    table.says("Els", "Zo, klaar.")
    assert (table.record(), table.told("Els")) == ([("Els", "Van Els.")], ["said.in_private"])
