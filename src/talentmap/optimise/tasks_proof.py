"""The solver over the pairs of person and job that bound and best choice leave open."""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.tasks_improve import Clock, stop_at
from talentmap.optimise.tasks_prices import Tasks

Ints = NDArray[np.int64]


def over_pairs(
    tasks: Tasks, kept: NDArray[np.bool_], place: Ints | None, seed: int, *, until: float, clock: Clock
) -> tuple[Answer, Ints, Ints]:
    """The plain model over these pairs: the answer, and person and job of each of its columns.

    Parameters
    ----------
    tasks
        The question.
    kept
        Shape (n_people, n_jobs): pairs in the model.
    place
        A choice among them to begin with, if one is known.
    seed
        Of the solver.
    until, clock
        When to stop.
    """
    person, job = np.nonzero(kept)
    cost, load = tasks.cost[person, job].astype(float), tasks.load[person, job].astype(float)
    model = Matrix()
    column = model.columns(len(job))
    model.rows(kept.shape[1], job, column, 1.0, 1.0, 1.0)
    model.rows(len(tasks.room), person, column, load, -np.inf, tasks.room.astype(float))
    start = None if place is None else (person == place[job]).astype(float)
    wall = clock is time.perf_counter and not math.isinf(until)
    limit = max(0.0, until - clock()) if wall else None
    options = Options(seed=seed, gap_absolute=0.999, time_limit=limit, listener=stop_at(until, clock))
    return solve_matrix(model, -cost, options, start=start), person, job
