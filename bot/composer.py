"""From a parcel in the outbox to letters for a channel, with the session as it is at the moment of sending."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping

from bot.buttons import Token, join_payload, open_payload
from bot.letters import Attach, Copy, Edit, Keys, Letter, Plan, Remove, Reply, Send, Unbutton
from bot.moves import Moves
from bot.outgoing import Document, Notice, Strip, Toast, unpack
from bot.texts import catalogue
from bot.wording import Markup, Wording, words_in
from flows.engine.effects import Button, Line, Relay, Say, Show
from flows.engine.session import LOBBY, Pace, SeatId, Session, SessionId
from flows.engine.view import Card, own_card, room_card
from storage.cards import CardPlace
from storage.move import Move
from storage.parcels import Claimed

#: Splits a text into pieces that the channel takes.
Splitter = Callable[[str], list[str]]
PARAGRAPH = "\n\n"
#: What is longer does not go below a file: a channel takes twice as much, and counts some signs double.
MOST_CAPTION = 512
#: Of this process alone: what a card shows cannot be guessed from its digest. After a restart an edit may be in vain.
_KEY = secrets.token_bytes(16)
#: Steps in which people say something that all may read.
SPOKEN = ("tell", "round", "ask", "discuss", "wait")


class Composer:
    """Reads, and changes nothing."""

    def __init__(self, moves: Moves, *, markup: Callable[[dict[SeatId, int]], Markup], split: Splitter) -> None:
        self._moves, self._markup, self._split = moves, markup, split

    def compose(self, parcel: Claimed) -> Plan:
        if not parcel.payload:
            # The session was forgotten meanwhile.
            return Plan()
        outgoing = unpack(parcel.payload)
        if isinstance(outgoing, Strip):
            kind = Remove if outgoing.away else Unbutton
            return Plan(letters=(kind(chat=parcel.chat, message=outgoing.message),))
        if isinstance(outgoing, Notice):
            return self._notice(parcel, outgoing)
        if isinstance(outgoing, Document):
            return self._document(parcel, outgoing)
        with self._moves.database.glance() as move:
            session = move.sessions.load(SessionId(parcel.session)) if parcel.session else None
            if session is None:
                return self._toast_without_session(outgoing)
            return self._of_session(move, session, parcel, outgoing)

    def _of_session(self, move: Move, session: Session, parcel: Claimed, outgoing: object) -> Plan:
        if isinstance(outgoing, Show):
            return self._show(move, session, parcel)
        if isinstance(outgoing, Say):
            wording = self._wording(move, session, parcel, list(outgoing.lines), outgoing.buttons)
            text = "\n".join(wording.line(line) for line in outgoing.lines)
            keys = self._keys(session, wording, outgoing.buttons)
            return Plan(letters=self._sends(parcel, text, keys))
        if isinstance(outgoing, Relay):
            return self._relay(move, session, parcel, outgoing)
        if isinstance(outgoing, Toast):
            line, plain = outgoing.line, self._wording(move, session, parcel, [], (), plain=True)
            return Plan(letters=(Reply(tap=outgoing.tap, text=outgoing.text if line is None else plain.line(line)),))
        return Plan()

    def _toast_without_session(self, outgoing: object) -> Plan:
        if not isinstance(outgoing, Toast):
            return Plan()
        line = outgoing.line
        text = outgoing.text if line is None else catalogue(self._moves.settings.language).say(line.key)
        return Plan(letters=(Reply(tap=outgoing.tap, text=text),))

    def _wording(
        self,
        move: Move,
        session: Session,
        parcel: Claimed,
        lines: list[Line],
        buttons: tuple[tuple[Button, ...], ...],
        *,
        plain: bool = False,
    ) -> Wording:
        numbers = words_in(lines) + [b.words for row in buttons for b in row if b.words is not None]
        words = move.journal.words(session=session.id, numbers=numbers)
        markup = None if plain else self._markup(move.seats.users(session.id, account=parcel.account))
        return Wording(self._moves.conversations.script(move, session), session, words=words, markup=markup)

    def _show(self, move: Move, session: Session, parcel: Claimed) -> Plan:
        """The card: an edit of the last one, or a new one when that was asked for since."""
        script = self._moves.conversations.script(move, session)
        seat = SeatId(parcel.to)
        card = own_card(script, session, seat) if seat else room_card(script, session)
        wording = self._wording(move, session, parcel, [*card.head, *card.lines], card.buttons)
        slot = parcel.slot or ""
        text = PARAGRAPH.join([*wording.card(card), *self._how(move, session, card, wording)])
        keys = self._keys(session, wording, card.buttons, stamp=card.stamp)
        fresh = max(session.cards.get("", 0) if not seat or session.room != "group" else 0, session.cards.get(seat, 0))
        digest = f"{session.number} {session.visit} {_digest(text, keys)} {'buttons' if keys else 'bare'}"
        place = move.cards.get(session=session.id, slot=slot)
        pieces = self._split(text)
        new = Send(chat=parcel.chat, topic=parcel.topic, text=pieces[-1], keys=keys)
        if place is None or place.chat != parcel.chat or fresh > int(place.digest.split()[0]):
            before = tuple(Send(chat=parcel.chat, topic=parcel.topic, text=piece) for piece in pieces[:-1])
            away = self._away(place, session) if place is not None and place.chat == parcel.chat else None
            return Plan(letters=(*before, new), slot=slot, digest=digest, tidy=away)
        if place.digest.split()[2] == digest.split()[2]:
            return Plan()
        edit = Edit(chat=parcel.chat, message=place.message, text=pieces[-1], keys=keys)
        return Plan(letters=(edit,), slot=slot, digest=digest, otherwise=new)

    def _away(self, place: CardPlace, session: Session) -> Strip | None:
        """The old card: of an earlier step it stays to read, of the same step it would only be in the way."""
        _, visit, _, buttons = place.digest.split()
        if visit == str(session.visit):
            return Strip(message=place.message, away=True)
        return Strip(message=place.message) if buttons == "buttons" else None

    def _how(self, move: Move, session: Session, card: Card, wording: Wording) -> list[str]:
        """In a group in which the bot does not hear everything: how to speak to it."""
        if session.room != "group" or card.about != "step" or session.pace is Pace.TABLE:
            return []
        room = move.rooms.get(move.sessions.room(session.id))
        speaks = wording.script.steps[card.step].kind in SPOKEN
        return [wording.texts.say("card.hears_replies")] if room is not None and not room.hears and speaks else []

    def _relay(self, move: Move, session: Session, parcel: Claimed, relay: Relay) -> Plan:
        wording = self._wording(move, session, parcel, [Line(key="relay.from", words={"words": relay.number})], ())
        name = wording.markup.strong(wording.markup.escape(session.seats[relay.by].name))
        entry = next((one for one in session.entries if one.words == relay.number), None)
        source = move.journal.source(session=session.id, number=relay.number)
        if entry is not None and entry.medium != "text" and source is not None:
            head = wording.texts.say(f"relay.{entry.medium}", name=name)
            copy = Copy(chat=parcel.chat, topic=parcel.topic, from_chat=source[0], message=source[1])
            return Plan(letters=(Send(chat=parcel.chat, topic=parcel.topic, text=head), copy))
        edited = entry is not None and relay.number > entry.number
        head = wording.texts.say("relay.edited" if edited else "relay.from", name=name)
        text = f"{head}\n{wording.said(relay.number)}"
        return Plan(letters=self._sends(parcel, text, ()))

    def _notice(self, parcel: Claimed, notice: Notice) -> Plan:
        text = _joined([(key, self._line(key, fillers, notice.language)) for key, fillers in notice.lines])
        keys = _labelled(notice.buttons, notice.language)
        if notice.replaces is not None:
            new = Send(chat=parcel.chat, topic=parcel.topic, text=text, keys=keys)
            edit = Edit(chat=parcel.chat, message=notice.replaces, text=text, keys=keys)
            return Plan(letters=(edit,), otherwise=new)
        return Plan(letters=self._sends(parcel, text, keys))

    def _document(self, parcel: Claimed, document: Document) -> Plan:
        key, fillers = document.caption
        text, keys = self._line(key, fillers, document.language), _labelled(document.buttons, document.language)
        fits = len(text) <= MOST_CAPTION
        file = Attach(
            chat=parcel.chat, topic=parcel.topic, name=document.name, content=base64.b64decode(document.content),
            picture=document.picture, caption=text if fits else "", keys=keys if fits else (),
        )  # fmt: skip
        return Plan(letters=(file, *(() if fits else self._sends(parcel, text, keys))))

    def _line(self, key: str, fillers: Mapping[str, str], language: str) -> str:
        markup = self._markup({})
        return catalogue(language).say(key, **{name: markup.escape(value) for name, value in fillers.items()})

    def _sends(self, parcel: Claimed, text: str, keys: Keys) -> tuple[Letter, ...]:
        pieces = self._split(text)
        last = len(pieces) - 1
        return tuple(
            Send(chat=parcel.chat, topic=parcel.topic, text=piece, keys=keys if n == last else ())
            for n, piece in enumerate(pieces)
        )

    def _keys(
        self, session: Session, wording: Wording, rows: tuple[tuple[Button, ...], ...], *, stamp: str = ""
    ) -> Keys:
        return tuple(
            tuple((wording.button(button), self._data(session, button, stamp or session.stamp)) for button in row)
            for row in rows
        )

    def _data(self, session: Session, button: Button, stamp: str) -> str:
        if button.action == "join":
            return self._moves.settings.link(join_payload(session.id))
        if button.action == "open":
            payload = join_payload if session.state == LOBBY else open_payload
            return self._moves.settings.link(payload(session.id))
        return str(Token(session=session.id, stamp=stamp, action=button.action, value=button.value))


def _labelled(rows: Keys, language: str) -> Keys:
    """What begins with "=" is a label as it is, and anything else the key of one."""
    texts = catalogue(language)
    return tuple(
        tuple((label[1:] if label.startswith("=") else texts.say(label), data) for label, data in row) for row in rows
    )


def _joined(lines: list[tuple[str, str]]) -> str:
    """Each a paragraph; short items of one list stand under each other."""
    text, before = "", ("", "")
    for key, line in lines:
        item = key == before[0] and "\n" not in before[1] + line
        text += ("\n" if item else PARAGRAPH if text else "") + line
        before = key, line
    return text


def _digest(text: str, keys: Keys) -> str:
    return hashlib.blake2b(repr((text, keys)).encode(), key=_KEY, digest_size=8).hexdigest()
