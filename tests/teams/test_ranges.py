"""How far weights can move, against every team and a dense sweep."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from talentmap.errors import NoSolutionError, ProblemError
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.ranges import WeightRange, weight_ranges
from talentmap.teams.verify import Scorer
from tests.teams.oracle import N_PROBLEMS, every_team, random_problem, small_organisation

Lines = dict[tuple[str, ...], dict[str, float]]


def all_values(problem: TeamProblem) -> Lines:
    """Each term of every team that keeps the rules."""
    scorer = Scorer(problem)
    return {team: scorer.values(team) for _, _, team in every_team(problem)}


def lead(lines: Lines, members: tuple[str, ...], weights: TeamWeights) -> float:
    """How much the team is ahead of the best other; below 0 where it is behind."""
    worth = {team: sum(w * values[name] for name, w in weights.items()) for team, values in lines.items()}
    return worth[members] - max(worth.values())


def check(result: TeamResult, lines: Lines, one: WeightRange, limit: float) -> None:
    problem, members = result.problem, result.best.members
    low, high = one.low.weight, one.high.weight
    assert low <= one.weight <= high
    assert one.low.proven
    assert one.high.proven
    for weight in np.linspace(0, limit, 101):
        weights = weights_at(problem.weights, one.term, float(weight))
        if weights is None:
            continue
        if low - 1e-9 <= weight <= high + 1e-9:
            assert lead(lines, members, weights) >= -1e-6, (one, weight)
        elif not low - 1e-4 <= weight <= high + 1e-4:
            assert lead(lines, members, weights) < 0, (one, weight)
    for end, side in ((one.low, -1), (one.high, 1)):
        if not end.open:
            beyond = weights_at(problem.weights, one.term, end.weight + side * 1e-3)
            assert beyond is not None
            values = {team: sum(w * lines[team][n] for n, w in beyond.items()) for team in (members, end.members)}
            assert values[end.members] > values[members]


def weights_at(weights: TeamWeights, term: str, weight: float) -> TeamWeights | None:
    if weight < 0 or not (weight or any(w for name, w in weights.items() if name != term)):
        return None
    return replace(weights, **{term: weight})


@pytest.mark.parametrize("seed", range(0, N_PROBLEMS, 6))
def test_agrees_with_a_dense_sweep(seed: int) -> None:
    result = propose_teams(random_problem(seed, most=7), alternatives=0)
    if not result.teams:
        with pytest.raises(NoSolutionError):
            weight_ranges(result)
        return
    found = weight_ranges(result, limit=3.0)
    lines = all_values(result.problem)
    assert [one.term for one in found.ranges] == [name for name, _ in result.problem.weights.items()]
    for one in found.ranges:
        check(result, lines, one, 3.0)


def test_worked_by_hand() -> None:
    # A C is worth 1 with energy 1/2 (S1); B C has the tie of 1 and no energy; A D energy 1 and a tie of 1/4.
    weights = TeamWeights(1.0, energy=0.2, cohesion=0.4)
    result = propose_teams(TeamProblem(small_organisation(), project="J1", weights=weights))
    # B C: 1 + 0.4; A D: 1 + 0.2 + 0.1
    assert result.best.members == ("B", "C")
    found = {one.term: one for one in weight_ranges(result).ranges}
    # A D catches up when energy is worth 0.3, or cohesion 0.2 / 0.75
    assert (found["energy"].high.weight, found["energy"].high.members) == (pytest.approx(0.3), ("A", "D"))
    assert (found["energy"].low.weight, found["energy"].low.open) == (0.0, True)
    assert found["cohesion"].low.weight == pytest.approx(float(Fraction(2, 10) / Fraction(3, 4)))
    assert (found["cohesion"].high.weight, found["cohesion"].high.open) == (10.0, True)
    # coverage: all three teams have 1, and no team does better elsewhere
    assert (found["coverage"].low.weight, found["coverage"].high.weight) == (0.0, 10.0)
    # balance: A D comes from two units: 1/2 x weight makes up for the 0.1 it is behind
    assert found["balance"].high.weight == pytest.approx(0.2)
    said = weight_ranges(result)
    assert "energy (weight 0.2): this team stays best from 0 to 0.3." in said.summary("en")
    assert "at least 10" in said.summary("en")
    assert said.table().set_index("term").loc["energy", "above"] == "A, D"
    assert said.to_dict()["ranges"][1]["high"]["members"] == ["A", "D"]  # type: ignore[index]


def test_out_of_time_says_so() -> None:
    result = propose_teams(TeamProblem(small_organisation(), project="J1", weights=TeamWeights(1.0, cohesion=0.4)))
    found = weight_ranges(result, time_limit=0)
    assert not found.table()["proven"].all()
    assert "Niet bewezen" in found.summary("nl")


def test_arguments_out_of_range() -> None:
    result = propose_teams(TeamProblem(small_organisation(), project="J1"))
    for wrong in ({"limit": 0}, {"limit": 2000}, {"time_limit": -1}):
        with pytest.raises(ProblemError):
            weight_ranges(result, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ProblemError):
        weight_ranges(replace(result, status=type(result.status).FEASIBLE))
