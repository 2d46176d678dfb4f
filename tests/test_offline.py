"""The guard around the suite: outside is refused, this machine is not, and started Pythons are guarded too."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.offline import LeavesTheMachineError, is_here


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::1", "10.0.0.1", "169.254.169.254"])
def test_an_address_outside_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(LeavesTheMachineError):
        one.connect((host, 80))
    with socket.socket(family, socket.SOCK_DGRAM) as one, pytest.raises(LeavesTheMachineError):
        one.sendto(b"x", (host, 53))


def test_a_name_outside_is_not_even_looked_up() -> None:
    with pytest.raises(LeavesTheMachineError):
        socket.getaddrinfo("example.org", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as one:
            met, _ = server.accept()
            with met:
                one.sendall(b"here")
                assert met.recv(4) == b"here"


def test_a_python_that_a_test_starts_is_guarded() -> None:
    code = "import socket; socket.create_connection(('203.0.113.7', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LeavesTheMachineError" in done.stderr


@pytest.mark.parametrize(
    ("host", "here"), [("localhost", True), ("::1", True), ("127.9.9.9", True), (b"localhost", True), ("a.b", False)]
)
def test_which_hosts_are_this_machine(host: object, here: bool) -> None:
    assert is_here(host) == here
