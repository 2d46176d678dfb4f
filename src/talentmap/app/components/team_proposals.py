"""Proposals side by side: as cards, as a table of what differs, and requirement by requirement."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.chart import drawing, show_chart
from talentmap.app.components.figure import downloads, figure
from talentmap.app.components.html import note
from talentmap.app.components.team_card import team_card
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import carried, coverage_shown, differences, side_by_side, team_table
from talentmap.data.dataset import Dataset
from talentmap.plots import plot_coverage
from talentmap.teams import TeamResult
from talentmap.vocabulary import text


def team_proposals(data: Dataset, result: TeamResult, code: str) -> None:
    """Draw them."""
    names, brought = Names.of(data), carried(result)
    with st.grid(len(result.teams), min_column_width=225, border=True):
        for place, team in enumerate(result.teams):
            with st.container():
                team_card(
                    data,
                    result.problem,
                    team,
                    brought[place],
                    title=text("app.team.proposal", n=place + 1),
                    label=text("app.team.alternative" if place else "app.team.best"),
                    quiet=place > 0,
                    than=result.best,
                    mark=text("teams_app.new"),
                )
    note(text("app.team.tie"))
    if len(result.teams) > 1:
        _compared(result, names)
    chart = drawing(plot_coverage, result)
    figure(
        "team_coverage",
        text("app.team.coverage_figure"),
        lambda: show_chart("team_coverage_picture", chart),
        team_table(result),
        shown=coverage_shown(result, names),
        meaning=text("app.team.meaning"),
        code=code,
    )


def _compared(result: TeamResult, names: Names) -> None:
    with st.container(border=True, key="team_compared"):
        st.subheader(text("teams_app.compared"), anchor=False)
        note(text("teams_app.compared_note"))
        table = side_by_side(result, names)
        st.table(table, hide_index=True)
        for line in differences(result, names):
            note(line)
        downloads("team_side_by_side", table)
