"""A figure as it always comes: picture, table with downloads, what it means, and the Python that makes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from talentmap.app.components.html import note
from talentmap.app.services.files import MIME, table_bytes
from talentmap.vocabulary import current_language, text, use_language


def figure(
    key: str,
    title: str,
    picture: Callable[[], Any] | None,
    table: pd.DataFrame,
    *,
    meaning: str,
    code: str,
    shown: pd.DataFrame | None = None,
    first: str = "picture",
) -> None:
    """Draw a figure.

    Parameters
    ----------
    key
        Unique on the page; start of the names of downloads.
    picture
        Draws the picture; called inside its tab. None for a table that needs no picture.
    table
        What the picture shows, as it is downloaded.
    meaning
        Definition of what is shown, in plain words.
    code
        Python that gives the same table.
    shown
        The table as people read it on screen (names for ids); `table` if not given.
    first
        Name of the first tab: ``picture``, or ``list`` where the picture is a list in words.
    """
    with st.container(border=True, key=f"{key}_figure"):
        st.subheader(title, anchor=False)
        tabs = (first, "table", "meaning", "code")[picture is None :]
        views = dict(zip(tabs, st.tabs([text(f"app.figure.{tab}") for tab in tabs]), strict=True))
        if picture is not None:
            with views[first]:
                picture()
        with views["table"]:
            grid = table if shown is None else shown
            st.dataframe(grid, hide_index=True, key=f"{key}_table", alt=title, placeholder="–")
            downloads(key, table)
        with views["meaning"]:
            note(meaning)
        with views["code"]:
            st.code(code, language="python", wrap_lines=True)


def downloads(key: str, table: pd.DataFrame) -> None:
    """Buttons to take a table along as CSV and as a workbook; the file is made when asked for."""
    with st.container(horizontal=True):
        for suffix in ("csv", "xlsx"):
            st.download_button(
                text(f"app.download.{suffix}"),
                partial(_made, table, suffix, current_language()),
                file_name=f"{key}.{suffix}",
                mime=MIME[suffix],
                key=f"{key}_{suffix}",
                icon=":material/download:",
                on_click="ignore",
            )


def _made(table: pd.DataFrame, suffix: str, language: str) -> bytes:
    """The file. Made outside the page's own run, where no language is set."""
    with use_language(language):
        return table_bytes(table, suffix)
