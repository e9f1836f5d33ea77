"""Parcels: what the outbox takes in and hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

READY = "ready"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
#: Nobody knows whether it arrived, and it is not worth the risk of arriving twice.
UNCERTAIN = "uncertain"
#: A newer one for the same slot was added before it left.
SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """Something to be sent. Account, session, number and n are its key: the same one is never added twice."""

    account: str
    #: "" for what belongs to no session.
    session: str
    number: int
    n: int
    chat: int
    topic: int | None
    #: The place of which only the newest content counts, such as a card; None for what all has to arrive.
    slot: str | None
    #: JSON of whoever adds it; it never holds what people said.
    payload: str
    #: Whether it is sent again when nobody knows if it arrived.
    again: bool
    due: datetime
    #: The seat it is for, "" for the whole room.
    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed(Parcel):
    """A parcel that is ours to send now."""

    id: int
    #: How often it was claimed, this time included.
    attempts: int
