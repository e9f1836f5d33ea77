"""A year of a circle, played on a virtual clock: the whole bot, a Telegram of our own, and people who tap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.shelf import Shelf, library_folder
from flows.engine.session import SessionId
from flows.rhythm.circle.agenda import agenda
from flows.rhythm.circle.state import Circle, Meeting
from flows.rhythm.hours import local, soonest
from tests.botapi import Person
from tests.rhythm.year_people import NAMES, NEWCOMERS, People
from tests.rhythm.year_plan import Deed, Plan
from tests.telegram.players import Players
from tests.telegram.town import Town

BEGINS, ENDS = datetime(2026, 8, 31, 12, 0, tzinfo=UTC), datetime(2027, 7, 9, tzinfo=UTC)
HOME = "Europe/Amsterdam"
#: What they do at first, and what they do later: there everybody makes a plan.
FLOWS = ("intervisie", "themasessie")
WEEKS = 4
#: People come in when the doors are open, and read their mail in the evening.
COMING_IN, EVENING = timedelta(minutes=6), time(20, 40)
#: Fewer do not hold a conversation.
LEAST = 4


@cache
def shelf() -> Shelf:
    return Shelf({flow: [library_folder() / flow] for flow in (*FLOWS, "verhalenderwijs", "troika")})


@dataclass(kw_only=True)
class Held:
    """A meeting as it was."""

    id: str
    at: datetime
    session: SessionId
    first_step: str
    leader: Person | None
    bringer: Person | None
    #: Who was in the circle, who of them had said not to come, and who was there.
    members: list[Person]
    away: list[Person]
    present: list[Person]


@dataclass(frozen=True, kw_only=True)
class Swap:
    """One leads instead of the other, who has a later turn in exchange."""

    by: Person
    to: Person
    meeting: str
    at: datetime


@dataclass(kw_only=True)
class Year:
    """All that is to be known of it."""

    town: Town
    people: People
    plan: Plan
    #: As it is in the end.
    circle: Circle = field(init=False)
    held: list[Held] = field(default_factory=list)
    #: Meetings that were called off: when they would have been, and when that was said.
    dropped: list[tuple[datetime, datetime]] = field(default_factory=list)
    #: When another date was agreed on for a meeting.
    settled: dict[str, datetime] = field(default_factory=dict)
    #: Who had better not lead at a meeting, by his or her own word or by staying away: it is somebody else's turn.
    passed: set[tuple[Person, str]] = field(default_factory=set)
    swaps: list[Swap] = field(default_factory=list)
    joined: dict[Person, datetime] = field(default_factory=dict)
    left: dict[Person, datetime] = field(default_factory=dict)
    #: When the server was down.
    down: list[tuple[datetime, datetime]] = field(default_factory=list)


def play(url: str, folder: Path, plan: Plan) -> Year:
    """From the end of August until the summer."""
    town = Town(url, folder, shelf=shelf())
    town.clock.advance(seconds=(BEGINS - town.clock.now()).total_seconds())
    with town:
        year = Year(town=town, people=People(town, NAMES, seed=plan.seed), plan=plan)
        Playing(year).play()
        year.circle = year.people.circle
    return year


class Playing:
    def __init__(self, year: Year) -> None:
        self.year, self.town, self.people = year, year.town, year.people
        self.random = Random(f"playing {year.plan.seed}")
        self.coming = [*NEWCOMERS]

    def play(self) -> None:
        self.people.found()
        self.people.agree_on(weeks=WEEKS, weekday=self.year.plan.weekday, clock=self.year.plan.clock)
        self.year.joined = dict.fromkeys(self.people.all, self.town.clock.now())
        number = 0
        while (meeting := self._next()) is not None:
            number += 1
            self._meet(meeting, self.year.plan.deeds.get(number, ()))

    def _next(self) -> Meeting | None:
        """The next one there is; they plan ahead when few are left."""
        if len(self.people.circle.planned) < 3:
            self.people.plan_ahead()
        first = self.people.circle.planned[0]
        assert first.at is not None
        return first if first.at < ENDS else None

    def _until(self, moment: datetime) -> None:
        left = (moment - self.town.clock.now()).total_seconds()
        if left > 0:
            self.town.passes(hours=left / 3600)

    def _meet(self, meeting: Meeting, deeds: tuple[Deed, ...]) -> None:
        for deed in sorted(deeds, key=lambda deed: -deed.hours):
            now = self._as_it_is(meeting.id)
            if deed.hours and now.at is not None:
                self._until(now.at - timedelta(hours=deed.hours))
            if now.state == "planned":
                getattr(self, f"_{deed.what.replace(' ', '_')}")(meeting.id)
        now = self._as_it_is(meeting.id)
        if now.state == "planned":
            self._hold(now, {deed.what for deed in deeds})

    def _hold(self, meeting: Meeting, known: set[str]) -> None:
        assert meeting.at is not None
        self._until(meeting.at - COMING_IN)
        meeting = self._as_it_is(meeting.id)
        assert meeting.at is not None
        assert meeting.state == "open", f"the meeting of {meeting.at} is {meeting.state} when it is time"
        coming = self.people.coming(meeting)
        late = self._does_not_show_up(meeting.id, coming) if "no show" in known else None
        there = [person for person in coming if person is not late]
        self.random.shuffle(there)
        members = self.people.here
        players = self.people.gather(SessionId(meeting.session), there)
        self._until(meeting.at)
        first = self.people.talk(players, halfway=self.town.restarts if "restart halfway" in known else nothing)
        self.year.held.append(
            Held(
                id=meeting.id, at=meeting.at, session=players.id, first_step=first, members=members, present=there,
                away=[person for person in members if person not in coming],
                leader=having(players, players.stage.script.leader), bringer=having(players, owning(players)),
            )
        )  # fmt: skip
        absent = [person for person in members if person not in there]
        self.year.passed |= {(person, meeting.id) for person in absent}
        for days in (0, 3):
            day = (meeting.at + timedelta(days=days)).astimezone(ZoneInfo(HOME)).date()
            self._until(local(HOME, day, EVENING))
            self.people.read_mail()

    def _as_it_is(self, meeting: str) -> Meeting:
        found = self.people.circle.meeting(meeting)
        assert found is not None
        return found

    # What goes otherwise.

    def _leader_away(self, meeting: str) -> None:
        self._is_away(self.people.having("lead", meeting), meeting)

    def _other_away(self, meeting: str) -> None:
        leader = self.people.having("lead", meeting)
        others = [person for person in self.people.coming(self._as_it_is(meeting)) if person is not leader]
        self._is_away(self.random.choice(others), meeting)

    def _is_away(self, person: Person | None, meeting: str) -> None:
        if person is not None and len(self.people.coming(self._as_it_is(meeting))) > LEAST:
            self.people.cannot(person, meeting)

    def _does_not_show_up(self, meeting: str, coming: list[Person]) -> Person | None:
        return self.random.choice(coming) if len(coming) > LEAST else None

    def _skips(self, meeting: str) -> None:
        person = self.people.having("lead", meeting)
        if person is not None:
            self.people.skips(person, meeting, "lead")
            self.year.passed.add((person, meeting))

    def _swap(self, meeting: str, *, yes: bool = True) -> None:
        person = self.people.having("lead", meeting)
        other = None if person is None else self.people.asks_to_swap(person, meeting)
        if person is None or other is None:
            return
        # Who is asked in the evening hears of it in the morning.
        self._until_school_hours()
        self.people.answers_swap(other, meeting, yes=yes)
        if yes:
            self.year.passed.add((person, meeting))
            self.year.swaps.append(Swap(by=person, to=other, meeting=meeting, at=self.town.clock.now()))

    def _no_swap(self, meeting: str) -> None:
        self._swap(meeting, yes=False)

    def _no_show(self, meeting: str) -> None:
        """When it is time."""

    def _other_date(self, meeting: str) -> None:
        cannot, late, *_ = self.random.sample(self.people.here, 3)
        self.people.looks_for_another_date(meeting, cannot, late, self._until_school_hours)
        self.year.settled[meeting] = self.town.clock.now()

    def _until_school_hours(self, days: int = 0) -> None:
        moment = self.town.clock.now() + timedelta(days=days)
        self._until(soonest(self.people.circle.hours, moment) + timedelta(hours=1))

    def _dropped(self, meeting: str) -> None:
        at = self._as_it_is(meeting).at
        assert at is not None
        self.people.drops(self.random.choice(self.people.here), meeting)
        self.year.dropped.append((at, self.town.clock.now()))

    def _other_form(self, meeting: str) -> None:
        self.people.choose_form(self.random.choice(self.people.here), meeting, FLOWS[1])

    def _newcomer(self, meeting: str, *, by_link: bool = False) -> None:
        person = self.people.arrives(self.coming.pop(0), by_link=by_link)
        self.year.joined[person] = self.town.clock.now()

    def _newcomer_by_link(self, meeting: str) -> None:
        self._newcomer(meeting, by_link=True)

    def _leaves(self, meeting: str) -> None:
        """Of those who were there from the beginning, whoever is to lead first: the others find their way."""
        leaders = [self.people.having("lead", one.id) for one in self.people.circle.planned]
        old = [one for one in leaders if one is not None and one.first_name in NAMES]
        if old and len(self.people.here) > LEAST:
            self.people.leaves(old[0])
            self.year.left[old[0]] = self.town.clock.now()

    def _restart(self, meeting: str) -> None:
        self.town.restarts()

    def _restart_halfway(self, meeting: str) -> None:
        """When they talk."""

    def _down(self, meeting: str) -> None:
        """For a day, around when all should have heard of the meeting."""
        todo = agenda(self.people.circle)
        due = next((one.at for one in todo if (one.what, one.about) == ("prepare", meeting)), None)
        if due is None:
            return
        self._until(due - timedelta(hours=5))
        begins = self.town.clock.now()
        self.town.stops()
        self.town.clock.advance(seconds=24 * 3600)
        self.town.starts()
        self.year.down.append((begins, self.town.clock.now()))


def having(players: Players, role: str | None) -> Person | None:
    seat = players.session.roles.get(role or "")
    return None if seat is None else players.person(seat)


def owning(players: Players) -> str | None:
    """What whoever brings something in is called."""
    return next((name for name, role in players.stage.script.flow.roles.items() if role.owns), None)


def nothing() -> None:
    """Nothing happens halfway."""
