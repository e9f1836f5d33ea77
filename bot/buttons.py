"""What a button carries: a short token that says which session and moment it was made for and what it does."""

from __future__ import annotations

from dataclasses import dataclass

#: Telegram takes 64 bytes; session ids, actions and seats are short enough to stay below.
MAX_BYTES = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A button of a session."""

    session: str
    stamp: str
    action: str
    value: str = ""

    def __str__(self) -> str:
        data = "|".join(("s", self.session, self.stamp, self.action, self.value))
        assert len(data.encode()) <= MAX_BYTES, f"{self.action} {self.value} is too much for a button"
        return data

    @classmethod
    def read(cls, data: str) -> Token | None:
        parts = data.split("|")
        if len(parts) != 5 or parts[0] != "s":
            return None
        return cls(session=parts[1], stamp=parts[2], action=parts[3], value=parts[4])


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A button of the menu that comes before a session; it carries all that was chosen so far."""

    people: int = 0
    minutes: int = 0
    flow: str = ""
    #: A session that waits for a room, to go on here.
    resume: str = ""
    #: What people look for, instead of how long; and how many proposals they saw before.
    purpose: str = ""
    seen: int = 0

    def __str__(self) -> str:
        parts = (str(self.people), str(self.minutes), self.flow, self.resume, self.purpose, str(self.seen))
        return "|".join(("b", *parts))

    @classmethod
    def read(cls, data: str) -> Choice | None:
        parts = data.split("|")
        if len(parts) != 7 or parts[0] != "b" or not all(parts[n].isdecimal() for n in (1, 2, 6)):
            return None
        return cls(
            people=int(parts[1]), minutes=int(parts[2]), flow=parts[3], resume=parts[4], purpose=parts[5],
            seen=int(parts[6]),
        )  # fmt: skip


def join_payload(session: str) -> str:
    return f"j{session}"


def open_payload(session: str) -> str:
    return f"o{session}"
