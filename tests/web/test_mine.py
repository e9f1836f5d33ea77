"""The pages that are somebody's own: what there is to read, plans, questions, the diary, a calendar, and all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.calendars import MOST_BYTES
from bot.texts import LANGUAGES, catalogue
from bot.web.cards import CIRCLE_TITLES, OWN_TITLES
from bot.web.said import SAID, SECONDS
from flows.rhythm.circle import view as circle_view
from flows.rhythm.drawer import view as drawer_view
from flows.rhythm.drawer.events import Planned
from flows.rhythm.hours import Days
from tests.web.inside import Inside, Visitor, opened, told, words

MARKUP = "\"><script>alert(1)</script>'{{7*7}} &lt;b&gt;"
#: What a page weighs at most.
MOST = 60 * 1024
PAGES = (
    "", "plans", "plan/1", "brief/1", "smaller/1", "nudge", "strands", "diary", "diary/5", "search", "wipe_diary",
    "circles", "new_circle", "peace", "zone", "calendar", "free", "all", "wipe_all",
)  # fmt: skip
ODD = (
    "nonsense", "plan/99", "plan/x", f"plan/{'9' * 5000}", f"diary/{'9' * 40}", "diary/²", "%00", "%0a", "plan//", "é",
    "..%2f..", "home", "free/x", "%3Cscript%3E", "file",
)  # fmt: skip
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//School//NL
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:{first}
DTEND;VALUE=DATE:{after}
SUMMARY:Vrij
END:VEVENT
END:VCALENDAR
"""


def calendar(first: str = "20260401", after: str = "20260404") -> bytes:
    return CALENDAR.format(first=first, after=after).replace("\n", "\r\n").encode()


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    with opened(tmp_path) as inside:
        yield inside


@pytest.fixture
def els(inside: Inside) -> Visitor:
    return named(inside, "Els")


def named(inside: Inside, name: str, **more: str) -> Visitor:
    visitor = inside.visitor(**more)
    assert visitor.post("/mine", {"name": name}).headers["location"] == "/mine"
    return visitor


def plans(inside: Inside, els: Visitor, text: str = "Als de bel gaat, dan wacht ik tien tellen") -> None:
    """One made at the close of a conversation."""
    person = inside.house.visitors.person(els.secret)
    assert person is not None
    event = Planned(text=text, day=date(2026, 3, 4), sure=8)
    with inside.database.move() as move:
        inside.moves.conversations.rounds.drawer(move, person.id, event, inside.clock.now())
        move.commit()


def fields(page: str, action: str) -> list[dict[str, str]]:
    """Of the forms that are sent there."""
    forms = re.findall(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in forms]


# Somebody new.


def test_somebody_new_says_a_name_and_has_a_page(inside: Inside) -> None:
    els = inside.visitor()
    assert "Zeg hoe je heet" in told(els.get("/mine"))
    before = inside.kept()
    refused = els.post("/mine", {"name": " \u200b "})
    assert refused.status_code == 422
    assert "Vul even je naam in" in told(refused)
    assert inside.kept() == before
    assert "Van jou, en van niemand anders" in els.follow(els.post("/mine", {"name": " Els "}))
    # The name stays, whoever sends the form once more.
    els.post("/mine", {"name": "Noor"})
    person = inside.house.visitors.person(els.secret)
    assert person is not None
    assert (person.name, person.reachable) == ("Els", True)


def test_without_a_name_nothing_is_done(inside: Inside) -> None:
    els = inside.visitor()
    before = inside.kept()
    for answer in (
        els.press("d|nudge_on|"),
        els.write("d:zone", "Europe/Amsterdam"),
        els.bring("/mine/free", calendar()),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/mine")
    assert els.get("/mine/file/beurtelings.md").status_code == 404
    assert inside.kept() == before


def test_the_start_page_leads_there_and_says_what_there_is_to_read(inside: Inside, els: Visitor) -> None:
    start = els.get("/").text
    assert 'href="/mine"' in start
    assert "Te lezen bij jou" not in start
    els.press("d|ask_now|")
    assert "Te lezen bij jou: 1" in told(els.get("/"))
    assert 'href="/mine"' in inside.visitor().get("/").text


def test_ones_own_link_leads_to_ones_own_page(inside: Inside, els: Visitor) -> None:
    assert f"{inside.url}/me/{els.secret}" in els.get("/mine").text
    phone = inside.visitor()
    found = phone.get(f"/me/{els.secret}")
    assert found.headers["location"] == "/mine"
    assert "Van jou, en van niemand anders" in phone.follow(found)


# Looking.


def test_looking_at_any_page_changes_nothing(inside: Inside, els: Visitor) -> None:
    new = named(inside, "Noor")
    plans(inside, els)
    before = inside.kept()
    for one in (els, new, inside.visitor()):
        for page in (*PAGES, *ODD):
            shown = one.get(f"/mine/{page}")
            assert shown.status_code == 200, page
            assert len(shown.content) < MOST
            assert one.ask("HEAD", f"/mine/{page}").status_code == 200
    assert inside.kept() == before


def test_every_page_is_called_something() -> None:
    assert drawer_view._PAGES.keys() - {"home"} <= OWN_TITLES.keys()
    assert circle_view._PAGES.keys() - {"home"} <= CIRCLE_TITLES.keys()
    for language in LANGUAGES:
        for key in (*OWN_TITLES.values(), *CIRCLE_TITLES.values()):
            assert catalogue(language).say(key)


def test_what_leads_to_a_page_is_a_link_and_what_does_something_is_sent(inside: Inside, els: Visitor) -> None:
    home = els.get("/mine").text
    for page in ("plans", "nudge", "diary", "circles", "peace", "calendar", "all"):
        assert f'href="/mine/{page}"' in home
    nudge = els.get("/mine/nudge").text
    assert 'name="data" value="d|nudge_on|"' in nudge
    assert 'href="/mine/diary"' in nudge
    assert 'href="/mine/file/beurtelings-all.md"' in els.get("/mine/all").text


def test_the_pages_speak_the_language_that_was_asked_for(inside: Inside) -> None:
    els = named(inside, "Els", language="en")
    els.press("d|ask_now|")
    for page in PAGES:
        shown = els.get(f"/mine/{page}")
        assert '<html lang="en">' in shown.text
        assert "Terug" not in told(shown)
    assert "For you to read" in told(els.get("/mine"))


# Questions and the diary.


def test_a_question_is_read_answered_kept_and_found_again(inside: Inside, els: Visitor) -> None:
    asked = els.press("d|ask_now|", back="/mine/nudge")
    assert asked.headers["location"] == "/mine"
    page = els.get("/mine").text
    assert page.index("Voor jou om te lezen") < page.index("Van jou, en van niemand anders")
    (question,) = fields(page, "/write")
    answer = f"Twee regels over de klas.\r\nEn {MARKUP}"
    read = els.follow(els.write(question["about"], answer, news=question["news"], once=question["once"]))
    assert "Het staat bij je notities" in read
    drawer = inside.drawer(els)
    assert drawer is not None
    assert question["news"] not in {str(news.id) for news in drawer.news}
    assert inside.notes(els) == [answer.replace("\r\n", "\n")]
    diary = els.get("/mine/diary")
    assert "Twee regels over de klas.<br>En" in diary.text
    assert MARKUP in told(diary)
    assert "<script>alert" not in diary.text
    found = els.write("d:search", "KLAS")
    assert found.status_code == 200
    assert "Twee regels over de klas" in told(found)
    assert 'class="tongue" href="/mine/search?taal=en"' in found.text
    assert "staat er niet in" in told(els.write("d:search", f"{MARKUP}x"))
    assert "Weg is weg" in els.follow(els.press("d|remove_note|1"))
    assert inside.notes(els) == []


def test_one_tap_is_an_answer_and_what_was_read_goes(inside: Inside, els: Visitor) -> None:
    tap = None
    while tap is None:
        els.press("d|ask_now|")
        inside.seconds += 60
        tap = re.search(r'value="(d\|tap\|[^"]+)"', els.get("/mine").text)
    drawer = inside.drawer(els)
    assert drawer is not None
    newest = str(drawer.news[-1].id)
    assert "Bewaard, alleen voor jou" in els.follow(els.press(tap[1], news=newest))
    assert len(inside.notes(els)) == 1
    drawer = inside.drawer(els)
    assert drawer is not None
    assert newest not in {str(one.id) for one in drawer.news}
    for one in drawer.news:
        els.press(f"d|seen|{one.id}")
        inside.seconds += 60
    assert "Voor jou om te lezen" not in told(els.get("/mine"))


def test_a_plan_is_kept_changed_and_thrown_away(inside: Inside, els: Visitor) -> None:
    plans(inside, els, f"Als {MARKUP}, dan {MARKUP}")
    home = els.get("/mine")
    assert f"Als {MARKUP}, dan {MARKUP}" in told(home)
    assert "<script>alert" not in home.text
    (made,) = fields(home.text, "/press")[:1]
    assert "Komt goed" in els.follow(els.press("d|want|1:yes", news=made["news"]))
    assert "Te lezen" not in words(els.get("/mine/plan/1"))
    asked = els.press("d|went|1:partly")
    assert asked.headers["location"] == "/mine"
    (field,) = fields(els.get("/mine").text, "/write")
    assert field["about"] == "d:plan 1"
    assert "Bewaard" in els.follow(els.write("d:plan 1", "Half", news=field["news"]))
    assert "deels gedaan" in words(els.get("/mine/plans"))
    assert els.write("d:smaller 1", "Eén tel wachten").headers["location"] == "/mine/brief/1"
    assert "Weg is weg" in els.follow(els.press("d|remove|1"))
    assert "Hier staat nog niets" in words(els.get("/mine/plan/1"))


def test_when_to_be_left_in_peace(inside: Inside, els: Visitor) -> None:
    assert "21:00" in els.follow(els.press("d|shuts|21:00"))
    assert "America/Curacao" in els.follow(els.write("d:zone", "America/Curacao"))
    assert "Mars/Base" in els.follow(els.write("d:zone", "Mars/Base"))
    drawer = inside.drawer(els)
    assert drawer is not None
    assert drawer.zone == "America/Curacao"


# What is said in answer.


def test_an_answer_is_shown_once_and_is_in_no_address(inside: Inside, els: Visitor) -> None:
    answer = els.press("d|nudge_on|")
    assert answer.headers["location"] == "/mine/nudge"
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", f"max-age={SECONDS}"):
        assert part in cookie
    page = els.get("/mine/nudge").text
    assert 'role="status" aria-live="polite"' in page
    assert "Goed. De volgende vraag komt" in page
    assert SAID not in els.cookies
    assert 'role="status"' not in els.get("/mine/nudge").text


def test_what_others_put_there_is_never_shown(inside: Inside, els: Visitor) -> None:
    noor = named(inside, "Noor")
    els.press("d|nudge_on|")
    theirs = els.cookies[SAID]
    for given in (theirs, "x", ".", f"{'0' * 32}.QUJD", "é", f"{theirs[:-2]}"):
        page = noor.get("/mine", headers={"cookie": f"beurtelings={noor.secret}; {SAID}={given}".encode()})
        assert page.status_code == 200
        assert 'class="note said"' not in page.text


# Sent twice, wrong, by others.


def test_a_form_that_is_sent_twice_does_it_once(inside: Inside, els: Visitor) -> None:
    for _ in range(2):
        assert els.press("d|ask_now|", once="7").status_code == 303
        assert els.write("d:new_circle", "Team", once="7").status_code == 303
    drawer = inside.drawer(els)
    assert drawer is not None
    assert len(drawer.news) == 1
    els.get("/mine")
    assert words(els.get("/mine/circles")).count("Team") == 1
    # Another button of the same page, gone back to, still counts; and so does somebody else's.
    assert els.press("d|nudge_on|", once="7").headers["location"] == "/mine/nudge"
    noor = named(inside, "Noor")
    assert noor.press("d|nudge_on|", once="7").headers["location"] == "/mine/nudge"


@pytest.mark.parametrize("once", ["", "é", "x" * 2000, "-1"])
def test_a_number_that_is_none_does_no_harm(els: Visitor, once: str) -> None:
    assert els.press("d|nudge_on|", once=once).headers["location"] == "/mine/nudge"


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "d",
        "d|",
        "k|",
        "k||x|",
        f"d|page|{'x' * 99}",
        "d|page|\x00",
        "k|\x00|page|home",
        "s|x||begin|",
        "d|é\n|",
    ],
)
def test_a_button_that_is_none(inside: Inside, els: Visitor, data: str) -> None:
    before = inside.kept()
    refused = els.press(data)
    assert refused.status_code == 400
    assert "laad de bladzijde opnieuw" in told(refused)
    assert inside.kept() == before


@pytest.mark.parametrize("about", ["", "d", "d:", "x:y", ":x", "k:", "d:\x00", f"d:{'x' * 99}"])
def test_a_text_about_nothing(inside: Inside, els: Visitor, about: str) -> None:
    before = inside.kept()
    assert els.write(about, "Zomaar").status_code == 400
    assert inside.kept() == before


@pytest.mark.parametrize(
    "data",
    [
        "d|page|home", "d|page|//elsewhere.example", "d|page|..%2f", "d|want|9:yes", "d|want|x", "d|tap|x:99999999999",
        "d|remove_note|99999999999999999999", "d|seen|x", "d|circle|nowhere", "d|nothing|", "k|new|make|",
        "k|nowhere|page|home", "d|want|²:yes", "d|strand|x", "d|nudge_day|9", "k|nowhere|join|",
    ],
)  # fmt: skip
def test_an_old_or_odd_button_leads_back_to_ones_own(inside: Inside, els: Visitor, data: str) -> None:
    answer = els.press(data, news="999")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/mine")
    assert "ging bij mij iets mis" not in els.follow(answer)


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example", "//elsewhere.example", "/mine//x", "/r/x", "javascript:x"]
)
def test_nobody_is_led_elsewhere(els: Visitor, back: str) -> None:
    assert els.write("d:new_circle", " ", back=back).headers["location"] == "/mine"


def test_too_much_is_said(inside: Inside, els: Visitor) -> None:
    els.press("d|ask_now|")
    (question,) = fields(els.get("/mine").text, "/write")
    assert "4000" in els.follow(els.write(question["about"], "é" * 4001))
    assert inside.notes(els) == []


def test_the_notes_of_one_are_nobody_elses(inside: Inside, els: Visitor) -> None:
    noor = named(inside, "Noor")
    els.press("d|ask_now|")
    (question,) = fields(els.get("/mine").text, "/write")
    els.write(question["about"], "Van Els alleen")
    for path in (*(f"/mine/{page}" for page in PAGES), "/mine/file/beurtelings.md", "/mine/file/beurtelings-all.md"):
        assert "Van Els alleen" not in noor.get(path).text
    assert "Van Els alleen" not in noor.write("d:search", "Els").text
    noor.press("d|remove_note|1")
    assert inside.notes(els) == ["Van Els alleen"]


# To take along, and to throw away.


def test_everything_can_be_taken_along(inside: Inside, els: Visitor) -> None:
    plans(inside, els)
    els.press("d|ask_now|")
    question = fields(els.get("/mine").text, "/write")[0]
    els.write(question["about"], "Wat ik schreef")
    kinds = {
        "beurtelings.md": "text/markdown",
        "beurtelings-all.md": "text/markdown",
        "beurtelings.ics": "text/calendar",
    }
    for name, kind in kinds.items():
        file = els.get(f"/mine/file/{name}")
        assert file.status_code == 200
        assert file.headers["content-type"].startswith(kind)
        assert file.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert ("Wat ik schreef" in file.text) == (kind == "text/markdown")
        assert ("Als de bel gaat" in file.text) == (name == "beurtelings-all.md")
    for action, name in {"take_along": "beurtelings.md", "take_all": "beurtelings-all.md"}.items():
        assert els.press(f"d|{action}|").headers["location"] == f"/mine/file/{name}"
    assert els.get("/mine/file/nothing.md").status_code == 404


def test_everything_can_be_thrown_away(inside: Inside, els: Visitor) -> None:
    plans(inside, els)
    els.write("d:new_circle", "Team")
    els.press("d|ask_now|")
    assert "Ja, alles weg" in words(els.get("/mine/wipe_all"))
    assert "schone lei" in els.follow(els.press("d|wipe_all|"))
    assert inside.drawer(els) is None
    assert "Je zit nog niet in een kring" in words(els.get("/mine/circles"))
    assert "Nog een lege bladzijde" in words(els.get("/mine/diary"))


# In a calendar of one's own.


def test_a_calendar_program_needs_no_cookie_and_an_old_address_leads_nowhere(inside: Inside, els: Visitor) -> None:
    program = inside.visitor()
    links = []
    for _ in range(2):
        found = re.search(r"/calendar/[\w-]+\.ics", els.follow(els.press("d|calendar_give|")))
        assert found
        links.append(found[0])
    assert "/calendar/" not in words(els.get("/mine/calendar"))
    feed = program.get(links[1])
    assert (feed.status_code, feed.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert feed.text.startswith("BEGIN:VCALENDAR")
    assert "set-cookie" not in feed.headers
    for nowhere in (links[0], "/calendar/x.ics", "/calendar/%00.ics", f"{links[1][:-4]}", "/calendar/.ics"):
        refused = program.get(nowhere)
        assert refused.status_code == 404
        assert "Deze bladzijde ken ik niet" in told(refused)
    els.press("d|calendar_stop|")
    assert program.get(links[1]).status_code == 404


def test_nobody_finds_the_calendar_of_somebody_by_trying(inside: Inside, els: Visitor) -> None:
    tries = [els.get(f"/calendar/{n}.ics").status_code for n in range(80)]
    assert set(tries) == {404, 429}


def test_free_days_out_of_a_calendar_are_left_free(inside: Inside, els: Visitor) -> None:
    assert 'href="/mine/free"' in els.get("/mine/calendar").text
    assert 'enctype="multipart/form-data"' in els.get("/mine/free").text
    assert "Vrije dagen in je agenda: 3" in els.follow(els.bring("/mine/free", calendar()))
    drawer = inside.drawer(els)
    assert drawer is not None
    assert drawer.free == [Days(first=date(2026, 4, 1), last=date(2026, 4, 3))]
    # What comes later takes its place; and what is no calendar changes nothing.
    els.bring("/mine/free", calendar("20260501", "20260502"))
    for data, why in {
        b"": "geen agendabestand",
        b"\x00\xff" * 100: "geen agendabestand",
        b"BEGIN:VCALENDAR\r\n": "geen agendabestand",
        calendar("20200101", "20200103"): "geen hele vrije dagen",
    }.items():
        refused = els.bring("/mine/free", data)
        assert refused.status_code == 422
        assert why in told(refused)
    drawer = inside.drawer(els)
    assert drawer is not None
    assert drawer.free == [Days(first=date(2026, 5, 1), last=date(2026, 5, 1))]


def test_a_calendar_may_be_large_and_nothing_else(inside: Inside, els: Visitor) -> None:
    large = calendar() + b"X" * (MOST_BYTES - len(calendar()))
    assert els.bring("/mine/free", large).status_code in (303, 422)
    for path, size in {
        "/mine/free": MOST_BYTES + 8192,
        "/mine": 200_000,
        "/press": 200_000,
        "/mine/free/x": 200_000,
    }.items():
        assert els.bring(path, b"x" * size).status_code in (405, 413), path


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data", b"--x--"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n'
            b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\xff\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\r\n' * 20),
        ("application/x-www-form-urlencoded", b"file=x"),
        ("", b"x"),
    ],
)
def test_a_file_that_is_no_form(inside: Inside, els: Visitor, kind: str, body: bytes) -> None:
    before = inside.kept()
    refused = els.ask("POST", "/mine/free", content=body, headers={"content-type": kind})
    assert refused.status_code == 400
    assert inside.kept() == before


def test_a_file_needs_the_token_of_the_page(inside: Inside, els: Visitor) -> None:
    before = inside.kept()
    assert els.bring("/mine/free", calendar(), form={"csrf": "wrong"}).status_code == 400
    assert els.bring("/mine/free", calendar(), headers={"origin": "https://elsewhere.example"}).status_code == 400
    assert inside.kept() == before
