"""Figures of groups in a shared app: published once for everybody, with the reason on each hidden one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.figures_store import publish_figures, published_figures
from talentmap.app.components.acting import act
from talentmap.app.components.figure import figure
from talentmap.app.components.html import note
from talentmap.app.services.published import FIGURES, NAME, published_shown
from talentmap.app.services.words import labels
from talentmap.app.who import looking, workspace
from talentmap.data.dataset import Dataset
from talentmap.measures.published import strength_input
from talentmap.vocabulary import text

_MAKERS = ("hr", "analyst")


def published(data: Dataset) -> None:
    """Draw them; HR and analysts can make a new snapshot."""
    viewer = looking().viewer
    found = published_figures(workspace(), NAME)
    if found is None:
        note(text("published.none"))
    else:
        chosen = st.segmented_control(
            text("published.figure"),
            FIGURES,
            format_func=labels("published", FIGURES).__getitem__,
            default="strong",
            required=True,
            wrap=True,
            key="map_published",
        )
        table = published_shown(found, data, str(chosen))
        figure(
            "map_published",
            text("published.title"),
            None,
            table,
            meaning=text("published.meaning", k=found.k),
            code=f'tm.published_figures(workspace, "{NAME}").table()',
        )
    if viewer is not None and viewer.role in _MAKERS:
        note(text("published.make_note"))
        if st.button(text("published.make"), key="map_publish"):
            act(partial(publish_figures, workspace(), NAME, strength_input))
