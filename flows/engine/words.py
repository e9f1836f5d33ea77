"""What people say: to the step at hand, as an addition to what they just said, or out of turn."""

from __future__ import annotations

from dataclasses import replace

from flows.engine import between, clocks
from flows.engine.effects import Line
from flows.engine.events import Edited, Said, Tapped
from flows.engine.hints import ALOUD, TIPS, ask_aloud, can_park, held, hint, let_go, parked_for
from flows.engine.onward import kind_of
from flows.engine.session import LOBBY, PAUSED, Entry, Pace, SeatId
from flows.engine.steps.discuss import DiscussKind
from flows.engine.steps.kind import InTurn
from flows.engine.steps.note import NoteKind
from flows.engine.walk import REMARK, Walk
from flows.language.model import AnyStep, Commit, Note, Split, Wait, Write


def said(walk: Walk, event: Said) -> None:
    session, seat = walk.session, event.seat
    if not session.running:
        if session.state == PAUSED and seat not in walk.floor.told:
            walk.floor.told.append(seat)
            walk.say(Line(key="said.paused"), to=seat, again=False)
        else:
            walk.idle = True
        return
    kind, step = kind_of(walk)
    before = len(session.entries)
    if isinstance(step, Wait) and between.named(walk, seat, event):
        return
    if _wants_asking(walk, event) or _may_be_for_no_eyes(walk, seat, event):
        let_go(walk, seat)
        ask_aloud(walk, walk.record(event, state="held", finding=ALOUD))
    elif kind.said(walk, step, seat, event):
        if len(session.entries) > before and not event.private and walk.shared:
            walk.floor.below += 1
    elif not _adds(walk, seat, event):
        _out_of_turn(walk, seat, event)
    if seat == walk.floor.up and "turn" in session.timers and session.pace is Pace.CHAT:
        # Whoever is speaking is not silent.
        clocks.start_turn(walk)


def _wants_asking(walk: Walk, event: Said) -> bool:
    """Somebody who may speak in a group writes it in private; what a guard has a hint on is asked about after that."""
    kind, step = kind_of(walk)
    seat, silent = event.seat, getattr(step, "silent", None)
    if not walk.writes or not _unasked(walk, seat, private=event.private):
        return False
    if silent is not None and seat in walk.people(silent):
        return False
    if isinstance(kind, DiscussKind):
        return seat in walk.floor.seats
    if isinstance(kind, NoteKind):
        return not kind.in_private(walk)
    return isinstance(kind, InTurn) and seat == walk.floor.up and not kind.noticed(walk, seat, event.reading)


def _unasked(walk: Walk, seat: SeatId, *, private: bool) -> bool:
    """Nothing that was written in private goes to the group without its writer being asked, once in a step."""
    return private and walk.shared and seat not in walk.floor.aloud


def _adds(walk: Walk, seat: SeatId, event: Said) -> bool:
    """People write in several messages: until somebody else speaks, what they add belongs to what they said."""
    session = walk.session
    last = _last(walk)
    if last is None or last.seat != seat or last.visit not in (session.visit, session.visit - 1):
        return False
    if last.visit == session.visit and walk.floor.last != seat:
        return False
    step = walk.script.steps[last.step]
    if isinstance(step, Write | Split):
        # Each text there fills a field, or was for a small group.
        return False
    if isinstance(step, Note | Commit):
        # What was written in private is added to in private, and only where all was shown under a name.
        if _stays_unseen(step) or not event.private:
            return False
    elif not walk.writes:
        return False
    elif _unasked(walk, seat, private=event.private):
        if last.visit != session.visit:
            return False
        ask_aloud(walk, walk.record(event, state="held", finding=ALOUD))
        return True
    entry = walk.amend(walk.record(event), step=last.step, visit=last.visit)
    walk.relay(entry)
    return True


def _stays_unseen(step: AnyStep) -> bool:
    """Whether nobody sees what is written there under a name, or only when its writer says so."""
    return isinstance(step, Commit) or (isinstance(step, Note | Write) and step.reveal != "together")


def _last(walk: Walk) -> Entry | None:
    return next((entry for entry in reversed(walk.session.entries) if entry.state == ""), None)


def _may_be_for_no_eyes(walk: Walk, seat: SeatId, event: Said) -> bool:
    """Who just wrote a note that nobody sees under a name may be adding to it: that is asked first."""
    last, floor = _last(walk), walk.floor
    kind, _ = kind_of(walk)
    needs_no_asking = (kind.in_private(walk) and not kind.apart) or seat in floor.aloud or floor.up == seat
    if not event.private or needs_no_asking or not walk.writes:
        return False
    if last is None or last.seat != seat or last.visit != walk.session.visit - 1:
        return False
    step = walk.script.steps[last.step]
    return isinstance(step, Split) or (isinstance(step, Note | Write) and _stays_unseen(step))


def _out_of_turn(walk: Walk, seat: SeatId, event: Said) -> None:
    """Kept out of the record; one mild line, once in a step. At a table people may type what they like."""
    floor = walk.floor
    kind, _ = kind_of(walk)
    in_private = kind.in_private(walk) and not event.private
    if seat in floor.told or not walk.writes or not (event.private or in_private or floor.up):
        walk.idle = True
        return
    floor.told.append(seat)
    key = "said.in_private" if in_private else "said.not_now" if floor.up else "said.not_here"
    to = seat if walk.session.seats[seat].reachable else None
    walk.say(Line(key=key, names=walk.names(name=floor.up)), to=to, again=False)


def edited(walk: Walk, event: Edited) -> None:
    """Somebody mended what he or she wrote: taken over while the step is open."""
    session, seat = walk.session, event.seat
    entry = next((e for e in session.entries if e.number == event.number and e.seat == seat), None)
    if entry is None or entry.state == "dropped" or session.state == LOBBY:
        walk.idle = True
    elif entry.visit != session.visit:
        walk.refuse("answer.edit_late")
    else:
        entry = walk.amend(entry, words=session.number)
        walk.keeps = True
        if not session.running:
            # In a break nothing is passed on, and the newest wording is the one that counts.
            return
        if entry.state == "held" and walk.floor.up == seat:
            _reconsider(walk, entry, event)
        elif entry.state == "":
            kind, step = kind_of(walk)
            kind.mended(walk, step, entry)


def _reconsider(walk: Walk, entry: Entry, event: Edited) -> None:
    """What waits for its writer's choice was worded anew: it stands when there is nothing to ask about it any more."""
    kind, _ = kind_of(walk)
    finding = kind.noticed(walk, entry.seat, event.reading)
    if entry.finding == ALOUD:
        # Whether it may be passed on was asked, and is for its writer to say.
        return
    if not finding:
        _put_there(walk, entry)
    elif finding != entry.finding:
        hint(walk, walk.amend(entry, finding=finding))


def decided(walk: Walk, seat: SeatId, tap: Tapped) -> bool:
    """The writer's choice after a hint, or about something kept; False when the tap is about something else."""
    if tap.action in ("park", "ask", "keep"):
        entry = held(walk, seat, tap.value)
        if entry is None and tap.action == "park" and (said := _spoken_tip(walk, seat, tap.value)) is not None:
            # The owner answered it before its writer chose: then it was a question, and the tip is kept as well.
            walk.session.entries.append(replace(said, number=walk.session.number, state="parked"))
            walk.amend(said, finding="")
            walk.tell("answer.parked", settles=True)
        elif entry is None:
            walk.refuse("answer.old")
        else:
            _decide(walk, entry, tap.action)
        return True
    if tap.action not in ("bring", "leave_it"):
        return False
    step = walk.step
    kept = next((e for e in parked_for(walk, step, seat) if str(e.number) == tap.value), None)
    if kept is None:
        walk.refuse("answer.old")
    elif tap.action == "leave_it":
        walk.amend(kept, state="dropped")
        walk.tell("answer.left_it", settles=True)
    elif not kind_of(walk)[0].may_bring(walk, seat):
        walk.refuse("answer.not_yours", name=walk.floor.up)
    else:
        _bring(walk, kept)
    return True


def _spoken_tip(walk: Walk, seat: SeatId, number: str) -> Entry | None:
    tips = (e for e in walk.session.entries if e.seat == seat and str(e.number) == number and e.state == "")
    return next((entry for entry in tips if can_park(walk, entry)), None)


def _decide(walk: Walk, entry: Entry, how: str) -> None:
    here = entry.visit == walk.session.visit
    listens = entry.finding in ("", "defends")
    if how == "park" and (listens or can_park(walk, entry)):
        walk.amend(entry, state="parked")
        walk.tell("answer.parked" if entry.finding in TIPS else "answer.parked_reaction", settles=True)
    elif how == "keep" and not listens:
        if entry.finding == ALOUD and entry.seat not in walk.floor.aloud:
            walk.floor.aloud.append(entry.seat)
        _put_there(walk, entry)
        walk.tell("answer.brought" if entry.finding == ALOUD else "answer.kept", settles=True)
    elif how == "ask":
        walk.amend(entry, state="dropped")
        walk.tell("answer.ask" if here and not listens and entry.finding != ALOUD else "answer.dropped", settles=True)
    else:
        walk.refuse("answer.old")


def _put_there(walk: Walk, entry: Entry) -> None:
    if _unasked(walk, entry.seat, private=entry.private):
        ask_aloud(walk, walk.amend(entry, finding=ALOUD))
    else:
        _accept(walk, entry)


def _accept(walk: Walk, entry: Entry) -> None:
    """It comes into the record; when its writer's turn went by meanwhile, it changes nothing else."""
    kind, step = kind_of(walk)
    entry = walk.amend(entry, state="", finding=REMARK if isinstance(kind, NoteKind) else entry.finding)
    if kind.apart and entry.visit == walk.session.visit:
        kind.mended(walk, step, entry)
    else:
        walk.relay(entry)
    if walk.floor.up == entry.seat and entry.visit == walk.session.visit:
        kind.accepted(walk, step, entry)


def _bring(walk: Walk, kept: Entry) -> None:
    """A parked tip or reaction comes into the record now, at its writer's turn; the room may have forgotten it."""
    kind, step = kind_of(walk)
    walk.amend(kept, state="dropped")
    entry = replace(
        kept, number=walk.session.number, step=step.id, visit=walk.session.visit, state="", finding="", private=True
    )
    walk.session.entries.append(entry)
    walk.relay(entry)
    if walk.floor.up == entry.seat:
        kind.accepted(walk, step, entry)
    walk.tell("answer.brought", settles=True)
