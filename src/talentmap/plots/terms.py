"""What each term adds to the worth of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentmap.plots.labels import axis_numbers, decimal
from talentmap.plots.theme import CATEGORIES, INK, ROW, styled
from talentmap.teams import TeamResult
from talentmap.vocabulary import text


def plot_terms(teams: TeamResult) -> Any:
    """Draw the terms of each proposal as bars that add up to its worth.

    Parameters
    ----------
    teams
        As ``propose_teams`` gives it; ``teams.terms()`` is the table of the figure. Terms without weight are left out.

    Returns
    -------
    ``altair.LayerChart``.

    Raises
    ------
    NoSolutionError
        There is no team.
    """
    rows = teams.terms()
    rows = rows[rows["weight"] > 0]
    rows = rows.assign(option=[text("plots.terms.team", team=team) for team in rows["team"]])
    return stacked_terms(rows, text("plots.terms.title"), text("plots.terms.note"))


def stacked_terms(rows: pd.DataFrame, title: str, note: str, instead: Mapping[str, str] | None = None) -> Any:
    """Bars of ``points`` per ``option``, split by ``term``, with the sum at the end.

    Parameters
    ----------
    rows
        ``option`` (label, in the order to show; a line break starts a new line), ``term`` (name in the catalogue of
        teams), ``points``, and for the tooltip ``value`` and ``weight``.
    instead
        Option without bars -> the words to show in their place.
    """
    import altair as alt

    terms = {name: text(f"teams.term.{name}") for name in rows["term"].drop_duplicates()}
    rows = rows.assign(term_label=rows["term"].map(terms), place=rows["term"].map({t: i for i, t in enumerate(terms)}))
    order = rows["option"].drop_duplicates().tolist()
    totals = rows.groupby("option", as_index=False, sort=False)["points"].sum()
    words = instead or {}
    totals["shown"] = [
        words.get(option, decimal(points)) for option, points in zip(totals["option"], totals["points"], strict=True)
    ]
    label = alt.Axis(ticks=False, domain=False, labelExpr="split(datum.label, '\\n')")
    y = alt.Y("option:N", title=None, sort=order, axis=label)
    room = alt.Scale(domain=[0, max(float(totals["points"].max()) * 1.12, 1e-6)], nice=False)
    numbers = alt.Axis(domain=False, tickCount=6, labelExpr=axis_numbers())
    colours = alt.Scale(domain=list(terms.values()), range=CATEGORIES)
    bars = (
        alt.Chart(rows)
        .mark_bar(height=17)
        .encode(
            x=alt.X("points:Q", title=text("plots.terms.points"), scale=room, axis=numbers),
            y=y,
            order=alt.Order("place:Q"),
            color=alt.Color("term_label:N", title=None, sort=None, scale=colours),
            tooltip=_tooltip(),
        )
    )
    sums = alt.Chart(totals).mark_text(align="left", dx=6, fontSize=12, fontWeight=600, color=INK)
    chart = alt.layer(bars, sums.encode(x="points:Q", y=y, text="shown:N"))
    lines = max(option.count("\n") + 1 for option in order)
    return styled(chart, title, note, width=620, height=max(len(order) * (ROW + 4 + 14 * (lines - 1)), 60))


def _tooltip() -> list[Any]:
    import altair as alt

    return [
        alt.Tooltip("option:N", title=" "),
        alt.Tooltip("term_label:N", title=text("plots.terms.term")),
        alt.Tooltip("value:Q", title=text("plots.terms.value"), format=".3f"),
        alt.Tooltip("weight:Q", title=text("plots.terms.weight")),
        alt.Tooltip("points:Q", title=text("plots.terms.points"), format=".3f"),
    ]
