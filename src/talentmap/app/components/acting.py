"""Doing something that is saved: done and drawn anew, or said why not."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from talentmap.app.components.faults import show_error
from talentmap.errors import TalentmapError


def act(change: Callable[[], object]) -> None:
    """Carry out a change and draw the page again; where it is refused, say so and leave everything as it was."""
    try:
        change()
    except TalentmapError as error:
        show_error(error)
        return
    st.rerun()
