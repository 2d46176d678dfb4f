"""The side of every page: language, which data are on screen, and who looks at them in which mode."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import escape
from talentmap.app.data import own, source
from talentmap.app.state import LANGUAGE, language, remember, remembered
from talentmap.app.who import VIEWER, looking, shared, viewer_choices
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
        if shared():
            _logged_in()
        else:
            _local()


def _logged_in() -> None:
    """Who logged in, as our own table says, and the way out."""
    st.html(
        f'<div class="tm-mode"><b>{escape(text("identity.side.shared"))}</b>{escape(looking().title)}<br>'
        f"{escape(text('identity.side.view'))}</div>"
    )
    if st.button(text("identity.logout"), key="log_out", icon=":material/logout:"):
        st.logout()


def _local() -> None:
    """Which data, in which mode, and through whose eyes."""
    shown = escape(source_name(source()))
    st.html(f'<div class="tm-mode"><b>{escape(text("app.side.data"))}</b>{shown}</div>')
    choices = viewer_choices()
    if remembered(VIEWER) not in choices:
        remember(VIEWER, "")
    st.selectbox(
        text("identity.side.eyes"),
        list(choices),
        format_func=lambda one: choices.get(one, ""),
        key=VIEWER,
        persist_state="session",
    )
    seen = text("app.side.viewer") if not remembered(VIEWER) else text("identity.side.view")
    st.html(
        f'<div class="tm-mode"><b>{escape(text("app.side.mode"))}</b>{escape(seen)}<br>'
        f"{escape(text('app.side.offline'))}</div>"
    )
