"""Faults and errors as people can act on them: never a traceback."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from talentmap.app.components.figure import downloads
from talentmap.app.components.html import proof
from talentmap.errors import DataError, TalentmapError
from talentmap.vocabulary import text

COLUMNS = ("file", "row", "column", "found", "expected", "hint")


def fault_table(key: str, faults: pd.DataFrame) -> None:
    """Every fault with its place, what stood there, what was expected and the next step."""
    st.dataframe(
        faults,
        hide_index=True,
        key=f"{key}_faults",
        column_order=COLUMNS,
        column_config={name: text(f"app.fault.{name}") for name in COLUMNS},
        alt=text("app.fault.alt"),
    )
    downloads(key, faults)


def show_error(error: TalentmapError) -> None:
    """An error in words; with its faults where it has them."""
    if isinstance(error, DataError):
        proof([text("app.upload.faults", n=len(error.faults)), text("app.upload.unchanged")], warm=True)
        fault_table("error", error.faults)
    else:
        proof([str(error)], warm=True)
