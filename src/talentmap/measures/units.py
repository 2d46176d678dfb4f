"""Whole units: parts of an objective that are whole numbers add up exactly, and equal teams are worth the same."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, lcm

FINEST = 2_000_000
"""Most units the whole objective may have: beyond it a solver's arithmetic no longer tells one unit from none."""
COARSEST = 1_000_000
"""Units of the whole objective where not everything fits exactly: figures are then rounded to about six digits."""


def to_units(value: Fraction, scale: int) -> int:
    """A value in units of 1 / scale, halves up, free of floating point."""
    return int((value * scale * 2 + 1) // 2)


def exact(value: float) -> Fraction:
    """The shortest decimal that reads as this number: 0.3 is three tenths, not its binary neighbour."""
    return Fraction(repr(float(value)))


def fitting_scale(total: float, core: Iterable[Fraction], others: Iterable[Fraction]) -> int:
    """Units per 1.0 in which as much as possible is exact.

    Parameters
    ----------
    total
        Sum of the weights: the largest objective there can be.
    core
        Worths that should be whole numbers if at all possible (requirements, balance).
    others
        Worths that are rounded if they would make the units too small (ties, of which there are many).
    """
    most = max(1, ceil(total))
    scale = _common(1, core, FINEST // most)
    if scale is None:
        return max(1, COARSEST // most)
    finer = _common(scale, others, FINEST // most)
    return finer if finer is not None else scale * ceil(COARSEST / most / scale)


def _common(scale: int, values: Iterable[Fraction], most: int) -> int | None:
    """Least common multiple of the scale and all denominators; None above `most`."""
    for value in values:
        scale = lcm(scale, value.denominator)
        if scale > most:
            return None
    return scale
