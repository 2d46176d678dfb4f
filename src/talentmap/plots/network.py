"""The graph as a picture to walk through: options for ECharts, with positions worked out here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import UnknownLabelError
from talentmap.evidence import STRONG
from talentmap.graph import build_graph
from talentmap.plots.excerpt import Excerpt, around, overview
from talentmap.plots.layout import spread
from talentmap.plots.theme import ACCENT, INK, LIGHT, LINE, MAIN, SLATE, SOFT, WARM
from talentmap.vocabulary import text, use_language

if TYPE_CHECKING:
    import networkx as nx

_LOOK = {
    "person": ("circle", SLATE, 7),
    "strength": ("diamond", MAIN, 13),
    "role": ("roundRect", ACCENT, 13),
    "project": ("triangle", WARM, 14),
    "unit": ("rect", SOFT, 11),
    "task": ("pin", LIGHT, 14),
}
"""Kind of node -> shape, colour and smallest size: shape tells kinds apart without colour."""
_LINES = {
    "has": (LIGHT, "solid"),
    "requires": (ACCENT, "dashed"),
    "holds": (ACCENT, "solid"),
    "wishes": (WARM, "dotted"),
    "tie": (SLATE, "solid"),
    "member_of": (LINE, "solid"),
    "belongs_to": (LINE, "solid"),
}


def network_option(
    source: Dataset | nx.MultiDiGraph,
    *,
    focus: str | None = None,
    max_nodes: int = 500,
    least: int = STRONG,
    size: tuple[int, int] = (1000, 560),
    lang: str | None = None,
    seed: int = 7,
) -> dict[str, Any]:
    """Lay the graph out and describe the picture for ``st.echarts_chart``; nothing is fetched when it is shown.

    Parameters
    ----------
    source
        A dataset, or the graph that ``build_graph`` made of it.
    focus
        Name of a node (``node("person", "P017")``): show what surrounds it. None shows the whole.
    max_nodes
        A whole of more nodes than this is shown as units and the strengths they hold most; surroundings are cut at
        this number, nearest first. The caption says what was left out.
    least
        Lowest level, 0-5, at which the whole shows that somebody has a strength.
    size
        Width and height of the place where it is shown; only their ratio matters.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.
    seed
        Of the layout: the same graph and seed give the same picture.

    Returns
    -------
    Plain values for JSON. ``series[0].data[i]["id"]`` is the name of node i, for those who listen to clicks. Laying
    out 500 nodes takes about a second: keep the answer.

    Raises
    ------
    UnknownLabelError
        The graph has no node `focus`.
    """
    if lang is not None:
        with use_language(lang):
            return network_option(source, focus=focus, max_nodes=max_nodes, least=least, size=size, seed=seed)
    graph = build_graph(source) if isinstance(source, Dataset) else source
    if focus is not None and focus not in graph:
        raise UnknownLabelError(text("plots.network.unknown", node=focus), focus)
    part = overview(graph, least, max_nodes) if focus is None else around(graph, focus, least, max_nodes)
    return _option(part, _positions(part, size, seed), focus)


def network_table(option: dict[str, Any]) -> pd.DataFrame:
    """The picture as a table: one row per line, with the names of its ends, its kind and its number.

    Parameters
    ----------
    option
        As :func:`network_option` gives it.

    Returns
    -------
    Columns ``from``, ``to``, ``kind`` and ``value`` (level, people or weight; NaN where a line has none).
    """
    series = option["series"][0]
    names = {entry["id"]: entry["name"] for entry in series["data"]}
    rows = [(names[e["source"]], names[e["target"]], e["kind"], e.get("value")) for e in series["links"]]
    return pd.DataFrame(rows, columns=["from", "to", "kind", "value"]).astype({"value": "float64"})


def _option(part: Excerpt, places: dict[str, tuple[float, float]], focus: str | None) -> dict[str, Any]:
    kinds = [kind for kind in _LOOK if kind in {entry["kind"] for entry in part.nodes.values()}]
    labels = {kind: text(f"plots.network.kind.{kind}") for kind in kinds}
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": part.caption}},
        "title": {"subtext": part.caption, "left": 8, "top": 0, "subtextStyle": {"color": SOFT, "fontSize": 12}},
        "legend": {
            "data": [{"name": label} for label in labels.values()],
            "bottom": 0,
            "left": "center",
            "textStyle": {"color": INK, "fontSize": 13},
        },
        "tooltip": {"confine": True},
        "toolbox": {
            "right": 8,
            "feature": {
                "restore": {"title": text("plots.network.restore")},
                "saveAsImage": {"title": text("plots.network.save"), "name": "talentmap", "pixelRatio": 2},
            },
        },
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "roam": True,
                "draggable": True,
                "categories": [
                    {"name": labels[kind], "symbol": _LOOK[kind][0], "itemStyle": {"color": _LOOK[kind][1]}}
                    for kind in kinds
                ],
                "data": [_drawn(name, part, places[name], labels, name == focus) for name in part.nodes],
                "links": [_line(edge, 0.55 if len(part.edges) <= 400 else 0.28) for edge in part.edges],
                "labelLayout": {"hideOverlap": True},
                "emphasis": {"focus": "adjacency", "label": {"show": True}, "lineStyle": {"width": 2, "opacity": 0.9}},
                "blur": {"itemStyle": {"opacity": 0.12}, "lineStyle": {"opacity": 0.04}},
            }
        ],
    }


def _drawn(name: str, part: Excerpt, place: tuple[float, float], labels: dict[str, str], focus: bool) -> dict[str, Any]:
    about = part.nodes[name]
    symbol, _, least = _LOOK[about["kind"]]
    room = min(1.0, max(0.55, math.sqrt(80 / len(part.nodes))))
    size = round(room * (least + 4.5 * math.log1p(about.get("weight", part.degree(name)))), 1)
    return {
        "id": name,
        "name": about["name"],
        "x": place[0],
        "y": place[1],
        "symbol": symbol,
        "symbolSize": size + 8 if focus else size,
        "category": labels[about["kind"]],
        "value": about.get("weight", part.degree(name)),
        "label": {
            "show": focus or about["kind"] != "person" or len(part.nodes) <= 80,
            "position": "right",
            "color": INK,
            "fontSize": 13 if focus else 11,
            "fontWeight": "bold" if focus else "normal",
        },
        **({"itemStyle": {"borderColor": INK, "borderWidth": 2}} if focus else {}),
    }


def _line(edge: dict[str, Any], opacity: float) -> dict[str, Any]:
    colour, kind = _LINES.get(edge["kind"], (LINE, "solid"))
    width = 0.4 + 0.25 * min(edge.get("value") or 1, 8)
    style = {"color": colour, "type": kind, "width": round(width, 2), "opacity": opacity, "curveness": 0.05}
    return {**edge, "lineStyle": style}


def _positions(part: Excerpt, size: tuple[int, int], seed: int) -> dict[str, tuple[float, float]]:
    """Where each node lies inside the picture, to one decimal so that a rounding error moves nothing."""
    row = {name: number for number, name in enumerate(part.nodes)}
    edges = sorted({(row[edge["source"]], row[edge["target"]]) for edge in part.edges})
    places = spread(len(row), edges, seed=seed)
    return {
        name: (round(float(x) * size[0], 1), round(float(y) * size[1], 1))
        for name, (x, y) in zip(row, places, strict=True)
    }
