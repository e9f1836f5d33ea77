"""Simulated conversations, with people who pass, leave, come late and meddle: all end, and none leaks."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from bot.practice.colleagues import Colleagues, Manners
from bot.practice.example import Example, read_example
from bot.practice.play import MAX_MOVES, NAMES, names_for, run_to_the_end
from bot.practice.stage import Stage
from bot.shelf import fill_shelf
from bot.wording import Wording, words_in
from flows.engine.codec import decode_event, encode
from flows.engine.effects import Line, Relay, Say, Show
from flows.engine.events import Event, Joined
from flows.engine.session import CLOSED, Pace, SeatId, Session, SessionId, dump, load
from flows.engine.steps import KINDS
from flows.engine.take import Outcome, take
from flows.engine.view import Card, own_card, room_card
from flows.language.model import Commit, Note

SHELF = fill_shelf()
SEEDS = range(20)
PATIENT = Manners(silent=0.1)
DIFFICULT = Manners(passes=0.1, silent=0.1, leaves=0.01, comes_late=0.01, presses_old=0.05, meddles=0.08)
#: Many small things hang on the size, so the smallest and the largest group are tried; one in between is the example's.
SIZES = {
    flow: sorted({script.flow.people.min, script.flow.people.ideal, script.flow.people.max})
    for flow, script in SHELF.scripts.items()
}
GROUPS = [(flow, people) for flow, sizes in SIZES.items() for people in sizes]


class Watched(Stage):
    """A stage on which everything is looked at by everybody after every move."""

    def take(self, event: Event, **more: object) -> Outcome:
        outcome = super().take(event, **more)  # type: ignore[arg-type]
        session = self.session
        assert load(dump(session)) == session
        if not outcome.idle:
            for private in unrevealed(self, session):
                assert private not in public(self, session, outcome), f"{event} shows {private} to others"
            writers = {entry.words: entry.seat for entry in session.entries}
            for effect in outcome.effects:
                if isinstance(effect, Say) and effect.to is not None:
                    # What somebody alone is told is never about words of another.
                    assert {writers[number] for number in words_in(effect.lines)} <= {effect.to}
        return outcome


def unrevealed(stage: Stage, session: Session) -> set[int]:
    """The words of notes and plans that nobody else may see yet, or ever."""
    hidden = set()
    for entry in session.entries:
        step = stage.script.steps[entry.step]
        never = isinstance(step, Note | Commit) and step.reveal == "never"
        if (
            KINDS[step.kind].private
            and entry.state == ""
            and (never or (entry.visit == session.visit and session.running))
        ):
            hidden.add(entry.words)
    return hidden


def public(stage: Stage, session: Session, outcome: Outcome) -> set[int]:
    lines = [
        line for effect in outcome.effects if isinstance(effect, Say) and effect.to is None for line in effect.lines
    ]
    card = room_card(stage.script, session)
    relayed = {effect.number for effect in outcome.effects if isinstance(effect, Relay)}
    return {*words_in((*lines, *card.head, *card.lines)), *relayed}


@cache
def example_of(flow: str) -> Example:
    return read_example(SHELF.folders[flow])


def staged(
    flow: str, people: int, pace: Pace, room: str, *, kind: type[Stage] = Watched, language: str = "nl"
) -> Stage:
    names = names_for(example_of(flow), people)
    return kind(SHELF.scripts[flow], names=names, pace=pace, language=language, room=room)


@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize(("flow", "people"), GROUPS)
def test_every_conversation_ends(flow: str, people: int, pace: Pace, room: str) -> None:
    reasons = set()
    for seed in SEEDS:
        manners = PATIENT if seed % 4 == 0 else DIFFICULT
        stage = staged(flow, people, pace, room)
        run_to_the_end(stage, Colleagues(stage, None, seed=seed, manners=manners))
        reasons.add(stage.session.reason)
        assert stage.session.timers == []
        assert replayed(stage) == dump(stage.session)
        assert not [text for text in stage.words.values() if text in dump(stage.session)]
        if manners is PATIENT:
            assert stage.session.reason == "done"
    assert reasons <= {"done", "stopped", "too_few"}


def replayed(stage: Stage) -> str:
    """The session as its journal has it, which keeps no words."""
    first = stage.moves[0].outcome.session
    session = Session(
        id=SessionId("practice"), flow=first.flow, version=first.version, language=first.language, zone=first.zone,
        room=staged_room(stage), pace=first.pace,
    )  # fmt: skip
    for move in stage.moves:
        if not move.outcome.idle:
            session = take(stage.script, session, decode_event(encode(move.event)), move.at).session
    return dump(session)


def staged_room(stage: Stage) -> str:
    return stage.moves[0].outcome.session.room


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("room", ["group", "private"])
@pytest.mark.parametrize(("flow", "people"), GROUPS)
def test_all_that_is_shown_and_said_can_be_worded(flow: str, people: int, room: str, language: str) -> None:
    for seed, pace in enumerate(Pace):
        stage = staged(flow, people, pace, room, language=language)
        colleagues = Colleagues(stage, example_of(flow), seed=seed, manners=DIFFICULT)
        run_to_the_end(stage, colleagues)
        for move in stage.moves:
            for text in worded(stage, move.outcome, language):
                assert text
                assert "{" not in text
                assert "}" not in text


def worded(stage: Stage, outcome: Outcome, language: str) -> list[str]:
    session = outcome.session
    wording = Wording(stage.script, session, words=stage.words)
    cards: list[Card] = []
    lines: list[Line] = [outcome.answer.line] if outcome.answer is not None else []
    buttons = []
    for effect in outcome.effects:
        if isinstance(effect, Say):
            lines += effect.lines
            buttons += [button for row in effect.buttons for button in row]
        elif isinstance(effect, Show):
            cards.append(
                room_card(stage.script, session) if effect.to is None else own_card(stage.script, session, effect.to)
            )
    if session.room != "group":
        cards += [own_card(stage.script, session, seat) for seat in session.present]
    buttons += [button for card in cards for row in card.buttons for button in row]
    texts = [wording.line(line) for line in lines] + [wording.button(button) for button in buttons]
    return texts + [text for card in cards for text in wording.card(card)]


def test_the_same_seed_gives_the_same_conversation_and_another_does_not() -> None:
    def played(seed: int) -> list[str]:
        stage = staged("intervisie", 4, Pace.CHAT, "group", kind=Stage)
        run_to_the_end(stage, Colleagues(stage, example_of("intervisie"), seed=seed, manners=DIFFICULT))
        return [encode(move.event) for move in stage.moves]

    assert played(3) == played(3)
    assert played(3) != played(4)


def test_there_are_names_for_the_largest_group() -> None:
    assert len(set(names_for(None, 12))) == 12 == len(NAMES)
    assert names_for(example_of("intervisie"), 8)[:2] == ["Els", "Daan"]


def test_what_colleagues_say_comes_from_the_example() -> None:
    stage = staged("verhalenderwijs", 2, Pace.CHAT, "private", kind=Stage)
    run_to_the_end(stage, Colleagues(stage, example_of("verhalenderwijs"), seed=1))
    example = example_of("verhalenderwijs")
    lines = {turn.says["nl"] for turn in example.script if turn.says}
    lines |= {line for by in (example.spare, example.answers) for step in by.values() for line in step["nl"]}
    assert stage.session.reason == "done"
    assert set(stage.words.values()) <= lines


def test_a_conversation_of_the_largest_group_is_no_longer_than_it_may_be() -> None:
    stage = staged("intervisie", 8, Pace.DAYS, "group", kind=Stage)
    began: datetime = stage.now
    run_to_the_end(stage, Colleagues(stage, example_of("intervisie"), seed=1))
    assert len(stage.moves) < MAX_MOVES / 10
    assert stage.session.state == CLOSED
    assert stage.now > began


def test_somebody_who_comes_late_is_there_to_the_end() -> None:
    stage = staged("intervisie", 3, Pace.CHAT, "group", kind=Stage)
    colleagues = Colleagues(stage, example_of("intervisie"), seed=1)
    for _ in range(6):
        event = colleagues.next_event()
        assert event is not None
        stage.take(event)
    stage.take(Joined(seat=SeatId("late"), name="Lou"))
    run_to_the_end(stage, colleagues)
    assert "Lou" in {stage.session.seats[seat].name for seat in stage.session.present}
    assert any(entry.seat == "late" for entry in stage.session.entries)
