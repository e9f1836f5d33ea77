"""What a page shows of a conversation to one person: plain data for the templates, all text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.buttons import Token
from bot.texts.catalogue import Catalogue
from bot.web.markup import lines_broken
from bot.web.snapshot import Snapshot
from bot.wording import Wording
from flows.engine.effects import Button, Effect, Line, Relay, Say
from flows.engine.onward import kind_of
from flows.engine.session import CLOSED, LOBBY, Entry, SeatId
from flows.engine.steps import KINDS
from flows.engine.steps.note import SHOWING
from flows.engine.view import Card, looking
from flows.engine.walk import REMARK
from storage.posts import Post

Shown = dict[str, Any]
#: In a conversation of people who are played: let my turn be played as well.
PLAY = "play"
#: What is said by another button on the page, or makes no sense on it.
NOT_ON_A_PAGE = ("menu", "open", "join", "card")
#: What a page that waits is waiting for.
FIRST = ("begin", "resume")
#: A page draws its own mark on what was chosen.
MARK = "✓ "


def card_shown(snapshot: Snapshot, seat: SeatId, texts: Catalogue) -> Shown:
    session, wording, card = snapshot.session, snapshot.wording, snapshot.cards[seat]
    running = card.about == "step"
    mine = running and _is_mine(snapshot, seat)
    return {
        "about": card.about,
        "title": snapshot.script.in_language(session.language).title,
        "step_title": snapshot.script.step_in(card.step, session.language).title if running else "",
        "position": card.position,
        "total": card.total,
        "news": _joined(wording, card.news),
        "head": _joined(wording, card.head) if card.about != "lobby" else "",
        "prompt": [lines_broken(text) for text in _prompt(wording, card) if text],
        "lines": [lines_broken(wording.line(line)) for line in card.lines if running],
        "own": [lines_broken(wording.line(line)) for line in card.own],
        "private": card.readers == "nobody" or (running and _alone(snapshot)),
        "can_write": running and card.readers != "" and _may_speak(snapshot, seat),
        "audience": _audience(snapshot, card),
        "up": session.floor.up,
        "my_turn": mine,
        "until": wording.until(card.until) if card.until is not None else "",
        "people": _people(snapshot, seat, card),
        "buttons": sorted(_rows(snapshot, wording, card.buttons), key=lambda row: not row[0]["main"]),
        "own_buttons": [*_rows(snapshot, wording, card.own_buttons), *_played_for_me(snapshot, seat, texts)],
        "menu": _rows(snapshot, wording, card.menu),
        "hint": _hint(snapshot, seat, card, texts, mine),
        "editable": _editable(snapshot, seat),
        "hidden": [one.number for one in session.entries if one.seat == seat and _is_hidden(snapshot, one)],
    }


def post_shown(snapshot: Snapshot, post: Post, effect: Effect) -> Shown | None:
    """None for what makes no sense any more, such as words that were wiped."""
    session, wording = snapshot.session, snapshot.wording
    time = f"{post.at.astimezone(ZoneInfo(session.zone)):%H:%M}"
    plain: Shown = {"n": post.n, "seat": "", "who": "", "own": False, "private": True, "edited": False, "entry": None,
                    "buttons": [], "time": time}  # fmt: skip
    if isinstance(effect, Say):
        buttons = () if post.settled else effect.buttons
        html = lines_broken("\n".join(wording.line(line) for line in effect.lines))
        return plain | {"kind": "bot", "html": html, "private": effect.to is not None,
                        "buttons": _rows(snapshot, wording, buttons)}  # fmt: skip
    if not isinstance(effect, Relay) or effect.number not in snapshot.words:
        return None
    entry = next((one for one in session.entries if effect.number in (one.number, one.words)), None)
    own = effect.by == post.seat
    return plain | {
        "kind": "said",
        "seat": effect.by,
        "who": session.seats[effect.by].name,
        "own": own,
        "private": own and (entry is None or _is_hidden(snapshot, entry)),
        "edited": entry is not None and effect.number > entry.number,
        "entry": entry.number if entry is not None else effect.number,
        "html": lines_broken(wording.said(effect.number)),
    }


def _is_hidden(snapshot: Snapshot, entry: Entry) -> bool:
    """Whether its words are nowhere to be read; what was kept for later comes back in another contribution."""
    return all(_for_no_eyes(snapshot, one) for one in snapshot.session.entries if one.words == entry.words)


def _for_no_eyes(snapshot: Snapshot, entry: Entry) -> bool:
    """Whether nobody else sees it (yet)."""
    step = snapshot.script.steps[entry.step]
    if entry.state or _alone(snapshot):
        return True
    session = snapshot.session
    here = entry.visit == session.visit and session.state != CLOSED
    if entry.finding == REMARK:
        return False
    if here and session.floor.phase == SHOWING:
        # One by one: those whose turn is still to come.
        return entry.seat in session.floor.queue
    return KINDS[step.kind].private and (here or getattr(step, "reveal", "") == "never")


def _joined(wording: Wording, lines: Sequence[Line]) -> str:
    return lines_broken("\n".join(wording.line(line) for line in lines))


def _prompt(wording: Wording, card: Card) -> list[str]:
    if card.about == "lobby":
        return wording.lobby(card)[1:]
    return wording.prompt(card.step) if card.prompt and card.step else []


def _may_speak(snapshot: Snapshot, seat: SeatId) -> bool:
    """Whether it is no turn of somebody else; who spoke last may still add to it."""
    floor = snapshot.session.floor
    return floor.up in (None, seat) or floor.last == seat


def _audience(snapshot: Snapshot, card: Card) -> str:
    """Who reads what is written now."""
    if _alone(snapshot):
        return "alone"
    return {"nobody": "private", "group": "group"}.get(card.readers, "open")


def _alone(snapshot: Snapshot) -> bool:
    return snapshot.script.flow.people.max == 1


def _is_mine(snapshot: Snapshot, seat: SeatId) -> bool:
    """Whether something is asked of this person now, and not just of everybody."""
    walk = looking(snapshot.script, snapshot.session)
    kind, step = kind_of(walk)
    if walk.floor.up is not None:
        return walk.floor.up == seat
    return kind.private and seat in kind.awaited(walk, step)


def _people(snapshot: Snapshot, me: SeatId, card: Card) -> list[Shown]:
    session = snapshot.session
    walk = looking(snapshot.script, session)
    marks = dict(card.people) if card.about == "step" else {}
    return [
        {
            "seat": seat.id, "name": seat.name, "mark": marks.get(seat.id, ""), "me": seat.id == me,
            "up": session.running and session.floor.up == seat.id, "present": seat.present,
            "leads": walk.leader == seat.id,
        }
        for seat in session.seats.values()
    ]  # fmt: skip


def _rows(snapshot: Snapshot, wording: Wording, rows: Sequence[Sequence[Button]]) -> list[list[Shown]]:
    session = snapshot.session

    def shown(button: Button) -> Shown:
        token = Token(session=session.id, stamp=session.stamp, action=button.action, value=button.value)
        label = wording.button(button).removeprefix(MARK)
        return {"label": label, "data": str(token), "chosen": button.chosen, "main": button.action in FIRST}

    kept = ([shown(button) for button in row if button.action not in NOT_ON_A_PAGE] for row in rows)
    return [row for row in kept if row]


def _played_for_me(snapshot: Snapshot, seat: SeatId, texts: Catalogue) -> list[list[Shown]]:
    """In a practice, whatever is awaited of somebody can be played as well."""
    if not snapshot.practice or not snapshot.session.running:
        return []
    walk = looking(snapshot.script, snapshot.session)
    kind, step = kind_of(walk)
    if seat not in kind.awaited(walk, step):
        return []
    return [[{"label": texts.say("web.room.play"), "data": PLAY, "chosen": False, "main": False}]]


def _editable(snapshot: Snapshot, seat: SeatId) -> int | None:
    """Somebody's last contribution, while its step is open."""
    session = snapshot.session
    last = next((entry for entry in reversed(session.entries) if entry.seat == seat), None)
    stands = last is not None and session.running and (last.visit, last.state) == (session.visit, "")
    return last.number if last is not None and stands else None


def _hint(snapshot: Snapshot, seat: SeatId, card: Card, texts: Catalogue, mine: bool) -> str:
    session = snapshot.session
    if session.state == LOBBY:
        return texts.say("web.hint.lobby")
    if card.about != "step":
        return texts.say("web.hint.paused") if card.about == "paused" else ""
    if mine:
        return texts.say("web.hint.private" if card.readers == "nobody" else "web.hint.turn")
    if session.floor.up is not None:
        return texts.say("web.hint.listen", name=session.seats[session.floor.up].name)
    if seat in session.floor.marks:
        return texts.say("web.hint.done")
    return texts.say("web.hint.together")
