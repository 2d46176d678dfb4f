"""One question after the other to the same model: what is settled stays settled."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.formulate import Formulation
from talentmap.groups.levels import Aim
from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.options import Listener, Options, Progress
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_ANY = (("mip_max_improving_sols", 1), ("mip_allow_restart", False), ("mip_detect_symmetry", False))
"""Settings where any plan will do; slots that nothing tells apart are in order already."""
_SLACK = 1e-5
"""A relaxation is trusted to this much."""


@dataclass(frozen=True, eq=False)
class Demand:
    """What a plan must still reach: rows ``objective @ columns >= least``, and columns that can then have one value."""

    rows: tuple[tuple[Floats, float], ...] = ()
    fixed: tuple[tuple[Ints, Floats], ...] = ()

    def also(self, other: Demand) -> Demand:
        """Both."""
        return Demand(self.rows + other.rows, self.fixed + other.fixed)


@dataclass(eq=False)
class Stage:
    """A model, what is settled so far, and the best plan known that keeps it.

    Parameters
    ----------
    built
        The model, complete.
    options
        Seed and listener.
    until
        Reading of ``time.perf_counter`` at which time is up.
    settled
        What earlier levels ask.
    labels
        Slot of each person in a plan that keeps what is settled; None while there is none.
    """

    built: Formulation
    options: Options
    until: float = math.inf
    settled: Demand = field(default_factory=Demand)
    labels: Ints | None = None
    halted: bool = False

    @property
    def rest(self) -> float | None:
        """Seconds left; None without a limit."""
        if self.halted:
            return 0.0
        return None if math.isinf(self.until) else max(0.0, self.until - time.perf_counter())

    @property
    def over(self) -> bool:
        """Whether time is up or the listener asked to stop."""
        return self.rest == 0.0

    def hearing(self, stage: str) -> Options:
        """Options of one solve."""
        return replace(self.options, time_limit=self.rest, stage=stage, listener=self._listener())

    def _listener(self) -> Listener | None:
        heard = self.options.listener
        if heard is None:
            return None

        def hear(progress: Progress) -> object:
            answer = heard(progress)
            if answer is False:
                self.halted = True
            return answer

        return hear

    def relaxation(self, objective: Floats) -> Relaxation:
        """The relaxation with what is settled."""
        relaxed = Relaxation(self.built.matrix, objective, self.options)
        put(relaxed, self.settled)
        return relaxed

    def attempt(
        self, stage: str, objective: Floats | None = None, more: Demand | None = None, guide: Floats | None = None
    ) -> Answer:
        """Best plan that keeps what is settled and `more`; without an objective any such plan.

        Parameters
        ----------
        stage
            Word for those who listen.
        objective
            Shape (width,): what is maximised.
        more
            What is asked besides.
        guide
            Without an objective: what the search leans towards, which only changes how soon it finds a plan.
        """
        matrix = self.built.matrix.copy()
        asked = self.settled if more is None else self.settled.also(more)
        for row, least in asked.rows:
            there = np.flatnonzero(row)
            matrix.row(there, row[there], least=least)
        for columns, values in asked.fixed:
            matrix.fix(columns, values)
        options = replace(self.hearing(stage), gap_absolute=0.5)
        if objective is None:
            lean = np.zeros(matrix.width) if guide is None else guide
            return solve_matrix(matrix, lean, options, settings=_ANY)
        start = None if self.labels is None else self.built.start(self.labels)
        return solve_matrix(matrix, objective, options, start=start)

    def settle(self, more: Demand) -> None:
        """From here on every plan keeps this too."""
        self.settled = self.settled.also(more)


def put(relaxed: Relaxation, asked: Demand) -> None:
    """Put a demand to a relaxation."""
    for row, least in asked.rows:
        there = np.flatnonzero(row)
        relaxed.row(there, row[there], least)
    for columns, values in asked.fixed:
        for value in np.unique(values):
            relaxed.fix(columns[values == value], float(value))


def reach(stage: Stage, aim: Aim, least: int, answer: Answer | None = None) -> Demand:
    """That a level is at least so much; with the relaxation it follows from, what that leaves to be decided.

    A column whose slope in the relaxation is steeper than what lies between bound and demand keeps its bound
    (reduced-cost fixing: Dantzig, Fulkerson and Johnson 1954, doi:10.1287/opre.2.4.393).
    """
    matrix = stage.built.matrix
    row = (aim.widened(matrix.width), float(least))
    if answer is None or not len(answer.slopes):
        return Demand((row,))
    low, high = matrix.bounds
    slopes = answer.slopes[: matrix.width]
    room = answer.objective - least + _SLACK * max(1.0, abs(answer.objective))
    stay_low = np.flatnonzero(matrix.whole & (slopes < -room) & (answer.values[: matrix.width] < low + _SLACK))
    stay_high = np.flatnonzero(matrix.whole & (slopes > room) & (answer.values[: matrix.width] > high - _SLACK))
    return Demand((row,), ((stay_low, low[stay_low]), (stay_high, high[stay_high])))


def sharpened(relaxed: Relaxation, answer: Answer) -> Answer:
    """The same answer with slopes from the inside of the optimal face, which settle many more columns."""
    slopes = relaxed.inner_slopes(answer.objective)
    return answer if slopes is None else replace(answer, slopes=slopes)


def floor(answer: Answer) -> int:
    """Best whole objective that a relaxation or a stopped search still allows."""
    return math.floor(answer.bound + _SLACK)


def has_plan(answer: Answer) -> bool:
    """Whether there is a plan in an answer."""
    return answer.status in (Status.OPTIMAL, Status.FEASIBLE)
