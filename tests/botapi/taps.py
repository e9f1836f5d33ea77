"""A press on a button, and what the bot made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .wire import tap_json

if TYPE_CHECKING:
    from .keyboard import Button
    from .messages import Message
    from .people import Person
    from .world import World


@dataclass(eq=False, kw_only=True)
class Tap:
    world: World
    id: str
    person: Person
    message: Message
    button: Button
    at: datetime
    answered: bool = False
    answer: str | None = None
    """the line shown to the person; None as long as there is none"""
    alert: bool = False
    url: str | None = None
    """where the answer, or a button with a link, took the person"""

    @property
    def data(self) -> str:
        return self.button.data or ""

    def again(self) -> Tap:
        """The client sends the same press once more, as a new update."""
        return press(self.world, self.person, self.message, self.button)

    def wait(self, timeout: float = 5) -> Tap:
        """Until the bot answered it."""
        self.world.wait(lambda: self.answered, timeout, f"an answer to the tap on {self.button.label!r}")
        return self


def press(world: World, person: Person, message: Message, button: Button) -> Tap:
    with world.act():
        tap = Tap(
            world=world,
            id=world.next_query_id(),
            person=person,
            message=message,
            button=button,
            at=world.now(),
        )
        world.taps[tap.id] = tap
        world.publish("callback_query", tap_json(tap))
        return tap
