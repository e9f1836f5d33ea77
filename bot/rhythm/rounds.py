"""What happens to a circle or in a drawer is taken in, and what follows is written down: the same move, one commit."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.addressing import WEB
from bot.outgoing import Notice, pack
from bot.rhythm.gathering import ended, look_in, open_meeting, open_pair
from bot.rhythm.saying import OWN, Saying, about_circle
from bot.settings import Settings
from flows.engine.session import Pace, Session
from flows.rhythm.circle.agenda import wakes as circle_wakes
from flows.rhythm.circle.events import Came, Went
from flows.rhythm.circle.events import Event as CircleEvent
from flows.rhythm.circle.events import Woke as CircleWoke
from flows.rhythm.circle.state import Circle, CircleId, MemberId
from flows.rhythm.circle.take import take as circle_take
from flows.rhythm.circle.view import view
from flows.rhythm.drawer.agenda import wakes as drawer_wakes
from flows.rhythm.drawer.events import Comes, Heard
from flows.rhythm.drawer.events import Event as DrawerEvent
from flows.rhythm.drawer.events import Woke as DrawerWoke
from flows.rhythm.drawer.state import Drawer, News
from flows.rhythm.drawer.take import take as drawer_take
from flows.rhythm.effects import Answer, Coming, Effect, Gather, Keep, LookIn, Meet, Tell
from flows.rhythm.words import Card
from storage.drawers import owner_of
from storage.move import Move
from storage.parcels import Parcel
from storage.people import Person
from storage.rooms import Room
from storage.timers import CIRCLE, DRAWER, Subject, Timer

if TYPE_CHECKING:
    from bot.conversations import Conversations

#: A parcel of ours is no answer to an update: its number comes from a range of its own.
LARGEST_NUMBER = 2**62
#: A conversation in which nothing happened for so long is not going on now.
PAUSE = timedelta(minutes=15)
#: Each has one timer, for whatever comes first.
NEXT = "next"


class Rounds:
    def __init__(self, settings: Settings, conversations: Conversations) -> None:
        self.settings, self.conversations = settings, conversations

    def saying(self, language: str, zone: str) -> Saying:
        return Saying(language=language, zone=zone, shelf=self.settings.shelf)

    def wake(self, move: Move, timer: Timer, now: datetime) -> None:
        if timer.subject == CIRCLE:
            self.circle(move, CircleId(timer.owner), CircleWoke(), now)
        elif timer.subject == DRAWER and self._talks(move, int(timer.owner), now):
            self._set_timer(move, DRAWER, timer.owner, now + PAUSE)
        elif timer.subject == DRAWER:
            self.drawer(move, int(timer.owner), DrawerWoke(), now)

    @staticmethod
    def _talks(move: Move, person: int, now: datetime) -> bool:
        """Whether somebody is in the middle of a conversation: what is written next belongs there."""
        sessions = (move.sessions.load(id, lock=False) for id in move.sessions.of_person(person))
        now_on = (one for one in sessions if one is not None and one.running and one.pace is not Pace.DAYS)
        return any(now - datetime.fromisoformat(one.changed) < PAUSE for one in now_on)

    # Circles.

    def circle(self, move: Move, id: CircleId, event: CircleEvent, now: datetime) -> Answer | None:
        """None when there is no such circle any more."""
        circle = move.circles.load(id)
        if circle is None:
            return None
        outcome = circle_take(circle, event, now)
        if outcome.answer.idle:
            return outcome.answer
        circle = outcome.circle
        move.circles.save(circle, at=now)
        self._set_timer(move, CIRCLE, id, circle_wakes(circle, now))
        self._follow(move, circle, outcome.answer.effects, now, by=getattr(event, "member", None))
        return outcome.answer

    def _follow(self, move: Move, circle: Circle, effects: list[Effect], now: datetime, *, by: MemberId | None) -> None:
        for effect in effects:
            match effect:
                case Tell():
                    self.tell(move, circle, effect, now, by=by)
                case Coming(meeting=id):
                    self._coming(move, circle, id, now)
                case Gather(meeting=id):
                    open_meeting(self, move, circle, id, now)
                case LookIn(session=session):
                    look_in(self, move, circle, session, now)
                case Meet(people=people):
                    open_pair(self, move, circle, tuple(MemberId(one) for one in people), now)

    def tell(self, move: Move, circle: Circle, tell: Tell, now: datetime, *, by: MemberId | None = None) -> None:
        """Into the group it meets in, and on the pages of those without Telegram; else to each in private."""
        group = self.room_of(move, circle.id) if tell.to is None else None
        if group is not None:
            self.tell_room(move, circle, group, tell, now)
        to = circle.present if tell.to is None else [MemberId(tell.to)]
        for person in self.people(move, circle, to):
            on_page = person.account == WEB
            # Whoever did it on a page has the page before them.
            did_it = on_page and tell.to is None and move.members.member_of(circle.id, person.id) == by
            if not did_it and (on_page or group is None):
                self.tell_person(move, circle, person, tell, now)

    def tell_room(self, move: Move, circle: Circle, room: Room, tell: Tell, now: datetime) -> None:
        assert room.chat is not None
        notice = self._notice(circle.language, circle, tell, None, now)
        self._send(move, notice, account=room.account, chat=room.chat, topic=room.topic, owner=circle.id, now=now)

    def tell_person(self, move: Move, circle: Circle, person: Person, tell: Tell, now: datetime) -> None:
        member = move.members.member_of(circle.id, person.id)
        notice = self._notice(person.language, circle, tell, member, now)
        if person.account == WEB:
            self.drawer(move, person.id, heard(notice), now)
        elif person.reachable:
            self._send(move, notice, account=person.account, chat=person.user, topic=None, owner=circle.id, now=now)

    def _notice(self, language: str, circle: Circle, tell: Tell, member: MemberId | None, now: datetime) -> Notice:
        card = view(circle, member, tell.page, now) if tell.page else Card(lines=())
        whole = Card(lines=(*tell.lines, *card.lines), rows=(*tell.rows, *card.rows))
        return self.saying(language, circle.zone).notice(whole, about=about_circle(circle.id))

    def people(self, move: Move, circle: Circle, members: list[MemberId]) -> Iterator[Person]:
        known = move.members.people(circle.id)
        for member in members:
            person = move.people.get(known[member]) if member in known else None
            if person is not None:
                yield person

    def room_of(self, move: Move, id: CircleId) -> Room | None:
        """The group it meets in, as long as we are let in."""
        room = move.circles.room(id)
        found = None if room is None else move.rooms.get(room)
        return found if found is not None and found.present and found.chat is not None else None

    def _coming(self, move: Move, circle: Circle, id: str, now: datetime) -> None:
        meeting = circle.meeting(id)
        assert meeting is not None
        assert meeting.at is not None
        for person in self.people(move, circle, circle.present):
            # Whoever has no drawer made no plan either.
            if move.drawers.load(person.id, lock=False) is not None:
                self.drawer(move, person.id, Comes(circle=circle.id, name=circle.name, at=meeting.at), now)

    def reachable(self, move: Move, person: Person, now: datetime) -> None:
        """A private chat opened or closed; every circle of this person should know."""
        for id in move.circles.of_person(person.id):
            circle, member = move.circles.load(id), move.members.member_of(id, person.id)
            if circle is not None and member is not None and member in circle.present:
                came = Came(member=member, name=circle.members[member].name, reachable=person.reachable)
                self.circle(move, id, came, now)

    def leave(self, move: Move, id: CircleId, person: Person, now: datetime) -> None:
        member = move.members.member_of(id, person.id)
        if member is not None:
            self.circle(move, id, Went(member=member), now)

    def forget(self, move: Move, id: CircleId, person: Person, now: datetime) -> None:
        """Out of a circle, also out of its past."""
        member = move.members.member_of(id, person.id)
        if member is not None:
            self.circle(move, id, Went(member=member, forget=True), now)
            move.members.drop(id, member)

    # Drawers.

    def drawer_of(self, move: Move, person: Person, now: datetime) -> Drawer:
        """What is somebody's own; opened when it is first asked for."""
        known = move.drawers.load(person.id)
        if known is not None:
            return known
        settings = self.settings
        new = Drawer(
            language=person.language, zone=settings.zone, region=self._region_of(move, person), seed=settings.new_seed()
        )
        move.drawers.add(person.id, new, at=now)
        return new

    def _region_of(self, move: Move, person: Person) -> str:
        """Where somebody works is where his or her circle does."""
        circles = (move.circles.load(id, lock=False) for id in move.circles.of_person(person.id))
        return next((one.region for one in circles if one is not None and one.region), self.settings.region)

    def drawer(self, move: Move, id: int, event: DrawerEvent, now: datetime) -> Answer:
        person = move.people.get(id)
        assert person is not None
        known = self.drawer_of(move, person, now)
        # The language is that of whoever reads it, and may change.
        outcome = drawer_take(replace(known, language=person.language), event, now)
        if outcome.answer.idle:
            return outcome.answer
        drawer = outcome.drawer
        tells = [effect for effect in outcome.answer.effects if isinstance(effect, Tell)]
        for tell in tells if person.account == WEB else ():
            self._put_on_page(drawer, person, tell, now)
        move.drawers.save(id, drawer, at=now)
        self._set_timer(move, DRAWER, str(id), drawer_wakes(drawer, now))
        for effect in outcome.answer.effects:
            if isinstance(effect, Keep):
                move.diary.add(id, effect.about, effect.text, now)
        for tell in tells if person.account != WEB else ():
            self._tell_own(move, person, drawer, tell, now)
        return outcome.answer

    def own_notice(self, person: Person, drawer: Drawer, tell: Tell) -> Notice:
        saying = self.saying(person.language, drawer.zone)
        lines = tuple(saying.line(line) for line in tell.lines)
        return Notice(lines=lines, buttons=saying.buttons(tell.rows, OWN), language=person.language)

    def _put_on_page(self, drawer: Drawer, person: Person, tell: Tell, now: datetime) -> None:
        notice = self.own_notice(person, drawer, tell)
        drawer.counted += 1
        drawer.hear(
            News(
                id=drawer.counted, at=now, lines=[(key, dict(fillers)) for key, fillers in notice.lines],
                rows=[[*row] for row in notice.buttons], awaits=tell.awaits, language=notice.language,
            )
        )  # fmt: skip

    def _tell_own(self, move: Move, person: Person, drawer: Drawer, tell: Tell, now: datetime) -> None:
        if not person.reachable:
            return
        notice = self.own_notice(person, drawer, tell)
        self._send(
            move, notice, account=person.account, chat=person.user, topic=None, owner=owner_of(person.id), now=now,
            again=tell.again,
        )  # fmt: skip
        # More of the same answer may follow; but not for whoever is in a conversation meanwhile.
        if tell.awaits and not (tell.awaits.startswith("more") and move.sessions.of_person(person.id)):
            move.people.await_(person.id, f"{OWN}:{tell.awaits}")

    def _send(
        self, move: Move, notice: Notice, *, account: str, chat: int, topic: int | None, owner: str, now: datetime,
        again: bool = True,
    ) -> None:  # fmt: skip
        """Sealed with the key of the circle, or of whose it is; the number is by chance, for it is in no journal."""
        parcel = Parcel(
            account=account, session=owner, number=-secrets.randbelow(LARGEST_NUMBER) - 1, n=0, chat=chat, topic=topic,
            slot=None, payload=pack(notice), again=again and bool(notice.buttons), due=now, to="",
        )  # fmt: skip
        move.outbox.add([parcel])

    def _set_timer(self, move: Move, subject: Subject, owner: str, due: datetime | None) -> None:
        if due is None:
            move.timers.drop(subject=subject, owner=owner, name=NEXT)
        else:
            move.timers.set(subject=subject, owner=owner, name=NEXT, stamp="", due=due)

    # What a conversation leaves behind.

    def ended(self, move: Move, session: Session, now: datetime) -> None:
        ended(self, move, session, now)


def heard(notice: Notice) -> Heard:
    lines = tuple((key, dict(fillers)) for key, fillers in notice.lines)
    return Heard(lines=lines, rows=notice.buttons, language=notice.language)
