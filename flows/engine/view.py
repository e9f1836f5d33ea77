"""What a session looks like: the card of the room, and the card that somebody has in private."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.engine import controls, lobby
from flows.engine.effects import Button, Line
from flows.engine.events import RoomLost
from flows.engine.onward import kind_of
from flows.engine.progress import progress
from flows.engine.script import Script
from flows.engine.session import CLOSED, LOBBY, PAUSED, Mark, SeatId, Session
from flows.engine.steps.kind import Rows
from flows.engine.steps.write import written
from flows.engine.walk import Walk
from flows.language.model import Commit, Note, Split, Wait, Write

#: How somebody stands, as the card shows it.
MARKS = {Mark.DONE: "done", Mark.PASSED: "passed"}

#: Before somebody has said this much, nobody has said little.
ENOUGH_TO_COMPARE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A card in parts, without a language or a channel."""

    #: "lobby", "step", "paused", "closed", or "own" for somebody's private card.
    about: str
    #: The step it shows, and which of how many it is.
    step: str = ""
    position: int = 0
    total: int = 0
    #: What was decided in the step before.
    news: tuple[Line, ...] = ()
    head: tuple[Line, ...] = ()
    #: Whether the prompt of the step, with its points and questions, belongs on it.
    prompt: bool = False
    lines: tuple[Line, ...] = ()
    #: Everybody's name, with "done", "passed", "up", "waiting", or "" where that says nothing.
    people: tuple[tuple[SeatId, str], ...] = ()
    until: datetime | None = None
    buttons: Rows = ()
    stamp: str = ""
    #: On a page of one's own the rest stands apart: what is asked of this person alone, and all else that can be done.
    own: tuple[Line, ...] = ()
    own_buttons: Rows = ()
    menu: Rows = ()
    #: Who reads what is written now: "all", "nobody" yet, a small "group", or "" where nothing is written.
    readers: str = ""


#: Looking needs no time.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def looking(script: Script, session: Session) -> Walk:
    return Walk(script, session, RoomLost(), _NEVER)


def room_card(script: Script, session: Session) -> Card:
    """What everybody sees in a shared chat."""
    walk = looking(script, session)
    if session.state == LOBBY:
        return _lobby(walk)
    if session.state == PAUSED:
        return _paused(walk)
    if session.state == CLOSED:
        return _closed(walk)
    kind, step = kind_of(walk)
    rows = [*kind.buttons(walk, step)]
    if kind.in_private(walk):
        rows.append((Button(action="open", label="open_note"),))
    rows.append(_controls(walk))
    return _step(walk, prompt=True, lines=tuple(kind.lines(walk, step)), buttons=(*rows, *_motion_buttons(walk)))


def own_card(script: Script, session: Session, seat: SeatId) -> Card:
    """What somebody sees in private: everything in a room of private chats, else only what is his or hers."""
    walk = looking(script, session)
    if session.state == LOBBY:
        return _lobby(walk, joined=True)
    if session.state == PAUSED:
        return _paused(walk)
    if session.state == CLOSED:
        return _closed(walk)
    kind, step = kind_of(walk)
    own = (*kind.own_lines(walk, step, seat), *_cues(walk, seat))
    rows = [*kind.own_buttons(walk, step, seat)]
    if session.room != "group":
        if not kind.in_private(walk) and _acts(walk, seat):
            rows += kind.buttons(walk, step)
        rows.append(_controls(walk))
        return _step(walk, prompt=True, lines=(*kind.lines(walk, step), *own), buttons=(*rows, *_motion_buttons(walk)))
    if not own and seat != walk.leader:
        return Card(about="own", lines=(Line(key="own.nothing"),))
    if seat == walk.leader:
        rows += controls.menu(walk, seat)
    asked = bool(kind.own_lines(walk, step, seat))
    card = _step(walk, prompt=asked, lines=own, buttons=tuple(rows))
    return Card(
        about="own", step=card.step, position=card.position, total=card.total, prompt=card.prompt,
        lines=card.lines, buttons=card.buttons, stamp=card.stamp, until=card.until,
    )  # fmt: skip


def _controls(walk: Walk) -> tuple[Button, ...]:
    """On every card; time in between has buttons of its own for more of it."""
    more = () if isinstance(walk.step, Wait) else (Button(action="more", label="more"),)
    return (*more, Button(action="menu", label="menu"))


def page_card(script: Script, session: Session, seat: SeatId) -> Card:
    """What somebody sees on a page of his or her own, part by part."""
    walk = looking(script, session)
    if not session.running:
        return own_card(script, session, seat)
    kind, step = kind_of(walk)
    buttons = kind.buttons(walk, step) if not kind.in_private(walk) and _acts(walk, seat) else ()
    card = _step(walk, prompt=True, lines=tuple(kind.lines(walk, step)), buttons=(*buttons, *_motion_buttons(walk)))
    return replace(
        card, own=(*kind.own_lines(walk, step, seat), *_cues(walk, seat)),
        own_buttons=kind.own_buttons(walk, step, seat), menu=controls.menu(walk, seat), readers=_readers(walk),
    )  # fmt: skip


def _readers(walk: Walk) -> str:
    kind, _ = kind_of(walk)
    if kind.apart:
        return "group" if walk.writes else ""
    if kind.private and kind.in_private(walk):
        return "nobody"
    return "all" if walk.writes else ""


def _cues(walk: Walk, seat: SeatId) -> tuple[Line, ...]:
    """What whoever leads should look out for."""
    if seat != walk.leader:
        return ()
    cue = (Line(key="flow:cue", values={"step": walk.step.id}),) if walk.step.cue else ()
    quiet = tuple(other for other in _spoke_least(walk) if other != seat)
    return (*cue, Line(key="cue.quiet", lists={"names": quiet})) if 0 < len(quiet) <= 2 else cue


def _spoke_least(walk: Walk) -> list[SeatId]:
    """Who has said clearly less than the others so far; what is written in private is nobody's to count."""
    private = {step.id for step in walk.script.steps.values() if isinstance(step, Note | Write | Commit | Split)}
    spoken = [e.seat for e in walk.session.entries if e.state == "" and e.step not in private]
    counts = {seat: spoken.count(seat) for seat in walk.session.present}
    most = max(counts.values())
    return [seat for seat, count in counts.items() if most >= ENOUGH_TO_COMPARE and count * 3 <= most]


def _acts(walk: Walk, seat: SeatId) -> bool:
    """Whether the buttons of the step are of any use to somebody in a room of private chats."""
    up = walk.floor.up
    return up is None or up == seat or walk.leader == seat or walk.floor.phase in ("rotation", "volunteer", "vote")


def _step(walk: Walk, *, prompt: bool, lines: tuple[Line, ...], buttons: Rows) -> Card:
    kind, step = kind_of(walk)
    position, total = progress(walk)
    until = walk.floor.until
    return Card(
        about="step",
        step=step.id,
        position=position,
        total=total,
        news=_news(walk),
        head=(kind.head(walk, step), *_motion(walk)),
        prompt=prompt,
        lines=(*_shown(walk), *lines, *_listen(walk)),
        people=_people(walk),
        until=datetime.fromisoformat(until) if until else None,
        buttons=buttons,
        stamp=walk.session.stamp,
    )


def _shown(walk: Walk) -> tuple[Line, ...]:
    """Contributions of an earlier step that this one is about."""
    what = walk.step.shows
    if what is None:
        return ()
    entries, source = walk.shown(what), walk.script.steps[what.step]
    if walk.nameless(what.step):
        return tuple(Line(key="note.anonymous", words={"words": e.words}) for e in entries)
    if isinstance(source, Write):
        lines: list[Line] = []
        for seat in dict.fromkeys(e.seat for e in entries):
            lines += (
                Line(key="write.of", names={"name": seat}),
                *written(source, [e for e in entries if e.seat == seat]),
            )
        return tuple(lines)
    return tuple(Line(key="note.of", names={"name": e.seat}, words={"words": e.words}) for e in entries)


def _news(walk: Walk) -> tuple[Line, ...]:
    return tuple(Line(key=n.key, names=walk.names(name=n.name), values=n.values) for n in walk.session.news)


def _listen(walk: Walk) -> tuple[Line, ...]:
    step = walk.step
    return (Line(key="flow:listen", values={"step": step.id}),) if getattr(step, "listen", None) else ()


def _motion(walk: Walk) -> tuple[Line, ...]:
    motion = walk.session.motion
    if motion is None:
        return ()
    what, _, aside = motion.what.partition(":")
    return (Line(key=f"motion.{what}", names=walk.names(name=motion.by, who=walk.floor.up), values={"aside": aside}),)


def _motion_buttons(walk: Walk) -> Rows:
    if walk.session.motion is None:
        return ()
    return ((Button(action="agree_motion", label="agree_motion"), Button(action="against", label="against")),)


def _people(walk: Walk) -> tuple[tuple[SeatId, str], ...]:
    kind, step = kind_of(walk)
    floor = walk.floor
    awaited = set(kind.awaited(walk, step))
    if len(floor.seats) < 2 or kind.secret:
        return ()

    def stands(seat: SeatId) -> str:
        if seat == floor.up:
            return "up"
        if seat in floor.marks:
            return MARKS[floor.marks[seat]]
        return "waiting" if seat in awaited or seat in floor.queue or seat == floor.asker else ""

    return tuple((seat, stands(seat)) for seat in floor.seats if seat in walk.session.present)


def _lobby(walk: Walk, *, joined: bool = False) -> Card:
    session, flow = walk.session, walk.script.flow
    paces = tuple(
        Button(action="pace", value=pace, label=f"pace_{pace}", chosen=pace == session.pace) for pace in flow.paces
    )
    rows = [
        *(() if joined else ((Button(action="join", label="join"),),)),
        paces,
        (Button(action="guards", label="guards", chosen=session.guards),),
        (Button(action="begin", label="begin"), Button(action="cancel", label="cancel")),
    ]
    if lobby.too_few(walk):
        rows.append((Button(action="smaller", label="smaller"),))
    return Card(
        about="lobby",
        head=(Line(key="flow:menu"),),
        lines=(Line(key=f"lobby.pace.{session.pace}"),),
        people=tuple((seat, "") for seat in session.present),
        buttons=tuple(rows),
        stamp=session.stamp,
    )


def _paused(walk: Walk) -> Card:
    why = walk.session.pause
    first = Button(action="other", label="other") if why == "owner_left" else Button(action="resume", label="resume")
    return Card(
        about="paused",
        step=walk.session.held,
        head=(Line(key=f"paused.{why}"), *_motion(walk)),
        buttons=((first, Button(action="stop", label="stop")), *_motion_buttons(walk)),
        stamp=walk.session.stamp,
    )


def _closed(walk: Walk) -> Card:
    return Card(about="closed", news=_news(walk), head=(_end(walk),), stamp=walk.session.stamp)


def _end(walk: Walk) -> Line:
    if walk.alone and walk.session.reason == "done":
        return Line(key="closed.alone")
    return Line(key=f"closed.{walk.session.reason}")
