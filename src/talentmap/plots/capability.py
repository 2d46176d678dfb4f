"""The capability map as a heatmap."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from talentmap.measures.capability import VALUES
from talentmap.measures.groups import NOT_GIVEN, WHOLE
from talentmap.measures.names import chosen
from talentmap.plots.labels import apart
from talentmap.plots.theme import INK, PAPER, ROW, SEQUENCE, UNKNOWN, WARM, empty, styled
from talentmap.vocabulary import text

_LEVELS = ("strong", "present")
_EDGES = (
    (1, 2, 4, 9),
    (2, 5, 10, 20),
    (5, 15, 30, 60),
    (10, 30, 60, 120),
    (50, 150, 300, 600),
    (500, 1500, 3000, 6000),
)
"""Upper ends of the steps of colour between 0 and the darkest, for small counts to large."""


def plot_capability_map(
    capability: pd.DataFrame, value: str = "strong", *, most_strengths: int = 25, most_groups: int = 30
) -> Any:
    """Draw how many people of each group have each strength.

    A grey cell with a question mark is one of which nothing is known, a white one with 0 is known to be empty. A ring
    marks what the group asks for beyond those known to hold it strongly.

    Parameters
    ----------
    capability
        As ``capability_map`` gives it; it is also the table of the figure.
    value
        Count that colours the cells: ``strong``, ``present``, ``known``, ``unknown``, ``needed`` or ``wished``.
    most_strengths, most_groups
        Of more strengths those most held and asked for are drawn, of more groups the largest; the subtitle says so.

    Returns
    -------
    ``altair.LayerChart``.

    Raises
    ------
    UnknownLabelError
        The map has no such count.
    """
    import altair as alt

    chosen("measures.unknown_value", value, VALUES, value=value)
    title = text(f"plots.map.title.{value}")
    if capability.empty:
        return empty(title, text("plots.map.none"))
    cells, note = _fold(capability, value, most_strengths, most_groups)
    rank = cells.groupby("strength", sort=False)["_weight"].sum().sort_values(ascending=False, kind="stable")
    groups = cells["group_label"].drop_duplicates().tolist()
    close = alt.Scale(paddingInner=0.06, paddingOuter=0.03)
    across = alt.Axis(orient="top", labelAngle=-40, labelLimit=150, ticks=False, domain=False, labelOverlap=False)
    down = alt.Axis(ticks=False, domain=False)
    base = alt.Chart(cells.drop(columns="_weight")).encode(
        x=alt.X("group_label:N", title=None, axis=across, sort=groups, scale=close),
        y=alt.Y("strength:N", title=None, axis=down, sort=rank.index.tolist(), scale=close),
        tooltip=[
            alt.Tooltip(f"{name}:{kind}", title=text(f"plots.map.column.{name}"))
            for name, kind in (("group_label", "N"), ("strength", "N"), *((count, "Q") for count in VALUES))
        ],
    )
    ring = base.transform_filter("datum.short").mark_rect(filled=False, stroke=WARM, strokeWidth=1.8, cornerRadius=2)
    chart = alt.layer(*_boxes(base, cells, value), ring).resolve_scale(color="independent")
    return styled(chart, title, note, width=max(min(len(groups) * 34, 900), 220), height=len(rank) * ROW)


def _boxes(base: Any, cells: pd.DataFrame, value: str) -> tuple[Any, Any]:
    """The coloured cells and the figures in them, light on dark and dark on light."""
    import altair as alt

    _, labels = _steps(cells[value])
    labels = [*labels, text("plots.map.unknown")]
    legend = alt.Legend(symbolType="square", symbolStrokeColor="#aab3ba", symbolStrokeWidth=0.8, columns=4)
    colours = alt.Scale(domain=labels, range=[PAPER, *SEQUENCE[1:], UNKNOWN])
    boxes = base.transform_filter("isValid(datum.bin)").mark_rect(stroke="#e6eaec", strokeWidth=0.6, cornerRadius=2)
    boxes = boxes.encode(
        color=alt.Color("bin:N", title=text(f"plots.map.legend.{value}"), scale=colours, legend=legend)
    )
    dark = f"datum.shown != '?' && indexof({labels!r}, datum.bin) >= 3"
    words = base.mark_text(fontSize=11).encode(
        text="shown:N", color=alt.condition(dark, alt.value(PAPER), alt.value(INK))
    )
    return boxes, words


def _fold(capability: pd.DataFrame, value: str, most_strengths: int, most_groups: int) -> tuple[pd.DataFrame, str]:
    """The cells to draw, and what was left out in words."""
    cells = capability.assign(_weight=capability[value].fillna(0).astype("int64"))
    weight = cells["_weight"] + cells["strong"] + cells["needed"].fillna(0).astype("int64")
    telling = weight.groupby(cells["strength_id"]).sum().sort_values(ascending=False, kind="stable")
    kept = telling.index[:most_strengths]
    sizes = cells.groupby("group")["n_people"].first().sort_values(ascending=False, kind="stable")
    groups = sizes.index[:most_groups]
    notes = [text("plots.map.note")]
    if len(kept) < len(telling):
        notes.append(text("plots.map.fold_strengths", shown=len(kept), all=len(telling)))
    if len(groups) < len(sizes):
        notes.append(text("plots.map.fold_groups", shown=len(groups), all=len(sizes)))
    cells = cells[cells["strength_id"].isin(kept) & cells["group"].isin(groups)]
    named = cells["group"].replace({NOT_GIVEN: text("plots.not_given"), WHOLE: text("plots.everybody")})
    blank = (cells["known"] == 0) & (value in _LEVELS)
    shown = cells[value].astype("Int64").astype("str").where(~blank, "?").where(cells["n_people"] > 0, "")
    bins = _binned(cells[value]).where(~blank, text("plots.map.unknown"))
    short = cells["needed"].fillna(0).astype("int64") > cells["strong"]
    if short.any():
        notes.insert(1, text("plots.map.short"))
    drawn = cells.assign(
        strength=apart(cells["strength"], cells["strength_id"]),
        group_label=named,
        shown=shown.where((shown != "0") | (value in _LEVELS), ""),
        bin=bins.where((cells["n_people"] > 0) | (value not in _LEVELS)),
        short=short,
    )
    return drawn, " ".join(notes)


def _steps(counts: pd.Series) -> tuple[list[int], list[str]]:
    """Edges of the steps of colour that suit these counts, and a label for each step."""
    largest = int(counts.fillna(0).max())
    inner = next((edges for edges in _EDGES if largest <= 2 * edges[-1]), _EDGES[-1])
    ends = [0, *inner]
    labels = ["0"]
    for low, high in pairwise(ends):
        labels.append(str(high) if high == low + 1 else f"{low + 1}–{high}")
    return [-1, *ends, 10**9], [*labels, f"{ends[-1] + 1}+"]


def _binned(counts: pd.Series) -> pd.Series:
    edges, labels = _steps(counts)
    return pd.cut(counts.astype("Int64").fillna(0).astype("int64"), edges, labels=labels).astype("str")
