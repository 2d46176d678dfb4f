"""The app without a browser: open a page on given data, in a language, and read what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from talentmap.app.data import Own
from talentmap.app.places import page_file
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.vocabulary import text

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("nl", "en")
PAGES = ("start", "map", "match", "team", "staffing", "groups", "portfolio", "access")


def nothing() -> Dataset:
    """A dataset of empty tables."""
    return Dataset.from_frames({name: table.empty() for name, table in tables().items()})


def opened(page: str = "start", *, language: str = "nl", source: str = "toy", data: Dataset | None = None) -> AppTest:
    """The app on one page, on an example or on `data`."""
    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["data_source"] = "own" if data is not None else source
    if data is not None:
        app.session_state["data_own"] = Own("mine.xlsx", data)
    app.run()
    if page != "start":
        app.switch_page(str(page_file(page))).run()
    return fine(app)


def fine(app: AppTest) -> AppTest:
    """The app, after making sure that it did not break."""
    assert not app.exception, [(error.message, error.stack_trace) for error in app.exception]
    return app


def words(app: AppTest) -> str:
    """Everything the page says, as plain text and HTML."""
    parts = [block.value for kind in ("title", "subheader", "markdown", "text", "caption") for block in app.get(kind)]
    return "\n".join([*map(str, parts), *(block.proto.body for block in app.get("html"))])


def said(key: str, language: str, **values: object) -> str:
    """A text of the catalogue."""
    return text(key, lang=language, **values)


def until(app: AppTest, reached: Callable[[AppTest], bool], seconds: float = 240) -> AppTest:
    """Run the app again, as its clock does in a browser, until something is so: the first search of all compiles."""
    end = time.monotonic() + seconds
    while not reached(fine(app)) and time.monotonic() < end:
        app.run()
    assert reached(app), words(app)
    return app
