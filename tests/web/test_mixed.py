"""One conversation, some on Telegram and some in a browser: everybody is told the same, and once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.texts import catalogue
from flows.engine.events import Event, Said
from flows.engine.onward import kind_of
from flows.engine.session import SeatId, SessionId
from flows.engine.view import looking
from tests.botapi import Message, Person, Tap
from tests.telegram.players import Players, example_of
from tests.telegram.town import Town
from tests.web.client import Browser, Room
from tests.web.serving import AT_ONCE, shelf_of, without_haste

FLOW = "verhalen-aan-tafel"


class Mixed(Players):
    """Whoever has a page uses that, and everybody else Telegram."""

    def __init__(self, town: Town, id: SessionId, crowd: list[Person], rooms: dict[str, Room]) -> None:
        super().__init__(town, id, crowd, place=None, example=example_of(FLOW))
        self.rooms = rooms
        self.writers: dict[str, str] = {}
        #: What was written for no other eyes yet, and by whom.
        self.notes: dict[str, str] = {}
        self.kept_back = 0

    def do(self, event: Event) -> None:
        silent = self.in_silence()
        super().do(event)
        if isinstance(event, Said):
            self.writers[event.text or ""] = event.seat
            if silent:
                self.notes[event.text or ""] = event.seat
        self.nobody_peeped()

    def in_silence(self) -> bool:
        """Whether now everybody writes for no other eyes."""
        session = self.session
        if not session.running:
            return False
        walk = looking(self.stage.script, session)
        return kind_of(walk)[0].in_private(walk)

    def tap(self, seat: str, action: str, value: str = "") -> Tap | None:  # type: ignore[override]
        room = self.rooms.get(seat)
        if room is None:
            return super().tap(seat, action, value)
        if action != "menu":
            room.presses(action, value, stamp=self.session.stamp)
            self.town.settle()
        return None

    def say(self, seat: str, text: str, *, private: bool = False) -> Message | None:  # type: ignore[override]
        room = self.rooms.get(seat)
        if room is None:
            return super().say(seat, text, private=private)
        room.until(lambda: room.card.data["write"] == "1")
        room.says(text)
        self.town.settle()
        self.said.append(text)
        return None

    # What everybody knows.

    def told(self, seat: str) -> list[str]:
        """All that somebody was ever sent, or said, in order."""
        if seat in self.rooms:
            self.catch_up()
            return [article.text for article in self.rooms[seat].articles]
        chat = self.person(seat).chat
        return [message.text for message in chat.messages if not (message.by_bot and message.buttons)]

    def catch_up(self) -> None:
        with self.town.database.glance() as move:
            for seat, room in self.rooms.items():
                newest = max((post.n for post in move.posts.since(self.id, 0, seat=SeatId(seat))), default=0)
                room.until(lambda room=room, newest=newest: room.last >= newest)  # type: ignore[misc]

    def nobody_peeped(self) -> None:
        """As long as a step is written in silence, nobody has the note of another."""
        if not self.in_silence():
            self.notes.clear()
        for note, writer in self.notes.items():
            self.kept_back += 1
            for seat in self.session.present:
                if seat != writer:
                    assert not [text for text in self.told(seat) if note in text], f"{seat} has the note of {writer}"

    def everybody_has_everything(self) -> None:
        """What is in the record came to each of the others once, and what is not came to nobody."""
        self.catch_up()
        session, record = self.session, Counter(self.record())
        assert len(record) == record.total(), "nobody in the example repeats another"
        for seat in session.present:
            told = self.told(seat)
            for text in self.said:
                times = sum(text in one for one in told)
                if self.writers[text] != seat:
                    assert times == record[text], (session.seats[seat].name, text, [one for one in told if text in one])
                else:
                    assert self.own(seat, text), (session.seats[seat].name, text)

    def own(self, seat: str, text: str) -> bool:
        """Whether somebody's own words stand there once, and were never passed on to whoever said them."""
        if seat in self.rooms:
            return [one.text for one in self.rooms[seat].arrived if "own" in one.classes].count(text) == 1
        person = self.person(seat)
        mine = [message for message in person.chat.messages if message.text == text and not message.by_bot]
        relayed = catalogue("nl").say("relay.from", name=person.first_name)
        return len(mine) == 1 and f"{relayed}\n{text}" not in [message.text for message in person.chat.messages]


def test_two_on_telegram_and_two_in_a_browser(tmp_path: Path) -> None:
    with Town(f"sqlite:///{tmp_path}/db.sqlite", tmp_path, shelf=shelf_of(FLOW), pages=True) as here:
        without_haste(here.pages, AT_ONCE)
        browsers = [Browser(here.pages.house.url) for _ in range(2)]
        try:
            saskia = browsers[0].begins(FLOW, "Saskia", people=4)
            people = [here.api.person(name, language="nl", started=True) for name in ("Bram", "Annelies")]
            for person in people:
                person.opens(saskia.telegram)
                here.settle()
            youssef = browsers[1].joins(saskia.code, "Youssef")
            rooms = {"p1": saskia, "p4": youssef}
            mixed = Mixed(here, SessionId(saskia.id), people, rooms)
            assert [mixed.session.seats[seat].name for seat in mixed.session.present] == [
                "Saskia", "Bram", "Annelies", "Youssef",
            ]  # fmt: skip
            mixed.tap("p1", "begin")
            mixed.play()
            mixed.check()
            mixed.everybody_has_everything()
            assert mixed.kept_back
        finally:
            for browser in browsers:
                browser.closes()
