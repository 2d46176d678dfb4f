"""Maximally diverse grouping by search: part people into groups with the greatest sum of distances inside groups.

Simulated annealing over swaps, and over inserts where sizes may differ, with the moves of one person against everybody
evaluated together. After each move the worth of everybody in the two groups is brought up to date in O(N), so that a
swap costs O(1) to judge. The temperature starts where four looks in ten make a move and falls to a fifth of that; a
climb to a grouping that no swap or insert improves ends each round. Where sizes have limits they are planned first:
the number of pairs inside groups decides, and annealing seldom finds the best sizes by itself.

What was tried and dropped, as gap to the best known value at the published time of a run:

- One random pair at a time: 85 million pairs a second, against 400 to 900 million when a person is held beside
  everybody at once.
- Sizes left free while annealing: 0.97 % on Geo_n120_ds_03 and 0.56 % on RanReal_n120_ds_03, against -0.03 % and 0.39 %
  with sizes planned first.
- One annealing of 3 s instead of four shorter ones: 0.40 % against 0.30 % on RanReal_n120_ds_03, 0.07 % against 0.00 %
  on RanInt_n120_ss_02; on three instances of RanReal four gave 0.34 % (one run each), eight and fourteen 0.29 % (two).
  With 240 people and 20 s it is the other way: on RanReal_n240_ds_02 0.05 % for one and for three, 0.12 % for six, on
  RanInt_n240_ss_02 0.05 % for one, 0.08 % for three.
- Warming up the best grouping again instead of beginning anew: 0.31 to 0.56 % on RanReal_n120_ds_03, against 0.23 to
  0.27 %.
- A cooler start (15 or 8 % of looks that move instead of 40): 0.59 and 0.80 % on RanReal_n120_ds_03, against 0.32 %.

References
----------
Gallego, Laguna, Marti and Duarte (2013), Tabu search with strategic oscillation for the maximally diverse grouping
problem, doi:10.1057/jors.2012.66 (problem, instances); Palubeckis, Karciauskas and Riskus (2011), Comparative
performance of three metaheuristic approaches for the maximally diverse grouping problem, Information Technology and
Control 40(4) (simulated annealing); Lai and Hao (2016), Iterated maxima search, doi:10.1016/j.ejor.2016.05.018 (worth
of each person in each group kept up to date); Yang et al. (2022), A three-phase search approach with dynamic
population size, EJOR 302(3) 925-953 (best known values).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talentmap.errors import ProblemError, VerificationError
from talentmap.groups.annealing import Annealing, Task
from talentmap.optimise.options import SEED, Listener
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_STEPS = 2_000_000


@dataclass(frozen=True, eq=False)
class Found:
    """The best grouping found.

    Parameters
    ----------
    labels
        Shape (N,): group of each person, 0 to G - 1.
    value
        Distances of all pairs inside groups, and the linear worth; summed afresh from the input.
    bound
        No grouping is worth more.
    steps
        Looks at a person beside everybody else.
    seconds
        By the clock of the search.
    stopped
        The clock or the listener ended it before its steps were done.
    """

    labels: Ints
    value: float
    bound: float
    steps: int
    seconds: float
    stopped: bool


def search_groups(
    distances: ArrayLike,
    sizes_least: Sequence[int],
    sizes_most: Sequence[int],
    *,
    linear: ArrayLike | None = None,
    start: Sequence[int] | None = None,
    seed: int = SEED,
    steps: int | None = None,
    seconds: float | None = None,
    rounds: int | None = None,
    listener: Listener | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Found:
    """Part N people into groups with the greatest sum of distances inside groups.

    Parameters
    ----------
    distances
        Shape (N, N): symmetric, finite, whole or not; below zero for pairs better apart. The diagonal does not count.
    sizes_least, sizes_most
        Limits of the size of each of the G groups.
    linear
        Shape (N, G): what a person adds in a group besides; -inf where they may not be.
    start
        A group per person to begin with; it must keep the limits.
    seed
        Same seed and steps, same answer.
    steps
        Looks in all; two million if neither this nor `seconds` is given.
    seconds
        Time by `clock`; with both, whichever is spent first. An answer under a clock depends on the machine.
    rounds
        Times the annealing begins again, the steps divided between them; if not said eight for up to 150 people, two
        for up to 300 and one above.
    listener
        Hears of the best value so far; answering False stops.
    clock
        What tells seconds: ``time.thread_time`` counts those of the processor.

    Raises
    ------
    ProblemError
        Input of the wrong shape, not symmetric or not finite, or limits nobody can keep.
    """
    task = _checked(distances, sizes_least, sizes_most, linear, start)
    search = Annealing(task, seed, listener, clock)
    times = _rounds(len(task.distances)) if rounds is None else max(rounds, 1)
    labels = search.run(_STEPS if steps is None and seconds is None else steps, seconds, times)
    value = task.value(labels)
    if not task.keeps(labels) or value > search.bound:
        raise VerificationError(text("groups_search.defect"))
    return Found(labels, value, search.bound, search.steps, clock() - search.began, search.stopped)


def _checked(
    distances: ArrayLike,
    least: Sequence[int],
    most: Sequence[int],
    linear: ArrayLike | None,
    start: Sequence[int] | None,
) -> Task:
    """The task, or a ProblemError that says what is wrong."""
    matrix = np.array(distances, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ProblemError(text("groups_search.not_square", shape=matrix.shape))
    np.fill_diagonal(matrix, 0.0)
    wrong = np.argwhere(~np.isfinite(matrix) | ~np.isfinite(matrix.T) | (matrix != matrix.T))
    if len(wrong):
        i, j = wrong[0].tolist()
        raise ProblemError(text("groups_search.not_symmetric", i=i, j=j, one=matrix[i, j], other=matrix[j, i]))
    low, high = np.asarray(least, dtype=np.int64), np.asarray(most, dtype=np.int64)
    if low.shape != high.shape or low.ndim != 1 or not len(low) or (low < 0).any() or (low > high).any():
        raise ProblemError(text("groups_search.limits", least=list(least), most=list(most)))
    n = len(matrix)
    if not low.sum() <= n <= high.sum():
        raise ProblemError(text("groups_search.cannot_fit", people=n, least=int(low.sum()), most=int(high.sum())))
    extra = None if linear is None else np.array(linear, dtype=np.float64)
    if extra is not None and (extra.shape != (n, len(low)) or np.isnan(extra).any() or (extra == np.inf).any()):
        raise ProblemError(text("groups_search.linear", shape=extra.shape, people=n, groups=len(low)))
    first = None if start is None else np.asarray(start, dtype=np.int64)
    task = Task(matrix, low, high, extra, first)
    if first is not None:
        inside = first.shape == (n,) and (not n or (first.min() >= 0 and first.max() < len(low)))
        if not inside or not task.keeps(first):
            raise ProblemError(text("groups_search.start"))
    return task


def _rounds(people: int) -> int:
    """More people, fewer and slower rounds."""
    return 8 if people <= 150 else 2 if people <= 300 else 1
