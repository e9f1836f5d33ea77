"""A circle: a standing group, what it agreed, whose turn it is, and when it meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NewType
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from flows.rhythm.dates import Answer
from flows.rhythm.holidays import free_days
from flows.rhythm.hours import Days, Hours

CircleId = NewType("CircleId", str)
#: Somebody within one circle: "m1", "m2".
MemberId = NewType("MemberId", str)
#: What goes round: leading the conversation, and bringing in a case.
Duty = Literal["lead", "bring"]
DUTIES: tuple[Duty, ...] = ("lead", "bring")
#: A meeting at which nobody came so long after its time does not begin any more.
LATE = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turns:
    """How often somebody had a duty, counted from where the others were when he or she came; and when last."""

    times: int = 0
    last: datetime | None = None


@dataclass(kw_only=True, slots=True)
class Member:
    id: MemberId
    name: str
    joined: datetime
    here: bool = True
    #: A private message arrives.
    reachable: bool = True
    turns: dict[Duty, Turns] = field(default_factory=dict)
    #: No pair, and no turn, until then.
    snoozed: date | None = None
    #: With whom somebody would like to talk, and with whom not. For nobody's eyes.
    wishes: list[MemberId] = field(default_factory=list)
    vetoes: list[MemberId] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Meeting:
    id: str
    #: "asked": a date is looked for; then "planned", "open" while it goes on, and "held" or "dropped".
    state: Literal["asked", "planned", "open", "held", "dropped"] = "planned"
    at: datetime | None = None
    flow: str = ""
    options: list[datetime] = field(default_factory=list)
    answers: dict[MemberId, dict[int, Answer]] = field(default_factory=dict)
    asked: datetime | None = None
    #: How often other dates were proposed: a mark belongs to those it was made for.
    tries: int = 0
    #: Who cannot come.
    away: list[MemberId] = field(default_factory=list)
    #: Who comes and would rather not have that duty this time.
    skips: dict[Duty, list[MemberId]] = field(default_factory=dict)
    #: Who has it by agreement: after a swap, or because it is done.
    fixed: dict[Duty, MemberId] = field(default_factory=dict)
    #: A swap that was proposed: of a duty, by one, to another.
    swap: Swap | None = None
    #: What was sent about it.
    sent: list[str] = field(default_factory=list)
    session: str = ""
    #: When the conversation was over; it may have lasted for days.
    over: datetime | None = None
    #: Who was there.
    present: list[MemberId] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap:
    duty: Duty
    by: MemberId
    #: The other one's meeting.
    meeting: str
    to: MemberId


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A pair, or three where the number is odd."""

    people: tuple[MemberId, ...]
    #: Whether they met; nobody said so yet.
    met: bool | None = None


@dataclass(kw_only=True, slots=True)
class Pairs:
    """The whole team in pairs, every so many weeks."""

    weeks: int = 3
    round: int = 0
    #: When the next round begins.
    next: datetime | None = None
    since: datetime | None = None
    asked: bool = False
    matches: list[Match] = field(default_factory=list)
    #: The conversations that were opened for them.
    rooms: list[str] = field(default_factory=list)
    left: list[MemberId] = field(default_factory=list)
    #: How often two met and in which round last, by their ids in order: "m1 m2".
    met: dict[str, tuple[int, int]] = field(default_factory=dict)
    threes: dict[MemberId, int] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class Circle:
    id: CircleId
    name: str
    language: str
    zone: str
    #: Of the school holidays; "" keeps to the national days off alone.
    region: str = ""
    #: Its own free days, from a calendar of the school.
    free: list[Days] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    #: The rhythm people chose: every so many weeks, on which day and when.
    weeks: int = 6
    weekday: int = 1
    clock: time = time(15, 30)
    flow: str = "intervisie"
    members: dict[MemberId, Member] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    pairs: Pairs | None = None
    #: How many members and meetings there ever were.
    counted: int = 0
    met: int = 0
    #: Messages to others that were written at an hour at which nobody is disturbed.
    waiting: list[str] = field(default_factory=list)
    #: The number of the last move.
    number: int = 0
    seed: str = ""

    @property
    def hours(self) -> Hours:
        return Hours(zone=self.zone, free=(*free_days(self.region), *self.free))

    @property
    def present(self) -> list[MemberId]:
        return [member.id for member in self.members.values() if member.here]

    @property
    def planned(self) -> list[Meeting]:
        """What is to come, the first one first."""
        coming = [meeting for meeting in self.meetings if meeting.state in ("planned", "open") and meeting.at]
        return sorted(coming, key=lambda meeting: (meeting.at is None, meeting.at))

    def ahead(self, now: datetime) -> list[Meeting]:
        """What is to come, without those whose time has gone by."""
        return [one for one in self.planned if one.state == "open" or (one.at is not None and one.at > now - LATE)]

    @property
    def asked(self) -> Meeting | None:
        """The one a date is looked for."""
        return next((meeting for meeting in self.meetings if meeting.state == "asked"), None)

    def meeting(self, id: str) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.id == id), None)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def awake(self, moment: datetime) -> list[MemberId]:
        """Of whom something may be asked then: all but who asked for rest."""
        day = self.day(moment)
        return [one for one in self.present if not _asleep(self.members[one], day)]

    def coming(self, meeting: Meeting) -> list[MemberId]:
        """Who did not say that they cannot come, and did not ask for rest."""
        assert meeting.at is not None
        return [one for one in self.awake(meeting.at) if one not in meeting.away]

    def names(self, members: list[MemberId] | tuple[MemberId, ...]) -> tuple[str, ...]:
        return tuple(self.members[member].name for member in members)


def _asleep(member: Member, day: date) -> bool:
    return member.snoozed is not None and day < member.snoozed


_JSON: TypeAdapter[Circle] = TypeAdapter(Circle)


def dump(circle: Circle) -> str:
    return _JSON.dump_json(circle).decode()


def load(text: str) -> Circle:
    return _JSON.validate_json(text)
