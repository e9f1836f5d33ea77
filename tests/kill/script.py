"""What the team does in a whole conversation: found out once, in a run in which nothing goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.menu import MINUTES
from bot.practice.colleagues import Colleagues
from flows.engine.events import Event, Said, Tapped
from flows.engine.session import CLOSED, dump
from tests.kill.scene import ID, Scene

Deed = Callable[[Scene], None]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that somebody does, and how many points the bot passes because of it."""

    name: str
    deed: Deed
    points: int


@dataclass(frozen=True, kw_only=True)
class Play:
    acts: tuple[Act, ...]
    #: How it ends when nothing goes wrong.
    session: str
    record: tuple[str, ...]
    cards: tuple[str, ...]

    @property
    def points(self) -> int:
        return sum(act.points for act in self.acts)

    @property
    def most(self) -> int:
        return max(act.points for act in self.acts)


def _gather() -> list[tuple[str, Deed]]:
    """From /begin to a lobby in which both sit."""
    return [
        ("begins", lambda scene: _say(scene, "p1", "/begin")),
        ("with two", lambda scene: _tap_menu(scene, "2")),
        ("with all the time", lambda scene: _tap_menu(scene, scene.menu().labels[len(MINUTES) - 1])),
        ("chooses", lambda scene: _tap_menu(scene, "Een rondje")),
        ("Els joins", lambda scene: _join(scene, "p1")),
        ("Daan joins", lambda scene: _join(scene, "p2")),
    ]


def _say(scene: Scene, seat: str, text: str) -> None:
    scene.person(seat).says(text, scene.group)


def _tap_menu(scene: Scene, label: str) -> None:
    scene.person("p1").taps(label, scene.menu())


def _join(scene: Scene, seat: str) -> None:
    scene.person(seat).opens(scene.api.link(f"j{ID}"))


def _deed(event: Event) -> Deed:
    if isinstance(event, Tapped):
        seat, action, value = event.seat, event.action, event.value
        return lambda scene: scene.taps(seat, action, value)
    assert isinstance(event, Said), f"nobody can do {event} on Telegram"
    return _saying(event.seat, event.text or "", private=event.private)


def _saying(seat: str, text: str, *, private: bool) -> Deed:
    def say(scene: Scene) -> None:
        person = scene.person(seat)
        person.says(text, person.chat if private else scene.group)

    return say


def clean_run(scene: Scene) -> Play:
    """The whole conversation, with the points that are passed on the way."""
    acts: list[Act] = []

    def do(name: str, deed: Deed) -> None:
        scene.next_minute()
        before = scene.page.passed
        deed(scene)
        scene.settle()
        acts.append(Act(name=name, deed=deed, points=scene.page.passed - before))

    for name, deed in _gather():
        do(name, deed)
    colleagues = Colleagues(scene, None, seed=1)
    while scene.session.state != CLOSED:
        event = colleagues.next_event()
        assert event is not None, f"nobody knows how to go on: {scene.session}"
        do(f"{type(event).__name__} in {scene.session.state}", _deed(event))
    return Play(
        acts=tuple(acts), session=dump(scene.session), record=tuple(scene.record()), cards=tuple(scene.last_cards())
    )
