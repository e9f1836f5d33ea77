"""Circles and what is somebody's own, in a real browser."""

from __future__ import annotations

import os
from datetime import date
from itertools import product
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright drives the browser, and is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-core looks at the pages, and is not installed")

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import FilePayload, expect

from bot.web.visitors import COOKIE
from flows.rhythm.drawer.events import Planned
from tests.web.conftest import Invite
from tests.web.people import Person
from tests.web.serving import Serving
from tests.web.test_mine import calendar

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: A phone, a tablet and a laptop.
SIZES = ((320, 640), (768, 1024), (1280, 800))
MOST_BYTES = 60 * 1024
#: In the dark only the colours are others.
RULES: dict[Scheme, dict[str, object]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
#: As long as a name may be, without a place to break it.
LONG = "Samenwerkingsverbandsoverleggenfreak" * 2
OWN = (
    "", "plans", "plan/1", "smaller/1", "nudge", "strands", "diary", "search", "wipe_diary", "circles", "new_circle",
    "peace", "zone", "calendar", "free", "all", "wipe_all",
)  # fmt: skip
SHARED = (
    "", "dates", "meeting/1", "drop/1", "swap/1:lead", "poll", "year", "moment", "forms", "rota", "rules", "write",
    "pairs", "wishes", "vetoes", "me", "leave", "rhythm", "zone", "name", "history", "invite", "free",
)  # fmt: skip


def goes(one: Person, where: str, then: str) -> None:
    """By keyboard to something, on to the page it leads to."""
    assert one.tabs_to(where), f"no key leads {one.name} to {where} on {one.page.url}"
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    one.page.wait_for_url(then)


def types(one: Person, where: str, words: str, then: str) -> None:
    assert one.tabs_to(where), f"no key leads {one.name} to {where} on {one.page.url}"
    one.page.keyboard.type(words)
    if where.startswith("textarea"):
        one.page.keyboard.press("Tab")
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    one.page.wait_for_url(then)


def says(one: Person, words: str) -> None:
    expect(one.page.locator("main")).to_contain_text(words)


def file(data: bytes) -> FilePayload:
    return {"name": "school.ics", "mimeType": "text/calendar", "buffer": data}


def made(serving: Serving, person: Invite, name: str = "Onderbouw") -> tuple[str, Person, Person]:
    """A circle of two with a date, rules and something to choose; Els has a plan, a note and a question besides."""
    els, noor = person("Els"), person("Noor")
    els.opens("/mine")
    els.page.locator("#name").fill("Els")
    els.follows("Verder")
    els.opens("/mine/new_circle")
    els.page.locator("#write").fill(name)
    els.follows("Verstuur")
    els.page.wait_for_url("**/k/*")
    circle = els.page.url
    els.follows("Iemand erbij vragen")
    noor.opens(els.page.locator("#link").input_value())
    noor.page.locator("#name").fill("Noor")
    noor.follows("Ik doe mee")
    els.opens(f"{circle}/moment")
    els.page.locator("#write").fill("8 december 15:30")
    els.follows("Verstuur")
    els.follows("Prik een datum")
    els.opens(f"{circle}/rules")
    els.follows("Deze nemen we")
    plans(serving, els)
    for _ in range(2):
        els.opens("/mine/nudge")
        els.follows("Stel er nu een")
    els.page.locator("article textarea").first.fill("Vandaag bleef er een na de bel zitten.")
    els.page.locator("article .writing button").first.click()
    els.page.wait_for_url("**/mine")
    return circle, els, noor


def plans(serving: Serving, one: Person) -> None:
    """A plan made at the close of a conversation."""
    secret = next(cookie["value"] for cookie in one.context.cookies() if cookie["name"] == COOKIE)
    house = serving.pages.house
    found = house.visitors.person(secret)
    assert found is not None
    event = Planned(text="Als de bel gaat, dan wacht ik tien tellen", day=date(2026, 3, 4), sure=8)
    with serving.database.move() as move:
        house.moves.conversations.rounds.drawer(move, found.id, event, serving.clock.now())
        move.commit()


def test_the_keyboard_is_enough(serving: Serving, person: Invite) -> None:
    els, noor = person("Els"), person("Noor")
    els.opens("/")
    goes(els, '[href="/mine"]', "**/mine")
    types(els, "#name", "Els", "**/mine")
    goes(els, '[href="/mine/circles"]', "**/circles")
    goes(els, '[href="/mine/new_circle"]', "**/new_circle")
    types(els, "#write", "Onderbouw", "**/k/*")
    says(els, "Onderbouw is nu een kring")
    circle = els.page.url
    # What was said comes first, and the keyboard goes on from there.
    assert els.page.evaluate("document.activeElement.matches('.said')")
    goes(els, '[value$="|invite|"]', "**/invite")

    noor.opens(els.page.locator("#link").input_value())
    types(noor, "#name", "Noor", "**/k/*")
    says(noor, "Welkom in Onderbouw")

    els.opens(f"{circle}/dates")
    goes(els, '[value$="|find|"]', "**/poll")
    goes(els, '[value$=":0:yes"]', "**/poll")
    says(els, "Nog niet alles getikt: Els en Noor")
    noor.opens("/mine")
    says(noor, "Els wil een datum prikken")
    for answer in (":0:yes", ":1:no", ":2:maybe"):
        goes(noor, f'[value$="{answer}"]', "**/poll")
    goes(noor, '[value*="|settle|"]', "**/k/*/*")
    says(noor, "leidt: Els")
    goes(els, f'[href="{circle.removeprefix(serving.url)}"]', circle)
    goes(els, '[href$="/more"]', "**/more")
    goes(els, '[href$="/rules"]', "**/rules")
    goes(els, '[value$="|usual_rules|"]', "**/rules")
    says(els, "Wat we hier zeggen, blijft hier")

    els.opens("/mine/nudge")
    goes(els, '[value="d|ask_now|"]', "**/mine")
    types(els, "textarea", "Er bleef er een na de bel zitten.", "**/mine")
    goes(els, '[href="/mine/diary"]', "**/diary")
    says(els, "Er bleef er een na de bel zitten.")
    goes(els, '[href="/mine/search"]', "**/search")
    types(els, "#write", "BEL", "**/write")
    says(els, "Notities met “BEL”: 1")
    goes(els, '[href="/mine/diary"]', "**/diary")
    assert els.tabs_to('[href="/mine/file/beurtelings.md"]')
    with els.page.expect_download() as download:
        els.page.keyboard.press("Enter")
    assert "Er bleef er een na de bel zitten." in Path(download.value.path()).read_text(encoding="utf-8")
    goes(els, '[href="/mine/wipe_diary"]', "**/wipe_diary")
    goes(els, '[value="d|wipe_diary|"]', "**/diary")
    says(els, "Een schone bladzijde")


def test_axe_finds_nothing(serving: Serving, person: Invite) -> None:
    script, found = Axe().axe_script, list[str]()
    circle, els, noor = made(serving, person)

    def looks(one: Person, where: str) -> None:
        one.page.evaluate(script)
        for scheme in SCHEMES:
            one.page.emulate_media(color_scheme=scheme)
            results = one.page.evaluate("options => axe.run(options)", RULES[scheme])
            for fault in results["violations"]:
                places = [node["html"] for node in fault["nodes"][:3]]
                found.append(f"{where}, {scheme}: {fault['help']}: {places}")

    looks(els, "what to read")
    looks(noor, "just come in")
    for page in OWN:
        els.opens(f"/mine/{page}")
        looks(els, f"own {page}")
    for page in SHARED:
        els.opens(f"{circle}/{page}")
        looks(els, f"circle {page}")
    els.opens(f"{circle}/invite")
    guest, code = person("Gast"), els.page.locator(".code").inner_text()
    for path in ("/", "/mine", f"/j/{code}"):
        guest.opens(path)
        looks(guest, path)
    guest.opens(circle)
    looks(guest, "somebody else's circle")
    guest.complaints.clear()
    els.opens("/mine/free")
    els.page.locator("#file").set_input_files(file(b"x"))
    els.follows("Verstuur")
    says(els, "geen agendabestand")
    looks(els, "a wrong file")
    els.complaints.clear()
    assert not found, "\n".join(found)


def test_it_is_calm_at_every_size(serving: Serving, person: Invite, tmp_path: Path) -> None:
    wanted = os.environ.get("BEURTELINGS_SHOTS")
    shots = Path(wanted or tmp_path)
    shots.mkdir(parents=True, exist_ok=True)
    circle, els, noor = made(serving, person, LONG[:60])
    pages = [(f"own-{page or 'home'}", f"/mine/{page}") for page in OWN]
    pages += [(f"circle-{page or 'home'}", f"{circle}/{page}") for page in SHARED]
    for one, name, path in [(noor, "news", "/mine"), *((els, name, path) for name, path in pages)]:
        one.opens(path)
        assert len(one.page.content().encode()) < MOST_BYTES
        for (width, height), scheme in product(SIZES, SCHEMES if wanted else SCHEMES[:1]):
            one.page.set_viewport_size({"width": width, "height": height})
            one.page.emulate_media(color_scheme=scheme)
            assert one.fits(), f"{name} sticks out at {width} px"
            if wanted:
                picture = f"{name.replace('/', '-').replace(':', '-')}-{width}-{scheme}.png"
                one.page.screenshot(path=shots / picture, full_page=True)


def test_free_days_are_brought_and_a_link_is_copied(serving: Serving, person: Invite) -> None:
    circle, els, _ = made(serving, person)
    els.opens(f"{circle}/free")
    els.page.locator("#file").set_input_files(file(calendar()))
    els.follows("Verstuur")
    says(els, "Vrije dagen in je agenda: 3")
    els.context.grant_permissions(["clipboard-read", "clipboard-write"])
    els.opens(f"{circle}/invite")
    els.follows("Kopieer")
    expect(els.page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    assert els.page.evaluate("navigator.clipboard.readText()") == els.page.locator("#link").input_value()


def test_a_button_that_is_pressed_in_a_hurry_does_it_once(serving: Serving, person: Invite) -> None:
    _, els, _ = made(serving, person)
    els.opens("/mine")
    before = els.page.locator("article").count()
    els.opens("/mine/nudge")
    els.page.evaluate(
        """async () => {
            const form = new FormData(document.querySelector('[action="/press"]'));
            form.set("data", "d|ask_now|");
            const body = new URLSearchParams(form);
            await Promise.all([1, 2, 3].map(() => fetch("/press", {method: "POST", body})));
        }"""
    )
    els.opens("/mine")
    assert els.page.locator("article").count() == before + 1
