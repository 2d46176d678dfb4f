"""How a solve ended."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How a solve ended, read from the proof and never from a solver's own word for it."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NOT_FOUND = "not_found"

    @property
    def has_solution(self) -> bool:
        """Whether there is something to show: optimal, or feasible because a limit stopped the search."""
        return self in (Status.OPTIMAL, Status.FEASIBLE)
