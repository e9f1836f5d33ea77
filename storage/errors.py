"""What can go wrong in storage, each as a sentence that says what happened and what to do now."""

from __future__ import annotations


class StorageError(Exception):
    """The base of all that storage raises on purpose."""


class Overtaken(StorageError):
    """Somebody else moved the session on since it was read."""

    def __init__(self, *, session: str, number: int) -> None:
        super().__init__(
            f"session {session} was moved on by somebody else before its move {number} was saved: "
            "roll back, read it again and take the event in anew"
        )
        self.session = session
        self.number = number


class Unavailable(StorageError):
    """The database did not answer, or was busy for too long. It may be well again at the next try."""


class Refused(StorageError):
    """The database refused a statement: a fault in the program, and no use to repeat it."""


class NotUpgraded(StorageError):
    """The tables are not those of this version of the program."""


class MasterKeyError(StorageError):
    """There is no master key, or not the right one."""


class Unreadable(StorageError):
    """Sealed words that do not open with the key of their session."""

    def __init__(self, *, session: str, number: int | str) -> None:
        super().__init__(
            f"the words of move {number} in session {session} do not open with the key of that session: "
            "the row was damaged or changed; restore it from a backup, or wipe it"
        )
        self.session = session
        self.number = number
