"""What is known when the search for the cheapest cover ends."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from talentmap.results import Status


@dataclass(frozen=True, eq=False)
class CoverAnswer:
    """How the search for the cheapest cover ended.

    Parameters
    ----------
    status
        OPTIMAL, FEASIBLE (stopped), INFEASIBLE, or NOT_FOUND (no time even for a first cover).
    chosen
        Numbers of the columns, in order.
    best, bound
        Cost, and what no cover can undercut; None without.
    root
        Bound by prices of rows alone, before any branching; NaN without.
    method
        What proved the bound: ``reduction``, ``prices`` or ``branching``.
    short
        Where nothing is possible: rows that fewer columns serve than they need.
    timing
        Seconds per step.
    """

    status: Status
    chosen: tuple[int, ...] = ()
    best: int | None = None
    bound: int | None = None
    root: float = math.nan
    method: str = "reduction"
    short: tuple[int, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)
