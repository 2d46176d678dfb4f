"""What to show on the map."""

from __future__ import annotations

import streamlit as st

from talentmap.app.services.capability import VALUES, MapChoices, groupings
from talentmap.app.services.words import labels
from talentmap.data.dataset import Dataset
from talentmap.measures import capability_map
from talentmap.vocabulary import text

KINDS = ("talent", "skill", "knowledge", "competency")


def map_choices(data: Dataset) -> MapChoices:
    """Draw the choices."""
    with st.container(border=True):
        with st.container():
            grouping = st.segmented_control(
                text("app.map.grouping"),
                ways := groupings(data),
                format_func=labels("map.by", ways).__getitem__,
                default=ways[0],
                required=True,
                key="map_grouping",
                wrap=True,
                persist_state="session",
                on_change=lambda: st.session_state.pop("map_groups", None),
            )
            value = st.segmented_control(
                text("app.map.value"),
                VALUES,
                format_func=labels("map.count", VALUES).__getitem__,
                default=VALUES[0],
                required=True,
                key="map_value",
                wrap=True,
                persist_state="session",
            )
        first = MapChoices(str(grouping), str(value))
        with st.expander(text("app.map.filters"), icon=":material/filter_list:"):
            kinds = st.pills(
                text("app.map.kinds"),
                KINDS,
                format_func=labels("kind", KINDS).__getitem__,
                selection_mode="multi",
                key="map_kinds",
                persist_state="session",
            )
            names = list(dict.fromkeys(capability_map(data, first.by, depth=_depth(first))["group"]))
            groups = st.multiselect(
                text("app.map.groups"),
                names,
                key="map_groups",
                placeholder=text("app.map.all"),
                persist_state="session",
            )
            asked = st.toggle(text("app.map.asked"), key="map_asked", persist_state="session")
    return MapChoices(first.grouping, first.value, tuple(groups), tuple(kinds), asked)


def _depth(choices: MapChoices) -> int | None:
    return 1 if choices.grouping == "department" else None
