"""What people do in their browsers, in a real one."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright drives the browser, and is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-core looks at the pages, and is not installed")

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from bot.speech import MAX_WORDS
from bot.texts import catalogue
from flows.engine.events import Tapped
from flows.engine.session import CLOSED, SeatId
from tests.web.conftest import Invite
from tests.web.people import SIX, SOON, Person, Table, plain, text
from tests.web.serving import Serving

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: A phone, a tablet and a laptop, and that laptop at 200 %.
SIZES = ((320, 640), (768, 1024), (1280, 800), (640, 400))
#: Also where the pictures of the README come from.
PHONE = (390, 844)
MOST_BYTES = 60 * 1024
#: Let it be played, or else the first of what can be answered.
PLAY, ANSWER = '[data-do="play"]', "#acts .acts > .buttons [data-do]"
#: A turn of one's own, in which everybody reads along.
OPEN = '#composer[data-write="1"][data-private="0"]'
#: In the dark only the colours are others.
RULES: dict[Scheme, dict[str, object]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}


def two_at_a_table(serving: Serving, person: Invite) -> tuple[Table, Person, Person]:
    """Els and Daan have a page, and the rest of the six do without."""
    els, daan = person("Els"), person("Daan")
    id = els.begins("Intervisie", people=6)
    daan.joins(link=els.invitation[0])
    table = Table(serving, id, [els, daan])
    table.sits(*SIX[2:])
    return table, els, daan


def test_six_people_hold_an_intervisie(serving: Serving, person: Invite) -> None:
    people = [person(name, viewport={"width": 400, "height": 640}) for name in SIX]
    host, *others = people
    id = host.begins("Intervisie", people=6)
    link, code = host.invitation
    for one in others:
        one.joins(**({"code": code} if one is others[0] else {"link": link}))
        assert one.session == id
    table = Table(serving, id, people)

    table.plays(until="casus", entries=4)
    notes = table.record()
    assert len(notes) == 4
    # Whoever sees the pause has also been told all that came before it.
    table.does(Tapped(seat=SeatId("p1"), action="pause", stamp=table.session.stamp))
    for one in people:
        one.sees_state("paused")
        assert one.own() == [words for who, words in notes if who == one.name]
        assert not [words for who, words in notes if who != one.name and words in one.page.content()]
    table.plays()

    assert len(table.record()) > 40
    for one in people:
        one.sees_state("closed")
        table.is_told_to(one)
        posts = one.posts
        one.page.reload()
        assert one.posts == posts


def test_the_keyboard_is_enough(serving: Serving, person: Invite) -> None:
    one = person("Sanae")
    keys = one.page.keyboard
    one.opens("/")
    assert one.tabs_to('[href="/practise"]')
    keys.press("Enter")
    one.page.wait_for_url("**/practise")
    assert one.tabs_to('[href="/practise?flow=uitwisseling"]')
    keys.press("Enter")
    one.page.wait_for_url("**flow=*")
    assert one.tabs_to('[name="seat"]')
    keys.press("Space")
    assert one.tabs_to("form button")
    keys.press("Enter")
    one.is_in()
    table = Table(serving, one.session, [one])
    own_words = 0
    for _ in range(200):
        one.waits_until(lambda: table.session.state == CLOSED or (table.awaits(one) and one.sees_now(table)))
        if table.session.state == CLOSED:
            break
        before, played = table.moment(one), one.page.locator(PLAY).count()
        writes = played and own_words < 2 and one.page.locator(OPEN).count()
        if not one.tabs_to("#words" if writes else PLAY if played else ANSWER):
            # Meanwhile the other one went on.
            assert table.moment(one) != before
        elif writes:
            own_words += 1
            keys.type(f"Mijn eigen woorden, {own_words}")
            keys.press("Control+Enter")
            one.waits_until(lambda before=before: table.moment(one) != before)  # type: ignore[misc]
        else:
            keys.press("Enter")
            one.waits_until(lambda before=before: table.moment(one) != before)  # type: ignore[misc]
    one.sees_state("closed")
    assert own_words == 2
    one.sees("Mijn eigen woorden, 2")


def test_axe_finds_nothing(serving: Serving, person: Invite) -> None:
    script, found = Axe().axe_script, list[str]()
    table, els, daan = two_at_a_table(serving, person)
    guest = person("Gast")

    def looks(one: Person, where: str) -> None:
        if not one.page.evaluate("() => 'axe' in window"):
            one.page.evaluate(script)
        for scheme in SCHEMES:
            one.page.emulate_media(color_scheme=scheme)
            results = one.page.evaluate("options => axe.run(options)", RULES[scheme])
            for fault in results["violations"]:
                places = [node["html"] for node in fault["nodes"][:3]]
                found.append(f"{where}, {scheme}: {fault['help']}: {places}")

    forms = ("/", "/begin", "/begin?people=6", "/begin?people=6&purpose=case", "/join", "/practise")
    for path in (*forms, "/practise?flow=intervisie", els.invitation[0]):
        guest.opens(path)
        looks(guest, path)
    guest.opens("/nowhere")
    looks(guest, "an error")
    guest.complaints.clear()
    looks(daan, "lobby")
    for step in ("afspraken", "casus", "inbrenger-kiezen", "vertellen", "verhelderen"):
        table.plays(until=step)
        one = els if step == "vertellen" else daan
        one.is_at(table.title(step))
        looks(one, step)
    els.page.locator("#menu summary").click()
    looks(els, "everything that can be done")
    table.does(Tapped(seat=SeatId("p1"), action="pause", stamp=table.session.stamp))
    daan.sees_state("paused")
    looks(daan, "paused")
    table.people.clear()
    table.plays()
    daan.sees_state("closed")
    looks(daan, "closed")
    assert not found, "\n".join(found)


def test_it_is_calm_at_every_size(serving: Serving, person: Invite, tmp_path: Path) -> None:
    wanted = os.environ.get("BEURTELINGS_SHOTS")
    shots = Path(wanted or tmp_path)
    shots.mkdir(parents=True, exist_ok=True)
    table, els, daan = two_at_a_table(serving, person)
    table.people.clear()

    def looks(one: Person, name: str) -> None:
        # Nobody looks at pictures of the dark that were not asked for: there the sizes are the same.
        for (width, height), scheme in product((*SIZES, PHONE), SCHEMES if wanted else SCHEMES[:1]):
            one.page.set_viewport_size({"width": width, "height": height})
            one.page.emulate_media(color_scheme=scheme)
            assert one.fits(), f"{name} sticks out at {width} px"
            one.page.screenshot(path=shots / f"{name}-{width}-{scheme}.png")

    guest = person("Gast")
    guest.opens("/")
    looks(guest, "start")
    looks(els, "lobby")
    table.plays(until="casus", entries=2)
    daan.is_at(table.title("casus"))
    looks(daan, "note")
    table.plays(until="inbrenger-kiezen")
    daan.is_at(table.title("inbrenger-kiezen"))
    looks(daan, "vote")
    table.plays(until="verhelderen", entries=5)
    daan.sees(table.record()[-1][1])
    looks(daan, "turn")
    looks(els, "listening")
    table.plays()
    daan.sees_state("closed")
    looks(daan, "closed")


def test_what_is_said_is_text_and_too_much_is_refused(serving: Serving, person: Invite) -> None:
    table, els, daan = two_at_a_table(serving, person)
    table.people.clear()
    table.plays(until="vertellen")
    odd = "<script>alert(1)</script> <img src=x onerror=alert(2)> &amp; **vet**\n\n[link](javascript:alert(3))"
    daan.writes(odd)
    for one in (els, daan):
        one.sees("<script>alert(1)</script>")
        assert one.posts.endswith(plain(odd))
        assert not one.page.locator("#posts script, #posts img, #posts .said a").count()
        one.page.reload()
        assert one.posts.endswith(plain(odd))
    too_long = catalogue("nl").say("too_long", max=str(MAX_WORDS))
    for much, why in ((MAX_WORDS + 1, too_long), (200_000, text("error.too_big_why"))):
        daan.writes("é" * much)
        expect(daan.page.locator("#note")).to_contain_text(why, timeout=SOON)
        expect(daan.composer).to_have_value("é" * much)
        daan.page.reload()
        expect(daan.composer).to_have_value("é" * much)
    daan.complaints.clear()
    table.is_told_to(els, daan)


def test_a_second_device_shows_the_same(serving: Serving, person: Invite) -> None:
    table, els, daan = two_at_a_table(serving, person)
    table.people.clear()
    table.plays(until="vertellen", entries=1)
    phone = person("Daan", viewport={"width": PHONE[0], "height": PHONE[1]})
    phone.opens(daan.personal_link)
    assert phone.session == daan.session
    phone.writes("Vanaf mijn telefoon")
    daan.sees("Vanaf mijn telefoon")
    daan.writes("En weer vanaf mijn laptop")
    for one in (phone, daan, els):
        one.sees("En weer vanaf mijn laptop")
    table.plays(until="verhelderen", entries=1)
    for one in (phone, daan):
        one.sees(table.record()[-1][1])
    assert phone.posts == daan.posts
    table.is_told_to(phone, els)
    for part in ("#step .head", "#own", "#acts"):
        assert phone.page.locator(part).all_inner_texts() == daan.page.locator(part).all_inner_texts()


def test_a_restart_is_survived(serving: Serving, person: Invite) -> None:
    table, els, daan = two_at_a_table(serving, person)
    table.people.clear()
    table.plays(until="vertellen", entries=1)
    for one in (els, daan):
        one.page.evaluate("window.notReloaded = true")
    serving.stops()
    for one in (els, daan):
        expect(one.page.locator("#lost")).to_have_text(text("live.lost"), timeout=SOON)
    daan.writes("Gezegd toen er niemand was")
    with daan.page.expect_event("requestfailed"):
        pass
    serving.starts()
    for one in (els, daan):
        one.sees("Gezegd toen er niemand was")
        expect(one.page.locator("#lost")).to_have_text("")
        one.complaints.clear()
    daan.writes("En daarna")
    for one in (els, daan):
        one.sees("En daarna")
        table.is_told_to(one)
        assert one.page.evaluate("window.notReloaded")
        posts = one.posts
        one.page.reload()
        assert one.posts == posts


def test_a_page_is_small(serving: Serving, person: Invite) -> None:
    table, _, daan = two_at_a_table(serving, person)
    table.people.clear()
    table.plays(until="verhelderen")
    sizes = {}
    for path in (f"/r/{daan.session}", "/static/style.css", "/static/room.js", "/static/icon.svg"):
        sizes[path] = len(daan.context.request.get(daan.url + path).body())
    assert sum(sizes.values()) < MOST_BYTES, sizes
