"""A conversation of simulated people that is looked at by everybody after every move."""

from __future__ import annotations

from functools import cache

from bot.practice.colleagues import Colleagues, Manners
from bot.practice.example import Example, whole_example
from bot.practice.play import names_for, run_to_the_end
from bot.practice.stage import Move, Stage
from bot.shelf import fill_shelf
from bot.wording import Wording, words_in
from flows.engine.codec import decode_event, encode
from flows.engine.effects import Line, Relay, Say, Show
from flows.engine.events import Event, Rang
from flows.engine.onward import kind_of
from flows.engine.session import Pace, SeatId, Session, SessionId, dump, load
from flows.engine.steps import KINDS
from flows.engine.steps.split import groups_of
from flows.engine.take import Outcome, take
from flows.engine.timers import awake
from flows.engine.view import Card, looking, own_card, room_card
from flows.language.model import Assign, Commit, Note, Split, Write

SHELF = fill_shelf()
PATIENT = Manners(silent=0.1)
DIFFICULT = Manners(passes=0.1, silent=0.1, leaves=0.01, comes_late=0.01, presses_old=0.05, meddles=0.08, postpones=0.3)
#: How a conversation of difficult people may end.
ENDS = {"done", "stopped", "too_few", "stopped_halfway", "too_few_halfway"}


class Watched(Stage):
    """A stage on which everything is looked at by everybody after every move."""

    def take(self, event: Event, **more: object) -> Outcome:
        outcome = super().take(event, **more)  # type: ignore[arg-type]
        session = self.session
        assert load(dump(session)) == session
        if not outcome.idle:
            for private in unrevealed(self, session):
                assert private not in public(self, session, outcome), f"{event} shows {private} to others"
            self.looks_at_every_page()
            for effect in outcome.effects:
                if isinstance(effect, Relay) and (group := small_group(self, session, effect.number)) is not None:
                    assert set(effect.to) < group, f"{event} tells another group"
            writers = {entry.words: entry.seat for entry in session.entries}
            for effect in outcome.effects:
                if isinstance(effect, Say) and effect.to is not None:
                    # What somebody alone is told is never about words of another.
                    assert {writers[number] for number in words_in(effect.lines)} <= {effect.to}
        return outcome

    def looks_at_every_page(self) -> None:
        """No card shows what was written by somebody else and is for no other eyes, or was said in another group."""
        session = self.session
        writers = {entry.words: entry.seat for entry in session.entries}
        apart = {e.words: g for e in session.entries if (g := small_group(self, session, e.words)) is not None}
        hidden = unrevealed(self, session)
        for seat in session.present if hidden or apart else ():
            card = own_card(self.script, session, seat)
            seen = set(words_in((*card.head, *card.lines)))
            assert not {number for number in seen & hidden if writers[number] != seat}
            assert not {number for number in seen if number in apart and seat not in apart[number]}


def small_group(stage: Stage, session: Session, number: int) -> set[SeatId] | None:
    """For whom something is that was said in a small group, when there was more than one."""
    entry = next(entry for entry in session.entries if entry.words == number)
    groups = groups_of(looking(stage.script, session), entry.step)
    if not isinstance(stage.script.steps[entry.step], Split) or len(groups) < 2:
        return None
    # Nobody is to read what was said by somebody who is no longer in any group.
    return next((set(group) for group in groups if entry.seat in group), {entry.seat})


def unrevealed(stage: Stage, session: Session) -> set[int]:
    """The words of notes and plans that nobody else may see yet, or ever."""
    hidden = set()
    for entry in session.entries:
        step = stage.script.steps[entry.step]
        never = isinstance(step, Note | Write | Commit) and step.reveal == "never"
        private = KINDS[step.kind].private and entry.state == ""
        if private and (never or (entry.visit == session.visit and session.running and waits(stage))):
            hidden.add(entry.words)
    return hidden


def waits(stage: Stage) -> bool:
    """Whether what is written now is for no other eyes yet."""
    walk = looking(stage.script, stage.session)
    kind, _ = kind_of(walk)
    return kind.in_private(walk)


def public(stage: Stage, session: Session, outcome: Outcome) -> set[int]:
    lines = [
        line for effect in outcome.effects if isinstance(effect, Say) and effect.to is None for line in effect.lines
    ]
    card = room_card(stage.script, session)
    relayed = {effect.number for effect in outcome.effects if isinstance(effect, Relay)}
    return {*words_in((*lines, *card.head, *card.lines)), *relayed}


@cache
def example_of(flow: str) -> Example:
    return whole_example(SHELF.scripts[flow], SHELF.folder_of)


def staged(
    flow: str, people: int, pace: Pace, room: str, *, kind: type[Stage] = Watched, language: str = "nl"
) -> Stage:
    names = names_for(example_of(flow), people)
    return kind(SHELF.scripts[flow], names=names, pace=pace, language=language, room=room)


def faults(flow: str, people: int, pace: Pace, room: str, *, seed: int) -> list[str]:
    """What is wrong with a conversation; every fourth one is of people who just do what is asked."""
    manners = PATIENT if seed % 4 == 0 else DIFFICULT
    stage = staged(flow, people, pace, room)
    run_to_the_end(stage, Colleagues(stage, None, seed=seed, manners=manners))
    session = stage.session
    expected = {"done"} if manners is PATIENT else ENDS
    found = {
        f"it ended by {session.reason}": session.reason not in expected,
        "a timer is left": session.timers != [],
        "its journal tells another story": replayed(stage) != dump(session),
        "somebody's step was for nobody": manners is PATIENT and bool(for_nobody(stage)),
        "somebody's role was for nobody": manners is PATIENT and bool(never_held(stage)),
        "a text is not filled in": seed % 5 == 0 and any("{" in text for text in all_texts(stage)),
        "somebody is disturbed at night or in the holidays": any(disturbs(stage, move) for move in stage.moves),
        "it holds words": any(text in dump(session) for text in stage.words.values()),
    }
    return [what for what, wrong in found.items() if wrong]


def for_nobody(stage: Stage) -> set[str]:
    """Steps in which nobody took part, though nobody left."""
    sessions = [move.outcome.session for move in stage.moves]
    return {session.state for session in sessions if session.running and not session.floor.seats}


def never_held(stage: Stage) -> set[str]:
    """Roles that nobody got, though the steps that give them were done; the bot may lead."""
    sessions = [move.outcome.session for move in stage.moves]
    done = {session.state for session in sessions}
    given = {spec.role for name, spec in stage.script.steps.items() if isinstance(spec, Assign) and name in done}
    given |= {block.repeat.each or "" for name, block in stage.script.block_of.items() if name in done}
    return given - {role for session in sessions for role in session.roles} - {stage.script.leader, ""}


def disturbs(stage: Stage, move: Move) -> bool:
    """Whether a timer of time in between makes itself heard when people sleep, or are free."""
    if not isinstance(move.event, Rang) or move.event.timer not in ("wait", "remind"):
        return False
    heard = any(isinstance(one, Say) or (isinstance(one, Show) and one.fresh) for one in move.outcome.effects)
    return heard and awake(move.at, stage.session.zone, stage.session.region) != move.at


def all_texts(stage: Stage) -> list[str]:
    return [text for move in stage.moves for text in worded(stage, move.outcome, stage.session.language)]


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
