"""What Telegram sends in conversations of six: one recorded as the JSON it came in, and others just like it."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.practice.colleagues import Manners
from flows.engine.session import CLOSED, SessionId
from tests.telegram.players import gather
from tests.telegram.town import Town

NAMES = ("Els", "Daan", "Noor", "Sam", "Ilse", "Tarik")
TEAM = "Team onderbouw"
#: Far enough apart that no two groups share a number.
_APART = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One update, and when it came."""

    json: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Recording:
    """The sessions in the order in which they begin, and all that was said and tapped."""

    link: str
    sessions: tuple[SessionId, ...]
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, kw_only=True)
class _Conversation:
    link: str
    session: SessionId
    #: The numbers of the chats and the people.
    numbers: frozenset[int]
    updates: tuple[tuple[dict[str, Any], datetime], ...]


def record(groups: int) -> Recording:
    """So many groups at the same time, each with a whole intervisie."""
    one = _conversation()
    arrivals = [
        Arrival(json=json.dumps(_of_group(update, one, group) | {"update_id": n * groups + group + 1}).encode(), at=at)
        for n, (update, at) in enumerate(one.updates)
        for group in range(groups)
    ]
    sessions = tuple(_session(one.session, group) for group in range(groups))
    return Recording(link=one.link, sessions=sessions, arrivals=tuple(arrivals))


def _conversation() -> _Conversation:
    """Six who do everything in turn and never fall silent."""
    with tempfile.TemporaryDirectory() as folder, Town(f"sqlite:///{folder}/db.sqlite", Path(folder)) as town:
        people = [town.api.person(name, language="nl", started=True) for name in NAMES]
        group = town.api.group(TEAM, people, bot=True)
        town.settle()
        players = gather(town, people, place=group, example=True, manners=Manners())
        players.tap(next(iter(players.people)), "begin")
        players.play()
        assert players.session.state == CLOSED
        return _Conversation(
            link=town.api.link(),
            session=players.id,
            numbers=frozenset([group.id, *(person.id for person in people)]),
            updates=tuple((update.json, update.at) for update in town.api.updates),
        )


def _session(id: SessionId, group: int) -> SessionId:
    return SessionId(f"{id[:-2]}{group:02}")


def _of_group(part: Any, one: _Conversation, group: int) -> Any:
    """The same among other people, in another group."""
    if isinstance(part, dict):
        return {name: _of_group(below, one, group) for name, below in part.items()}
    if isinstance(part, list):
        return [_of_group(below, one, group) for below in part]
    if isinstance(part, int) and part in one.numbers:
        return part + (group * _APART if part > 0 else -group * _APART)
    return part.replace(one.session, _session(one.session, group)) if isinstance(part, str) else part
