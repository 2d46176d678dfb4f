"""Sockets blocked but for this machine: a test, or a Python it starts, that looks outside fails.

Python imports ``sitecustomize`` at its start from wherever it finds one, so a folder of ours at the front of
``PYTHONPATH`` guards every Python that a test starts.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START = Path(__file__).with_name("offline_start")


class LeavesTheMachineError(OSError):
    """Something tried to reach an address outside this machine."""


def is_here(host: object) -> bool:
    """Whether a host is this machine: blank, localhost, or a loopback address."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        found = ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def install() -> None:
    """Block; for the rest of this process."""
    connect, connect_ex, send_to, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.socket.sendto,
        socket.getaddrinfo,
    )

    def checked(family: int, address: Any) -> None:
        if family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            raise LeavesTheMachineError(f"tests stay on this machine: {address!r}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        checked(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        checked(self.family, address)
        return connect_ex(self, address)

    def guarded_send_to(self: socket.socket, data: Any, *rest: Any) -> int:
        checked(self.family, rest[-1])
        return send_to(self, data, *rest)

    def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if not is_here(host):
            raise LeavesTheMachineError(f"tests stay on this machine: {host!r}")
        return look_up(host, *rest, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.socket.sendto = guarded_send_to  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = guarded_look_up


@contextmanager
def blocked() -> Iterator[None]:
    """Block here, and in every Python started inside the block."""
    kept = (socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(START), *([before] if before else [])])
    install()
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo = kept  # type: ignore[method-assign]
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
