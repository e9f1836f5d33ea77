"""``beurtelings`` itself: what it says when it cannot serve, and how it stops."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from tests.botapi import BotApi
from tests.cli.conftest import PATIENCE, TOP, Run, environment, one_sentence
from tests.kill.hatchery import FLOWS
from tests.postgres import postgres

NOBODY = "http://127.0.0.1:9"


def test_without_a_token_it_serves_a_room_in_the_browser_and_says_so_in_a_line(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=TOP, env=environment(tmp_path), text=True, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert re.fullmatch(r"Beurtelings is open at http://127\.0\.0\.1:\d+\n", line)
            with urllib.request.urlopen(f"{line.split()[-1]}/health", timeout=PATIENCE) as answer:
                assert answer.read() == b"well\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run(BEURTELINGS_PORT=str(taken.getsockname()[1]))
    one_sentence(ended, 2, "BEURTELINGS_PORT=8081")


def test_a_token_that_telegram_does_not_know(run: Run) -> None:
    with BotApi() as api:
        ended = run(TELEGRAM_TOKEN="1:wrong", TELEGRAM_API=api.url)
    one_sentence(ended, 3, "Telegram does not know this token")


def test_what_it_cannot_store_in_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}"
    for settings, says in (
        ({"DATABASE_URL": "mysql://somewhere"}, "address of the database"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/x"}, "could not be used"),
        ({"DATABASE_URL": nowhere}, "could not be used"),
        ({"BEURTELINGS_DATA": str(tmp_path / "file")}, "file"),
        ({"BEURTELINGS_MASTER_KEY": "abc"}, "master key"),
    ):
        one_sentence(run(TELEGRAM_TOKEN="1:x", TELEGRAM_API=NOBODY, **settings), 4, says)


def test_another_master_key_than_before(run: Run) -> None:
    assert run("db", "upgrade", BEURTELINGS_MASTER_KEY="00" * 32).returncode == 0
    ended = run(TELEGRAM_TOKEN="1:x", TELEGRAM_API=NOBODY, BEURTELINGS_MASTER_KEY="11" * 32)
    one_sentence(ended, 4, "not the master key")


def test_settings_that_make_no_sense(run: Run) -> None:
    one_sentence(run(BEURTELINGS_ZONE="Mars/Base"), 2, "no time zone")
    one_sentence(run(BEURTELINGS_LANGUAGE="fr"), 2, "BEURTELINGS_LANGUAGE")
    one_sentence(run(BEURTELINGS_REGION="oost"), 2, "BEURTELINGS_REGION")
    one_sentence(run(BEURTELINGS_PORT="http"), 2, "no port")
    one_sentence(run(BEURTELINGS_URL="school"), 2, "BEURTELINGS_URL")
    one_sentence(run(BEURTELINGS_PROXY="10.0.0.2, proxy"), 2, "BEURTELINGS_PROXY")


class Serving:
    """A bot that serves, and what it logs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: Queue[str] = Queue()
        assert process.stderr is not None
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)

    def says(self, what: str) -> None:
        """Wait for a line with these words."""
        while what not in (json.loads(self._lines.get(timeout=PATIENCE))["what"]):
            pass

    def stops(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


@contextmanager
def serving(folder: Path, api: BotApi, **settings: str) -> Iterator[Serving]:
    told = environment(folder, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url, **settings)
    with subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=TOP, env=told, text=True, stderr=subprocess.PIPE
    ) as process:
        bot = Serving(process)
        try:
            bot.says("ready as @")
            api.wait(lambda: api.world.polling, PATIENCE)
            yield bot
        finally:
            if process.poll() is None:
                process.kill()


def test_it_stops_when_told_to_and_leaves_nothing_undone(tmp_path: Path) -> None:
    with BotApi() as api:
        els = api.person("Els", language="nl")
        with serving(tmp_path, api) as bot:
            els.starts()
            assert bot.stops() == 0
        with serving(tmp_path, api) as bot:
            api.wait(lambda: any(message.by_bot for message in els.chat.messages), PATIENCE)
            api.wait_until_idle(PATIENCE)
            assert bot.stops() == 0


def test_a_second_copy_with_the_same_token_is_told_of_and_it_goes_on(tmp_path: Path) -> None:
    with BotApi() as api, serving(tmp_path, api) as bot:
        with urllib.request.urlopen(f"{api.base_url}{api.token}/getUpdates?timeout=0", timeout=PATIENCE):
            bot.says("another copy of this bot")
        els = api.person("Els", language="nl")
        els.starts()
        api.wait(lambda: any(message.by_bot for message in els.chat.messages), PATIENCE)
        assert bot.stops() == 0


def test_a_broken_flow_of_ones_own_is_left_out_and_told_of(tmp_path: Path) -> None:
    own = tmp_path / "data" / "flows"
    own.mkdir(parents=True)
    shutil.copytree(FLOWS / "rondje", own / "rondje")
    (own / "kapot").mkdir()
    (own / "kapot" / "flow.yaml").write_text("flow: kapot\nsteps: []\n", encoding="utf-8")
    with BotApi() as api, serving(tmp_path, api) as bot:
        bot.says("kapot/flow.yaml")
        assert bot.stops() == 0


def test_on_postgresql_it_is_upgraded_first_and_then_serves(run: Run, tmp_path: Path) -> None:
    with postgres().fresh() as name, BotApi() as api:
        url = postgres().address(name)
        one_sentence(run(TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url, DATABASE_URL=url), 4, "db upgrade")
        upgraded = run("db", "upgrade", DATABASE_URL=url)
        assert (upgraded.returncode, upgraded.stderr) == (0, "")
        els = api.person("Els", language="nl")
        with serving(tmp_path, api, DATABASE_URL=url) as bot:
            els.starts()
            api.wait(lambda: any(message.by_bot for message in els.chat.messages), PATIENCE)
            assert bot.stops() == 0
