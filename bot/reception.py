"""What comes in is met here, and shown to whom it concerns."""

from __future__ import annotations

from bot import commands, membership, pages, presses, speech
from bot.desk import Desk
from bot.incoming import (
    Begin,
    Command,
    Enter,
    Free,
    Gone,
    Incoming,
    Membership,
    Message,
    Migrated,
    Reopened,
    Tap,
    Write,
)
from bot.rhythm import paged


def receive(desk: Desk, incoming: Incoming) -> None:
    match incoming:
        case Message():
            speech.said(desk, incoming)
        case Command():
            commands.typed(desk, incoming)
        case Tap():
            presses.pressed(desk, incoming)
        case Membership():
            membership.changed(desk, incoming)
        case Gone():
            membership.gone(desk, incoming)
        case Reopened():
            membership.reopened(desk, incoming)
        case Begin():
            pages.begun(desk, incoming)
        case Enter():
            pages.entered(desk, incoming)
        case Write():
            paged.wrote(desk, incoming)
        case Free():
            paged.freed(desk, incoming)
        case Migrated():
            membership.migrated(desk, incoming)
