"""The way in for tests: a Telegram of our own, with people in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from .calls import Call
from .chats import Chat
from .clock import Clock, TellsTime
from .entities import Json
from .errors import Refusal
from .faults import Fault, Kind
from .groups import Group
from .people import Person
from .rates import Limits, most_within
from .robot import Robot
from .server import Server
from .taps import Tap
from .updates import Update
from .webhook import Webhook
from .world import World


class BotApi:
    """Telegram as one bot meets it. Use it in a with statement."""

    def __init__(
        self,
        clock: TellsTime | None = None,
        *,
        privacy: bool = True,
        username: str = "beurtelings_bot",
        token: str = "7203004005:AAFtestonlytestonlytestonlytestonly",
        tap_seconds: float = 15,
        limits: Limits | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.token = token
        bot = Robot(
            id=int(token.partition(":")[0]),
            first_name="Beurtelings",
            username=username,
            reads_all=not privacy,
        )
        self.world = World(self.clock, bot, limits or Limits(), tap_seconds)
        self._server = Server(self.world, token)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as base_url."""
        return f"{self.url}/bot"

    @property
    def bot(self) -> Robot:
        return self.world.bot

    def link(self, payload: str = "", *, group: bool = False) -> str:
        """A deep link to the bot."""
        asked = "startgroup" if group else "start"
        return f"https://t.me/{self.bot.username}" + (f"?{asked}={payload}" if payload or group else "")

    def person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
        started: bool = False,
    ) -> Person:
        """Somebody. Started: pressed Start long ago, without an update now."""
        with self.world.act():
            person = Person(self.world, first_name, last_name=last_name, username=username, language=language)
            person.chat.started = started
            self.world.people[person.id] = person
            self.world.chats[person.id] = person.chat
            return person

    def group(self, title: str, members: Sequence[Person], *, bot: bool = False, admin: bool = False) -> Group:
        """A small group; the first member owns it."""
        return self._group(title, "group", members, bot or admin, admin, is_forum=False)

    def supergroup(self, title: str, members: Sequence[Person], *, bot: bool = False, admin: bool = False) -> Group:
        return self._group(title, "supergroup", members, bot or admin, admin, is_forum=False)

    def forum(self, title: str, members: Sequence[Person], *, bot: bool = False, admin: bool = False) -> Group:
        """A supergroup with topics."""
        return self._group(title, "supergroup", members, bot or admin, admin, is_forum=True)

    def _group(
        self, title: str, kind: str, members: Sequence[Person], bot: bool, admin: bool, *, is_forum: bool
    ) -> Group:
        if not members:
            raise ValueError(f"The group {title!r} needs at least its owner.")
        with self.world.act():
            group = Group(self.world, title, kind, list(members), is_forum=is_forum)
            self.world.chats[group.id] = group
            if bot:
                group.adds_bot(admin=admin)
            return group

    def set_privacy(self, privacy: bool) -> None:
        """As at BotFather: at once in getMe, in a group only after the bot is added anew."""
        with self.world.act():
            self.world.bot.reads_all = not privacy

    @property
    def calls(self) -> list[Call]:
        with self.world.lock:
            return list(self.world.calls)

    def calls_of(self, method: str, chat: Chat | None = None) -> list[Call]:
        return [call for call in self.calls if call.method == method and chat in (None, call.chat)]

    @property
    def commands(self) -> list[Json]:
        """What setMyCommands left behind."""
        with self.world.lock:
            return list(self.world.commands)

    def sent_in(self, chat: Chat, window_seconds: float = 60) -> int:
        """The most messages the bot sent there within any such stretch."""
        return self._busiest(self.world.rates.sent, chat, window_seconds)

    def edits_in(self, chat: Chat, window_seconds: float = 60) -> int:
        return self._busiest(self.world.rates.edited, chat, window_seconds)

    def _busiest(self, times: dict[Chat, list[datetime]], chat: Chat, window_seconds: float) -> int:
        with self.world.lock:
            return most_within(times.get(chat, []), timedelta(seconds=window_seconds))

    def flood(self, chat: Chat, seconds: float) -> None:
        """Answer everything for this chat with 429 until that much time passed on the clock."""
        with self.world.act():
            self.world.rates.flood(chat, self.world.now() + timedelta(seconds=seconds))

    def fault(
        self,
        method: str,
        kind: Kind | str,
        *,
        times: int = 1,
        chat: Chat | None = None,
        refusal: Refusal | None = None,
    ) -> Fault:
        """Let the next calls of this method ("*" for any) go wrong; chat narrows it down."""
        fault = Fault(method=method, kind=Kind(kind), left=times, chat=chat, refusal=refusal)
        with self.world.act():
            self.world.faults.order(fault)
        return fault

    def deliver_again(self, what: Update | Tap | None = None) -> Tap | None:
        """The last update, or this one, once more under its own number; a tap as a second press."""
        if isinstance(what, Tap):
            return what.again()
        with self.world.act():
            self.world.updates.repeat(what or self.world.updates.all[-1])
            return None

    @property
    def pending_updates(self) -> list[Update]:
        with self.world.lock:
            return list(self.world.updates.pending)

    @property
    def updates(self) -> list[Update]:
        """All there ever were."""
        with self.world.lock:
            return list(self.world.updates.all)

    def wait(self, condition: Callable[[], bool], timeout: float = 5) -> None:
        """Until the condition holds. It is looked at anew whenever anything happens in this Telegram."""
        self.world.wait(condition, timeout)

    def wait_until_idle(self, timeout: float = 5) -> None:
        """Until the bot confirmed every update and is waiting for the next one."""
        world = self.world
        world.wait(lambda: not world.updates.ready and world.polling, timeout, "the bot to have taken everything in")

    def push(self, post: Callable[[Webhook, Update], int] | None = None) -> list[int]:
        """Send what is pending to the webhook, in order; an update stays pending unless answered with 2xx."""
        statuses = []
        for update in self.pending_updates:
            hook = self.world.webhook
            if hook is None:
                raise ValueError("There is no webhook: the bot has to call setWebhook first.")
            statuses.append(post(hook, update) if post else hook.post(update))
            if not 200 <= statuses[-1] < 300:
                break
            with self.world.act():
                self.world.updates.drop(update)
        return statuses
