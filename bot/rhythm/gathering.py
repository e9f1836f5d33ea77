"""Where circles and conversations touch: a meeting opens one, and what comes of it goes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.addressing import WEB
from bot.buttons import join_payload
from bot.opening import give_code, new_session
from bot.outgoing import pack
from flows.engine.effects import Show
from flows.engine.events import RoomLost
from flows.engine.script import Script
from flows.engine.session import LOBBY, PROMISED, SeatId, Session, SessionId
from flows.language.model import Commit
from flows.rhythm.circle.events import Began, Ended
from flows.rhythm.circle.rota import order, planned
from flows.rhythm.circle.state import Circle, CircleId, Duty, Meeting, MemberId
from flows.rhythm.drawer.events import Planned
from flows.rhythm.effects import Tell
from flows.rhythm.words import Sentence, press, say
from storage.move import Move
from storage.parcels import Parcel
from storage.people import Person
from storage.rooms import Room

if TYPE_CHECKING:
    from bot.rhythm.rounds import Rounds

#: What two do who were matched, and what three do.
FOR_TWO, FOR_THREE = "verhalenderwijs", "troika"
#: Until so long before its time a meeting begins in ten minutes.
IN_TIME = timedelta(minutes=6)
#: What is done where the form of a circle is no longer there.
USUAL = "intervisie"


def open_meeting(rounds: Rounds, move: Move, circle: Circle, id: str, now: datetime) -> None:
    """The conversation of a meeting stands open, in the group or by an invitation to each."""
    meeting, script = circle.meeting(id), _script(rounds, circle, id)
    if meeting is None or script is None:
        return
    group = rounds.room_of(move, circle.id)
    if group is not None and move.sessions.open_in(group.id) is not None:
        # They are in the middle of something else there: this one gets a room of its own.
        group = None
    session = _open(rounds, move, circle, script, group, now)
    move.gatherings.add(session.id, circle.id, id)
    rounds.circle(move, circle.id, Began(meeting=id, session=session.id), now)
    lines: list[Sentence] = []
    if circle.rules:
        lines += [say("circle.opens_rules"), *(say("circle.rule_item", rule=rule) for rule in circle.rules)]
    if _met_before(circle):
        lines.append(say("circle.last_plans"))
    invited = _expected(circle, meeting)
    # Whoever was away for a while opens it when it should have begun.
    late = meeting.at is not None and now > meeting.at - IN_TIME
    if group is not None and group.chat is not None:
        opens = say("circle.opens_late" if late else "circle.opens", name=circle.name)
        rounds.tell_room(move, circle, group, Tell(lines=(opens, *lines)), now)
        _show_room(move, session, group, now)
        accounts = move.members.addresses(circle.id)
        invited = tuple(one for one in invited if accounts[one][0] == WEB)
    if invited:
        opens = say("circle.open_here_late" if late else "circle.open_here", name=circle.name)
        _invite(rounds, move, circle, session, (opens, *lines), invited, now)


def open_pair(rounds: Rounds, move: Move, circle: Circle, people: tuple[MemberId, ...], now: datetime) -> None:
    """Two who were matched, or three, have a room to talk in when it suits them."""
    scripts = rounds.settings.shelf.scripts
    script = scripts.get(FOR_TWO if len(people) < 3 else FOR_THREE) or scripts.get(USUAL)
    if script is not None:
        session = _open(rounds, move, circle, script, None, now)
        rounds.circle(move, circle.id, Began(meeting="", session=session.id), now)
        for one in people:
            others = circle.names([other for other in people if other != one])
            lines = (say("circle.pair_opens", name=circle.members[one].name, names=others),)
            _invite(rounds, move, circle, session, lines, (one,), now)


def look_in(rounds: Rounds, move: Move, circle: Circle, id: str, now: datetime) -> None:
    """A lobby in which nobody began makes room for the next conversation; one that goes on, goes on."""
    session = move.sessions.load(SessionId(id))
    if session is not None and session.state == LOBBY:
        rounds.conversations.apply(move, session.id, RoomLost(), now)
    elif session is None and (found := next((one for one in circle.meetings if one.session == id), None)) is not None:
        # It was forgotten meanwhile.
        rounds.circle(move, circle.id, Ended(meeting=found.id, held=False, at=now), now)


def _script(rounds: Rounds, circle: Circle, id: str) -> Script | None:
    meeting, shelf = circle.meeting(id), rounds.settings.shelf
    flow = meeting.flow if meeting is not None and meeting.flow in shelf.scripts else USUAL
    return shelf.looking_back(flow) if _met_before(circle) else shelf.scripts.get(flow)


def _met_before(circle: Circle) -> bool:
    return any(meeting.state == "held" for meeting in circle.meetings)


def _expected(circle: Circle, meeting: Meeting) -> tuple[MemberId, ...]:
    return tuple(member for member in circle.present if member not in meeting.away)


def _open(rounds: Rounds, move: Move, circle: Circle, script: Script, group: Room | None, now: datetime) -> Session:
    room = group or move.rooms.ensure(
        account=_account(rounds, move, circle), kind="private", chat=None, topic=None, title="", at=now
    )
    return new_session(rounds.settings, move, script, room, language=circle.language, at=now, home=circle)


def _account(rounds: Rounds, move: Move, circle: Circle) -> str:
    accounts = [person.account for person in rounds.people(move, circle, circle.present)]
    return next((account for account in accounts if account != WEB), WEB)


def _show_room(move: Move, session: Session, room: Room, now: datetime) -> None:
    assert room.chat is not None
    move.outbox.add([
        Parcel(
            account=room.account, session=session.id, number=0, n=0, chat=room.chat, topic=room.topic, slot="room",
            payload=pack(Show(fresh=True)), again=True, due=now, to="",
        )
    ])  # fmt: skip


def _invite(
    rounds: Rounds, move: Move, circle: Circle, session: Session, lines: tuple[Sentence, ...],
    members: tuple[MemberId, ...], now: datetime,
) -> None:  # fmt: skip
    code = give_code(move, session.id)
    for person in rounds.people(move, circle, list(members)):
        link = f"/j/{code}" if person.account == WEB else rounds.settings.link(join_payload(session.id))
        rows = ((press("circle.open", "link", link),),)
        rounds.tell_person(move, circle, person, Tell(lines=lines, rows=rows), now)


# Whoever sits down: whose turn it is, by the rota.


def turns_of(rounds: Rounds, move: Move, session: Session, person: Person) -> dict[str, str] | None:
    """When somebody last had each role, as the rota of the circle has it; None outside a circle's meeting."""
    found = move.gatherings.of(session.id)
    circle = None if found is None else move.circles.load(found[0], lock=False)
    if found is None or circle is None:
        return None
    meeting, member = circle.meeting(found[1]), move.members.member_of(circle.id, person.id)
    script = rounds.conversations.script(move, session)
    if meeting is None or meeting.at is None or script.leader is None:
        return {}
    # The first in the rota is the one who had it longest ago; a guest is asked after all members.
    among = order(circle, "lead", meeting, circle.present)
    place = among.index(member) if member in among else len(among)
    turns = {script.leader: f"{place:04}"}
    owner = next((name for name, role in script.flow.roles.items() if role.owns), None)
    duties: tuple[tuple[Duty, str | None], ...] = (("lead", script.leader), ("bring", owner))
    for duty, role in duties:
        if member is not None and role is not None and planned(circle, duty).get(meeting.id) == member:
            turns[role] = PROMISED
    return turns


# What a conversation leaves behind.


def ended(rounds: Rounds, move: Move, session: Session, now: datetime) -> None:
    room = move.rooms.get(move.sessions.room(session.id))
    if room is None or room.kind == "practice":
        return
    found = move.gatherings.of(session.id)
    if found is not None:
        # In this order: a circle, and then the drawers of those in it.
        move.circles.load(found[0])
    for plan in _plans(rounds, move, session):
        circle = found[0] if found is not None else ""
        event = Planned(text=plan.text, day=plan.day, sure=plan.sure, session=session.id, circle=circle)
        rounds.drawer(move, plan.person, event, now)
    if found is not None:
        rounds.circle(move, found[0], _ended(rounds, move, session, found[0], found[1], now), now)


def _ended(rounds: Rounds, move: Move, session: Session, circle: CircleId, meeting: str, now: datetime) -> Ended:
    people = move.seats.people(session.id)
    members = {seat: move.members.member_of(circle, person) for seat, person in people.items()}
    script = rounds.conversations.script(move, session)
    owner = next((name for name, role in script.flow.roles.items() if role.owns), None)
    had: dict[Duty, MemberId] = {}
    roles: tuple[tuple[Duty, str | None], ...] = (("lead", script.leader), ("bring", owner))
    for duty, role in roles:
        member = members.get(session.roles.get(role or "", SeatId("")))
        if member is not None:
            had[duty] = member
    present = [members[seat] for seat in session.present if members.get(seat) is not None]
    return Ended(
        meeting=meeting, held=session.visit > 0, at=now, present=tuple(one for one in present if one is not None),
        duties=had,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    person: int
    text: str
    day: date
    sure: int


def _plans(rounds: Rounds, move: Move, session: Session) -> Iterator[_Plan]:
    """What people took upon themselves, in their own words."""
    steps = rounds.conversations.script(move, session).steps
    people = move.seats.people(session.id)
    for key, answer in session.answers.items():
        step, _, seat = key.partition(" ")
        if seat not in people or step not in steps or not isinstance(steps[step], Commit):
            continue
        numbers = [one.words for one in session.entries if (one.step, one.seat, one.state) == (step, seat, "")]
        words = move.journal.words(session=session.id, numbers=numbers)
        text = " ".join(words[number] for number in numbers if words.get(number))
        day, _, sure = answer.partition(" ")
        if text and day:
            yield _Plan(person=people[SeatId(seat)], text=text, day=date.fromisoformat(day), sure=int(sure or 7))
