"""Real respondents through the whole path: a public survey becomes a map and a proven team."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.imports import read_skill_matrix
from talentmap.measures.capability import capability_map
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from tests.shared import shared

pytestmark = pytest.mark.shared


@pytest.fixture
def survey() -> tuple[Dataset, pd.DataFrame]:
    """The survey as a Dataset, and its levels read with pandas: rows respondents, columns areas in their order."""
    path = shared("benchmarks", "skill_survey", "competency_survey.csv")
    data = read_skill_matrix(path, "competency_survey", visibility="organisation", date="2024-01-01")
    raw = pd.read_csv(path, dtype={"ID": str}).set_index("ID").iloc[:, 1:].astype(int)
    return data, raw


def test_map_of_the_survey_counts_what_the_file_holds(survey: tuple[Dataset, pd.DataFrame]) -> None:
    data, raw = survey
    found = capability_map(data, by="unit")
    assert found["strength_id"].to_list() == data.strengths["strength_id"].to_list()
    assert found["present"].to_list() == (raw >= 2).sum().to_list()
    assert found["strong"].to_list() == (raw >= 4).sum().to_list()
    assert (found["unknown"] == 0).all()


def test_team_from_the_survey_is_the_best_of_all_9139(survey: tuple[Dataset, pd.DataFrame]) -> None:
    """A data product needs Python 4 (gate), machine learning 4, SQL 4, Docker 3, a project manager 3 (gate), business
    relations 4, graphic design 4, language technology 4 and one cloud 4; respondent 17, who covers most of it alone,
    has no time."""
    data, raw = survey
    asked = [
        ("A02", 4, 3.0, True),
        ("A16", 4, 2.0, False),
        ("A08", 4, 2.0, False),
        ("A05", 3, 1.0, False),
        ("A19", 3, 2.0, True),
        ("A23", 4, 2.0, False),
        ("A22", 4, 1.0, False),
        ("A17", 4, 1.0, False),
        ("A12", 4, 1.0, False),
    ]
    needs = pd.DataFrame(asked, columns=["strength_id", "level", "weight", "mandatory"])
    result = propose_teams(TeamProblem(data, requirements=needs, size=3, exclude=["17"]), alternatives=1)
    assert str(result.status) == "optimal"
    columns = [list(data.strengths["strength_id"]).index(strength) for strength in needs["strength_id"]]
    level = raw.iloc[:, columns].drop(index="17").to_numpy()
    need, weight = needs["level"].to_numpy(), needs["weight"].to_numpy()
    credit = np.where(level >= need, 1.0, np.where(level == need - 1, 0.5, 0.0))
    gates = needs["mandatory"].to_numpy()
    best = max(
        (credit[list(team)].max(axis=0) * weight).sum() / weight.sum()
        for team in combinations(range(39), 3)
        if (credit[list(team)].max(axis=0) == 1)[gates].all()
    )
    assert result.teams[0].terms["coverage"] == pytest.approx(best)
    assert best < 1, "three people cannot cover everything: the question is a real one"
