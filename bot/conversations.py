"""One event for one session: the engine takes it in, and what follows is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.addressing import Addressing
from bot.incoming import Origin
from bot.rhythm.rounds import Rounds
from bot.settings import Settings
from bot.shelf import pinned
from flows.engine.effects import Closed, Effect, Hush, Relay, Ring, Served, Show
from flows.engine.events import Edited, Event, Said
from flows.engine.script import Script
from flows.engine.session import Session, SessionId
from flows.engine.take import Outcome, take
from storage.move import Move
from storage.rooms import Room
from storage.timers import SESSION


class Conversations:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rounds = Rounds(settings, self)
        #: Called with a session when something in it has changed for good.
        self.changed: Callable[[SessionId], None] = lambda session: None

    def apply(
        self, move: Move, session_id: SessionId, event: Event, now: datetime, *, origin: Origin | None = None
    ) -> Outcome | None:
        """Let the engine take in an event and write down what follows; None when there is no such session."""
        session = move.sessions.load(session_id)
        if session is None:
            return None
        outcome = take(self.script(move, session), session, event, now)
        if outcome.idle:
            return outcome
        after = outcome.session
        words = event.text if outcome.keeps and isinstance(event, Said | Edited) else None
        source = (origin.chat, origin.message) if origin is not None and outcome.keeps else None
        move.journal.append(
            session=session_id, number=after.number, event=outcome.event, words=words, at=now, source=source
        )
        move.sessions.save(after, at=now)
        said: tuple[Relay, ...] = ()
        if isinstance(event, Said | Edited) and words is not None:
            said = (Relay(by=event.seat, number=after.number),)
        self._follow(move, after, said, outcome.effects, now)
        move.then(lambda: self.changed(session_id))
        return outcome

    def _follow(
        self, move: Move, session: Session, said: tuple[Relay, ...], effects: tuple[Effect, ...], now: datetime
    ) -> None:
        room = self._room(move, session.id)
        addressing = Addressing(session, room=room, move=move, at=now)
        for own in said:
            addressing.own(own)
        for effect in effects:
            addressing.add(effect)
            match effect:
                case Ring():
                    move.timers.set(
                        subject=SESSION, owner=session.id, name=effect.timer, stamp=effect.stamp, due=effect.due
                    )
                case Hush():
                    move.timers.drop(subject=SESSION, owner=session.id, name=effect.timer)
                case Served():
                    person = move.seats.person(session=session.id, seat=effect.seat)
                    if person is not None:
                        move.served.add(room=room.id, person=person, role=effect.role, at=now)
                case Closed():
                    move.timers.drop_all(subject=SESSION, owner=session.id)
                case Show(to=seat, fresh=True) if seat is not None:
                    # Who is asked for something in private answers that, and not what was asked elsewhere before.
                    person = move.seats.person(session=session.id, seat=seat)
                    if person is not None:
                        move.people.focus(person, session.id)
        move.outbox.add(addressing.parcels)
        move.posts.add(session.id, addressing.posts)
        if any(isinstance(effect, Closed) for effect in effects):
            # What it leaves behind is said after its own last words.
            self.rounds.ended(move, session, now)

    def _room(self, move: Move, session: SessionId) -> Room:
        room = move.rooms.get(move.sessions.room(session))
        assert room is not None
        return room

    def script(self, move: Move, session: Session) -> Script:
        """The flow as it was when the session began, from memory when it is on the shelf."""
        script = self.settings.shelf.scripts.get(session.flow)
        if script is not None and script.version == session.version:
            return script
        text = move.flow_versions.text(session.version)
        assert text is not None
        return pinned(text)
