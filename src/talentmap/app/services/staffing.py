"""The question of the staffing page: what was chosen on screen, as a problem and as Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from talentmap.app.services.code import arguments, script
from talentmap.data.dataset import Dataset
from talentmap.staffing import StaffingProblem, StaffingResult, StaffingWeights, plan_staffing

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress


@dataclass(frozen=True)
class StaffingChoices:
    """What somebody chose on the page; plain values, so that the same choices give the same answer.

    Parameters
    ----------
    projects
        Ids; none for every project that still runs or is to come.
    weights
        Weight of each term.
    all_projects, most_projects, fte
        Whether every project must be staffed, in how many one person can be, and the hours of projects that do not
        say.
    time_limit
        Seconds allowed.
    """

    projects: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = (("coverage", 1.0),)
    all_projects: bool = False
    most_projects: int | None = None
    fte: float | None = None
    time_limit: float = 60.0

    def asked(self) -> dict[str, object]:
        """Arguments of the question that say something."""
        given = {name: getattr(self, name) for name in ("projects", "all_projects", "most_projects", "fte")}
        return {name: value for name, value in given.items() if value}

    def problem(self, data: Dataset) -> StaffingProblem:
        """The question to the optimiser."""
        return StaffingProblem(data, weights=StaffingWeights(**dict(self.weights)), **self.asked())  # type: ignore[arg-type]

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> StaffingResult:
        """The plan."""
        return plan_staffing(self.problem(data), time_limit=self.time_limit, progress=listen)

    def code(self, load: str) -> str:
        """Python that asks the same."""
        weights = ", ".join(f"{name}={weight:g}" for name, weight in self.weights)
        given = f", {arguments(self.asked())}" if self.asked() else ""
        return script(
            load,
            f"problem = tm.StaffingProblem(data{given}, weights=tm.StaffingWeights({weights}))",
            f"plan = tm.plan_staffing(problem, time_limit={self.time_limit:g})",
            "print(plan)",
            "plan.table()",
        )


def staffing_terms() -> tuple[str, ...]:
    """Names of the terms a plan is judged by, in order."""
    return tuple(field.name for field in fields(StaffingWeights))
