"""One app and one browser for the tests that look at pages: starting either takes longer than most of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.app.server import launched, needed, running


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once() -> Iterator[None]:
    """For parts of an app, which none of them holds; Streamlit looks again for each app in a test."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


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
