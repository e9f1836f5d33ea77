"""What can go wrong in storage, each as a sentence that says what happened and what to do now."""

from __future__ import annotations


class StorageError(Exception):
    """The base of all that storage raises on purpose."""


class Overtaken(StorageError):
    """Somebody else moved a session, a circle or a drawer on since it was read."""

    def __init__(self, what: str, *, number: int) -> None:
        super().__init__(
            f"{what} was moved on by somebody else before its move {number} was saved: "
            "roll back, read it again and take the event in anew"
        )
        self.what = what
        self.number = number


class Unavailable(StorageError):
    """The database did not answer, or was busy for too long. It may be well again at the next try."""


class Collided(Unavailable):
    """Two moves waited for each other, and the database gave this one up: done anew, it goes well."""


class Refused(StorageError):
    """The database refused a statement: a fault in the program, and no use to repeat it."""


class NotUpgraded(StorageError):
    """The tables are not those of this version of the program."""


class MasterKeyError(StorageError):
    """There is no master key, or not the right one."""


class Unreadable(StorageError):
    """Sealed words that do not open with the key of their owner."""

    def __init__(self, *, owner: str, number: int | str) -> None:
        super().__init__(
            f"the words with number {number} of {owner} do not open with the key of {owner}: "
            "the row was damaged or changed; restore it from a backup, or wipe it"
        )
        self.owner = owner
        self.number = number
