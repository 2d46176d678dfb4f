"""What terms cost each other: every team that cannot be better on one without being worse on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Conflict, Reason, Status
from talentmap.teams.problem import TeamProblem
from talentmap.teams.result import Team
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """A non-dominated point: no team is at least as good on every term chosen and better on one.

    Parameters
    ----------
    units
        Value of each term chosen, in whole units of 1 / scale.
    values
        The same as shares.
    team
        A team with these values, its parts worked out with the weights of the problem.
    """

    units: tuple[int, ...]
    values: Mapping[str, float]
    team: Team

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {"values": dict(self.values), "units": list(self.units), **self.team.to_dict()}


@dataclass(frozen=True, eq=False)
class TradeOff:
    """Teams that trade one term for another, each proven to be non-dominated and checked against the data.

    Parameters
    ----------
    problem, terms
        The question, and the terms set against each other.
    scale
        Units in 1.0: values are whole numbers of these, and non-dominated means on this scale.
    points
        The first term greatest first.
    status
        ``OPTIMAL`` when complete, ``FEASIBLE`` when it is a part of the front, ``INFEASIBLE`` when no team keeps the
        rules, ``NOT_FOUND`` when time ran out before the first.
    complete
        Whether these are all non-dominated points; only said when proven.
    parts
        Steps of the grid on each term, None without one.
    conflicts, reasons
        What is in the way of any team; what was left out and why.
    timing
        Seconds per step.
    """

    problem: TeamProblem
    terms: tuple[str, ...]
    scale: int
    points: tuple[FrontPoint, ...]
    status: Status
    complete: bool
    parts: int | None
    conflicts: tuple[Conflict, ...]
    reasons: tuple[Reason, ...]
    timing: Mapping[str, float]

    @property
    def remarks(self) -> tuple[Reason | Conflict, ...]:
        """Reasons and conflicts, in one row."""
        return (*self.reasons, *self.conflicts)

    def table(self) -> pd.DataFrame:
        """One row per point.

        Returns
        -------
        Columns ``point`` (from 1), one per term chosen (share in [0, 1]), ``best`` (worth with the weights of the
        problem), ``size``, ``members`` (ids, with commas), ``joined`` and ``left`` (compared to the point before).

        Raises
        ------
        NoSolutionError
            There is no team.
        """
        if not self.points:
            why = " ".join(part.text() for part in self.remarks)
            status = text(f"results.status.{self.status.value}")
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
        rows, before = [], self.points[0].team.members
        for k, point in enumerate(self.points, 1):
            now = point.team.members
            rows.append(
                {
                    "point": k,
                    **point.values,
                    "best": point.team.objective,
                    "size": len(now),
                    "members": ", ".join(now),
                    "joined": ", ".join(p for p in now if p not in before),
                    "left": ", ".join(p for p in before if p not in now),
                }
            )
            before = now
        return pd.DataFrame(rows)

    def summary(self, lang: str | None = None) -> str:
        """The front in a few lines."""
        names = {name: text(f"teams.term.{name}", lang=lang) for name in self.terms}
        kind = "teams_front.complete" if self.complete else "teams_front.part"
        head = text(kind, lang=lang, n=len(self.points), terms=", ".join(names.values()), scale=self.scale)
        lines = [head if self.points else text(f"results.status.{self.status.value}", lang=lang)]
        for k, point in enumerate(self.points, 1):
            values = ", ".join(f"{names[t]} {written(v, '.3f', lang)}" for t, v in point.values.items())
            lines.append(f"{k}. {values}: {', '.join(point.team.members)}")
        return "\n".join([*lines, *(part.text(lang) for part in self.remarks)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        return {
            "status": self.status.value,
            "terms": list(self.terms),
            "scale": self.scale,
            "complete": self.complete,
            "parts": self.parts,
            "points": [point.to_dict() for point in self.points],
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.timing),
        }
