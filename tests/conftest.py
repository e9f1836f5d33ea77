"""What holds for the whole run: settings that libraries read when imported, and a network that ends at this machine."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# python-telegram-bot gives seconds as numbers, with a warning each time, unless told before it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# Who has no session of a desktop has no such folder, and the PostgreSQL for the tests complains about that.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="beurtelings-run-")
    atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)

# No deadline: a busy machine is no fault. In CI the same examples each time: what fails there fails here too.
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


class LeftTheMachine(RuntimeError):
    """A test reached for another machine. No OSError: code that lives with a bad network would swallow that."""


def stays_here(address: object) -> bool:
    """Whether a socket's address is of this machine: a path of a unix socket, or loopback."""
    return not isinstance(address, tuple) or _is_loopback(address[0])


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def _refused() -> Iterator[list[str]]:
    """Every reach for another machine in this process, refused before it begins."""
    refused: list[str] = []

    def guarded(real: Callable[..., Any], allowed: Callable[[Any], bool], place: int) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            target = args[place] if len(args) > place else next(iter(more.values()), None)
            if not allowed(target):
                refused.append(repr(target))
                raise LeftTheMachine(f"tests stay on this machine, and this one reached for {target!r}")
            return real(*args, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), stays_here, place=1))
        # Asking for a name already leaves the machine.
        patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, _is_loopback, place=0))
        yield refused


@pytest.fixture(autouse=True)
def refused_connections(_refused: list[str]) -> Iterator[list[str]]:
    """Fails the test that reached out, also where its code caught the refusal."""
    _refused.clear()
    yield _refused
    assert not _refused, f"tests stay on this machine, and this one reached for {', '.join(_refused)}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted, added up over all of them."""
    figures: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", ()):
        for name, figure in report.user_properties:
            figures[name] = figures.get(name, 0) + figure
    for name, figure in figures.items():
        terminalreporter.write_line(f"{name}: {figure}")
