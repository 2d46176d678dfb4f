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
    picture: Callable[[], Any],
    table: pd.DataFrame,
    *,
    meaning: str,
    code: str,
    shown: pd.DataFrame | None = None,
    height: int | str = "auto",
) -> None:
    """Draw a figure.

    Parameters
    ----------
    key
        Unique on the page; start of the names of downloads.
    picture
        Draws the picture; called inside its tab.
    table
        What the picture shows, as it is downloaded.
    meaning
        Definition of what is shown, in plain words.
    code
        Python that gives the same table.
    shown
        The table as people read it on screen (names for ids); `table` if not given.
    """
    with st.container(border=True, key=f"{key}_figure"):
        st.subheader(title, anchor=False)
        views = st.tabs([text(f"app.figure.{tab}") for tab in ("picture", "table", "meaning", "code")])
        with views[0]:
            picture()
        with views[1]:
            grid = table if shown is None else shown
            st.dataframe(grid, hide_index=True, key=f"{key}_table", alt=title, height=height)  # type: ignore[arg-type]
            downloads(key, table)
        with views[2]:
            note(meaning)
        with views[3]:
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
