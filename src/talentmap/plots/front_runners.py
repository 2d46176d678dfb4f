"""Whom front runners reach, team by team, and how far word may spread from them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.plots.labels import labels_of
from talentmap.plots.theme import FAINT, INK, LIGHT, MAIN, PAPER, SOFT, UNKNOWN, WARM_FAINT, empty, styled
from talentmap.programme.front_result import STATES, FrontRunnerResult
from talentmap.programme.spread import SpreadResult
from talentmap.vocabulary import text

_COLOURS = {"front_runner": MAIN, "reached": LIGHT, "unreached": WARM_FAINT, "unknown": PAPER}
_ROW = 22


def front_runner_map(result: FrontRunnerResult) -> pd.DataFrame:
    """The table of :func:`plot_front_runners`: everybody employed, teams with the smallest share reached first.

    Returns
    -------
    ``team`` (a word for those without one), ``person_id``, ``person`` (name), ``state``, ``by`` (names of the front
    runners who reach them), and ``place`` (from 0) in the row of the team: front runners first, then as in ``STATES``.

    Raises
    ------
    NoSolutionError
        There are no front runners.
    """
    names = labels_of(result.problem.data, "person")
    table = result.table()
    table["person"] = table["person_id"].map(names).astype("str")
    table["by"] = [", ".join(names[p] for p in by.split()) for by in table["by"]]
    table["team"] = table["team"].replace("", text("plots.front_runners.no_team"))
    table["order"] = table["state"].map({state: k for k, state in enumerate(STATES)})
    table["share"] = (table["order"] < 2).groupby(table["team"]).transform("mean")
    table = table.sort_values(["share", "team", "order", "person_id"], kind="stable", ignore_index=True)
    table["place"] = table.groupby("team", sort=False).cumcount()
    return table[["team", "person_id", "person", "state", "by", "place"]]


def plot_front_runners(result: FrontRunnerResult, *, most_teams: int = 40) -> Any:
    """Draw every colleague as a square in the row of their team: front runner, reached, not reached, unknown.

    Parameters
    ----------
    result
        As ``choose_front_runners`` gives it; :func:`front_runner_map` is the table of the figure.
    most_teams
        Teams drawn, the smallest share reached first; the subtitle says so when there are more.

    Returns
    -------
    ``altair.LayerChart``.

    Raises
    ------
    NoSolutionError
        There are no front runners.
    """
    import altair as alt

    rows = front_runner_map(result)
    teams = rows["team"].drop_duplicates().tolist()
    shown = teams[:most_teams]
    rows = rows[rows["team"].isin(shown)]
    labels = {state: text(f"plots.front_runners.{state}") for state in STATES}
    marks = {"front_runner": "★", "unknown": "?"}
    rows = rows.assign(
        label=rows["state"].map(labels), end=rows["place"] + 1, mark=rows["state"].map(marks).fillna("").astype("str")
    )
    colours = alt.Scale(domain=list(labels.values()), range=list(_COLOURS.values()))
    y = alt.Y("team:N", title=None, sort=shown, axis=alt.Axis(ticks=False, domain=False), scale=alt.Scale(padding=0.12))
    x = alt.X("place:Q", title=text("plots.front_runners.people"), axis=alt.Axis(grid=False, tickMinStep=1))
    base = alt.Chart(rows)
    legend = alt.Legend(symbolType="square", symbolStrokeColor=SOFT, symbolStrokeWidth=0.6)
    squares = base.mark_rect(stroke=SOFT, strokeWidth=0.5).encode(
        x=x,
        x2="end:Q",
        y=y,
        color=alt.Color("label:N", title=None, sort=None, scale=colours, legend=legend),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=text(f"plots.front_runners.column.{name}"))
            for name in ("person", "team", "label", "by")
        ],
    )
    ink = alt.condition("datum.state == 'front_runner'", alt.value(PAPER), alt.value(SOFT))
    words = base.transform_calculate(middle="datum.place + 0.5").mark_text(fontSize=11)
    chart = alt.layer(squares, words.encode(x="middle:Q", y=y, text="mark:N", color=ink))
    people, best, bound = len(result.problem.team_of), int(result.best), int(result.bound)
    note = text("plots.front_runners.note", best=best, people=people, bound=bound)
    if len(teams) > most_teams:
        note += " " + text("plots.front_runners.fold", shown=most_teams, all=len(teams))
    return styled(chart, text("plots.front_runners.title"), note, height=max(len(shown) * _ROW, 60))


def plot_spread(spread: SpreadResult) -> Any:
    """Draw the band of people who may have heard it, week by week.

    Parameters
    ----------
    spread
        As ``simulate_spread`` gives it; ``spread.table()`` is the table of the figure and ``spread.parameter_table()``
        what was assumed, with sources.

    Returns
    -------
    ``altair.LayerChart``.
    """
    import altair as alt

    title = text("plots.spread.title")
    if not spread.people:
        return empty(title, text("plots.spread.nobody"))
    rows = spread.table()
    rows["said"] = [
        text("plots.spread.end", middle=m, low=a, high=b) for a, m, b in rows[["low", "middle", "high"]].values
    ]
    people = len(spread.people)
    x = alt.X("week:Q", title=text("plots.spread.week"), axis=alt.Axis(grid=False, tickMinStep=1, format="d"))
    top = alt.Scale(domain=[0, people], nice=False)
    y = alt.Y("middle:Q", title=text("plots.spread.people"), scale=top, axis=alt.Axis(domain=False, tickMinStep=1))
    tips = [
        alt.Tooltip(f"{name}:Q", title=text(f"plots.spread.column.{name}"))
        for name in ("week", "low", "middle", "high")
    ]
    base = alt.Chart(rows)
    band = base.mark_area(color=FAINT, interpolate="monotone").encode(x=x, y=alt.Y("low:Q", scale=top), y2="high:Q")
    line = base.mark_line(color=MAIN, strokeWidth=2.5, interpolate="monotone").encode(x=x, y=y)
    dots = base.mark_circle(color=MAIN, size=46, opacity=1).encode(x=x, y=y, tooltip=tips)
    last = alt.Chart(rows.tail(1)).mark_text(align="right", dy=-14, fontSize=12, fontWeight=600, color=INK)
    all_of_them = alt.Chart(pd.DataFrame({"people": [people]})).mark_rule(color=UNKNOWN, strokeDash=[4, 4])
    words = last.encode(x=x, y=alt.Y("high:Q", scale=top), text="said:N")
    chart = alt.layer(band, all_of_them.encode(y=alt.Y("people:Q", scale=top)), line, dots, words)
    note = text("plots.spread.note", runs=len(spread.counts), n=len(spread.chosen), people=people)
    if spread.unknown:
        note += " " + text("plots.spread.unknown", n=len(spread.unknown))
    return styled(chart, title, note, height=300)
