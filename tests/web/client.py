"""A browser without a screen: it keeps the cookie, sends the forms, and reads the stream of a room as room.js does."""

from __future__ import annotations

import json
import secrets
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.buttons import Token

#: Nothing in a test takes longer; beyond it something hangs.
PATIENCE = 20.0


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of a stream, whole."""

    name: str
    id: str
    data: dict[str, Any]


class Feed:
    """Takes the bytes of a stream as they come, and gives whole events; half of one is nothing yet."""

    def __init__(self) -> None:
        self._left = b""

    def take(self, data: bytes) -> Iterator[Event]:
        *blocks, self._left = (self._left + data).split(b"\n\n")
        for block in blocks:
            fields = dict(line.partition(": ")[::2] for line in block.decode().splitlines() if line[:1] != ":")
            if "data" in fields:
                yield Event(name=fields["event"], id=fields.get("id", ""), data=json.loads(fields["data"]))


@dataclass(kw_only=True)
class Article:
    """A post as it stands on a page."""

    n: int
    entry: str
    classes: tuple[str, ...]
    text: str = ""
    buttons: list[str] = field(default_factory=list)

    @property
    def said(self) -> bool:
        return "said" in self.classes


class _Reading(HTMLParser):
    """What matters of a page: its posts, its buttons, its fields, and what the scripts are told."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.articles: list[Article] = []
        self.buttons: list[str] = []
        self.fields: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.links: list[str] = []
        self._inside = self._words = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.data.update({name[5:]: value for name, value in given.items() if name.startswith("data-")})
        if tag == "article":
            entry, classes = given.get("data-entry", ""), tuple(given["class"].split())
            self.articles.append(Article(n=int(given["data-n"]), entry=entry, classes=classes))
            self._inside = True
        elif tag == "div" and self._inside:
            self._words = given.get("class") == "words"
        elif tag == "br" and self._words:
            self.articles[-1].text += "\n"
        if given.get("data-do"):
            (self.articles[-1].buttons if self._inside else self.buttons).append(given["data-do"])
        if given.get("name") and tag == "input":
            self.fields.setdefault(given["name"], given.get("value", ""))
        self.links += [given[name] for name in ("href", "value") if "://" in given.get(name, "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside = False
        elif tag == "div" and self._inside:
            self._words = False

    def handle_data(self, data: str) -> None:
        if self._words:
            self.articles[-1].text += data


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: str
    where: str

    @property
    def reading(self) -> _Reading:
        return _Reading(self.body)

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Browser:
    """Somebody's browser; it asks for Dutch unless told otherwise."""

    def __init__(self, url: str, *, language: str = "nl") -> None:
        self.url, self.language = url, language
        self.cookies: dict[str, str] = {}
        self._rooms: list[Room] = []

    def closes(self) -> None:
        for room in self._rooms:
            room.closes()

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        assert parts.port is not None
        return parts.hostname, parts.port

    @property
    def headers(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Accept-Language": self.language, "Cookie": kept}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "", {})

    def send(self, path: str, form: dict[str, str], *, seen: Answer) -> Answer:
        """A form of the page that was seen, and on to where that leads."""
        body = urlencode({"csrf": seen.reading.fields["csrf"], **form})
        answer = self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return self.get(answer.where) if answer.status == 303 else answer

    def post(self, path: str, body: dict[str, Any], *, csrf: str) -> Answer:
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json", "X-CSRF": csrf})

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            connection.request(method, path, body.encode(), self.headers | headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("set-cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            where = response.headers.get("location", path)
            return Answer(status=response.status, body=response.read().decode(), where=where)
        finally:
            connection.close()

    # The ways in.

    def begins(self, flow: str, name: str, *, people: int) -> Room:
        """From the forms for so many, and all the time in the world, to the lobby."""
        seen = self.get(f"/begin?people={people}&minutes=999")
        return self._comes_in(self.send("/begin", {"flow": flow, "name": name}, seen=seen))

    def joins(self, code: str, name: str) -> Room:
        invited = self.send("/join", {"code": code}, seen=self.get("/join"))
        assert invited.status == 200, invited
        return self._comes_in(self.send(invited.where, {"name": name}, seen=invited))

    def practises(self, flow: str, seat: int = 1) -> Room:
        seen = self.get(f"/practise?flow={flow}")
        return self._comes_in(self.send("/practise", {"flow": flow, "seat": str(seat)}, seen=seen))

    def _comes_in(self, answer: Answer) -> Room:
        assert answer.status == 200, answer
        assert answer.where.startswith("/r/"), answer.where
        return self.goes_to(answer.where.rpartition("/")[2])

    def goes_to(self, id: str) -> Room:
        """Also the same room once more, in another tab."""
        self._rooms.append(Room(self, id))
        return self._rooms[-1]


def open_stream(browser: Browser, id: str, *, after: int, last_id: str = "") -> socket.socket:
    """Asked the old way, so that nothing but the events is in what comes back."""
    headers = browser.headers | {"Accept": "text/event-stream", "Host": urlsplit(browser.url).netloc}
    if last_id:
        headers["Last-Event-ID"] = last_id
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line = socket.create_connection(browser.address, timeout=PATIENCE)
    line.sendall(f"GET /r/{id}/stream?after={after} HTTP/1.0\r\n{lines}\r\n".encode())
    return line


@dataclass(kw_only=True)
class _Line:
    """A stream that is open."""

    socket: socket.socket
    feed: Feed = field(default_factory=Feed)
    head: bytes = b""
    begun: bool = False

    def take(self, data: bytes) -> Iterator[Event]:
        if not self.begun:
            self.head += data
            if b"\r\n\r\n" not in self.head:
                return
            self.begun = True
            assert b" 200 " in self.head.partition(b"\r\n")[0], self.head
            data = self.head.partition(b"\r\n\r\n")[2]
        yield from self.feed.take(data)


def _new_update() -> int:
    return secrets.randbelow(2**52)


class Room:
    """The page of a room, open. It reads its stream while something is waited for."""

    def __init__(self, browser: Browser, id: str) -> None:
        self.browser, self.id = browser, id
        answer = browser.get(f"/r/{id}")
        assert answer.status == 200, (answer.status, answer.body[:300])
        self.page = answer.reading
        self.last = self._after = int(self.page.data["last"])
        self.csrf = self.page.data["csrf"]
        #: In the order in which they came, what was on the page at first included.
        self.articles: list[Article] = self.page.articles
        #: Every post that ever came along the stream.
        self.arrived: list[Article] = []
        self.card = self.page
        self.announced: list[str] = []
        self.over = False
        #: What was said when the page was let go.
        self.farewell = ""
        #: After so many more bytes the line is cut; None leaves it alone.
        self.cuts_after: int | None = None
        self.times_cut = 0
        self._line: _Line | None = None

    @property
    def code(self) -> str:
        """The one by which others come in."""
        return self._links("/j/")[0].rpartition("/")[2]

    @property
    def telegram(self) -> str:
        """The link by which others come in on Telegram."""
        return self._links("https://t.me/")[0]

    def _links(self, kind: str) -> list[str]:
        return [link for link in self.page.links if kind in link]

    # Reading.

    def opens(self) -> None:
        if self._line is None and not self.over:
            last_id = str(self.last) if self.last > self._after else ""
            line = open_stream(self.browser, self.id, after=self._after, last_id=last_id)
            self._line = _Line(socket=line)

    def closes(self) -> None:
        if self._line is not None:
            self._line.socket.close()
            self._line = None

    def cut(self) -> None:
        """The line is gone at once, with all that was under way on it."""
        assert self._line is not None
        self.closes()
        self.cuts_after = None
        self.times_cut += 1

    def until(self, condition: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        end = time.monotonic() + patience
        self.read()
        while not condition():
            left = end - time.monotonic()
            assert left > 0, f"it never came: {self.articles[-2:]} {sorted(self.buttons)} {self.card.data}"
            self.read(wait=min(left, 0.25))

    def read(self, *, wait: float = 0.0) -> None:
        """All that is there; the line is taken up again when it broke."""
        self.opens()
        while self._line is not None and select.select([self._line.socket], [], [], wait)[0]:
            wait = 0.0
            most = 65536 if self.cuts_after is None else min(self.cuts_after, 65536)
            try:
                data = self._line.socket.recv(most) if most else b""
            except ConnectionError:
                data = b""
            for event in self._line.take(data):
                self._happens(event)
            if self.cuts_after is not None:
                self.cuts_after -= len(data)
                if self.cuts_after <= 0:
                    self.cut()
                    self.opens()
            elif not data:
                self.closes()
                self._wait_for_the_server()
                self.opens()

    def _wait_for_the_server(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.over:
            try:
                socket.create_connection(self.browser.address, timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < end, "the server stayed away"
                select.select([], [], [], 0.05)

    def _happens(self, event: Event) -> None:
        if event.name == "post":
            (article,) = _Reading(event.data["html"]).articles
            assert str(article.n) == event.id
            assert article.n > self.last, "the server told what was told before"
            self.last = article.n
            self.arrived.append(article)
            same = [n for n, one in enumerate(self.articles) if one.entry and one.entry == article.entry]
            if same:
                self.articles[same[0]] = article
            else:
                self.articles.append(article)
        elif event.name == "card":
            self.card = _Reading(event.data["html"])
            self.announced.append(event.data["announce"])
        elif event.name == "gone":
            self.over = True
            self.farewell = event.data["html"]
            self.closes()

    # What is on the page.

    @property
    def received(self) -> list[int]:
        return [one.n for one in self.arrived]

    @property
    def transcript(self) -> list[tuple[int, str, str]]:
        return [(one.n, one.entry, one.text) for one in self.articles]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.articles]

    @property
    def buttons(self) -> list[str]:
        return self.card.buttons

    @property
    def about(self) -> str:
        return self.card.data.get("about", "")

    def button(self, action: str, value: str = "") -> tuple[str, int | None] | None:
        """What a button that does this carries, and the post it is on; the newest, and the card goes first."""
        places = [(self.buttons, None), *((one.buttons, one.n) for one in reversed(self.articles))]
        for buttons, post in places:
            for data in buttons:
                token = Token.read(data)
                if token is not None and (token.action, token.value) == (action, value):
                    return data, post
        return None

    def presses(self, action: str, value: str = "", *, stamp: str = "") -> dict[str, Any]:
        """As soon as it is there; with a stamp, as soon as the page is as new as that."""

        def there() -> bool:
            found = self.button(action, value)
            return found is not None and (found[1] is not None or not stamp or f"|{stamp}|" in found[0])

        self.until(there)
        found = self.button(action, value)
        assert found is not None
        return self.taps(*found)

    # Acting.

    def taps(self, data: str, post: int | None = None, *, update: int | None = None) -> dict[str, Any]:
        body = {"id": update or _new_update(), "data": data, "post": post}
        return self._does("tap", body)

    def says(self, text: str, *, update: int | None = None) -> dict[str, Any]:
        return self._does("say", {"id": update or _new_update(), "text": text})

    def edits(self, entry: str, text: str) -> dict[str, Any]:
        return self._does("edit", {"id": _new_update(), "entry": int(entry), "text": text})

    def _does(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.browser.post(f"/r/{self.id}/{what}", body, csrf=self.csrf)
        assert answer.status == 200, (answer.status, answer.body)
        assert not answer.json["error"], answer.json
        return answer.json
