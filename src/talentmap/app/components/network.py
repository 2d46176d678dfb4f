"""The network of people, strengths, roles and projects; a click on anything puts it in the middle."""

from __future__ import annotations

from typing import Any

import streamlit as st

from talentmap.app.components.figure import figure
from talentmap.app.components.html import note
from talentmap.app.data import load_code
from talentmap.app.services.network import MOST, WHOLE, focus_options, network_code
from talentmap.app.services.proposals import headed
from talentmap.app.state import remembered
from talentmap.data.dataset import Dataset
from talentmap.graph import node
from talentmap.plots import network_option, network_table
from talentmap.vocabulary import current_language, text

_FOCUS, _CHART = "map_focus", "map_network_chart"


def network(data: Dataset) -> None:
    """Draw the choice of a middle and the network around it."""
    options = focus_options(data)
    st.subheader(text("app.map.network.title"), anchor=False)
    first = next((one for one in options if one.startswith(node("project", ""))), WHOLE)
    focus = str(
        st.selectbox(
            text("app.map.network.focus"),
            list(options),
            index=list(options).index(first),
            format_func=options.__getitem__,
            key=_FOCUS,
            persist_state="session",
        )
        or WHOLE
    )
    option = _option(data, focus, current_language())
    table = network_table(option)
    figure(
        "map_network",
        options[focus],
        lambda: _draw(option, options[focus]),
        table,
        shown=headed(table),
        meaning=text("app.map.network.meaning"),
        code=network_code(load_code(), focus),
    )


def _draw(option: dict[str, Any], title: str) -> None:
    note(option["title"]["subtext"])
    drawn = {name: value for name, value in option.items() if name != "title"}
    nodes = [entry["id"] for entry in option["series"][0]["data"]]
    with st.container(key="map_network_wide"):
        st.echarts_chart(drawn, height=560, key=_CHART, alt=title, on_select=lambda: _clicked(nodes))


def _clicked(nodes: list[str]) -> None:
    """Put the node that was clicked in the middle."""
    chosen = (remembered(_CHART) or {}).get("selection", {}).get("selected", [])
    places = [place for one in chosen if one.get("data_type") == "node" for place in one["data_indices"]]
    if places and places[0] < len(nodes):
        st.session_state[_FOCUS] = nodes[places[0]]


@st.cache_data(hash_funcs={Dataset: lambda data: data.fingerprint}, max_entries=24, show_spinner=False)
def _option(data: Dataset, focus: str, language: str) -> dict[str, Any]:
    option: dict[str, Any] = network_option(data, focus=focus or None, max_nodes=MOST, lang=language)
    return option
