"""The pages, served in the loop of the program."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

#: So many knock at the same time before any is let in.
BACKLOG = 2048
#: How long open pages are given when the program stops.
PATIENCE = 2


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program has its own way of being told to stop."""
        yield


class Server:
    def __init__(self, app: Starlette, *, host: str, port: int, proxy: str = "127.0.0.1") -> None:
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=PATIENCE,
            server_header=False, date_header=False, ws="none", proxy_headers=True, forwarded_allow_ips=proxy,
        )  # fmt: skip
        self._server = _Uvicorn(config)
        #: Opened at once, so that it is known before anything else starts whether it can be had.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self._socket.listen(BACKLOG)
        self.port: int = self._socket.getsockname()[1]

    async def run(self) -> None:
        await self._server.serve(sockets=[self._socket])

    def stop(self) -> None:
        self._server.should_exit = True
