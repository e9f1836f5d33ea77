"""Simulated colleagues: they see what people see, and do what the example does, or something as believable."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from bot.practice.example import Example, Turn
from bot.practice.stage import Scene
from flows.engine import controls
from flows.engine.events import Event, Joined, Left, Said, Tapped
from flows.engine.hints import ALOUD, can_park, held, parked_for
from flows.engine.onward import kind_of
from flows.engine.session import LOBBY, PAUSED, Entry, Pace, SeatId
from flows.engine.steps.assign import PROPOSED, AssignKind
from flows.engine.steps.choose import ChooseKind
from flows.engine.steps.commit import DAYS, CommitKind
from flows.engine.view import looking
from flows.engine.walk import Walk
from flows.language.model import Ask, Assign, Choose, Commit

#: Where people pass now and then; a story or an answer is what all wait for.
CAN_PASS = ("note", "round", "rate")
#: What people do to the course of a conversation.
MEDDLING = ("next", "back", "again", "more", "pause", "skip", "skip_person", "menu", "take", "hand", "return")
#: How much each says in an open conversation before being ready.
CHATTY = 2


@dataclass(kw_only=True)
class Manners:
    """How the colleagues behave; all zero is a group that does just what is asked."""

    passes: float = 0.0
    #: Nobody does anything until a timer rings.
    silent: float = 0.0
    leaves: float = 0.0
    comes_late: float = 0.0
    #: Presses a button of an earlier step.
    presses_old: float = 0.0
    #: Proposes something or changes the course.
    meddles: float = 0.0
    #: Asks for another day in the time between.
    postpones: float = 0.0


class Colleagues:
    """Everybody on a stage but those whose seats are taken by people."""

    def __init__(
        self,
        stage: Scene,
        example: Example | None,
        *,
        seed: int,
        manners: Manners | None = None,
        not_for: SeatId | None = None,
    ) -> None:
        self.stage, self.example, self.random = stage, example, Random(seed)
        self.manners = manners or Manners()
        self.not_for = not_for
        self._used: Counter[tuple[str, str]] = Counter()
        self._late = 0

    def recall(self) -> None:
        """What was said before is not said again by those who came in later."""
        session = self.stage.session
        for entry in session.entries:
            self._used[(entry.step, session.seats[entry.seat].name)] += 1

    def next_event(self) -> Event | None:
        """What happens next; None when they wait: for a timer, or for a person."""
        stage, session = self.stage, self.stage.session
        if session.state == LOBBY:
            host = next((seat for seat in session.present if seat != self.not_for), session.present[0])
            return Tapped(seat=host, action="begin", stamp=session.stamp)
        if session.state == PAUSED:
            return self._unpause()
        walk = looking(stage.script, session)
        if (odd := self._oddity(walk)) is not None:
            return odd
        for seat in self._ours(session.present):
            if (entry := held(walk, seat)) is not None:
                how = self._after_a_hint(walk, entry)
                return Tapped(seat=seat, action=how, value=str(entry.number))
        kind, step = kind_of(walk)
        awaited = self._ours(kind.awaited(walk, step))
        if session.motion is not None:
            voters = [one for one in self._ours(session.present) if one not in session.motion.agreed]
            if voters:
                action = "agree_motion" if self.random.random() < 0.6 else "against"
                return Tapped(seat=voters[0], action=action, stamp=session.stamp)
        if not awaited or self.random.random() < self.manners.silent or self._leaves_it_to_the_person(walk):
            return None
        seat = awaited[0] if session.floor.up else self.random.choice(awaited)
        return self._act(walk, seat)

    def _leaves_it_to_the_person(self, walk: Walk) -> bool:
        """In the example it is the person in the free seat who offers: the others give him or her the time."""
        me = self.not_for
        if me is None or not isinstance(walk.step, Assign) or walk.floor.phase != "volunteer":
            return False
        kind, step = kind_of(walk)
        return me in kind.awaited(walk, step) and self._picks(walk, me) == ["offer"]

    def act_for(self, seat: SeatId) -> Event:
        """What the example would do in somebody's place."""
        return self._act(looking(self.stage.script, self.stage.session), seat)

    def _after_a_hint(self, walk: Walk, entry: Entry) -> str:
        if can_park(walk, entry) or entry.finding in ("", "defends"):
            return "park"
        if entry.finding == ALOUD:
            return "keep"
        # Whoever follows an example has another question ready.
        return "ask" if self.example is not None or self.random.random() < 0.8 else "keep"

    def _ours(self, seats: list[SeatId]) -> list[SeatId]:
        return [seat for seat in seats if seat != self.not_for]

    def _unpause(self) -> Event:
        session = self.stage.session
        action = "other" if session.pause == "owner_left" else "resume"
        if action == "other" and self.stage.script.flow.people.min > len(session.present):
            action = "stop"
        voters = self._ours(session.present)
        if session.motion is not None:
            voters = [one for one in voters if one not in session.motion.agreed] or voters
            return Tapped(seat=voters[0], action="agree_motion", stamp=session.stamp)
        return Tapped(seat=voters[0], action=action, stamp=session.stamp)

    def _oddity(self, walk: Walk) -> Event | None:
        """What people do when they do not just follow."""
        session, manners, chance = self.stage.session, self.manners, self.random.random
        ours = self._ours(session.present)
        if chance() < manners.presses_old and session.visit > 1:
            stamp = f"{self.random.randrange(1, session.visit)}.1"
            return Tapped(
                seat=self.random.choice(ours), action=self.random.choice(["done", "agree", "next"]), stamp=stamp
            )
        if chance() < manners.leaves and len(ours) > 1:
            return Left(seat=self.random.choice(ours))
        if chance() < manners.comes_late:
            self._late += 1
            return Joined(seat=SeatId(f"late{self._late}"), name=f"Lou{self._late}")
        if chance() < manners.meddles:
            seat = self.random.choice(ours)
            if (beside := controls.asides(walk)) and chance() < 0.5:
                return Tapped(seat=seat, action="aside", value=self.random.choice(beside), stamp=session.stamp)
            return Tapped(seat=seat, action=self.random.choice(MEDDLING), stamp=session.stamp)
        return None

    def _act(self, walk: Walk, seat: SeatId) -> Event:
        session, floor = walk.session, walk.floor
        kind, step = kind_of(walk)
        stamp = session.stamp

        def tap(action: str, value: str = "") -> Tapped:
            return Tapped(seat=seat, action=action, value=value, stamp=stamp)

        if step.kind in CAN_PASS and self.random.random() < self.manners.passes:
            return tap("pass")
        kept = parked_for(walk, step, seat)
        if kept:
            return tap("bring", str(kept[0].number))
        match step.kind:
            case "consent":
                return tap("agree")
            case "assign":
                assert isinstance(kind, AssignKind)
                assert isinstance(step, Assign)
                return self._about_a_role(walk, kind, step, seat, tap("accept"))
            case "choose":
                assert isinstance(kind, ChooseKind)
                assert isinstance(step, Choose)
                return tap("pick", self._choice(walk, kind, step, seat))
            case "rate":
                return tap("rate", self._number(walk, seat))
            case "sort":
                return tap("sort", self._place(walk, [row[0].value for row in kind.own_buttons(walk, step, seat)]))
            case "write":
                offered = [one.action for row in kind.own_buttons(walk, step, seat) for one in row]
                if "another" in offered and self._has_more_to_say(walk, seat):
                    return tap("another")
                if "reveal" in offered:
                    return tap(self._reveals(walk, seat))
                return tap("done") if "done" in offered else self._say(walk, seat, private=True)
            case "wait":
                return self._in_between(seat, tap("ready"))
            case "commit":
                assert isinstance(kind, CommitKind)
                assert isinstance(step, Commit)
                return self._plan(walk, kind, step, seat)
            case "note":
                if kind.in_private(walk) and walk.here(seat) and step.reveal == "owner":
                    return tap(self._reveals(walk, seat))
                written = walk.here(seat) and self.example is not None and not self._has_more_to_say(walk, seat)
                if kind.in_private(walk) and not written:
                    return self._say(walk, seat, private=True)
                return tap("done")
            case "tell":
                enough = len(self._example_lines(walk, seat)) or 1
                if session.pace is Pace.TABLE or len(walk.here(seat)) >= enough:
                    return tap("done")
            case "split":
                if session.pace is Pace.TABLE or walk.here(seat):
                    return tap("done")
                return self._say(walk, seat, private=kind.in_private(walk))
            case "discuss":
                said = len(walk.here(seat))
                if session.pace is Pace.TABLE or said >= CHATTY or (said and self.random.random() < 0.5):
                    return tap("done")
            case "ask" | "round" if session.pace is Pace.TABLE:
                return tap("done")
            case "show":
                return tap("done")
        if step.kind == "ask" and floor.phase == "answer":
            return self._say(walk, seat, answers=True)
        return self._say(walk, seat)

    def _in_between(self, seat: SeatId, ready: Tapped) -> Event:
        """Most are ready; some ask for another day, by a button or in words."""
        if not self.manners.postpones or self.random.random() >= self.manners.postpones:
            return ready
        now = datetime.fromisoformat(self.stage.session.changed)
        there = now + timedelta(days=self.random.randrange(1, 60))
        words = self.random.choice(("", f"{there.day}-{there.month}-{there.year}", "31 juni"))
        if words:
            return Said(seat=seat, text=words, private=self.stage.session.room != "group")
        return replace(ready, action="later", value=self.random.choice(("week", "month")))

    def _about_a_role(self, walk: Walk, kind: AssignKind, step: Assign, seat: SeatId, accept: Tapped) -> Event:
        session, phase = walk.session, walk.floor.phase
        if phase in PROPOSED:
            return accept if self.random.random() > self.manners.passes else Tapped(
                seat=seat, action="decline", stamp=session.stamp
            )  # fmt: skip
        if phase == "volunteer":
            could = [one for one in self._ours(kind.awaited(walk, step)) if self._picks(walk, one) == ["offer"]]
            return Tapped(seat=could[0] if could else seat, action="offer", stamp=session.stamp)
        others = [one for one in kind.candidates(walk, step) if one != seat]
        if not others:
            return Tapped(seat=seat, action="pass", stamp=session.stamp)
        wanted = self._picked(session.state)
        known = [one for one in others if session.seats[one].name == wanted]
        return Tapped(seat=seat, action="vote", value=(known or [self.random.choice(others)])[0], stamp=session.stamp)

    def _plan(self, walk: Walk, kind: CommitKind, step: Commit, seat: SeatId) -> Event:
        stage = kind.stage(walk, step, seat)
        if stage == "plan":
            return self._say(walk, seat, private=True)
        plan = next((turn for turn in self._turns(walk, seat) if turn.days), None)
        days, sure = (plan.days, plan.sure) if plan is not None else (3, 8)
        known = {"day": ("day", str(days)), "sure": ("sure", str(sure)), "small": ("fine", ""), "show": ("reveal", "")}
        action, value = known[stage]
        if stage == "day" and days not in DAYS:
            there = datetime.fromisoformat(walk.session.changed) + timedelta(days=days)
            return Said(seat=seat, text=f"{there.day}-{there.month}-{there.year}", private=True)
        return Tapped(seat=seat, action=action, value=value, stamp=walk.session.stamp)

    def _choice(self, walk: Walk, kind: ChooseKind, spec: Choose, seat: SeatId) -> str:
        options = kind.options(walk, spec)
        step, own, name = walk.session.state, self._picks(walk, seat), walk.session.seats[seat].name
        used = self._used[(step, name)]
        self._used[(step, name)] += 1
        wanted = own[used] if used < len(own) else self._picked(step)
        names = {str(entry.number): walk.session.seats[entry.seat].name for entry in walk.session.entries}
        known = [one for one in options if wanted in (one, names.get(one))]
        given = walk.floor.picks.get(seat, "").split()
        return self.random.choice([one for one in known if one not in given] or options)

    def _picks(self, walk: Walk, seat: SeatId) -> list[str]:
        """All that somebody chooses in this step of the example, in order."""
        return [pick for turn in self._turns(walk, seat) for pick in turn.picks]

    def _turns(self, walk: Walk, seat: SeatId) -> list[Turn]:
        name, step = walk.session.seats[seat].name, walk.session.state
        return [turn for turn in (self.example.script if self.example else ()) if (turn.step, turn.who) == (step, name)]

    def _reveals(self, walk: Walk, seat: SeatId) -> str:
        return "conceal" if "conceal" in self._picks(walk, seat) else "reveal"

    def _has_more_to_say(self, walk: Walk, seat: SeatId) -> bool:
        name = walk.session.seats[seat].name
        return self._used[(walk.session.state, name)] < len(self._example_lines(walk, seat))

    def _place(self, walk: Walk, offered: list[str]) -> str:
        """Where the example puts somebody's contribution, or anywhere."""
        number = offered[0].partition(":")[0]
        entry = next(entry for entry in walk.session.entries if str(entry.number) == number)
        theirs = [one.number for one in walk.entries(entry.step, entry.seat)]
        about = (walk.session.state, walk.session.seats[entry.seat].name, theirs.index(entry.number) + 1)
        turns = self.example.script if self.example else ()
        places = [f"{number}:{turn.into}" for turn in turns if (turn.step, turn.sorts, turn.nth) == about]
        return places[0] if places and places[0] in offered else self.random.choice(offered)

    def _number(self, walk: Walk, seat: SeatId) -> str:
        step = walk.step
        top = getattr(step, "top", 10)
        number = str(self.random.choice((6, 7, 7, 8, 8, 8, 9) if top == 10 else (2, 3, 3, 4, 4, 5)))
        items = getattr(step, "items", ())
        item = items[len(walk.floor.picks.get(seat, "").split())].id if items else ""
        own = [turn.pick for turn in self._turns(walk, seat) if turn.pick.isdecimal() and turn.item == item]
        number = own[0] if own else number
        return f"{number}:{item}" if items else number

    def _picked(self, step: str) -> str:
        """What the example chooses most in a step."""
        picks = Counter(
            turn.pick for turn in (self.example.script if self.example else ()) if turn.step == step and turn.pick
        )
        picks.pop("pass", None)
        return picks.most_common(1)[0][0] if picks else ""

    def _example_lines(self, walk: Walk, seat: SeatId) -> list[str]:
        if self.example is None:
            return []
        name = walk.session.seats[seat].name
        return [line for who, line in self.example.lines(walk.session.state, walk.session.language) if who == name]

    def _own_lines(self, walk: Walk, seat: SeatId, *, answers: bool) -> list[str]:
        """What somebody says in the step; where questions are answered, only the ones or only the others."""
        own = self._example_lines(walk, seat)
        if self.example is None or not isinstance(walk.step, Ask) or walk.step.answers == "none":
            return own
        given = set(_answers(self.example.lines(walk.step.id, walk.session.language)))
        return [line for line in own if (line in given) == answers]

    def _all_lines(self, walk: Walk, *, answers: bool) -> tuple[str, ...]:
        """What anybody says in the step of the example."""
        return tuple(line for seat in walk.session.seats for line in self._own_lines(walk, seat, answers=answers))

    def _answer_to_the_last(self, walk: Walk) -> str:
        """The answer that the example has to the question just asked."""
        example, step, language = self.example, walk.session.state, walk.session.language
        asked = [entry for entry in walk.here() if entry.seat == walk.floor.asker]
        question = self.stage.words.get(asked[-1].words, "") if asked else ""
        if example is None or not question:
            return ""
        spoken = example.lines(step, language)
        for (who, line), (other, answer) in pairwise(spoken):
            if line == question and other != who:
                return answer
        spare = example.spare.get(step, {}).get(language, ())
        answers = example.answers.get(step, {}).get(language, ())
        return answers[spare.index(question)] if question in spare and answers else ""

    def _say(self, walk: Walk, seat: SeatId, *, private: bool = False, answers: bool = False) -> Said:
        return Said(seat=seat, text=self._line(walk, seat, answers=answers), private=private or not walk.shared)

    def _line(self, walk: Walk, seat: SeatId, *, answers: bool) -> str:
        """The next line of the example for this person, else a spare one of the step, else a plain one."""
        session, step = walk.session, walk.session.state
        if self.example is None:
            return f"{session.seats[seat].name}: {step} {session.number}?"
        if answers and (fitting := self._answer_to_the_last(walk)):
            return fitting
        name = session.seats[seat].name
        own = self._own_lines(walk, seat, answers=answers)
        turn = (step, f"{name} answers" if answers else name)
        used = self._used[turn]
        self._used[turn] += 1
        if used < len(own):
            return own[used]
        spare = (self.example.answers if answers else self.example.spare).get(step, {}).get(session.language, ())
        spare = spare or self._all_lines(walk, answers=answers)
        count = self._used[(step, "spare")]
        self._used[(step, "spare")] += 1
        return spare[count % len(spare)] if spare else "…"


def _answers(spoken: list[tuple[str, str]]) -> list[str]:
    """Which lines of a step with questions are answers: what somebody else says right after a question."""
    found: list[str] = []
    asker = ""
    for who, line in spoken:
        if asker and who != asker:
            found.append(line)
            asker = ""
        else:
            asker = who
    return found
