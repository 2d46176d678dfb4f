"""Handing out tasks within everyone's room: brute force, hand-worked cases, bounds that hold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from talentmap.optimise.tasks import Tasks, hand_out
from talentmap.optimise.tasks_bound import worth_tasks
from talentmap.optimise.tasks_prices import SCALE, price_tasks
from talentmap.results import Status


def drawn(seed: int, people: int = 3, jobs: int = 7, tight: float = 0.9, forbidden: float = 0.1) -> Tasks:
    draw = np.random.default_rng(seed)
    load = draw.integers(1, 12, (people, jobs))
    cost = 25 - load + draw.integers(0, 8, (people, jobs))
    room = (load.mean(axis=1) * jobs / people * tight).astype(np.int64)
    return Tasks(cost, load, room, draw.random((people, jobs)) >= forbidden)


def every(tasks: Tasks) -> list[tuple[int, tuple[int, ...]]]:
    """All choices that hold, with their cost."""
    people, jobs = tasks.cost.shape
    found = [np.array(place) for place in itertools.product(range(people), repeat=jobs)]
    return [(tasks.value(place), tuple(place.tolist())) for place in found if tasks.holds(place)]


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_of_all_choices_is_found_and_proven(seed: int) -> None:
    tasks = drawn(seed)
    choices = every(tasks)
    handed = hand_out(tasks)
    if not choices:
        assert handed.status is Status.INFEASIBLE
        return
    assert handed.status is Status.OPTIMAL
    assert handed.value == handed.bound == min(choices)[0]
    assert tasks.holds(handed.place)
    assert tasks.value(handed.place) == handed.value


@pytest.mark.parametrize("seed", range(6))
def test_both_bounds_and_all_their_rises_hold_for_every_choice(seed: int) -> None:
    tasks = drawn(seed, tight=1.1)
    choices = every(tasks)
    prices = price_tasks(tasks)
    assert prices is not None
    assert choices
    worths = worth_tasks(tasks, prices, min(choices)[0])
    assert worths is not None
    for proof in (prices, worths):
        for value, place in choices:
            for job, person in enumerate(place):
                assert proof.rise[person, job] >= 0
                assert proof.bound + proof.rise[person, job] <= value * SCALE


def test_knapsacks_prove_more_than_broken_jobs() -> None:
    # Two people with room 3 and four jobs of 2: broken jobs fit three times, whole jobs once each.
    # With a third person who has room for all at cost 10, whole jobs cost 1 + 1 + 10 + 10; broken ones 3 x 1 + 10.
    cost = np.array([[1] * 4, [1] * 4, [10] * 4])
    load = np.full((3, 4), 2)
    tasks = Tasks(cost, load, np.array([3, 3, 8]), np.ones((3, 4), dtype=bool))
    prices = price_tasks(tasks)
    assert prices is not None
    assert prices.least == 13
    worths = worth_tasks(tasks, prices, 22)
    assert worths is not None
    assert worths.least > 13
    handed = hand_out(tasks)
    assert (handed.value, handed.status) == (22, Status.OPTIMAL)


def test_no_room_and_nobody_allowed_are_infeasible() -> None:
    one = np.ones((2, 3), dtype=np.int64)
    assert hand_out(Tasks(one, one, np.array([1, 1]), one.astype(bool))).status is Status.INFEASIBLE
    nobody = one.astype(bool)
    nobody[:, 1] = False
    assert hand_out(Tasks(one, one, np.array([3, 3]), nobody)).status is Status.INFEASIBLE
    # Broken jobs fit here (3 in 4 units of room), whole jobs of 2 in two rooms of 3 do not.
    two = np.full((2, 3), 2)
    assert hand_out(Tasks(one, two, np.array([3, 3]), one.astype(bool))).status is Status.INFEASIBLE


def test_no_jobs_cost_nothing() -> None:
    empty = np.zeros((2, 0), dtype=np.int64)
    assert hand_out(Tasks(empty, empty, np.array([1, 1]), empty.astype(bool))).value == 0


def test_a_limit_leaves_an_honest_bound_and_the_same_question_the_same_answer() -> None:
    tasks = drawn(3, people=3, jobs=14, tight=0.9, forbidden=0.0)
    stopped = hand_out(tasks, time_limit=0.0)
    full = hand_out(tasks)
    assert full.status is Status.OPTIMAL
    assert stopped.bound <= full.value
    if stopped.status.has_solution:
        assert full.value <= stopped.value
    assert hand_out(tasks).place.tolist() == full.place.tolist()
