"""The flow file: what a script may say. Everything in it is plain data; the engine gives it its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from flows.language.vocabulary import (
    EVERYONE,
    Blank,
    Guard,
    Name,
    Option,
    Part,
    Short,
    ShownText,
    StepName,
    StepNames,
    Text,
    WhenText,
    WhoText,
)
from flows.language.who import Who


class People(Part):
    min: Annotated[int, Field(ge=1, le=40)]
    ideal: Annotated[int, Field(ge=1, le=40)]
    max: Annotated[int, Field(ge=1, le=40)]


class Role(Part):
    #: How people call it, in the middle of a sentence.
    name: Short
    #: This role leads the conversation: it gets the cue card and the controls.
    leads: bool = False
    #: Who had it longest ago in this group is asked first.
    rotates: bool = False
    #: When whoever has it leaves, the conversation cannot simply go on without a new one.
    owns: bool = False


class StepBase(Part):
    id: Name
    title: Short
    #: What people are asked to do. {role} is filled with the name of whoever has that role.
    prompt: Text
    #: What whoever leads should look out for.
    cue: Text | None = None
    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
    #: An earlier step whose contributions are shown on the card; of a sort step, what was put in one place:
    #: "vragen" or "sorteren is warm".
    shows: ShownText | None = None
    when: WhenText | None = None

    @property
    def involved(self) -> tuple[Who, ...]:
        return (getattr(self, "who", EVERYONE),)

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text for people, with the field it stands in."""
        for field in ("title", "prompt", "cue", "listen", "low", "high"):
            text = getattr(self, field, None)
            if text is not None:
                yield field, text
        for field in ("points", "questions"):
            for text in getattr(self, field, ()):
                yield field, text
        for field in ("options", "places", "items"):
            for option in getattr(self, field, ()):
                yield field, option.text
        for blank in getattr(self, "fields", ()):
            yield "fields", blank.label
            yield "fields", blank.ask


class Consent(StepBase):
    """Everybody agrees to something, each for himself."""

    kind: Literal["consent"]
    who: WhoText = EVERYONE
    points: tuple[Text, ...] = ()


class Assign(StepBase):
    """Somebody gets a role: by fair rotation, by volunteering, by a vote or by drawing lots."""

    kind: Literal["assign"]
    role: Name
    by: Literal["rotation", "volunteer", "vote", "draw"]
    among: WhoText = EVERYONE
    #: The note step in which people brought in what is voted on.
    candidates: StepName | None = None
    #: Whether the bot may take the role when nobody wants it.
    bot_may: bool = False

    @property
    def involved(self) -> tuple[Who, ...]:
        return (self.among, Who(roles=(self.role,)))


class Show(StepBase):
    """Something to read before going on."""

    kind: Literal["show"]
    who: WhoText = EVERYONE


class Tell(StepBase):
    """One speaks, the others listen."""

    kind: Literal["tell"]
    who: WhoText
    #: What the others do meanwhile.
    listen: Text | None = None


class Round(StepBase):
    """Everybody says something, one after the other, without reactions."""

    kind: Literal["round"]
    who: WhoText = EVERYONE
    each: Annotated[int, Field(ge=1, le=5)] = 1
    guards: tuple[Guard, ...] = ()
    #: Who only listens; what they say is kept for the step named in ``keep_for``.
    silent: WhoText | None = None
    keep_for: StepName | None = None
    #: The steps whose parked tips are offered again here.
    unpark: StepNames = ()

    @property
    def involved(self) -> tuple[Who, ...]:
        return (self.who,) + ((self.silent,) if self.silent else ())


class Ask(StepBase):
    """Questions, one by one, and the answers to them."""

    kind: Literal["ask"]
    who: WhoText
    to: WhoText
    each: Annotated[int, Field(ge=1, le=5)] = 1
    guards: tuple[Guard, ...] = ()
    #: Each question is answered before the next one, or all are only collected; a later step shows them to be answered.
    answers: Literal["at-once", "none"] = "at-once"

    @property
    def involved(self) -> tuple[Who, ...]:
        return (self.who, self.to)


class Discuss(StepBase):
    """An open conversation."""

    kind: Literal["discuss"]
    who: WhoText = EVERYONE
    questions: tuple[Text, ...] = ()
    guards: tuple[Guard, ...] = ()
    silent: WhoText | None = None
    keep_for: StepName | None = None
    #: The steps whose parked tips are offered again here.
    unpark: StepNames = ()

    @property
    def involved(self) -> tuple[Who, ...]:
        return (self.who,) + ((self.silent,) if self.silent else ())


class Split(StepBase):
    """In small groups, out of earshot of the others. Nothing of it is ever shown to another group."""

    kind: Literal["split"]
    who: WhoText = EVERYONE
    #: How many there are in a group; who is left over joins one, so that nobody is alone.
    size: Literal[2, 3, 4] = 2
    #: Or how many groups there are at most, of two people at least: as many as there are parts to share out.
    groups: Annotated[int, Field(ge=2, le=8)] | None = None
    #: By lots; the same groups as in an earlier step; every group with somebody out of each of those; or two of those
    #: together.
    how: Literal["draw", "same", "mixed", "joined"] = "draw"
    source: StepName | None = None
    questions: tuple[Text, ...] = ()


class Call(StepBase):
    """Another flow, as a part of this one. What stands here is read before it begins."""

    kind: Literal["call"]
    flow: Name


class Note(StepBase):
    """Everybody writes in private; what is shown afterwards depends on ``reveal``."""

    kind: Literal["note"]
    who: WhoText = EVERYONE
    #: "later": a later step shows it. "one-by-one": each is shown in its turn, and the group takes a moment for it.
    reveal: Literal["never", "owner", "together", "anonymous", "later", "one-by-one"] = "together"
    #: How many notes each may write.
    most: Annotated[int, Field(ge=1, le=5)] = 1


class Choose(StepBase):
    """One of several options is chosen; later steps can depend on it."""

    kind: Literal["choose"]
    who: WhoText = EVERYONE
    options: Annotated[tuple[Option, ...], Field(max_length=8)] = ()
    #: Instead of options: the contributions of an earlier step.
    source: StepName | None = None
    #: A vote each; so many dots each, to give to one or to several; a first, second and third choice; or talking on
    #: until all choose the same (after three times most votes count); or lots.
    by: Literal["vote", "dots", "rank", "consensus", "draw"] = "vote"
    dots: Annotated[int, Field(ge=2, le=5)] = 3


class Sort(StepBase):
    """Contributions are put in places: warm or cold questions, what helps and what hinders, circles of influence."""

    kind: Literal["sort"]
    #: One person sorts all; everyone sorts what they brought in themselves.
    who: WhoText = EVERYONE
    source: StepName
    places: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]


class Write(StepBase):
    """Something is written down, part by part: a report, a table, a plus-min scheme, a chain, a letter."""

    kind: Literal["write"]
    #: One person writes for all; everyone writes his or her own.
    who: WhoText
    fields: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=8)]
    #: How many rows of these fields there may be; all fields of a row belong together.
    rows: Annotated[int, Field(ge=1, le=10)] = 1
    reveal: Literal["together", "never", "owner"] = "together"


class Wait(StepBase):
    """Time in between: for homework, a visit, an experiment. It ends on the day, or when all are ready."""

    kind: Literal["wait"]
    who: WhoText = EVERYONE
    days: Annotated[int, Field(ge=1, le=120)]


class Rate(StepBase):
    """A number from each; only the spread is shown, never whose it is."""

    kind: Literal["rate"]
    who: WhoText = EVERYONE
    low: Short
    high: Short
    #: Several things to give a number to, one after the other; without them it is the prompt itself.
    items: Annotated[tuple[Option, ...], Field(max_length=30)] = ()
    #: The highest number.
    top: Literal[5, 10] = 10
    reveal: Literal["spread", "never"] = "spread"


class Commit(StepBase):
    """One small plan, "als … dan …", with a date and how sure somebody is of it."""

    kind: Literal["commit"]
    who: WhoText
    reveal: Literal["together", "never"] = "together"


AnyStep = (
    Consent | Assign | Show | Tell | Round | Ask | Discuss | Split | Note | Choose | Sort | Write | Rate | Commit | Wait
    | Call
)  # fmt: skip
Step = Annotated[AnyStep, Field(discriminator="kind")]


class Repeat(Part):
    #: Each person has this role once; the others have the other one meanwhile.
    each: Name | None = None
    others: Name | None = None
    #: Again until this holds ("geholpen is ja"), or after so many times all the same.
    until: WhenText | None = None
    most: Annotated[int, Field(ge=2, le=6)] = 3


class Block(Part):
    """Steps that belong together and are done more than once."""

    id: Name
    repeat: Repeat
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


def _block_or_step(value: Any) -> str:
    return "block" if isinstance(value, Block) or (isinstance(value, dict) and "repeat" in value) else "step"


BlockOrStep = Annotated[Annotated[Block, Tag("block")] | Annotated[Step, Tag("step")], Discriminator(_block_or_step)]


class Flow(Part):
    flow: Name
    language: Literal["nl", "en"]
    title: Short
    #: For whom it is and what it yields, in one line.
    menu: Annotated[str, StringConstraints(max_length=160)]
    goal: Text
    inspired_by: Text
    #: When another conversation serves better.
    not_for: Text
    people: People
    #: The form to propose when there are too few.
    if_fewer: Name | None = None
    #: What people look for when it is the right one: help with a case of their own, a story to tell or hear, something
    #: to learn or try, something that is being made, or how a team works together.
    purpose: Literal["case", "story", "learning", "work", "team"] = "case"
    #: In all; where there is time in between, of all meetings together.
    minutes: Annotated[int, Field(ge=5, le=900)]
    paces: Annotated[tuple[Literal["table", "chat", "days"], ...], Field(min_length=1)] = ("table", "chat", "days")
    roles: dict[Name, Role] = Field(default_factory=dict)
    #: Short conversations that one can step aside into from any open one, and come back.
    asides: Annotated[tuple[Name, ...], Field(max_length=4)] = ()
    steps: Annotated[tuple[BlockOrStep, ...], Field(min_length=1)]

    @property
    def all_steps(self) -> tuple[AnyStep, ...]:
        return tuple(step for part in self.steps for step in (part.steps if isinstance(part, Block) else (part,)))
