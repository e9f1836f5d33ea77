"""The people of a circle on Telegram: they tap the buttons they see, answer what they are asked, and talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bot.buttons import join_payload
from flows.engine.session import SessionId
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import Circle, CircleId, Duty, Meeting, MemberId
from tests.botapi import Group, Message, Person
from tests.telegram.players import NoButton, Players
from tests.telegram.town import Town

NAMES = ("Els", "Daan", "Noor", "Sam", "Ilse", "Tarik")
#: Who comes later, and how.
NEWCOMERS = ("Wouter", "Mila")
#: How people are with plans: who wants help to remember, and who answers when asked how it went.
WANTING, ANSWERING = ("Els", "Noor", "Sam", "Mila", "Tarik"), ("Els", "Noor", "Mila")
#: Whoever did not say by then when he or she can was asked once more.
REMINDED = 3
#: How long somebody takes to tap.
A_MOMENT = 4.0


class People:
    """A group on Telegram that becomes a circle."""

    def __init__(self, town: Town, names: tuple[str, ...], *, seed: int) -> None:
        self.town, self.random = town, Random(f"people {seed}")
        self.all = [town.api.person(name, language="nl") for name in names]
        self.group: Group = town.api.supergroup("Team onderbouw", self.all, bot=True)
        self.id = CircleId("")
        self._read: dict[Person, int] = {}
        town.settle()

    @property
    def circle(self) -> Circle:
        with self.town.database.glance() as move:
            circle = move.circles.load(self.id, lock=False)
        assert circle is not None
        return circle

    def person(self, member: MemberId | None) -> Person:
        """Names are the same here as there, and nobody shares one."""
        assert member is not None
        name = self.circle.members[member].name
        return next(person for person in self.all if person.first_name == name)

    def having(self, duty: Duty, meeting: str) -> Person | None:
        circle = self.circle
        member = planned(circle, duty).get(meeting)
        return None if member is None else self.person(member)

    @property
    def here(self) -> list[Person]:
        return [self.person(member) for member in self.circle.present]

    def coming(self, meeting: Meeting) -> list[Person]:
        return [self.person(member) for member in self.circle.present if member not in meeting.away]

    # With their thumbs.

    def press(self, who: Person, action: str, value: str = "") -> None:
        """The newest button of the circle that does this; what is not needed every time stands under one for more."""
        data = f"k|{self.id}|{action}|{value}"
        try:
            found = self.find(who, data)
        except NoButton:
            if action != "page":
                raise
            self.tap(who, f"k|{self.id}|page|more")
            found = self.find(who, data)
        self._tap(who, *found)

    def tap(self, who: Person, data: str) -> None:
        self._tap(who, *self.find(who, data))

    def _tap(self, who: Person, message: Message, label: str) -> None:
        tap = who.taps(label, message)
        self._settle()
        assert tap.answered or tap.url, f"the tap on {label} was never answered"

    def find(self, who: Person, data: str) -> tuple[Message, str]:
        for message in self.visible(who):
            for button in message.buttons:
                if data in (button.data, button.url):
                    return message, button.label
        seen = [(message.text[:60], message.labels) for message in self.visible(who)[:4]]
        raise NoButton(f"{who.first_name} sees no button for {data}: {seen}")

    def visible(self, who: Person) -> list[Message]:
        there = self.group.messages if self.group.has(who) else []
        alive = [message for message in (*who.chat.messages, *there) if message.by_bot]
        return sorted(alive, key=lambda message: (message.at, message.id), reverse=True)

    def write(self, who: Person, text: str, *, in_group: bool = False) -> None:
        who.says(text, self.group if in_group else None)
        self._settle()

    def page(self, who: Person, *pages: str) -> None:
        """In private, by way of the pages between."""
        if not who.chat.started:
            who.starts()
            self._settle()
        self.write(who, "/kring")
        for page in pages:
            self.press(who, "page", page)

    def _settle(self) -> None:
        self.town.settle()
        self.town.clock.advance(seconds=A_MOMENT)
        self.town.settle()

    # Coming and going.

    def found(self) -> None:
        """The group becomes a circle, with rules and a rhythm."""
        first, *others = self.all
        self.write(first, "/kring", in_group=True)
        self.tap(first, "k|new|make|")
        with self.town.database.glance() as move:
            rooms = move.rooms.of_chat(account=f"telegram:{self.town.api.bot.id}", chat=self.group.id)
            found = [move.circles.of_room(room.id) for room in rooms]
        (self.id,) = [CircleId(id) for id in found if id is not None]
        for person in others:
            self.press(person, "join")
        # One finds the private chat only when the first conversation begins.
        for person in self.all[:-1]:
            person.starts()
            self._settle()
        self.press(first, "page", "rules")
        self.press(others[0], "usual_rules")

    def agree_on(self, *, weeks: int, weekday: int, clock: str) -> None:
        somebody = self.all[0]
        self.write(somebody, "/kring", in_group=True)
        self.press(somebody, "page", "rhythm")
        self.press(somebody, "page", "often")
        self.press(somebody, "weeks", str(weeks))
        self.press(somebody, "page", "slot")
        self.press(somebody, "weekday", str(weekday))
        self.press(somebody, "clock", clock)
        self.press(somebody, "page", "holidays")
        self.press(somebody, "region", "noord")
        self.press(somebody, "page", "year")
        self.press(somebody, "year")

    def plan_ahead(self) -> None:
        somebody = self.random.choice(self.here)
        self.page(somebody, "dates", "year")
        self.press(somebody, "year")

    def arrives(self, name: str, *, by_link: bool) -> Person:
        person = self.town.api.person(name, language="nl")
        self.all.append(person)
        if by_link:
            host = self.here[0]
            self.page(host, "more")
            self.press(host, "invite")
            links = [link for message in self.visible(host) for link in re.findall(r"https://t\.me/\S+", message.text)]
            person.opens(links[0])
            self._settle()
            self.tap(person, self.offered(person, "join")[0])
        self.group.adds(person)
        self._settle()
        if not by_link:
            self.write(person, "/kring", in_group=True)
            self.press(person, "join")
        return person

    def leaves(self, who: Person) -> None:
        who.leaves(self.group)
        self._settle()

    # Who comes, and who does what.

    def cannot(self, who: Person, meeting: str) -> None:
        """Under the message in which everybody heard of it, else on its page."""
        try:
            self.press(who, "away", meeting)
        except NoButton:
            self.page(who, "dates", f"meeting {meeting}")
            self.press(who, "away", meeting)

    def skips(self, who: Person, meeting: str, duty: Duty) -> None:
        try:
            self.press(who, "skip", f"{meeting}:{duty}")
        except NoButton:
            self.page(who, "dates", f"meeting {meeting}")
            self.press(who, "skip", f"{meeting}:{duty}")

    def asks_to_swap(self, who: Person, meeting: str) -> Person | None:
        """One of those who are proposed, and can be asked in private."""
        self.page(who, "dates", f"meeting {meeting}", f"swap {meeting}:lead")
        proposed = {data: self.person(MemberId(data.rpartition(":")[2])) for data in self.offered(who, "swap")}
        near = [(data, other) for data, other in proposed.items() if other.chat.started]
        if not near:
            return None
        data, other = self.random.choice(near)
        self.tap(who, data)
        return other

    def answers_swap(self, who: Person, meeting: str, *, yes: bool) -> None:
        self.press(who, "swap_yes" if yes else "swap_no", meeting)

    def looks_for_another_date(self, meeting: str, cannot: Person, late: Person, wait: Callable[[int], None]) -> None:
        """All say when they can; one of them late, after a reminder, and one cannot come at all."""
        first, *others = [person for person in self.here if person is not late]
        self.page(first, "dates", f"meeting {meeting}")
        self.press(first, "move", meeting)
        # Who proposes it in the evening has the others hear of it in the morning.
        wait(0)
        for person in (first, *others):
            self._marks(person, "no" if person is cannot else "yes")
        wait(REMINDED)
        self.page(late, "dates", "poll")
        self._marks(late, "maybe")
        wait(0)
        self.page(first, "dates", "poll")
        self.tap(first, self.offered(first, "settle")[0])

    def _marks(self, who: Person, answer: str) -> None:
        """Under each date that is still to come."""
        for data in self.offered(who, "mark"):
            if data.endswith(f":{answer}"):
                self.tap(who, data)

    def offered(self, who: Person, action: str) -> list[str]:
        """All buttons that do this, on the newest message that has any."""
        for message in self.visible(who):
            found = [data for button in message.buttons if f"|{action}|" in (data := button.data or "")]
            if found:
                return found
        raise NoButton(f"{who.first_name} sees no button to {action}")

    def drops(self, who: Person, meeting: str) -> None:
        self.page(who, "dates", f"meeting {meeting}", f"drop {meeting}")
        self.press(who, "drop", meeting)

    def choose_form(self, who: Person, meeting: str, flow: str) -> None:
        self.page(who, "dates", f"meeting {meeting}", "forms")
        self.press(who, "flow", flow)

    # The conversation.

    def gather(self, session: SessionId, people: list[Person]) -> Players:
        """Those who are there take their seats by the link on the card."""
        link = self.town.api.link(join_payload(session))
        for person in people:
            self._tap(person, *self.find(person, link))
        players = Players(self.town, session, self.all, place=self.group, seed=self.random.randrange(1000))
        assert len(players.session.present) == len(people)
        players.tap("p1", "pace", "table")
        return players

    def talk(self, players: Players, *, halfway: Callable[[], None]) -> str:
        """To the end; the first step that there was."""
        players.begin()
        first = players.session.state
        players.play(until_step=[*players.stage.script.steps][3])
        halfway()
        players.play()
        players.check()
        return first

    # Mail of one's own.

    def read_mail(self) -> None:
        """In the evening some look at what they were asked about their plans."""
        for person in self.all:
            new = [one for one in person.chat.messages if one.by_bot and one.id > self._read.get(person, 0)]
            for message in new:
                self._answer(person, message)
            self._read[person] = max((one.id for one in person.chat.messages), default=0)

    def _answer(self, who: Person, message: Message) -> None:
        wanted = "yes" if who.first_name in WANTING else "no"
        asked = [button for button in message.buttons if (button.data or "").startswith("d|want|")]
        chosen = [button for button in asked if (button.data or "").endswith(f":{wanted}")]
        if len(asked) == 2:
            self._tap(who, message, chosen[0].label)
        elif who.first_name in ANSWERING:
            self._tells_how_it_went(who, message)

    def _tells_how_it_went(self, who: Person, message: Message) -> None:
        outcomes = [button for button in message.buttons if (button.data or "").startswith("d|went|")]
        if not outcomes:
            return
        chosen = self.random.choice(outcomes)
        self._tap(who, message, chosen.label)
        if not (chosen.data or "").endswith(":let_go"):
            self.write(who, "Het liep anders dan ik dacht, en toch goed.")
