"""Weights of terms: what every objective asks of them."""

from __future__ import annotations

import dataclasses
import math
import numbers
from dataclasses import dataclass

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

MOST = 1000.0
"""Largest weight: beyond it the smallest differences are lost in the arithmetic."""


@dataclass(frozen=True)
class Weights:
    """How much each term counts; a subclass names the terms, each a field with its default.

    Raises
    ------
    ProblemError
        A weight is no number from 0 to 1000, or all are 0.
    """

    def __post_init__(self) -> None:
        for name in self.names():
            value = getattr(self, name)
            good = isinstance(value, numbers.Real) and not isinstance(value, bool)
            if not good or not math.isfinite(value) or not 0 <= float(value) <= MOST:
                raise ProblemError(text("weights.wrong.weight", name=name, value=repr(value)))
        if not any(value for _, value in self.items()):
            raise ProblemError(text("weights.wrong.all_zero"))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the terms, in order."""
        return tuple(part.name for part in dataclasses.fields(cls))

    def items(self) -> tuple[tuple[str, float], ...]:
        """Name and weight of each term, in order."""
        return tuple((name, float(getattr(self, name))) for name in self.names())
