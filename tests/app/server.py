"""The app as a server of its own on a free port, and Debian's Chromium to look at it with the network blocked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = (1280, 900), (390, 844)
NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "localhost"}
"""A proxy that does not exist, for everything but this machine: a request that leaves is refused, also one to a number.

Refusing each request from Python instead would turn the browser's cache off, and every page would load everything anew.
"""
HARMLESS = ("/_stcore/health", "/_stcore/host-config")
"""Asked relative to a deep link first, answered 404, then asked at the right place."""


def chromium() -> str | None:
    """Where Debian's Chromium stands; None without it."""
    return shutil.which("chromium")


def needed() -> None:
    """Skip a test that needs the browser where it is absent; fail it where it must be there."""
    if chromium() is None:
        reason = "Debian's Chromium is absent: apt-get install chromium fonts-dejavu"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    *, script: Path = ROOT / "app_streamlit.py", port: int | None = None, secrets: Path | None = None, **variables: str
) -> Iterator[str]:
    """Start the app on a free port (or `port`) and give its address; it is stopped by its own handle."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += [f"--secrets.files={secrets}"] if secrets is not None else []
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as server:
        address = f"http://localhost:{port}"
        try:
            _wait(address, server)
            yield address
        finally:
            server.terminate()
            server.communicate(timeout=20)


def _wait(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the app did not start")


@dataclass
class Visit:
    """One browser tab that cannot reach anything but the app, and what went wrong in it."""

    page: Any
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, place: str = "", language: str = "nl") -> None:
        """Open a page by its address and wait until it stands."""
        self.page.goto(f"{self.address}/{place}?language={language}")
        self.settle()

    def go(self, place: str) -> None:
        """To another page as a reader goes there: by its link beside the page, which loads nothing anew."""
        self.page.locator(f'[data-testid=stSidebarNavLink][href$="/{place}"]').first.click()
        self.page.wait_for_url(f"{self.address}/{place}*", wait_until="commit")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and nothing on the page has moved for a while."""
        self.page.evaluate("() => { window.calmSince = 0 }")
        self.page.wait_for_function(_CALM, timeout=90_000, polling=100)

    def press(self, name: str) -> None:
        """Press a button (or one choice of several) by what it says."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("radio", name=name)).first.click()
        self.settle()

    def fill(self, label: str, value: str) -> None:
        """Type into a field by its label, and leave it as a reader does."""
        field_ = self.page.get_by_label(label, exact=True)
        field_.fill(value)
        field_.press("Tab")

    def wait_for(self, words: str) -> None:
        """Wait until the page says so."""
        self.page.get_by_text(words).first.wait_for(timeout=120_000)
        self.settle()

    def too_wide(self) -> int:
        """How many pixels the page is wider than the screen."""
        return int(self.page.evaluate(_TOO_WIDE))

    def picture(self, path: Path) -> None:
        """The whole page, however long, as a picture."""
        width = self.page.viewport_size["width"]
        least = PHONE[1] if width == PHONE[0] else DESKTOP[1]
        height = int(self.page.evaluate(_HEIGHT)) + 40
        self.page.set_viewport_size({"width": width, "height": max(least, min(height, 6000))})
        self.page.wait_for_timeout(900)
        self.page.screenshot(path=path)
        self.page.set_viewport_size({"width": width, "height": least})


_CALM = """() => {
    const calm = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
    const height = document.querySelector('[data-testid=stMainBlockContainer]')?.scrollHeight
    const now = performance.now()
    if (!calm || !window.calmSince || window.calmHeight !== height) {
        window.calmSince = now
        window.calmHeight = height
    }
    return calm && now - window.calmSince > 400
}"""
"""Whether the script is done and the page has kept its height for 0.4 s: by then a rerun has begun if there is one."""
_HEIGHT = "document.querySelector('[data-testid=stMainBlockContainer]').getBoundingClientRect().height"
_TOO_WIDE = """() => Math.max(0, ...['html', '[data-testid=stMain]', '[data-testid=stMainBlockContainer]']
    .map(part => document.querySelector(part)).filter(Boolean).map(part => part.scrollWidth - part.clientWidth))"""


@contextmanager
def launched() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS, proxy=NOWHERE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    address: str, size: tuple[int, int] = DESKTOP, *, scale: float = 1, browser: Any = None, also: str = ""
) -> Iterator[Visit]:
    """A visitor of the app; every request that leaves the machine is refused and noted, every error noted.

    Parameters
    ----------
    browser
        One that is running already; otherwise one is started for this visit.
    also
        Another address on this machine that may be reached, such as a login service.
    """
    with nullcontext(browser) if browser is not None else launched() as chrome:
        context = chrome.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="nl-NL",
            device_scale_factor=scale,
            has_touch=size == PHONE,
            reduced_motion="reduce",  # nothing here looks at movement, and drawing it takes a processor
        )
        visit = Visit(context.new_page(), address)
        inside = (address, address.replace("http", "ws"), "data:", "blob:", *([also] if also else []))

        def asked(request: Any) -> None:
            if not request.url.startswith(inside):
                visit.outside.append(request.url)

        def heard(message: Any) -> None:
            where = str((message.location or {}).get("url", ""))
            if message.type == "error" and not where.split("?")[0].endswith(HARMLESS):
                visit.errors.append(f"{message.text} ({where})")

        context.on("request", asked)
        visit.page.on("websocket", asked)
        visit.page.on("console", heard)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("dialog", lambda dialog: (visit.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        try:
            yield visit
        finally:
            context.close()
