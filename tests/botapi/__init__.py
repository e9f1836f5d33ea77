"""A strict Telegram Bot API of our own, for tests: real HTTP, pretended people, a clock set by hand."""

from .api import BotApi
from .calls import Call
from .chats import Chat, Private
from .clock import Clock
from .errors import Impossible, Refusal, bad_request, forbidden, too_many
from .faults import Fault, Kind
from .groups import Group, Topic
from .keyboard import Button
from .messages import Message
from .people import Person
from .rates import Limits
from .taps import Tap
from .updates import Update

__all__ = [
    "BotApi",
    "Button",
    "Call",
    "Chat",
    "Clock",
    "Fault",
    "Group",
    "Impossible",
    "Kind",
    "Limits",
    "Message",
    "Person",
    "Private",
    "Refusal",
    "Tap",
    "Topic",
    "Update",
    "bad_request",
    "forbidden",
    "too_many",
]
