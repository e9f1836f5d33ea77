"""``python -m tests.bench.hall FOLDER ROOMS SEATS``: a program with pages, and rooms in which people sit already.

It writes one line of JSON once it is ready: its address, and for each room its session and the secrets of its people.
It stops when its standard input is closed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.addressing import WEB
from bot.buttons import Token
from bot.config import Config
from bot.incoming import Begin, Enter, Incoming, Place, Tap
from bot.moves import Moves
from bot.outgoing import Opened
from bot.service import Service
from bot.settings import Settings
from bot.shelf import Shelf, library_folder
from bot.web.visitors import Visitors, new_secret, sender, user_of
from flows.engine.session import SessionId
from storage.database import Database

KEY = bytes(range(32))
#: For as many as a room of the bench holds.
FLOW = "dilemma"
LANGUAGE = "nl"


def main() -> None:
    folder, rooms, seats = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    config = Config(data=folder, database_url=f"sqlite:///{folder}/hall.sqlite", port=0)
    database = Database.open(config.database_url, KEY)
    database.upgrade()
    shelf = Shelf({FLOW: [library_folder() / FLOW]})
    furnished = Furnishing(Moves(database, Settings(shelf=shelf))).rooms(rooms, seats)
    try:
        asyncio.run(serve(Service(config, database=database, shelf=shelf), furnished))
    finally:
        database.close()


async def serve(service: Service, furnished: list[dict[str, Any]]) -> None:
    running = asyncio.create_task(service.run())
    await service.ready.wait()
    assert service.pages is not None
    print(json.dumps({"url": service.pages.house.url, "rooms": furnished}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    service.stop()
    await running


class Furnishing:
    """By the same moves as the pages make, without knocking at the door a thousand times."""

    def __init__(self, moves: Moves) -> None:
        self._moves, self._visitors = moves, Visitors(moves)
        self._updates = itertools.count(1)

    def rooms(self, rooms: int, seats: int) -> list[dict[str, Any]]:
        return [self._room(seats) for _ in range(rooms)]

    def _room(self, seats: int) -> dict[str, Any]:
        secrets = [new_secret() for _ in range(seats)]
        session = ""
        for number, secret in enumerate(secrets, start=1):
            name = f"Collega {number}"
            self._visitors.remember(secret, name=name, language=LANGUAGE, at=datetime.now(UTC))
            known = self._known(secret, name)
            begins = Begin(flow=FLOW, language=LANGUAGE, **known)
            session = self._taken(Enter(session=session, **known) if session else begins) or session
        self._taken(self._begins(SessionId(session), self._known(secrets[0], "Collega 1")))
        return {"session": session, "secrets": secrets}

    def _known(self, secret: str, name: str) -> dict[str, Any]:
        """What everything that somebody does has in common."""
        return {
            "account": WEB, "update": next(self._updates), "place": Place(chat=user_of(secret), kind="private"),
            "sender": sender(secret, name=name, language=LANGUAGE),
        }  # fmt: skip

    def _begins(self, id: SessionId, known: dict[str, Any]) -> Tap:
        with self._moves.database.glance() as move:
            session = move.sessions.load(id)
        assert session is not None
        begin = Token(session=id, stamp=session.stamp, action="begin")
        return Tap(tap="", data=str(begin), message=0, **known)

    def _taken(self, incoming: Incoming) -> str:
        told = self._moves.answered(incoming, datetime.now(UTC)) or []
        return next((one.session for one in told if isinstance(one, Opened)), "")


if __name__ == "__main__":
    main()
