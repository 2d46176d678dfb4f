"""The side of every page: language, which data are on screen, and who looks at them in which mode."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import escape
from talentmap.app.data import own, source
from talentmap.app.state import LANGUAGE, language
from talentmap.vocabulary import LANGUAGES, text

NAMES = {"nl": "Nederlands", "en": "English"}


def source_name(name: str) -> str:
    """Name of a source of data as shown; own data by the name of their file."""
    brought = own()
    return brought.name if name == "own" and brought is not None else text(f"app.source.{name}")


def sidebar() -> None:
    """Draw it."""
    with st.sidebar:
        st.segmented_control(
            text("app.language"),
            LANGUAGES,
            format_func=NAMES.__getitem__,
            key=LANGUAGE,
            default=language() if LANGUAGE not in st.session_state else None,
            required=True,
            persist_state="session",
        )
        shown = escape(source_name(source()))
        st.html(f'<div class="tm-mode"><b>{escape(text("app.side.data"))}</b>{shown}</div>')
        st.html(
            f'<div class="tm-mode"><b>{escape(text("app.side.mode"))}</b>{escape(text("app.side.viewer"))}<br>'
            f"{escape(text('app.side.offline'))}</div>"
        )
