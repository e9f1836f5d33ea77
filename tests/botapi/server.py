"""The HTTP side: a thread for each connection, on a free port of loopback."""

from __future__ import annotations

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .errors import Refusal
from .handling import Answer, handle, refused
from .params import unpack
from .world import World


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, world: World, token: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = world
        self.token = token
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), name="bot api", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self.world.act():
            self.world.stopped = True
        self.world.faults.release_all()
        self.shutdown()
        self._thread.join()
        # Idle connections of the bot would keep their threads alive.
        for connection in list(self._connections):
            self.shutdown_request(connection)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bot that hangs up is no news; anything else is our own mistake and must be seen."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token, _, method = path.removeprefix("/bot").partition("/")
        answer: Answer | None
        if not path.startswith("/bot") or ":" not in token:
            answer = refused(Refusal(404, "Not Found"))
        elif token != self.server.token:
            answer = refused(Refusal(401, "Unauthorized"))
        else:
            answer = handle(self.server.world, method, unpack(query, self.headers.get("Content-Type") or "", body))
        if answer is None or self.server.world.stopped:
            self.close_connection = True
        else:
            self._write(answer)

    do_GET = do_POST

    def _write(self, answer: Answer) -> None:
        # One write, so that head and body travel together.
        head = (
            f"HTTP/1.1 {answer.status} {self.responses[answer.status][0]}\r\n"
            f"Content-Type: {answer.kind}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + answer.body)
