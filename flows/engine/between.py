"""Time in between: until when it lasts, the one reminder in it, and how people choose another day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.engine.effects import Button, Line
from flows.engine.events import Said
from flows.engine.session import SeatId
from flows.engine.timers import awake, hush, ring
from flows.engine.walk import Walk
from flows.language.model import Wait

DAY = timedelta(days=1)
#: Time in between as long as this has a reminder, so long before it goes on.
LONG, BEFORE = 4 * DAY, 2 * DAY
#: No day further away than this.
AHEAD = 120 * DAY
#: How much later, by what was tapped, and how all are told of it.
LATER = {"day": (1, "wait.day"), "week": (7, "wait.week"), "month": (28, "wait.month")}

#: What can be done in it, on the card and with the reminder.
BUTTONS = (
    (Button(action="ready", label="ready_to_go_on"),),
    (
        Button(action="later", value="week", label="week_later"),
        Button(action="later", value="month", label="month_pause"),
    ),
)


def begin(walk: Walk, step: Wait) -> None:
    """After a break it goes on to the day that was set."""
    if walk.floor.until is None:
        _set(walk, _awake(walk, walk.now + step.days * DAY))
    else:
        _ring(walk, max(walk.now, _until(walk)))


def over(walk: Walk) -> None:
    """The day is there. If we were away then, it is not made up for in the night."""
    if (due := _awake(walk, walk.now)) > walk.now:
        hush(walk, "remind")
        ring(walk, "wait", due)
        return
    hush(walk)
    walk.floor.phase = "over"
    walk.announce("wait.over")


def remind(walk: Walk) -> None:
    """Once: what there is to do, and when it goes on. Who is ready has no need of it."""
    at, due = _awake(walk, walk.now), _until(walk)
    if walk.now < at < due:
        ring(walk, "remind", at)
        return
    hush(walk, "remind")
    if at > walk.now or walk.now >= due:
        return
    floor, seats = walk.floor, walk.session.seats
    floor.reminded = 1
    lines = (
        _when("wait.reminder", due.astimezone(_zone(walk))),
        Line(key="flow:prompt", values={"step": walk.step.id}),
    )
    waiting = [seat for seat in floor.seats if seat not in floor.marks]
    for seat in waiting:
        if seats[seat].reachable:
            walk.say(*lines, to=seat, buttons=BUTTONS, again=False)
    if any(not seats[seat].reachable for seat in waiting):
        walk.say(*lines, again=False)


def postpone(walk: Walk, seat: SeatId, how: str) -> None:
    days, key = LATER[how]
    wanted = _until(walk).astimezone(_zone(walk)) + days * DAY
    if wanted.date() - walk.today > AHEAD:
        walk.refuse("answer.too_far")
        return
    _move(walk, seat, key, wanted)
    walk.tell("answer.moved")


def named(walk: Walk, seat: SeatId, said: Said) -> bool:
    """Somebody writes on which day to go on; False when it is about something else."""
    reading = said.reading
    if reading is None or (reading.day is None and not reading.no_such_day):
        return False
    day = reading.day
    if day is None:
        _not_that(walk, seat, "wait.no_such_day")
    elif day < walk.today:
        _not_that(walk, seat, "wait.past")
    elif day - walk.today > AHEAD:
        _not_that(walk, seat, "wait.far")
    else:
        _move(walk, seat, "wait.named", _on(walk, day))
    return True


def _not_that(walk: Walk, seat: SeatId, key: str) -> None:
    walk.say(Line(key=key), to=seat if walk.session.seats[seat].reachable else None, again=False)


def _on(walk: Walk, day: date) -> datetime:
    """That day, at the time of day at which it would have gone on."""
    clock = _until(walk).astimezone(_zone(walk)).timetz()
    return max(datetime.combine(day, clock), walk.now.astimezone(_zone(walk)))


def _move(walk: Walk, seat: SeatId, key: str, wanted: datetime) -> None:
    """To another day, told to all, with who chose it; a button from before is an old one."""
    due = _awake(walk, wanted)
    walk.floor.turn += 1
    _set(walk, due)
    lines = [] if walk.alone else [Line(key=key, names={"name": seat})]
    if due.date() != wanted.date():
        lines.append(Line(key="wait.free", values={"day": wanted.date().isoformat()}))
    walk.say(*lines, _when("wait.until", due), Line(key="wait.undo"))


def _set(walk: Walk, due: datetime) -> None:
    due = due.astimezone(walk.now.tzinfo)
    walk.floor.until = due.isoformat()
    # A day that is near needs no reminder, also when it is set anew after a break.
    walk.floor.reminded = int(due - walk.now < LONG)
    _ring(walk, due)


def _ring(walk: Walk, due: datetime) -> None:
    ring(walk, "wait", due)
    at = _reminder(walk, due)
    if walk.floor.reminded or not walk.now < at < due:
        hush(walk, "remind")
    else:
        ring(walk, "remind", at)


def _reminder(walk: Walk, due: datetime) -> datetime:
    """Two days before, or on the last school day before that; else the first one after it."""
    wanted = at = due.astimezone(_zone(walk)) - BEFORE
    while at > walk.now and _awake(walk, at) != at:
        at -= DAY
    return (at if at > walk.now else _awake(walk, wanted)).astimezone(walk.now.tzinfo)


def _until(walk: Walk) -> datetime:
    assert walk.floor.until is not None
    return datetime.fromisoformat(walk.floor.until)


def _zone(walk: Walk) -> ZoneInfo:
    return ZoneInfo(walk.session.zone)


def _awake(walk: Walk, moment: datetime) -> datetime:
    return awake(moment, walk.session.zone, walk.session.region)


def _when(key: str, due: datetime) -> Line:
    return Line(key=key, values={"day": due.date().isoformat(), "time": f"{due:%H:%M}"})
