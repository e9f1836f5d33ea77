"""The pages from the inside: the application itself, asked without a server, and everything that it keeps."""

from __future__ import annotations

import asyncio
import atexit
import json
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

from bot.moves import Moves
from bot.settings import Settings
from bot.shelf import Shelf, library_folder
from bot.web.app import application
from bot.web.house import House
from bot.web.live import Live
from bot.web.rehearsals import Rehearsals
from bot.web.visitors import COOKIE, Visitors, csrf_of
from bot.worker import Worker
from flows.engine.session import Session, SessionId
from flows.rhythm.circle.state import Circle, CircleId
from flows.rhythm.drawer.state import Drawer
from storage.database import Database
from tests.botapi import Clock
from tests.telegram.town import KEY, TownClock

URL = "http://beurtelings.test"
#: Nothing takes longer; beyond it something hangs.
PATIENCE = 10
#: For one, for two, and for a group that leads to fewer people by way of another.
FLOWS = ("intervisie", "verhalenderwijs", "troika", "themasessie", "professionele-identiteit", "waarderende-omslag")


@cache
def shelf() -> Shelf:
    """Read once: a shelf does not change."""
    return Shelf({flow: [library_folder() / flow] for flow in FLOWS})


@cache
def empty_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="beurtelings-inside-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "empty.sqlite"
    database = Database.open(f"sqlite:///{file}", KEY)
    database.upgrade()
    database.close()
    return file


class Inside:
    """The pages of one house, in a loop of their own that runs while something is asked."""

    def __init__(self, file: Path, *, url: str) -> None:
        self.file, self.url = file, url
        self.runner = asyncio.Runner()
        self.database = Database.open(f"sqlite:///{file}", KEY)
        self.worker = Worker(1)
        self.moves = Moves(self.database, Settings(shelf=shelf(), page_url=url))
        self.house = self.runner.run(self._build())
        self.app = application(self.house)
        #: The limits stand still, except where a test lets them run.
        self.seconds = 0.0
        for allowance in (self.house.knocking, self.house.acting):
            allowance.seconds = lambda: self.seconds

    async def _build(self) -> House:
        self.clock = TownClock(Clock(), lambda _: None)
        live = Live(self.moves, self.worker, alone=True)
        self.moves.conversations.changed = live.changed
        return House(
            moves=self.moves, worker=self.worker, clock=self.clock, live=live, visitors=Visitors(self.moves),
            rehearsals=Rehearsals(self.moves, self.worker, self.clock), url=self.url, language="nl", after=lambda: None,
        )  # fmt: skip

    def close(self) -> None:
        self.runner.close()
        self.worker.close()
        self.database.close()

    def visitor(self, **more: Any) -> Visitor:
        return Visitor(self, **more)

    def begin(self, flow: str, *names: str, **more: Any) -> list[Visitor]:
        """The first begins, the others come in by the code; all of them with the room before them."""
        host = self.visitor(**more)
        host.begin(flow, names[0])
        code = self.code(host.room)
        guests = [self.visitor(**more) for _ in names[1:]]
        for guest, name in zip(guests, names[1:], strict=True):
            guest.enter(code, name)
        return [host, *guests]

    def circle(self, name: str, *names: str) -> tuple[str, list[Visitor]]:
        """The first makes it, the others come in by the code."""
        people = [self.visitor() for _ in names]
        people[0].post("/mine", {"name": names[0]})
        made = people[0].write("d:new_circle", name)
        id = str(made.headers["location"]).removeprefix("/k/")
        people[0].press(f"k|{id}|invite|")
        for one, called in zip(people[1:], names[1:], strict=True):
            one.post(f"/j/{self.circle_code(id)}", {"name": called})
        return id, people

    def later(self, **time: float) -> None:
        """Time goes by, and what was to happen meanwhile happens."""
        until = self.clock.now() + timedelta(**time)
        while (due := self._next_ring()) is not None and due <= until:
            self.clock.advance(seconds=max(0.0, (due - self.clock.now()).total_seconds()))
            with self.database.glance() as move:
                timers = move.timers.due(now=self.clock.now(), limit=100)
            for timer in timers:
                self.moves.ring(timer, self.clock.now())
        self.clock.advance(seconds=max(0.0, (until - self.clock.now()).total_seconds()))

    def _next_ring(self) -> datetime | None:
        with self.database.glance() as move:
            return move.timers.next()

    # What is kept.

    def circle_code(self, id: str) -> str:
        with self.database.glance() as move:
            return move.codes.circle_code_of(CircleId(id)) or ""

    def the_circle(self, id: str) -> Circle:
        with self.database.glance() as move:
            circle = move.circles.load(CircleId(id), lock=False)
        assert circle is not None
        return circle

    def drawer(self, visitor: Visitor) -> Drawer | None:
        person = self.house.visitors.person(visitor.secret)
        with self.database.glance() as move:
            return None if person is None else move.drawers.load(person.id, lock=False)

    def notes(self, visitor: Visitor) -> list[str]:
        """What is in somebody's diary."""
        person = self.house.visitors.person(visitor.secret)
        assert person is not None
        with self.database.glance() as move:
            return [note.text for note in move.diary.all(person.id)]

    def session(self, id: str) -> Session:
        with self.database.glance() as move:
            session = move.sessions.load(SessionId(id))
        assert session is not None
        return session

    def sessions(self) -> list[SessionId]:
        with self.database.glance() as move:
            return move.sessions.all_open()

    def code(self, id: str) -> str:
        with self.database.glance() as move:
            return move.codes.of(SessionId(id)) or ""

    def words(self, id: str) -> list[str]:
        session = self.session(id)
        with self.database.glance() as move:
            words = move.journal.words(session=session.id, numbers=[entry.words for entry in session.entries])
        return list(words.values())

    def forget(self, id: str) -> None:
        with self.database.move() as move:
            move.vault.forget(SessionId(id))
            move.commit()

    def kept(self) -> list[str]:
        """Every row there is, but for what notes that an update was seen."""
        database = sqlite3.connect(self.file)
        try:
            return [line for line in database.iterdump() if not line.startswith('INSERT INTO "inbox"')]
        finally:
            database.close()


class Visitor:
    """Somebody with a browser."""

    def __init__(self, inside: Inside, *, language: str = "nl", ip: str = "127.0.0.1") -> None:
        self.inside, self.ip = inside, ip
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=inside.app, client=(ip, 1), raise_app_exceptions=False),
            base_url=inside.url, headers={"Accept-Language": language},
        )  # fmt: skip
        self.room = ""

    @property
    def secret(self) -> str:
        if COOKIE not in self._client.cookies:
            self.get("/")
        return self._client.cookies[COOKIE]

    @property
    def csrf(self) -> str:
        return csrf_of(self.secret)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with asyncio.timeout(PATIENCE):
                return await self._client.request(method, path, **more)

        return self.inside.runner.run(ask())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, form: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """A form, with what it has to bring along."""
        return self.ask("POST", path, data={"csrf": self.csrf} | (form or {}), **more)

    # What is his or her own, and circles.

    def press(self, data: str, *, back: str = "/mine", **more: str) -> httpx.Response:
        return self.post("/press", {"data": data, "back": back} | more)

    def write(self, about: str, text: str, **more: str) -> httpx.Response:
        return self.post("/write", {"about": about, "text": text, "back": "/mine"} | more)

    def follow(self, response: httpx.Response) -> str:
        """What somebody reads on the page that something led to."""
        assert response.status_code == 303, (response.status_code, told(response))
        return words(self.get(response.headers["location"]))

    def bring(self, path: str, data: bytes, **more: Any) -> httpx.Response:
        """A file."""
        given = {"csrf": self.csrf} | more.pop("form", {})
        return self.ask("POST", path, data=given, files={"file": ("free.ics", data, "text/calendar")}, **more)

    # The ways in.

    def begin(self, flow: str, name: str) -> None:
        self._goes_to(self.post("/begin", {"flow": flow, "name": name}))

    def enter(self, code: str, name: str) -> None:
        self._goes_to(self.post(f"/j/{code}", {"name": name}))

    def practise(self, flow: str, seat: int = 1) -> None:
        self._goes_to(self.post("/practise", {"flow": flow, "seat": str(seat)}))

    def _goes_to(self, response: httpx.Response) -> None:
        assert response.status_code == 303, (response.status_code, told(response))
        self.room = response.headers["location"].removeprefix("/r/")

    # The room.

    def act(self, what: str, room: str = "", **body: Any) -> httpx.Response:
        return self.send(what, {"id": secrets.randbelow(2**52), **body}, room=room)

    def send(self, what: str, body: object, *, room: str = "", **headers: str) -> httpx.Response:
        given = {"X-CSRF": self.csrf, "Content-Type": "application/json"} | headers
        content = body if isinstance(body, bytes) else json.dumps(body)
        return self.ask("POST", f"/r/{room or self.room}/{what}", content=content, headers=given)

    def say(self, text: str, **more: Any) -> httpx.Response:
        return self.act("say", text=text, **more)

    def tap(self, action: str, value: str = "", *, stamp: str | None = None, **more: Any) -> httpx.Response:
        session = self.inside.session(self.room)
        now = session.stamp if stamp is None else stamp
        return self.act("tap", data=f"s|{session.id}|{now}|{action}|{value}", **more)

    def page(self) -> httpx.Response:
        return self.get(f"/r/{self.room}")

    def stream(self, *, until: Callable[[list[Told]], bool], **headers: str) -> list[Told]:
        """The events of the stream, as far as that; then the page is closed."""
        given = {"cookie": f"{COOKIE}={self.secret}", "host": "beurtelings.test", "accept-language": "nl"} | headers
        return self.inside.runner.run(_stream(self.inside.app, f"/r/{self.room}/stream", given, until))


#: An event of a stream: its kind and its data.
Told = tuple[str, dict[str, Any]]


async def _stream(app: ASGIApp, path: str, headers: dict[str, str], until: Callable[[list[Told]], bool]) -> list[Told]:
    sent: asyncio.Queue[Message] = asyncio.Queue()
    closed = asyncio.Event()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        message = next(asked, None)
        if message is None:
            await closed.wait()
        return message or {"type": "http.disconnect"}

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("beurtelings.test", 80),
    }  # fmt: skip

    async def run() -> None:
        await app(scope, receive, sent.put)

    task = asyncio.create_task(run())
    try:
        async with asyncio.timeout(PATIENCE):
            start = await sent.get()
            assert start["status"] == 200, start
            text = ""
            while not until(events_in(text)):
                text += (await sent.get())["body"].decode()
        return events_in(text)
    finally:
        closed.set()
        await asyncio.wait([task], timeout=PATIENCE)


def events_in(text: str) -> list[Told]:
    found = re.findall(r"event: (\w+)\n(?:id: \d+\n)?data: (.+)\n\n", text)
    return [(kind, json.loads(data)) for kind, data in found]


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for piece in pieces:
        yield piece


def told(response: httpx.Response) -> str:
    """What somebody reads: the error of a page, or all the text on it."""
    if response.headers["content-type"].startswith("application/json"):
        return str(response.json()["error"] or "")
    return unescape(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2]))


def words(response: httpx.Response) -> str:
    """All that is on a page, on one line."""
    return " ".join(told(response).partition(">")[2].split())


@contextmanager
def opened(folder: Path, *, url: str = URL) -> Iterator[Inside]:
    file = folder / "beurtelings.sqlite"
    shutil.copy(empty_file(), file)
    inside = Inside(file, url=url)
    try:
        yield inside
    finally:
        inside.close()
