"""Verify accepts what is right and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from talentmap.errors import VerificationError
from talentmap.matching.audit import Claim
from talentmap.matching.leximin import solve_leximin
from talentmap.matching.objective import Objective, objective
from talentmap.matching.optimal import solve_optimal
from talentmap.matching.problem import MatchProblem
from talentmap.matching.shortlists import Shortlists, nth_largest
from talentmap.matching.stable import BY_FIT, solve_stable
from talentmap.matching.verify import verify_levels, verify_match
from tests.matching.oracle import problem_of
from tests.organisations import random_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def quiet(_: str) -> None:
    """Nobody listens."""


def solved(seed: int) -> tuple[MatchProblem, Objective, Claim]:
    problem = problem_of(random_organisation(seed, n_people=14, n_roles=5))
    assert problem.n_seats
    goal = objective(problem)
    found = solve_optimal(problem, goal, Shortlists(problem, goal), quiet)
    return problem, goal, Claim(found.place, goal, found.price, found.gain)


SEEDS = range(12 if FULL else 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_right_passes(seed: int) -> None:
    problem, _, claim = solved(seed)
    assert verify_match(problem, claim).overpriced == []


@pytest.mark.parametrize("seed", SEEDS)
def test_another_matching_than_the_prices_prove_is_refused(seed: int) -> None:
    problem, goal, claim = solved(seed)
    seated = np.flatnonzero(claim.place >= 0)
    refused = 0
    for person in seated:
        worse = claim.place.copy()
        worse[person] = -1
        with pytest.raises(VerificationError):
            verify_match(problem, replace(claim, place=worse))
        refused += 1
    assert refused == len(seated)
    assert goal.empty < 0


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_that_are_a_little_off_are_refused(seed: int) -> None:
    problem, _, claim = solved(seed)
    for role in np.flatnonzero(problem.seats):
        for step in (-1, 1):
            price = claim.price.copy()
            price[role] += step
            with pytest.raises(VerificationError):
                verify_match(problem, replace(claim, price=price))


def test_a_seat_that_a_rule_forbids_is_refused() -> None:
    for seed in SEEDS:
        problem, _, claim = solved(seed)
        for role in np.flatnonzero(problem.seats):
            outside = np.flatnonzero(problem.fits(int(role)) < 0)
            if len(outside):
                place = np.full_like(claim.place, -1)
                place[outside[0]] = role
                with pytest.raises(VerificationError):
                    verify_match(problem, Claim(place, claim.goal))
                return
    pytest.fail("no organisation with a forbidden pair")


def test_a_matching_with_a_blocking_pair_is_not_stable() -> None:
    refused = 0
    for seed in SEEDS:
        problem = problem_of(random_organisation(seed, n_people=14, n_roles=5))
        place = solve_stable(problem, Shortlists(problem, BY_FIT), quiet)
        verify_match(problem, Claim(place, BY_FIT), stable=True)
        for person in np.flatnonzero(place >= 0)[:2]:
            place[person] = -1
            with pytest.raises(VerificationError):
                verify_match(problem, Claim(place, BY_FIT), stable=True)
            refused += 1
    assert refused


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leximin_proof_holds_for_its_own_matching_only(seed: int) -> None:
    problem = problem_of(random_organisation(seed, n_people=14, n_roles=5))
    assert problem.n_seats
    goal = objective(problem)
    found = solve_leximin(goal, Shortlists(problem, goal), quiet)
    verify_levels(problem, goal, found.place, found.stages)
    for person in np.flatnonzero(found.place >= 0)[:3]:
        other = found.place.copy()
        other[person] = -1
        with pytest.raises(VerificationError):
            verify_levels(problem, goal, other, found.stages)


@pytest.mark.parametrize("seed", range(20 if FULL else 8))
def test_short_lists_that_grow_give_the_same_matching(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(random_organisation(seed, n_people=30, n_roles=6, n_strengths=(2, 6)[seed % 2]))
    goal = objective(problem)
    whole = solve_optimal(problem, goal, Shortlists(problem, goal), quiet)
    monkeypatch.setattr("talentmap.matching.optimal.depth_for", lambda _: 1)
    grown = solve_optimal(problem, goal, Shortlists(problem, goal), quiet)
    assert (whole.place == grown.place).all()
    assert (whole.price == grown.price).all()
    verify_match(problem, Claim(grown.place, goal, grown.price, grown.gain))


def test_rows_made_for_many_people_hold_the_same_fits() -> None:
    for seed in range(20):
        problem = problem_of(random_organisation(seed, n_people=20, n_roles=6), open_unknown=seed % 2 == 0)
        for role in range(len(problem.roles)):
            assert (problem.row(role) == problem.fits(role)).all()


def test_nth_largest_counts_repeats() -> None:
    rng = np.random.default_rng(0)
    for high in (3, 50, 10**6):
        values = rng.integers(0, high, 5000).astype(np.int32)
        ordered = np.sort(values)[::-1]
        for n in (1, 7, 300, 4000, 5000):
            assert nth_largest(values, n) == ordered[n - 1]
