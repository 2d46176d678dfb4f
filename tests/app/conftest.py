"""One app and one browser for the tests that look at pages: starting either takes longer than most of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.server import launched, needed, running


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The app on the example municipality, started once."""
    needed()
    with running() as where:
        yield where


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """Debian's Chromium, closed before tests of another module run: its event loop would be in their way."""
    needed()
    with launched() as browser:
        yield browser
