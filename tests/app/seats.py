"""The shared app without a browser: a store with people who may log in, and one of them at a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from talentmap.access.identity import give_access
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.app import who
from talentmap.app.__main__ import STORE_VARIABLE, TODAY_VARIABLE
from talentmap.app.places import page_file
from talentmap.data.dataset import Dataset
from tests.access.test_workspace import TODAY
from tests.app.pages import ROOT, fine
from tests.store.copies import stored

Given = Mapping[str, Mapping[str, str]]


def filled(path: Path, empty: Path, data: Dataset, given: Given) -> Workspace:
    """A store with this organisation and these subjects, opened by who runs the machine."""
    path.write_bytes(empty.read_bytes())
    workspace = open_workspace(path, Viewer(None, "administrator"), today=TODAY)
    stored(workspace.store, data)
    for subject, one in given.items():
        give_access(workspace, subject, **one)  # type: ignore[arg-type]
    return workspace


def shared_by(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """From here on the app is one that several people share, on the day of the tests."""
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    monkeypatch.setenv(TODAY_VARIABLE, TODAY)


def sit(monkeypatch: pytest.MonkeyPatch, subject: str | None) -> None:
    """From here on this is who logged in."""
    monkeypatch.setattr(who, "subject", lambda: subject)
    monkeypatch.setattr("talentmap.app.main.subject", lambda: subject)


def visited(subject: str | None, monkeypatch: pytest.MonkeyPatch, page: str = "start", language: str = "en") -> AppTest:
    """The app as this subject opens a page of it."""
    sit(monkeypatch, subject)
    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["data_source"] = "toy"  # what a visitor might try to bring along
    app.run()
    if page != "start":
        app.switch_page(str(page_file(page))).run()
    return fine(app)
