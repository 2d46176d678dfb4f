"""Small questions against every plan there is: terms, verification, and what a conflict must mean."""

from __future__ import annotations

from fractions import Fraction

import pytest

from talentmap.groups import GroupProblem, GroupResult, plan_groups, verify_groups
from talentmap.results import Status
from tests.groups.oracle import Oracle
from tests.groups.random_questions import N_QUESTIONS, random_question


def key(result: GroupResult) -> tuple[object, ...]:
    """The plan as the oracle values it."""
    oracle = Oracle(result.problem)
    plan = tuple((group.members, (group.date, group.part) if group.date else 0) for group in result.groups)
    return oracle.worth(plan)


@pytest.mark.parametrize("seed", range(N_QUESTIONS))
def test_the_best_of_all_plans(seed: int) -> None:
    problem = random_question(seed)
    oracle = Oracle(problem)
    right, result = oracle.best(), plan_groups(problem)
    if right is None:
        assert result.status is Status.INFEASIBLE
        assert result.conflicts
        for conflict in result.conflicts:
            means_what_it_says(problem, conflict.names)
        return
    assert result.status.has_solution, (result, right)
    verify_groups(problem, result.groups)
    assert key(result) == right, result.summary()
    for term in result.terms:
        assert term.proven or term.name.startswith("mix."), term
    splits_are_best(result, oracle)


def means_what_it_says(problem: GroupProblem, names: tuple[str, ...]) -> None:
    """The rules of a conflict cannot hold together, and without any one of them the others can."""
    every = {rule.name for rule in problem.facts.layout.rules}
    assert set(names) <= every
    assert possible(problem, every - set(names)) is False
    for name in names:
        assert possible(problem, (every - set(names)) | {name}), name


def possible(problem: GroupProblem, waived: set[str]) -> bool:
    return plan_groups(problem.replace(waive=sorted(waived))).status.has_solution


def splits_are_best(result: GroupResult, oracle: Oracle) -> None:
    """The worst subgroup of each group is as good as any split of that group allows."""
    depths = result.problem.depths
    asked = any(rule.kind in ("diverse", "alike", "balanced") for rule in oracle.rules)
    for group in result.groups if depths and asked else ():
        parts = group.subgroups
        worst = min(oracle.mix(part.members) for part in parts)
        assert worst == oracle.best_split(group.members, depths[0]), group
        assert Fraction(worst) == min(result.scores[part.id] for part in parts)
