"""People who use a page: they come in by a link, read, say something, and press the buttons they see."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, expect

from bot.buttons import Token
from bot.practice.colleagues import Colleagues
from bot.practice.example import whole_example
from bot.texts import catalogue
from flows.engine.events import Event, Joined, Said, Tapped
from flows.engine.onward import kind_of
from flows.engine.script import Script
from flows.engine.session import CLOSED, SeatId, Session, SessionId
from flows.engine.view import looking, page_card
from tests.web.serving import Serving

#: The colleagues of the worked example.
SIX = ("Els", "Daan", "Noor", "Sam", "Ilse", "Tarik")
#: In milliseconds: nothing that a page is asked for takes longer.
SOON = 8000
#: How many times somebody looks for other proposals, or presses Tab, before giving up.
MANY = 60
#: In seconds.
LOOK_AGAIN = 0.01

#: Who said what.
Line = tuple[str, str]


def text(key: str, *, language: str = "nl", **fillers: object) -> str:
    """What a page calls something."""
    return catalogue(language).say(f"web.{key}", **{name: str(filler) for name, filler in fillers.items()})


class Person:
    """Somebody with a browser."""

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.context, self.url, self.name = context, url, name
        context.set_default_timeout(SOON)
        self.page = context.new_page()
        #: What went wrong in the page; nobody sees it, and it has to stay empty.
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._overheard)

    def _overheard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def opens(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path, wait_until="load")

    def follows(self, label: str) -> None:
        """A link, or the button of a form."""
        link = self.page.get_by_role("link", name=label).or_(self.page.get_by_role("button", name=label))
        link.first.click()

    # The ways in.

    def begins(self, title: str, *, people: int) -> SessionId:
        """From the start page to the lobby, looking through the proposals until this one is there."""
        self.opens("/")
        self.follows(text("start.begin"))
        self.page.get_by_role("link", name=str(people), exact=True).click()
        self.follows(catalogue("nl").say("button.purpose_case"))
        wanted = self.page.get_by_role("radio", name=title)
        for _ in range(MANY):
            if wanted.count():
                break
            self.follows(text("begin.others"))
        wanted.check()
        self.gives_a_name(text("begin.go"))
        return self.session

    def joins(self, *, link: str = "", code: str = "") -> None:
        """By what a colleague sent, or read aloud."""
        if code:
            self.opens("/")
            self.follows(text("start.join"))
            self.page.get_by_label(text("join.code")).fill(code.lower())
            self.follows(text("join.go"))
        else:
            self.opens(link)
        self.gives_a_name(text("invited.go"))

    def practises(self, flow: str, *, seat: str) -> SessionId:
        self.opens(f"/practise?flow={flow}")
        self.page.get_by_role("radio", name=seat).check()
        self.follows(text("practise.go"))
        self.is_in()
        return self.session

    def gives_a_name(self, go: str) -> None:
        self.page.get_by_label(text("your_name")).fill(self.name)
        self.follows(go)
        self.is_in()

    def is_in(self) -> None:
        self.page.wait_for_url("**/r/*")

    @property
    def session(self) -> SessionId:
        found = re.search(r"/r/([^/?#]+)", self.page.url)
        assert found, f"{self.name} is not in a room but at {self.page.url}"
        return SessionId(found[1])

    @property
    def invitation(self) -> tuple[str, str]:
        """The link and the code to give to others."""
        return self.page.locator("#link").input_value(), self.page.locator(".code").inner_text()

    # In the room.

    @property
    def composer(self) -> Locator:
        return self.page.locator("#words")

    def writes(self, words: str, *, private: bool = False) -> None:
        """Once it can be said, and to those who may read it."""
        self.page.locator(f'#composer[data-write="1"][data-private="{int(private)}"]').wait_for()
        self.composer.fill(words)
        self.page.locator("#send").click()

    def presses(self, action: str, value: str = "") -> None:
        """The newest button that does this."""
        button = self.button(action, value)
        folded = self.page.locator("#menu:not([open]) summary")
        if not button.count() and folded.count() and self.in_menu(action, value).count():
            folded.click()
        button.last.click()

    def button(self, action: str, value: str = "") -> Locator:
        return self._does(action, value).locator("visible=true")

    def in_menu(self, action: str, value: str = "") -> Locator:
        return self.page.locator("#menu").locator(self._does(action, value))

    def _does(self, action: str, value: str) -> Locator:
        token = Token(session=self.session, stamp="", action=action, value=value)
        start, end = str(token).split("||", 1)
        return self.page.locator(f'[data-do^="{start}|"][data-do$="|{end}"]')

    def tabs_to(self, where: str) -> bool:
        """By keyboard alone, as long as it takes."""
        for _ in range(MANY):
            if self.page.evaluate("where => document.activeElement.matches(where)", where):
                return True
            self.page.keyboard.press("Tab")
        return False

    def fits(self) -> bool:
        """Nothing sticks out at the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    @property
    def posts(self) -> str:
        """All that was said and told, as it stands on the page."""
        return plain(self.page.locator("#posts").inner_text())

    def own(self) -> list[str]:
        """What this person said."""
        return [plain(words) for words in self.page.locator("#posts .own .words").all_inner_texts()]

    def sees(self, words: str) -> None:
        expect(self.page.locator("#posts article.said .words", has_text=words)).to_have_count(1, timeout=SOON)

    def sees_state(self, about: str) -> None:
        """That the conversation is in this state, with all that came before it."""
        self.page.locator(f'#main[data-about="{about}"]').wait_for()

    @property
    def personal_link(self) -> str:
        return self.page.locator("#mine").input_value()

    def waits_until(self, condition: Callable[[], bool]) -> None:
        """Something happens at last, not on this page."""
        end = time.monotonic() + SOON / 1000
        while not condition():
            assert time.monotonic() < end, f"waited in vain: {self.page.locator('body').inner_text()[-400:]}"
            self.page.wait_for_timeout(LOOK_AGAIN * 1000)

    def sees_now(self, table: Table) -> bool:
        """The buttons are those of this moment, and nothing that was pressed is still on its way."""
        fresh = self.page.locator(f'[data-do*="|{table.session.stamp}|"]').count()
        return bool(fresh and not self.page.locator('[aria-busy="true"], textarea[readonly]').count())

    def is_at(self, title: str) -> None:
        """The card of a step is there, with all that came before it."""
        expect(self.page.locator("#step-title")).to_have_text(title, timeout=SOON)


def plain(words: str) -> str:
    """Line breaks and spaces as a page happens to show them are no part of what was said."""
    return " ".join(words.split())


class Table:
    """One conversation: some of its people are at a page, the others do without. It is the scene of the colleagues."""

    def __init__(self, serving: Serving, id: SessionId, at_pages: Iterable[Person]) -> None:
        self.serving, self.id = serving, id
        seats = {seat.name: seat.id for seat in self.session.seats.values()}
        self.people = {seats[person.name]: person for person in at_pages}
        example = whole_example(self.script, serving.pages.house.shelf.folder_of)
        self.colleagues = Colleagues(self, example, seed=1)

    @property
    def script(self) -> Script:
        return self.serving.pages.house.shelf.scripts[self.session.flow]

    @property
    def session(self) -> Session:
        return self.serving.session(self.id)

    @property
    def words(self) -> Mapping[int, str]:
        return self.serving.words(self.id)

    def title(self, step: str) -> str:
        return self.script.step_in(step, "nl").title

    def awaits(self, person: Person) -> bool:
        """Whether something is asked of somebody now."""
        session = self.session
        if session.state == CLOSED or not session.running:
            return False
        walk = looking(self.script, session)
        kind, step = kind_of(walk)
        seat = next(seat for seat, one in self.people.items() if one is person)
        return seat in kind.awaited(walk, step)

    def moment(self, person: Person) -> tuple[str, int]:
        """What changes when somebody did something, or when the step is over."""
        with self.serving.database.glance() as move:
            events = [event for _, _, event in move.journal.events(self.id)]
        return self.session.stamp, sum(self.people.get(getattr(one, "seat", SeatId(""))) is person for one in events)

    def sits(self, *names: str) -> None:
        """They come in without a page."""
        for name in names:
            seat = SeatId(f"p{len(self.session.seats) + 1}")
            self.does(Joined(seat=seat, name=name))

    def plays(self, *, until: str = "", entries: int = 0, most: int = 400) -> Event | None:
        """On to the end, or to a step in which so many things were said; what would come next is given back."""
        for _ in range(most):
            session = self.session
            here = sum(1 for entry in session.entries if entry.step == until)
            if session.state == CLOSED:
                return None
            event = self.colleagues.next_event()
            if until and session.state == until and here >= entries:
                return event
            self.does(event or self._goes_on())
        raise AssertionError(f"no end in sight: {self.session.state} {self.session.floor}")

    def _goes_on(self) -> Event:
        return Tapped(seat=self.session.present[0], action="next", stamp=self.session.stamp)

    def does(self, event: Event) -> None:
        """On a page, where there is one; taken in when this comes back."""
        before = self.session.number
        self.serving.clock.advance(seconds=12)
        person = self.people.get(getattr(event, "seat", SeatId("")))
        match event:
            case Tapped() if person is not None:
                person.presses(event.action, event.value)
            case Said() if person is not None:
                card = page_card(self.script, self.session, event.seat)
                person.writes(event.text or "", private=card.readers == "nobody")
            case _:
                moves, now = self.serving.pages.house.moves, self.serving.clock.now()
                moves.happen(self.id, event, now, before=lambda move: None)
        self._until(lambda: self.session.number > before, event)

    def _until(self, condition: Callable[[], bool], event: Event) -> None:
        """Every commit is a moment to look again."""
        changed, end = threading.Event(), time.monotonic() + SOON / 1000
        self.serving.database.on_commit = lambda point: changed.set()
        while not condition():
            assert time.monotonic() < end, f"{event} was not taken in"
            changed.wait(LOOK_AGAIN)
            changed.clear()

    def is_told_to(self, *people: Person) -> None:
        """Everybody has all that counts, once; what is said now has had its time to arrive."""
        for person in people:
            posts, own = person.posts, person.own()
            for who, words in self.record():
                times = own.count(words) if who == person.name else posts.count(words)
                assert times == 1, f"{person.name} has {times} times what {who} said: {words}"

    def record(self) -> list[Line]:
        """All that was said and counts."""
        session, words = self.session, self.words
        kept = [entry for entry in session.entries if entry.state == "" and words.get(entry.words)]
        return [(session.seats[entry.seat].name, plain(words[entry.words])) for entry in kept]
