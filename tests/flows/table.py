"""A table with people around it: what they do, and what they then see, in the words of a conversation.

Everything goes through JSON between two moves, as it does in storage. What holds for every move is looked after here:
the session given is not changed, no words are in it, all cards and lines can be worded, the journal can be replayed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from textwrap import dedent, indent
from typing import Any

from bot.shelf import fill_shelf
from bot.wording import Wording
from flows.engine.codec import decode_effect, decode_event, decode_line, encode
from flows.engine.effects import Button, Effect, Hush, Line, Relay, Ring, Say, Served, Show
from flows.engine.events import Edited, Event, Joined, Left, Rang, Reached, RoomFound, RoomLost, Said, Tapped
from flows.engine.hints import held
from flows.engine.script import Script
from flows.engine.session import Pace, SeatId, Session, SessionId, dump, load
from flows.engine.take import Outcome, take
from flows.engine.view import Card, looking, own_card, room_card
from flows.language import loading

#: A Tuesday afternoon, in the winter.
START = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
#: The tables that the test at hand made.
MADE: list[Table] = []

HEAD = """\
flow: proef
language: nl
title: Proef
menu: Om iets te proberen.
goal: Zien of het loopt.
inspired_by: Niets.
not_for: Niemand.
people: {min: 2, ideal: 4, max: 6}
minutes: 60
roles:
  leider: {name: leider, leads: true, rotates: true}
  eigenaar: {name: eigenaar, rotates: true, owns: true}
"""
#: The steps that give both roles, when a test wants to begin after them.
WITH_ROLES = """\
- {id: leiding, kind: assign, role: leider, by: rotation, bot_may: true, title: Leiding, prompt: Wie leidt er?}
- {id: wie, kind: assign, role: eigenaar, by: volunteer, title: Wie, prompt: Wie heeft er iets?}
"""
_ASSIGNED = ("leider", "eigenaar")


@cache
def script_of(steps: str, head: str = HEAD) -> Script:
    """A flow of these steps. Roles that no step gives out are left out."""
    given = [role for role in _ASSIGNED if f"role: {role}" in steps or f"each: {role}" in steps]
    kept = [
        line for line in head.splitlines() if not line.startswith(tuple(f"  {r}:" for r in _ASSIGNED if r not in given))
    ]
    text = "\n".join(line for line in kept if given or line != "roles:")
    loaded, mistakes = loading.load(loading.Source(files={"flow.yaml": f"{text}\nsteps:\n{indent(steps, '  ')}"}))
    assert loaded is not None, "\n".join(map(str, mistakes))
    return Script(loaded)


@cache
def library(flow: str) -> Script:
    return fill_shelf().scripts[flow]


class Table:
    def __init__(
        self,
        flow: Script | str,
        *names: str,
        room: str = "group",
        pace: str = "chat",
        language: str = "nl",
        region: str = "",
        guards: bool = True,
        unreachable: Iterable[str] = (),
        served: dict[str, dict[str, str]] | None = None,
        begins: bool = True,
        leader: str = "",
        owner: str = "",
    ) -> None:
        """``leader`` and ``owner`` go through the steps of WITH_ROLES first."""
        steps = dedent(flow) if isinstance(flow, str) else ""
        self.script = flow if isinstance(flow, Script) else script_of((WITH_ROLES if leader or owner else "") + steps)
        self.session = Session(
            id=SessionId("table"), flow=self.script.flow.flow, version=self.script.version, language=language,
            zone="Europe/Amsterdam", region=region, room=room, pace=Pace(pace), guards=guards,
        )  # fmt: skip
        self.first = dump(self.session)
        self.now = START
        self.words: dict[int, str] = {}
        self.timers: dict[str, tuple[datetime, str]] = {}
        self.journal: list[tuple[str, datetime]] = []
        self.moves: list[dict[str, Any]] = []
        self.served: list[tuple[str, str]] = []
        self.outcome: Outcome
        MADE.append(self)
        for name in names:
            self.joins(name, reachable=name not in unreachable, served=(served or {}).get(name))
        if begins or leader or owner:
            self.taps(names[0], "begin")
        if leader or owner:
            if leader:
                self.taps(leader, "accept" if self.up == leader else "offer")
            else:
                self.taps(owner, "bot")
            self.taps(owner or names[0], "offer")

    # What people do.

    def joins(self, name: str, *, reachable: bool = True, served: dict[str, str] | None = None) -> Outcome:
        return self.take(Joined(seat=SeatId(name), name=name, reachable=reachable, served=served or {}))

    def leaves(self, name: str) -> Outcome:
        return self.take(Left(seat=SeatId(name)))

    def says(self, name: str, text: str, *, medium: str = "text") -> Outcome:
        """Where all can read it; in a room of private chats there is no such place."""
        private = self.session.room != "group"
        return self.take(Said(seat=SeatId(name), text=text, medium=medium, private=private))

    def writes(self, name: str, text: str) -> Outcome:
        """In the private chat with the bot."""
        return self.take(Said(seat=SeatId(name), text=text, private=True))

    def edits(self, name: str, number: int, text: str) -> Outcome:
        return self.take(Edited(seat=SeatId(name), number=number, text=text))

    def taps(self, name: str, action: str, value: str | int = "", *, stamp: str | None = None) -> Outcome:
        stamp = self.session.stamp if stamp is None else stamp
        return self.take(Tapped(seat=SeatId(name), action=action, value=str(value), stamp=stamp))

    def all_tap(self, action: str, value: str | int = "") -> None:
        for name in self.present:
            self.taps(name, action, value)

    def decides(self, name: str, action: str) -> Outcome:
        """About what a hint was given on."""
        entry = held(looking(self.script, self.session), SeatId(name))
        assert entry is not None, f"{name} has nothing to decide"
        return self.taps(name, action, entry.number)

    def waits(self) -> str:
        """Until the next timer rings; which one that is."""
        assert self.timers, "no timer is set"
        timer = min(self.timers, key=lambda name: self.timers[name])
        due, stamp = self.timers.pop(timer)
        self.now = max(self.now, due) - timedelta(seconds=5)
        self.take(Rang(timer=timer, stamp=stamp))
        return timer

    def rings(self, timer: str, stamp: str) -> Outcome:
        return self.take(Rang(timer=timer, stamp=stamp))

    def reaches(self, name: str, reachable: bool) -> Outcome:
        return self.take(Reached(seat=SeatId(name), reachable=reachable))

    def loses_room(self) -> Outcome:
        return self.take(RoomLost())

    def finds_room(self, room: str = "group") -> Outcome:
        return self.take(RoomFound(room=room))

    def take(self, event: Event) -> Outcome:
        self.now += timedelta(seconds=5)
        session, event = load(dump(self.session)), decode_event(encode(event))
        assert session == self.session
        before = dump(session)
        outcome = take(self.script, session, event, self.now)
        assert dump(session) == before, "the session given was changed"
        text = getattr(event, "text", None)
        if outcome.idle:
            assert outcome.session is session
            assert not outcome.effects
            assert not outcome.keeps
        else:
            self.session = outcome.session
            self.journal.append((encode(outcome.event), self.now))
            if outcome.keeps and text is not None:
                self.words[outcome.session.number] = text
        self.outcome = outcome
        for effect in outcome.effects:
            assert decode_effect(encode(effect)) == effect
            self._follow(effect)
        self._look()
        self.moves.append(self._told_of(event))
        return outcome

    def _follow(self, effect: Effect) -> None:
        if isinstance(effect, Ring):
            self.timers[effect.timer] = (effect.due, effect.stamp)
        elif isinstance(effect, Hush):
            self.timers.pop(effect.timer, None)
        elif isinstance(effect, Served):
            self.served.append((effect.seat, effect.role))

    def _look(self) -> None:
        """All that can be seen can be worded, in both languages."""
        for language in ("nl", "en"):
            session = load(dump(self.session))
            session.language = language
            wording = Wording(self.script, session, words=self.words)
            for card in (
                room_card(self.script, session),
                *(own_card(self.script, session, s) for s in session.present),
            ):
                texts = [*wording.card(card), *(wording.button(button) for row in card.buttons for button in row)]
                assert not [text for text in texts if "{" in text or not text]
            for say in self.sayings:
                assert all(decode_line(encode(line)) == line for line in say.lines)
                assert all(wording.line(line) for line in say.lines)
                assert all(wording.button(button) for row in say.buttons for button in row)
            if self.outcome.answer is not None:
                assert wording.line(self.outcome.answer.line)

    # What they see.

    @property
    def sayings(self) -> list[Say]:
        return [effect for effect in self.outcome.effects if isinstance(effect, Say)]

    @property
    def present(self) -> list[str]:
        return [str(seat) for seat in self.session.present]

    @property
    def step(self) -> str:
        return self.session.state

    @property
    def up(self) -> str | None:
        return self.session.floor.up

    @property
    def leader(self) -> str | None:
        return looking(self.script, self.session).leader

    @property
    def answer(self) -> str:
        """What whoever did the last thing is told."""
        return self.outcome.answer.line.key if self.outcome.answer is not None else ""

    def card(self, name: str | None = None) -> Card:
        if name is None:
            return room_card(self.script, self.session)
        return own_card(self.script, self.session, SeatId(name))

    def marks(self) -> dict[str, str]:
        return {str(seat): mark for seat, mark in self.card().people}

    def buttons(self, name: str | None = None) -> list[str]:
        return [button.action for row in self.card(name).buttons for button in row]

    def lines(self, name: str | None = None) -> list[str]:
        card = self.card(name)
        return [line.key for line in (*card.news, *card.head, *card.lines)]

    @property
    def progress(self) -> tuple[int, int]:
        card = self.card()
        return card.position, card.total

    def told(self, name: str | None = None) -> list[str]:
        """What the last move told somebody in private; without a name what it told everybody."""
        return [line.key for say in self.sayings if say.to == name for line in say.lines]

    def offered(self, name: str | None = None) -> list[Button]:
        return [button for say in self.sayings if say.to == name for row in say.buttons for button in row]

    def shown(self, key: str) -> list[str]:
        """The contributions that the last move told everybody of, in lines of this key."""
        lines = [line for say in self.sayings if say.to is None for line in say.lines if line.key == key]
        return [self.words[number] for line in lines for number in line.words.values()]

    def relayed(self) -> list[tuple[str, str]]:
        """Whose words the last move passed on."""
        return [(str(e.by), self.words[e.number]) for e in self.outcome.effects if isinstance(e, Relay)]

    def record(self, step: str = "", *, state: str = "") -> list[tuple[str, str]]:
        """Who brought in what."""
        return [
            (str(e.seat), self.words[e.words])
            for e in self.session.entries
            if e.state == state and step in ("", e.step)
        ]

    def names_words(self, number: int, *, to: str | None) -> bool:
        """Whether somebody's cards, or what the last move sent them, lead to a contribution."""
        lines = [line for say in self.sayings if say.to in (None, to) for line in say.lines]
        cards = [self.card(), *([self.card(to)] if to else [])]
        lines += [line for card in cards for line in (*card.news, *card.head, *card.lines)]
        relays = [e for e in self.outcome.effects if isinstance(e, Relay) and (not e.to or to in e.to)]
        return any(number in line.words.values() for line in lines) or any(e.number == number for e in relays)

    # What holds in the end.

    def replays(self) -> None:
        """The session equals the replay of its journal, which holds no words, and has none itself."""
        session = load(self.first)
        for row, at in self.journal:
            session = take(self.script, session, decode_event(row), at).session
        assert dump(session) == dump(self.session)
        held_by = [dump(self.session), *(row for row, _ in self.journal)]
        for text in self.words.values():
            words = json.dumps(text, ensure_ascii=False)[1:-1]
            # "ouch" is no leak of what Bouchra said.
            whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
            assert len(text) < 4 or not any(words in one and whole.search(one) for one in held_by), text

    def _told_of(self, event: Event) -> dict[str, Any]:
        """The move as a golden transcript has it."""
        told: dict[str, Any] = {"event": json.loads(encode(event))}
        if self.answer:
            told["answer"] = self.answer
        if self.outcome.idle:
            return told | {"idle": True}
        told["effects"] = [json.loads(encode(effect)) for effect in self.outcome.effects]
        told["state"] = f"{self.step} {self.session.stamp}"
        if any(isinstance(effect, Show) for effect in self.outcome.effects):
            told["card"] = _plain(self.card())
        return told

    def transcript(self) -> str:
        moves = ",\n".join(json.dumps(move, ensure_ascii=False) for move in self.moves)
        return f'{{"moves": [\n{moves}\n],\n"session": {dump(self.session)}}}\n'


def _plain(card: Card) -> dict[str, Any]:
    def lines(some: tuple[Line, ...]) -> list[Any]:
        return [json.loads(encode(line)) for line in some]

    plain = {
        "news": lines(card.news),
        "head": lines(card.head),
        "lines": lines(card.lines),
        "people": {str(seat): mark for seat, mark in card.people},
        "buttons": " | ".join(" ".join(f"{b.action} {b.value}".strip() for b in row) for row in card.buttons),
    }
    step = f"{card.step} {card.position}/{card.total}" if card.position else card.about
    return {"step": step} | {name: value for name, value in plain.items() if value}
