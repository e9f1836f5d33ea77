"""The methods by which updates reach the bot."""

from __future__ import annotations

import time
from typing import Any

from .entities import Json
from .errors import Refusal, bad_request
from .params import Params
from .webhook import Webhook
from .world import World

LONGEST_POLL = 50


def get_updates(world: World, params: Params) -> list[Json]:
    """Wait for something to tell, in real time; a newer call ends the waiting of an older one."""
    if world.webhook is not None:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(world, params)
    offset = params.number("offset")
    if offset:
        world.updates.confirm_below(offset, world.now())
    world.poll += 1
    mine = world.poll
    world.changed.notify_all()
    until = time.monotonic() + min(max(params.number("timeout"), 0), LONGEST_POLL)
    world.polling = True
    try:
        _wait(world, mine, until)
    finally:
        # Whoever took over is the one that waits now.
        if world.poll == mine:
            world.polling = False
    world.updates.confirm_below(0, world.now())
    return [update.json for update in world.updates.take(min(max(params.number("limit", 100), 1), 100))]


def _wait(world: World, mine: int, until: float) -> None:
    while not world.updates.ready and (left := until - time.monotonic()) > 0 and not world.stopped:
        world.changed.wait(left)
        if world.poll != mine:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        if world.webhook is not None:
            raise Refusal(409, "Conflict: terminated by setWebhook request")


def _allow(world: World, params: Params) -> None:
    kinds: Any = params.object("allowed_updates")
    if isinstance(kinds, list):
        world.updates.allow(kinds)


def set_webhook(world: World, params: Params) -> bool:
    if not params.text("url"):
        return delete_webhook(world, params)
    if params.number("max_connections", 40) not in range(1, 101):
        raise bad_request("max_connections must be between 1 and 100")
    world.webhook = Webhook(
        url=params.text("url"),
        secret=params.text("secret_token"),
        max_connections=params.number("max_connections", 40),
    )
    _allow(world, params)
    _drop(world, params)
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = None
    _drop(world, params)
    return True


def _drop(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.waiting.clear()


def get_webhook_info(world: World, params: Params) -> Json:
    hook = world.webhook
    found: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook:
        found["max_connections"] = hook.max_connections
    if world.updates.allowed is not None:
        found["allowed_updates"] = sorted(world.updates.allowed)
    return found
