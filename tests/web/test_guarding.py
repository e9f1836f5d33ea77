"""What holds for every page: who may, what it may show, how much and how often; and nothing of it is ever told on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot.web.guarding import MOST_BYTES
from bot.web.visitors import COOKIE
from storage.errors import Refused, Unavailable
from tests.web.inside import Inside, Visitor, in_pieces, opened, told

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
MARKUP = "\"><img src=x onerror=alert(1)><script>'{{7*7}}&lt;"
SAID = "Alleen aan deze tafel gezegd."


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    with opened(tmp_path) as inside:
        yield inside


class Parts(HTMLParser):
    """What a page would fetch, follow or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in ("script", "style") and data.strip():
            self.inline.append(data)


def all_pages(inside: Inside) -> list[httpx.Response]:
    """One of each kind, with a name on it that would like to be more than a name."""
    host, guest = inside.begin("verhalenderwijs", MARKUP, f"{MARKUP}2")
    lobby = host.page()
    code = inside.code(host.room)
    host.tap("begin")
    host.say(f"{SAID} {MARKUP}")
    host.tap("done")
    paused, _ = inside.begin("verhalenderwijs", MARKUP, "Noor")
    paused.tap("begin")
    paused.tap("pause")
    closed, _ = inside.begin("verhalenderwijs", MARKUP, "Noor")
    closed.tap("cancel")
    els = inside.visitor()
    els.practise("intervisie")
    id, (member, _) = inside.circle(MARKUP, MARKUP, f"{MARKUP}2")
    member.write(f"k:{id}:rules", MARKUP)
    member.press(f"k|{id}|year|")
    member.press("d|ask_now|")
    own = [member.get(f"/mine/{page}") for page in ("", "nudge", "circles", "search", "free", "all", MARKUP)]
    shared = [
        member.get(f"/k/{id}/{page}") for page in ("", "dates", "rota", "rules", "write", "invite", "free", "poll")
    ]
    return [
        *own, *shared, inside.visitor().get("/mine"), inside.visitor().get(f"/k/{id}"),
        inside.visitor().get(f"/j/{inside.circle_code(id)}"), member.write("d:search", MARKUP),
        member.get("/mine/file/beurtelings-all.md"), member.get(f"/k/{id}/file"), member.bring("/mine/free", b"x"),
        lobby, host.page(), guest.page(), paused.page(), closed.page(), els.page(), els.get(f"/j/{code}"),
        *(els.get(path) for path in (
            "/", "/?taal=en", "/begin", "/begin?people=2", "/begin?people=2&minutes=90", "/join", "/practise",
            "/practise?flow=intervisie", f"/nowhere/{MARKUP}?{MARKUP}", f"/r/{host.room}", "/health", "/metrics",
            "/static/room.js", "/static/nothing",
        )),
        els.post("/join", {"code": MARKUP}), els.post("/begin", {"flow": MARKUP}), els.post("/begin", {"name": ""}),
        els.ask("DELETE", "/"),
    ]  # fmt: skip


def test_no_page_runs_or_fetches_anything_but_ours(inside: Inside) -> None:
    pages = all_pages(inside)
    html = [page for page in pages if page.headers["content-type"].startswith("text/html")]
    assert len(html) > 18
    for page in html:
        parts = Parts(page.text)
        assert not parts.inline
        for tag, given in parts.tags:
            assert tag not in ("style", "img", "iframe", "object", "embed", "base"), tag
            assert not [name for name in given if name.startswith("on") or name == "style"], given
            for name in ("href", "src", "action", "formaction"):
                if name in given:
                    assert re.match(r"/(?!/)|#", given[name]), given
            for name, value in given.items():
                # A name, at which nothing is fetched.
                if name == "xmlns":
                    continue
                host = urlsplit(value).netloc if value.startswith(("http:", "https:", "//")) else ""
                assert host in ("", urlsplit(inside.url).netloc), value


def test_a_name_and_a_word_are_never_more_than_that(inside: Inside) -> None:
    html = [page for page in all_pages(inside) if page.headers["content-type"].startswith("text/html")]
    for page in html:
        for wrong in ("<img", "alert(1)>", "onerror=alert(1)>", "49&lt;", "<script>'"):
            assert wrong not in page.text, page.url
    host, guest = inside.begin("verhalenderwijs", MARKUP, f"{MARKUP}2")
    host.tap("begin")
    host.say(f"{SAID} {MARKUP}")
    events = guest.stream(until=lambda events: any(kind == "card" for kind, _ in events))
    assert any(SAID in data["html"] for _, data in events)
    for _, data in events:
        tags = {tag for tag, _ in Parts(data["html"]).tags}
        assert not tags & {"img", "script"}
        assert "&lt;img" in data["html"] or MARKUP[:6] not in data["html"]


def test_every_answer_has_what_protects_it(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside.house, "is_well", _fails(RuntimeError(SAID)))
    for page in all_pages(inside):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        kept = HEADERS | ({"cache-control": "public, max-age=3600"} if page.url.path == "/static/room.js" else {})
        assert {name: page.headers[name] for name in kept} == kept, page.url
        assert "server" not in page.headers
        assert "strict-transport-security" not in page.headers


def _fails(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def _cookies(response: httpx.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line.lower() for line in response.headers.get_list("set-cookie")}


def test_cookies_are_for_our_pages_alone(inside: Inside, tmp_path: Path) -> None:
    for where in (inside.url, "https://beurtelings.test"):
        folder = tmp_path / urlsplit(where).scheme
        folder.mkdir()
        with opened(folder, url=where) as house:
            secure = where.startswith("https")
            (els,) = house.begin("verhalenderwijs", "Els")
            pages = [els.get("/?taal=en"), els.get(f"/r/{els.room}?taal=nl"), els.get("/nowhere?taal=en")]
            for page in [*pages, els.get(f"/me/{els.secret}")]:
                assert _cookies(page), page.url
                for cookie in _cookies(page).values():
                    assert "httponly" in cookie
                    assert "samesite=lax" in cookie
                    assert ("secure" in cookie) == secure
                assert ("strict-transport-security" in page.headers) == secure


# Only from pages of ours, and only by whoever saw them.


def refusals(els: Visitor, room: str, code: str, *, token: str, **more: str) -> Iterator[httpx.Response]:
    """Everything that can be sent, with what it needs but for these headers and the token."""
    headers: dict[str, Any] = {name: value.encode() for name, value in more.items()}
    for path, form in {
        "/begin": {"flow": "verhalenderwijs", "name": "Els"},
        "/join": {"code": code},
        f"/j/{code}": {"name": "Els"},
        "/practise": {"flow": "intervisie", "seat": "1"},
        "/mine": {"name": "Els"},
        "/press": {"data": "d|ask_now|", "back": "/mine"},
        "/write": {"about": "d:new_circle", "text": "Team"},
    }.items():
        yield els.ask("POST", path, data=form | {"csrf": token}, headers=headers)
    for what, body in {
        "say": {"id": 1, "text": "Zomaar iets."},
        "edit": {"id": 2, "entry": 1, "text": "Zomaar iets."},
        "tap": {"id": 3, "data": f"s|{room}||begin|", "post": None},
    }.items():
        given = {"X-CSRF": token.encode(), "Content-Type": "application/json"} | headers
        yield els.ask("POST", f"/r/{room}/{what}", json=body, headers=given)


@pytest.mark.parametrize("token", ["", "wrong", "0" * 32, "é", "theirs"])
def test_without_the_token_of_the_page_nothing_is_taken(inside: Inside, token: str) -> None:
    els, noor = inside.begin("verhalenderwijs", "Els", "Noor")
    code, before = inside.code(els.room), inside.kept()
    for refused in refusals(els, els.room, code, token=noor.csrf if token == "theirs" else token):
        assert refused.status_code == 400, refused.url
        assert "laad de bladzijde opnieuw" in told(refused)
    assert inside.kept() == before


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://beurtelings.test.elsewhere.example", "x"])
def test_from_another_site_nothing_is_taken(inside: Inside, origin: str) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    code, before = inside.code(els.room), inside.kept()
    for refused in refusals(els, els.room, code, token=els.csrf, origin=origin):
        assert refused.status_code == 400, refused.url
        assert "laad de bladzijde opnieuw" in told(refused)
    assert inside.kept() == before


def test_without_a_cookie_nothing_is_taken(inside: Inside) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    code, csrf, before = inside.code(els.room), els.csrf, inside.kept()
    for wrong in ("", "x", "é" * 43, '"\\001' + "a" * 42):
        els.cookies.clear()
        for refused in refusals(els, els.room, code, token=csrf, cookie=f"{COOKIE}={wrong}"):
            assert refused.status_code == 400, refused.url
    assert inside.kept() == before


def test_our_own_pages_may_also_behind_a_proxy(tmp_path: Path) -> None:
    """There the host of a request is another one than people see, and a browser without referrer says null."""
    with opened(tmp_path, url="https://beurtelings.test") as inside:
        els = inside.visitor()
        for headers in (
            {"origin": "https://beurtelings.test", "host": "127.0.0.1:8080"},
            {"origin": "https://beurtelings.test:8443", "host": "beurtelings.test:8443"},
            {"origin": "null"},
            {},
        ):
            assert els.post("/begin", {"flow": "intervisie", "name": "Els"}, headers=headers).status_code == 303


def test_looking_changes_nothing(inside: Inside) -> None:
    els, noor = inside.begin("verhalenderwijs", "Els", "Noor")
    late, code = inside.visitor(), inside.code(els.room)
    before = inside.kept()
    for one in (els, noor, late):
        for path in (
            "/", "/begin?people=2&minutes=30", "/join", f"/j/{code}", "/practise?flow=intervisie", f"/me/{els.secret}",
            f"/r/{els.room}", "/health", "/metrics", f"/r/{els.room}/say", f"/r/{els.room}/tap?data=s|x||begin|",
        ):  # fmt: skip
            assert one.get(path).status_code < 500
            assert one.ask("HEAD", path).status_code < 500
    assert inside.kept() == before


# Not too much.


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 1_000_000])
@pytest.mark.parametrize("pieces", [1, 7])
def test_too_much_is_refused_also_when_it_does_not_say_how_much(inside: Inside, size: int, pieces: int) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    before = inside.kept()
    much = [b"x" * (size // pieces + 1)] * pieces
    json_headers = {"X-CSRF": els.csrf, "Content-Type": "application/json"}
    for content in (b"".join(much), None):
        for path, headers in {"/begin": {}, "/join": {}, f"/r/{els.room}/say": json_headers}.items():
            body = content if content is not None else in_pieces(*much)
            refused = els.ask("POST", path, content=body, headers=headers)
            assert refused.status_code == 413
            assert "Maak het korter" in told(refused)
            assert refused.headers["x-content-type-options"] == "nosniff"
    assert inside.kept() == before


@pytest.mark.parametrize("length", ["-1", "x", "9" * 5000, "²"])
def test_a_length_that_is_none_is_too_much(inside: Inside, length: str) -> None:
    headers = {"content-length": length.encode()}
    assert inside.visitor().ask("POST", "/begin", content=b"", headers=headers).status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"csrf=%ff", b"&" * 50, b"csrf=a&" * 11, b"\x00", b"[]", b""])
def test_a_form_that_is_none(inside: Inside, body: bytes) -> None:
    els = inside.visitor()
    for path in ("/begin", "/join", "/practise", "/j/ABCDEF"):
        refused = els.ask("POST", path, content=body)
        assert refused.status_code == 400
        assert told(refused)


# Not too often.


def test_whoever_tries_many_doors_has_to_wait(inside: Inside) -> None:
    guesser, other = inside.visitor(ip="192.0.2.7"), inside.visitor(ip="192.0.2.8")
    host, _ = inside.begin("intervisie", "Els", "Noor")
    code = inside.code(host.room)
    tries = [guesser.get("/j/ABCDEF").status_code for _ in range(200)]
    assert set(tries) == {404, 429}
    allowed = tries.count(404)
    assert tries == [404] * allowed + [429] * (200 - allowed)
    # Also when it is the right one, and by every door.
    for refused in (
        guesser.get(f"/j/{code}"),
        guesser.post("/join", {"code": code}),
        guesser.get(f"/me/{host.secret}"),
    ):
        assert refused.status_code == 429
        assert "Wacht een minuutje" in told(refused)
    assert other.get(f"/j/{code}").status_code == 200
    # And what needs no guess goes on.
    assert guesser.get("/").status_code == guesser.get("/begin").status_code == 200
    inside.seconds += 2
    assert guesser.get(f"/j/{code}").status_code == 200
    inside.seconds += 3600
    assert [guesser.get("/j/ABCDEF").status_code for _ in range(allowed + 1)] == [404] * allowed + [429]


def test_a_whole_team_behind_one_address_comes_in_at_once(inside: Inside) -> None:
    hosts = [inside.begin("intervisie", "Els", ip="192.0.2.7")[0] for _ in range(4)]
    for host in hosts:
        for name in ("Noor", "Daan", "Sam", "Ilse", "Tarik", "Anne", "Kees"):
            guest = inside.visitor(ip="192.0.2.7")
            for _ in range(3):
                assert guest.get(f"/j/{inside.code(host.room)}").status_code == 200
            guest.enter(inside.code(host.room), name)


def test_a_street_of_addresses_counts_as_one(inside: Inside) -> None:
    tries = [inside.visitor(ip=f"2001:db8::{n:x}").get("/j/ABCDEF").status_code for n in range(1, 100)]
    assert 429 in tries
    for other in ("2001:db8:0:1::1", "::ffff:192.0.2.7", "::ffff:192.0.2.8", "unix"):
        assert inside.visitor(ip=other).get("/j/ABCDEF").status_code == 404


def test_whoever_acts_like_a_machine_has_to_wait(inside: Inside) -> None:
    els, noor = inside.begin("verhalenderwijs", "Els", "Noor")
    answers = [els.tap("guards") for _ in range(60)]
    allowed = [answer.status_code for answer in answers].count(200)
    assert 10 <= allowed < 60
    assert [answer.status_code for answer in answers] == [200] * allowed + [429] * (60 - allowed)
    assert "Wacht een minuutje" in told(answers[-1])
    before = inside.kept()
    assert els.say("Nog iets").status_code == 429
    assert inside.kept() == before
    assert noor.tap("guards").status_code == 200
    assert els.page().status_code == 200
    inside.seconds += 1
    assert els.tap("guards").status_code == 200


# When something is wrong with us.


class Collector(logging.Handler):
    """Whatever other tests do to the handlers of the root, this one stays."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def everything() -> Iterator[Collector]:
    """Every record of ours, and of the server."""
    collector, ours = Collector(), ("bot", "storage", "uvicorn")
    loggers = [logging.getLogger(name) for name in ours]
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger) and name.partition(".")[0] in ours:
            # The import linter, called by another test, silences all loggers there are.
            logger.disabled = False
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.DEBUG)
    yield collector
    for logger in loggers:
        logger.removeHandler(collector)
        logger.setLevel(logging.NOTSET)


def test_a_fault_of_ours_is_told_without_what_was_said(
    inside: Inside, everything: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    for error in (RuntimeError(SAID), Refused(SAID), ValueError(els.secret)):
        for where in (inside.house.visitors, inside.moves):
            with monkeypatch.context() as patch:
                patch.setattr(where, "seat" if where is inside.house.visitors else "answered", _fails(error))
                answers = [
                    els.page(),
                    els.say(SAID),
                    els.tap("begin"),
                    els.post("/begin", {"flow": "intervisie", "name": "Els"}),
                ]
            wrong = [answer for answer in answers if answer.status_code == 500]
            assert len(wrong) == 3 if where is inside.house.visitors else len(wrong) >= 2
            for answer in wrong:
                assert "Het ligt aan ons" in told(answer)
                assert "Traceback" not in answer.text
                assert answer.headers["content-security-policy"]
                assert SAID not in answer.text
    logged = _logged(everything)
    assert "a page failed: RuntimeError in " in logged
    _is_discreet(inside, logged, els)


def _logged(everything: Collector) -> str:
    """All there is in the log, but for what the client of the test tells of itself."""
    return "\n".join(logging.Formatter().format(record) for record in everything.records)


def _is_discreet(inside: Inside, logged: str, *people: Visitor) -> None:
    for secret in (SAID, "Traceback", *(one.secret for one in people), *(one.csrf for one in people)):
        assert secret not in logged
    for one in people:
        assert inside.code(one.room) not in logged


def test_nothing_of_all_this_is_in_a_log(inside: Inside, everything: Collector) -> None:
    els, noor = inside.begin("verhalenderwijs", "Geheimpje", "Noor")
    els.tap("begin")
    for text in (SAID, SAID * 1000, f"{SAID}\ud800", f"{SAID}\x00"):
        els.say(text)
        noor.say(text)
    els.get(f"/me/{els.secret}")
    els.get(f"/me/{els.secret}x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside.moves.conversations, "apply", _fails(ValueError(SAID)))
        assert "Er ging bij mij iets mis" in told(els.say(SAID))
    logged = _logged(everything)
    assert "failed: ValueError in " in logged
    _is_discreet(inside, logged, els, noor)
    assert "Geheimpje" not in logged


def test_while_the_database_is_away_it_says_so_and_comes_back(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    assert (els.get("/health").status_code, els.get("/health").text) == (200, "well\n")
    for away in ("glance", "move"):
        with monkeypatch.context() as patch:
            patch.setattr(inside.database, away, _fails(Unavailable(SAID)))
            tapped = els.act("tap", data=f"s|{els.room}||begin|")
            begun = els.post("/begin", {"flow": "intervisie", "name": "Els"})
            for answer in (els.say(SAID), tapped, *([begun] if away == "move" else [])):
                assert answer.status_code == 503
                assert "Het ligt aan ons" in told(answer)
                assert SAID not in answer.text
            for path in (f"/r/{els.room}", "/metrics", "/join") if away == "glance" else ("/join",):
                assert els.get(path).status_code == (200 if path == "/join" else 503)
            assert els.get("/health").status_code == (503 if away == "glance" else 200)
    assert els.get("/health").status_code == 200
    els.tap("begin")
    assert inside.session(els.room).running


def test_the_figures_name_nobody(inside: Inside) -> None:
    els, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    found = els.get("/metrics")
    assert found.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert found.text.endswith("\n")
    figures = dict(line.split(" ") for line in found.text.splitlines() if not line.startswith("#"))
    assert figures["beurtelings_conversations_open"] == "1"
    for line in found.text.splitlines():
        assert re.fullmatch(r"# TYPE beurtelings_[a-z_]+ gauge|beurtelings_[a-z_]+ \d+", line), line
    for name in ("Els", "Noor", els.room, els.secret):
        assert name not in found.text
