"""Projects of roles: every plan of small questions, hand-worked cases, and the published optimum of one instance."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest

from talentmap.optimise.roles import Roles, broken_rules, cast_roles, plan_worth
from talentmap.results import Status


def drawn(seed: int, people: int = 3) -> Roles:
    draw = np.random.default_rng(seed)
    project = np.array([0, 0, 1, 2, 2])
    begin = draw.integers(0, 4, 5)
    end = begin + draw.integers(1, 4, 5)
    running = (begin[None, :] <= begin[:, None]) & (begin[:, None] < end[None, :])
    apart = np.triu(draw.random((5, 5)) < 0.15, 1)
    hours = draw.integers(1, 5, 5) * 5.0
    return Roles(
        project=project,
        able=draw.random((people, 5)) < 0.75,
        hours=hours,
        total_hours=hours * (end - begin),
        most=draw.integers(2, 7, people) * 5.0,
        least=draw.integers(0, 60, people) * 1.0,
        running=running,
        apart=apart,
        before=draw.random((people, 5)) < 0.2,
        cost=draw.integers(1, 30, (people, 5)) * 1.0,
        taking=draw.integers(0, 10, (people, 5)) * 1.0,
        idle=draw.integers(0, 3, people) * 0.5,
        worth=draw.integers(10, 60, 3) * 1.0,
        loss=draw.integers(0, 10, 3) * 1.0,
    )


def best_of_all(roles: Roles) -> float:
    best = -math.inf
    for place in itertools.product(range(-1, len(roles.most)), repeat=5):
        person = np.array(place)
        taken = np.zeros(3, dtype=bool)
        taken[roles.project[person >= 0]] = True
        if not broken_rules(roles, person, taken):
            best = max(best, plan_worth(roles, person, taken))
    return best


@pytest.mark.parametrize("seed", range(15))
def test_the_best_of_all_plans_is_found(seed: int) -> None:
    roles = drawn(seed)
    cast = cast_roles(roles)
    assert cast.status is Status.OPTIMAL
    assert cast.value == pytest.approx(best_of_all(roles))
    assert cast.bound == cast.value


def one(**changes: object) -> Roles:
    """One person, one project of two roles of 20 hours side by side, worth 100, 10 a role, loss 7."""
    yes, no = np.ones((1, 2), dtype=bool), np.zeros((1, 2), dtype=bool)
    both = np.ones((2, 2), dtype=bool)
    base = Roles(
        project=np.zeros(2, dtype=np.int64),
        able=yes,
        hours=np.array([20.0, 20.0]),
        total_hours=np.array([40.0, 40.0]),
        most=np.array([40.0]),
        least=np.array([0.0]),
        running=both,
        apart=np.zeros((2, 2), dtype=bool),
        before=no,
        cost=np.full((1, 2), 10.0),
        taking=np.full((1, 2), 3.0),
        idle=np.array([0.0]),
        worth=np.array([100.0]),
        loss=np.array([7.0]),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def test_hand_worked_plans() -> None:
    assert cast_roles(one()).value == 80  # 100 - 2 x 10
    assert cast_roles(one(most=np.array([39.0]))).value == -7  # not side by side: declined
    assert cast_roles(one(most=np.array([39.0]), running=np.eye(2, dtype=bool))).value == 80  # one after the other
    assert cast_roles(one(apart=np.array([[False, True], [False, False]]))).value == -7
    assert cast_roles(one(able=np.array([[True, False]]))).value == -7
    # Declined although held before: both are taken away (6), and all 50 hours are missing at 0.5 each.
    left = one(able=np.array([[True, False]]), before=np.ones((1, 2), dtype=bool), idle=np.array([0.5]))
    assert cast_roles(dataclasses.replace(left, least=np.array([50.0]))).value == -7 - 6 - 25


def test_without_time_every_project_is_declined_and_nothing_is_claimed() -> None:
    cast = cast_roles(one(), time_limit=0.0)
    assert (cast.status, cast.value, cast.bound) == (Status.FEASIBLE, -7.0, math.inf)
