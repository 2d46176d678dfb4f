"""What the data on screen hold, at a glance, and where to go from here."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.figure import downloads
from talentmap.app.components.html import facts, note
from talentmap.app.data import load_code
from talentmap.app.places import offered, page_file
from talentmap.app.services.glance import glance, table_overview
from talentmap.app.services.words import day, number
from talentmap.app.who import looking
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text


def show_glance(data: Dataset) -> None:
    """Counts, the pages that work on them, and the tables behind them."""
    seen = glance(data)
    st.subheader(text("app.glance.title"), anchor=False)
    private = text("app.glance.private", n=number(seen.private)) if looking().viewer is None else ""
    if not (seen.people or seen.strengths or seen.claims):
        note(text("app.glance.nothing" if looking().viewer is None else "identity.nothing"))
        if looking().viewer is not None:
            _next_steps()
        return
    facts(
        [
            (text("app.glance.people"), number(seen.people), text("app.glance.units", n=seen.units), ""),
            (text("app.glance.strengths"), number(seen.strengths), "", ""),
            (text("app.glance.claims"), number(seen.claims), private, ""),
            (text("app.glance.silent"), seen.silent, text("app.glance.silent_note"), "soft"),
            (text("app.glance.seats"), seen.open_seats, text("app.glance.seats_note"), "warm"),
            (text("app.glance.projects"), seen.projects, "", "warm"),
        ]
    )
    if seen.date is not None:
        note(text("app.glance.date", date=day(seen.date)))
    _next_steps()
    with st.expander(text("app.glance.tables"), icon=":material/table_chart:"):
        overview = table_overview(data)
        st.dataframe(overview, hide_index=True, key="start_tables", alt=text("app.glance.tables"))
        downloads("start_tables", overview)
        note(text("app.glance.meaning"))
        st.code(f"import talentmap as tm\n\n{load_code()}\nprint(data)", language="python")


def _next_steps() -> None:
    st.subheader(text("app.next.title"), anchor=False)
    with st.grid(3, min_column_width=260, border=True):
        for name, _, icon in offered(looking().purposes)[1:]:
            with st.container():
                st.page_link(page_file(name), label=text(f"app.{name}.name"), icon=icon)
                note(text(f"app.{name}.question"))
