"""The pictures of a plan: who is in which group, when groups meet, what was reached, and who works with whom."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.chart import drawing, show_chart
from talentmap.app.components.figure import figure
from talentmap.app.services.group_answer import colour_columns, groups_shown, plan_shown, terms_shown
from talentmap.data.dataset import Dataset
from talentmap.documents.group_staff import staff_table
from talentmap.groups import GroupResult
from talentmap.plots import group_counts, plot_group_calendar, plot_group_counts
from talentmap.programme import Staffing
from talentmap.vocabulary import text


def group_figures(data: Dataset, plan: GroupResult, staffing: Staffing | None, code: list[str]) -> None:
    """Draw them, each with its table, its meaning and its Python."""
    made = "\n".join(code)
    by = next(iter(colour_columns(data)), "unit")
    by = str(st.session_state.get("groups_colour") or by)
    chart = drawing(plot_group_counts, plan, by)
    counts = group_counts(plan, by)
    figure(
        "groups_counts",
        chart.title,
        lambda: show_chart("groups_counts_picture", chart),
        counts,
        shown=plan_shown(counts),
        meaning=text("groups_app.counts_meaning"),
        code=f"{made}\ntm.plots.plot_group_counts(groups, {by!r})",
    )
    calendar = drawing(plot_group_calendar, plan)
    figure(
        "groups_calendar",
        calendar.title,
        lambda: show_chart("groups_calendar_picture", calendar),
        plan.group_table(),
        shown=groups_shown(plan),
        meaning=text("groups_app.calendar_meaning"),
        code=f"{made}\ntm.plots.plot_group_calendar(groups)",
    )
    figure(
        "groups_terms",
        text("groups_app.terms"),
        None,
        plan.terms_table(),
        shown=terms_shown(plan),
        meaning=text("groups_app.terms_meaning"),
        code=f"{made}\ngroups.terms_table()",
    )
    table = staff_table(plan, staffing)
    figure(
        "groups_table",
        text("groups_app.table"),
        None,
        table,
        shown=plan_shown(table),
        meaning=text("groups_app.table_meaning"),
        code=made,
    )
