"""``python -m tests.bench.pages``: from a tap in a browser to what the others see of it, in one room and in a hundred.

The program runs in a process of its own; here are only the ends of the lines, and the clock.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import resource
import secrets
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.web.visitors import COOKIE, csrf_of

TOP = Path(__file__).parents[2]
#: The seconds between two taps, wherever they are.
BETWEEN = 0.25
#: Nothing takes longer; beyond it something hangs.
PATIENCE = 60.0
AT_MOST = 5.0
#: What is tapped: the one undoes the other.
TAPS = ("pause", "resume")
_BUTTON = re.compile(rb"s\|\w+\|[\w.]+\|(?:" + "|".join(TAPS).encode() + rb")\|")


@dataclass(eq=False, kw_only=True)
class Page:
    """One open page: somebody in a room."""

    session: str
    secret: str
    line: socket.socket
    #: What came since the last whole event, the button that was last seen, and when the last card came.
    left: bytes = b""
    button: bytes = b""
    card_at: float = 0.0

    def take(self, data: bytes, at: float) -> None:
        *events, self.left = (self.left + data).split(b"\n\n")
        for event in events:
            if b"event: card" in event:
                self.card_at = at
                found = _BUTTON.search(event)
                self.button = found[0] if found else b""


@dataclass(kw_only=True)
class Hall:
    """A program that serves pages, and who looks at them."""

    url: str
    rooms: list[dict[str, Any]]
    pages: dict[str, list[Page]] = field(default_factory=dict)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    @property
    def streams(self) -> int:
        return sum(map(len, self.pages.values()))

    def open(self, rooms: int) -> None:
        """Until everybody in so many rooms has a page with a card on it."""
        for room in self.rooms[:rooms]:
            if room["session"] not in self.pages:
                pages = [self._page(room["session"], secret) for secret in room["secrets"]]
                self.pages[room["session"]] = pages
                self.read_until(lambda pages=pages: all(page.button for page in pages))

    def _page(self, session: str, secret: str) -> Page:
        line = socket.create_connection(self.address)
        line.sendall(
            f"GET /r/{session}/stream?after=0 HTTP/1.0\r\nHost: bench\r\nCookie: {COOKIE}={secret}\r\n\r\n".encode()
        )
        page = Page(session=session, secret=secret, line=line)
        self.selector.register(line, selectors.EVENT_READ, page)
        return page

    def read_until(self, condition: Any, *, patience: float = PATIENCE) -> bool:
        end = time.perf_counter() + patience
        while not condition():
            left = end - time.perf_counter()
            if left <= 0:
                return False
            for key, _ in self.selector.select(left):
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(262144)
                assert data or key.data is None, "a stream was cut"
                if key.data is None:
                    self.selector.unregister(key.fileobj)
                else:
                    key.data.take(data, time.perf_counter())
        return True

    def tap(self, session: str, who: int) -> list[float]:
        """The seconds after which each of the others saw it."""
        me = self.pages[session][who]
        others = [page for page in self.pages[session] if page is not me]
        body = json.dumps({"id": secrets.randbelow(2**52), "data": me.button.decode(), "post": None})
        with socket.create_connection(self.address) as line:
            # The answer matters to nobody, but has to be read.
            self.selector.register(line, selectors.EVENT_READ, None)
            before = {page: page.card_at for page in (me, *others)}
            request = (
                f"POST /r/{session}/tap HTTP/1.1\r\nHost: bench\r\nCookie: {COOKIE}={me.secret}\r\n"
                f"X-CSRF: {csrf_of(me.secret)}\r\nContent-Type: application/json\r\nConnection: close\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            )
            began = time.perf_counter()
            line.sendall(request.encode())
            everybody = self.read_until(lambda: all(page.card_at > at for page, at in before.items()), patience=10)
            assert everybody, "a tap was not seen by everybody"
            seconds = [page.card_at - began for page in others]
            self.read_until(lambda: line.fileno() not in self.selector.get_map(), patience=1)
        return seconds

    def measure(self, taps: int) -> list[float]:
        """Taps in one room after the other, by one person after the other, at the pace of people."""
        found: list[float] = []
        rooms = list(self.pages)
        seats = len(self.pages[rooms[0]])
        gc.collect()
        for number, session in enumerate(islice(cycle(rooms), taps)):
            found += self.tap(session, number // len(rooms) % seats)
            self.read_until(lambda: False, patience=BETWEEN)
        return found

    def close(self) -> None:
        for pages in self.pages.values():
            for page in pages:
                page.line.close()
        self.selector.close()


@contextmanager
def _hall(folder: Path, rooms: int, seats: int) -> Iterator[Hall]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # What is started from here has the same limit.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asked = [sys.executable, "-m", "tests.bench.hall", str(folder), str(rooms), str(seats)]
    with subprocess.Popen(asked, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            told = next(json.loads(line) for line in process.stdout if line.startswith(b"{"))
            hall = Hall(**told)
            try:
                yield hall
            finally:
                hall.close()
                process.stdin.close()
                process.wait(PATIENCE)
        finally:
            process.kill()


def pages(*, rooms: int = 100, seats: int = 10, taps: int = 200) -> dict[str, Any]:
    """The same taps twice in one run: when nobody else is there, and when all the rooms are full."""
    with tempfile.TemporaryDirectory(prefix="beurtelings-pages-") as folder, _hall(Path(folder), rooms, seats) as hall:
        hall.open(1)
        hall.measure(min(taps, 10))
        alone = hall.measure(taps)
        began = time.perf_counter()
        hall.open(rooms)
        opened = time.perf_counter() - began
        full, streams = hall.measure(taps), hall.streams
    single, all_of_them = _milliseconds(alone), _milliseconds(full)
    return {
        "about": f"a tap to its card on the other {seats - 1} pages, in milliseconds",
        "rooms": rooms,
        "streams": streams,
        "taps": taps,
        "opened_seconds": round(opened, 2),
        "single_room": single,
        "all_rooms": all_of_them,
        "ratio": {name: round(all_of_them[name] / single[name], 2) for name in single},
        "wanted": f"ratio of {AT_MOST} or less at p99",
    }


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {f"p{part}": round(1000 * ordered[(len(ordered) - 1) * part // 100], 1) for part in (50, 99)}


def as_lines(found: dict[str, Any]) -> list[str]:
    def row(name: str, figures: dict[str, float], wanted: str = "") -> str:
        line = f"  {name:<28} p50 {figures['p50']:>8}   p99 {figures['p99']:>8}"
        return f"{line}   wanted: {wanted}" if wanted else line

    return [
        f"{found['about']}: {found['taps']} taps",
        row("one room", found["single_room"]),
        row(f"{found['rooms']} rooms, {found['streams']} pages", found["all_rooms"]),
        row("ratio", found["ratio"], found["wanted"]),
        f"  {'seconds until all are open':<28}     {found['opened_seconds']:>8}",
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines; without it a table")
    parser.add_argument("--rooms", type=int, default=100, help="of ten people each")
    parser.add_argument("--taps", type=int, default=200)
    arguments = parser.parse_args()
    found = pages(rooms=arguments.rooms, taps=arguments.taps)
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(as_lines(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
