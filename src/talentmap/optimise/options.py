"""How a solve is run: limits and tolerances, and who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SEED = 7
"""Seed where the caller names none: any fixed number does, as long as it is always the same."""


@dataclass(frozen=True)
class Progress:
    """What a solve knows while it runs.

    Parameters
    ----------
    stage
        What is being solved, as a word of the caller (``best``, ``ties`` ...).
    seconds
        Seconds since the solve began.
    best, bound
        Best objective found and proven bound so far, in the unit and sense of the model; NaN while there is none.
    """

    stage: str
    seconds: float
    best: float
    bound: float


Listener = Callable[[Progress], object]
"""Called now and then during a solve; answering ``False`` (and nothing else) asks the solver to stop."""


@dataclass(frozen=True)
class Options:
    """Limits and tolerances of one solve.

    Parameters
    ----------
    seed
        Random seed of the solver.
    time_limit
        Seconds, None for no limit. HiGHS looks at its clock between steps, so a limit may be overrun.
    gap_relative, gap_absolute
        Stop when bound and best are this close; an absolute gap below one unit of an integer objective is a proof.
    tolerance
        How far a whole number may be from whole, and a row from its bound.
    listener, stage
        Who hears of progress, and the word for this solve.
    """

    seed: int = SEED
    time_limit: float | None = None
    gap_relative: float = 0.0
    gap_absolute: float = 1e-6
    tolerance: float = 1e-7
    listener: Listener | None = None
    stage: str = "solve"
