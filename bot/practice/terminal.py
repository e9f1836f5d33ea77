"""``beurtelings try``: a conversation in the terminal, with simulated colleagues in the other seats."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from dataclasses import replace

from bot.config import Config
from bot.listing import unknown_flow
from bot.practice.colleagues import Colleagues, Manners
from bot.practice.example import whole_example
from bot.practice.play import stage_for
from bot.shelf import Shelf, open_shelf
from bot.texts import catalogue
from bot.wording import Markup, Wording
from flows.engine.effects import Button, Effect, Relay, Say, Show
from flows.engine.events import Said, Tapped
from flows.engine.onward import kind_of
from flows.engine.script import Script
from flows.engine.session import CLOSED, LOBBY, Session
from flows.engine.take import Outcome
from flows.engine.view import Card, looking, own_card

WIDTH = 88
#: A believable pace to read at: so long for each character of what a colleague says, and no longer than that in all.
SECONDS_A_CHARACTER, LONGEST = 0.012, 2.5


class Bold(Markup):
    def strong(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() else text


class Quit(Exception):
    """The person had enough."""


def practise(
    config: Config, *, flow: str | None, seat: int | None, people: int | None, language: str, quick: bool
) -> int:
    shelf = open_shelf(config)
    if flow is not None and flow not in shelf.scripts:
        return unknown_flow(flow, config)
    try:
        Practice(shelf, language, quick=quick).run(flow=flow, seat=seat, people=people)
    except (Quit, EOFError, KeyboardInterrupt):
        print(f"\n{catalogue(language).say('cli.bye')}")
    return 0


class Practice:
    def __init__(self, shelf: Shelf, language: str, *, quick: bool) -> None:
        self._shelf, self._language, self._quick = shelf, language, quick
        self._texts = catalogue(language)
        self._buttons: list[Button] = []
        self._card_buttons: list[Button] = []
        self._shown: list[str] = []

    def run(self, *, flow: str | None, seat: int | None, people: int | None) -> None:
        self._print(self._texts.say("cli.welcome"))
        flow = flow or self._choose_flow()
        script = self._shelf.scripts[flow]
        size = script.flow.people
        example = whole_example(script, self._shelf.folder_of)
        count = size.ideal if people is None else people
        if not size.min <= count <= size.max or (seat is not None and not 1 <= seat <= count):
            self._print(self._texts.say("cli.not_so_many", min=str(size.min), max=str(size.max)))
            return
        self._stage = stage_for(script, example, people=count, pace="chat", language=self._language)
        seats = list(self._stage.session.seats.values())
        number = seat if seat is not None and 1 <= seat <= len(seats) else self._choose_seat([s.name for s in seats])
        self._me = seats[number - 1].id
        self._colleagues = Colleagues(self._stage, example, seed=number, manners=Manners(), not_for=self._me)
        self._print(self._texts.say("cli.simulated"))
        self._print(self._texts.say("cli.how"))
        self._play()

    def _choose_flow(self) -> str:
        scripts = sorted(self._shelf.scripts.values(), key=lambda script: script.flow.people.ideal)
        titles = [self._in_a_line(script) for script in scripts]
        return scripts[self._choose("cli.choose_flow", titles) - 1].flow.flow

    def _in_a_line(self, script: Script) -> str:
        flow = script.in_language(self._language)
        people = str(flow.people.min) if flow.people.min == flow.people.max else f"{flow.people.min}-{flow.people.max}"
        return self._texts.say("cli.form", title=flow.title, people=people, minutes=str(flow.minutes))

    def _choose_seat(self, names: list[str]) -> int:
        return self._choose("cli.choose_seat", names)

    def _choose(self, question: str, options: list[str]) -> int:
        self._print(self._texts.say(question))
        for number, option in enumerate(options, start=1):
            self._print(f"{number}  {option}", indent="   ")
        self._print(self._texts.say("cli.enter", n="1"), indent="   ")
        while True:
            answer = self._ask() or "1"
            if answer.isdigit() and 1 <= int(answer) <= len(options):
                return int(answer)
            self._print(self._texts.say("cli.not_a_choice"))

    def _play(self) -> None:
        while self._stage.session.state != CLOSED:
            if self._my_turn():
                self._listen()
                continue
            event = self._colleagues.next_event()
            if event is not None:
                self._tell(self._stage.take(event))
            elif not self._stage.wait():
                self._listen()
            else:
                self._tell(self._stage.moves[-1].outcome)
        self._print(self._texts.say("cli.done"))

    def _my_turn(self) -> bool:
        """Whether the conversation waits for the person at the keyboard."""
        session = self._stage.session
        if not session.running:
            return False
        walk = looking(self._stage.script, session)
        kind, step = kind_of(walk)
        awaited = kind.awaited(walk, step)
        if self._me not in awaited:
            return False
        # In a step that all do at once the others go first, so that there is something to read; where somebody can
        # volunteer, nobody jumps the queue.
        others = [one for one in awaited if one != self._me]
        return session.floor.up == self._me or session.floor.phase == "volunteer" or not others

    def _listen(self) -> None:
        """One line of the person: a number taps a button, other words are spoken, nothing at all plays the example."""
        self._show()
        self._offer_again()
        answer = self._ask()
        session = self._stage.session
        if answer == "":
            event = self._colleagues.act_for(self._me)
            if isinstance(event, Said):
                self._print(f"{session.seats[self._me].name}: {event.text}", indent="   ")
            self._tell(self._stage.take(event))
        elif answer.isdigit() and 1 <= int(answer) <= len(self._buttons):
            button = self._buttons[int(answer) - 1]
            tap = Tapped(seat=self._me, action=button.action, value=button.value, stamp=session.stamp)
            self._tell(self._stage.take(tap))
        elif answer.isdigit() and self._buttons:
            self._print(self._texts.say("cli.not_a_choice"))
        else:
            self._tell(self._stage.take(Said(seat=self._me, text=answer, private=self._in_private())))

    def _in_private(self) -> bool:
        """Here is one place to type: what is asked in private is written in private, and all else said to everybody."""
        session = self._stage.session
        return session.room != "group" or (session.running and kind_of(looking(self._stage.script, session))[0].private)

    def _tell(self, outcome: Outcome) -> None:
        """What the person at the keyboard notices of it."""
        move = self._stage.moves[-1]
        session = outcome.session
        visible = any(isinstance(effect, Relay) for effect in outcome.effects) or session.room == "group"
        who = getattr(move.event, "seat", None)
        if move.words is not None and who != self._me and visible and not getattr(move.event, "private", False):
            self._pause(move.words)
            self._print(f"{session.seats[who].name}: {move.words}" if who else move.words, indent="   ")
        for effect in outcome.effects:
            self._tell_effect(effect)
        if who == self._me and outcome.answer is not None:
            self._print(self._wording().line(outcome.answer.line), indent="   ")

    def _tell_effect(self, effect: Effect) -> None:
        if isinstance(effect, Say) and effect.to in (None, self._me):
            wording = self._wording()
            text = "\n".join(wording.line(line) for line in effect.lines)
            self._pause(text)
            self._print(text, indent=" · ")
            if effect.buttons and effect.to == self._me:
                self._offer([button for row in effect.buttons for button in row], wording)
                self._decide()
        elif isinstance(effect, Relay) and not isinstance(self._stage.moves[-1].event, Said):
            # A tip that was kept is brought in now.
            words = self._stage.words.get(effect.number, "")
            self._print(f"{self._stage.session.seats[effect.by].name}: {words}", indent="   ")
        elif isinstance(effect, Show) and effect.fresh and effect.to in (None, self._me):
            self._show()

    def _decide(self) -> None:
        """A hint, or something kept, asks for a choice before anything else."""
        answer = self._ask()
        if answer.isdigit() and 1 <= int(answer) <= len(self._buttons):
            button = self._buttons[int(answer) - 1]
            stamp = self._stage.session.stamp
            self._tell(self._stage.take(Tapped(seat=self._me, action=button.action, value=button.value, stamp=stamp)))

    def _wording(self) -> Wording:
        return Wording(self._stage.script, self._stage.session, words=self._stage.words, markup=Bold())

    def _show(self) -> None:
        """The card, unless it is still in view."""
        session = self._stage.session
        if session.state == LOBBY:
            return
        card: Card = own_card(self._stage.script, self._as_private(), self._me)
        wording = self._wording()
        parts = wording.card(card)
        self._card_buttons = [button for row in card.buttons for button in row]
        if parts == self._shown:
            return
        # Only what is new of it, where the step is the same: whose turn it is and who has spoken.
        known = set(self._shown[1:]) if self._shown[:1] == parts[:1] else set()
        self._shown = parts
        print(f"\n{'─' * self._width()}")
        for part in parts:
            if part not in known:
                self._print(part)
                print()

    def _offer_again(self) -> None:
        if self._stage.session.running:
            self._offer(self._card_buttons, self._wording())

    def _as_private(self) -> Session:
        """At the keyboard everything is on one screen, as in a room of private chats."""
        return replace(self._stage.session, room="private")

    def _offer(self, buttons: list[Button], wording: Wording) -> None:
        self._buttons = buttons
        labels = [f"[{number}] {wording.button(button)}" for number, button in enumerate(buttons, start=1)]
        self._print("   ".join(labels))

    def _ask(self) -> str:
        answer = input(f"\n{self._texts.say('cli.prompt')}").strip()
        if answer.lower() == "q":
            raise Quit
        return answer

    def _pause(self, text: str) -> None:
        if not self._quick and sys.stdout.isatty():
            # The pace of reading: nothing else goes on in this terminal, so nothing is kept waiting.
            time.sleep(min(LONGEST, len(text) * SECONDS_A_CHARACTER))

    def _width(self) -> int:
        return min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)

    def _print(self, text: str, *, indent: str = "") -> None:
        rest = " " * len(indent)
        for n, line in enumerate(text.splitlines()):
            first = indent if n == 0 else rest
            print(textwrap.fill(line, self._width(), initial_indent=first, subsequent_indent=rest) if line else "")
