"""The data on screen. Every page gets them from :func:`current_dataset`, and from nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from talentmap.app.__main__ import DATA_VARIABLE
from talentmap.app.places import OPEN, PURPOSE
from talentmap.app.state import forget_pages, remember, remembered
from talentmap.errors import AccessError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.access.viewer import Viewer
    from talentmap.data.dataset import Dataset

SOURCES = ("municipality", "ministry", "toy", "own")
"""What somebody may look at: the example organisations, the one to work by hand, or data of their own."""

CHOICE = "start_source"
PAGE = "page_on_screen"
"""Key of the page on screen; its purpose decides what is seen. Set by the entry at every full run."""
_OWN = "data_own"


@dataclass(frozen=True, eq=False)
class Own:
    """Data somebody brought, with the name they know them by."""

    name: str
    data: Dataset


def source() -> str:
    """Which of :data:`SOURCES` is on screen."""
    chosen = remembered("data_source") or ("own" if os.environ.get(DATA_VARIABLE) else SOURCES[0])
    return chosen if chosen != "own" or own() is not None else SOURCES[0]


def show_source(name: str) -> None:
    """Put other data on screen; what was chosen and answered on the old data goes."""
    if name != source():
        forget_pages()
    remember("data_source", name)


def show_own(name: str, data: Dataset) -> None:
    """Put data that somebody brought on screen."""
    remember(_OWN, Own(name, data))
    forget_pages()
    remember("data_source", "own")


def own() -> Own | None:
    """The data that this visitor brought, or that the app was started with."""
    path = os.environ.get(DATA_VARIABLE)
    brought: Own | None = remembered(_OWN)
    return brought or (Own(os.path.basename(path), _read(path)) if path else None)


def whole_dataset() -> Dataset:
    """The files that the user of this machine holds, on their latest day.

    Raises
    ------
    AccessError
        Several people share this app: there are views and nothing else.
    """
    from talentmap.app.who import shared

    if shared():
        raise AccessError(text("identity.no_whole"))
    return _on_its_day(_plain())


def current_dataset() -> Dataset:
    """The dataset that every page works on: what who looks may see for the purpose of the page, and nothing else.

    On one machine its user holds the files: without a viewer chosen this is the whole of them, of which pages leave
    out what is private. What was chosen and answered on another view goes.

    Raises
    ------
    AccessError
        The page on screen is not for who looks.
    """
    from talentmap.app.who import looking, shared, workspace

    page = remembered(PAGE)
    found, purpose = looking(), PURPOSE.get(str(page))
    if found.purposes is not None and purpose is not None and purpose not in found.purposes and page not in OPEN:
        raise AccessError(text("identity.not_for_you", purpose=text(f"access.purpose.{purpose}")))
    if found.viewer is None:
        data = _plain()
    elif shared():
        data = workspace().data(purpose or "figures")
    else:
        data = _view(whole_dataset(), found.viewer, purpose or "figures")
    _forget_other_views(str(page), found.viewer, data)
    return data


def _plain() -> Dataset:
    chosen, brought = source(), own()
    return brought.data if chosen == "own" and brought is not None else _example(chosen)


def _forget_other_views(page: str, viewer: Viewer | None, data: Dataset) -> None:
    """Answers are kept per view: when somebody may see less, or somebody else looks, what was worked out goes."""
    kept, now = f"seen_{page}", (viewer, data.fingerprint if viewer is not None else "")
    before = remembered(kept)
    if before is not None and before != now:
        forget_pages(page)
    remember(kept, now)


def load_code() -> str:
    """Python that gives the same data."""
    from talentmap.app.who import looking, shared, today

    viewer, purpose = looking().viewer, PURPOSE.get(str(remembered(PAGE)), "figures")
    if viewer is None:
        return _read_code()
    person = f"{viewer.person_id!r}, {viewer.role!r}"
    if shared():
        opened = f"tm.open_workspace(store, tm.Viewer({person}), today={str(today())!r})"
        return f"data = {opened}.data({purpose!r})"
    seen = f"tm.as_seen_by(data.as_of(data.reference_date), tm.Viewer({person}), {purpose!r})"
    return f"{_read_code()}\ndata = {seen}"


def _read_code() -> str:
    chosen, brought = source(), own()
    if chosen == "own" and brought is not None:
        return f"data = tm.read_dataset({brought.name!r})"
    return f"data = tm.examples.{chosen}()"


@st.cache_resource(show_spinner=False)
def _example(name: str) -> Dataset:
    from talentmap import examples

    made: Dataset = getattr(examples, name)()
    return made


@st.cache_resource(show_spinner=False)
def _read(path: str) -> Dataset:
    from talentmap.data.read import read_dataset

    return read_dataset(path)


@lru_cache(maxsize=4)  # by identity: a Dataset never changes, and one that is kept here keeps its identity
def _on_its_day(data: Dataset) -> Dataset:
    return data.as_of(data.reference_date) if data.reference_date is not None else data


@lru_cache(maxsize=32)
def _view(data: Dataset, viewer: Viewer, purpose: str) -> Dataset:
    from talentmap.access.view import as_seen_by

    return as_seen_by(data, viewer, purpose)
