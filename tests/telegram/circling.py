"""People of a circle on Telegram: they tap what they see, in the group or in private, and read what comes of it."""

from __future__ import annotations

from bot.buttons import join_payload
from flows.engine.session import SessionId
from flows.rhythm.circle.state import Circle, CircleId, Meeting
from tests.botapi import Group, Message, Person, Tap, Topic
from tests.telegram.players import NoButton, Players, as_people_see_it
from tests.telegram.town import Town

#: What people write when they name a day.
SOON = "donderdag 16:00"
NAMES = ("Els", "Daan", "Noor", "Sam", "Ilse")


class Crew:
    """Some colleagues, all with a private chat, and the place they share if they do."""

    def __init__(self, here: Town, people: int = 4, *, group: bool = True, names: tuple[str, ...] = NAMES) -> None:
        self.here = here
        self.people = [here.api.person(name, language="nl") for name in names[:people]]
        for person in self.people:
            person.starts()
        self.place: Group | Topic | None = None
        if group:
            self.place = here.api.group("Team onderbouw", self.people, bot=True)
        self.id = CircleId("")
        here.settle()

    @property
    def group(self) -> Group:
        assert isinstance(self.place, Group)
        return self.place

    @property
    def circle(self) -> Circle:
        with self.here.database.glance() as move:
            circle = move.circles.load(self.id, lock=False)
        assert circle is not None
        return circle

    @property
    def code(self) -> str:
        """By which others are invited."""
        with self.here.database.glance() as move:
            return move.codes.circle_code_of(self.id) or ""

    @property
    def names(self) -> list[str]:
        return [self.circle.members[one].name for one in self.circle.present]

    def meeting(self, id: str = "1") -> Meeting:
        found = self.circle.meeting(id)
        assert found is not None
        return found

    # What people do.

    def types(self, who: Person, text: str, *, private: bool = False) -> str:
        """What is written, and the newest that the bot says to it in private."""
        who.says(text, who.chat if private else self.place)
        self.here.settle()
        return self.private(who)

    def made(self, *, all_join: bool = True) -> Circle:
        """The group becomes a circle."""
        first, *others = self.people
        self.types(first, "/kring")
        self.press(first, "k|new|make|")
        self.id = next(iter(self.ids()))
        for person in others if all_join else ():
            self.tap(person, "join")
        return self.circle

    def ids(self) -> set[CircleId]:
        data = {button.data or "" for message in self.messages(*self.people) for button in message.buttons}
        return {CircleId(one.split("|")[1]) for one in data if one.startswith("k|")} - {CircleId("new")}

    def tap(self, who: Person, action: str, value: str | None = None) -> Tap:
        """The newest button that does this; what is not needed every time stands under one for more."""
        data = f"k|{self.id}|{action}|{value or ''}"
        try:
            return self.press(who, data)
        except NoButton:
            if action != "page":
                raise
        self.press(who, f"k|{self.id}|page|more")
        return self.press(who, data)

    def page(self, who: Person, page: str) -> str:
        """A page, in private, whatever way leads there."""
        self.types(who, "/kring", private=True)
        for one in page.split(" > "):
            self.tap(who, "page", one)
        return self.private(who)

    def press(self, who: Person, data: str) -> Tap:
        for message in reversed(self.messages(who)):
            for button in message.buttons:
                known = button.data or button.url or ""
                if known == data or (data.endswith("|") and known.startswith(data)):
                    tap = who.taps(button.label, message)
                    self.here.settle()
                    assert tap.answered or tap.url, f"the tap on {button.label} was never answered"
                    return tap
        raise NoButton(f"{who.first_name} sees no {data}:\n{self.seen(who)}")

    def seen(self, who: Person) -> str:
        return "\n--\n".join(as_people_see_it(self.messages(who)[-4:]))

    # What people see.

    def messages(self, *who: Person) -> list[Message]:
        """Of the bot, to these people in private and where they are together; the oldest first."""
        place = self.place.group if isinstance(self.place, Topic) else self.place
        there = [] if self.place is None or place is None or not place.has(who[0]) else self.place.messages
        found = [*there, *(message for person in who for message in person.chat.messages)]
        return sorted((one for one in found if one.by_bot and not one.deleted), key=lambda one: (one.at, one.id))

    def shared(self) -> str:
        assert self.place is not None
        return [one for one in self.place.messages if one.by_bot][-1].text

    def private(self, who: Person) -> str:
        return [one for one in who.chat.messages if one.by_bot][-1].text

    def all_shared(self) -> str:
        assert self.place is not None
        return "\n\n".join(one.text for one in self.place.messages if one.by_bot)

    def all_private(self, who: Person) -> str:
        return "\n\n".join(one.text for one in who.chat.messages if one.by_bot)

    # Time, and a conversation.

    def until(self, id: str = "1", *, hours: float = 0) -> None:
        """So many hours before a meeting."""
        at = self.meeting(id).at
        assert at is not None
        left = (at - self.here.clock.now()).total_seconds() / 3600 - hours
        assert left >= 0
        self.here.passes(hours=left)

    def sits_down(self, id: str = "1", people: list[Person] | None = None) -> Players:
        """Those who come take their seats by the link they see."""
        return self.in_room(SessionId(self.meeting(id).session), people or self.people, shared=True)

    def in_room(self, session: SessionId, people: list[Person], *, shared: bool = False) -> Players:
        for person in people:
            self.press(person, self.here.api.link(join_payload(session)))
        players = Players(self.here, session, people, place=self.place if shared else None)
        assert len(players.session.present) == len(people)
        return players


def circle_in(here: Town, people: int = 4) -> Crew:
    crew = Crew(here, people)
    crew.made()
    return crew


def planned(here: Town, people: int = 4, *, when: str = SOON) -> Crew:
    """With one date, which somebody named in private."""
    crew = circle_in(here, people)
    crew.page(crew.people[0], "dates > moment")
    crew.types(crew.people[0], when, private=True)
    return crew
