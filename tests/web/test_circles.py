"""Circles on a page: made, joined, planned together, and found closed by everybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from flows.rhythm.circle.state import CircleId
from flows.rhythm.hours import Days
from tests.web.inside import Inside, Visitor, opened, told, words
from tests.web.test_mine import MARKUP, MOST, calendar, fields, named

PAGES = (
    "", "dates", "meeting/1", "turn/1", "drop/1", "swap/1:lead", "poll", "year", "moment", "forms", "rota", "rules",
    "write", "pairs", "wishes", "vetoes", "me", "leave", "rhythm", "zone", "name", "history", "invite", "free",
)  # fmt: skip
ODD = ("nonsense", "meeting/99", f"meeting/{'9' * 5000}", "swap/x", "swap/1:x", "%00", "poll//", "é", "..%2f..")


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    with opened(tmp_path) as inside:
        yield inside


def sends(inside: Inside, one: Visitor, id: str, what: str, value: str = "") -> str:
    """What somebody reads after a button of the circle."""
    inside.seconds += 60
    return one.follow(one.press(f"k|{id}|{what}|{value}", back=f"/k/{id}"))


def button(page: httpx.Response, data: str) -> str:
    """The first button on it that carries something like this."""
    found = re.search(rf'name="data" value="([^"]*{data})"', page.text)
    assert found, words(page)
    return found[1]


def reads(one: Visitor) -> str:
    return words(one.get("/mine"))


# Made, and joined.


def test_a_circle_is_made_and_others_come_in(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    invite = els.get(f"/k/{id}/invite")
    code = inside.circle_code(id)
    assert f'value="{inside.url}/j/{code}"' in invite.text
    assert code in words(invite)
    assert '<div class="qr" role="img"' in invite.text
    assert "Welkom in Onderbouw" in words(noor.get(f"/k/{id}"))
    assert "Doen mee: Els en Noor" in words(els.get(f"/k/{id}"))
    assert f'href="/k/{id}"' in noor.get("/mine/circles").text


def test_before_anybody_asks_there_is_no_invitation(inside: Inside) -> None:
    els = named(inside, "Els")
    made = els.write("d:new_circle", "  Onder \n bouw ").headers["location"]
    assert inside.the_circle(made.removeprefix("/k/")).name == "Onder bouw"
    assert els.get(f"{made}/invite").headers["location"] == made


def test_an_invitation_says_who_is_in_it_and_asks_a_name(inside: Inside) -> None:
    id, (els,) = inside.circle("Onderbouw", "Els")
    code = inside.circle_code(id)
    noor, before = inside.visitor(), inside.kept()
    for way in (f"/j/{code}", f"/j/{code.lower()}"):
        asked = noor.get(way)
        assert asked.status_code == 200
        assert "Onderbouw" in words(asked)
        assert "Els" in words(asked)
    assert noor.post("/join", {"code": f"{code[:3]} {code[3:]}"}).headers["location"] == f"/j/{code}"
    refused = noor.post(f"/j/{code}", {"name": " "})
    assert refused.status_code == 422
    assert "Vul even je naam in" in told(refused)
    assert inside.kept() == before
    for _ in range(2):
        assert noor.post(f"/j/{code}", {"name": "Noor", "once": "5"}).headers["location"] == f"/k/{id}"
    assert noor.post(f"/j/{code}", {"name": "Noor"}).headers["location"] == f"/k/{id}"
    assert noor.get(f"/j/{code}").headers["location"] == f"/k/{id}"
    assert els.get(f"/j/{code}").headers["location"] == f"/k/{id}"
    assert [member.name for member in inside.the_circle(id).members.values()] == ["Els", "Noor"]
    assert all(member.reachable for member in inside.the_circle(id).members.values())


def test_two_with_one_name_are_told_apart(inside: Inside) -> None:
    id, _ = inside.circle("Onderbouw", "Els", "Els")
    assert [member.name for member in inside.the_circle(id).members.values()] == ["Els", "Els 2"]


def test_when_it_is_full_it_says_so(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    id, _ = inside.circle("Onderbouw", "Els")
    for where in ("bot.web.circles.MOST_MEMBERS", "flows.rhythm.circle.take.MOST_MEMBERS"):
        monkeypatch.setattr(where, 1)
    noor, way = inside.visitor(), f"/j/{inside.circle_code(id)}"
    assert "al vol" in words(noor.get(way))
    answer = noor.post(way, {"name": "Noor"})
    assert answer.status_code == 409
    assert "al vol" in words(answer)


def test_whoever_left_is_out_and_may_come_back(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    answer = noor.press(f"k|{id}|leave|", back=f"/k/{id}/leave")
    assert answer.headers["location"] == "/mine/circles"
    assert "Je bent uit Onderbouw" in noor.follow(answer)
    assert noor.get(f"/k/{id}").status_code == 403
    assert "Doen mee: Els" in words(els.get(f"/k/{id}"))
    noor.post(f"/j/{inside.circle_code(id)}", {"name": "Noor"})
    assert "Doen mee: Els en Noor" in words(noor.get(f"/k/{id}"))


# For members, and nobody else.


def test_others_find_it_closed(inside: Inside) -> None:
    id, (els,) = inside.circle("Onderbouw", "Els")
    sends(inside, els, id, "usual_rules")
    stranger, before = inside.visitor(), inside.kept()
    known = named(inside, "Noor")
    for one in (stranger, known):
        for page in (*PAGES, "file"):
            refused = one.get(f"/k/{id}/{page}")
            assert refused.status_code == 403
            assert "Je zit niet in deze kring" in told(refused)
            assert "Onderbouw" not in refused.text
        assert one.bring(f"/k/{id}/free", calendar()).status_code == 403
    for nowhere in ("nowhere", "new", "%00", "é", "..%2f..", "a" * 300):
        refused = known.get(f"/k/{nowhere}")
        assert refused.status_code == 404
        assert told(refused)
    assert "Je zit niet in deze kring" in known.follow(known.press(f"k|{id}|usual_rules|", back=f"/k/{id}"))
    assert "werkt niet meer" in known.follow(known.write(f"k:{id}:rules", "Alles mag", back=f"/k/{id}"))
    assert inside.the_circle(id).rules[0] == "Wat we hier zeggen, blijft hier."
    assert [line for line in before if "circles" in line] == [line for line in inside.kept() if "circles" in line]


def test_looking_at_any_page_changes_nothing(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    sends(inside, els, id, "find")
    before = inside.kept()
    for one in (els, noor):
        for page in (*PAGES, *ODD, "file"):
            shown = one.get(f"/k/{id}/{page}")
            assert shown.status_code == 200, page
            assert len(shown.content) < MOST
    assert inside.kept() == before


def test_whatever_is_written_there_stays_text(inside: Inside) -> None:
    id, (els, noor) = inside.circle(f"Team {MARKUP}", f"E{MARKUP}"[:40], f"N{MARKUP}"[:40])
    sends(inside, els, id, "year")
    els.write(f"k:{id}:rules", f"{MARKUP}\r\n\r\n  Tweede   regel {MARKUP}  ", back=f"/k/{id}")
    sends(inside, els, id, "find")
    pages = [*(f"/k/{id}/{page}" for page in PAGES), "/mine", "/mine/circles", f"/j/{inside.circle_code(id)}"]
    for one in (els, noor, inside.visitor()):
        for page in pages:
            shown = one.get(page)
            assert "<script>alert" not in shown.text, page
            assert "49" not in re.findall(r"\{\{7\*7\}\}|(49) &amp;lt;", shown.text)
    assert f"Tweede regel {MARKUP}" in words(noor.get(f"/k/{id}/rules"))
    assert inside.the_circle(id).rules == [MARKUP, f"Tweede regel {MARKUP}"]
    # Whoever writes them anew begins with those there are.
    assert MARKUP in told(els.get(f"/k/{id}/write"))
    assert 'role="img"' in els.get(f"/k/{id}/rota").text


# Together.


def test_a_date_is_found_by_two(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    assert "Wanneer kan Onderbouw" in sends(inside, els, id, "find")
    # Whoever asked sees it there; the other one has it to read, and can answer at once.
    assert "Te lezen" not in words(els.get(f"/k/{id}"))
    assert "Els wil een datum prikken" in reads(noor)
    (news,) = fields(noor.get("/mine").text, "/press")[:1]
    marked = noor.press(button(noor.get("/mine"), r"\|mark\|[^\"]*:0:yes"), news=news["news"])
    assert marked.headers["location"] == f"/k/{id}/poll"
    assert "Els wil een datum prikken" not in reads(noor)
    assert "1. ja (gekozen)" in words(noor.get(f"/k/{id}/poll"))
    for n in (1, 2):
        noor.press(f"k|{id}|mark|1.1:{n}:no", back=f"/k/{id}/poll")
    poll = els.get(f"/k/{id}/poll")
    settled = els.follow(els.press(button(poll, r"\|settle\|[^\"]*"), back=f"/k/{id}/poll"))
    assert "leidt: Els" in settled
    assert len(inside.the_circle(id).planned) == 1
    assert "Afgesproken" in reads(noor)
    assert f'href="/k/{id}/meeting/1"' in noor.get(f"/k/{id}/dates").text
    assert "Jammer" in sends(inside, noor, id, "away", "1")
    ics = noor.get(f"/k/{id}/file")
    assert ics.headers["content-disposition"] == 'attachment; filename="beurtelings.ics"'
    assert ics.text.count("BEGIN:VEVENT") == 1
    assert f'href="/k/{id}/file"' in noor.get(f"/k/{id}/dates").text


def test_a_moment_is_written(inside: Inside) -> None:
    id, (els, _) = inside.circle("Onderbouw", "Els", "Noor")
    (field,) = fields(els.get(f"/k/{id}/moment").text, "/write")
    answer = els.write(field["about"], "donderdag 16:00", back=field["back"])
    assert answer.headers["location"] == f"/k/{id}/dates"
    unclear = els.write(field["about"], "ooit eens", back=field["back"])
    assert unclear.headers["location"] == f"/k/{id}/moment"
    assert "Daar kom ik niet uit" in els.follow(unclear)
    assert len(inside.the_circle(id).planned) == 1


def test_when_it_is_time_everybody_is_shown_the_way_in(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    els.write(f"k:{id}:moment", "donderdag 16:00")
    at = inside.the_circle(id).planned[0].at
    assert at is not None
    inside.later(seconds=(at - inside.clock.now()).total_seconds())
    rooms = set()
    for one in (els, noor):
        inside.seconds += 60
        way = re.search(r'href="(/j/[A-Z0-9]{6})"', one.get("/mine").text)
        assert way, reads(one)
        answer = one.post(way[1], {"name": "Els" if one is els else "Noor"})
        rooms.add(answer.headers["location"])
    assert len(rooms) == 1
    assert rooms.pop().startswith("/r/")


def test_what_is_sent_twice_is_done_once(inside: Inside) -> None:
    id, (els, _) = inside.circle("Onderbouw", "Els", "Noor")
    for _ in range(2):
        assert els.press(f"k|{id}|year|", back=f"/k/{id}/year", once="9").status_code == 303
        assert els.write(f"k:{id}:moment", "8 december 15:30", once="9").status_code == 303
    assert len(inside.the_circle(id).planned) == 7


def test_the_free_days_of_the_school(inside: Inside) -> None:
    id, (els, noor) = inside.circle("Onderbouw", "Els", "Noor")
    assert f'href="/k/{id}/free"' in els.get(f"/k/{id}/rhythm").text
    assert f'action="/k/{id}/free"' in els.get(f"/k/{id}/free").text
    answer = els.bring(f"/k/{id}/free", calendar())
    assert answer.headers["location"] == f"/k/{id}/rhythm"
    assert "Vrije dagen in je agenda: 3" in els.follow(answer)
    for data, why in {b"x": "geen agendabestand", calendar("20200101", "20200102"): "geen hele vrije dagen"}.items():
        refused = noor.bring(f"/k/{id}/free", data)
        assert refused.status_code == 422
        assert why in told(refused)
    assert inside.the_circle(id).free == [Days(first=date(2026, 4, 1), last=date(2026, 4, 3))]


def test_a_circle_that_is_gone_says_so(inside: Inside) -> None:
    id, (els,) = inside.circle("Onderbouw", "Els")
    code = inside.circle_code(id)
    with inside.database.move() as move:
        move.circles.forget(CircleId(id))
        move.commit()
    assert els.get(f"/k/{id}").status_code == 404
    assert els.get(f"/j/{code}").status_code == 404
    answer = els.press(f"k|{id}|year|", back=f"/k/{id}")
    assert answer.headers["location"] == "/mine/circles"
    assert "Je zit nog niet in een kring" in words(els.get("/mine/circles"))
