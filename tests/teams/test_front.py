"""The front against every team there is."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest

from talentmap.errors import NoSolutionError, ProblemError
from talentmap.optimise.options import Progress
from talentmap.optimise.pareto import SearchRegion, non_dominated
from talentmap.results import Status
from talentmap.teams.front import trade_off
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.verify import Scorer
from tests.organisations import random_organisation
from tests.teams.oracle import N_PROBLEMS, every_team, random_problem, small_organisation

NAMES = ("coverage", "energy", "cohesion", "balance", "growth")
CHOICES = [*combinations(NAMES, 2), *combinations(NAMES, 3)]


def right_front(problem: TeamProblem, terms: tuple[str, ...], scale: int) -> list[tuple[int, ...]]:
    """Non-dominated values of all teams that keep the rules, in whole units."""
    plain = problem.replace(weights=TeamWeights(**{name: float(name in terms) for name in NAMES}))
    assert plain.facts.scale == scale
    scorer = Scorer(plain)
    points = []
    for _, _, team in every_team(problem):
        parts = scorer.parts(team)
        points.append(tuple(sum(part.units for part in parts if part.term == name) for name in terms))
    return [p for p in sorted(set(points), reverse=True) if not any(_beats(q, p) for q in points)]


def _beats(q: tuple[int, ...], p: tuple[int, ...]) -> bool:
    return q != p and all(a >= b for a, b in zip(q, p, strict=True))


@pytest.mark.parametrize("seed", range(N_PROBLEMS // 3))
def test_agrees_with_every_team(seed: int) -> None:
    problem = random_problem(seed)
    terms = CHOICES[seed % len(CHOICES)]
    front = trade_off(problem, terms)
    expected = right_front(problem, terms, front.scale)
    assert [point.units for point in front.points] == expected
    assert front.complete == (front.status is Status.OPTIMAL) == bool(expected)
    assert bool(front.conflicts) == (not expected)


def test_worked_by_hand() -> None:
    # Teams of two: coverage 1 for one of A, B with one of C, D. Ties: B C 1, A D 1/4. The best pair has both terms.
    assert [p.units for p in trade_off(TeamProblem(small_organisation(), project="J1")).points] == [(4, 4)]
    # Without C: A D has coverage 1 and a quarter; nobody ties more strongly.
    problem = TeamProblem(small_organisation(), project="J1", exclude=["C"], weights=TeamWeights(1.0, balance=1.0))
    (point,) = trade_off(problem).points
    assert point.team.members == ("A", "D")
    assert point.values == {"coverage": 1.0, "cohesion": 0.25}
    assert point.team.objective == pytest.approx(1.5)  # with the weights of the problem: coverage 1 and balance 1/2


def rich() -> TeamProblem:
    """A question with several points on its fronts."""
    return TeamProblem(random_organisation(8, n_people=14, n_strengths=8), project="J00", size=(2, 4))


def test_a_grid_leaves_points_out_and_says_so() -> None:
    problem = rich()
    whole = trade_off(problem, ("coverage", "cohesion", "balance"))
    part = trade_off(problem, ("coverage", "cohesion", "balance"), parts=2)
    assert whole.complete
    assert not part.complete
    assert [reason.kind for reason in part.reasons] == ["teams_front.grid"]
    assert {p.units for p in part.points} < {p.units for p in whole.points}
    for t in range(3):  # the ends are there
        assert max(p.units[t] for p in part.points) == max(p.units[t] for p in whole.points)


def test_stopped_it_shows_what_it_has_or_says_there_is_nothing() -> None:
    problem = rich()
    whole = {p.units for p in trade_off(problem).points}
    heard: list[Progress] = []
    front = trade_off(problem, progress=lambda p: heard.append(p) or p.best < 3)
    assert front.status is Status.FEASIBLE
    assert {p.units for p in front.points} < whole
    assert [reason.kind for reason in front.reasons] == ["teams_front.stopped"]
    assert heard[-1].bound > heard[-1].best
    nothing = trade_off(problem, time_limit=0)
    assert (nothing.status, nothing.points, nothing.complete) == (Status.NOT_FOUND, (), False)
    with pytest.raises(NoSolutionError):
        nothing.table()


def test_table_and_summary_and_plain_values() -> None:
    problem = rich()
    front = trade_off(problem)
    table = front.table()
    assert list(table.columns) == ["point", "coverage", "cohesion", "best", "size", "members", "joined", "left"]
    assert table["coverage"].is_monotonic_decreasing
    assert table["cohesion"].is_monotonic_increasing
    assert f"All {len(table)} teams" in front.summary("en")
    assert json.loads(json.dumps(front.to_dict()))["points"][0]["members"] == list(front.points[0].team.members)
    assert trade_off(problem).to_dict() | {"timing": 0} == front.to_dict() | {"timing": 0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": ("coverage",)},
        {"terms": ("coverage", "coverage")},
        {"terms": ("coverage", "kindness")},
        {"terms": "coverage"},
        {"parts": 0},
        {"time_limit": -1},
    ],
)
def test_arguments_out_of_range(wrong: dict[str, object]) -> None:
    with pytest.raises(ProblemError):
        trade_off(TeamProblem(small_organisation(), project="J1"), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("n_terms", [2, 3])
def test_boxes_hold_every_point_not_yet_found(n_terms: int) -> None:
    rng = np.random.default_rng(n_terms)
    points = [tuple(int(v) for v in row) for row in rng.integers(0, 9, (40, n_terms))]
    front = [p for p in points if not any(_beats(q, p) for q in points)]
    assert non_dominated(points) == sorted(set(front), reverse=True)
    region = SearchRegion((-1,) * n_terms, (9,) * n_terms)
    left = set(front)
    while (box := region.largest()) is not None:
        inside = [p for p in points if all(v > low for v, low in zip(p, box.low, strict=True))]
        assert left <= {p for p in left for b in region.boxes if all(v > w for v, w in zip(p, b.low, strict=True))}
        if not inside:
            region.close(box)
            continue
        best = max(inside, key=lambda p: (sum(p), p))
        assert best in left
        left.remove(best)
        region.found(best)
    assert not left
    assert not region.coarse
