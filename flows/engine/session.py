"""One conversation along one flow: all that the engine has to remember of it.

It holds who and when, never what: a contribution is the number of the journal row in which its words are kept, so that
words have one home and can be wiped there. A session is plain data and goes through JSON between every two moves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NewType, TypeVar

SessionId = NewType("SessionId", str)
SeatId = NewType("SeatId", str)

R = TypeVar("R")

#: Raised by one whenever the shape below changes; ``upgrade`` then learns to read the older one.
STATE_VERSION = 3

LOBBY = "lobby"
PAUSED = "paused"
CLOSED = "closed"


class Pace(StrEnum):
    """How the conversation is held: spoken at a table, written now, or written over days."""

    TABLE = "table"
    CHAT = "chat"
    DAYS = "days"


class Mark(StrEnum):
    """How somebody stands in the step."""

    DONE = "done"
    PASSED = "passed"


#: In place of a moment: somebody is to have this role now, as was agreed before. It sorts before any other.
PROMISED = "!"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A person's part in a session."""

    id: SeatId
    name: str
    #: Whether a private message arrives; a step never depends on somebody out of reach without saying so.
    reachable: bool = True
    present: bool = True
    #: When this person last had each rotating role in this room, for the fair turn.
    served: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One contribution: where its words are, whose they are and what became of them."""

    number: int
    seat: SeatId
    step: str
    visit: int
    #: "text", "voice" or "photo".
    medium: str = "text"
    #: "" in the record, "held" while its writer ponders a hint, "parked" for a later step, "dropped" if taken back.
    state: str = ""
    #: What a guard noticed in it.
    finding: str = ""
    #: The journal number of its newest wording, after an edit.
    words: int = 0
    #: It came in by a private chat, so the room did not see it being said.
    private: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What was just decided, for the card of the step that follows: one message less in the chat."""

    key: str
    name: SeatId | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Motion:
    """A proposal to the group to leave the script for a moment; it passes when more than half agree."""

    what: str
    by: SeatId
    agreed: tuple[SeatId, ...] = ()
    #: Whom it concerns, where it concerns somebody.
    about: str = ""


@dataclass(kw_only=True, slots=True)
class Floor:
    """How far the step at hand is."""

    #: Who takes part in it, in the order of their turns.
    seats: list[SeatId] = field(default_factory=list)
    #: Whose turn it is, where people go one by one, and whose turns are still to come.
    up: SeatId | None = None
    queue: list[SeatId] = field(default_factory=list)
    #: Whose question is being answered.
    asker: SeatId | None = None
    #: Who spoke last; until somebody else speaks, what they add belongs to what they said.
    last: SeatId | None = None
    #: Counts the turns, so that a button made for an earlier one is known as old.
    turn: int = 0
    #: What kind of thing is awaited within the step ("ask" or "answer", for example).
    phase: str = ""
    marks: dict[SeatId, Mark] = field(default_factory=dict)
    #: Votes, ratings, dates and consents: choices from a list.
    picks: dict[SeatId, str] = field(default_factory=dict)
    #: Who declined what was proposed.
    refused: list[SeatId] = field(default_factory=list)
    #: How often the guards spoke in this step.
    hints: int = 0
    #: Who was told in this step that it is not their turn.
    told: list[SeatId] = field(default_factory=list)
    #: Who said in this step that what they write in private may be passed on to the group.
    aloud: list[SeatId] = field(default_factory=list)
    #: Until when there is time; soft, it ends nothing.
    until: str | None = None
    #: How often the bell rang, and how often whoever is awaited was reminded.
    rung: int = 0
    reminded: int = 0
    #: Messages that came below the card since it was sent.
    below: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """Where the session came from, so that it can go back."""

    state: str
    rounds: dict[str, int]
    roles: dict[str, SeatId]


@dataclass(kw_only=True, slots=True)
class Session:
    id: SessionId
    #: The flow and the digest of the text it had when the session began.
    flow: str
    version: str
    language: str
    zone: str
    #: Of which school holidays nobody is disturbed in; "" for the national days alone.
    region: str = ""
    #: Chance, given once from outside; draws by lot come from it, the same in every replay.
    seed: str = ""
    #: "group": everybody reads one chat; "private": a room of private chats, where words are passed on.
    room: str = "group"
    pace: Pace = Pace.CHAT
    guards: bool = True
    state: str = LOBBY
    #: Counts the steps entered; buttons and timers carry it.
    visit: int = 0
    #: The number of the last move.
    number: int = 0
    #: Where a paused session goes on, and why it waits.
    held: str = ""
    pause: str = ""
    #: The open conversation that a short flow beside it goes back to.
    beside: str = ""
    #: Why a closed session ended.
    reason: str = ""
    seats: dict[SeatId, Seat] = field(default_factory=dict)
    roles: dict[str, SeatId] = field(default_factory=dict)
    #: The round each repeated block is in, counted from 0, and the order of the people in it.
    rounds: dict[str, int] = field(default_factory=dict)
    orders: dict[str, list[SeatId]] = field(default_factory=dict)
    #: What was chosen, by step.
    answers: dict[str, str] = field(default_factory=dict)
    floor: Floor = field(default_factory=Floor)
    motion: Motion | None = None
    news: list[News] = field(default_factory=list)
    #: Whoever leads is silent, so anybody may take over.
    leaderless: bool = False
    #: The move that last asked for a new card: of a seat, or of everybody ("").
    cards: dict[str, int] = field(default_factory=dict)
    #: There was time in between, so what was done so far stands by itself.
    waited: bool = False
    #: The timers that are set.
    timers: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    trail: list[Trace] = field(default_factory=list)
    #: When something last happened in it.
    changed: str = ""

    @property
    def present(self) -> list[SeatId]:
        return [seat.id for seat in self.seats.values() if seat.present]

    @property
    def running(self) -> bool:
        return self.state not in (LOBBY, PAUSED, CLOSED)

    @property
    def stamp(self) -> str:
        """What buttons and timers carry, to know whether they are still of now."""
        return f"{self.visit}.{self.floor.turn}"

    def copy(self) -> Session:
        """A working copy: what is inside the lists is frozen, so they need not be copied deeper."""
        new = replace(self, **{name: getattr(self, name).copy() for name in _CONTAINERS})
        new.floor = replace(self.floor, **{name: getattr(self.floor, name).copy() for name in _FLOOR_CONTAINERS})
        return new


def dump(session: Session) -> str:
    """The session as one line of JSON, the same for the same session."""
    return _ENCODER.encode(_plain(session))


#: Made once: a session is a tree, so nobody need look for circles in it.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _plain(session: Session) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(session, name) for name in _SIMPLE}
    plain["v"] = STATE_VERSION
    plain["seats"] = [_SEAT(seat) for seat in session.seats.values()]
    plain["floor"] = _FLOOR(session.floor)
    plain["news"] = [_NEWS(news) for news in session.news]
    plain["motion"] = None if session.motion is None else _MOTION(session.motion)
    plain["entries"] = [_ENTRY(entry) for entry in session.entries]
    plain["trail"] = [_TRACE(trace) for trace in session.trail]
    return plain


def load(text: str) -> Session:
    """The session from its JSON, brought up to the newest version."""
    plain = upgrade(json.loads(text))
    session = Session(**{name: plain[name] for name in _SIMPLE})
    session.pace = Pace(session.pace)
    session.seats = {seat[0]: _record(Seat, seat) for seat in plain["seats"]}
    session.floor = floor = _record(Floor, plain["floor"])
    floor.marks = {seat: Mark(mark) for seat, mark in floor.marks.items()}
    if plain["motion"] is not None:
        motion = _record(Motion, plain["motion"])
        session.motion = replace(motion, agreed=tuple(motion.agreed))
    session.news = [_record(News, news) for news in plain["news"]]
    session.entries = [_entry(*entry) for entry in plain["entries"]]
    session.trail = [_record(Trace, trace) for trace in plain["trail"]]
    return session


def _record(kind: type[R], values: Sequence[Any]) -> R:
    return kind(**dict(zip(_NAMES[kind], values, strict=True)))


@lru_cache(maxsize=16_384)
def _entry(*values: Any) -> Entry:
    """Every load brings the same ones again; they are frozen, so one of each will do."""
    return _record(Entry, values)


def upgrade(plain: dict[str, Any]) -> dict[str, Any]:
    """Old state in the newest shape."""
    if plain["v"] == 1:
        plain = {**plain, "v": 2, "beside": ""}
    if plain["v"] == 2:
        plain = {**plain, "v": 3, "region": "", "waited": False}
    if plain["v"] != STATE_VERSION:
        raise ValueError(f"a session of state version {plain['v']} cannot be read by version {STATE_VERSION}")
    return plain


_COMPOUND = ("seats", "floor", "motion", "news", "entries", "trail")
_SIMPLE = tuple(name for name in Session.__slots__ if name not in _COMPOUND)
#: In a row, without the names: these are most of a long conversation.
_RECORDS: tuple[type[Any], ...] = (Seat, Floor, News, Motion, Entry, Trace)
_NAMES: dict[type[Any], tuple[str, ...]] = {kind: tuple(one.name for one in fields(kind)) for kind in _RECORDS}
_SEAT, _FLOOR, _NEWS, _MOTION, _ENTRY, _TRACE = (attrgetter(*_NAMES[kind]) for kind in _RECORDS)
_CONTAINERS = ("seats", "roles", "rounds", "orders", "answers", "cards", "timers", "news", "entries", "trail")
_FLOOR_CONTAINERS = ("seats", "queue", "marks", "picks", "refused", "told", "aloud")
