"""A real OpenID Connect provider on this machine and the settings with which the app logs people in at it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.app.server import free_port

SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{cookie}"
client_id = "talentmap"
client_secret = "known-to-the-provider-of-the-tests"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid", prompt = "login" }}
"""


@contextmanager
def provider(subjects: list[str]) -> Iterator[str]:
    """The provider with these people in it; its address. Stopped by its own handle."""
    port = free_port()
    program = Path(sys.executable).with_name("oidc-provider-mock")
    users = [part for subject in subjects for part in ("--user", subject)]
    command = [str(program), "-H", "localhost", "-p", str(port), *users]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://localhost:{port}"
        try:
            _wait(f"{address}/.well-known/openid-configuration", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the login service did not start")


def write_secrets(path: Path, app: str, at: str) -> None:
    """The secrets with which the app at `app` logs people in at the provider."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SECRETS.format(app=app, provider=at, cookie="k" * 48), encoding="utf-8")
