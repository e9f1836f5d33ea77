"""One call from beginning to end: fault, method, answer, and a line in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .calls import Call
from .chats import Chat
from .entities import Json
from .errors import Refusal
from .faults import Fault, Kind
from .methods import METHODS
from .params import Params
from .world import World

_PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    kind: str = "application/json"


def said(result: Any) -> Answer:
    return Answer(status=200, body=json.dumps({"ok": True, "result": result}).encode())


def refused(refusal: Refusal) -> Answer:
    found: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        found["parameters"] = refusal.parameters
    return Answer(status=refusal.code, body=json.dumps(found).encode())


def handle(world: World, method: str, params: Params) -> Answer | None:
    """None stands for a connection that breaks."""
    with world.act():
        chat = _chat(world, params)
        fault = world.faults.take(method.lower(), chat)
        answer = _carry_out(world, method, params, chat, fault)
    if fault is not None and fault.kind is Kind.SLOW:
        fault.hold()
    return answer


def _chat(world: World, params: Params) -> Chat | None:
    number = params.number("chat_id")
    return world.chats.get(number) or world.upgraded.get(number)


def _carry_out(world: World, method: str, params: Params, chat: Chat | None, fault: Fault | None) -> Answer | None:
    try:
        answer: Answer | None = _stopped_by(fault)
        refusal = None
        if answer is None and (fault is None or fault.kind is not Kind.UNDELIVERED):
            answer = said(_method(method)(world, params))
    except Refusal as error:
        answer, refusal = refused(error), error
    done = answer is not None and answer.status == 200
    world.calls.append(
        Call(
            method=method,
            chat=chat,
            at=world.now(),
            ok=done,
            error_code=refusal.code if refusal else answer.status if answer and not done else None,
            description=refusal.description if refusal else "",
            params=dict(params.values),
            fault=fault.kind.value if fault else None,
        )
    )
    return None if fault is not None and fault.kind is Kind.ANSWER_LOST else answer


def _method(name: str) -> Any:
    if name.lower() not in METHODS:
        raise Refusal(404, "Not Found: method not found")
    return METHODS[name.lower()]


def _stopped_by(fault: Fault | None) -> Answer | None:
    if fault is None:
        return None
    if fault.kind is Kind.PAGE_502:
        return Answer(status=502, body=_PAGE, kind="text/html")
    if fault.kind is Kind.ERROR_500:
        raise Refusal(500, "Internal Server Error")
    if fault.kind is Kind.REFUSED:
        raise fault.refusal or Refusal(400, "Bad Request: refused by the test")
    return None
