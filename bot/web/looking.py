"""One look at what is somebody's own, or at a circle, for a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.desk import Desk
from bot.web.house import House
from storage.people import Person

Seen = TypeVar("Seen")


def look(house: House, person: Person, see: Callable[[Desk], Seen]) -> Seen:
    """Nothing is kept of it: a drawer that is not there yet is opened for as long as the look takes."""
    moves, now = house.moves, house.clock.now()
    with moves.database.glance() as move:
        if move.drawers.load(person.id, lock=False) is not None:
            return see(Desk(moves.conversations, move, now))
    with moves.database.move() as move:
        return see(Desk(moves.conversations, move, now))
