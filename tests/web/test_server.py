"""Whose word is taken for where a visitor comes from."""

from __future__ import annotations

import asyncio
from http.client import HTTPConnection

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.config import from_environment
from bot.web.server import Server


async def who(request: Request) -> Response:
    return PlainTextResponse(request.client.host if request.client else "")


@pytest.mark.parametrize(
    ("proxy", "seen"),
    [
        ("", "192.0.2.7"),
        ("127.0.0.0/8", "192.0.2.7"),
        ("10.0.0.2, 127.0.0.1", "192.0.2.7"),
        ("10.0.0.2", "127.0.0.1"),
        ("172.18.0.0/16,::1", "127.0.0.1"),
    ],
)
def test_a_proxy_is_believed_where_it_was_named(proxy: str, seen: str) -> None:
    config = from_environment({"BEURTELINGS_PROXY": proxy})

    async def serve() -> str:
        server = Server(Starlette(routes=[Route("/", who)]), host="127.0.0.1", port=0, proxy=config.proxy)
        running = asyncio.create_task(server.run())
        try:
            return await asyncio.to_thread(_ask, server.port)
        finally:
            server.stop()
            await running

    assert asyncio.run(serve()) == seen


def _ask(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"X-Forwarded-For": "192.0.2.7"})
        return connection.getresponse().read().decode()
    finally:
        connection.close()
