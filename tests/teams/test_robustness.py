"""Robust teams against every team and every loss."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from talentmap.errors import ProblemError
from talentmap.results import Status
from talentmap.teams.problem import TeamProblem
from talentmap.teams.robustness import robust_teams
from talentmap.teams.verify import Scorer
from tests.teams.oracle import N_PROBLEMS, every_team, random_problem
from tests.teams.test_rules_and_terms import surviving


def survives(scorer: Scorer, team: tuple[str, ...], lost: int) -> bool:
    """Whether the mandatory requirements are met after every loss of so many."""
    gates = [r for r in scorer.asked if r.mandatory]
    rests = [[p for p in team if p not in gone] for gone in combinations(team, min(lost, len(team)))]
    return all(len(scorer.meeting(rest, r)) >= r.min_people for rest in rests for r in gates)


@pytest.mark.parametrize("seed", range(0, N_PROBLEMS, 6))
def test_agrees_with_every_team_and_every_loss(seed: int) -> None:
    problem = random_problem(seed, most=7).replace(robust=0)
    low, high = problem.sizes
    if not problem.facts.requirements:
        return
    scorer = Scorer(problem)
    anybody = every_team(problem.replace(size=(low, max(high, len(problem.data.people)))))
    asked = {team: -worth for worth, _, team in every_team(problem)}
    result = robust_teams(problem, 2)
    best = math.nan
    for lost, level in enumerate(result.levels):
        able = [team for _, _, team in anybody if survives(scorer, team, lost)]
        inside = [worth for team, worth in asked.items() if survives(scorer, team, lost)]
        best = max(inside, default=math.nan) if not lost else best
        if not able:
            assert level.status is Status.INFEASIBLE
            assert level.reasons or level.conflicts
            continue
        assert level.status is Status.OPTIMAL
        assert level.smallest == min(map(len, able))
        assert level.team is not None
        assert survives(scorer, level.team.members, lost)
        same = every_team(problem.replace(size=level.smallest))
        assert level.team.members == next(team for _, _, team in same if survives(scorer, team, lost))
        price = (best - max(inside)) / problem.facts.scale if inside else math.nan
        assert level.price == pytest.approx(price, abs=1e-6, nan_ok=True)


def test_too_few_people_is_a_reason() -> None:
    result = robust_teams(surviving(0, 3, size=(2, 2)), 2)
    assert [level.smallest for level in result.levels] == [2, 2, None]  # A and B can, nobody else
    assert [level.larger for level in result.levels] == [0, 0, None]
    last = result.levels[2]
    assert (last.status, last.reasons[0].value, last.reasons[0].compared_to) == (Status.INFEASIBLE, 2, 3)
    assert "Te weinig mensen: 2 kunnen S1" in result.summary("nl")
    # A and C are worth 1, A and B a half: the loss of anybody costs a half
    assert result.levels[1].price == pytest.approx(0.5)
    assert result.table()["members"].tolist() == ["A, C", "A, B", ""]
    assert result.to_dict()["levels"][2]["team"] is None  # type: ignore[index]


def test_arguments_out_of_range() -> None:
    problem: TeamProblem = surviving(0, 3)
    for wrong in ({"most": -1}, {"most": 1.5}, {"time_limit": -1}):
        with pytest.raises(ProblemError):
            robust_teams(problem, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ProblemError):
        robust_teams("P01")  # type: ignore[arg-type]


def test_out_of_time_says_so() -> None:
    levels = robust_teams(surviving(0, 3), 1, time_limit=0).levels
    assert [level.status for level in levels] == [Status.NOT_FOUND] * 2
    assert levels[0].reasons[0].kind == "teams.stopped"
