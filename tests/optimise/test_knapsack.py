"""One knapsack: the most gain and what forcing costs, against all choices."""

from __future__ import annotations

import os
from itertools import product

import numpy as np
import pytest

from talentmap.optimise.knapsack_kernels import forced, packed

FULL = bool(os.environ.get("TALENTMAP_FULL"))
UNUSED = -99
"""What working space holds before, so that a place that is read but never written shows."""


@pytest.mark.parametrize("seed", range(3_000 if FULL else 300))
def test_the_most_gain_and_every_loss_are_those_of_all_choices(seed: int) -> None:
    lot = np.random.default_rng(seed)
    jobs, room = int(lot.integers(0, 8)), int(lot.integers(0, 30))
    load, gain = lot.integers(0, 12, jobs).clip(0, room), lot.integers(-5, 9, jobs)
    choices = [(int(np.dot(some, gain)), some) for some in product((0, 1), repeat=jobs) if np.dot(some, load) <= room]
    best = max(value for value, _ in choices)
    tables = np.full((2, jobs + 1, room + 1), UNUSED)
    with_it, without = np.full(jobs, UNUSED), np.full(jobs, UNUSED)
    assert forced(gain, load, jobs, room, tables, with_it, without) == best
    for job in range(jobs):
        assert best - without[job] == max(value for value, some in choices if not some[job])
        assert best - with_it[job] == max(value for value, some in choices if some[job])
    worth = np.flatnonzero(gain > 0)
    tables[:], taken = UNUSED, np.full(len(worth), UNUSED)
    assert packed(gain[worth], load[worth], len(worth), room, tables[0], taken) == best
    assert set(taken.tolist()) <= {0, 1}
    assert np.dot(taken, gain[worth]) == best
    assert np.dot(taken, load[worth]) <= room


def test_of_knapsacks_alike_the_one_with_earlier_jobs_is_taken() -> None:
    taken, table = np.zeros(3, dtype=np.int64), np.zeros((4, 3), dtype=np.int64)
    packed(np.array([2, 2, 2]), np.array([1, 1, 1]), 3, 2, table, taken)
    assert taken.tolist() == [1, 1, 0]
