"""The figures of a staffing plan show what the plan says."""

from __future__ import annotations

import pandas as pd

from talentmap.plots import plot_staffing, plot_staffing_loads
from talentmap.staffing import StaffingProblem, plan_staffing
from talentmap.vocabulary import use_language
from tests.staffing.test_plan import LATER, SUMMER, two_projects


def shown(chart: object) -> pd.DataFrame:
    (rows,) = chart.to_dict()["datasets"].values()  # type: ignore[attr-defined]
    return pd.DataFrame(rows)


def test_every_project_is_a_bar_with_its_team() -> None:
    result = plan_staffing(StaffingProblem(two_projects(SUMMER), priorities={"B": 2.0}))
    rows = shown(plot_staffing(result)).set_index("project")
    assert rows.loc["A", "people"] == 0
    assert rows.loc["B", "team"].startswith("Anna")
    assert rows.loc["B", "first"].startswith("2026-05-01")


def test_shares_of_hours_per_period() -> None:
    result = plan_staffing(StaffingProblem(two_projects(LATER)))
    rows = shown(plot_staffing_loads(result))
    assert set(rows["person"]) == {"Anna"}
    assert [round(share, 6) for share in rows["share"]] == [0.75, 0.75]  # 0.3 of 0.4


def test_projects_without_dates_are_said_to_have_none() -> None:
    data = two_projects(LATER)
    bare = data.replace(projects=data.projects.assign(start_date=pd.NaT, end_date=pd.NaT))
    result = plan_staffing(StaffingProblem(bare, projects=["A", "B"]))
    chart = plot_staffing(result)
    assert "title" in chart.to_dict()


def test_dates_are_written_in_the_language_of_the_page() -> None:
    result = plan_staffing(StaffingProblem(two_projects(SUMMER), priorities={"B": 2.0}))
    for lang, day in (("nl", "1 mei 2026"), ("en", "1 May 2026")):
        with use_language(lang):
            chart = plot_staffing(result)
        assert shown(chart).set_index("project").loc["B", "begin"] == day
        assert day.split()[1] in chart.to_dict()["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
