"""All three methods against trying everything, ties by wishes and ids included."""

from __future__ import annotations

import os

import numpy as np
import pytest

from talentmap.data.dataset import Dataset
from talentmap.matching import MatchResult, match_roles
from tests.matching.oracle import Oracle
from tests.organisations import random_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))
SEEDS = range(300 if FULL else 10)


def organisation(seed: int) -> tuple[Dataset, dict[str, bool]]:
    """Few strengths in every other case, so that many pairs fit equally well."""
    n_people = 8 if FULL and seed % 5 == 0 else 6
    data = random_organisation(seed, n_people=n_people, n_roles=3 + seed % 2, n_strengths=(6, 2)[seed % 2])
    return data, {"reassign": seed % 3 == 0, "open_unknown": seed % 5 == 0}


def matching_of(result: MatchResult) -> dict[str, str]:
    return dict(zip(result.seats["person_id"], result.seats["role_id"], strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_optimal_is_the_best_of_all_matchings(seed: int) -> None:
    data, options = organisation(seed)
    oracle = Oracle(data, **options)
    best, result = oracle.optimal(), match_roles(data, "optimal", **options)
    assert matching_of(result) == best
    assert result.status.has_solution == bool(best)
    if best:
        assert result.proof.best == result.proof.bound == sum(oracle.fits(best)) / 1e6
        blocking = zip(result.blocking_pairs["role_id"], result.blocking_pairs["person_id"], strict=True)
        assert list(blocking) == oracle.blocking(best)


@pytest.mark.parametrize("seed", SEEDS)
def test_leximin_is_the_most_level_of_all_matchings(seed: int) -> None:
    data, options = organisation(seed)
    oracle = Oracle(data, **options)
    best, result = oracle.leximin(), match_roles(data, "leximin", **options)
    assert matching_of(result) == best
    if best:
        blocking = zip(result.blocking_pairs["role_id"], result.blocking_pairs["person_id"], strict=True)
        assert list(blocking) == oracle.blocking(best)


@pytest.mark.parametrize("seed", SEEDS)
def test_stable_has_no_blocking_pair_and_is_best_for_everybody(seed: int) -> None:
    data, options = organisation(seed)
    oracle = Oracle(data, **options)
    mine = matching_of(match_roles(data, "stable", **options))
    stable = [each for each in oracle.matchings() if not oracle.blocking(each)]
    assert mine in stable
    for other in stable:
        assert set(other) == set(mine)
        for person, role in other.items():
            assert oracle.liking(person, mine[person]) <= oracle.liking(person, role)


@pytest.mark.parametrize("seed", range(200 if FULL else 8))
def test_optimal_agrees_with_an_independent_solver(seed: int) -> None:
    """HiGHS on the textbook model: first the most seats, then the greatest total."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rng = np.random.default_rng(seed)
    size = {"n_people": int(rng.integers(20, 61)), "n_roles": int(rng.integers(3, 12)), "n_strengths": 8}
    data = random_organisation(seed, **size)
    oracle, result = Oracle(data), match_roles(data)
    pairs = [pair for pair in oracle.fit if oracle.seats[pair[0]]]
    if not pairs:
        assert not result.status.has_solution
        return
    rows = [[role == each for role, _ in pairs] for each in oracle.roles]
    rows += [[person == each for _, person in pairs] for each in oracle.people]
    limits = [oracle.seats[each] for each in oracle.roles] + [1] * len(oracle.people)
    worth = np.array([oracle.fit[pair] for pair in pairs]) / 1e6
    model = {"integrality": np.ones(len(pairs)), "bounds": Bounds(0, 1)}
    rules = [LinearConstraint(np.array(rows, dtype=float), ub=limits)]
    most = milp(-np.ones(len(pairs)), constraints=rules, **model)
    filled = round(-most.fun)
    assert len(result.seats) == filled
    rules.append(LinearConstraint(np.ones(len(pairs)), lb=filled))
    best = milp(-worth, constraints=rules, options={"mip_rel_gap": 0}, **model)
    assert result.proof.best == pytest.approx(-best.fun, abs=1e-6)


@pytest.mark.parametrize("method", ["optimal", "stable", "leximin"])
@pytest.mark.parametrize("seed", range(5 if FULL else 3))
def test_the_order_of_rows_changes_nothing(method: str, seed: int) -> None:
    data = random_organisation(seed, n_people=12, n_roles=4, n_strengths=2)
    shuffled = Dataset.from_frames(
        {name: frame.sample(frac=1, random_state=seed) for name, frame in data.frames.items() if len(frame)},
        today=data.today,
    )
    a, b = match_roles(data, method).to_dict(), match_roles(shuffled, method).to_dict()
    a.pop("timing"), b.pop("timing")
    assert a == b
