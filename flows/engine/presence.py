"""Who is there: joining (also late), leaving, being out of reach, and the room itself being lost or found."""

from __future__ import annotations

from dataclasses import replace

from flows.engine import clocks
from flows.engine.effects import Button, Line
from flows.engine.events import Joined, Left, Reached, RoomFound
from flows.engine.onward import end_round, enter, kind_of
from flows.engine.session import LOBBY, Seat, SeatId
from flows.engine.walk import Walk
from flows.language.model import Assign


def joined(walk: Walk, event: Joined) -> None:
    session = walk.session
    known = session.seats.get(event.seat)
    if known is not None and known.present:
        if known.reachable != event.reachable:
            reached(walk, Reached(seat=event.seat, reachable=event.reachable))
        else:
            walk.idle = True
        walk.tell("answer.in_already")
        return
    if len(session.present) >= walk.script.flow.people.max:
        walk.refuse("answer.full")
        return
    session.seats[event.seat] = Seat(
        id=event.seat, name=event.name, reachable=event.reachable, served=dict(event.served)
    )
    walk.tell("answer.joined")
    if session.state == LOBBY:
        return
    walk.say(Line(key="presence.joined", names={"name": event.seat}), again=False)
    if session.pause == "owner_left" and not _missed(walk):
        session.pause = "asked"
    if session.running:
        kind, step = kind_of(walk)
        kind.joined(walk, step, event.seat)
        if walk.shared and kind.own_lines(walk, step, event.seat):
            walk.show(event.seat, fresh=True)


def left(walk: Walk, event: Left) -> None:
    session, seat = walk.session, event.seat
    if seat not in session.seats or not session.seats[seat].present:
        walk.refuse("answer.not_in")
        return
    led = walk.leader == seat
    session.seats[seat] = replace(session.seats[seat], present=False)
    walk.tell("answer.left")
    if session.state == LOBBY:
        if not session.present:
            walk.close("cancelled")
        return
    if not led:
        walk.say(Line(key="presence.left", names={"name": seat}), again=False)
    if session.motion is not None:
        agreed = tuple(other for other in session.motion.agreed if other != seat)
        session.motion = replace(session.motion, agreed=agreed) if session.motion.by != seat else None
    least = walk.script.flow.people.min
    if len(session.present) < max(2, least - 1) and len(session.present) < least:
        if session.waited:
            walk.close("too_few_halfway")
        else:
            walk.close("too_few")
        return
    if led:
        session.roles.pop(walk.script.leader or "")
    if session.running:
        _leave_the_step(walk, seat)
    elif session.pause == "asked" and _missed(walk):
        session.pause = "owner_left"
    if led and walk.leader is None:
        take = Button(action="take", label="take")
        walk.say(Line(key="leader.left", names={"name": seat}), buttons=((take,),), again=False)


def _leave_the_step(walk: Walk, seat: SeatId) -> None:
    session = walk.session
    kind, step = kind_of(walk)
    block = walk.script.block_of.get(step.id)
    if block is not None and session.roles.get(block.repeat.each or "") == seat:
        end_round(walk, block)
    elif not _missed(walk):
        kind.left(walk, step, seat)
    # Else nothing changes in it, for who might come back.
    if session.running and _missed(walk):
        clocks.hold(walk, "owner_left")


def _missed(walk: Walk) -> bool:
    """Whether this or a later step turns to an owner who is no longer here."""
    session, script = walk.session, walk.script
    # A role that goes round is taken by the next; only one that is given by a step can be given anew.
    given = {step.role for step in script.steps.values() if isinstance(step, Assign)}
    gone = {
        role for role in script.owner_roles & given if role in session.roles and not _here(walk, session.roles[role])
    }
    coming = script.order[script.order.index(session.beside or session.held or session.state) :]
    return any(role in gone for step in coming for who in script.steps[step].involved for role in who.roles)


def _here(walk: Walk, seat: SeatId) -> bool:
    return walk.session.seats[seat].present


def resume(walk: Walk) -> None:
    session = walk.session
    walk.pull("resume")
    session.held = session.pause = ""
    _catch_up(walk)
    if session.running:
        clocks.start_step(walk)
        clocks.start_turn(walk)
        walk.show(fresh=True)
        kind, step = kind_of(walk)
        for seat in kind.awaited(walk, step):
            if walk.shared and kind.own_lines(walk, step, seat):
                walk.show(seat, fresh=True)


def _catch_up(walk: Walk) -> None:
    """Who came and who went during the break."""
    for seat in walk.session.seats.values():
        if not walk.session.running:
            return
        if seat.present:
            kind, step = kind_of(walk)
            kind.joined(walk, step, seat.id)
        else:
            _leave_the_step(walk, seat.id)


def rechoose(walk: Walk) -> bool:
    """The owner of the case is gone: choose another case, if the flow has a step for that."""
    session = walk.session
    if session.pause != "owner_left":
        return False
    walk.pull("rechoose")
    session.held = session.pause = ""
    before = [n for n, trace in enumerate(session.trail) if trace.state == session.state]
    session.trail = session.trail[: before[0]] if before else session.trail
    enter(walk)
    return True


def take_over(walk: Walk, seat: SeatId) -> bool:
    role = walk.script.leader
    if role is None or (walk.leader is not None and not walk.session.leaderless):
        return False
    walk.serve(role, seat)
    walk.session.leaderless = False
    walk.say(Line(key="leader.new", names={"name": seat}), again=False)
    walk.show(seat, fresh=True)
    return True


def reached(walk: Walk, event: Reached) -> None:
    session = walk.session
    seat = session.seats.get(event.seat)
    if seat is None or seat.reachable == event.reachable:
        walk.idle = True
        return
    session.seats[seat.id] = replace(seat, reachable=event.reachable)
    if not seat.present:
        return
    if not event.reachable and not walk.shared:
        # In a room of private chats, who cannot be written to is not there.
        left(walk, Left(seat=seat.id))
    elif not event.reachable:
        open_chat = Button(action="open", value=seat.id, label="open")
        walk.say(Line(key="presence.unreachable", names={"name": seat.id}), buttons=((open_chat,),), again=False)


def room_lost(walk: Walk) -> None:
    if walk.session.state == LOBBY and not walk.session.present:
        # Nobody waits for it any more.
        walk.close("cancelled")
        return
    if not walk.session.running:
        walk.idle = True
        return
    clocks.hold(walk, "room_lost")
    for seat in walk.session.present:
        if walk.session.seats[seat].reachable:
            private = Button(action="move", label="move")
            walk.say(Line(key="room.lost"), to=seat, buttons=((private,),), again=False)


def room_found(walk: Walk, event: RoomFound) -> None:
    session = walk.session
    walk.idle = session.room == event.room and session.pause != "room_lost"
    session.room = event.room
    if session.pause == "room_lost":
        resume(walk)
        walk.say(Line(key="room.found"))
    for seat in session.present:
        if session.running and not walk.shared and not session.seats[seat].reachable:
            # In a room of private chats, who cannot be written to is not there.
            left(walk, Left(seat=seat))
