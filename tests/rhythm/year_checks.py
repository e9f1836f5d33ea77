"""What has to hold of a year: turns, silence, and what belongs to each meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from flows.rhythm.hours import local, school_day, soonest, welcome
from flows.rhythm.look_back import STEP
from tests.botapi import Person
from tests.rhythm.year import HOME, Held, Year
from tests.rhythm.year_sent import AT_ONCE, Letter, Sent

#: A preparation comes about two days before: not earlier than the one, nor later than the other, where there is school.
AT_THE_EARLIEST, AT_THE_LATEST = timedelta(days=5), timedelta(days=2)
DOORS = timedelta(minutes=10)
MOST_REMINDERS = 4


class Checks:
    def __init__(self, year: Year) -> None:
        self.year, self.sent = year, Sent(year)
        self.hours = year.circle.hours

    def faults(self) -> list[str]:
        """Everything that does not hold, in words."""
        return [
            *self.turns(), *self.told_who_leads(), *self.silence(), *self.meetings(), *self.called_off(),
            *self.reminders(), *self.after_leaving(),
        ]  # fmt: skip

    # Turns.

    def led(self, person: Person, *, until: Held | None = None, since: datetime | None = None) -> int:
        held = self.year.held[: self.year.held.index(until) + 1] if until else self.year.held
        return sum(one.leader is person for one in held if since is None or one.at > since)

    def together(self, one: Person, other: Person, until: Held) -> tuple[int, int]:
        """How often each led since both were in the circle."""
        since = max(self.year.joined[one], self.year.joined[other])
        return self.led(one, until=until, since=since), self.led(other, until=until, since=since)

    def turns(self) -> Iterator[str]:
        """Nobody leads while somebody who is there and willing had fewer turns; nor do any two drift apart."""
        for number, held in enumerate(self.year.held):
            if held.leader is None:
                yield f"nobody led the meeting of {held.at:%d-%m}"
                continue
            had = self.counted(self.year.held[:number], held.at)
            fewer = [one for one in held.present if had[one] < had[held.leader] and not self.gave_away(one, held)]
            if fewer and not self.took_over(held.leader, held):
                names = ", ".join(one.first_name for one in fewer)
                yield f"{held.leader.first_name} led on {held.at:%d-%m}, and {names} had fewer turns"
            for one, other in combinations(held.members, 2):
                mine, theirs = self.together(one, other, held)
                less, more = (one, other) if mine < theirs else (other, one)
                if abs(mine - theirs) > 1 + self.chosen(less, more, held):
                    yield f"by {held.at:%d-%m} {more.first_name} led more often than {less.first_name} by more than one"

    def counted(self, held: list[Held], until: datetime) -> dict[Person, int]:
        """Whoever comes later counts from the lowest of the others."""
        turns: dict[Person, int] = {}
        moments = [(at, False, person) for person, at in self.year.joined.items() if at < until]
        moments += [(one.at, True, one.leader) for one in held if one.leader is not None]
        for at, led, person in sorted(moments, key=lambda moment: moment[0]):
            here = [one for one in turns if one not in self.year.left or self.year.left[one] > at]
            turns[person] = turns[person] + 1 if led else min((turns[one] for one in here), default=0)
        return turns

    def gave_away(self, person: Person, held: Held) -> bool:
        """Whether somebody passed on this turn, or has one in exchange that is still to come."""
        later = [swap for swap in self.year.swaps if swap.by is person and swap.at < held.at]
        waits = any(
            not any(one.leader is person and swap.at < one.at < held.at for one in self.year.held) for swap in later
        )
        return waits or (person, held.id) in self.year.passed

    def took_over(self, person: Person, held: Held) -> bool:
        return any((swap.to, swap.meeting) == (person, held.id) for swap in self.year.swaps)

    def chosen(self, fewer: Person, more: Person, until: Held) -> int:
        """What people decided for themselves: a turn passed on by the one, or taken over by the other."""
        since = max(self.year.joined[fewer], self.year.joined[more])
        shared = [one for one in self.year.held[: self.year.held.index(until) + 1] if one.at > since]
        passed = sum((fewer, one.id) in self.year.passed for one in shared)
        return passed + sum(self.took_over(more, one) for one in shared)

    def widest(self) -> int:
        """The largest difference there ever was between two members."""
        return max(
            (
                abs(mine - theirs)
                for held in self.year.held
                for one, other in combinations(held.members, 2)
                for mine, theirs in [self.together(one, other, held)]
            ),
            default=0,
        )

    def told_who_leads(self) -> Iterator[str]:
        """Whoever leads was told so, and of all who were told so each led, or had said no."""
        for held in self.year.held:
            texts = [self.sent.says(f"circle.{key}.lead", at=held.at) for key in ("you", "now_you")]
            told = {letter.to for text in texts for letter in self.sent.to_one(text)}
            took = {swap.to for swap in self.year.swaps if swap.meeting == held.id}
            passed = {person for person, id in self.year.passed if id == held.id}
            if held.leader is not None and held.leader not in told | took and self.shown_up(held):
                yield f"{held.leader.first_name} led on {held.at:%d-%m} without having heard of it"
            for person in told - {held.leader} - passed:
                if person is not None and person not in self.year.left:
                    yield f"{person.first_name} was told to lead on {held.at:%d-%m}, and did not"

    def shown_up(self, held: Held) -> bool:
        """Whether all came who were expected, and whoever leads can be reached."""
        reached = held.leader is not None and self.reachable(held.leader, held.at - AT_THE_EARLIEST)
        return reached and set(held.members) - set(held.present) <= set(held.away)

    def reachable(self, person: Person, at: datetime) -> bool:
        return any(message.at < at for message in person.chat.all_messages if not message.by_bot)

    # Silence.

    def silence(self) -> Iterator[str]:
        for letter in self.sent.letters:
            if not letter.answer and not welcome(self.hours, letter.at) and not self.opens(letter.at):
                to = "the group" if letter.to is None else letter.to.first_name
                yield f"{to} was disturbed at {self.there(letter.at):%a %d-%m %H:%M}: {letter.text[:60]!r}"

    def opens(self, at: datetime) -> bool:
        """The moment itself is what people planned."""
        return any(timedelta(0) <= at - (held.at - DOORS) <= AT_ONCE for held in self.year.held)

    # Meetings.

    def meetings(self) -> Iterator[str]:
        follow_ups, openings = self.sent.follow_ups(), self.sent.openings()
        if len(follow_ups) != len(self.year.held) or len(openings) != len(self.year.held):
            yield f"{len(self.year.held)} meetings, {len(openings)} openings and {len(follow_ups)} follow-ups"
        for number, held in enumerate(self.year.held):
            day = f"{held.at:%d-%m}"
            if (held.first_step == STEP) != (number > 0):
                yield f"the meeting of {day} began with {held.first_step}"
            if [letter.at for letter in openings if abs(letter.at - held.at) < timedelta(hours=1)] == []:
                yield f"the meeting of {day} was not opened"
            prepared = self.sent.preparations(held.at)
            if len(prepared) != 1:
                yield f"the meeting of {day} was prepared {len(prepared)} times"
            elif not self.in_time(prepared[0].at, held):
                yield f"the meeting of {day} was prepared {self.there(prepared[0].at):%a %d-%m %H:%M}"
            after = self.followed(held)
            if after is None:
                yield f"nothing followed on the meeting of {day}"
            elif self.there(after.at).date() != self.there(self.day_after(held.at)).date():
                yield f"the follow-up of {day} came {self.there(after.at):%a %d-%m %H:%M}"

    def in_time(self, prepared: datetime, held: Held) -> bool:
        """About two days before; where the date was new then, no school or the server down, as soon as can be."""
        at = held.at
        if at - AT_THE_EARLIEST <= prepared <= at - AT_THE_LATEST:
            return True
        free = not any(welcome(self.hours, at - AT_THE_LATEST - timedelta(hours=hours)) for hours in range(48))
        moments = [at - AT_THE_LATEST] if free else [back for down, back in self.year.down if down < at - AT_THE_LATEST]
        moments += [settled for id, settled in self.year.settled.items() if id == held.id]
        return any(abs(prepared - soonest(self.hours, moment)) <= AT_ONCE for moment in moments)

    def followed(self, held: Held) -> Letter | None:
        """The first that came after it."""
        return next((letter for letter in self.sent.follow_ups() if letter.at > held.at), None)

    def day_after(self, at: datetime) -> datetime:
        """The day after, or the first school day there is."""
        day = self.there(at).date() + timedelta(days=1)
        while not school_day(self.hours, day):
            day += timedelta(days=1)
        return local(HOME, day, self.hours.opens)

    def called_off(self) -> Iterator[str]:
        for at, said in self.year.dropped:
            for letter in self.sent.letters:
                announces = letter.text.startswith(self.sent.says("circle.dropped", who="", at=at)[:25])
                if letter.at > said + AT_ONCE and self.sent.moment(at) in letter.text and not announces:
                    yield f"something was said on {letter.at:%d-%m} of the meeting of {at:%d-%m}, which was off"

    # What is somebody's own.

    def plans(self) -> Counter[tuple[Person, str]]:
        """How often somebody made a plan in these words."""
        made: Counter[tuple[Person, str]] = Counter()
        for letter in self.sent.letters:
            if letter.to is not None and any(
                data.startswith("d|want|") and data.endswith(":yes") for data in letter.data
            ):
                made[letter.to, letter.text.split("“")[1].split("”")[0]] += 1
        return made

    def reminded(self, person: Person, text: str) -> int:
        made = self.sent.says("plan.remind")
        mine = [letter for letter in self.sent.letters if letter.to is person and text in letter.text]
        return sum(not letter.answer and made not in letter.text for letter in mine)

    def reminders(self) -> Iterator[str]:
        for (person, text), times in self.plans().items():
            if (reminded := self.reminded(person, text)) > MOST_REMINDERS * times:
                yield f"{person.first_name} was reminded {reminded} times of one plan"

    def after_leaving(self) -> Iterator[str]:
        for person, left in self.year.left.items():
            later = [letter for letter in self.sent.letters if letter.to is person and letter.at > left + AT_ONCE]
            for letter in later:
                if any(data.startswith("k|") for data in letter.data) or self.year.circle.name in letter.text:
                    yield f"{person.first_name} had left, and still heard on {letter.at:%d-%m}: {letter.text[:60]!r}"

    def there(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(HOME))
