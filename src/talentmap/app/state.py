"""What the app remembers of one visitor, by name, in one place."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from talentmap.app.__main__ import LANGUAGE_VARIABLE
from talentmap.vocabulary import LANGUAGES

LANGUAGE = "language"
"""Key of the language switch; also its name in the address, so that a link keeps the language."""

PAGE_KEYS = ("map_", "match_", "team_", "staffing_", "groups_", "portfolio_")
"""Everything remembered under these names belongs to the data on screen and goes when other data come."""


def language() -> str:
    """Language chosen on screen or in the address; Dutch unless said otherwise."""
    chosen = (
        st.session_state.get(LANGUAGE) or st.query_params.get(LANGUAGE) or os.environ.get(LANGUAGE_VARIABLE) or "nl"
    )
    return chosen if chosen in LANGUAGES else "nl"


def remembered(key: str) -> Any:
    """What was kept under this name, or None."""
    return st.session_state.get(key)


def remember(key: str, value: object) -> None:
    """Keep a value for this visitor until the data change or the visit ends."""
    st.session_state[key] = value


def forget_pages(*names: str) -> None:
    """Forget choices and answers that belong to the data that were on screen, of these pages or of all."""
    starts = tuple(f"{name}_" for name in names) or PAGE_KEYS
    for key in [str(key) for key in st.session_state if str(key).startswith(starts)]:
        del st.session_state[key]
