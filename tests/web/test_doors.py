"""The ways in: starting a conversation, joining one, practising, and coming back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.visitors import COOKIE, TONGUE, new_secret
from flows.engine.session import SeatId
from tests.web.inside import FLOWS, Inside, Visitor, opened, told

NOT_A_SECRET = ("x", "a" * 43 + "b", "é" * 43, "%00" * 43, "..%2f..%2f")


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    with opened(tmp_path) as inside:
        yield inside


# In which language.


def test_the_language_is_what_the_browser_asks_for(inside: Inside) -> None:
    for asked, language in {"en-GB,nl;q=0.5": "en", "fr, en": "en", "nl": "nl", "fr": "nl", ";;,": "nl"}.items():
        page = inside.visitor(language=asked).get("/").text
        assert f'<html lang="{language}">' in page, asked
        assert ("Begin een gesprek" in page) == (language == "nl")


def test_what_was_chosen_holds_from_then_on(inside: Inside) -> None:
    els = inside.visitor(language="nl")
    assert '<html lang="en">' in els.get("/?taal=en").text
    assert els.cookies[TONGUE] == "en"
    assert '<html lang="en">' in els.get("/begin").text
    assert '<html lang="en">' in els.get("/nowhere").text
    assert '<html lang="nl">' in els.get("/nowhere?taal=nl").text
    assert '<html lang="nl">' in els.get("/").text
    assert '<html lang="nl">' in els.get("/?taal=<script>").text


def test_the_other_language_is_one_link_away_and_everything_else_stays(inside: Inside) -> None:
    els = inside.visitor()
    for path, link in {
        "/": "/?taal=en",
        "/begin?people=3&purpose=a%26b%3Dc": "/begin?people=3&purpose=a%26b%3Dc&taal=en",
        "/begin?taal=nl&people=3": "/begin?people=3&taal=en",
        "//elsewhere.example/x": "/elsewhere.example/x?taal=en",
        "/%5Celsewhere.example": "/%5Celsewhere.example?taal=en",
        '/%22onload=%22': "/%22onload%3D%22?taal=en",
    }.items():  # fmt: skip
        page = els.ask("GET", f"{inside.url}{path}").text
        found = re.findall(r'class="tongue" href="([^"]*)"', page)
        assert found == [link.replace("&", "&amp;")], path


# Starting one.


def test_two_questions_lead_to_what_fits(inside: Inside) -> None:
    els = inside.visitor()
    sizes = re.findall(r'href="(/begin\?people=\d+)"', els.get("/begin").text)
    assert len(sizes) == 8
    for size in sizes:
        page = els.get(size).text
        further = re.findall(r'href="(/begin\?people=\d+&amp;(?:minutes|purpose)=\w+)"', page)
        # Whoever is alone is asked nothing more.
        assert bool(further) == (size != "/begin?people=1")
        for answer in further or [size]:
            shown = els.get(answer.replace("&amp;", "&"))
            assert shown.status_code == 200
            offered = re.findall(r'name="flow" value="([^"]+)"', shown.text)
            assert set(offered) <= set(FLOWS)
            assert offered or "Voor zo'n groepje is er nu geen gesprek" in told(shown)


@pytest.mark.parametrize("asked", ["people=99&minutes=30", "people=999&purpose=x", "people=12&minutes=1"])
def test_when_nothing_fits_it_says_so_and_goes_on(inside: Inside, asked: str) -> None:
    page = inside.visitor().get(f"/begin?{asked}")
    assert page.status_code == 200
    if "minutes" in asked:
        assert "geen gesprek" in told(page)
        assert 'href="/begin"' in page.text


@pytest.mark.parametrize(
    "asked",
    ["people=-1", "people=2.5", "people=9999", "people=%00", "people=²", "people=x&minutes=y&seen=z", "people="],
)
def test_what_is_no_answer_is_asked_again(inside: Inside, asked: str) -> None:
    page = inside.visitor().get(f"/begin?{asked}")
    assert page.status_code == 200
    assert "Met z'n hoevelen" in told(page)


def test_after_the_last_proposals_come_the_first_again(inside: Inside) -> None:
    els = inside.visitor()
    for seen in (0, 3, 900):
        offered = re.findall(r'name="flow" value="([^"]+)"', els.get(f"/begin?people=6&minutes=90&seen={seen}").text)
        assert offered, seen


def test_starting_one_leads_to_its_room(inside: Inside) -> None:
    els = inside.visitor()
    page = els.get("/begin?people=2&minutes=90").text
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert csrf
    els.begin("verhalenderwijs", "Els")
    assert inside.session(els.room).seats[SeatId("p1")].name == "Els"
    room = els.page()
    assert "Els" in told(room)
    assert f'value="{inside.url}/j/{inside.code(els.room)}"' in room.text
    # The next time the name is there already.
    assert 'value="Els"' in els.get("/begin?people=2&minutes=90").text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("  Els   Jansen ", "Els Jansen"),
        ("E" * 200, "E" * 40),
        ("👩‍🏫 Els", "👩🏫 Els"),
        ("\u202eslE\u2066", "slE"),
        ("E\x00l\x1bs\r\n\tx", "Els x"),
        ("<b>Els</b>", "<b>Els</b>"),
        ("|s|{name}|%s", "|s|{name}|%s"),
        ("李雷", "李雷"),
    ],
)
def test_a_name_is_kept_readable(inside: Inside, given: str, name: str) -> None:
    els = inside.visitor()
    els.begin("verhalenderwijs", given)
    assert inside.session(els.room).seats[SeatId("p1")].name == name
    assert els.page().status_code == 200


@pytest.mark.parametrize("given", ["", "   ", "\u202e\u200b", "\x00\x07", "\u00a0"])
def test_without_a_name_nobody_comes_in(inside: Inside, given: str) -> None:
    els = inside.visitor()
    refused = els.post("/begin", {"flow": "verhalenderwijs", "name": given, "people": "2"})
    assert refused.status_code == 422
    assert "Vul even je naam in" in told(refused)
    assert 'href="/begin?people=2"' in refused.text
    (host,) = inside.begin("verhalenderwijs", "Noor")
    refused = els.post(f"/j/{inside.code(host.room)}", {"name": given})
    assert refused.status_code == 422
    assert "Vul even je naam in" in told(refused)
    assert inside.sessions() == [host.room]
    assert len(inside.session(host.room).seats) == 1


@pytest.mark.parametrize("flow", ["", "nope", "../intervisie", "\x00", "x" * 1000])
def test_a_conversation_that_there_is_not(inside: Inside, flow: str) -> None:
    els = inside.visitor()
    for path in ("/begin", "/practise"):
        assert els.post(path, {"flow": flow, "name": "Els", "seat": "1"}).status_code == 400
    assert els.get("/practise", params={"flow": flow}).status_code == 200
    assert not inside.sessions()


def test_a_form_that_is_sent_twice_opens_one(inside: Inside) -> None:
    els = inside.visitor()
    page = els.get("/begin?people=2&minutes=90").text
    (once,) = re.findall(r'name="once" value="(\d+)"', page)
    form = {"flow": "verhalenderwijs", "name": "Els", "once": once}
    first, again = (els.post("/begin", form).headers["location"] for _ in range(2))
    assert first == again
    assert inside.sessions() == [first.removeprefix("/r/")]
    # Something else on that page, gone back to, is another conversation; and of each page the number is another.
    assert els.post("/begin", form | {"flow": "intervisie"}).headers["location"] != first
    assert f'value="{once}"' not in els.get("/begin?people=2&minutes=90").text
    other = inside.visitor()
    assert other.post("/begin", form).headers["location"] != first
    seats = [other.post("/practise", {"flow": "intervisie", "seat": "2", "once": once}) for _ in range(2)]
    assert seats[0].headers["location"] == seats[1].headers["location"]
    assert len(inside.sessions()) == 4


def test_coming_in_by_a_form_that_is_sent_twice(inside: Inside) -> None:
    (host,) = inside.begin("verhalenderwijs", "Els")
    noor = inside.visitor()
    for _ in range(2):
        came = noor.post(f"/j/{inside.code(host.room)}", {"name": "Noor", "once": "1"})
        assert came.headers["location"] == f"/r/{host.room}"
    assert len(inside.session(host.room).seats) == 2


# Joining one.


def test_a_code_is_recognised_however_it_is_given(inside: Inside) -> None:
    (host,) = inside.begin("intervisie", "Els")
    code, guest = inside.code(host.room), inside.visitor()
    spaced, link = f" {code[:3].lower()} {code[3:]} ", f"{inside.url}/j/{code}"
    for given in (
        code, code.lower(), spaced, f"{code[:3]}-{code[3:]}", link, f"{link}?taal=en", f"{link}/",
        f"beurtelings.test/j/{code}", f"Doe je mee? {link}.\nTot zo!",
    ):  # fmt: skip
        found = guest.post("/join", {"code": given})
        assert (found.status_code, found.headers.get("location")) == (303, f"/j/{code}"), given
    page = guest.get(f"/j/{code.lower()}")
    assert page.status_code == 200
    assert "Els vraagt of je meedoet" in told(page)


@pytest.mark.parametrize(
    "given", ["", "ZZZZZZ", "ABC", "http://[/j/", "http://[::1/ABCDEF", "/", "\x00" * 6, "ßßßßßß", "x" * 5000, "'; --"]
)
def test_a_code_that_there_is_not(inside: Inside, given: str) -> None:
    refused = inside.visitor().post("/join", {"code": given})
    assert refused.status_code == 404
    assert "Deze code ken ik niet" in told(refused)


@pytest.mark.parametrize("path", ["/j/ZZZZZZ", "/j/x", "/j/%00%00%00%00%00%00", "/j/%C3%9F%C3%9F%C3%9F", "/j/%FF"])
def test_a_link_that_leads_nowhere(inside: Inside, path: str) -> None:
    els = inside.visitor()
    for refused in (els.get(path), els.post(path, {"name": "Els"})):
        assert refused.status_code == 404
        assert "Deze bladzijde ken ik niet" in told(refused)


def test_a_conversation_that_is_over(inside: Inside) -> None:
    host, guest = inside.begin("verhalenderwijs", "Els", "Noor")
    code = inside.code(host.room)
    assert host.tap("cancel").json()["error"] is None
    late = inside.visitor()
    for refused in (late.get(f"/j/{code}"), late.post(f"/j/{code}", {"name": "Daan"})):
        assert refused.status_code == 410
        assert "al afgelopen" in told(refused)
    # Whoever was there may still look.
    assert guest.page().status_code == 200


def test_when_it_is_full_it_says_so(inside: Inside) -> None:
    host, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    code, late = inside.code(host.room), inside.visitor()
    page = late.get(f"/j/{code}")
    assert "al vol" in told(page)
    assert f'action="/j/{code}"' not in page.text
    refused = late.post(f"/j/{code}", {"name": "Daan"})
    assert refused.status_code == 409
    assert "al vol" in told(refused)
    assert len(inside.session(host.room).seats) == 2


def test_a_conversation_in_a_group_on_telegram(inside: Inside) -> None:
    (host,) = inside.begin("intervisie", "Els")
    _moves_to_a_group(inside, host)
    late = inside.visitor()
    for refused in (
        late.get(f"/j/{inside.code(host.room)}"),
        late.post(f"/j/{inside.code(host.room)}", {"name": "Daan"}),
    ):
        assert refused.status_code == 409
        assert "Telegram" in told(refused)
    assert len(inside.session(host.room).seats) == 1


def _moves_to_a_group(inside: Inside, host: Visitor) -> None:
    session = inside.session(host.room)
    session.room = "group"
    session.number += 1
    with inside.database.move() as move:
        move.sessions.save(session, at=inside.house.clock.now())
        move.commit()


def test_coming_in_twice_is_coming_in_once(inside: Inside) -> None:
    host, guest = inside.begin("intervisie", "Els", "Noor")
    code, before = inside.code(host.room), inside.session(host.room)
    assert guest.get(f"/j/{code}").headers["location"] == f"/r/{host.room}"
    guest.enter(code, "Noor")
    host.enter(code, "Iemand anders")
    after = inside.session(host.room)
    assert {seat.name for seat in after.seats.values()} == {"Els", "Noor"}
    assert after.number == before.number


def test_two_with_one_name_are_told_apart(inside: Inside) -> None:
    host, *_ = inside.begin("intervisie", "Els", "Els", "Els")
    assert sorted(seat.name for seat in inside.session(host.room).seats.values()) == ["Els", "Els 2", "Els 3"]


def test_whoever_left_comes_back_in_the_same_seat(inside: Inside) -> None:
    host, guest, _ = inside.begin("intervisie", "Els", "Noor", "Daan")
    code = inside.code(host.room)
    guest.tap("leave")
    assert len(inside.session(host.room).present) == 2
    assert guest.page().headers["location"] == f"/j/{code}"
    assert f'action="/j/{code}"' in guest.get(f"/j/{code}").text
    guest.enter(code, "Noor")
    assert inside.session(host.room).present == ["p1", "p2", "p3"]
    assert guest.page().status_code == 200


# A conversation for fewer.


def test_something_for_fewer_takes_everybody_along(inside: Inside) -> None:
    els, noor, daan = people = inside.begin("themasessie", "Els", "Noor", "Daan")
    old, code = els.room, inside.code(els.room)
    noor.tap("leave")
    assert els.tap("smaller").json()["error"] is None
    (new,) = inside.sessions()
    assert new != old
    for one in (els, daan):
        card = one.stream(until=lambda events: any(kind == "card" for kind, _ in events))[-1]
        assert f'href="/r/{new}"' in card[1]["html"]
        one.room = new
        assert one.page().status_code == 200
    assert [inside.session(new).seats[seat].name for seat in inside.session(new).present] == ["Els", "Daan"]
    # The link that was sent round leads to where the people are; and so does the new one.
    assert len({code, inside.code(new)}) == 2
    if inside.session(new).flow == "verhalenderwijs":
        assert "al vol" in told(noor.get(f"/j/{code}"))
    for one in people:
        assert one.get(f"/j/{inside.code(new)}").status_code in (200, 303)


def test_who_comes_in_later_takes_nobodys_seat(inside: Inside) -> None:
    """Three of four stay: the next one to come must not get the number of somebody who is there."""
    els, noor, daan, sam = inside.begin("themasessie", "Els", "Noor", "Daan", "Sam")
    noor.tap("leave")
    assert els.tap("smaller").json()["error"] is None
    (new,) = inside.sessions()
    assert inside.session(new).flow == "intervisie"
    noor.enter(inside.code(new), "Noor")
    assert len(inside.session(new).present) == 4
    seats = {one: inside.house.visitors.seat(one.secret, new) for one in (els, noor, daan, sam)}
    names = {one: inside.session(new).seats[found[1]].name for one, found in seats.items() if found}
    assert list(names.values()) == ["Els", "Noor", "Daan", "Sam"]


def test_too_few_cannot_begin_and_one_alone_gets_no_smaller_one(inside: Inside) -> None:
    (els,) = inside.begin("intervisie", "Els")
    assert els.tap("begin").json()["toast"]
    assert els.tap("smaller").json()["toast"]
    assert inside.sessions() == [els.room]
    noor = inside.visitor()
    noor.enter(inside.code(els.room), "Noor")
    assert els.tap("begin").json()["toast"]
    assert inside.session(els.room).state == "lobby"
    assert els.tap("smaller").json()["toast"] is None
    (pair,) = inside.sessions()
    assert inside.session(pair).flow in ("verhalenderwijs", "troika")


def test_a_pair_and_somebody_alone_begin(inside: Inside) -> None:
    els, noor = inside.begin("verhalenderwijs", "Els", "Noor")
    els.tap("begin")
    assert inside.session(els.room).running
    for one in (els, noor):
        assert 'data-about="step"' in one.page().text
    (alone,) = inside.begin("professionele-identiteit", "Sam")
    assert f"/j/{inside.code(alone.room)}" not in alone.page().text
    alone.tap("begin")
    assert inside.session(alone.room).running
    alone.say("Ik begin er maar aan.")
    assert "Ik begin er maar aan." in alone.page().text


# Practising.


def test_practising_in_any_seat(inside: Inside) -> None:
    els = inside.visitor()
    assert "Verhalenderwijs" in told(els.get("/practise"))
    page = els.get("/practise?flow=intervisie").text
    seats = re.findall(r'name="seat" value="(\d+)"', page)
    assert seats == [str(number) for number in range(1, len(seats) + 1)]
    els.practise("intervisie", len(seats))
    assert "oefenen" in els.page().text
    assert 'id="invite"' not in els.page().text
    # Nobody can be invited to it, also not by a guess.
    assert inside.code(els.room) == ""


@pytest.mark.parametrize("seat", ["0", "-1", "99", "1.5", "x", "", "1" * 30, "²"])
def test_a_seat_that_there_is_not(inside: Inside, seat: str) -> None:
    refused = inside.visitor().post("/practise", {"flow": "intervisie", "seat": seat})
    assert refused.status_code == 400
    assert "probeer het nog een keer" in told(refused)
    assert not inside.sessions()


def test_who_practises_keeps_the_name(inside: Inside) -> None:
    (els,) = inside.begin("verhalenderwijs", "Els")
    els.practise("intervisie", 2)
    assert 'value="Els"' in els.get("/begin?people=2&minutes=90").text
    new = inside.visitor()
    new.practise("intervisie", 2)
    assert 'name="name" maxlength="40" required' in new.get("/begin?people=2&minutes=90").text
    assert 'aria-describedby="name-why" value=""' in new.get("/begin?people=2&minutes=90").text


# Coming back.


def test_the_personal_link_is_the_same_person_elsewhere(inside: Inside) -> None:
    host, _ = inside.begin("verhalenderwijs", "Els", "Noor")
    assert f"{inside.url}/me/{host.secret}" in host.page().text
    phone = inside.visitor()
    found = phone.get(f"/me/{host.secret}")
    assert (found.status_code, found.headers["location"]) == (303, f"/r/{host.room}")
    assert phone.cookies[COOKIE] == host.secret
    phone.room = host.room
    phone.tap("begin")
    assert inside.session(host.room).running


def test_a_personal_link_that_is_nobodys(inside: Inside) -> None:
    els = inside.visitor()
    before = els.secret
    for secret in (*NOT_A_SECRET, new_secret()):
        refused = els.get(f"/me/{secret}")
        assert refused.status_code == 404, secret
        assert "Deze bladzijde ken ik niet" in told(refused)
    assert els.secret == before


def test_a_conversation_that_was_wiped_shows_nothing(inside: Inside) -> None:
    host, guest = inside.begin("verhalenderwijs", "Els", "Noor")
    code = inside.code(host.room)
    host.tap("begin")
    host.say("Iets wat niemand meer mag lezen.")
    phone = inside.visitor()
    phone.get(f"/me/{host.secret}")
    inside.forget(host.room)
    events = guest.stream(until=lambda events: any(kind == "gone" for kind, _ in events))
    assert [kind for kind, _ in events] == ["gone"]
    refused = [host.page(), host.say("Nog iets"), host.act("tap", data=f"s|{host.room}||begin|")]
    for answer in refused:
        assert "niemand meer mag lezen" not in answer.text
        assert "Noor" not in answer.text
    assert refused[0].status_code == 410
    assert "al afgelopen" in told(refused[0])
    assert all(told(answer) for answer in refused)
    assert phone.get(f"/me/{host.secret}").status_code == 303
    assert inside.visitor().get(f"/j/{code}").status_code in (404, 410)
