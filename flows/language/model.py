"""The flow file: what a script may say. Everything in it is plain data; the engine gives it its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

from flows.language.condition import Condition
from flows.language.who import Who

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


def _who(value: Any) -> Any:
    return Who.parse(value) if isinstance(value, str) else value


def _condition(value: Any) -> Any:
    return Condition.parse(value) if isinstance(value, str) else value


WhoText = Annotated[
    Who, BeforeValidator(_who), WithJsonSchema({"type": "string", "examples": ["iedereen behalve inbrenger"]})
]
WhenText = Annotated[
    Condition,
    BeforeValidator(_condition),
    WithJsonSchema({"type": "string", "examples": ["people >= 4", "genoeg is ja"]}),
]
EVERYONE = Who()


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class People(Part):
    min: Annotated[int, Field(ge=2, le=40)]
    ideal: Annotated[int, Field(ge=2, le=40)]
    max: Annotated[int, Field(ge=2, le=40)]


class Role(Part):
    #: How people call it, in the middle of a sentence.
    name: Short
    #: This role leads the conversation: it gets the cue card and the controls.
    leads: bool = False
    #: Who had it longest ago in this group is asked first.
    rotates: bool = False
    #: When whoever has it leaves, the conversation cannot simply go on without a new one.
    owns: bool = False


class Option(Part):
    #: Short, because a button of Telegram carries 64 bytes in all.
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
    text: Short


Guard = Literal["advice", "suggestion", "why", "stacked", "statement", "diagnosis", "defends"]


class StepBase(Part):
    id: Name
    title: Short
    #: What people are asked to do. {role} is filled with the name of whoever has that role.
    prompt: Text
    #: What whoever leads should look out for.
    cue: Text | None = None
    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
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
        for option in getattr(self, "options", ()):
            yield "options", option.text


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
    candidates: Name | None = None
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
    keep_for: Name | None = None
    #: The step whose parked tips are offered again here.
    unpark: Name | None = None

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
    keep_for: Name | None = None

    @property
    def involved(self) -> tuple[Who, ...]:
        return (self.who,) + ((self.silent,) if self.silent else ())


class Note(StepBase):
    """Everybody writes in private; what is shown afterwards depends on ``reveal``."""

    kind: Literal["note"]
    who: WhoText = EVERYONE
    reveal: Literal["never", "owner", "together", "anonymous"] = "together"


class Choose(StepBase):
    """One of several options is chosen; later steps can depend on it."""

    kind: Literal["choose"]
    who: WhoText = EVERYONE
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    by: Literal["vote", "draw"] = "vote"


class Rate(StepBase):
    """A number from each; only the spread is shown, never whose it is."""

    kind: Literal["rate"]
    who: WhoText = EVERYONE
    low: Short
    high: Short
    reveal: Literal["spread", "never"] = "spread"


class Commit(StepBase):
    """One small plan, "als … dan …", with a date and how sure somebody is of it."""

    kind: Literal["commit"]
    who: WhoText
    reveal: Literal["together", "never"] = "together"


AnyStep = Consent | Assign | Show | Tell | Round | Ask | Discuss | Note | Choose | Rate | Commit
Step = Annotated[AnyStep, Field(discriminator="kind")]


class Repeat(Part):
    #: Each person has this role once; the others have the other one meanwhile.
    each: Name
    others: Name | None = None


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
    minutes: Annotated[int, Field(ge=5, le=120)]
    paces: Annotated[tuple[Literal["table", "chat", "days"], ...], Field(min_length=1)] = ("table", "chat", "days")
    roles: dict[Name, Role] = {}
    steps: Annotated[tuple[BlockOrStep, ...], Field(min_length=1)]

    @property
    def all_steps(self) -> tuple[AnyStep, ...]:
        return tuple(step for part in self.steps for step in (part.steps if isinstance(part, Block) else (part,)))
