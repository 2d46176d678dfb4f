"""The data on screen. Every page gets them from :func:`current_dataset`, and from nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from talentmap.app.__main__ import DATA_VARIABLE
from talentmap.app.state import forget_pages, remember, remembered

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset

SOURCES = ("municipality", "ministry", "toy", "own")
"""What somebody may look at: the example organisations, the one to work by hand, or data of their own."""

CHOICE = "start_source"
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


def current_dataset() -> Dataset:
    """The dataset that every page works on.

    On one machine its user holds the files, so this is the whole of them; where several people share the app, this is
    the place where a viewer sees their own view and nothing else.
    """
    chosen, brought = source(), own()
    return brought.data if chosen == "own" and brought is not None else _example(chosen)


def load_code() -> str:
    """Python that gives the same data."""
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
