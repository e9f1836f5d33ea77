"""What is at hand for one thing that came in: of whom it is, in which room, and about which session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversations import Conversations
from bot.incoming import Incoming, Place, Sender
from bot.replies import Replies
from flows.engine.events import Reached
from flows.engine.session import SeatId, SessionId
from storage.move import Move
from storage.people import Person
from storage.rooms import Room

LANGUAGES = ("nl", "en")


class Desk:
    """For one move: it may be used once."""

    def __init__(self, conversations: Conversations, move: Move, now: datetime) -> None:
        self.conversations, self.move, self.now = conversations, move, now
        self.settings, self.rounds = conversations.settings, conversations.rounds
        self.replies = Replies(move, now, language=conversations.settings.language)

    def person(self, incoming: Incoming, sender: Sender) -> Person:
        language = sender.language[:2] if sender.language[:2] in LANGUAGES else self.settings.language
        return self.move.people.meet(
            account=incoming.account, user=sender.user, name=sender.name, language=language, at=self.now
        )

    def room_of(self, incoming: Incoming) -> Room | None:
        place = incoming.place
        if place is None or place.kind == "private":
            return None
        return self.move.rooms.find(account=incoming.account, chat=place.chat, topic=place.topic)

    def ensure_room(self, incoming: Incoming) -> Room:
        place = incoming.place
        assert place is not None
        known = self.room_of(incoming)
        room = self.move.rooms.ensure(
            account=incoming.account, kind="group", chat=place.chat, topic=place.topic, title=place.title, at=self.now
        )
        if known is None:
            hears = self.settings.hears_all or self._hears_elsewhere(incoming.account, place)
            self.move.rooms.set_hears(room.id, hears)
            room = replace(room, hears=hears)
        return room

    def _hears_elsewhere(self, account: str, place: Place) -> bool:
        """A topic is heard like the group it is in."""
        return any(room.hears for room in self.move.rooms.of_chat(account=account, chat=place.chat))

    def private_room(self, incoming: Incoming) -> Room:
        return self.move.rooms.ensure(
            account=incoming.account, kind="private", chat=None, topic=None, title="", at=self.now
        )

    def session_of_room(self, incoming: Incoming) -> SessionId | None:
        room = self.room_of(incoming)
        return None if room is None else self.move.sessions.open_in(room.id)

    def session_here(self, incoming: Incoming, person: Person, *, reply_to: int | None = None) -> SessionId | None:
        """The session a text or command in this place is about."""
        assert incoming.place is not None
        if incoming.place.session:
            return SessionId(incoming.place.session)
        if incoming.place.kind != "private":
            return self.session_of_room(incoming)
        theirs = self.move.sessions.of_person(person.id)
        if len(theirs) < 2:
            return next(iter(theirs), None)
        theirs = [session for session in theirs if self.takes_part(session, person)]
        for session in theirs if reply_to is not None else ():
            if reply_to is not None and self.is_about(session, person, reply_to):
                self.focus(person, session)
                return session
        return person.focus if person.focus in theirs else next(iter(theirs), None)

    def takes_part(self, session_id: SessionId, person: Person) -> bool:
        session = self.move.sessions.load(session_id, lock=False)
        seat = self.move.seats.seat_of(session=session_id, person=person.id)
        return session is not None and seat in session.present

    def is_about(self, session: SessionId, person: Person, message: int) -> bool:
        """Whether somebody's private card of this session is in that message, or something said to it."""
        seat = self.move.seats.seat_of(session=session, person=person.id)
        card = self.move.cards.get(session=session, slot=f"seat:{seat}")
        if card is not None and (card.chat, card.message) == (person.user, message):
            return True
        return self.move.journal.number_at(session=session, chat=person.user, message=message) is not None

    def focus(self, person: Person, session: SessionId) -> None:
        """What this person writes in private is about this session, until something else is chosen."""
        if person.focus != session or person.awaits:
            self.move.people.focus(person.id, session)

    def seat_here(self, session: SessionId | None, person: Person) -> SeatId | None:
        return None if session is None else self.move.seats.seat_of(session=session, person=person.id)

    def reachable(self, person: Person, yes: bool) -> Person:
        """A private chat opened or closed; every session of this person should know."""
        self.move.people.reachable(person.id, yes)
        self.rounds.reachable(self.move, replace(person, reachable=yes), self.now)
        for session in self.move.sessions.of_person(person.id):
            seat = self.move.seats.seat_of(session=session, person=person.id)
            if seat is not None:
                self.conversations.apply(self.move, session, Reached(seat=seat, reachable=yes), self.now)
        return replace(person, reachable=yes)
