"""The answer: a team per project with parts, loads and proof, and why a project has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.results import Conflict, Proof, Reason, Status
from talentmap.staffing.pieces import Load, Scarce, StaffedProject
from talentmap.staffing.problem import StaffingProblem
from talentmap.vocabulary import number as written
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class StaffingResult:
    """A plan for all projects, checked against the data without the solver.

    Parameters
    ----------
    problem
        The question.
    status
        OPTIMAL, FEASIBLE with a gap, INFEASIBLE (only when every project must be staffed) or NOT_FOUND.
    projects
        Every project asked for, in id order; empty without a plan.
    proof
        What was solved, how far it can be trusted.
    loads
        Hours per person and period.
    scarce
        People with a price, dearest first.
    conflicts
        When no plan is possible: what cannot hold together.
    reasons
        Further remarks.
    """

    problem: StaffingProblem
    status: Status
    projects: tuple[StaffedProject, ...]
    proof: Proof
    loads: tuple[Load, ...] = ()
    scarce: tuple[Scarce, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def _remarks(self) -> tuple[Reason | Conflict, ...]:
        return (*self.reasons, *self.conflicts)

    def _some(self) -> tuple[StaffedProject, ...]:
        if not self.status.has_solution:
            status = text(f"results.status.{self.status.value}")
            why = " ".join(part.text() for part in self._remarks)
            raise NoSolutionError(text("results.no_solution", status=status, conflicts=why))
        return self.projects

    @property
    def teams(self) -> Mapping[str, tuple[str, ...]]:
        """Project -> members, for the projects that are staffed.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        return {part.project: part.members for part in self._some() if part.staffed}

    @property
    def not_staffed(self) -> tuple[StaffedProject, ...]:
        """Projects without a team."""
        return tuple(part for part in self.projects if not part.staffed)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        lines = [self.proof.text(lang)]
        if self.projects:
            n = sum(part.staffed for part in self.projects)
            people = len({p for part in self.projects for p in part.members})
            lines.append(text("staffing.summary", lang=lang, staffed=n, all=len(self.projects), people=people))
        for part in self.projects:
            if part.staffed:
                best = written(part.objective, ".3f", lang)
                members = ", ".join(part.members)
                lines.append(
                    text("staffing.summary.project", lang=lang, project=part.project, members=members, best=best)
                )
            else:
                lines += [reason.text(lang) for reason in part.reasons]
        lines += [part.text(lang) for part in self._remarks]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def table(self) -> pd.DataFrame:
        """Who works on what and carries which requirement.

        Returns
        -------
        One row per project, member and requirement they carry (missing where they carry none): ``project_id``,
        ``person_id``, ``requirement``, ``part`` (points it brings), ``fte`` (NaN where the project does not say: all
        the person has), ``from_date``, ``to_date``.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        rows = []
        for part in self._some():
            row = self.problem.row(part.project)
            carried = [
                (person, piece.subject, units / piece.scale)
                for piece in part.parts
                if piece.term == "coverage"
                for person, units in piece.carriers
            ]
            for person in part.members:
                mine: list[tuple[str | None, float]] = [(s, points) for p, s, points in carried if p == person]
                for subject, points in mine or [(None, 0.0)]:
                    hours = self.problem.hours(part.project)
                    rows.append((part.project, person, subject, points, hours, row["start_date"], row["end_date"]))
        names = ["project_id", "person_id", "requirement", "part", "fte", "from_date", "to_date"]
        return pd.DataFrame(rows, columns=names).astype(
            {"project_id": "str", "person_id": "str", "requirement": "str", "part": "float64", "fte": "float64"}
        )

    def project_table(self) -> pd.DataFrame:
        """One row per project: ``project_id``, ``staffed``, ``people``, ``best``, ``alone``, each term before weight.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        rows = [
            {
                "project_id": part.project,
                "staffed": part.staffed,
                "people": len(part.members),
                "best": part.objective,
                "alone": part.alone,
                **part.values,
            }
            for part in self._some()
        ]
        return pd.DataFrame(rows)

    def load_table(self) -> pd.DataFrame:
        """Hours of everybody in the plan, period by period.

        Returns
        -------
        One row per person and period with a project: ``person_id``, ``from_date``, ``to_date``, ``projects`` (ids
        joined by a blank), ``fte`` (that they take) and ``free`` (that the person has).

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        self._some()
        rows = [(x.person, x.first, x.last, " ".join(x.projects), x.fte, x.free) for x in self.loads]
        return pd.DataFrame(rows, columns=["person_id", "from_date", "to_date", "projects", "fte", "free"])

    def scarce_table(self) -> pd.DataFrame:
        """People in demand, dearest first: ``person_id``, ``price``, ``projects``."""
        rows = [(x.person, x.price, " ".join(x.projects)) for x in self.scarce]
        return pd.DataFrame(rows, columns=["person_id", "price", "projects"])

    def terms(self) -> pd.DataFrame:
        """The objective by term over all projects: ``term``, ``points``; they add up to the best.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        names = [name for name, _ in self.problem.weights.items()] + ["moving"]
        total = dict.fromkeys(names, 0)
        scale = 1
        for part in self._some():
            for piece in part.parts:
                total[piece.term] += piece.units
                scale = piece.scale
        return pd.DataFrame({"term": names, "points": [total[name] / scale for name in names]})

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; only ``timing`` may differ between two runs."""
        proof = self.proof.to_dict()
        found = self.status.has_solution
        return {
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "terms": dict(self.terms().itertuples(index=False)) if found else {},
            "projects": [part.to_dict() for part in self.projects],
            "loads": [
                {
                    "person_id": x.person,
                    "from_date": x.first,
                    "to_date": x.last,
                    "projects": list(x.projects),
                    "fte": x.fte,
                    "free": x.free,
                }
                for x in self.loads
            ],
            "scarce": [{"person_id": x.person, "price": x.price, "projects": list(x.projects)} for x in self.scarce],
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "timing": dict(self.proof.timing),
        }
