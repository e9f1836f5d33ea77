"""What people say is in nobody's log, and the token neither."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import JsonLines
from tests.telegram.conftest import Found
from tests.telegram.players import gather, six

OURS = ("bot", "storage", "flows")


class Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def collected() -> Iterator[Collector]:
    """Every record of every logger."""
    collector, root = Collector(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *OURS, "httpx")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(collector)
    yield collector
    root.removeHandler(collector)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def everything(record: logging.LogRecord) -> str:
    error = repr(record.exc_info[1]) if record.exc_info else ""
    return f"{record.getMessage()} {record.args!r} {error}"


def test_no_log_holds_what_people_say_or_the_token(town: Found, collected: Collector) -> None:
    here = town()
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group, example=True)
    players.begin()
    players.play(until_step="genoeg")
    # Also when things go wrong.
    here.api.fault("sendMessage", "500", times=3)
    here.api.fault("editMessageText", "502", times=3)
    here.restarts()
    players.play()
    players.check()
    ours = [everything(record) for record in collected.records if record.name.partition(".")[0] in OURS]
    assert ours
    for words in players.said:
        assert not any(words in line or words[:25] in line for line in ours)
    names = [name.lower() for name in ("Els", "Tarik")]
    assert not any(f" {name} " in line.lower() for line in ours for name in names)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(here.api.token))
    for record in collected.records:
        handler.emit(record)
    assert "ready as @" in stream.getvalue()
    assert here.api.token not in stream.getvalue()


def test_the_database_holds_no_readable_word(town: Found) -> None:
    here = town()
    people = six(here)
    players = gather(here, people, place=here.api.group("Team", people, bot=True), example=True)
    players.begin()
    players.play()
    players.check()
    stored = b"".join(file.read_bytes() for file in here.folder.glob("beurtelings.sqlite*"))
    assert b"verhelderen" in stored
    for words in players.said:
        assert words.encode() not in stored
