"""The smallest and the cheapest team against looking at every set of people, and by hand."""

from __future__ import annotations

import os
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.optimise.cover_choice import cheapest_choice
from talentmap.optimise.formulation import Row
from talentmap.optimise.options import Options
from talentmap.results import Status
from talentmap.teams import TeamProblem
from talentmap.teams.facts import requirements_of
from talentmap.teams.smallest import smallest_team
from talentmap.teams.verify import Scorer
from tests.teams.oracle import random_problem, small_organisation

N = 300 if os.environ.get("TALENTMAP_FULL") else 12


def strict(problem: TeamProblem) -> TeamProblem:
    """Every requirement mandatory."""
    rows = [(r.strength_id, r.level, r.weight, True, r.min_people) for r in requirements_of(problem)]
    columns = ["strength_id", "level", "weight", "mandatory", "min_people"]
    return problem.replace(requirements=pd.DataFrame(rows, columns=columns))


def by_looking(problem: TeamProblem, cost: dict[str, float]) -> tuple[float, int, tuple[str, ...]] | None:
    """Cost, size and ids of the right answer by trying every set."""
    scorer = Scorer(strict(problem))
    people = list(problem.data.people["person_id"])
    found = [
        (round(sum(cost[p] for p in team), 9), len(team), team)
        for n in range(len(people) + 1)
        for team in combinations(people, n)
        if not [name for name in scorer.broken(team) if not name.startswith("team_size")]
    ]
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(N))
def test_the_right_team_of_all(seed: int) -> None:
    problem = random_problem(seed, most=8)
    if seed % 4 == 0:
        problem = problem.replace(robust=1)
    rng = np.random.default_rng(seed)
    people = list(problem.data.people["person_id"])
    cost = {p: float(rng.integers(0, 5)) / 4 for p in people} if seed % 2 else None
    result = smallest_team(problem, cost=cost, time_limit=None)
    right = by_looking(problem, cost or dict.fromkeys(people, 1.0))
    if not requirements_of(problem):
        assert result.status is Status.INFEASIBLE
        assert result.reasons
        return
    if right is None:
        assert result.status is Status.INFEASIBLE
        assert result.conflicts
        return
    assert (result.status, result.members) == (Status.OPTIMAL, right[2])
    assert result.total == pytest.approx(right[0])
    assert result.proof.bound == pytest.approx(right[0])
    for person in result.members:
        without = by_looking(problem.replace(exclude=(*problem.exclude, person)), cost or dict.fromkeys(people, 1.0))
        assert (person in result.irreplaceable) == (without is None)


def asking(*rows: tuple[str, int, int], **arguments: Any) -> TeamProblem:
    frame = pd.DataFrame(rows, columns=["strength_id", "level", "min_people"])
    return TeamProblem(small_organisation(), project="J1", requirements=frame, **arguments)


def test_by_hand() -> None:
    """S1 at 3: A and B; S2 at 2: C and D; the first of each by id, or the cheaper ones."""
    problem = asking(("S1", 3, 1), ("S2", 2, 1))
    result = smallest_team(problem)
    assert result.members == ("A", "C")
    assert result.irreplaceable == ()
    table = result.table()
    assert table["able"].tolist() == [2, 2]
    assert table["members"].tolist() == ["A", "C"]
    assert table["others"].tolist() == [1, 1]
    dear = dict(zip("ABCDEF", (3.5, 2.25, 9.0, 1.0, 1.0, 1.0), strict=True))
    cheap = smallest_team(problem, cost=dear)
    assert (cheap.members, cheap.total, cheap.proof.bound) == (("B", "D"), 3.25, 3.25)
    assert smallest_team(problem, cost=pd.Series(dear)).members == ("B", "D")


def test_rules_hold_and_the_size_is_the_answer() -> None:
    assert smallest_team(asking(("S1", 3, 1), ("S2", 2, 1), include=["F"])).members == ("A", "C", "F")
    assert smallest_team(asking(("S1", 3, 1), ("S2", 2, 1), exclude=["A"])).members == ("B", "C")
    assert smallest_team(asking(("S1", 3, 1), ("S2", 2, 1), apart=["A", "C"])).members == ("A", "D")
    assert smallest_team(asking(("S1", 3, 1), ("S2", 2, 1), together=["A", "F"])).members == ("B", "C")
    both = smallest_team(asking(("S1", 3, 2), ("S2", 2, 1)))
    assert both.members == ("A", "B", "C")
    assert both.irreplaceable == ("A", "B")
    assert both.reasons[0].kind == "teams_smallest.larger"
    assert smallest_team(asking(("S1", 4, 1))).reasons[0].kind == "teams_smallest.smaller"


def test_robust_asks_for_more() -> None:
    assert smallest_team(asking(("S1", 3, 1), robust=1)).members == ("A", "B")


def test_it_names_what_too_few_meet() -> None:
    result = smallest_team(asking(("S1", 5, 1), ("S2", 2, 3)))
    assert result.status is Status.INFEASIBLE
    assert [reason.kind for reason in result.reasons] == ["teams_smallest.nobody", "teams_smallest.too_few"]
    assert sorted(conflict.names for conflict in result.conflicts) == [("mandatory:S1",), ("mandatory:S2",)]
    with pytest.raises(NoSolutionError):
        _ = result.size
    barred = smallest_team(asking(("S1", 3, 1), exclude=["A", "B"]))
    assert barred.conflicts[0].names == ("exclude:A", "exclude:B", "mandatory:S1")


def test_why_somebody_is_needed() -> None:
    result = smallest_team(asking(("S1", 4, 1), ("S2", 2, 1)))
    assert result.members == ("B", "C")
    kinds = [reason.kind for reason in result.explain("B").reasons]
    assert kinds == ["teams_smallest.carries.tight", "teams_smallest.without.none"]
    carries, without = result.explain("C").reasons
    assert (carries.kind, carries.value) == ("teams_smallest.carries", 1)
    assert (without.value, without.details["members"]) == (2.0, "B, D")
    assert result.explain("E").reasons[0].value == 3.0
    assert "B, C" in result.summary()
    assert "B" in result.summary("nl")
    assert result.to_dict()["irreplaceable"] == ["B"]


def test_wrong_arguments() -> None:
    problem = asking(("S1", 3, 1))
    with pytest.raises(ProblemError, match="TeamProblem"):
        smallest_team("J1")  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match="time_limit"):
        smallest_team(problem, time_limit=-1)
    with pytest.raises(ProblemError, match="cost"):
        smallest_team(problem, cost=[1])  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match="B"):
        smallest_team(problem, cost={"A": 1.0})
    with pytest.raises(UnknownLabelError):
        smallest_team(problem, cost={"Z": 1.0})


def test_no_time_is_said() -> None:
    result = smallest_team(asking(("S1", 3, 1)), time_limit=0)
    assert result.status is Status.NOT_FOUND
    assert result.reasons[0].kind == "teams.stopped.limit"


def test_rows_of_every_kind_over_a_choice() -> None:
    """Positions 0-3, two of 0-2 wanted, 0 and 1 not both, 3 along with 2: 0 and 2 bring 3; 1 and 2 as well."""
    rows = [Row.count([0, 1, 2], low=2), Row.count([0, 1], high=1), Row((3, 2), (1, -1), 0, 0)]
    answer = cheapest_choice(rows, np.array([1, 1, 1, 1]))
    assert (answer.status, answer.chosen, answer.best, answer.settled) == (Status.OPTIMAL, (0, 2, 3), 3, True)
    assert cheapest_choice([*rows, Row.count([2], high=0)], np.ones(4, dtype=np.int64)).status is Status.INFEASIBLE
    assert cheapest_choice(rows, np.ones(4, dtype=np.int64), Options(time_limit=0)).status is Status.NOT_FOUND
