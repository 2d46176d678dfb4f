"""Groups made from a survey: by the week, the gender and the wishes of their members."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.imports import read_team_survey
from talentmap.data.week import WeeklyMeetings, shared_times, weekly_meetings
from talentmap.groups.plan import plan_groups
from talentmap.groups.result import GroupResult
from talentmap.results import Status
from tests.shared import ROOT, shared

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def student(name: str) -> Dataset:
    path = shared("benchmarks", "student_surveys", name)
    return read_team_survey(path, visibility="team", date="2018-02-09")


def rows(data: Dataset, *more: tuple[str, str, str]) -> pd.DataFrame:
    """The rules of the survey with more of them: kind, attribute, value."""
    columns = ["rule_id", "rule", "attribute", "value"]
    extra = pd.DataFrame([(f"X{k}", *row) for k, row in enumerate(more)], columns=columns)
    return pd.concat([data.rules, extra], ignore_index=True)


def in_a_row(times: tuple[str, ...], first: str, length: int) -> bool:
    """Whether all of these hours from the first on are among the times."""
    return {f"{first[:3]}{int(first[3:]) + k:02d}" for k in range(length)} <= set(times)


def check(data: Dataset, week: WeeklyMeetings, plan: GroupResult, length: int) -> None:
    """Everybody once; every group has hours in a row when all are free; nobody is with whom they must not be."""
    assert sorted(p for group in plan.groups for p in group.members) == data.people["person_id"].to_list()
    home = {person: group.id for group in plan.groups for person in group.members}
    for group in plan.groups:
        assert in_a_row(shared_times(data, group.members), week.times[group.date], length)
    for pair in data.rules.loc[data.rules["rule"] == "apart", "subjects"]:
        a, b = str(pair).split()
        assert home[a] != home[b]


@pytest.mark.shared
def test_students_meet_when_all_are_free_with_a_woman_in_every_group_and_most_wishes_met() -> None:
    data = student("testdata.csv")
    week = weekly_meetings(data, length=2, least=3)
    rules = rows(data, ("at_least", "gender=woman", "1"))
    plan = plan_groups(week.data, size=4, rules=rules, dates=week.dates, per_date=8)
    assert plan.status is Status.OPTIMAL
    check(data, week, plan, 2)
    women = set(data.people.loc[data.people["gender"] == "woman", "person_id"])
    assert all(women & set(group.members) for group in plan.groups)
    home = {person: group.id for group in plan.groups for person in group.members}
    wishes = data.rules.loc[data.rules["rule"] == "wish_with", "subjects"].str.split()
    pairs = {tuple(sorted((named[0], other))) for named in wishes for other in named[1:]}
    met = [pair for pair in pairs if home[pair[0]] == home[pair[1]]]
    assert len(met) == plan.terms[0].best == plan.terms[0].bound
    impossible = [pair for pair in pairs if not _meet(shared_times(data, pair))]
    assert len(met) <= len(pairs) - len(impossible)


def _meet(times: tuple[str, ...]) -> bool:
    return any(in_a_row(times, time, 2) for time in times)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["testdata_nosection.csv", *(["testdata_nonotes.csv"] if FULL else [])])
def test_students_without_sections_or_wishes_are_grouped_by_their_week(name: str) -> None:
    data = student(name)
    week = weekly_meetings(data, least=3)
    plan = plan_groups(week.data, size=4, rules=rows(data), dates=week.dates, per_date=8)
    assert plan.status.has_solution
    check(data, week, plan, 1)


@pytest.mark.shared
def test_students_who_only_told_one_skill_are_grouped_by_it() -> None:
    data = student("testdata_justOneAttribute.csv")
    plan = plan_groups(data, size=4, rules=rows(data, ("diverse", "strength:building", "")))
    assert plan.status is Status.OPTIMAL
    assert [len(group.members) for group in plan.groups] == [4] * 8


def test_the_recipe_in_the_documentation_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    recipe = page.split("### Groups by their own week", 1)[1].split("```python\n", 1)[1].split("```", 1)[0]
    header = "First name,Last name,Gender,Section,To have on your team,Unavailable [Monday],Unavailable [Tuesday]"
    days = ("8AM;9AM,8AM", "8AM,9AM;10AM", "11AM,11AM;noon", "8AM;9AM;10AM,8AM")
    answers = [
        f"N{k},X,{'woman' if k % 3 == 0 else 'man'},{'AB'[k % 2]},{'N2 X' if k == 0 else ''},{days[k % 4]}"
        for k in range(12)
    ]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([header, *answers]) + "\n", encoding="utf-8")
    found = {"data": read_team_survey(path, visibility="team", date="2026-09-01")}
    exec(compile(recipe, "imports.md", "exec"), found)
    plan, times, free = found["plan"], found["times"], found["shared"]
    assert plan.status is Status.OPTIMAL  # type: ignore[attr-defined]
    assert len(times) == 3  # type: ignore[arg-type]
    assert all(in_a_row(free[group], times[group], 2) for group in times)  # type: ignore[index, attr-defined]
