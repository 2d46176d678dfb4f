"""The question of the team builder: what was chosen on screen, as a problem and as Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING

from talentmap.app.services.code import arguments, script
from talentmap.data.dataset import Dataset
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.consent import ask_first

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress


@dataclass(frozen=True)
class TeamChoices:
    """What somebody chose on the page; plain values, so that the same choices give the same answer.

    Parameters
    ----------
    project, size, weights
        Project, smallest and largest team, weight of each term.
    include, exclude, together, apart
        Ids of people.
    most_per_unit
        At most so many from any one unit; None without such a rule.
    from_units
        Units of which at least one member comes.
    robust
        The team keeps every mandatory requirement whichever so many members it loses.
    ask_first
        Whether the people in a proposal see it before the manager does, and can decline it without a trace.
    proposals, differ, within, time_limit
        How many proposals, by how many members they differ, how much less than the best they may be worth (a share;
        None without such a limit), and seconds allowed.
    """

    project: str
    size: tuple[int, int]
    weights: tuple[tuple[str, float], ...] = (("coverage", 1.0),)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    most_per_unit: int | None = None
    from_units: tuple[str, ...] = ()
    robust: int = 0
    ask_first: bool = False
    proposals: int = 3
    differ: int = 1
    within: float | None = None
    time_limit: float = 30.0

    def problem(self, data: Dataset) -> TeamProblem:
        """The question to the optimiser."""
        return TeamProblem(
            data,
            project=self.project,
            size=self.size,
            weights=TeamWeights(**dict(self.weights)),
            include=self.include,
            exclude=self.exclude,
            together=self.together,
            apart=self.apart,
            unit_at_most={} if self.most_per_unit is None else self.most_per_unit,
            unit_at_least=dict.fromkeys(self.from_units, 1),
            robust=self.robust,
        )

    def solve(
        self, data: Dataset, listen: Callable[[Progress], bool] | None = None, *, declined: Iterable[str] = ()
    ) -> TeamResult:
        """The proposals; without those who declined, where people are asked first."""
        propose = partial(ask_first, declined=declined) if self.ask_first else propose_teams
        return propose(
            self.problem(data),
            alternatives=self.proposals - 1,
            differ=self.differ,
            within=self.within,
            time_limit=self.time_limit,
            progress=listen,
        )

    def code(self, load: str) -> str:
        """Python that asks the same."""
        within = "" if self.within is None else f" within={self.within:g},"
        solve = f"alternatives={self.proposals - 1}, differ={self.differ},{within} time_limit={self.time_limit:g}"
        return script(
            load,
            self.problem_code(),
            f"teams = tm.{'ask_first' if self.ask_first else 'propose_teams'}(problem, {solve})",
            "print(teams)",
            "teams.table()",
        )

    def problem_code(self) -> str:
        """Python of the question alone."""
        asked: dict[str, object] = {"project": self.project, "size": self.size}
        asked |= {name: getattr(self, name) for name in ("include", "exclude", "together", "apart")}
        asked["unit_at_most"] = self.most_per_unit
        asked["unit_at_least"] = dict.fromkeys(self.from_units, 1)
        asked["robust"] = self.robust
        weights = ", ".join(f"{name}={weight:g}" for name, weight in self.weights)
        given = arguments({name: value for name, value in asked.items() if value})
        return f"problem = tm.TeamProblem(data, {given}, weights=tm.TeamWeights({weights}))"


def term_names() -> tuple[str, ...]:
    """Names of the terms a team is judged by, in order."""
    return tuple(field.name for field in fields(TeamWeights))
