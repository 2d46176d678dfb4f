"""Projects on a calendar with their teams, and how full people are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentmap.plots.labels import axis_dates, labels_of, written_date
from talentmap.plots.theme import INK, MAIN, ROW, SEQUENCE, WARM_FAINT, empty, styled
from talentmap.staffing import StaffingResult
from talentmap.vocabulary import text


def plot_staffing(result: StaffingResult) -> Any:
    """Draw each project as a bar from its first to its last day, with the members of its team.

    Parameters
    ----------
    result
        A plan; ``result.project_table()`` and ``result.table()`` are the tables of the figure.

    Returns
    -------
    ``altair.LayerChart``; a remark instead where no project has a date.

    Raises
    ------
    NoSolutionError
        There is no plan.
    """
    import altair as alt

    title, names = text("plots.staffing.title"), labels_of(result.problem.data, "project")
    rows = []
    for part in result.project_table().merge(_teams(result), on="project_id").itertuples():
        row = result.problem.row(str(part.project_id))
        first, last = row["start_date"], row["end_date"]
        first, last = (last if pd.isna(first) else first), (first if pd.isna(last) else last)
        if not pd.isna(first):
            called = part.team or text("plots.staffing.nobody")
            label = names[str(part.project_id)]
            rows.append((label, first, last, called, part.full or called, part.people, part.best, part.alone))
    if not rows:
        return empty(title, text("plots.staffing.undated"))
    columns = ["project", "first", "last", "team", "full", "people", "best", "alone"]
    frame = pd.DataFrame(rows, columns=columns).sort_values(["first", "project"])
    frame = frame.assign(begin=frame["first"].map(written_date), end=frame["last"].map(written_date))
    order = frame["project"].tolist()
    base = alt.Chart(frame).encode(
        y=alt.Y("project:N", title=None, sort=order, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip(f"{name}:{kind}", title=text(f"plots.staffing.{key}"))
            for name, kind, key in (
                ("project", "N", "project"),
                ("full", "N", "people"),
                ("best", "Q", "best"),
                ("alone", "Q", "alone"),
                ("begin", "N", "first"),
                ("end", "N", "last"),
            )
        ],
    )
    bars = base.mark_bar(height=16, cornerRadius=2).encode(
        x=alt.X("first:T", title=None, axis=alt.Axis(labelExpr=axis_dates())),
        x2="last:T",
        color=alt.condition("datum.people > 0", alt.value(SEQUENCE[1]), alt.value(WARM_FAINT)),
    )
    words = base.mark_text(align="left", dx=4, fontSize=11, color=INK).encode(x="first:T", text="team:N")
    return styled(alt.layer(bars, words), title, text("plots.staffing.note"), height=len(order) * ROW)


def plot_staffing_loads(result: StaffingResult, *, most: int = 30) -> Any:
    """Draw which share of their hours goes to projects, person by person and period by period.

    Parameters
    ----------
    result
        A plan; ``result.load_table()`` is the table of the figure.
    most
        People drawn, fullest first.

    Returns
    -------
    ``altair.Chart``; a remark instead where no period has a date.

    Raises
    ------
    NoSolutionError
        There is no plan.
    """
    import altair as alt

    title = text("plots.staffing_loads.title")
    loads = result.load_table()
    loads = loads[loads["from_date"] != ""]
    if loads.empty:
        return empty(title, text("plots.staffing.undated"))
    loads = loads.assign(share=loads["fte"] / loads["free"])
    fullest = loads.groupby("person_id")["share"].max().sort_values(ascending=False, kind="stable")
    shown = fullest.index[:most]
    names = labels_of(result.problem.data, "person")
    frame = loads[loads["person_id"].isin(shown)].assign(person=lambda f: f["person_id"].map(names))
    frame["until"] = pd.to_datetime(frame["to_date"]) + pd.Timedelta(days=1)
    frame["since"] = pd.to_datetime(frame["from_date"])
    frame["begin"] = frame["since"].map(written_date)
    chart = (
        alt.Chart(frame)
        .mark_bar(height=14)
        .encode(
            x=alt.X("since:T", title=None, axis=alt.Axis(labelExpr=axis_dates())),
            x2="until:T",
            y=alt.Y("person:N", title=None, sort=[names[p] for p in shown], axis=alt.Axis(ticks=False, domain=False)),
            color=alt.Color(
                "share:Q",
                title=text("plots.staffing_loads.share"),
                scale=alt.Scale(domain=[0, 1], range=[SEQUENCE[0], MAIN]),
            ),
            tooltip=[
                alt.Tooltip("person:N", title=text("plots.staffing_loads.person")),
                alt.Tooltip("projects:N", title=text("plots.staffing_loads.projects")),
                alt.Tooltip("share:Q", title=text("plots.staffing_loads.share"), format=".0%"),
                alt.Tooltip("begin:N", title=text("plots.staffing.first")),
            ],
        )
    )
    note = text("plots.staffing_loads.note", shown=len(shown), all=len(fullest))
    return styled(chart, title, note, height=len(shown) * ROW)


def _teams(result: StaffingResult) -> pd.DataFrame:
    """Members per project: first names for the bar, where whole ones do not fit, and whole names on pointing."""
    names = labels_of(result.problem.data, "person")
    rows = [
        (part.project, ", ".join(names[p].split()[0] for p in part.members), ", ".join(names[p] for p in part.members))
        for part in result.projects
    ]
    return pd.DataFrame(rows, columns=["project_id", "team", "full"])
