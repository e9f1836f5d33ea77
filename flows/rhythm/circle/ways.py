"""Ways from one page of a circle to another."""

from __future__ import annotations

from flows.rhythm.words import Press, press


def to(label: str, page: str) -> Press:
    return press(label, "page", page)


def back(page: str) -> tuple[Press, ...]:
    return (press("back", "page", page),)


def rows_of(buttons: list[Press], across: int) -> tuple[tuple[Press, ...], ...]:
    """Many buttons, so many side by side."""
    return tuple(tuple(buttons[n : n + across]) for n in range(0, len(buttons), across))
