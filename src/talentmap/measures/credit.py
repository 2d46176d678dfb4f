"""Credit of a known level for a need, and the weights by which the parts of a fit are added."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

N_LEVELS = 6
MICRO = 1_000_000
"""Fits are whole numbers of one millionth, so that parts add up exactly and equal fits are equal."""
CREDIT_STEPS = 1_000
"""Credits count to three digits, so that fits stay exact fractions."""


def _default_credit() -> NDArray[np.float64]:
    need, level = np.indices((N_LEVELS, N_LEVELS))
    table = np.where(level >= need, 1.0, np.where(level == need - 1, 0.5, 0.0))
    table.setflags(write=False)
    return table


CREDIT: NDArray[np.float64] = _default_credit()
"""Shape (6, 6), rows the level needed, columns the level known: met 1, one step short 0.5, else 0.

A table because levels are ordinal: the distance between two levels means nothing, so each pair has a credit of its
own. Surplus earns nothing extra and so never hides a shortfall elsewhere. Unknown is not in the table: it has no
credit.
"""


def credit_table(credit: ArrayLike | None = None) -> NDArray[np.float64]:
    """The credit table to use, checked.

    Parameters
    ----------
    credit
        Shape (6, 6), rows the level needed, columns the level known, entries in [0, 1] rounded to three digits; None
        for :data:`CREDIT`.

    Raises
    ------
    ProblemError
        Another shape, or an entry outside [0, 1] or not a number.
    """
    if credit is None:
        return CREDIT
    table = np.array(credit, dtype=np.float64)
    if table.shape != (N_LEVELS, N_LEVELS):
        raise ProblemError(text("fit.credit_shape", found=table.shape))
    if not (np.isfinite(table).all() and (table >= 0).all() and (table <= 1).all()):
        raise ProblemError(text("fit.credit_range"))
    table = np.round(table * CREDIT_STEPS) / CREDIT_STEPS
    table.setflags(write=False)
    return table


@dataclass(frozen=True)
class FitWeights:
    """Weights of the parts of a fit: ``fit_low = can x can_low + wants x wants + known x known``.

    Parameters
    ----------
    can
        Weight of what somebody is known to be able to do.
    wants
        Weight of what gives them energy.
    known
        Weight of having evidence at all. 0 unless the caller says otherwise, so that keeping things private is not
        punished twice.

    Raises
    ------
    ProblemError
        A weight is negative, over 100 or not a number, or all are 0.
    """

    can: float = 0.8
    wants: float = 0.2
    known: float = 0.0

    def __post_init__(self) -> None:
        values = {"can": self.can, "wants": self.wants, "known": self.known}
        for name, value in values.items():
            if not (math.isfinite(value) and 0 <= value <= 100):
                raise ProblemError(text("fit.weight_range", name=name, found=value))
        if not any(self.micro):
            raise ProblemError(text("fit.weight_zero"))

    @property
    def micro(self) -> tuple[int, int, int]:
        """Weights of can, wants and known in units of 1e-6."""
        return round(self.can * MICRO), round(self.wants * MICRO), round(self.known * MICRO)


FIT_WEIGHTS = FitWeights()
"""The weights used where the caller does not choose."""
