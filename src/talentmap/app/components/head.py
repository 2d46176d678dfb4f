"""Top of every page: which page it is, the question it answers, and whether there is anything to show."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import escape, lead, note
from talentmap.app.data import current_dataset
from talentmap.app.places import page_file
from talentmap.app.who import looking, shared
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def head(page: str) -> None:
    """Name of the page, its question as the title, and one sentence on what it does."""
    who = escape(text("identity.looking", who=looking().title))
    st.html(f'<p class="tm-kicker">{escape(text(f"app.{page}.name"))}<span class="tm-who">{who}</span></p>')
    st.title(text(f"app.{page}.question"), anchor=False)
    lead(text("identity.start_lead" if page == "start" and shared() else f"app.{page}.lead"))


def data_with(*tables: str) -> Dataset:
    """The data on screen; where one of these tables holds nothing, say so and end the page.

    Parameters
    ----------
    tables
        Tables without which the page has nothing to show.
    """
    data = current_dataset()
    missing = [name for name in tables if not len(data.frames[name])]
    if missing:
        with st.container(border=True):
            st.subheader(text("app.empty.title"), anchor=False)
            note(text("app.empty.body", tables=", ".join(missing)))
            st.page_link(page_file("start"), label=text("app.empty.link"), icon=":material/arrow_back:")
        st.stop()
    return data
