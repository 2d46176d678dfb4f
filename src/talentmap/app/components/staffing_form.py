"""The question to the staffing page: which projects, what counts and what must hold."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.html import note
from talentmap.app.components.weights import weight_sliders
from talentmap.app.services.staffing import StaffingChoices, staffing_terms
from talentmap.app.services.words import titles
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_WEIGHTS = {"coverage": 1.0, "energy": 0.2}
"""Weights to begin with; the others begin at 0."""


def staffing_form(data: Dataset, *, answered: bool) -> StaffingChoices | None:
    """Draw the question, folded once it is answered; the choices when they are sent, else None."""
    if not answered:
        with st.container(key="staffing_question"):
            return _question(data)
    with st.expander(text("app.team.change"), icon=":material/tune:", key="staffing_question_folded"):
        return _question(data)


def _question(data: Dataset) -> StaffingChoices | None:
    names = titles(data, "project")
    with st.form("staffing_form", border=False):
        projects = st.multiselect(
            text("staffing_app.projects"),
            list(names),
            format_func={key: f"{title} ({key})" for key, title in names.items()}.__getitem__,
            key="staffing_projects",
            placeholder=text("staffing_app.projects_all"),
            persist_state="session",
        )
        st.subheader(text("staffing_app.weights"), anchor=False)
        note(text("staffing_app.weights_note"))
        weights = weight_sliders("staffing", staffing_terms(), _WEIGHTS, columns=3)
        further = _further()
        sent = st.form_submit_button(
            text("staffing_app.solve"), type="primary", key="staffing_solve", icon=":material/account_tree:"
        )
    return StaffingChoices(tuple(sorted(projects)), weights, **further) if sent else None


def _further() -> dict[str, Any]:
    with st.expander(text("staffing_app.further")):
        every = st.checkbox(
            text("staffing_app.every"),
            key="staffing_every",
            help=text("staffing_app.every_help"),
            persist_state="session",
        )
        with st.grid(3, min_column_width=200):
            most = st.number_input(
                text("staffing_app.most_projects"),
                min_value=1,
                value=None,
                key="staffing_most_projects",
                placeholder=text("app.team.no_limit"),
                persist_state="session",
            )
            fte = st.number_input(
                text("staffing_app.hours"),
                0.1,
                1.0,
                None,
                0.1,
                key="staffing_fte",
                help=text("staffing_app.hours_help"),
                placeholder=text("staffing_app.fte_all"),
                persist_state="session",
            )
            limit = st.number_input(
                text("app.team.time_limit"), 5, 600, 60, key="staffing_time_limit", persist_state="session"
            )
    return {
        "all_projects": bool(every),
        "most_projects": None if most is None else int(most),
        "fte": None if fte is None else float(fte),
        "time_limit": float(limit),
    }
