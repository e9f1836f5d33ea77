"""What every part of a move shares."""

from __future__ import annotations

from sqlalchemy import Connection


class Part:
    """One noun of storage within one move: its statements run on the connection of that move."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
