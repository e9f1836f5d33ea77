"""What the bot itself sends back to something that came in: a notice, the answer to a tap, a card once more."""

from __future__ import annotations

from datetime import datetime

from bot.addressing import WEB
from bot.incoming import Incoming, Tap
from bot.outgoing import Notice, Outgoing, Toast, pack
from flows.engine.effects import Line, Show
from flows.engine.session import SeatId, SessionId
from flows.engine.take import Outcome
from storage.move import Move
from storage.parcels import Parcel

#: The key of a text and what fills it.
TextLine = tuple[str, dict[str, str]]
Buttons = tuple[tuple[tuple[str, str], ...], ...]


class Replies:
    """For one move: they are counted from 0 in it."""

    def __init__(self, move: Move, now: datetime, *, language: str) -> None:
        self._move, self._now, self._language = move, now, language
        self._count = 0
        #: What goes back in the same breath: a page asked, and waits.
        self.direct: list[Outgoing] = []

    def notice(
        self,
        incoming: Incoming,
        *lines: TextLine,
        buttons: Buttons = (),
        language: str = "",
        replaces: int | None = None,
    ) -> None:
        """A text to where it came from."""
        notice = Notice(lines=lines, buttons=buttons, language=language or self._language, replaces=replaces)
        self.post(incoming, notice)

    def in_words(self, incoming: Incoming, outcome: Outcome) -> None:
        """What would be the answer to a tap, said in the chat."""
        if outcome.answer is not None:
            line = outcome.answer.line
            names = {name: outcome.session.seats[seat].name for name, seat in line.names.items()}
            notice = Notice(lines=((line.key, names),), language=outcome.session.language)
            self.post(incoming, notice, session=outcome.session.id)

    def toast(self, tap: Tap, line: Line | None, *, session: str = "", text: str = "") -> None:
        """An answer to a tap waits for nothing else: it is a chat of its own."""
        if tap.account == WEB:
            self.direct.append(Toast(tap=tap.tap, line=line, text=text))
            return
        number = int(tap.tap) if tap.tap.lstrip("-").isdecimal() else tap.update
        self.post(tap, Toast(tap=tap.tap, line=line, text=text), chat=number, session=session)

    def say(self, text: str) -> None:
        """A word to a page, which asked for it and waits."""
        self.direct.append(Toast(tap="", text=text))

    def post(self, incoming: Incoming, outgoing: Outgoing, *, chat: int | None = None, session: str = "") -> None:
        place = incoming.place
        if incoming.account == WEB:
            self.direct.append(outgoing)
            return
        if chat is None:
            assert place is not None
            chat = place.chat
        topic = place.topic if place is not None and place.chat == chat else None
        # What asks for a tap had better come twice than not at all.
        again = isinstance(outgoing, Notice) and bool(outgoing.buttons)
        self._add(incoming, outgoing, chat=chat, topic=topic, session=session, again=again)

    def show_own(self, incoming: Incoming, session: SessionId, seat: SeatId, *, user: int) -> None:
        """Somebody's private card once more, as a new message."""
        self._show(incoming, session, Show(to=seat, fresh=True), slot=f"seat:{seat}", chat=user, topic=None)

    def show_room(self, incoming: Incoming, session: SessionId, *, chat: int, topic: int | None) -> None:
        """The card of the room as a new message."""
        self._show(incoming, session, Show(fresh=True), slot="room", chat=chat, topic=topic)

    def _show(
        self, incoming: Incoming, session: SessionId, show: Show, *, slot: str, chat: int, topic: int | None
    ) -> None:
        if incoming.account == WEB:
            # A page always has the newest.
            return
        old = self._move.cards.get(session=session, slot=slot)
        if old is not None:
            # Older than whatever asks for a card: so a new one is sent, and the old one is tidied away.
            self._move.cards.set(
                session=session, slot=slot, chat=old.chat, topic=old.topic, message=old.message,
                digest=f"-1 {old.digest.partition(' ')[2]}",
            )  # fmt: skip
        self._add(incoming, show, chat=chat, topic=topic, session=session, slot=slot, to=show.to or "", again=True)

    def _add(
        self,
        incoming: Incoming,
        outgoing: Outgoing,
        *,
        chat: int,
        topic: int | None,
        session: str,
        slot: str | None = None,
        to: str = "",
        again: bool = False,
    ) -> None:
        parcel = Parcel(
            account=incoming.account,
            session=session,
            # Beside the moves of the session itself, which count from 1.
            number=-incoming.update if session else incoming.update,
            n=self._count,
            chat=chat,
            topic=topic,
            slot=slot,
            payload=pack(outgoing),
            again=again,
            due=self._now,
            to=to,
        )
        self._count += 1
        self._move.outbox.add([parcel])
